"""A template is found by the names of its places, wherever a person moved them, and keeps all else it has."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from make.formbooks import opened, own_template
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image as Picture
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table
from PIL import Image

from bpkit.errors import ExitCode, UserError
from bpkit.forms.xlsx.cells import FormattedNumber, Formula, Value
from bpkit.forms.xlsx.workbook import Workbook
from bpkit.office import pinned, read_parts, to_bytes

PLACES = {"kepala": "B2", "nomor": "A5", "judul": "B5", "nilai": "C5", "kaki": "B7"}
ROW = ("nomor", "judul", "nilai")


def template(folder: Path, change: Any = None, places: dict[str, str] = PLACES) -> Path:
    """A template of a user's own, changed in Excel as it were."""
    file = own_template(folder / "templat.xlsx", places)
    if change:
        book = load_workbook(file)
        change(book["Lembar"])
        book.save(file)
    return file


def filled(file: Path, rows: int, names: Any = PLACES) -> bytes:
    book = Workbook(file, names)
    book.put("kepala", "Semarang")
    book.fill({"baris": ROW}, [("baris", (n, f"Judul {n}", Fraction(n, 3))) for n in range(1, rows + 1)])
    book.put("kaki", "Dibuat oleh")
    return book.to_bytes()


def test_a_model_row_is_repeated_and_what_is_below_moves_down(tmp_path: Path) -> None:
    sheet = opened(filled(template(tmp_path), 4))["Lembar"]
    assert [sheet.cell(row, 2).value for row in range(1, 11)] == [
        None, "Semarang", None, None, "Judul 1", "Judul 2", "Judul 3", "Judul 4", None, "Dibuat oleh",
    ]  # fmt: skip


def test_without_any_row_the_model_row_is_gone(tmp_path: Path) -> None:
    sheet = opened(filled(template(tmp_path), 0))["Lembar"]
    assert sheet["B5"].value is None
    assert sheet["B6"].value == "Dibuat oleh"


def test_places_may_lie_anywhere(tmp_path: Path) -> None:
    moved = {"kepala": "F9", "judul": "A3", "nilai": "G3", "nomor": "C3", "kaki": "D20"}
    sheet = opened(filled(template(tmp_path, places=moved), 3))["Lembar"]
    assert [sheet["F11"].value, sheet["A4"].value, sheet["C5"].value, sheet["D22"].value] == [
        "Semarang", "Judul 2", 3, "Dibuat oleh",
    ]  # fmt: skip


def test_a_text_of_several_lines_wraps_in_a_cell_that_did_not(tmp_path: Path) -> None:
    book = Workbook(template(tmp_path), PLACES)
    before = book.sheets["Lembar"].height(2)
    book.put("kepala", "Satu\nDua\nTiga")
    sheet = opened(book.to_bytes())["Lembar"]
    assert sheet["B2"].alignment.wrap_text
    assert not sheet["B7"].alignment.wrap_text
    assert sheet.row_dimensions[2].height > 2 * before


def test_a_missing_place_is_named(tmp_path: Path) -> None:
    places = {name: where for name, where in PLACES.items() if name != "kaki"}
    with pytest.raises(UserError, match="“kaki”") as stopped:
        filled(template(tmp_path, places=places), 1)
    assert stopped.value.exit_code is ExitCode.USAGE
    assert "templat.xlsx" in stopped.value.problem


def test_a_misspelt_place_is_named_with_the_one_that_was_meant(tmp_path: Path) -> None:
    places = {"kepalla" if name == "kepala" else name: where for name, where in PLACES.items()}
    with pytest.raises(UserError, match=r"“kepala”.*“kepalla”"):
        filled(template(tmp_path, places=places), 1)


def test_a_place_that_lost_its_cell_counts_as_missing(tmp_path: Path) -> None:
    file = template(tmp_path)
    book = load_workbook(file)
    book.defined_names["kaki"].attr_text = "Lembar!#REF!"
    book.save(file)
    with pytest.raises(UserError, match="“kaki”"):
        filled(file, 1)


def test_places_of_one_model_row_that_stand_in_two_rows_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"“nilai”.*“nomor”"):
        filled(template(tmp_path, places={**PLACES, "nilai": "C6"}), 1)


@pytest.mark.parametrize("data", [b"", b"bukan xlsx", b"PK\x05\x06" + bytes(18)])
def test_a_template_that_is_no_workbook_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "rusak.xlsx").write_bytes(data)
    with pytest.raises(UserError, match=r"rusak\.xlsx"):
        Workbook(tmp_path / "rusak.xlsx", [])


