"""Which reader takes which kind of document; each is imported when the first document of its kind is met."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

from ..file_kinds import HEAD, kind_of
from .content import DocumentContent

Reader = Callable[[Path, bytes], DocumentContent]

_MODULES = {
    "docx": "docx",
    "odt": "odt",
    "doc": "doc",
    "rtf": "rtf",
    "pdf": "pdf",
    "html": "html",
    "mhtml": "html",
    "word2003": "flat_xml",
    "flatopc": "flat_xml",
    "fodt": "flat_xml",
    "text": "html",
}
READABLE = frozenset(_MODULES)
# What these are stands in a directory that may lie anywhere.
_UNSURE = ("zip", "doc", "xls", "ppt", "ole", "unknown")


@cache
def reader_of(kind: str) -> Reader:
    """The reader of a kind in `READABLE`."""
    reader: Reader = getattr(import_module(f".{_MODULES[kind]}", __package__), f"read_{kind}")
    return reader


def whole_kind(data: bytes, name: str) -> str:
    """The kind of a whole document (see `kinds.KINDS`)."""
    kind = kind_of(data[:HEAD], name)
    return kind_of(data, name) if kind in _UNSURE else kind
