"""What the lists of units come to: needs with surplus and shortage, moves, stages. No disk, no forms."""

from __future__ import annotations

from ..model.problems import Problem
from ..model.programs import Program
from ..model.rounds import Unit
from .needs import needs_of
from .stages import progress_of, standing_of


def problems_on(program: Program, unit: Unit) -> tuple[tuple[str, Problem], ...]:
    """What can't be followed in a unit's own lists, with the code of the rule that says it."""
    needs = (fault for need in needs_of(program, unit) for fault in need.faults)
    plans = (plan for plan in program.stages if plan.level == unit.level.code)
    stages = (fault for plan in plans for fault in standing_of(program, plan, unit).faults)
    return (*needs, *stages)


def has_tally(program: Program, code: str, unit: Unit) -> bool:
    """Whether a unit has anything of the need or the stages with this code."""
    if any(need.plan.code == code for need in needs_of(program, unit)):
        return True
    return any(plan.code == code and progress_of(program, plan, unit).standings for plan in program.stages)
