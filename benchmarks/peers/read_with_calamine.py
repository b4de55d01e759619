"""Every cell of every workbook of a panel with calamine, and how many scores stand in them.

python benchmarks/peers/read_with_calamine.py FOLDER
"""

import sys
from pathlib import Path

from python_calamine import CalamineWorkbook

FIRST_ROW, SCORES = 10, slice(3, 11)  # of the form, counted from 0

if __name__ == "__main__":
    books = scores = 0
    for file in Path(sys.argv[1]).rglob("*.xlsx"):
        book = CalamineWorkbook.from_path(str(file))
        rows = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
        scored = (row[SCORES] for row in rows["Penilaian"][FIRST_ROW:] if row[1])
        scores += sum(isinstance(cell, float) for row in scored for cell in row)
        books += 1
    print("sheets", books)
    print("scores", scores)