def test_every_repeated_row_has_the_style_of_the_model_row(tmp_path: Path) -> None:
    def bold(sheet: Any) -> None:
        sheet["B5"].font = Font(name="Bookman Old Style", bold=True)
        sheet["B5"].fill = PatternFill("solid", start_color="FFFF00")

    sheet = opened(filled(template(tmp_path, bold), 3))["Lembar"]
    for row in (5, 6, 7):
        assert (sheet.cell(row, 2).font.name, sheet.cell(row, 2).font.b) == ("Bookman Old Style", True)
        assert sheet.cell(row, 2).fill.start_color.rgb == "00FFFF00"


def test_a_column_that_the_user_added_is_repeated_and_its_formula_copied_down(tmp_path: Path) -> None:
    def add(sheet: Any) -> None:
        sheet["D5"], sheet["E5"] = "=C5*2", "tetap"

    sheet = opened(filled(template(tmp_path, add), 3))["Lembar"]
    assert [sheet.cell(row, 4).value for row in (5, 6, 7)] == ["=C5*2", "=C6*2", "=C7*2"]
    assert [sheet.cell(row, 5).value for row in (5, 6, 7)] == ["tetap"] * 3


def test_sums_colours_filters_and_print_areas_grow_with_the_rows(tmp_path: Path) -> None:
    def furnish(sheet: Any) -> None:
        sheet["C6"] = "=SUM(C5:C5)"
        sheet.conditional_formatting.add("C5", Rule("expression", formula=["$C5>1"]))
        sheet.auto_filter.ref = "A4:C5"
        sheet.print_area = "A1:C8"
        sheet.print_title_rows = "4:4"
        sheet.merge_cells("A7:A8")
        sheet.freeze_panes = "B5"

    sheet = opened(filled(template(tmp_path, furnish), 10))["Lembar"]
    assert sheet["C15"].value == "=SUM(C5:C14)"
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["C5:C14"]
    assert sheet.auto_filter.ref == "A4:C14"
    assert sheet.print_area == "'Lembar'!$A$1:$C$17"
    assert sheet.print_title_rows == "$4:$4"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A16:A17"]
    assert sheet.freeze_panes == "B5"


def test_merges_of_the_model_row_are_repeated(tmp_path: Path) -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("C5:D5")

    sheet = opened(filled(template(tmp_path, merge), 3))["Lembar"]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["C5:D5", "C6:D6", "C7:D7"]


def test_a_letterhead_with_its_logo_is_kept_and_a_stamp_below_moves_down(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (40, 40), "navy").save(logo)

    def furnish(sheet: Any) -> None:
        sheet.add_image(Picture(logo), "A1")
        sheet.add_image(Picture(logo), "D7")

    data = filled(template(tmp_path, furnish), 10)
    assert sum(name.startswith("xl/media/") for name in read_parts(data)) == 2
    anchors = [image.anchor._from for image in opened(data)["Lembar"]._images]
    assert sorted((anchor.row, anchor.col) for anchor in anchors) == [(0, 0), (15, 3)]


def test_a_picture_keeps_its_size_when_rows_are_put_in_beside_it(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (40, 40), "navy").save(logo)

    def furnish(sheet: Any) -> None:
        picture = Picture(logo)
        corners = AnchorMarker(col=4, row=2), AnchorMarker(col=6, row=8)
        picture.anchor = TwoCellAnchor(editAs="oneCell", _from=corners[0], to=corners[1])
        sheet.add_image(picture)

    anchor = opened(filled(template(tmp_path, furnish), 10))["Lembar"]._images[0].anchor
    assert (anchor._from.row, anchor.to.row, anchor.to.col) == (2, 8, 6)


def test_a_chart_shows_every_row(tmp_path: Path) -> None:
    def draw(sheet: Any) -> None:
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=3, min_row=5, max_row=5))
        sheet.add_chart(chart, "E8")

    parts = read_parts(filled(template(tmp_path, draw), 6))
    assert b"$C$5:$C$10" in parts["xl/charts/chart1.xml"]


def test_excels_list_of_formulas_is_left_for_excel_to_make_anew(tmp_path: Path) -> None:
    file = template(tmp_path)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/calcChain.xml", "<calcChain/>")
    assert "xl/calcChain.xml" not in read_parts(filled(file, 2))


def test_a_repeated_column_moves_what_is_right_of_it(tmp_path: Path) -> None:
    def furnish(sheet: Any) -> None:
        sheet["D5"], sheet["C4"] = "kanan", "Nilai"
        sheet.column_dimensions["C"].width = 7
        sheet.column_dimensions["D"].width = 30
        sheet.merge_cells("A1:D1")

    book = Workbook(template(tmp_path, furnish), PLACES)
    book.repeat_column("nilai", 3)
    book.fill({"baris": ROW}, [("baris", (1, "Judul", 10, 20, 30))])
    sheet = opened(book.to_bytes())["Lembar"]
    assert [cell.value for cell in sheet[5]] == [1, "Judul", 10, 20, 30, "kanan"]
    assert [cell.value for cell in sheet[4]][2:5] == ["Nilai"] * 3
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:F1"]
    assert (sheet.column_dimensions["F"].width, sheet.column_dimensions["C"].width) == (30, 7)


