"""How far a panel's decision can be followed: it settles ties and may override the ranking with a reason, but
lifts no passing gate, selects nothing provisional and adds no seat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ..model.place import Place
from ..model.problems import Problem
from ..model.scores import Decision, Result
from ..panels.candidates import Miss
from ..panels.table import PanelTable


class Followed(Struct, frozen=True):
    """The keys that the decision names, in its order, and what of it could not be followed.

    `order` is None where it names none, or can't be followed at all.
    """

    order: tuple[str, ...] | None
    problems: tuple[Problem, ...] = ()


def follow(table: PanelTable, results: Mapping[str, Result], ranked: Sequence[str]) -> Followed:
    """Follow the panel's decision; `ranked` are the keys that the ranking alone would select, best first."""
    decision = table.panel.decision
    if decision is None or decision.order is None or decision.level not in (None, table.panel.level.code):
        return Followed(None)
    listed, lost, problems = _listed(table, decision)
    if not table.scored and table.panel.level.sends_unseen:
        return Followed(tuple(key for key, _ in listed), tuple(problems))
    if lost:
        return Followed(None, tuple(problems))
    order: list[str] = []
    for key, place in listed:
        if variant := _objection(table, results[key], len(order)):
            values = {"title": key, "seats": str(table.panel.seats)}
            problems.append(Problem(decision.path, key, place=place, variant=variant, values=values))
        else:
            order.append(key)
    if not decision.reason and _departs(table, results, order, ranked):
        place = listed[0][1] if listed else Place(1, 1)
        problems.append(Problem(decision.path, place=place, variant="reason"))
        return Followed(None, tuple(problems))
    return Followed(tuple(order), tuple(problems))


def _listed(table: PanelTable, decision: Decision) -> tuple[list[tuple[str, Place]], bool, list[Problem]]:
    """The keys that the decision names, whether a title of it means nothing here, and which come twice."""
    listed: dict[str, Place] = {}
    problems, lost = [], False
    for title, place in decision.order or ():
        found = table.titles.find(title)
        if isinstance(found, Miss):
            lost = True
        elif found.key in listed:
            key = found.key
            twice = Problem(decision.path, key, place=place, variant="title_twice", values={"title": key})
            problems.append(twice)
        else:
            listed[found.key] = place
    return list(listed.items()), lost, problems


def _objection(table: PanelTable, result: Result, taken: int) -> str:
    """Why a title that was decided on can't be selected, as a wording variant; empty where it can."""
    level, seats = table.panel.level, table.panel.seats
    if result.provisional:
        return "unscored" if result.final is None else "provisional"
    if level.gated and not result.passed:
        return "failed"
    return "seats" if not level.quota and seats is not None and taken >= seats else ""


def _departs(
    table: PanelTable, results: Mapping[str, Result], order: Sequence[str], ranked: Sequence[str]
) -> bool:
    """Whether the decision differs from the ranking, or settles what the ranking left open."""
    mine = list(_within_quota(table, order))
    ranks = {results[key].rank_by_value for key in mine}
    return mine != list(_within_quota(table, ranked)) or len(ranks) < len(mine)


def _within_quota(table: PanelTable, keys: Sequence[str]) -> Iterator[str]:
    """The keys without a team's own writing, where that goes beside the quota."""
    beside = {c.key for c in table.panel.candidates if c.of_own_team and table.panel.level.own_writing}
    return (key for key in keys if key not in beside)
