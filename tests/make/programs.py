"""Small schemes, programmes, units and statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from bpkit.model.place import Place
from bpkit.model.programs import (
    Column,
    Combine,
    Cycle,
    Item,
    LeafKind,
    Level,
    Program,
    Scheme,
    Table,
    Target,
    Voice,
    VoiceKind,
)
from bpkit.model.rounds import Origin, Ruling, Span, Unit
from bpkit.model.scores import Scale
from bpkit.scoring.item_values import Statement, answer_of

ROOT = ""
PERCENT = Scale(Fraction(0), Fraction(100), Fraction(1))
ASKED = Item("x", "X", kind=LeafKind.YES_NO, conditional=True)  # whose answers may be numbers or symbols


def leaf(code: str, *, weight: int | None = None, scale: Scale = PERCENT, **more: Any) -> Item:
    """An item that is answered, on a scale from 0 to 100."""
    heavy = None if weight is None else Fraction(weight)
    return Item(code, code.upper(), weight=heavy, scale=None if "kind" in more else scale, **more)


def scheme_of(items: Sequence[Item], *, combine: Combine = Combine.MEAN, **more: Any) -> Scheme:
    """A scheme with these items below its root."""
    root = Item(ROOT, "Semua", combine=combine, items=tuple(items))
    voices = more.pop("voices", (Voice("penilai", "Penilai"),))
    judged, level = more.pop("judged", "unit"), more.pop("level", "unit")
    return Scheme("utama", "Penilaian", judged, level, root, voices, **more)


def told(who: str, voice: str = "penilai", **answers: Any) -> Statement:
    """What somebody answered; numbers and words as they are typed."""
    return Statement(voice, {code: answer_of(ASKED, str(text)) for code, text in answers.items()}, who)


def ruling(values: Mapping[str, tuple[str, str]], *, order: Sequence[str] = (), reason: str = "") -> Ruling:
    """A panel's own values with their reasons, by item."""
    path = Path("keputusan.yaml")
    return Ruling(
        path,
        tuple((name, Place(i)) for i, name in enumerate(order)) or None,
        {("", code): Origin(path, Place(1), text) for code, (text, _) in values.items()},
        reason,
        {("", code): why for code, (_, why) in values.items()},
    )


def program_of(scheme: Scheme, *tables: Table, cycle: Cycle = Cycle.YEAR) -> Program:
    """A programme of one level and one scheme."""
    levels = (Level("unit", "Unit", "unit ({unit})_({periode})"),)
    return Program(
        "kami",
        "Kami",
        "",
        "",
        (),
        cycle,
        None,
        levels,
        (scheme,),
        tables,
        (),
        (),
        (),
        ("BP",),
        (),
        Path("kami.yaml"),
    )


def list_program(seats: int | None) -> Program:
    """A programme that ranks the rows of a list."""
    scheme = scheme_of([leaf("u")], judged="masalah", ranked=True, seats=seats)
    return program_of(scheme, Table("masalah", "Masalah", "unit", (Column("nama", "Nama"),)))


def indicator_program(kind: VoiceKind = VoiceKind.ASSESSORS) -> Program:
    """A programme with one indicator, whose target is 90."""
    item = leaf("i", kind=LeafKind.ACHIEVEMENT, target=Target(value=Fraction(90)))
    voice = Voice("penilai", "Penilai", kind, table="realisasi")
    columns = tuple(Column(code, code) for code in ("butir", "kelompok", "nilai"))
    table = Table("realisasi", "Realisasi", "unit", columns, ("butir", "kelompok"))
    return program_of(
        scheme_of([item], combine=Combine.NONE, voices=(voice,)), table, cycle=Cycle.MONTH_OF_PROGRAM
    )


def unit_of(program: Program, name: str, folder: str = "", span: Span | None = None, **more: Any) -> Unit:
    """A unit's folder on the lowest level."""
    return Unit(Path(folder or name), program.levels[0], name, span, **more)


def child_of(program: Program, *children: Unit) -> Unit:
    """A folder on the level above, with these units in it."""
    return Unit(Path("atas"), program.levels[1], "Atas", None, children)
