"""Units with lists, for needs and stages: every list as rows of cells, no file behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from bpkit.model.place import Place
from bpkit.model.programs import Column, ColumnKind, Cycle, Level, Program, Table
from bpkit.model.rounds import Listing, Origin, Report, Row, Span, Unit
from bpkit.model.tallies import ListColumns, NeedPlan, Rounding, Stage, StagePlan

from .unitfacts import program as common

ROOT = Path("/r")
CLINIC = Level("puskesmas", "Puskesmas", "puskesmas ({unit})_({periode})")
COUNTY = Level("kecamatan", "Kecamatan", "kecamatan ({unit})_({periode})")
YEAR = Span(2013, 1, Cycle.YEAR)
TABLE = (
    Rounding(Fraction(0), Fraction(0)),
    Rounding(Fraction(0), Fraction(1), above=True),
    Rounding(Fraction(5, 3), Fraction(2), above=True),
    Rounding(Fraction(3), Fraction(3), each=Fraction(1)),
)
PLAN = NeedPlan(
    "perawat",
    "Kebutuhan perawat",
    "puskesmas",
    Fraction(32),
    Fraction(24),
    TABLE,
    ListColumns("staf", {"tempat": "tempat", "bidang": "bidang", "banyak": "orang", "jam": "jam"}),
    ListColumns("pasien", {"tempat": "tempat", "kelompok": "poli", "banyak": "orang", "rasio": "rasio"}),
    ListColumns("jam", {"bidang": "bidang", "kelompok": "poli", "banyak": "jam"}),
    ListColumns("usulan", {"dari": "dari", "ke": "ke", "bidang": "bidang", "banyak": "orang"}),
)
STAGES = StagePlan(
    "kemajuan",
    "Kemajuan",
    "puskesmas",
    "langkah",
    (
        Stage("hitung", "Penghitungan"),
        Stage("aturan", "Aturan", ("draf akhir", "terbit")),
        Stage("pindah", "Pemindahan", ("selesai",), ("orang",), proven=False),
    ),
)


def _table(code: str, *columns: str) -> Table:
    return Table(code, code.title(), "puskesmas", tuple(Column(one, one.title()) for one in columns))


TABLES = (
    _table("staf", "tempat", "bidang", "orang", "jam"),
    _table("pasien", "tempat", "poli", "orang", "rasio"),
    _table("jam", "bidang", "poli", "jam"),
    _table("usulan", "dari", "ke", "bidang", "orang"),
    replace(
        _table("langkah", "tahap", "keadaan", "orang"),
        columns=(
            *_table("langkah", "tahap", "keadaan", "orang").columns,
            Column("bukti", "Bukti", ColumnKind.EVIDENCE),
        ),
    ),
)


def clinics(**more: object) -> Program:
    """A programme of a user's own: nurses, stages, parts of writings."""
    about = {"levels": (CLINIC, COUNTY), "tables": TABLES, "families": ("BP86",), "needs": (PLAN,)}
    return replace(common(), **{**about, "stages": (STAGES,), **more})


def listing(table: str, rows: Sequence[Mapping[str, object]]) -> Listing:
    cells = [{key: str(value) for key, value in row.items() if value is not None} for row in rows]
    path = ROOT / f"{table}.yaml"
    return Listing(table, tuple(Row(path, Place(n, 1), one) for n, one in enumerate(cells, start=1)))


def clinic(
    name: str = "Mawar", *, facts: Mapping[str, str] | None = None, **lists: Sequence[Mapping[str, object]]
) -> Unit:
    """A unit with these lists; `facts` are of its own YAML."""
    known = {key: Origin(ROOT / "p.yaml", Place(1, 1), text) for key, text in (facts or {}).items()}
    found = {code: listing(code, rows) for code, rows in lists.items()}
    return Unit(ROOT / name, CLINIC, name, YEAR, listings=found, facts=known)


def with_writing(text: str) -> Unit:
    """A unit with one writing of this text."""
    return replace(clinic(), outlines=(Report("tulisan", ROOT / "Judul.docx", text=text),))
