"""A Lampiran 2 of 3,000 writings by 3 assessors, against openpyxl writing the same styled cells.

    python benchmarks/recap.py

Prints both times and their ratio (at most 1.6 is wanted), best of three rounds in one process. The peer is
given every cell ready: its place, its value and a style that is already made.
"""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable
from copy import copy
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side

from bpkit.forms.lampiran2 import lampiran2
from bpkit.forms.recap2 import recap2
from bpkit.model.place import Place
from bpkit.model.scores import Assessment, Candidate, Panel, Score, Sheet, SheetRow
from bpkit.model.settings import Settings
from bpkit.model.units import Level, Period
from bpkit.resources import resource
from bpkit.scoring.results import assess
from bpkit.settings.rubrics import load_rubric

WRITINGS, ASSESSORS, ROUNDS, WANTED = 3000, 3, 3, 1.6
RUBRIC = load_rubric("pob-2010")
FOLDER = Path("best practice_KMW (Jawa Tengah)_(Oktober)")

Cells = dict[str, list[tuple[int, int, Any]]]


def assessed() -> Assessment:
    """A panel's outcome."""
    chance = random.Random(2010)
    titles = [f"Dari Sampah Menjadi Berkah di Kelurahan {number}" for number in range(WRITINGS)]
    candidates = tuple(
        Candidate(title, title, "Semarang", "Jawa Tengah", FOLDER / f"{title}.docx", author="Siti Rahma")
        for title in titles
    )
    sheets = []
    for number in range(ASSESSORS):
        rows = []
        for line, title in enumerate(titles, start=5):
            place = Place(line=line)
            given = {code: chance.randint(5, 10) for code in RUBRIC.codes}
            scores = {code: Score(str(score), Fraction(score), place) for code, score in given.items()}
            rows.append(SheetRow(title, scores, place))
        path = FOLDER / "penilaian" / f"{number}.yaml"
        sheets.append(Sheet(path, RUBRIC.id, Level.KMW, f"Penilai {number}", rows=tuple(rows)))
    panel = Panel(Level.KMW, "Jawa Tengah", Period(2010, 10), FOLDER, candidates, tuple(sheets), None, (), 3)
    return assess(panel, RUBRIC)


def ours(assessment: Assessment) -> bytes:
    """The form as bpkit makes it."""
    return lampiran2(recap2(assessment, Settings()), resource("templates") / "lampiran-2.xlsx")


def cells_of(data: bytes) -> Cells:
    """Every cell of the form by worksheet: row, column and value."""
    book: Any = load_workbook(io.BytesIO(data))
    return {
        sheet.title: [
            (cell.row, cell.column, cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.has_style or cell.value is not None
        ]
        for sheet in book
    }


def theirs(cells: Cells) -> bytes:
    """The same cells as openpyxl writes them, each with font, box and alignment."""
    book: Any = Workbook()
    model = book.active["A1"]
    thin = Side(style="thin")
    model.font, model.border = Font(name="Arial", size=9), Border(thin, thin, thin, thin)
    model.alignment = Alignment(vertical="top", wrap_text=True)
    for title, found in cells.items():
        sheet = book.create_sheet(title)
        for row, column, value in found:
            cell = sheet.cell(row, column, value)
            cell._style = copy(model._style)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    assessment = assessed()
    cells = cells_of(ours(assessment))
    rounds = [(seconds(lambda: theirs(cells)), seconds(lambda: ours(assessment))) for _ in range(ROUNDS)]
    floor, mine = (min(times) for times in zip(*rounds, strict=True))
    print(f"cells              {sum(map(len, cells.values())):6}")
    print(f"openpyxl           {floor:6.2f} s")
    print(f"bpkit              {mine:6.2f} s")
    print(f"ratio              {mine / floor:6.2f}   (wanted: at most {WANTED})")


if __name__ == "__main__":
    main()
