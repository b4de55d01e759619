"""Sheets to answer on and lists to keep, as they are handed out."""

from __future__ import annotations

from typing import Any

import pytest
from make.formbooks import opened, rows
from make.round_programs import PLAN, PROGRAM, RANKING, SELF
from msgspec.structs import replace

from bpkit.forms.rounds import sheets
from bpkit.forms.rounds.list_sheets import list_form
from bpkit.forms.rounds.sheets import answer_form
from bpkit.forms.rounds.yaml_sheets import answer_yaml, list_yaml


def row_of(sheet: Any, text: str) -> int:
    return next(
        int(c.row) for row in sheet.iter_rows() for c in row if str(c.value or "").split("\n")[0] == text
    )


def rule_at(sheet: Any, cell: str) -> str:
    found = [rule for rule in sheet.data_validations.dataValidation if cell in rule.cells]
    return str(found[0].formula1) if found else ""


def mine() -> Any:
    return opened(answer_form(PROGRAM, SELF, (), "asesor", "Siti Rahma", unit="Dinas", period="2013"))


def test_the_same_sheet_has_the_same_bytes() -> None:
    assert answer_form(PROGRAM, SELF, (), "asesor", "Siti") == answer_form(
        PROGRAM, SELF, (), "asesor", "Siti"
    )
    assert list_form(PROGRAM, PLAN) == list_form(PROGRAM, PLAN)


def test_a_sheet_says_whose_it_is_and_shows_what_the_source_asks() -> None:
    said = [str(value) for row in rows(mine().worksheets[0]) for value in row if value]
    for text in ("Siti Rahma", "Dinas", "2013", "Asesor", "0–100, kelipatan 5", "Ya / Tidak / Tidak berlaku"):
        assert text in said
    assert any("Apakah pimpinan menetapkan arah?" in text for text in said)
    assert any("(anggapan" in text for text in said)


def test_answers_are_chosen_from_lists_that_the_item_allows() -> None:
    book = mine()
    sheet = book.worksheets[0]
    assert rule_at(sheet, f"D{row_of(sheet, 'Survei dilakukan')}") == '"Ya,Tidak"'
    assert rule_at(sheet, f"D{row_of(sheet, 'Hasil diumumkan')}") == '"Ya,Tidak,Tidak berlaku"'
    assert rule_at(sheet, f"D{row_of(sheet, 'Arah ditetapkan')}") == "Pilihan!$A$1:$A$21"
    assert [row[0] for row in rows(book["Pilihan"])][:2] == [0, 5]


def test_only_the_cells_to_fill_in_are_open() -> None:
    sheet = mine().worksheets[0]
    row = row_of(sheet, "Arah ditetapkan")
    assert sheet.protection.sheet
    assert [sheet.cell(row, column).protection.locked for column in range(1, 5)] == [True, True, True, False]


def test_every_sheet_prints_on_a4_with_its_header_on_every_page() -> None:
    wide = opened(answer_form(PROGRAM, RANKING, ["Dana"], None, "BDK"))
    for book in (mine(), wide, opened(list_form(PROGRAM, PLAN))):
        sheet = book.worksheets[0]
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
            9,
            1,
            0,
        )
        header = int(sheet.print_title_rows.replace("$", "").rpartition(":")[2])
        assert sheet.freeze_panes == f"A{header + 1}"
        assert all(c.font.sz >= 8 for row in sheet.iter_rows() for c in row if c.value is not None)


def test_where_things_are_judged_there_is_a_row_a_thing_and_a_column_an_item() -> None:
    sheet = opened(answer_form(PROGRAM, RANKING, ["Dana", "=A1"], None, "BDK")).worksheets[0]
    header = row_of(sheet, "No")
    assert [str(c.value).split("\n")[0] for c in sheet[header] if c.value] == ["No", "Masalah", "U", "S", "G"]
    cell = sheet.cell(header + 2, 2)
    assert (cell.value, cell.data_type) == ("=A1", "s")


def test_things_with_many_columns_have_a_block_of_rows_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_COLUMNS", 3)
    scheme = replace(SELF, judged="masalah")
    sheet = opened(answer_form(PROGRAM, scheme, ["Dana", "Guru"], "asesor", "Siti")).worksheets[0]
    things = [row[0] for row in rows(sheet) if row[0] in ("Dana", "Guru")]
    assert things == ["Dana"] * 5 + ["Guru"] * 5


def test_the_programme_and_its_assumptions_stand_on_the_second_sheet() -> None:
    said = [str(value) for row in rows(mine()["Keterangan"]) for value in row if value]
    assert PROGRAM.sha256 in said
    assert "1. Bobot 60/40 tidak dirinci sumber." in said


def test_a_list_has_drop_downs_dates_and_blank_rows() -> None:
    sheet = opened(list_form(PROGRAM, PLAN, [{"masalah": "Dana", "sampai": "2010-06-03"}])).worksheets[0]
    header = row_of(sheet, "No")
    assert rule_at(sheet, f"H{header + 2}") == '"rencana,berjalan,selesai"'
    assert sheet.cell(header + 1, 7).is_date
    assert sheet.cell(header + 1, 2).value == "Dana"
    assert sheet.cell(header + 21, 1).value == 21


def test_the_yaml_copies_say_what_each_answer_may_be() -> None:
    text = answer_yaml(PROGRAM, SELF, (), "tim", "Siti; Budi")
    assert "sepakat:\n  - Siti\n  - Budi\n" in text
    assert "# 2.1: Survei dilakukan (Ya / Tidak)" in text
    assert "- masalah:\n" in list_yaml(PROGRAM, PLAN)
