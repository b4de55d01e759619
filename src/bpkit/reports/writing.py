"""A report in the format that its file's ending asks for; who calls brings the bytes to the disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UserError
from ..model.outcomes import Checked, Judged
from ..wording import say
from .outline import COMMENT, GENERATOR, MARK
from .places import Links

if TYPE_CHECKING:
    from .html.findings import Thumbnails
    from .outline import ReportContents

ENDINGS = (".html", ".xlsx", ".md", ".json")


def ending_of(file: Path) -> str:
    """The format of a report, so that a wrong one is told before the work begins.

    Raises:
        UserError: there are no reports with this ending; it lists those there are.
    """
    ending = file.suffix.casefold()
    if ending not in ENDINGS:
        values = {"file": file.name, "endings": ", ".join(ENDINGS)}
        raise UserError(say("page.unknown_ending", **values), say("page.unknown_ending_remedy", **values))
    return ending


def validation_report(
    file: Path, found: Sequence[tuple[Path, Checked]], thumbnails: Thumbnails | None = None
) -> bytes:
    """The report of `bpkit validate`: `found` has every given path as it was typed, with what was found.

    Raises:
        UserError: there are no reports with this ending.
    """
    ending, links = ending_of(file), Links(file.absolute().parent)
    checked = [one for _, one in found]
    if ending == ".html":
        from .html.validation import validation_page

        return validation_page(checked, links, thumbnails or {})
    if ending == ".xlsx":
        from .xlsx.validation import validation_xlsx

        return validation_xlsx(checked, links)
    if ending == ".md":
        from .markdown import validation_md

        return validation_md(checked, links) + MARK
    from .json_output import validation

    objects = [validation(one, path) for path, one in found]
    return json_text(objects if len(objects) > 1 else objects[0]).encode()


def scoring_report(file: Path, judged: Judged, shown: Path) -> bytes:
    """The report of `bpkit score`; `shown` is the given path as it was typed.

    Raises:
        UserError: there are no reports with this ending.
    """
    ending, links = ending_of(file), Links(file.absolute().parent)
    if ending == ".html":
        from .html.scoring import scoring_page

        return scoring_page(judged, links)
    if ending == ".xlsx":
        from .xlsx.scoring import scoring_xlsx

        return scoring_xlsx(judged, links)
    if ending == ".md":
        from .markdown import scoring_md

        return scoring_md(judged, links) + MARK
    from .json_output import scoring

    return json_text(scoring(judged, shown)).encode()


def is_report(data: bytes, ending: str) -> bool:
    """Whether this is a report as bpkit wrote it, by the mark it carries."""
    marks = {".html": GENERATOR, ".md": MARK, ".json": b'"bpkit": "'}
    if ending.casefold() == ".xlsx":
        return data.startswith(b"PK") and data.endswith(COMMENT)
    mark = marks.get(ending.casefold())
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


def composed_report(file: Path, contents: ReportContents, thumbnails: Thumbnails | None = None) -> bytes:
    """The report of a command that has several things to tell.

    Raises:
        UserError: there are no reports with this ending.
    """
    ending, links = ending_of(file), Links(file.absolute().parent)
    if ending == ".html":
        from .html.scoring import composed_page

        return composed_page(contents, links, thumbnails or {})
    if ending == ".xlsx":
        from .xlsx.scoring import composed_xlsx

        return composed_xlsx(contents, links)
    if ending == ".md":
        from .markdown import composed_md

        return composed_md(contents, links) + MARK
    return json_text(contents.value()).encode()
