"""A report in the format that its file's extension asks for; who calls brings the bytes to the disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import UserError
from ..wording import say
from .outline import Each, Links, Thumbnails

if TYPE_CHECKING:
    from .outline import ReportContents

# What a report is known by as bpkit's own.
GENERATOR = b'<meta name="generator" content="bpkit">'  # in the head of pages
MARK = b"[//]: # (bpkit)\n"  # at the end of Markdown, where readers don't see it
COMMENT = b"bpkit report"  # of the zip that a workbook is; Excel and LibreOffice drop it when they save
MARKS = {".html": GENERATOR, ".xlsx": COMMENT, ".md": MARK, ".json": b'"bpkit": "'}


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
    return _MAKERS[extension_of(file)](file, contents, thumbnails or {})


# Each brings its library along only where it is asked for.


def _json(_: Path, contents: ReportContents, __: Thumbnails) -> bytes:
    return json_text(contents.value()).encode()


def _html(file: Path, contents: ReportContents, thumbnails: Thumbnails) -> bytes:
    from .html import html_page

    return html_page(contents, Links(file.absolute().parent), thumbnails)


def _xlsx(file: Path, contents: ReportContents, _: Thumbnails) -> bytes:
    from .xlsx import xlsx_report

    return xlsx_report(contents, Links(file.absolute().parent), COMMENT)


def _markdown(file: Path, contents: ReportContents, _: Thumbnails) -> bytes:
    from .markdown import markdown_text

    return markdown_text(contents, Links(file.absolute().parent)) + MARK


_MAKERS: Mapping[str, Callable[[Path, ReportContents, Thumbnails], bytes]] = {
    ".html": _html,
    ".xlsx": _xlsx,
    ".md": _markdown,
    ".json": _json,
}
EXTENSIONS = tuple(_MAKERS)


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
    return "".join(json_pieces(value))


def json_pieces(value: Any) -> Iterator[str]:
    """As `json_text`, folder by folder: what a year's is made of is never held as a whole."""
    for piece in _pieces(value, ""):
        if piece.replace("\n", "").isprintable():
            yield piece
            continue
        # By the kinds of signs: a month's result has a million of them, and some eighty kinds.
        unseen = {ord(sign): _escaped(sign) for sign in set(piece) if not sign.isprintable() and sign != "\n"}
        yield piece.translate(unseen)
    yield "\n"


def _pieces(value: Any, margin: str) -> Iterator[str]:
    """The JSON of a value, further lines behind the margin; item by item where it is long."""
    inside = f"{margin}  "
    if not _is_long(value):
        told = [] if isinstance(value, Each) else value
        # Within a text of JSON no line ends.
        yield _indented(told).replace("\n", f"\n{margin}")
    elif isinstance(value, dict):
        for sign, (key, one) in zip(chain("{", repeat(",")), value.items(), strict=False):
            yield f"{sign}\n{inside}{json.dumps(key)}: "
            yield from _pieces(one, inside)
        yield f"\n{margin}}}"
    else:
        for sign, one in zip(chain("[", repeat(",")), value, strict=False):
            yield f"{sign}\n{inside}"
            yield from _pieces(one, inside)
        yield f"\n{margin}]"


def _is_long(value: Any) -> bool:
    """Whether something in it is made item by item: in an object, in one below it, or in objects in a row."""
    if isinstance(value, Each):
        return len(value) > 0
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict) and _is_long(value[0])
    inside = value.values() if isinstance(value, dict) else ()
    return any(isinstance(one, Each) or (isinstance(one, dict) and _is_long(one)) for one in inside)


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
