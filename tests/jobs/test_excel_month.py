"""A city's and a province's whole month without a YAML of anybody's: documents and Excel alone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from make.rosters import fill
from make.shares import KMW, Run, korkot
from openpyxl import load_workbook

CITY = korkot("Semarang")
ASSESSORS = {"Siti Rahma": 0, "Budi Santoso": 1, "Dewi Lestari": 0}
SCORES = {"Bank Sampah": 9, "Posyandu": 8, "Air Bersih": 7, "Batik": 7}


@pytest.fixture
def bare(share: Path) -> Path:
    """A share whose panel has yet to begin, with a writing that says nothing of its author."""
    for sheet in (share / KMW / "penilaian").iterdir():
        sheet.unlink()
    document = docx.Document(str(share / CITY / "Jalan.docx"))
    for paragraph in document.paragraphs[-7:]:
        paragraph.text = ""
    document.save(str(share / CITY / "Jalan.docx"))
    return share


def edit(file: Path, sheet: str, cells: dict[str, Any]) -> None:
    book = load_workbook(file)
    for name, value in cells.items():
        book[sheet][name] = value
    book.save(file)


def _cell(file: Path, sheet: str, row: int) -> object:
    return load_workbook(file)[sheet].cell(row, 1).value


def score(file: Path, more: int) -> None:
    """Fill in an assessor's form: eight scores a title."""
    book = load_workbook(file)
    sheet = book["Penilaian"]
    (header,) = (row for row in range(1, 20) if sheet.cell(row, 2).value == "Judul Tulisan")
    for row in range(header + 1, header + 1 + len(SCORES)):
        base = SCORES[str(sheet.cell(row, 2).value)]
        for column in range(4, 12):
            sheet.cell(row, column).value = min(base + (more if base == 7 else 0), 10)
    book.save(file)


def test_a_month_is_done_with_excel_alone(run: Run, bare: Path) -> None:
    # The city: what the documents lack goes into a row, what it proposes is chosen from a list.
    assert run("sheets", bare / CITY)[0] == 0
    facts = load_workbook(bare / CITY / "Data Tulisan.xlsx")["Data Tulisan"]
    row = next(n for n in range(2, 9) if facts.cell(n, 1).value == "Jalan")
    typed = (
        "Rina Wati",
        "Fasilitator TF-03",
        "0812-3456-7890",
        "BKM Maju",
        "Jl. Melati 4",
        "024-7654321",
        "TF-03",
    )
    edit(
        bare / CITY / "Data Tulisan.xlsx",
        "Data Tulisan",
        {f"{letter}{row}": value for letter, value in zip("BCDEFGH", typed, strict=True)},
    )
    chosen = {"B11": "Bank Sampah", "B12": "Posyandu", "B8": "dibahas bersama", "B7": date(2010, 10, 15)}
    edit(bare / CITY / "penilaian" / "Keputusan.xlsx", "Keputusan", chosen)
    city = json.loads(run("validate", bare / CITY, "--format", "json")[1])
    assert city["summary"]["complete"] == 3 and city["summary"]["errors"] == 0

    # The province: forms for the assessors, a decision in Excel, everything that goes out.
    names = [part for name in ASSESSORS for part in ("--assessor", name)]
    assert run("sheets", bare / KMW, *names)[0] == 0
    for name, more in ASSESSORS.items():
        score(next((bare / KMW / "penilaian").glob(f"*{name}*.xlsx")), more)
    ranked = ("Bank Sampah", "Posyandu", "Batik")
    cells: dict[str, Any] = {f"B{number}": title for number, title in enumerate(ranked, start=11)}
    cells |= {"B6": "012/KMW-JT/X/2010", "B7": date(2010, 10, 20), "B8": "nilai sama, dibahas"}
    edit(bare / KMW / "penilaian" / "Keputusan.xlsx", "Keputusan", cells)
    province = json.loads(run("score", bare / KMW, "--format", "json")[1])
    assert [one["title"] for one in province["results"] if one["selected"]] == list(ranked)
    for command in (("recap",), ("letter",), ("score", "--seal")):
        assert run(command[0], bare / KMW, *command[1:])[0] == 0
    letter = next((bare / KMW).glob("Surat Penetapan*.docx"))
    assert "012/KMW-JT/X/2010" in "".join(docx.Document(str(letter)).element.body.itertext())
    assert run("score", bare / KMW)[0] == 0

    yaml = [file.name for file in bare.rglob("*.y*ml")]
    assert yaml == ["bpkit.yaml"]


def test_a_month_begins_in_excel_too_and_nobody_writes_any_yaml(
    run: Run, share: Path, tmp_path: Path
) -> None:
    """From an empty folder to the sealed decision: what people write are documents and workbooks."""
    root = tmp_path / "Kosong"
    cells = {
        "Umum!B5": "Oktober 2010", "Wilayah!A5": "Jawa Tengah", "Wilayah!C5": "Semarang", "Wilayah!D5": 9,
        "Wilayah!C6": "Surakarta", "Wilayah!E6": "TF-01; TF-02",
    }  # fmt: skip
    for row, name in enumerate(ASSESSORS, start=5):
        cells |= {f"Tim Penilai!A{row}": "Jawa Tengah", f"Tim Penilai!B{row}": name}
    assert run("init", root, "--form")[0] == 0
    fill(root / "Daftar Wilayah.xlsx", cells)
    assert run("init", root, "--from", root / "Daftar Wilayah.xlsx")[0] == 0
    for city in ("Semarang", "Surakarta"):
        for writing in (share / korkot(city)).glob("*.docx"):
            writing.rename(root / korkot(city) / writing.name)

    assert run("sheets", root / CITY)[0] == 0
    row = next(
        n for n in range(2, 9) if _cell(root / CITY / "Data Tulisan.xlsx", "Data Tulisan", n) == "Jalan"
    )
    edit(root / CITY / "Data Tulisan.xlsx", "Data Tulisan", {f"J{row}": "artikel"})
    edit(root / CITY / "penilaian" / "Keputusan.xlsx", "Keputusan", {"B11": "Bank Sampah", "B12": "Posyandu"})
    assert run("sheets", root / KMW)[0] == 0  # for the assessors of the list
    for name, more in ASSESSORS.items():
        score(next((root / KMW / "penilaian").glob(f"*{name}*.xlsx")), more)
    ranked = {"B11": "Bank Sampah", "B12": "Posyandu", "B13": "Batik", "B8": "nilai sama, dibahas"}
    decided = {"B6": "012/KMW-JT/X/2010", "B7": date(2010, 10, 20), **ranked}
    edit(root / KMW / "penilaian" / "Keputusan.xlsx", "Keputusan", decided)
    for command in (("score", "--seal"), ("recap",), ("letter",), ("run",)):
        code, out, err = run(command[0], root / KMW, *command[1:])
        assert code == 0, out + err
    made = {path.name.partition("_")[0] for path in (root / KMW).iterdir() if path.is_file()}
    assert {"Lampiran 2", "Lampiran 3", "Surat Penetapan"} <= made
    assert [path.name for path in root.rglob("*.y*ml")] == ["bpkit.yaml"]


def test_a_decision_that_changes_after_the_seal_is_told(run: Run, bare: Path) -> None:
    test_a_month_is_done_with_excel_alone(run, bare)
    edit(bare / KMW / "penilaian" / "Keputusan.xlsx", "Keputusan", {"B6": "013/KMW-JT/X/2010"})
    found = json.loads(run("score", bare / KMW, "--format", "json")[1])["findings"]
    changed = [Path(one["path"]).name for one in found if one["code"] == "BP813"]
    assert changed == ["Keputusan.xlsx"]
