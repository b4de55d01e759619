"""From sheets to final values, ranks and winners, exactly (POB slides 15, 18, 21 and 26).

total of an assessor = Σ score × weight; NA = Σ totals ÷ number of assessors; passed where Σ totals reaches
passing grade × assessors. Rational numbers throughout: nothing is rounded before it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from ..model.place import Place
from ..model.problems import Problem
from ..model.scores import Assessment, Assessor, Candidate, Decision, Panel, Result, Rubric, SetAside
from ..model.units import fold
from ..panels.candidates import Miss
from ..panels.problems import missing_assessors, problems_on, still_blank
from ..panels.table import AGREED, Entry, PanelTable, lay
from .statistics import agreement, is_fragile, mean, severities, spread, variance

_AUTHOR, _STOOD_ASIDE, _DOUBLE = "author", "stood_aside", "double"  # why scores are left out

Strength = tuple[Fraction, ...]  # NA, then the means that break ties


def assess(panel: Panel, rubric: Rubric) -> Assessment:
    """The outcome of one panel. Neither the order of files and rows nor any switched-off rule changes it."""
    table = lay(panel, rubric)
    problems = problems_on(table)
    shaky = {key for _, problem in problems for key in problem.titles}
    outcomes = {c.key: _outcome(table, c, provisional=c.key in shaky) for c in panel.candidates}
    results = _with_ranks(outcomes, rubric)
    selected, ties = _selected(table, results)
    followed = follow(table, results, selected)
    if followed.order is not None:
        results, ties = _with_order(results, followed.order), ()
        selected = list(followed.order)
    chosen = set(selected)
    final = [replace(result, selected=key in chosen) for key, result in results.items()]
    return Assessment(
        panel=panel,
        rubric=rubric,
        mode="agreed" if set(table.voices) == {AGREED} else "individual",
        assessors=_assessors(table, final),
        results=tuple(sorted(final, key=_reading_order)),
        agreement=agreement([r.totals for r in final], _individuals(table)),
        ties=ties,
        problems=(*problems, *(("BP801", problem) for problem in followed.problems)),
    )


def _outcome(table: PanelTable, candidate: Candidate, *, provisional: bool) -> Result:
    """One candidate's numbers, not ranked yet."""
    key = candidate.key
    heard = table.heard(key)
    totals = {table.voices[v].name: entry.total for v, entry in heard.items() if entry.total is not None}
    values = list(totals.values())
    passing, final = table.rubric.passing, mean(values) if values else None
    provisional = provisional or (not values and (table.scored or not table.panel.level.sends_unseen))
    return Result(
        candidate=candidate,
        totals=totals,
        final=final,
        passed=not provisional and final is not None and final >= passing,
        selected=False,
        provisional=provisional,
        tied=False,
        rank=None,
        rank_by_value=None,
        instruments=_means(table.rubric, heard.values()),
        spread=spread(values),
        variance=variance(values),
        fragile=not provisional and is_fragile(values, passing),
        set_aside=tuple(dict.fromkeys((*_of_agreed(table, key), *_of_individuals(table, key)))),
    )


def _of_individuals(table: PanelTable, key: str) -> Iterator[SetAside]:
    """Whose scores on a title are left out, whatever rules are off: nothing is set aside in silence."""
    for voice in table.voices.values():
        entries = table.entries.get((key, voice.id), ())
        if voice.id in table.authors[key]:
            scored = any(not entry.is_blank for entry in entries)
            yield SetAside(voice.name, _AUTHOR if scored else _STOOD_ASIDE)
        elif (key, voice.id) in table.aside:
            yield SetAside(voice.name, _STOOD_ASIDE)
        elif len(entries) > 1 and voice.id in table.heard(key):
            yield SetAside(voice.name, _DOUBLE)


def _of_agreed(table: PanelTable, key: str) -> Iterator[SetAside]:
    for entry in table.entries.get((key, AGREED), ()):
        for name in entry.sheet.agreed if not entry.is_blank else ():
            if table.roll.id(name) in table.authors[key]:
                yield SetAside(name, _AUTHOR)


def _means(rubric: Rubric, heard: Collection[Entry]) -> dict[str, Fraction]:
    """The mean score of every instrument."""
    if not heard:
        return {}
    rows = [entry.row.scores for entry in heard]  # all of them complete
    return {
        code: mean([value for scores in rows if (value := scores[code].value) is not None])
        for code in rubric.codes
    }


