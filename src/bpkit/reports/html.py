"""Reports as pages, each one self-contained file that asks for nothing from outside.

Only a page with messages runs a script, its own, which copies them; the page itself forbids any other.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment
from markupsafe import Markup
from msgspec.structs import replace

from ..model.outcomes import Checked
from ..model.place import PhotoName
from ..model.problems import Finding
from ..model.signs import shortened
from ..office import sound
from ..rules.catalogue import entry, photo_in_words
from ..wording import language, say, speaking
from .level_page import LevelView, level_contents
from .outline import Links, MonthBar, ReportContents, Section, Thumbnails, summary
from .overview import validation_contents
from .panels import ChartRow
from .templating import TEMPLATES, environment

if TYPE_CHECKING:
    from .outline import Message

MARKS = {"error": "✕", "warning": "!", "info": "i", "waived": "–"}  # beside the colour, never instead of it
MOST_EXPLAINED = 100  # blocks that each unfold into their rule; with more, the page's end has the rules once
ALWAYS = ("submissions", "complete", "errors", "warnings")  # the other counts only where they are not nought
MARGIN = 5  # per cent on either side of a chart, so that nothing is cut off
UNKNOWN = "–"
ON_ONE = 20  # rows in one picture, so that it fits on a printed page


def html_page(contents: ReportContents, links: Links, thumbnails: Thumbnails) -> bytes:
    """The page with all parts of a report."""
    template = _environment().get_template("page.html.j2")
    page = template.render(contents=contents, links=links, thumbnails=thumbnails)
    return f"{page}\n".encode()


def hasil_pemeriksaan(
    checked: Checked, thumbnails: Thumbnails, messages: Sequence[Message] = (), place: Path | None = None
) -> bytes:
    """`Hasil Pemeriksaan.html` of one korkot folder: in Indonesian whatever the language of the run.

    `place` is the folder that it goes to, where that is not the korkot folder itself.
    """
    with speaking("id"):
        contents = replace(validation_contents([checked], lambda: None), messages=tuple(messages))
        return html_page(contents, Links(place or checked.folder.path), thumbnails)


def hasil_of_level(view: LevelView, thumbnails: Thumbnails, place: Path) -> bytes:
    """The same of a folder above: of a province, or of the nation."""
    with speaking("id"):
        return html_page(level_contents(view), Links(place), thumbnails)


@cache  # a run writes a page for every folder: templates are compiled once
def _environment() -> Environment:
    return environment(
        _typed,
        mark_of=MARKS,
        most_explained=MOST_EXPLAINED,
        picture_of=_picture,
        explanation=_explanation,
        shown_counts=_shown_counts,
        several_months=_several_months,
        percent=_percent,
        pictures=_pictures,
        described=lambda rows, assessment: "; ".join(row.described(assessment) for row in rows),
        cut=shortened,
        script_hash=_script_hash(),
        highest=lambda bars: max(max(bar.due or 0, bar.handed_in) for bar in bars) or 1,
        said_of=lambda bars: "; ".join(map(_month_words, bars)),
    )


def _script_hash() -> str:
    """How a page names the one script that may run on it."""
    source = (TEMPLATES / "copy.js").read_text(encoding="utf-8").removesuffix("\n")
    return f"sha256-{b64encode(sha256(source.encode()).digest()).decode()}"


def _typed(value: object) -> object:
    """What people typed as a page can carry it; nothing for None. Jinja escapes it after that."""
    return value if isinstance(value, Markup) else "" if value is None else sound(str(value))


def _picture(finding: Finding, thumbnails: Thumbnails) -> tuple[str, str] | None:
    """The small picture of what the finding is about and its words; None where there is none."""
    place = finding.problem.place
    name = place.part or "" if place else ""
    source = thumbnails.get((finding.problem.path, name))
    if not source:
        return None
    words = photo_in_words(name) if isinstance(name, PhotoName) else ""
    return source, words or say("page.photo", name=name or finding.problem.path.name)


def _explanation(code: str) -> tuple[str, list[str]]:
    """Why a rule is there, and how to mend what it finds, step by step."""
    texts = entry(code)
    steps: str = texts["mend"][language()]
    return texts["why"][language()], [step for step in steps.splitlines() if step.strip()]


def _shown_counts(checked: Checked) -> Mapping[str, object]:
    counts = summary(checked)
    wanted = {name: count for name, count in counts.items() if name != "skipped"}
    return {name: count for name, count in wanted.items() if count or name in ALWAYS}


def _several_months(found: Sequence[Section]) -> bool:
    return len({section.checked.folder.period for section in found}) > 1


def _percent(place: Fraction) -> str:
    """Where a value stands on a chart of any width: 0 to 1 from end to end of its axis."""
    return f"{float(MARGIN + (100 - 2 * MARGIN) * place):.2f}%"


def _pictures(shown: Sequence[ChartRow]) -> list[tuple[int, Sequence[ChartRow]]]:
    """The rows of each picture of a chart, with the number of the first."""
    return [(start, shown[start : start + ON_ONE]) for start in range(0, len(shown), ON_ONE)]


def _month_words(bar: MonthBar) -> str:
    """What the picture shows of a month, for those who can't see it."""
    due = UNKNOWN if bar.due is None else bar.due
    return say("page.months_row", month=bar.name, count=bar.handed_in, due=due, complete=bar.complete)
