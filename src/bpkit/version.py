"""Which bpkit this is; the package takes its version from here."""

from __future__ import annotations

__version__ = "0.1.0"
