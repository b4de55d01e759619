"""The command line: one file per command; arguments in, exit code out."""

from .application import application

__all__ = ["application"]
