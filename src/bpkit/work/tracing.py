"""Every value that a title has, at whichever level it was judged, with all that it came of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import UserError
from ..model.hints import nearest
from ..model.outcomes import Trace
from ..model.rounds import UnitResult
from ..model.units import fold
from ..reading.folders import Tick
from ..reports.outline import title_of
from ..reports.rounds import unit_words
from ..scoring.tracing import trace_judgement, trace_result
from ..wording import say
from .program_trees import judges_units
from .request import Request
from .rounds import RoundWork
from .running import Work

Traced = tuple[str, Path, Trace]  # whose value, in which folder, and how it came about


def traced(request: Request, title: str, tick: Tick = lambda *_: None) -> list[Traced]:
    """The traces of a title at and below a path, those of the highest panel first.

    Raises:
        UserError: nothing of that title was judged; the nearest one is told.
    """
    if judges_units(request.path, request.config):
        units = [*RoundWork(request, tick).result.walk()]
        found, titles = list(_of_units(units, title)), [*_judged(units)]
    else:
        judged = [*Work(request, tick).judged.walk()]
        panels = [(one.folder, one.assessment) for one in judged if one.assessment]
        pairs = ((folder, trace_result(assessment, title)) for folder, assessment in panels)
        found = [(title_of(folder), folder.path, trace) for folder, trace in pairs if trace]
        titles = [one.candidate.key for _, assessment in panels for one in assessment.results]
    if not found:
        near = nearest(fold(title), {fold(one) for one in titles})
        known = next((one for one in titles if near and fold(one) == near), "")
        remedy = say("report.trace_near", near=known) if known else say("report.trace_no_near")
        raise UserError(say("report.trace_unknown", title=title, path=request.path), remedy)
    return found


def _of_units(units: list[UnitResult], title: str) -> Iterator[Traced]:
    for one in units:
        for judgement in one.judgements:
            for trace in trace_judgement(judgement, title):
                yield unit_words(one.unit), one.unit.path, trace


def _judged(units: list[UnitResult]) -> Iterator[str]:
    for one in units:
        for judgement in one.judgements:
            yield from (outcome.judged or one.unit.name for outcome in judgement.outcomes)
