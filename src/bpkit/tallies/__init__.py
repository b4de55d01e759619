"""What the lists of units come to: needs with surplus and shortage, moves, stages. No disk, no forms."""

from __future__ import annotations

from ..model.programs import Program
from ..model.rounds import Unit
from .needs import needs_of
from .stages import progress_of


def has_tally(program: Program, code: str, unit: Unit) -> bool:
    """Whether a unit has anything of the need or the stages with this code."""
    if any(need.plan.code == code for need in needs_of(program, unit)):
        return True
    return any(plan.code == code and progress_of(program, plan, unit).standings for plan in program.stages)