def test_a_column_repeated_no_time_is_taken_out(tmp_path: Path) -> None:
    def furnish(sheet: Any) -> None:
        sheet["D5"] = "kanan"

    book = Workbook(template(tmp_path, furnish), PLACES)
    book.repeat_column("nilai", 0)
    book.fill({"baris": ROW}, [("baris", (1, "Judul"))])
    assert [cell.value for cell in opened(book.to_bytes())["Lembar"][5]] == [1, "Judul", "kanan"]


def test_numbers_dates_and_formulas_are_what_they_are(tmp_path: Path) -> None:
    file = template(tmp_path)
    book = Workbook(file, PLACES)
    rows: list[tuple[Value, ...]] = [
        (1, date(2010, 10, 23), Fraction(2227, 3)),
        (2, Decimal("3.2"), FormattedNumber(Fraction("699.996"), "0.000")),
        (3, Formula("1+1", 2), None),
    ]
    book.fill({"baris": ROW}, [("baris", row) for row in rows])
    data = book.to_bytes()
    sheet = opened(data)["Lembar"]
    assert (sheet["B5"].value, sheet["C5"].value) == (40474, 2227 / 3)
    assert (sheet["B6"].value, sheet["C6"].value, sheet["C6"].number_format) == (3.2, 699.996, "0.000")
    assert (sheet["B7"].value, opened(data, results=True)["Lembar"]["B7"].value) == ("=1+1", 2)


def test_a_place_in_a_copied_worksheet_does_not_hide_the_first(tmp_path: Path) -> None:
    file = template(tmp_path)
    book = load_workbook(file)
    copy = book.create_sheet("Salinan")
    from openpyxl.workbook.defined_name import DefinedName

    copy.defined_names["kepala"] = DefinedName("kepala", attr_text="Salinan!$A$1")
    book.save(file)
    assert opened(filled(file, 1))["Lembar"]["B2"].value == "Semarang"


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    file = template(tmp_path)
    assert filled(file, 5) == filled(file, 5)


def test_a_librarys_clock_is_taken_out(tmp_path: Path) -> None:
    from openpyxl import Workbook as Book

    def saved(year: int) -> bytes:
        from datetime import datetime

        book, buffer = Book(), io.BytesIO()
        book.properties.created = datetime(year, 1, 1)
        book.save(buffer)
        return buffer.getvalue()

    assert pinned(saved(2010)) == pinned(saved(2020))
    assert opened(pinned(saved(2020))).sheetnames == ["Sheet"]


def test_a_table_that_the_user_made_of_the_rows_grows_with_them(tmp_path: Path) -> None:
    def make(sheet: Any) -> None:
        for column, title in enumerate(("No", "Judul", "Nilai"), start=1):
            sheet.cell(4, column, title)
        sheet.add_table(Table(displayName="Rekap", ref="A4:C5"))

    sheet = opened(filled(template(tmp_path, make), 7))["Lembar"]
    assert (sheet.tables["Rekap"].ref, sheet.tables["Rekap"].autoFilter.ref) == ("A4:C11", "A4:C11")


def test_the_case_of_a_name_makes_no_difference(tmp_path: Path) -> None:
    places = {name.upper(): where for name, where in PLACES.items()}
    assert opened(filled(template(tmp_path, places=places), 1))["Lembar"]["B2"].value == "Semarang"


def test_no_name_of_the_form_points_nowhere(tmp_path: Path) -> None:
    book = Workbook(template(tmp_path), PLACES)
    book.repeat_column("nilai", 0)
    assert b"#REF!" not in read_parts(book.to_bytes())["xl/workbook.xml"]


def test_a_sheet_that_is_all_chart_is_let_be(tmp_path: Path) -> None:
    file = template(tmp_path)
    book = load_workbook(file)
    chart = BarChart()
    chart.add_data(Reference(book["Lembar"], min_col=3, min_row=5, max_row=5))
    book.create_chartsheet("Grafik").add_chart(chart)
    book.save(file)
    assert opened(filled(file, 3)).sheetnames == ["Lembar", "Grafik"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_a_template_with_a_torn_part_is_named(tmp_path: Path, part: str) -> None:
    file = template(tmp_path)
    parts = read_parts(file.read_bytes())
    file.write_bytes(to_bytes({**parts, part: parts[part][:-9]}))
    with pytest.raises(UserError, match=r"templat\.xlsx"):
        filled(file, 1)
