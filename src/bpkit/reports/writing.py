"""A report in the format that its file's extension asks for; who calls brings the bytes to the disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
EXTENSIONS = tuple(MARKS)


def extension_of(file: Path) -> str:
    """The format of a report, so that a wrong one is told before the work begins.

    Raises:
        UserError: there are no reports with this extension; it lists those there are.
    """
    extension = file.suffix.casefold()
    if extension not in EXTENSIONS:
        values = {"file": file.name, "extensions": ", ".join(EXTENSIONS)}
        raise UserError(
            say("page.unknown_extension", **values), say("page.unknown_extension_remedy", **values)
        )
    return extension


def report_bytes(file: Path, contents: ReportContents, thumbnails: Thumbnails | None = None) -> bytes:
    """The report as it stands in this file; its links count from there.

    Raises:
        UserError: there are no reports with this extension.
    """
    extension = extension_of(file)
    if extension == ".json":
        return json_text(contents.value()).encode()
    from .outline import Links

    links = Links(file.absolute().parent)
    if extension == ".html":
        from .html import html_page

        return html_page(contents, links, thumbnails or {})
    if extension == ".xlsx":
        from .xlsx import xlsx_report

        return xlsx_report(contents, links)
    from .markdown import markdown_text

    return markdown_text(contents, links) + MARK


def is_report(data: bytes, extension: str) -> bool:
    """Whether this is a report as bpkit wrote it, by the mark it carries."""
    if extension.casefold() == ".xlsx":
        return data.startswith(b"PK") and data.endswith(COMMENT)
    mark = MARKS.get(extension.casefold())
    return mark is not None and mark in data


def json_text(value: Any) -> str:
    """A result as JSON, with every sign escaped that a terminal would obey or nobody would see.

    A name that is no Unicode, which Linux can hold, keeps its bytes as `\\udcff`.

    >>> json_text("a\\x9b")
    '"a\\\\u009b"\\n'
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # By the kinds of signs: a month's result has a million of them, and some eighty kinds.
    unseen = {ord(sign): _escaped(sign) for sign in set(text) if not sign.isprintable() and sign != "\n"}
    return f"{text.translate(unseen) if unseen else text}\n"


def _escaped(sign: str) -> str:
    return json.dumps(sign)[1:-1] if sign != "\x7f" else "\\u007f"
