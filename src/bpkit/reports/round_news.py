"""What is new in a programme whose units are judged, since somebody was told last: as `news` says of months.

The last days are those of the programme's tasks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from ..model.problems import OUT_OF_SIGHT, Problem
from ..model.rounds import RoundResult, UnitResult
from ..model.units import Severity
from ..rules.registry import Context
from ..rules.rounds import due_tasks
from .news import (
    OVER,
    NearUnit,
    News,
    OpenUnit,
    Told,
    ToldNumber,
    ToldUnit,
    keepable,
    news_of,
    open_unit,
    seen_from,
    step_at,
    told_findings,
    with_hidden,
)
from .rounds import final_words, unit_words


class RoundStatus(Struct, frozen=True):
    """Where every unit stands, what is about to be told, and what of it is new; None the first time."""

    result: RoundResult
    told: Told
    news: News | None


def round_status(result: RoundResult, context: Context, before: Told | None, now: datetime) -> RoundStatus:
    """The units as they are now, held against what was told `before`."""
    near = list(_near(result, context, now))
    told = _told(result, near, before, now)
    return RoundStatus(result, told, _news(result, near, before, told) if before else None)


def _told(result: RoundResult, near: list[NearUnit], before: Told | None, now: datetime) -> Told:
    given = result.round.root
    units: dict[str, ToldUnit] = {}
    if found := told_findings(result.findings, given):
        units["."] = ToldUnit(keepable(result.round.program.name), {}, {}, found)
    for one in result.walk():
        unit = one.unit
        tasks = {
            each.task: step for each in near if each.path == unit.path and (step := _step(each)) is not None
        }
        handed = {seen_from(made.path, given): keepable(made.title) for made in unit.writings}
        findings = told_findings(one.findings, given)
        name = keepable(unit_words(unit))
        units[seen_from(unit.path, given)] = ToldUnit(name, _numbers(one), handed, findings, tasks=tasks)
    hidden = [seen_from(damage.path, given) for damage in _unseen(result)]
    return Told(now, with_hidden(units, before.units if before and hidden else {}, hidden))


def _step(near: NearUnit) -> int | None:
    return None if near.days_left is None else step_at(near.days_left)


def _unseen(result: RoundResult) -> Iterator[Problem]:
    """What can't be read now."""
    told = [*result.round.problems, *(one for unit in result.round.walk() for one in unit.problems)]
    told += [one for unit in result.round.walk() for made in unit.writings for one in made.damages]
    yield from (one for one in told if one.kind in OUT_OF_SIGHT)


def _numbers(one: UnitResult) -> dict[str, ToldNumber]:
    """What may change of a unit."""
    unit = one.unit
    return {
        "sheets": sum(bool(sheet.answers) for sheet in unit.sheets),
        "rows": sum(len(listing.rows) for listing in unit.listings.values()),
        "papers": len(unit.reports),
        "evidence": len(unit.evidence),
        "value": keepable(final_words(one)) or None,
        "provisional": int(one.provisional),
        "sealed": int(any(seal.closed for seal in unit.seals.values())),
    }


def _near(result: RoundResult, context: Context, now: datetime) -> Iterator[NearUnit]:
    """Every task that is not done and is near its last day; one that is late is a finding."""
    for one in result.walk():
        for _, day, (name, done, _) in due_tasks(one.unit, context):
            left = (day - now.date()).days
            if done is None and step_at(left) not in (None, OVER):
                yield NearUnit(unit_words(one.unit), one.unit.path, day, left, name)


def _news(result: RoundResult, near: list[NearUnit], before: Told, told: Told) -> News:
    known = {key: unit.tasks for key, unit in before.units.items()}
    steps = [
        unit.name
        for key, unit in told.units.items()
        if any(known.get(key, {}).get(task) != step for task, step in unit.tasks.items())
    ]
    return news_of(before, told, list(_open(result)), near, steps)


def _open(result: RoundResult) -> Iterator[OpenUnit]:
    name = result.round.program.name
    yield from open_unit(name, result.round.root, result.findings)
    for one in result.walk():
        if any(finding.severity >= Severity.WARNING for finding in one.findings):
            yield from open_unit(unit_words(one.unit), one.unit.path, one.findings)
