"""Score sheets, panels and their decisions (POB slides 13, 21 and 26).

What stands against a panel is looked for by the checks in `panels/problems` and `row_problems`, and lies in
its assessment: a title is provisional by what was handed in, and switching a rule off wins nobody a prize.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path, PurePosixPath

from .. import sealing
from ..figures import exact, over_one
from ..model.facts import Folder, out_of_sight
from ..model.problems import DecimalText, Kind, Listed, Problem
from ..model.scores import Assessment
from ..model.units import Severity
from ..panels.problems import CHECKS, PanelCheck
from .files import hides_titles
from .registry import Context, Subject, rule

FAR_APART = Fraction(200)  # between two totals, on the POB's scale to 1,000

_FILES = ("sheet", "document", "beside", "decision", "form")  # what a seal knows by its path


def _say(check: PanelCheck) -> None:
    """Make what a check of the panel finds a rule of its own."""

    @rule(check.code, check.severity, on=Subject.ASSESSMENT, slide=check.slide)
    def found(assessment: Assessment, context: Context) -> Iterator[Problem]:
        if check.of_folders and context.folder and hides_titles(context.folder):
            return  # what nobody can see now may well be there
        for problem in assessment.problems_of(check.code):
            # A file that could not be opened has its own rules (BP906, BP908).
            if problem.kind is not Kind.UNREAD_SHEET:
                yield problem


for _check in CHECKS.values():
    _say(_check)


@rule("BP810", Severity.WARNING, on=Subject.ASSESSMENT, slide=21)
def assessors_far_apart(assessment: Assessment, _: Context) -> Iterator[Problem]:
    """Where assessors are far apart on a title, they talk about it."""
    for result in assessment.results:
        if result.spread is not None and result.spread > FAR_APART:
            numerators = over_one(result.totals.values())[0]
            by_total = sorted(zip(numerators, result.totals, strict=True))
            lowest, highest = by_total[0][1], by_total[-1][1]
            values = {
                "title": result.candidate.key,
                "low": DecimalText(f"{lowest} {exact(result.totals[lowest])}"),
                "high": DecimalText(f"{highest} {exact(result.totals[highest])}"),
            }
            found = DecimalText(exact(result.spread))
            yield Problem(result.candidate.path, found, exact(FAR_APART), values=values)


@rule("BP812", Severity.ERROR, on=Subject.ASSESSMENT)
def tie_across_the_edge(assessment: Assessment, _: Context) -> Iterator[Problem]:
    """The POB gives no tie-break: where equals reach across the last seat, the panel decides."""
    for keys in assessment.ties:
        seats = str(assessment.panel.seats)
        titles = ", ".join(f"“{key}”" for key in keys)
        yield Problem(assessment.panel.folder, titles, seats, values={"count": str(len(keys))}, titles=keys)


@rule("BP813", Severity.ERROR, on=Subject.ASSESSMENT)
def changed_after_sealing(assessment: Assessment, context: Context) -> Iterator[Problem]:
    """What a sealed decision was made on stays as it was."""
    folder = assessment.panel.folder
    together: dict[tuple[str, str, Path], list[str]] = {}
    for change in _seen(sealing.changes(assessment), folder, context):
        together.setdefault((change.what, change.how, _changed_in(change, folder)), []).append(change.name)
    for (what, how, place), names in together.items():
        if len(names) == 1:
            path = folder / names[0] if what in _FILES else place
            yield Problem(path, names[0], variant=f"{what}_{how}")
        else:
            shown = Listed.quoted(PurePosixPath(name).stem if what in _FILES else name for name in names)
            values = {"titles": shown, "count": str(len(names))}
            yield Problem(place, shown, variant=f"{what}_{how}_several", values=values)


def _seen(changes: Iterable[sealing.Change], folder: Path, context: Context) -> Iterator[sealing.Change]:
    """What nobody can see now did not change for that, and neither did what came of it."""
    hidden = {damage.path for damage in out_of_sight(context.folder)} if context.folder else set()
    for change in changes:
        path = folder / change.name
        if not hidden or (change.what != "results" and hidden.isdisjoint((path, *path.parents))):
            yield change


def _changed_in(change: sealing.Change, folder: Path) -> Path:
    """What one finding speaks of: one sheet, all writings of a city, all results."""
    if change.what in ("document", "beside"):
        return (folder / change.name).parent
    return folder / change.name if change.what in _FILES else folder / "penilaian" / "segel.json"


@rule("BP815", Severity.ERROR, on=Subject.FOLDER)
def seal_and_chain(folder: Folder, _: Context) -> Iterator[Problem]:
    """A seal is as the share's chain of seals has it, and the chain is whole."""
    yield from folder.seal_problems


@rule("BP814", Severity.ERROR, on=Subject.FOLDER, slide=26)
def meant_and_not_counted(folder: Folder, _: Context) -> Iterator[Problem]:
    """What was meant as a sheet or a decision lies and is called so that it counts."""
    yield from folder.uncounted
