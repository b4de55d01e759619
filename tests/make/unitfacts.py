"""Small programmes, as records, for tests of what goes on around the reading of programme files."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bpkit.model.place import Place
from bpkit.model.programs import Cycle, Item, LeafKind, Level, Paper, Program, Scheme, Table, Task, Voice
from bpkit.model.rounds import Answer, AnswerSheet, Span, Unit
from bpkit.model.scores import Scale

UNIT = Level("unit", "Unit kerja", "unit ({unit})_({periode})", panel_minimum=2)
AGENCY = Level("instansi", "Instansi", "PMPRB ({unit})_({periode})")
PERCENT = Scale(Fraction(0), Fraction(100), Fraction(1))


def item(code: str, **more: Any) -> Item:
    """A leaf that is scored from 0 to 100."""
    return Item(code, f"Butir {code}", **{"scale": PERCENT, **more})


def scheme(*items: Item, **more: Any) -> Scheme:
    """The scheme at the top of a file: units are judged by these items."""
    root = Item("", "Jumlah", items=items)
    given = {"code": "utama", "name": "Penilaian", "judged": "unit", "level": "unit", "root": root}
    return Scheme(**{**given, "voices": (Voice("penilai", "Penilai"),), **more})


def program(**more: Any) -> Program:
    """A yearly programme of two levels."""
    given: dict[str, Any] = {
        "id": "contoh",
        "name": "Program Contoh",
        "source": "",
        "note": "",
        "assumptions": (),
        "cycle": Cycle.YEAR,
        "count": None,
        "levels": (UNIT, AGENCY),
        "schemes": (scheme(item("1"), item("2")),),
        "tables": (),
        "papers": (),
        "tasks": (),
        "forms": (),
        "families": ("BP1", "BP2", "BP6", "BP8", "BP9"),
        "examples": (),
        "file": Path("contoh.yaml"),
    }
    return Program(**{**given, **more})


def meetings(**more: Any) -> Program:
    """A programme of meetings, each with a checklist, a list and a report."""
    level = Level("pertemuan", "Pertemuan", "{periode} ({unit})")
    yes = [
        Item(code, f"Butir {code}", kind=LeafKind.YES_NO, due="undangan" if code == "1" else "")
        for code in ("1", "2")
    ]
    given: dict[str, Any] = {
        "cycle": Cycle.MEETING,
        "levels": (level,),
        "schemes": (scheme(*yes, level="pertemuan"),),
        "tables": (Table("rencana-aksi", "Rencana Aksi", "pertemuan", ()),),
        "papers": (Paper("laporan", "Laporan Pertemuan", "pertemuan", ("Hasil",)),),
        "tasks": (Task("undangan", "Undangan", "pertemuan", before=7),),
    }
    return program(**{**given, **more})


def months(count: int = 18) -> Program:
    """A programme of so many months, a folder a month."""
    level = Level("bulan", "Bulan", "{periode}")
    return program(
        cycle=Cycle.MONTH_OF_PROGRAM,
        count=count,
        levels=(level,),
        schemes=(scheme(item("1"), level="bulan"),),
    )


def answered(scores: dict[str, str], who: str = "Siti", **more: Any) -> AnswerSheet:
    """A sheet of one person over the unit itself."""
    read = {code: Answer(text, Place(1, 1), Fraction(text)) for code, text in scores.items()}
    given = {"path": Path(f"/r/{who}.yaml"), "scheme": "utama", "voice": "penilai", "who": (who,)}
    return AnswerSheet(**{**given, "answers": {"": read}, **more})


def unit(name: str = "Dinas Pendidikan", **more: Any) -> Unit:
    """The folder of a unit in 2013."""
    path = Path("/r/PMPRB (Kendal)_(2013)") / f"unit ({name})_(2013)"
    return replace(Unit(path, UNIT, name, Span(2013, 1, Cycle.YEAR)), **more)
