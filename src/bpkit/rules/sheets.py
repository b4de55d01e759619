"""Score sheets, panels and their decisions (POB slides 13, 21 and 26).

What these rules see stands in `panels/`, where scoring sees it too: a title is provisional by what was handed
in, and switching a rule off wins nobody a prize.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path, PurePosixPath

from .. import sealing
from ..figures import exact
from ..model.facts import Folder, out_of_sight
from ..model.findings import Fault, Figure, Listed
from ..model.scores import UNREADABLE, Assessment, Panel
from ..model.units import Severity
from ..panels import panelfaults, rowfaults, sheetfaults
from ..panels.table import Table, lay
from .damages import hides_titles
from .registry import Context, Subject, rule

FAR_APART = Fraction(200)  # between two totals, on the POB's scale to 1,000

_BOTH = (Subject.PANEL, Subject.ASSESSMENT)
_FILES = ("sheet", "document", "decision", "form")  # what a seal knows by its path


@rule("BP801", Severity.ERROR, on=_BOTH, slide=21)
def sheet_broken(subject: Panel | Assessment, context: Context) -> Iterator[Fault]:
    """A sheet and a decision can be read, are this panel's, and say nothing that can't be followed."""
    if isinstance(subject, Panel):
        table = _table(subject, context)
        for fault in (*sheetfaults.broken_sheets(table), *sheetfaults.broken_decision(table)):
            # A file that could not be opened has its own rules (BP906, BP908).
            if fault.variant != UNREADABLE:
                yield fault
    elif subject.panel.decision:
        for trouble in subject.troubles:
            values = dict(trouble.values)
            yield Fault(
                subject.panel.decision.path, trouble.found, "", trouble.place, trouble.variant, values
            )


@rule("BP802", Severity.ERROR, on=Subject.PANEL, slide=26)
def score_missing(panel: Panel, context: Context) -> Iterable[Fault]:
    """Every instrument has a score."""
    return rowfaults.missing_scores(_table(panel, context))


@rule("BP803", Severity.ERROR, on=Subject.PANEL, slide=26)
def score_off_scale(panel: Panel, context: Context) -> Iterable[Fault]:
    """A score is a number on the rubric's scale; nothing is clamped or rounded."""
    return rowfaults.scores_off_scale(_table(panel, context))


@rule("BP804", Severity.ERROR, on=Subject.PANEL, slide=23)
def instrument_unknown(panel: Panel, context: Context) -> Iterable[Fault]:
    """Scores stand under the rubric's instruments and no others."""
    return rowfaults.unknown_instruments(_table(panel, context))


@rule("BP805", Severity.ERROR, on=Subject.PANEL, slide=28)
def title_unknown(panel: Panel, context: Context) -> Iterable[Fault]:
    """A sheet and a decision name writings that are before the panel."""
    if context.folder and hides_titles(context.folder):
        return ()  # what nobody can see now may well be there
    return rowfaults.lost_titles(_table(panel, context))


@rule("BP806", Severity.ERROR, on=Subject.PANEL, slide=26)
def scored_twice(panel: Panel, context: Context) -> Iterable[Fault]:
    """An assessor counts once on a title."""
    return rowfaults.doubles(_table(panel, context))


@rule("BP807", Severity.ERROR, on=Subject.PANEL, slide=13)
def panel_too_small(panel: Panel, context: Context) -> Iterable[Fault]:
    """Three assessors at a korkot and a KMW, five at the KMP."""
    return panelfaults.small_panels(_table(panel, context))


@rule("BP808", Severity.ERROR, on=Subject.PANEL)
def own_writing_scored(panel: Panel, context: Context) -> Iterable[Fault]:
    """Nobody scores what he wrote himself."""
    return panelfaults.own_writings(_table(panel, context))


@rule("BP809", Severity.ERROR, on=Subject.PANEL, slide=21)
def sheets_differ(panel: Panel, context: Context) -> Iterable[Fault]:
    """The sheets of one panel go by one rubric, and are all individual or all agreed."""
    return sheetfaults.mixed_rubrics(_table(panel, context))


