"""A programme in words: levels, cycle, trees with weights and scales, bands, lists, tasks, assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..figures import exact, scale_shown, whole
from ..model.programs import UNIT, WRITINGS, Band, Item, LeafKind, Program, Rounding, Scheme, Voice
from ..wording import say

if TYPE_CHECKING:
    from .. import schemas as shapes


def program_lines(program: Program) -> Iterator[str]:
    """The programme as lines of plain text."""
    yield f"{program.id}  {program.name}"
    yield from (line for line in (program.source, program.note) if line)
    yield ""
    count = "" if program.count is None else f" × {program.count}"
    yield say("program.show_cycle", cycle=program.cycle.value + count)
    for level in program.levels:
        yield say("program.show_level", code=level.code, name=level.name, folder=level.folder)
    for scheme in program.schemes:
        yield ""
        yield from _scheme_lines(program, scheme)
    yield from _need_lines(program)
    yield from _stage_lines(program)
    yield from _kept(program)
    yield from _assumptions(program)


def _scheme_lines(program: Program, scheme: Scheme) -> Iterator[str]:
    level = program.level(scheme.level)
    words = {"name": scheme.name, "code": scheme.code, "level": level.name if level else scheme.level}
    yield say("program.show_scheme", judged=judged_words(program, scheme), **words)
    yield say("program.show_voices", voices=", ".join(_voice(one, scheme.voices) for one in scheme.voices))
    yield say("program.show_combine", combine=say(f"program.combine_{scheme.root.combine.name.lower()}"))
    for item in scheme.root.items:
        yield from _item_lines(item, "  ")
    if scheme.bands:
        yield say("program.show_bands", bands=bands_words(scheme.bands))
    if scheme.passing is not None:
        yield say("program.show_passing", passing=whole(scheme.passing))
    if scheme.rounding:
        yield say("program.show_rounding", rows=rounding_words(scheme.rounding))


def rounding_words(table: Sequence[Rounding]) -> str:
    """`0 → 0, > 0 → 1, 3 → 3 (+1 per 1)`."""
    rows = []
    for one in table:
        further = f" (+1 / {whole(one.each)})" if one.each is not None else ""
        rows.append(f"{'> ' if one.above else ''}{whole(one.least)} → {whole(one.counts)}{further}")
    return ", ".join(rows)


def _need_lines(program: Program) -> Iterator[str]:
    for plan in program.needs:
        words = {"code": plan.code, "name": plan.name, "level": plan.level}
        numbers = {"ratio": whole(plan.ratio), "duty": whole(plan.duty)}
        yield ""
        yield say("program.show_need", **words, **numbers)
        if plan.rounding:
            yield say("program.show_rounding", rows=rounding_words(plan.rounding))


def _stage_lines(program: Program) -> Iterator[str]:
    for plan in program.stages:
        yield ""
        yield say("program.show_stages", code=plan.code, name=plan.name, level=plan.level)
        for stage in plan.stages:
            yield f"  {stage.code}  {stage.name} · {' → '.join(stage.states)}"
    if program.writing_parts:
        yield ""
        yield say("program.show_writing", parts=", ".join(program.writing_parts))


def judged_words(program: Program, scheme: Scheme) -> str:
    """What a scheme judges: the unit, its writings, or the rows of a list by the list's name."""
    if scheme.judged in (UNIT, WRITINGS):
        return say(f"program.judged_{scheme.judged}")
    table = program.table(scheme.judged)
    return table.name if table else scheme.judged


def bands_words(bands: Sequence[Band]) -> str:
    """`0 Kurang · 50 Cukup`."""
    return " · ".join(f"{whole(band.least)} {band.name}" for band in bands)


def _voice(voice: Voice, voices: Sequence[Voice]) -> str:
    kind = say(f"program.voice_{voice.kind.name.lower()}")
    weight = f"{whole(voice.weight)}% " if len(voices) > 1 else ""
    return f"{weight}{voice.name} ({kind})"


