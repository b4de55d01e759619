"""Score forms for tests: made as bpkit makes them, then filled and bent as people do."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from msgspec.structs import replace

from bpkit.forms.score_sheet import SheetHead, SheetLine, score_sheet
from bpkit.model.scores import Example, Instrument, Rubric, Scale, Sheet
from bpkit.model.units import Period
from bpkit.reading.panel.score_form import read_score_forms
from make.levels import PROVINCE_LEVEL

TEMPLATE = Path(__file__).parents[2] / "templates" / "lembar-penilaian.xlsx"
TITLES = ("Dari Sampah Menjadi Berkah", "=1+1 Posyandu Terapung", "Suara Kampung Nelayan")
LINES = tuple(
    SheetLine(title, city, author)
    for title, city, author in zip(
        TITLES, ("Semarang", "Surakarta", "Tegal"), ("Budi Santoso", "", "Dewi Lestari"), strict=True
    )
)
HEAD = SheetHead("Siti Rahma", "TA Sosialisasi", None, PROVINCE_LEVEL, "Jawa Tengah", Period(2010, 10))
# What `scored` fills in.
SCORES = {
    TITLES[0]: {"kondisi_riil": 8, "inovasi": 7, "kualitas_tulisan": 9},
    TITLES[1]: {"kondisi_riil": 6, "inovasi": 7, "kualitas_tulisan": 8},
    TITLES[2]: {"kondisi_riil": 10, "inovasi": 1, "kualitas_tulisan": 5},
}
FIRST, MODEL_COLUMN = 11, 4  # where the first title's first score is


def instrument(code: str, weight: Fraction | int) -> Instrument:
    name = code.replace("_", " ").title()
    return Instrument(
        code, name, f"{name} dari tulisan", f"uraian {code}", ("syarat satu", "syarat dua"), Fraction(weight)
    )


def rubric(weights: dict[str, Fraction | int] | None = None, step: Fraction | int = 1) -> Rubric:
    weights = weights or {"kondisi_riil": 30, "inovasi": 50, "kualitas_tulisan": 20}
    return Rubric(
        id="tiga",
        name="Rubrik Tiga",
        source="POB",
        note="",
        scale=Scale(Fraction(1), Fraction(10), Fraction(step)),
        passing=Fraction(700),
        panel_minimum={},
        named={},
        quota_teams=8,
        quota_many=3,
        quota_few=2,
        tie_break=(),
        instruments=tuple(instrument(code, weight) for code, weight in weights.items()),
        example=Example((), Fraction(0)),
        file=Path("tiga.yaml"),
        sha256="ab" * 32,
    )


@cache
def blank_form(**changes: Any) -> bytes:
    """A form that nobody has filled yet; the changes are those of its head."""
    return score_sheet(rubric(), replace(HEAD, **changes), LINES, TEMPLATE)


def edited(edit: Callable[[Any, Any], object], form: bytes | None = None) -> bytes:
    """The form after somebody edited it: the worksheet `Penilaian` and the workbook are handed over."""
    book = openpyxl.load_workbook(io.BytesIO(form or blank_form()))
    edit(book["Penilaian"], book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(data: bytes, name: str = "lembar.xlsx") -> Sheet:
    """The one sheet that a workbook holds."""
    (sheet,) = read_score_forms(Path(name), data)
    return sheet


def after(edit: Callable[[Any, Any], object], form: bytes | None = None) -> Sheet:
    """What is read from the form after somebody edited it."""
    return read(edited(edit, form))


def scored(
    sheet: Any, *_: Any, scores: tuple[tuple[Any, ...], ...] = ((8, 7, 9), (6, 7, 8), (10, 1, 5))
) -> None:
    """Fill in scores, a row per title."""
    for row, typed in enumerate(scores, start=FIRST):
        for column, score in enumerate(typed, start=MODEL_COLUMN):
            sheet.cell(row, column).value = score


def values(sheet: Sheet) -> dict[str, dict[str, Fraction | None]]:
    """Scores by title and code."""
    return {row.title: {code: score.value for code, score in row.scores.items()} for row in sheet.rows}


def variants(sheet: Sheet) -> list[tuple[str, str | None]]:
    """The problems by their wording and cell."""
    return [(problem.variant, problem.place.cell if problem.place else None) for problem in sheet.problems]