@rule("BP810", Severity.WARNING, on=Subject.ASSESSMENT, slide=21)
def assessors_far_apart(assessment: Assessment, _: Context) -> Iterator[Fault]:
    """Where assessors are far apart on a title, they talk about it."""
    for result in assessment.results:
        if result.spread is not None and result.spread > FAR_APART:
            lowest = min(result.totals, key=lambda name: (result.totals[name], name))
            highest = max(result.totals, key=lambda name: (result.totals[name], name))
            values = {
                "title": result.candidate.key,
                "low": Figure(f"{lowest} {exact(result.totals[lowest])}"),
                "high": Figure(f"{highest} {exact(result.totals[highest])}"),
            }
            found = Figure(exact(result.spread))
            yield Fault(result.candidate.path, found, exact(FAR_APART), values=values)


@rule("BP811", Severity.ERROR, on=Subject.PANEL, slide=26)
def score_of_assessor_missing(panel: Panel, context: Context) -> Iterable[Fault]:
    """Every assessor of the panel scores every title or stands aside."""
    return panelfaults.gaps(_table(panel, context))


@rule("BP812", Severity.ERROR, on=Subject.ASSESSMENT)
def tie_across_the_edge(assessment: Assessment, _: Context) -> Iterator[Fault]:
    """The POB gives no tie-break: where equals reach across the last seat, the panel decides."""
    for keys in assessment.ties:
        seats = str(assessment.panel.seats)
        titles = ", ".join(f"“{key}”" for key in keys)
        yield Fault(assessment.panel.folder, titles, seats, values={"count": str(len(keys))}, titles=keys)


@rule("BP813", Severity.ERROR, on=Subject.ASSESSMENT)
def changed_after_sealing(assessment: Assessment, context: Context) -> Iterator[Fault]:
    """What a sealed decision was made on stays as it was."""
    folder = assessment.panel.folder
    together: dict[tuple[str, str, Path], list[str]] = {}
    for change in _seen(sealing.changes(assessment), folder, context):
        together.setdefault((change.what, change.how, _changed_in(change, folder)), []).append(change.name)
    for (what, how, place), names in together.items():
        if len(names) == 1:
            path = folder / names[0] if what in _FILES else place
            yield Fault(path, names[0], variant=f"{what}_{how}")
        else:
            shown = Listed.quoted(PurePosixPath(name).stem if what in _FILES else name for name in names)
            values = {"titles": shown, "count": str(len(names))}
            yield Fault(place, shown, variant=f"{what}_{how}_several", values=values)


def _seen(changes: Iterable[sealing.Change], folder: Path, context: Context) -> Iterator[sealing.Change]:
    """What nobody can see now did not change for that, and neither did what came of it."""
    hidden = {damage.file for damage in out_of_sight(context.folder)} if context.folder else set()
    for change in changes:
        path = folder / change.name
        if not hidden or (change.what != "results" and hidden.isdisjoint((path, *path.parents))):
            yield change


def _changed_in(change: sealing.Change, folder: Path) -> Path:
    """What one finding speaks of: one sheet, all writings of a city, all results."""
    if change.what == "document":
        return (folder / change.name).parent
    return folder / change.name if change.what in _FILES else folder / "penilaian" / "segel.json"


@rule("BP814", Severity.ERROR, on=Subject.FOLDER, slide=26)
def meant_and_not_counted(folder: Folder, _: Context) -> Iterator[Fault]:
    """What was meant as a sheet or a decision lies and is called so that it counts."""
    for one in folder.uncounted:
        severity = Severity.WARNING if one.harmless else None
        yield Fault(one.path, one.found, one.expected, one.place, one.variant, severity=severity)


def _table(panel: Panel, context: Context) -> Table:
    if context.rubric is None:
        raise ValueError("rules on panels need the rubric")
    return lay(panel, context.rubric)
