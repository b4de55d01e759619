"""What every programme prints: forms and sheets to fill in, in letters of eight points or more."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from make.formbooks import on_the_border, smallest
from make.shares import Run

from bpkit.forms.rounds.layout import Book

EXAMPLES = Path(__file__).parents[3] / "examples"
AGENCY, SULSEL = (
    "PMPRB (Kabupaten Kendal)_(2013)",
    "program (KINERJA)_(2013)/provinsi (Sulawesi Selatan)_(2013)",
)
UNITS = [
    ("fpk-2010", "pertemuan-1 (Makassar)", 5),
    ("tablolong", "bulan-18", 7),
    ("pmprb-2012", f"{AGENCY}/unit (Dinas Pendidikan)_(2013)", 8),
    ("kinerja-dgp", f"{SULSEL}/kabupaten (Luwu Utara)_(2013)", 8),
]


@pytest.mark.parametrize(("program", "unit", "least"), UNITS)
def test_forms_and_sheets_print_at_eight_points_and_keep_off_their_lines(
    program: str, unit: str, least: int, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[list[float]] = []
    finish = Book.to_bytes

    def finished(book: Any) -> bytes:
        seen = [one for one in book._book.worksheets if one.sheet_state == "visible"]
        made.append([0 if on_the_border(one) else smallest(one) for one in seen])
        return finish(book)

    monkeypatch.setenv("BPKIT_CACHE_DIR", str(tmp_path / "cache"))  # no form that was made before
    monkeypatch.setattr(Book, "to_bytes", finished)
    share = shutil.copytree(EXAMPLES / program, tmp_path / "bersama")
    run("recap", share / unit, "--output", tmp_path / "formulir")
    for file in (one for one in (share / unit).rglob("*") if one.suffix in (".yaml", ".xlsx", ".csv")):
        file.unlink()
    run("sheets", share / unit, "--assessor", "Siti Rahma")
    assert len(made) >= least
    assert min(map(min, made)) >= 8
