"""The Excel score form as it is handed to an assessor."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from make.score_forms import HEAD, LINES, TEMPLATE, TITLES, blank_form, rubric
from msgspec.structs import replace
from openpyxl.cell.cell import Cell

from bpkit.errors import UserError
from bpkit.forms.score_sheet import SheetLine, missing_titles, note_of, scale_values, score_sheet
from bpkit.model.scores import Scale
from bpkit.office import read_parts


def book(data: bytes | None = None) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data or blank_form()))


def place(made: Any, name: str) -> Any:
    (sheet, cell), *_ = made.defined_names[name].destinations
    return made[sheet][cell]


def form(data: bytes | None = None) -> Any:
    return book(data)["Penilaian"]


def test_the_header_row_is_the_agreed_one() -> None:
    headings = [cell.value for cell in form()[10]]

    assert headings == [
        "No", "Judul Tulisan", "Korkot/Kota", "Kondisi Riil", "Inovasi", "Kualitas Tulisan",
        "Jumlah", "Lulus", "Catatan",
    ]  # fmt: skip


def test_every_title_has_its_row_and_its_city() -> None:
    rows = [[cell.value for cell in row[:3]] for row in form().iter_rows(min_row=11, max_row=13)]

    assert rows == [[number, line.title, line.city] for number, line in enumerate(LINES, start=1)]


def test_a_title_that_starts_with_an_equals_sign_stays_a_title() -> None:
    assert form()["B12"].data_type == "s"


def test_the_weight_stands_above_each_instrument() -> None:
    assert [form().cell(9, column).value for column in (4, 5, 6, 7, 8)] == [30, 50, 20, 100, 700]


def test_a_header_s_note_tells_the_instrument_s_whole_text_and_weight() -> None:
    note = form()["E10"].comment.text

    assert note == note_of(rubric().instruments[1])
    assert "Inovasi dari tulisan, uraian inovasi" in note
    assert "• syarat dua" in note
    assert note.endswith("Bobot 50")


def test_the_author_is_told_in_a_note_on_the_title() -> None:
    assert form()["B11"].comment.text == "Penulis: Budi Santoso"


def test_a_blind_form_tells_no_author() -> None:
    blind = [replace(line, author="") for line in LINES]

    data = score_sheet(rubric(), HEAD, blind, TEMPLATE)

    assert all(b"Budi Santoso" not in part for part in read_parts(data).values())


def is_open(cell: Any) -> bool:
    return isinstance(cell, Cell) and not cell.protection.locked


def test_only_what_the_assessor_fills_in_is_unlocked() -> None:
    sheet = form()
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if is_open(cell)}

    scores = {f"{letter}{row}" for letter in "DEF" for row in (11, 12, 13)}
    assert unlocked == scores | {"I11", "I12", "I13"} | {"B4", "B5", "B6", "B7"}


@pytest.mark.parametrize("name", ["Penilaian", "Instrumen"])
def test_the_worksheets_are_protected_without_a_password(name: str) -> None:
    protection = book()[name].protection

    assert protection.sheet
    assert protection.password is None


def validation(sheet: Any, cell: str) -> Any:
    return next(one for one in sheet.data_validations.dataValidation if cell in one.sqref)


def test_scores_are_chosen_from_the_rubric_s_scale() -> None:
    halves = book(score_sheet(rubric(step=Fraction(1, 2)), HEAD, LINES, TEMPLATE))
    rule = validation(halves["Penilaian"], "F13")

    name, area = rule.formula1.split("!")
    offered = [row[0].value for row in halves[name][area.replace("$", "")]]
    assert offered == [1 + step / 2 for step in range(19)]
    assert rule.showErrorMessage


def test_any_remark_may_be_typed_where_standing_aside_is_offered() -> None:
    rule = validation(form(), "I12")

    assert rule.formula1 == '"berhalangan"'
    assert not rule.showErrorMessage


def test_the_live_total_weighs_every_column_of_its_row() -> None:
    assert "SUMPRODUCT($D12:$F12,$D$9:$F$9)" in form()["G12"].value


def test_the_mark_compares_the_total_with_the_passing_grade() -> None:
    assert form()["H13"].value == '=IF(G13="","",IF(G13>=$H$9,"Lulus","Tidak"))'


def test_totals_are_blank_until_excel_computes_them() -> None:
    shown = openpyxl.load_workbook(io.BytesIO(blank_form()), data_only=True)["Penilaian"]

    assert shown["G11"].value is None


def test_rows_grow_when_a_long_remark_is_typed() -> None:
    sheet = read_parts(blank_form())["xl/worksheets/sheet1.xml"]

    assert b'<row r="11" ht="19">' in sheet


def test_titles_and_header_stay_in_sight_on_screen_and_paper() -> None:
    sheet = form()

    assert (sheet.freeze_panes, sheet.print_title_rows) == ("D11", "$9:$10")


def test_a_form_made_twice_has_the_same_bytes() -> None:
    assert score_sheet(rubric(), HEAD, LINES, TEMPLATE) == score_sheet(rubric(), HEAD, LINES, TEMPLATE)


def test_a_blank_copy_leaves_a_place_for_the_name() -> None:
    blank = book(blank_form(assessor="", position=""))

    assert place(blank, "penilai").value is None
    assert place(blank, "tanda_tangan").value.startswith("( ....")


def test_an_agreed_form_names_everybody() -> None:
    sheet = form(blank_form(assessor="", agreed=("Siti Rahma", "Budi, M.Si")))

    assert (sheet["B4"].value, sheet["B6"].value) == ("Siti Rahma; Budi, M.Si", "Kesepakatan")


@pytest.mark.parametrize("count", [1, 2, 12])
def test_the_form_is_as_wide_as_the_rubric(count: int) -> None:
    weights: dict[str, Fraction | int] = {f"i{number}": Fraction(100, count) for number in range(count)}

    sheet = form(score_sheet(rubric(weights), HEAD, LINES, TEMPLATE))

    assert [cell.value for cell in sheet[10]][3:] == [f"I{n}" for n in range(count)] + [
        "Jumlah",
        "Lulus",
        "Catatan",
    ]


def test_the_page_of_instruments_tells_code_name_text_conditions_and_weight() -> None:
    about = [cell.value for cell in book()["Instrumen"][8]]

    text = "• syarat satu\n• syarat dua"
    assert about == ["inovasi", "Inovasi", "Inovasi dari tulisan", "uraian inovasi", text, 50]


def test_a_template_without_one_of_its_places_is_refused_by_the_place_s_name(tmp_path: Any) -> None:
    template = openpyxl.load_workbook(TEMPLATE)
    del template.defined_names["nilai_lulus"]
    template.save(tmp_path / "lembar-penilaian.xlsx")

    with pytest.raises(UserError, match="nilai_lulus"):
        score_sheet(rubric(), HEAD, LINES, tmp_path / "lembar-penilaian.xlsx")


def test_a_template_with_moved_places_is_still_filled(tmp_path: Any) -> None:
    template = openpyxl.load_workbook(TEMPLATE)
    template.defined_names["wilayah"].attr_text = "'Penilaian'!$A$2"
    template.defined_names["program"].attr_text = "'Penilaian'!$G$5"
    template.save(tmp_path / "lembar-penilaian.xlsx")

    sheet = form(score_sheet(rubric(), HEAD, LINES, tmp_path / "lembar-penilaian.xlsx"))

    assert (sheet["A2"].value, sheet["I5"].value) == ("Jawa Tengah", "PNPM Mandiri Perkotaan")


def test_a_form_takes_characters_that_xml_forbids() -> None:
    data = score_sheet(rubric(), HEAD, [SheetLine("Judul\x00 aneh\x1f", "Tegal", "Nama\x0b")], TEMPLATE)

    assert form(data)["B11"].value == "Judul\N{REPLACEMENT CHARACTER} aneh\N{REPLACEMENT CHARACTER}"


def test_new_titles_are_those_on_none_of_the_assessor_s_forms() -> None:
    earlier = ["DARI  SAMPAH menjadi berkah"], [TITLES[2]]

    assert missing_titles(TITLES, *earlier) == (TITLES[1],)


def test_a_first_form_takes_every_title() -> None:
    assert missing_titles(TITLES) == TITLES


def test_a_scale_ends_with_its_most() -> None:
    assert scale_values(Scale(Fraction(0), Fraction(2), Fraction(1, 2)))[-1] == 2
