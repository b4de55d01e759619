"""Lists and rulings of a round."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from make.programs import unit_of
from make.round_programs import PLAN, PROBLEMS, PROGRAM
from msgspec.structs import replace

from bpkit.forms.rounds.list_sheets import list_form, ruling_form
from bpkit.forms.rounds.yaml_sheets import list_yaml, ruling_yaml
from bpkit.model.rounds import Listing, Ruling, Symbol
from bpkit.reading.rounds.lists import read_listing
from bpkit.reading.rounds.rulings import read_ruling
from bpkit.reading.rounds.values import amount_of, files_named, symbol_of
from bpkit.scoring.evaluation import judge

ROW = {
    "masalah": "Dana",
    "kegiatan": "Rapat",
    "biaya": "1500000",
    "sampai": "2010-06-03",
    "status": "berjalan",
}


def listing(folder: Path) -> Listing:
    found = read_listing(folder, PLAN)
    assert found is not None
    return found


def book(*rows: list[Any]) -> Any:
    made: Any = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return made


def variants(found: Listing) -> list[str]:
    return [problem.variant for problem in found.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7,5", Fraction(15, 2)),
        ("7.5", Fraction(15, 2)),
        ("0,500", Fraction(1, 2)),
        ("1.500.000", Fraction(1_500_000)),
        ("Rp 1.500", Fraction(1500)),
        ("Rp1.500.000,-", Fraction(1_500_000)),
        ("1.500,75", Fraction("1500.75")),
        ("1,500.75", Fraction("1500.75")),
        ("1 500 000", Fraction(1_500_000)),
        ("\u22125", Fraction(-5)),
        ("60%", Fraction(60)),
        ("1.500", "ambiguous_number"),
        ("1,500", "ambiguous_number"),
        ("tujuh", "not_number"),
        ("1.50.000", "not_number"),
    ],
)
def test_amounts_are_exact_or_refused(text: str, value: object) -> None:
    assert amount_of(text) == value


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("YA", Symbol.YES),
        ("sudah", Symbol.YES),
        ("✓", Symbol.YES),
        ("Tdk.", Symbol.NO),
        ("belum", Symbol.NO),
        ("N/A", Symbol.NOT_APPLICABLE),
        ("–", Symbol.NOT_APPLICABLE),
        ("x", None),
        ("1", None),
        ("", None),
    ],
)
def test_yes_and_no_are_understood_in_the_usual_words(text: str, symbol: Symbol | None) -> None:
    assert symbol_of(text) is symbol


def test_files_are_parted_where_a_name_ends() -> None:
    assert files_named("a.pdf, b 1, 2.docx; c.jpg\nd") == ("a.pdf", "b 1, 2.docx", "c.jpg", "d")


def test_no_file_is_no_list(tmp_path: Path) -> None:
    assert read_listing(tmp_path, PLAN) is None


def test_a_list_form_comes_back_with_its_rows_and_new_ones(tmp_path: Path) -> None:
    made: Any = openpyxl.load_workbook(io.BytesIO(list_form(PROGRAM, PLAN, [ROW])))
    row = next(row for row in made.worksheets[0].iter_rows() if row[0].value == 2)
    values: list[Any] = [
        "Guru",
        "Surat",
        "Rp 2.500.000",
        12,
        "Siti",
        "3 Juni 2010",
        "Selesai",
        "ya",
        "a.pdf, b.docx",
    ]
    for cell, value in zip(row[1:], values, strict=True):
        cell.value = value
    made.save(tmp_path / "rencana-aksi.xlsx")
    found = listing(tmp_path)
    assert found.problems == ()
    assert found.rows[0].cells == ROW
    assert found.rows[1].cells == {
        "masalah": "Guru", "kegiatan": "Surat", "biaya": "2500000", "peserta": "12",
        "penanggung_jawab": "Siti",
        "sampai": "2010-06-03", "status": "selesai", "disetujui": "ya", "bukti": "a.pdf; b.docx",
    }  # fmt: skip


def test_a_yaml_list_comes_back(tmp_path: Path) -> None:
    (tmp_path / "rencana-aksi.yaml").write_text(list_yaml(PROGRAM, PLAN, [ROW]), encoding="utf-8")
    found = listing(tmp_path)
    assert ([row.cells for row in found.rows], found.problems) == ([ROW], ())


def test_headers_below_a_title_and_joined_names_are_read(tmp_path: Path) -> None:
    made = book(
        ["Rencana kami"], [], ["No", "Kegiatan", "Masalah", "Biaya (Rp)"], [1, "Rapat", "Dana", 100],
        [2, "Surat", None, 50], [], ["Jumlah", None, None, 150],
    )  # fmt: skip
    made.active.merge_cells("C4:C5")
    made.save(tmp_path / "rencana-aksi.xlsx")
    found = listing(tmp_path)
    assert [row.cells for row in found.rows] == [
        {"kegiatan": "Rapat", "masalah": "Dana", "biaya": "100"},
        {"kegiatan": "Surat", "masalah": "Dana", "biaya": "50"},
    ]
    assert found.problems == ()


def test_every_odd_cell_is_told_where_it_stands(tmp_path: Path) -> None:
    head = ["Masalah", "Kegiatan", "Biaya (Rp)", "Peserta", "Sampai", "Status", "Disetujui", "Biayaa"]
    row = ["Dana", "Rapat", "1.500", "2,5", "besok", "nanti", "mungkin", "x"]
    book(head, row).save(tmp_path / "rencana-aksi.xlsx")
    found = listing(tmp_path)
    assert {(p.variant, p.place.cell if p.place else "") for p in found.problems} == {
        ("unknown_key", "H1"), ("ambiguous_number", "C2"), ("not_whole", "D2"), ("not_date", "E2"),
        ("not_choice", "F2"), ("not_yes_no", "G2"),
    }  # fmt: skip


def test_a_formula_is_no_entry(tmp_path: Path) -> None:
    book(["Masalah", "Biaya (Rp)"], ["Dana", "=1+1"]).save(tmp_path / "rencana-aksi.xlsx")
    assert variants(listing(tmp_path)) == ["formula"]


def test_the_same_row_twice_is_told_with_the_first(tmp_path: Path) -> None:
    (tmp_path / "rencana-aksi.yaml").write_text("- {masalah: A, kegiatan: B}\n- {masalah: a, kegiatan: B}\n")
    (problem,) = listing(tmp_path).problems
    assert (problem.variant, problem.values["first"]) == ("row_twice", "rencana-aksi.yaml 1")


def test_twins_that_differ_leave_no_row(tmp_path: Path) -> None:
    (tmp_path / "rencana-aksi.yaml").write_text("- {masalah: A, kegiatan: B}\n")
    book(["Masalah", "Kegiatan"], ["A", "C"]).save(tmp_path / "rencana-aksi.xlsx")
    found = listing(tmp_path)
    assert (found.rows, variants(found)) == ((), ["twins", "twins"])


def test_twins_that_say_the_same_count_once(tmp_path: Path) -> None:
    (tmp_path / "rencana-aksi.yaml").write_text("- {masalah: A, kegiatan: B}\n")
    book(["Masalah", "Kegiatan"], ["A", "B"]).save(tmp_path / "rencana-aksi.xlsx")
    found = listing(tmp_path)
    assert (len(found.rows), found.problems) == (1, ())


def test_a_list_of_many_files_is_one(tmp_path: Path) -> None:
    inside = tmp_path / "rencana-aksi"
    inside.mkdir()
    for name in ("a", "b"):
        (inside / f"{name}.yaml").write_text(f"- {{masalah: {name}, kegiatan: x}}\n")
    found = read_listing(tmp_path, replace(PLAN, many=True))
    assert found is not None
    assert [row.cells["masalah"] for row in found.rows] == ["a", "b"]


def test_a_damaged_list_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "masalah.yaml").write_text("- judul: [a\n")
    found = read_listing(tmp_path, PROBLEMS)
    assert found is not None
    assert (found.rows, len(found.problems)) == ((), 1)


def test_a_table_without_the_headings_is_told(tmp_path: Path) -> None:
    book(["Anggaran", "Rupiah"], ["a", 1]).save(tmp_path / "rencana-aksi.xlsx")
    assert variants(listing(tmp_path)) == ["no_list_header"]


def test_a_ruling_has_values_with_reasons_order_and_names(tmp_path: Path) -> None:
    (tmp_path / "keputusan.yaml").write_text(
        "urutan: [A, B]\nalasan: musyawarah\nnilai:\n  '2': {nilai: 0,9, alasan: lapangan}\n  total: 70\n"
        "  Dana terlambat:\n    U: {nilai: 5, alasan: mendesak}\ndisetujui: [Dr. Rahmat, Ani]\n"
        "tanggal: 2013-05-02\n"
    )
    ruling = read_ruling(tmp_path, PROGRAM)
    assert ruling is not None
    assert ruling.problems == ()
    assert {key: source.text for key, source in ruling.values.items()} == {
        ("", "2"): "0,9", ("", ""): "70", ("Dana terlambat", "U"): "5",
    }  # fmt: skip
    assert ruling.reasons == {("", "2"): "lapangan", ("Dana terlambat", "U"): "mendesak"}
    assert [name for name, _ in ruling.order or ()] == ["A", "B"]
    assert (ruling.approved_by, str(ruling.day)) == (("Dr. Rahmat", "Ani"), "2013-05-02")


def test_a_ruling_in_a_workbook_is_read_and_a_second_one_is_told(tmp_path: Path) -> None:
    made = book(["Yang dinilai", "Kode", "Nilai ditetapkan", "Alasan"], ["Dana", "U", 4, "mendesak"])
    made.save(tmp_path / "Keputusan.xlsx")
    ruling = read_ruling(tmp_path, PROGRAM)
    assert ruling is not None
    assert ruling.values["Dana", "U"].text == "4"
    assert ruling.reasons == {("Dana", "U"): "mendesak"}
    (tmp_path / "keputusan.yaml").write_text("alasan: lain\n")
    second = read_ruling(tmp_path, PROGRAM)
    assert second is not None
    told = [(p.path.name, p.variant, p.expected) for p in second.problems]
    names = ("keputusan.yaml", "Keputusan.xlsx")
    assert told == [(one, "second_ruling", other) for one, other in (names, names[::-1])]
    assert (second.values, second.reason) == ({}, "")  # neither counts
    (tmp_path / "keputusan.yaml").write_text("nilai: {Dana: {U: {nilai: 4.0, alasan: Mendesak}}}\n")
    twins = read_ruling(tmp_path, PROGRAM)
    assert twins is not None
    assert (twins.problems, twins.values["Dana", "U"].text, len(twins.files)) == ((), "4.0", 2)


def test_a_decision_as_text_is_the_twin_of_the_workbook(tmp_path: Path) -> None:
    judgements = [judge(PROGRAM, PROGRAM.schemes[0], unit_of(PROGRAM, "Unit A"))]
    text = ruling_yaml(PROGRAM, judgements, "Panel", unit="Unit A", period="2013")
    (tmp_path / "keputusan.yaml").write_text(text, encoding="utf-8")
    blank = read_ruling(tmp_path, PROGRAM)
    assert blank is not None
    assert (blank.problems, blank.says) == ((), Ruling(tmp_path).says)
    filled = {"disetujui:": "disetujui: [Joko, Endang]"}
    filled["  '1':\n    nilai:\n    alasan:"] = "  '1':\n    nilai: 55,50\n    alasan: kunjungan"
    for before, after in filled.items():
        assert before in text
        text = text.replace(before, after)
    (tmp_path / "keputusan.yaml").write_text(text, encoding="utf-8")
    made = openpyxl.load_workbook(io.BytesIO(ruling_form(PROGRAM, judgements, "Panel")))
    rows = {str(row[0].value): row for row in made.worksheets[0].iter_rows()}
    rows["1"][3].value, rows["1"][4].value, rows["Disetujui oleh :"][1].value = (
        55.5,
        "Kunjungan",
        "Joko; Endang",
    )
    made.save(tmp_path / "Keputusan.xlsx")
    both = read_ruling(tmp_path, PROGRAM)
    assert both is not None
    assert (both.problems, len(both.files)) == ((), 2)
    assert {key: one.text for key, one in both.values.items()} == {("", "1"): "55,50"}
    assert (both.reasons, both.approved_by) == ({("", "1"): "kunjungan"}, ("Joko", "Endang"))


def test_a_decision_that_only_approves_asks_for_nothing_else(tmp_path: Path) -> None:
    text = ruling_yaml(PROGRAM, (), "Panel")
    page = openpyxl.load_workbook(io.BytesIO(ruling_form(PROGRAM, (), "Panel"))).worksheets[0]
    words = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    assert not [one for one in words if "Nilai ditetapkan" in one or "Urutan" in one]
    assert "nilai:" not in text
    assert "urutan" not in text


def test_a_decision_that_bpkit_made_comes_back_as_it_was_filled_in(tmp_path: Path) -> None:
    data = ruling_form(PROGRAM, (), "Panel", unit="Unit A", period="2013")
    (tmp_path / "Keputusan.xlsx").write_bytes(data)
    blank = read_ruling(tmp_path, PROGRAM)
    assert blank is not None
    assert blank.says == Ruling(tmp_path).says
    made = openpyxl.load_workbook(tmp_path / "Keputusan.xlsx")
    page = made.worksheets[0]
    cells = {cell.value: cell for row in page.iter_rows() for cell in row if cell.value}
    typed: dict[str, date | str] = {
        "Nomor surat :": "065/112", "Tanggal :": date(2013, 12, 2), "Alasan keputusan :": "musyawarah",
        "Disetujui oleh :": "Joko, M.Si; Endang",
    }  # fmt: skip
    for label, value in typed.items():
        column = cells[label].column + (2 if label.startswith("Alasan") else 1)
        page.cell(cells[label].row, column).value = value
    made.save(tmp_path / "Keputusan.xlsx")
    ruling = read_ruling(tmp_path, PROGRAM)
    assert ruling is not None
    assert (ruling.letter, ruling.day, ruling.reason) == ("065/112", date(2013, 12, 2), "musyawarah")
    assert ruling.approved_by == ("Joko, M.Si", "Endang")


def test_no_ruling_is_none(tmp_path: Path) -> None:
    assert read_ruling(tmp_path, PROGRAM) is None
