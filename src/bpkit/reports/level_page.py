"""`Hasil Pemeriksaan.html` of a province and of the nation: who is in, what to do next, scores, messages.

It hangs on the files alone and on no clock, so that a run over unchanged input leaves the same page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..model.dates import in_words
from ..model.levels import CITY, PROVINCE
from ..model.outcomes import Checked, Judged
from ..months.standing import Standing
from ..wording import say
from .outline import (
    Cell,
    LinkTarget,
    Message,
    NestedText,
    NextStep,
    ReportColumn,
    ReportContents,
    ReportListing,
    level_name,
    relative,
    title_of,
)
from .overview import folder_label
from .panels import is_scored
from .standings import out_of

PAGE = "Hasil Pemeriksaan.html"  # what somebody opens who never sees a terminal


class LevelView(Struct, frozen=True):
    """What the page of a level is made of; `forms` are files that lie there, `absent` units without a folder.

    `standings` are those of the folder and of all below it, the folder's own first.
    """

    checked: Checked
    judged: Judged
    standings: tuple[Standing, ...]
    absent: tuple[str, ...]
    forms: tuple[Path, ...]
    messages: tuple[Message, ...]
    panel_folder: Path | None = None  # where it is

    @property
    def own(self) -> Standing:
        """Where the folder itself stands."""
        return self.standings[0]


def level_contents(view: LevelView) -> ReportContents:
    """The page as any report is laid out."""
    listings = [_units(view)]
    if view.forms:
        listings.append(_forms(view))
    told = {finding.key for finding in view.judged.findings}
    apart = tuple(finding for finding in view.checked.findings if finding.key not in told)
    own = replace(view.checked, findings=apart, children=())
    return ReportContents(
        say("page.validation"),
        title_of(view.checked.folder),
        lambda: None,
        tuple(listings),
        checked=(own,) if apart or own.submissions else (),
        judged=view.judged,
        figures=_numbers(view),
        steps=tuple(steps(view)),
        messages=view.messages,
        alone=True,
    )


def _numbers(view: LevelView) -> dict[str, str | int]:
    """The numbers on top: each as far as it is known."""
    own, units = view.own, len(view.checked.children)
    came = sum(any(one.submissions for one in child.walk()) for child in view.checked.children)
    below = {child.folder.level.roster for child in view.checked.children}
    name = {CITY: "cities_in", PROVINCE: "provinces_in"}.get(min(below, default=""), "units_in")
    results = view.judged.assessment.results if view.judged.assessment else ()
    numbers: dict[str, str | int] = {
        name: out_of(came, units + len(view.absent) if view.absent or units else None),
        "handed_in": out_of(own.handed_in, own.due),
        "complete": own.complete,
        "proposed": out_of(own.proposed, own.quota),
    }
    if any(result.final is not None for result in results):
        numbers["scored"] = sum(result.final is not None for result in results)
    if view.judged.assessment and view.judged.whole:
        numbers["selected"] = sum(result.selected for result in results)
    return numbers


# What to do next -----------------------------------------------------------------------------------


def steps(view: LevelView) -> Iterator[NextStep]:
    """What has to be done next, in its order; a panel that has sealed has nothing left but to send on."""
    if not view.judged.whole:
        yield NextStep(say("page.step_causes"), anchor="p1")
    yield from _about_units(view)
    if view.own.sealed:
        top = view.judged.folder.level.is_top
        yield NextStep(say("page.step_sealed_top" if top else "page.step_send"))
    else:
        yield from _about_panel(view)


def _about_units(view: LevelView) -> Iterator[NextStep]:
    if view.absent:
        yield NextStep(say("page.step_absent", names=", ".join(view.absent)))
    grave = [one.name for one in view.messages if one.folder != view.checked.folder.path]
    if grave:
        yield NextStep(say("page.step_messages", names=", ".join(grave)), anchor="messages")
    undecided = [
        folder_label(one.folder)
        for one in view.judged.children
        if one.whole and one.folder.level.is_fed and not (one.folder.seal and one.folder.seal.closed)
    ]
    if undecided:
        yield NextStep(say("page.step_undecided", names=", ".join(undecided)))
    own = (finding for finding in view.checked.findings if not finding.of_panel)
    if any(finding.blocks for finding in own):
        yield NextStep(say("page.step_own"), anchor="f1")


def _about_panel(view: LevelView) -> Iterator[NextStep]:
    judged, home = view.judged, view.panel_folder
    assessment = judged.assessment
    if assessment is None or not is_scored(assessment):
        if view.own.proposed:
            yield NextStep(say("page.step_no_sheets"), home)
        return
    lacking = [one.name for one in assessment.assessors if not one.sheets]
    if lacking:
        yield NextStep(say("page.step_sheets", names=", ".join(lacking)), home)
    if assessment.ties:
        titles = "; ".join(", ".join(keys) for keys in assessment.ties)
        yield NextStep(say("page.step_tie", titles=titles), anchor="p1")
    if judged.whole and any(result.selected for result in assessment.results) and not assessment.ties:
        yield NextStep(say("page.step_seal"), anchor="p1")


# Tables --------------------------------------------------------------------------------------------

_COLUMNS = ("handed_in", "complete", "errors", "proposed")
_OF_PANELS = ("scored", "selected", "sealed")  # of levels that decide for others


def _units(view: LevelView) -> ReportListing:
    """Every unit below with a link to its page; those without a folder stand at the end of theirs."""
    fed = any(child.folder.level.is_fed for child in view.checked.children)
    names = (*_COLUMNS, *_OF_PANELS) if fed else _COLUMNS
    columns = [ReportColumn(say("report.column_unit"), 40)]
    columns += [ReportColumn(say(f"report.column_{name}"), 12, number=True) for name in names]
    by_path = {one.judged.folder.path: one for one in view.standings}
    rows = [*_rows(view.checked, by_path), *map(_absent_row, view.absent)]
    rows = [(*row[: len(columns)], *[None] * (len(columns) - len(row))) for row in rows]
    day = view.own.deadline
    notes = (say("page.deadline", date=in_words(day)),) if day else ()
    return ReportListing(say("page.units"), tuple(columns), tuple(rows), say("page.no_units"), notes)


def _rows(checked: Checked, by_path: dict[Path, Standing], depth: int = 0) -> Iterator[tuple[Cell, ...]]:
    for child in checked.children:
        standing = by_path[child.folder.path]
        yield _row(child, standing, depth)
        yield from _rows(child, by_path, depth + 1)
        for city in standing.absent:
            yield _absent_row(f"{level_name(city.level)} {city.name}", depth + 1)


def _row(checked: Checked, standing: Standing, depth: int) -> tuple[Cell, ...]:
    folder = checked.folder
    errors = sum(finding.blocks for one in checked.walk() for finding in one.findings)
    return (
        LinkTarget(folder_label(folder), folder.path / PAGE, depth),
        out_of(standing.handed_in, standing.due),
        standing.complete,
        errors,
        out_of(standing.proposed, standing.quota),
        *(_of_panel(standing) if folder.level.is_fed else ()),
    )


def _of_panel(standing: Standing) -> tuple[Cell, ...]:
    judged = standing.judged
    results = judged.assessment.results if judged.assessment else ()
    scored = sum(result.final is not None for result in results)
    selected = sum(result.selected for result in results) if judged.assessment and judged.whole else None
    return (scored or None, selected, say("report.yes") if standing.sealed else None)


def _absent_row(name: str, depth: int = 0) -> tuple[Cell, ...]:
    return (NestedText(say("page.absent_unit", name=name), depth),)


def _forms(view: LevelView) -> ReportListing:
    given = view.checked.folder.path
    rows = tuple((LinkTarget(relative(form, given), form),) for form in view.forms)
    return ReportListing(say("page.forms"), (ReportColumn(say("page.column_file"), 90),), rows)
