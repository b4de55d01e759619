"""Which bpkit this is; pyproject.toml says the same, and a test holds both together."""

from __future__ import annotations

__version__ = "0.1.0"
