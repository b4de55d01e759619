"""Plain text, which people save under a document's name: every line is a paragraph."""

from __future__ import annotations

from pathlib import Path

from .content import Content, Paragraph


def read_text(_: Path, data: bytes) -> Content:
    """The lines of a text."""
    return Content(tuple(Paragraph(line.strip()) for line in decoded(data).splitlines()))


def decoded(data: bytes) -> str:
    """Text as Notepad saves it: UTF-8 or UTF-16 with their mark, UTF-8 without, else Windows' own code."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
