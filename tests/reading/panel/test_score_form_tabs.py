"""Several tabs in one workbook, tabs that lost something, and the cells that a finding names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from make.levels import PROVINCE_LEVEL
from make.score_forms import FIRST, SCORES, TITLES, after, blank_form, edited, rubric, scored, values
from openpyxl.workbook.defined_name import DefinedName

from bpkit.model.scores import Candidate, Panel, Sheet
from bpkit.model.units import Period
from bpkit.panels import row_problems
from bpkit.panels.table import PanelTable, lay
from bpkit.reading.panel.score_form import read_score_forms


def copied(book: Any, title: str = "Rina", assessor: str = "Rina Wati") -> Any:
    """A tab that somebody made with Move or Copy; its cells have no names, as in LibreOffice."""
    copy = book.copy_worksheet(book["Penilaian"])
    copy.title, copy["B4"] = title, assessor
    return copy


def tabs(edit: Callable[[Any, Any], object]) -> tuple[Sheet, ...]:
    return read_score_forms(Path("lembar.xlsx"), edited(edit))


def test_every_tab_that_is_a_form_is_a_sheet_of_its_own() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        copied(book)["D11"] = 2

    first, second = tabs(edit)
    assert [(one.tab, one.assessor) for one in (first, second)] == [
        ("Penilaian", "Siti Rahma"),
        ("Rina", "Rina Wati"),
    ]
    assert values(first) == SCORES
    assert second.rows[0].scores["kondisi_riil"].value == 2
    assert second.rows[0].scores["kondisi_riil"].place.sheet == "Rina"


def test_names_that_a_copied_tab_keeps_for_itself_point_at_its_own_cells() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        copy = copied(book)
        copy.delete_cols(1)
        for name, cell in (("penilai", "$A$4"), ("tingkat", "$H$4")):
            copy.defined_names[name] = DefinedName(name, attr_text=f"'Rina'!{cell}")

    assert [(one.assessor, one.level) for one in tabs(edit)] == [
        ("Siti Rahma", "kmw"),
        ("Rina Wati", "kmw"),
    ]


def test_other_tabs_are_nobody_s_business() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        book.create_sheet("Catatan")["A1"] = "Rapat pukul 9"
        listed = book.create_sheet("Daftar")
        listed.append(["No", "Judul Tulisan", "Penulis"])
        listed.append([1, TITLES[0], "Budi"])
        recap = book.create_sheet("Rekap")
        recap.append(["No", "Judul Tulisan", "Siti", "Budi", "Jumlah"])
        recap.append([1, TITLES[0], 700, 710, "=C2+D2"])
        everybody = book.create_sheet("Semua")
        everybody.append(["Penilai", "Judul Tulisan", "Kondisi Riil", "Inovasi", "Kualitas Tulisan"])
        everybody.append(["Siti", TITLES[0], 7, 7, 7])
        book.create_chartsheet("Grafik")

    (sheet,) = tabs(edit)
    assert sheet.tab == ""
    assert values(sheet) == SCORES


def test_a_copy_without_its_header_is_named_by_its_tab() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        copied(book)["B10"] = None

    good, broken = tabs(edit)
    assert values(good) == SCORES
    (problem,) = broken.problems
    assert (problem.variant, problem.place and problem.place.sheet) == ("form_no_header", "Rina")


def test_a_copy_that_lost_its_head_still_counts_as_a_sheet_without_a_name() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        copy = copied(book)
        for area in list(copy.merged_cells.ranges):  # openpyxl would leave them where they are
            copy.unmerge_cells(str(area))
        copy.delete_rows(1, 9)

    assert [problem.variant for problem in tabs(edit)[1].problems] == ["form_no_assessor"]


@pytest.mark.parametrize("title", ["Penilaian (2)", "Penilaian2", "penilaian 3"])
def test_a_tab_called_like_a_copy_is_a_form(title: str) -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        copied(book, title).delete_rows(1, 8)
        del book["Instrumen"]

    assert [one.tab for one in tabs(edit)] == ["Penilaian", title]


def laid(sheet: Sheet) -> PanelTable:
    """The sheet on the table of a panel that has its titles before it."""
    folder = Path("KMW")
    before = tuple(Candidate(title, title, "", "", folder / f"{title}.docx") for title in TITLES)
    return lay(Panel(PROVINCE_LEVEL, "", None, folder, before, (sheet,), None, (), 3), rubric())


def without_names(book: Any) -> None:
    for name in list(book.defined_names):
        del book.defined_names[name]


@pytest.mark.parametrize("cell", ["B4", "B5", "B7", "I4", "I6", "I7"])
def test_a_blank_cell_of_the_head_is_not_filled_by_the_label_after_it(cell: str) -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        without_names(book)
        form[cell] = None

    sheet = after(edit)
    said = (sheet.assessor, sheet.position, sheet.level, sheet.period, sheet.rubric)
    blank = {"B4": 0, "B5": 1, "I4": 2, "I6": 3, "I7": 4}.get(cell)
    whole = ("Siti Rahma", "TA Sosialisasi", "kmw", Period(2010, 10), "tiga")
    rest = [n for n in range(5) if n != blank]
    assert [said[n] for n in rest] == [whole[n] for n in rest]
    assert [one.variant for one in sheet.problems] == (["form_no_assessor"] if cell == "B4" else [])


def test_without_names_the_rubric_s_fingerprint_is_found_by_its_label() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        without_names(book)

    assert after(edit).rubric_sha256 == "ab" * 32


@pytest.mark.parametrize(("rows", "columns"), [(2, 0), (0, 1), (3, 2)])
def test_rows_and_columns_put_in_leave_names_behind_and_labels_beside_their_cells(
    rows: int, columns: int
) -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        for area in list(form.merged_cells.ranges):
            form.unmerge_cells(str(area))
        if rows:
            form.insert_rows(2, rows)
        if columns:
            form.insert_cols(1, columns)

    sheet = after(edit)
    assert (sheet.assessor, sheet.level, sheet.rubric) == ("Siti Rahma", "kmw", "tiga")
    assert values(sheet) == SCORES
    assert sheet.problems == ()


def test_hidden_rows_and_columns_count() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form.row_dimensions[12].hidden = True
        form.column_dimensions["D"].hidden = True

    assert values(after(edit)) == SCORES


def test_a_missing_score_is_named_by_its_own_cell() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["E12"] = None

    (problem,) = row_problems.missing_scores(laid(after(edit)))
    assert problem.place and (problem.place.sheet, problem.place.cell) == ("Penilaian", "E12")


def test_a_missing_score_is_named_by_its_cell_without_the_page_of_instruments_too() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        form["E12"] = None
        del book["Instrumen"]

    (problem,) = row_problems.missing_scores(laid(after(edit)))
    assert problem.place and problem.place.cell == "E12"


def test_a_blank_column_of_the_panel_s_own_is_no_unknown_instrument() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["J10"] = "Diskusi"

    assert list(row_problems.unknown_instruments(laid(after(edit)))) == []


def test_a_blank_form_beside_a_filled_tab_is_passed_over() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(copied(book))
        form["B4"] = None

    assert [
        (one.tab, len(one.rows)) for one in read_score_forms(Path("a.xlsx"), edited(edit, blank_form()))
    ] == [
        ("Penilaian", 0),
        ("Rina", 3),
    ]


def test_a_workbook_without_any_form_is_a_problem() -> None:
    def edit(_: Any, book: Any) -> None:
        del book["Penilaian"]
        book.create_sheet("Catatan")["A1"] = "x"

    (sheet,) = read_score_forms(Path("a.xlsx"), edited(edit))
    assert [problem.variant for problem in sheet.problems] == ["form_no_sheet"]


def test_a_copied_tab_that_lost_its_header_row_is_said_beside_the_whole_one() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form, book)
        copy = book.copy_worksheet(form)
        copy.title = "Rina"
        copy.delete_rows(FIRST - 2, 2)  # what names the instruments, and their weights

    problems = [sheet.problems for sheet in read_score_forms(Path("a.xlsx"), edited(edit))]
    assert [[one.variant for one in found] for found in problems] == [[], ["form_no_header"]]
