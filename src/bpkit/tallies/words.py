"""How counted stages are said in a sentence: on forms, in reports, on the screen."""

from __future__ import annotations

from ..figures import whole
from ..model.programs import Program
from ..model.tallies import Progress, StageCount, StageStanding, Step
from ..wording import say


def stage_lines(program: Program, progress: Progress) -> list[str]:
    """A sentence a stage: `Regulasi: terbit 3 dari 6; draf akhir 2`."""
    return [stage_words(program, progress, count) for count in progress.counts]


def stage_words(program: Program, progress: Progress, count: StageCount) -> str:
    """How many have come to the end of a stage, with its numbers, and how many are in its other states."""
    *before, last = count.stage.states
    parts = [say("round.stage_done", state=last, count=count.done, of=count.of)]
    if count.figures:
        parts[0] += f" ({figures_words(program, progress, count)})"
    parts += [f"{state} {len(count.states[state])}" for state in reversed(before)]
    if count.untold:
        parts.append(say("round.stage_untold", count=len(count.untold)))
    return f"{count.stage.name}: {'; '.join(parts)}"


def figures_words(program: Program, progress: Progress, count: StageCount) -> str:
    """`51 kepala sekolah, 129 guru`."""
    return ", ".join(
        f"{whole(number)} {column_words(program, progress, code)}" for code, number in count.figures.items()
    )


def column_words(program: Program, progress: Progress, code: str) -> str:
    """What a column of numbers is called within a sentence."""
    table = program.table(progress.plan.table)
    column = table.column(code) if table else None
    name = column.name if column else code
    return name[:1].lower() + name[1:]


def step_words(standing: StageStanding, step: Step) -> str:
    """A unit's state in one stage; what nobody told is said so."""
    if standing.takes_part is False:
        return say("round.stage_aside")
    return step.state or say("round.stage_blank")
