"""A report in the format that its file's extension asks for; who calls brings the bytes to the disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import UserError
from ..wording import say

if TYPE_CHECKING:
    from .outline import ReportContents

Thumbnails = Mapping[tuple[Path, str], str]  # by file and photo: the picture as a `data:` link

# What a report is known by as bpkit's own.
GENERATOR = b'<meta name="generator" content="bpkit">'  # in the head of pages
MARK = b"[//]: # (bpkit)\n"  # at the end of Markdown, where readers don't see it
COMMENT = b"bpkit report"  # of the zip that a workbook is; Excel and LibreOffice drop it when they save
MARKS = {".html": GENERATOR, ".xlsx": COMMENT, ".md": MARK, ".json": b'"bpkit": "'}
ENDINGS = tuple(MARKS)


def ending_of(file: Path) -> str:
    """The format of a report, so that a wrong one is told before the work begins.

    Raises:
        UserError: there are no reports with this extension; it lists those there are.
    """
    ending = file.suffix.casefold()
    if ending not in ENDINGS:
        values = {"file": file.name, "endings": ", ".join(ENDINGS)}
        raise UserError(say("page.unknown_ending", **values), say("page.unknown_ending_remedy", **values))
    return ending


def report_bytes(file: Path, contents: ReportContents, thumbnails: Thumbnails | None = None) -> bytes:
    """The report as it stands in this file; its links count from there.

    Raises:
        UserError: there are no reports with this extension.
    """
    ending = ending_of(file)
    if ending == ".json":
        return json_text(contents.value()).encode()
    from .outline import Links

    links = Links(file.absolute().parent)
    if ending == ".html":
        from .html import html_page

        return html_page(contents, links, thumbnails or {})
    if ending == ".xlsx":
        from .xlsx import xlsx_report

        return xlsx_report(contents, links)
    from .markdown import markdown_text

    return markdown_text(contents, links) + MARK


def is_report(data: bytes, ending: str) -> bool:
    """Whether this is a report as bpkit wrote it, by the mark it carries."""
    if ending.casefold() == ".xlsx":
        return data.startswith(b"PK") and data.endswith(COMMENT)
    mark = MARKS.get(ending.casefold())
    return mark is not None and mark in data


def json_text(value: Any) -> str:
    """A result as JSON, with every sign escaped that a terminal would obey or nobody would see.

    A name that is no Unicode, which Linux can hold, keeps its bytes as `\\udcff`.

    >>> json_text("a\\x9b")
    '"a\\\\u009b"\\n'
    """
    text = _indented(value)
    if text.replace("\n", "").isprintable():
        return f"{text}\n"
    # By the kinds of signs: a month's result has a million of them, and some eighty kinds.
    unseen = {ord(sign): _escaped(sign) for sign in set(text) if not sign.isprintable() and sign != "\n"}
    return f"{text.translate(unseen)}\n"


def _indented(value: Any) -> str:
    """The same signs as `json.dumps` makes of a value with an indent of 2, in a tenth of the time."""
    try:
        return msgspec.json.format(msgspec.json.encode(value, enc_hook=_plain), indent=2).decode()
    except UnicodeEncodeError:  # half a sign, which UTF-8 can't hold
        return json.dumps(value, ensure_ascii=False, indent=2)


def _plain(value: Any) -> str:
    """A text of a kind of its own, such as a photo's name, as a text."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} is nothing that JSON has")


def _escaped(sign: str) -> str:
    return json.dumps(sign)[1:-1] if sign != "\x7f" else "\\u007f"
