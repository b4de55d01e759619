"""Needs and counted stages as data, and as lines on a screen."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from ..figures import exact, whole
from ..model.programs import Program
from ..model.rounds import Unit
from ..model.tallies import Move, Need, Post, StageCount, Sum
from ..tallies.needs import needs_of, summed, total_of
from ..tallies.stages import progress_of
from ..tallies.words import stage_lines, stage_words
from ..wording import say

if TYPE_CHECKING:
    from .. import schemas as shapes


def needs_json(program: Program, unit: Unit) -> list[shapes.NeedJson]:
    """Every need that is reckoned in a unit's folder."""
    return [_need(one) for one in needs_of(program, unit)]


def _need(need: Need) -> shapes.NeedJson:
    return {
        "need": need.plan.code,
        "name": need.plan.name,
        "provisional": need.provisional,
        "posts": [_post(one) for one in need.posts],
        "by_place": [_sum(one) for one in summed(need.posts, "place")],
        "by_field": [_sum(one) for one in summed(need.posts, "field")],
        "total": _sum(total_of("", need.posts)),
        "moves": [_move(one) for one in need.moves],
        "proposals": [_move(one) for one in need.proposals],
    }


def _post(post: Post) -> shapes.NeedPostJson:
    return {
        "place": post.place,
        "field": post.field,
        "classes": _exact(post.classes),
        "load": _exact(post.load),
        "share": _exact(post.share),
        "need": _exact(post.need),
        "there": _exact(post.there),
        "surplus": _exact(post.surplus),
        "shortage": _exact(post.shortage),
        "missing": list(post.missing),
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _sum(one: Sum) -> shapes.NeedSumJson:
    return {
        "name": one.name,
        "need": exact(one.need),
        "there": exact(one.there),
        "surplus": exact(one.surplus),
        "shortage": exact(one.shortage),
        "unknown": one.missing,
    }


def _move(one: Move) -> shapes.MoveJson:
    return {
        "source": one.source,
        "target": one.target,
        "field": one.field,
        "count": _exact(one.count),
        "fault": one.fault or None,
    }


def progress_json(program: Program, unit: Unit) -> list[shapes.ProgressJson]:
    """The stages of every unit at and below a folder, counted."""
    found: list[shapes.ProgressJson] = []
    for plan in program.stages:
        progress = progress_of(program, plan, unit)
        counts = [_count(one, stage_words(program, progress, one)) for one in progress.counts]
        if any(one.takes_part is not False for one in progress.standings):
            found.append({"stages": plan.code, "name": plan.name, "counts": counts})
    return found


def _count(count: StageCount, words: str) -> shapes.StageCountJson:
    return {
        "stage": count.stage.code,
        "name": count.stage.name,
        "of": count.of,
        "done": count.done,
        "states": {state: list(units) for state, units in count.states.items()},
        "untold": list(count.untold),
        "figures": {code: exact(number) for code, number in count.figures.items()},
        "words": words,
    }


def tally_lines(program: Program, unit: Unit) -> Iterator[str]:
    """A line a need with its sums, a line a stage."""
    for need in needs_of(program, unit):
        total = total_of("", need.posts)
        keys = ("need", "there", "surplus", "shortage")
        numbers = {key: whole(getattr(total, key)) for key in keys}
        yield f"{need.plan.name}: {say('round.need_line', **numbers, missing=total.missing)}"
    for plan in program.stages:
        progress = progress_of(program, plan, unit)
        if any(one.takes_part is not False for one in progress.standings):
            yield from stage_lines(program, progress)