def _with_ranks(results: Mapping[str, Result], rubric: Rubric) -> dict[str, Result]:
    """The results with ranks by exact NA and the rubric's tie-break; equals share a rank, the next skips."""

    def strength(result: Result) -> Strength:
        return (result.final or Fraction(), *(result.instruments[code] for code in rubric.tie_break))

    rankable = [r for r in results.values() if not r.provisional and r.final is not None]
    rankable.sort(key=strength, reverse=True)
    ranks: dict[str, tuple[int, bool]] = {}
    for _, group in groupby(rankable, key=strength):
        equals = list(group)
        rank = len(ranks) + 1
        ranks.update({result.candidate.key: (rank, len(equals) > 1) for result in equals})
    return {
        key: replace(result, rank=ranks[key][0], rank_by_value=ranks[key][0], tied=ranks[key][1])
        if key in ranks
        else result
        for key, result in results.items()
    }


def _selected(
    table: PanelTable, results: Mapping[str, Result]
) -> tuple[list[str], tuple[tuple[str, ...], ...]]:
    """The keys that the ranking selects, best first, and those tied across the edge of the seats."""
    panel = table.panel
    if not table.scored:
        return (_sent_unseen(panel), ())
    gated = panel.level.gated
    able = [r for r in results.values() if r.rank is not None and (r.passed or not gated)]
    able.sort(key=lambda result: result.rank or 0)
    beside = [r.candidate.key for r in able if r.candidate.of_own_team and panel.level.own_writing]
    within = [r for r in able if r.candidate.key not in beside]
    seated: list[str] = []
    for _, group in groupby(within, key=lambda result: result.rank):
        keys = sorted((result.candidate.key for result in group), key=fold)
        left = len(keys) if panel.seats is None else panel.seats - len(seated)
        if left <= 0:
            break
        if len(keys) > left:
            return (_by_rank(results, [*seated, *beside]), (tuple(keys),))
        seated += keys
    return (_by_rank(results, [*seated, *beside]), ())


def _sent_unseen(panel: Panel) -> list[str]:
    """A level that neither scored nor listed anything sends everything; with a broken decision, nothing."""
    decided = panel.decision is not None and (panel.decision.order is not None or panel.decision.problems)
    if not panel.level.sends_unseen or decided:
        return []
    return [candidate.key for candidate in panel.candidates]


def _by_rank(results: Mapping[str, Result], keys: Iterable[str]) -> list[str]:
    return sorted(keys, key=lambda key: (results[key].rank or 0, fold(key)))


def _with_order(results: Mapping[str, Result], order: Sequence[str]) -> dict[str, Result]:
    """The results with those that were decided on first, in that order; the others follow as they ranked."""
    rest = sorted(
        result.rank_by_value or 0
        for key, result in results.items()
        if key not in order and result.rank_by_value is not None
    )
    decided = {}
    for key, result in results.items():
        if key in order:
            decided[key] = replace(result, rank=order.index(key) + 1, tied=False)
        elif result.rank_by_value is not None:
            rank = len(order) + rest.index(result.rank_by_value) + 1
            decided[key] = replace(result, rank=rank, tied=rest.count(result.rank_by_value) > 1)
        else:
            decided[key] = result
    return decided


def _assessors(table: PanelTable, results: Sequence[Result]) -> tuple[Assessor, ...]:
    """Who sits on the panel, and who should and has not handed in."""
    severe = severities([result.totals for result in results])
    found = []
    for voice in table.voices.values():
        paths = tuple(dict.fromkeys(sheet.path for sheet in voice.sheets))
        if voice.id == AGREED:
            names = dict.fromkeys(name for sheet in voice.sheets for name in sheet.agreed)
            found += [Assessor(name, "", paths) for name in names]
        else:
            position = next((sheet.position for sheet in voice.sheets if sheet.position), "")
            found.append(Assessor(voice.name, position, paths, severe.get(voice.name)))
    waiting = [sheet.assessor for sheet in still_blank(table) if sheet.assessor]
    return (*found, *(Assessor(name, "", ()) for name in (*waiting, *missing_assessors(table))))


def _individuals(table: PanelTable) -> list[str]:
    return [voice.name for voice in table.voices.values() if voice.id != AGREED]


def _reading_order(result: Result) -> tuple[bool, int, Fraction, str]:
    """By rank, then by NA; names only order what is equal to the reader's eye, never who wins."""
    return (result.rank is None, result.rank or 0, -(result.final or Fraction()), fold(result.candidate.key))


# What the panel decided --------------------------------------------------------------------------------
# It settles ties and may override the ranking with a reason, but lifts no passing gate, selects nothing
# provisional and adds no seat.


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
