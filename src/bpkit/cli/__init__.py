"""The command line: one file per command; arguments in, exit code out."""

from .application import app

__all__ = ["app"]