def _item_lines(item: Item, indent: str) -> Iterator[str]:
    parts = [f"{indent}{item.code}  {item.name}"]
    if item.weight is not None:
        parts.append(say("report.weight", weight=whole(item.weight)))
    parts.append(_how(item))
    if item.voices is not None:
        parts.append(" + ".join(f"{whole(weight)}% {code}" for code, weight in item.voices.items()))
    if item.conditional:
        parts.append(say("program.conditional"))
    if item.assumed:
        parts.append(say("program.assumed"))
    yield " · ".join(parts)
    for hint in item.hints:
        yield f"{indent}   – {hint}"
    if item.bands is not None:
        yield f"{indent}   {say('program.show_bands', bands=bands_words(item.bands))}"
    for one in item.items:
        yield from _item_lines(one, indent + "  ")


def _how(item: Item) -> str:
    """How an item comes by its value: its scale, its target, or what its items make."""
    if not item.is_leaf:
        return say(f"program.combine_{item.combine.name.lower()}")
    if item.scale is not None:
        return scale_shown(item.scale)
    if item.kind is LeafKind.ACHIEVEMENT and item.target is not None:
        if item.target.value is None:
            return say("program.no_target")
        return say("program.target", value=whole(item.target.value), unit=item.target.unit).rstrip()
    return say(f"program.leaf_{item.kind.name.lower()}")


def _kept(program: Program) -> Iterator[str]:
    """What people keep in their folders, what is due, and what bpkit writes."""
    groups = {
        "tables": [(one.name, one.code) for one in program.tables],
        "papers": [(one.name, one.code) for one in program.papers],
        "tasks": [(one.name, one.code) for one in program.tasks],
        "forms": [(one.name, one.kind) for one in program.forms],
    }
    if any(groups.values()):
        yield ""
    for group, found in groups.items():
        if found:
            yield say(f"program.show_{group}", names=", ".join(f"{name} ({more})" for name, more in found))


def _assumptions(program: Program) -> Iterator[str]:
    if program.assumptions:
        yield ""
        yield say("program.show_assumptions")
        yield from (f"  • {one}" for one in program.assumptions)


def program_json(program: Program) -> shapes.ProgramJson:
    """A programme; numbers are exact and travel as text."""
    return {
        "program": program.id,
        "name": program.name,
        "source": program.source,
        "note": program.note,
        "assumptions": list(program.assumptions),
        "sha256": program.sha256,
        "cycle": program.cycle.value,
        "count": program.count,
        "levels": [
            {
                "code": one.code,
                "name": one.name,
                "folder": one.folder,
                "panel_minimum": one.panel_minimum,
                "seats": one.seats,
            }
            for one in program.levels
        ],
        "schemes": [_scheme_json(one) for one in program.schemes],
        "tables": [one.code for one in program.tables],
        "papers": [one.code for one in program.papers],
        "tasks": [one.code for one in program.tasks],
        "forms": [one.code for one in program.forms],
        "families": list(program.families),
    }


def _scheme_json(scheme: Scheme) -> shapes.SchemeJson:
    return {
        "code": scheme.code,
        "name": scheme.name,
        "judged": scheme.judged,
        "level": scheme.level,
        "voices": {voice.code: exact(voice.weight) for voice in scheme.voices},
        "combine": scheme.root.combine.value,
        "items": [_item_json(item) for item in scheme.root.items],
        "bands": [{"least": exact(band.least), "name": band.name} for band in scheme.bands],
        "passing": None if scheme.passing is None else exact(scheme.passing),
    }


def _item_json(item: Item) -> shapes.ItemJson:
    return {
        "code": item.code,
        "name": item.name,
        "weight": None if item.weight is None else exact(item.weight),
        "kind": item.kind.value if item.is_leaf else item.combine.value,
        "scale": scale_shown(item.scale) if item.scale else None,
        "conditional": item.conditional,
        "assumed": item.assumed,
        "voices": {code: exact(weight) for code, weight in (item.voices or {}).items()},
        "hints": list(item.hints),
        "items": [_item_json(one) for one in item.items],
    }
