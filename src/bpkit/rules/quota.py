"""How many TF writings a city proposes to the KMW (POB slide 15).

On a korkot folder they look at what its panel or decision selected, at a KMW at what lies before its panel.
The Korkot's own writing goes beside the quota; every other source counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..model.problems import Problem
from ..model.scores import Assessment, Candidate, Panel, Rubric
from ..model.units import Level, Severity
from ..panels.table import is_blank_copy
from .registry import Context, Subject, rule

_BOTH = (Subject.PANEL, Subject.ASSESSMENT)


@dataclass(frozen=True, slots=True)
class _Proposal:
    """What one city proposed, and what it might have."""

    city: str
    folder: Path
    quota: int
    proposed: int
    able: int  # those that passed; where the city gave no scores, those without an error


@rule("BP606", Severity.ERROR, on=_BOTH, slide=15, needs_roster=True)
def more_than_the_quota(subject: Panel | Assessment, context: Context) -> Iterator[Problem]:
    """Three TF writings from a city with eight or more TFs, else two."""
    for one in _proposals(subject, context):
        if one.proposed > one.quota:
            yield Problem(one.folder, str(one.proposed), str(one.quota), values={"city": one.city})


@rule("BP607", Severity.WARNING, on=_BOTH, slide=15, needs_roster=True)
def fewer_than_the_quota(subject: Panel | Assessment, context: Context) -> Iterator[Problem]:
    """A city that has enough good writings uses its quota."""
    for one in _proposals(subject, context):
        if one.proposed < one.quota <= one.able:
            values = {"city": one.city, "able": str(one.able)}
            yield Problem(one.folder, str(one.proposed), str(one.quota), values=values)


def _proposals(subject: Panel | Assessment, context: Context) -> Iterator[_Proposal]:
    if isinstance(subject, Assessment):
        if subject.panel.level is Level.KORKOT:
            yield from _of_city(subject, context)
    elif subject.level is Level.KMW:
        yield from _of_province(subject, context)


def _of_city(assessment: Assessment, context: Context) -> Iterator[_Proposal]:
    panel = assessment.panel
    decided = panel.decision is not None and panel.decision.order is not None
    if not panel.candidates or not (decided or not all(map(is_blank_copy, panel.sheets))):
        return
    quota = _quota(panel.candidates[0], context, assessment.rubric)
    if quota is not None:
        counted = [result for result in assessment.results if not result.candidate.of_korkot]
        scored = any(result.final is not None for result in assessment.results)
        able = sum(1 for r in counted if (r.passed if scored else r.candidate.complete))
        proposed = sum(1 for result in counted if result.selected)
        yield _Proposal(panel.unit, panel.folder, quota, proposed, able)


def _of_province(panel: Panel, context: Context) -> Iterator[_Proposal]:
    cities: dict[Path, list[Candidate]] = defaultdict(list)
    for candidate in (*panel.candidates, *panel.others):
        cities[candidate.path.parent].append(candidate)
    sent = {candidate.path for candidate in panel.candidates}
    for folder, found in sorted(cities.items()):
        quota = _quota(found[0], context, context.rubric)
        if quota is not None:
            counted = [candidate for candidate in found if not candidate.of_korkot]
            able = sum(1 for c in counted if (c.complete if c.passed_below is None else c.passed_below))
            proposed = sum(1 for candidate in counted if candidate.path in sent)
            yield _Proposal(found[0].city, folder, quota, proposed, able)


def _quota(candidate: Candidate, context: Context, rubric: Rubric | None) -> int | None:
    """The quota of the candidate's city; None where the roster does not have it."""
    province = context.settings.province(candidate.province) if candidate.province else None
    city = (province or context.settings).city(candidate.city)
    return rubric.quota(city.team_count) if city and rubric else None
