"""A Lampiran 2 of many writings by three assessors.

    python benchmarks/inside/recap.py bpkit|openpyxl COUNT

The peer, openpyxl writing the same styled cells, is given every cell ready: its place, its value and a style
that is already made.
"""

from __future__ import annotations

import io
import random
import sys
from copy import copy
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side

from benchmarks.processes import clocked
from bpkit.forms.lampiran2 import lampiran2
from bpkit.forms.lampiran2_content import recap2
from bpkit.levels import default_levels
from bpkit.model.place import Place
from bpkit.model.scores import Assessment, Candidate, Panel, Score, Sheet, SheetRow
from bpkit.model.settings import Settings
from bpkit.model.units import Period
from bpkit.resources import resource
from bpkit.rules.catalogue import reason_of
from bpkit.scoring.results import assess
from bpkit.settings.rubrics import load_rubric

ASSESSORS = 3
RUBRIC = load_rubric("pob-2010")
LEVEL = default_levels().all[1]
FOLDER = Path("best practice_KMW (Jawa Tengah)_(Oktober)")

Cells = dict[str, list[tuple[int, int, Any]]]


def assessed(writings: int) -> Assessment:
    """A panel's outcome."""
    chance = random.Random(2010)
    titles = [f"Dari Sampah Menjadi Berkah di Kelurahan {number}" for number in range(writings)]
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
        sheets.append(Sheet(path, RUBRIC.id, LEVEL.code, f"Penilai {number}", rows=tuple(rows)))
    panel = Panel(
        default_levels().all[1],
        "Jawa Tengah",
        Period(2010, 10),
        FOLDER,
        candidates,
        tuple(sheets),
        None,
        (),
        3,
    )
    return assess(panel, RUBRIC)


def ours(assessment: Assessment) -> bytes:
    """The form as bpkit makes it."""
    return lampiran2(recap2(assessment, Settings(), reason_of), resource("templates") / "lampiran-2.xlsx")


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


def main() -> None:
    """Measure one side."""
    assessment = assessed(int(sys.argv[2]))
    form = ours(assessment)
    cells = cells_of(form)
    data = clocked(lambda: theirs(cells) if sys.argv[1] == "openpyxl" else ours(assessment))
    filled = (value for found in cells_of(data).values() for _, _, value in found if value is not None)
    print("cells", sum(1 for _ in filled))


if __name__ == "__main__":
    main()
