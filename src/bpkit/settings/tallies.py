"""Needs and stages of a programme file: from what was typed to records, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..figures import whole
from ..model.tallies import (
    PROOF_COLUMN,
    STAGE_COLUMN,
    STATE_COLUMN,
    ListColumns,
    NeedPlan,
    Rounding,
    Stage,
    StagePlan,
)
from ..wording import say
from .typed_file import Mistake, Steps, line_of, nearest

if TYPE_CHECKING:
    from .program_model import NeedEntry, ProgramFile, RoundingEntry

LISTS = ("tersedia", "peserta", "jam", "pindah")  # parts of a need that name a list


def roundings(entries: Sequence[RoundingEntry]) -> tuple[Rounding, ...]:
    """A rounding table as it was typed."""
    return tuple(
        Rounding(_edge(one), one.jadi, one.dari is None, one.setiap)
        for one in entries
        if (one.dari, one.di_atas) != (None, None)
    )


def _edge(entry: RoundingEntry) -> Fraction:
    found = entry.di_atas if entry.dari is None else entry.dari
    return found or Fraction()


def need_plans(entry: ProgramFile) -> tuple[NeedPlan, ...]:
    """The needs that a programme file says."""
    lowest = entry.tingkat[0].kode
    return tuple(
        NeedPlan(
            code,
            one.nama,
            one.di or lowest,
            one.rasio,
            one.beban,
            roundings(one.pembulatan),
            _columns(one.tersedia) or ListColumns(""),
            _columns(one.peserta),
            _columns(one.jam),
            _columns(one.pindah),
        )
        for code, one in entry.kebutuhan.items()
    )


def _columns(entry: Any) -> ListColumns | None:
    if entry is None:
        return None
    typed = entry.model_dump(exclude_none=True)
    return ListColumns(typed.pop("daftar"), typed)


def stage_plans(entry: ProgramFile) -> tuple[StagePlan, ...]:
    """The stages that a programme file says."""
    lowest = entry.tingkat[0].kode
    return tuple(
        StagePlan(
            code,
            one.nama,
            one.di or lowest,
            one.daftar,
            tuple(
                Stage(stage.kode, stage.nama, tuple(stage.keadaan), tuple(stage.angka), stage.bukti)
                for stage in one.tahap
            ),
            one.bila or "",
        )
        for code, one in entry.tahapan.items()
    )


# Faults ------------------------------------------------------------------------------------------------


def tally_faults(entry: ProgramFile, typed: Any) -> Iterator[Mistake]:
    """What may be wrong with the needs and stages of a programme file."""
    levels = [one.kode for one in entry.tingkat]
    for code, need in entry.kebutuhan.items():
        steps: Steps = ("kebutuhan", code)
        yield from _level_fault(need.di, levels, typed, steps)
        yield from _need_faults(entry, need, typed, steps)
    for code, plan in entry.tahapan.items():
        yield from _level_fault(plan.di, levels, typed, ("tahapan", code))
        yield from _stage_faults(entry, code, typed)


def rounding_faults(entries: Sequence[RoundingEntry], typed: Any, steps: Steps) -> Iterator[Mistake]:
    """A rounding table goes up, row by row, and every row says where it begins."""

    def line(index: int) -> int:
        return line_of(typed, (*steps, "pembulatan", index))

    for i, one in enumerate(entries):
        if (one.dari is None) == (one.di_atas is None):
            yield line(i), say("program.rounding_edge")
        if one.setiap is not None and one is not entries[-1]:
            yield line(i), say("program.rounding_last")
    for i, (row, after) in enumerate(pairwise(entries), start=1):
        begin, next_one = (_edge(row), row.dari is None), (_edge(after), after.dari is None)
        if next_one <= begin:
            yield line(i), say("program.rounding", value=whole(_edge(after)))
        if after.jadi < row.jadi:
            yield line(i), say("program.rounding_falls", value=whole(after.jadi))


def _level_fault(level: str | None, levels: Sequence[str], typed: Any, steps: Steps) -> Iterator[Mistake]:
    if level is not None and level not in levels:
        yield unknown(typed, (*steps, "di"), "level", level, levels)


def unknown(typed: Any, steps: Steps, what: str, code: str, options: Iterable[str]) -> Mistake:
    """A reference to nothing, with what is near; `what` is the key of its word."""
    names = [one for one in options if one]
    near = nearest(code, names) if names else say("program.none_there")
    words = {"what": say(f"program.what_{what}"), "code": code, "near": near}
    return line_of(typed, steps), say("program.unknown", **words)


def _need_faults(entry: ProgramFile, need: NeedEntry, typed: Any, steps: Steps) -> Iterator[Mistake]:
    yield from rounding_faults(need.pembulatan, typed, steps)
    first = need.pembulatan[0] if need.pembulatan else None
    if first is not None and (_edge(first), first.dari is None) > (Fraction(), False):
        where = line_of(typed, (*steps, "pembulatan", 0))
        yield where, say("program.rounding_start", value=whole(_edge(first)))
    if (need.peserta is None) != (need.jam is None) or (need.jam is None and need.tersedia.jam is None):
        yield line_of(typed, steps), say("program.need_hours")
    level = need.di or entry.tingkat[0].kode
    for key in LISTS:
        found = _columns(getattr(need, key))
        if found is not None:
            yield from _list_faults(entry, found, level, typed, (*steps, key))


def _list_faults(
    entry: ProgramFile, found: ListColumns, level: str, typed: Any, steps: Steps
) -> Iterator[Mistake]:
    """The list is there, on the level of what is reckoned from it, with the columns that are named."""
    table = entry.daftar.get(found.table)
    if table is None:
        yield unknown(typed, (*steps, "daftar"), "daftar", found.table, list(entry.daftar))
        return
    if (table.di or entry.tingkat[0].kode) != level:
        where = line_of(typed, (*steps, "daftar"))
        yield where, say("program.list_elsewhere", code=found.table, level=level)
    columns = [column.kode for column in table.kolom]
    for role, column in found.columns.items():
        if column not in columns:
            yield unknown(typed, (*steps, role), "column", column, columns)


def _stage_faults(entry: ProgramFile, code: str, typed: Any) -> Iterator[Mistake]:
    plan, steps = entry.tahapan[code], ("tahapan", code)
    roles = {one: one for one in (STAGE_COLUMN, STATE_COLUMN, PROOF_COLUMN)}
    roles |= {one: one for stage in plan.tahap for one in stage.angka}
    level = plan.di or entry.tingkat[0].kode
    yield from _list_faults(entry, ListColumns(plan.daftar, roles), level, typed, steps)
    table = entry.daftar.get(plan.daftar)
    choices = {column.kode: column.pilihan for column in table.kolom} if table else {}
    seen: set[str] = set()
    for i, stage in enumerate(plan.tahap):
        where = line_of(typed, (*steps, "tahap", i))
        if stage.kode in seen:
            words = {"name": stage.kode, "what": say("program.among_item"), "line": where}
            yield where, say("program.code_twice", **words)
        seen.add(stage.kode)
        named = choices.get(STAGE_COLUMN)
        if named and stage.kode not in named:
            yield unknown(typed, (*steps, "tahap", i, "kode"), "item", stage.kode, named)
        for state in stage.keadaan:
            if choices.get(STATE_COLUMN) and state not in choices[STATE_COLUMN]:
                yield where, say("program.no_states", state=state, code=plan.daftar)
