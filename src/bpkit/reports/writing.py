"""A report in the format that its file's ending asks for; who calls brings the bytes to the disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UserError
from ..model.outcomes import Checked, Judged
from ..wording import say
from .links import Links

if TYPE_CHECKING:
    from .finding_html import Thumbnails

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
        from .validation_html import validation_page

        return validation_page(checked, links, thumbnails or {})
    if ending == ".xlsx":
        from .validation_xlsx import validation_xlsx

        return validation_xlsx(checked, links)
    if ending == ".md":
        from .validation_md import validation_md

        return validation_md(checked, links)
    from .validation_json import validation

    objects = [validation(one, path) for path, one in found]
    return json_text(objects if len(objects) > 1 else objects[0]).encode()


def scoring_report(file: Path, judged: Judged, shown: Path) -> bytes:
    """The report of `bpkit score`; `shown` is the given path as it was typed.

    Raises:
        UserError: there are no reports with this ending.
    """
    ending, links = ending_of(file), Links(file.absolute().parent)
    if ending == ".html":
        from .scoring_html import scoring_page

        return scoring_page(judged, links)
    if ending == ".xlsx":
        from .scoring_xlsx import scoring_xlsx

        return scoring_xlsx(judged, links)
    if ending == ".md":
        from .scoring_md import scoring_md

        return scoring_md(judged, links)
    from .scoring_json import scoring

    return json_text(scoring(judged, shown)).encode()


def json_text(value: Any) -> str:
    """A result as JSON. A name that is no Unicode, which Linux can hold, keeps its bytes as `\\udcff`."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"
