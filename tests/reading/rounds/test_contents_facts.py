"""What a unit says of itself, in its own YAML or in the workbook of the same name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bpkit.model.rounds import Unit
from bpkit.work.request import Request
from bpkit.work.round_files import make_round_sheets
from bpkit.work.rounds import RoundWork

PROGRAM = """\
id: rapat
nama: Rapat Klaster
sumber: Contoh
siklus: {tiap: pertemuan}
tingkat: [{kode: temu, nama: Pertemuan, folder: "{periode} ({unit})", bergilir: ya}]
yang_dinilai: unit
suara:
  survei: {bobot: 100, nama: Survei peserta, dari: survei, tabel: survei, sampel: peserta_ditanya}
butir: [{kode: "1", nama: Puas}]
skala: {min: 1, maks: 5}
daftar:
  survei: {nama: Survei, kolom: [{kode: "1", nama: Puas, jenis: angka}]}
  langkah:
    nama: Langkah
    kolom: [{kode: tahap, nama: Tahap}, {kode: keadaan, nama: Keadaan}, {kode: bukti, nama: Bukti}]
tahapan:
  maju: {nama: Kemajuan, daftar: langkah, di: temu, bila: ikut, tahap: [{kode: a, nama: Awal}]}
dokumen:
  laporan: {nama: Laporan, kirim_ke: [Kepala Klaster, MCPM], dimuat_di: [situs]}
tugas: [{kode: undang, nama: Undangan, sebelum: 7}]
"""
TYPED = {
    "mulai": date(2010, 6, 11),
    "selesai": "12 Juni 2010",
    "peserta_ditanya": 40,
    "ikut": True,
    "undang": date(2010, 6, 4),
    "laporan.dikirim.MCPM": date(2010, 6, 25),
    "laporan.dimuat": date(2010, 6, 26),
}
SAME = """\
mulai: 2010-06-11
selesai: 12 Juni 2010
peserta_ditanya: 40
ikut: ya
undang: 2010-06-04
laporan:
  dikirim: {MCPM: 2010-06-25}
  dimuat: 2010-06-26
topik: [Mutu sekolah, Data]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bpkit.yaml").write_text("versi: 1\nrubrik: rapat.yaml\n", "utf-8")
    (tmp_path / "rapat.yaml").write_text(PROGRAM, "utf-8")
    unit = tmp_path / "pertemuan-1 (Makassar)"
    unit.mkdir()
    return unit


def read(folder: Path) -> Unit:
    return next(RoundWork(Request(folder)).round.walk())


def facts(folder: Path) -> dict[str, str]:
    return {key: one.text for key, one in read(folder).facts.items()}


def made(folder: Path, suffix: str = ".xlsx") -> Path:
    make_round_sheets(RoundWork(Request(folder)), (), suffix, None)
    return folder / f"temu{suffix}"


def fill(file: Path, typed: Mapping[str, Any]) -> None:
    book = openpyxl.load_workbook(file)
    rows = {row[1].value: row[3] for row in book.worksheets[0].iter_rows() if row[1].value}
    for key, value in typed.items():
        rows[key].value = value
    spare = [
        row
        for row in book.worksheets[0].iter_rows(min_col=1, max_col=4)
        if isinstance(row[0].value, int) and not row[1].value
    ]
    for row, text in zip(spare, ("Mutu sekolah", "Data"), strict=False):
        row[1].value, row[3].value = "topik", text
    book.save(file)


def test_the_workbook_asks_for_whatever_the_programme_wants_to_know_and_says_nothing_while_blank(
    folder: Path,
) -> None:
    book = openpyxl.load_workbook(made(folder))
    asked = {row[1].value for row in book.worksheets[0].iter_rows() if isinstance(row[0].value, int)}
    assert asked == {*TYPED, "laporan.dikirim.Kepala Klaster", None}
    assert facts(folder) == {}


def test_the_workbook_reads_as_the_yaml_does(folder: Path) -> None:
    file = made(folder)
    fill(file, TYPED)
    from_excel = facts(folder)
    file.unlink()
    (folder / "temu.yaml").write_text(SAME, "utf-8")
    assert from_excel == facts(folder)


def test_both_that_say_the_same_are_no_problem(folder: Path) -> None:
    fill(made(folder), TYPED)
    (folder / "temu.yaml").write_text(SAME.replace("2010-06-11", "11 Juni 2010"), "utf-8")
    unit = read(folder)
    assert unit.problems == ()
    assert unit.strays == ()


def test_where_they_differ_the_yaml_counts_and_the_error_names_key_and_cell(folder: Path) -> None:
    fill(made(folder), TYPED)
    (folder / "temu.yaml").write_text(SAME.replace("2010-06-11", "2010-06-10"), "utf-8")
    unit = read(folder)
    assert unit.facts["mulai"].text == "2010-06-10"
    [problem] = unit.problems
    assert (problem.variant, problem.values["keys"], problem.values["other"]) == (
        "decision_twins",
        "mulai",
        "temu.yaml",
    )
    assert problem.place is not None
    assert problem.place.cell


def test_each_adds_what_the_other_leaves_out(folder: Path) -> None:
    fill(made(folder), {"mulai": date(2010, 6, 11)})
    (folder / "temu.yaml").write_text("selesai: 2010-06-12\n", "utf-8")
    unit = read(folder)
    assert (unit.facts["mulai"].text, unit.facts["selesai"].text) == ("2010-06-11", "2010-06-12")
    assert unit.problems == ()


def test_an_entry_without_a_key_and_a_key_twice_are_said_with_their_cells(folder: Path) -> None:
    file = made(folder)
    book = openpyxl.load_workbook(file)
    spare = [
        row
        for row in book.worksheets[0].iter_rows(min_col=1, max_col=4)
        if isinstance(row[0].value, int) and not row[1].value
    ]
    spare[0][3].value = "Aula"
    for row in spare[1:3]:
        row[1].value, row[3].value = "Mulai", "2010-06-11"
    book.save(file)
    unit = read(folder)
    assert [problem.variant for problem in unit.problems] == ["fact_without_key", "row_twice"]
    assert all(problem.place and problem.place.cell for problem in unit.problems)


def test_a_formula_is_no_fact_but_a_problem(folder: Path) -> None:
    fill(made(folder), {"peserta_ditanya": "=20+20"})
    assert "formula" in [problem.variant for problem in read(folder).problems]


def test_facts_that_are_there_are_left_alone(folder: Path) -> None:
    (folder / "temu.yaml").write_text("mulai: 2010-06-11\n", "utf-8")
    assert not made(folder).exists()


def test_as_a_text_file_it_asks_the_same_and_says_nothing_while_blank(folder: Path) -> None:
    made(folder, ".yaml")
    unit = read(folder)
    assert unit.problems == ()
    assert {key for key, one in unit.facts.items() if not one.text} >= {*TYPED}
