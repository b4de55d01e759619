"""How far units have come, stage by stage, from the lists that they keep; counted over all below a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from ..model.problems import Problem
from ..model.programs import Program, Table
from ..model.rounds import Row, Unit
from ..model.tallies import (
    PROOF_COLUMN,
    STAGE_COLUMN,
    STATE_COLUMN,
    Progress,
    Stage,
    StageCount,
    StagePlan,
    StageStanding,
    Step,
)
from ..model.units import Severity, fold_alike

UNPROVEN, AHEAD = "BP864", "BP865"
CodedProblem = tuple[str, Problem]  # with the code of the rule that says it
YES, NO = ("ya", "y", "yes", "true", "benar"), ("tidak", "tdk", "no", "false", "bukan")


def progress_of(program: Program, plan: StagePlan, unit: Unit) -> Progress:
    """How far the units of the plan's level at and below a folder have come."""
    found = tuple(
        standing_of(program, plan, one, above)
        for one, above in _below(unit, ())
        if one.level.code == plan.level
    )
    return Progress(plan, found, tuple(counted(stage, found) for stage in plan.stages))


def standing_of(program: Program, plan: StagePlan, unit: Unit, above: tuple[str, ...] = ()) -> StageStanding:
    """How far one unit has come, and what its list lacks."""
    taking = _takes_part(plan, unit)
    rows = unit.rows(plan.table)
    table = program.table(plan.table)
    steps = tuple(_step(stage, rows) for stage in plan.stages)
    faults: list[CodedProblem] = []
    if taking is not False:
        faults += _list_faults(plan, unit, taking, rows, table)
        for step in steps:
            faults += _step_faults(plan, step, table)
        faults += _ahead(steps, unit)
        untold = [step.stage.name for step in steps if not step.state]
        if untold and rows:
            faults.append(_fault(unit, "untold", names="; ".join(untold)))
    return StageStanding(unit.name, above, unit.path, taking, steps, tuple(faults))


def _below(unit: Unit, above: tuple[str, ...]) -> Iterator[tuple[Unit, tuple[str, ...]]]:
    yield unit, above
    for child in unit.children:
        yield from _below(child, (unit.name, *above))


def _takes_part(plan: StagePlan, unit: Unit) -> bool | None:
    """Whether the unit takes part: all do where the programme asks no fact; None where nobody says."""
    if not plan.fact:
        return True
    fact = unit.facts.get(plan.fact)
    said = fold_alike(fact.text) if fact else ""
    return True if said in YES else False if said in NO else None


def _step(stage: Stage, rows: Sequence[Row]) -> Step:
    """What the list says of a stage; of two rows that differ neither counts: their reader says so."""
    names = {fold_alike(stage.code), fold_alike(stage.name)}
    found = [row for row in rows if fold_alike(row.cells.get(STAGE_COLUMN, "")) in names]
    if not found or len({tuple(sorted(row.cells.items())) for row in found}) > 1:
        return Step(stage)
    row = found[0]
    known = {fold_alike(state): state for state in stage.states}
    typed = row.cells.get(STATE_COLUMN, "").strip()
    evidence = tuple(
        filter(None, (one.strip() for one in re.split(r"[;\n]", row.cells.get(PROOF_COLUMN, ""))))
    )
    numbers = {code: _number(row.cells.get(code, "")) for code in stage.figures}
    told = {code: number for code, number in numbers.items() if number is not None}
    return Step(stage, known.get(fold_alike(typed), typed), evidence, told, row.path, row.place)


def _number(text: str) -> Fraction | None:
    try:
        value = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        return None
    return value if value >= 0 else None


def counted(stage: Stage, standings: Sequence[StageStanding]) -> StageCount:
    """How many of those who take part are in which state; who says nothing is in none."""
    taking = [one for one in standings if one.takes_part is not False]
    steps = [(one.unit, step) for one in taking for step in one.steps if step.stage == stage]
    states = {state: tuple(unit for unit, step in steps if step.state == state) for state in stage.states}
    done = [step for _, step in steps if step.done]
    numbers: dict[str, Fraction] = {}
    for code in stage.figures:
        given = [step.figures[code] for step in done if code in step.figures]
        if given:
            numbers[code] = sum(given, Fraction())
    untold = tuple(unit for unit, step in steps if not step.state)
    return StageCount(stage, len(taking), states, untold, numbers)


# What lists lack ---------------------------------------------------------------------------------------


def _fault(unit: Unit, variant: str, **values: str) -> CodedProblem:
    milder = Severity.WARNING if variant == "untold" else None  # it may be meant so
    return UNPROVEN, Problem(unit.path, variant=variant, values=values, severity=milder)


def _list_faults(
    plan: StagePlan, unit: Unit, taking: bool | None, rows: Sequence[Row], table: Table | None
) -> Iterator[CodedProblem]:
    """Who takes part has a list of stages that the programme knows; whether one takes part is said."""
    if taking is None:
        yield _fault(unit, "no_fact", fact=plan.fact, file=f"{unit.level.code}.yaml")
    elif not rows:
        yield _fault(unit, "no_list", list=table.name if table else plan.table)
    known = {fold_alike(name) for stage in plan.stages for name in (stage.code, stage.name)}
    for row in rows:
        typed = row.cells.get(STAGE_COLUMN, "")
        if fold_alike(typed) not in known:
            place = row.places.get(STAGE_COLUMN, row.place)
            names = ", ".join(stage.code for stage in plan.stages)
            yield UNPROVEN, Problem(row.path, typed, names, place, "unknown", {"names": names})


def _step_faults(plan: StagePlan, step: Step, table: Table | None) -> Iterator[CodedProblem]:
    """A state of the stage's own comes with its evidence, its end with its numbers."""
    stage = step.stage
    if not step.state or step.path is None:
        return
    values = {"stage": stage.name, "state": step.state}
    if step.state not in stage.states:
        if step.state in {state for one in plan.stages for state in one.states}:
            expected = ", ".join(stage.states)
            yield UNPROVEN, Problem(step.path, step.state, expected, step.place, "wrong_state", values)
        return
    if stage.proven and not step.evidence:
        yield UNPROVEN, Problem(step.path, step.state, place=step.place, values=values)
    for code in stage.figures if step.done else ():
        if code not in step.figures:
            column = table.column(code) if table else None
            named = {**values, "column": column.name if column else code}
            yield UNPROVEN, Problem(step.path, place=step.place, variant="no_figure", values=named)


def _ahead(steps: Sequence[Step], unit: Unit) -> Iterator[CodedProblem]:
    """A stage that is done before one that comes earlier is."""
    for index, step in enumerate(steps):
        before = [one for one in steps[:index] if not one.done]
        if step.done and before:
            names = "; ".join(one.stage.name for one in before)
            values: Mapping[str, str] = {"stage": step.stage.name, "names": names}
            yield AHEAD, Problem(step.path or unit.path, step.state, names, step.place, values=values)
