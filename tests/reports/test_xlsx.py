"""The workbooks: what people filter in Excel."""

import io
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from make import report_samples as sample
from make.formbooks import opened, smallest
from msgspec.structs import replace

from bpkit import wording
from bpkit.model.outcomes import Judged
from bpkit.office import width_of
from bpkit.reports.outline import Links, LinkTarget, ReportColumn, ReportContents, ReportListing
from bpkit.reports.overview import scoring_contents, validation_contents
from bpkit.reports.workbook import ROOM, Link, ReportWorkbook, narrowed
from bpkit.reports.xlsx import xlsx_report

LINKS = Links(sample.KMW)


def validation_xlsx() -> bytes:
    return xlsx_report(validation_contents([sample.province()], dict), LINKS)


def scoring_xlsx(judged: Judged) -> bytes:
    return xlsx_report(scoring_contents(judged, dict), LINKS)


def checked() -> Any:
    return opened(validation_xlsx())


def scored() -> Any:
    return opened(scoring_xlsx(sample.judged()))


def test_there_is_one_row_a_finding() -> None:
    sheet = checked()["Temuan"]
    wanted = sum(len(one.findings) for one in sample.province().walk())
    assert sheet.max_row == 1 + wanted


def test_a_row_has_everything_about_its_finding() -> None:
    rows = list(checked()["Temuan"].iter_rows(values_only=True))
    (row,) = [row for row in rows if row[0] == "BP303"]
    assert row[1:5] == ("galat", "Korkot Semarang, Oktober 2010", row[3], "image1.jpeg")
    assert row[5] == "Foto terlalu kecil"
    assert row[7:9] == ("320×240", "≥ 480×640")
    assert row[9].startswith("Ganti dengan foto aslinya")


def test_a_waived_finding_carries_its_reason() -> None:
    rows = checked()["Temuan"].iter_rows(values_only=True)
    assert [row[10] for row in rows if row[0] == "BP202"] == ["Disetujui KMW: naskah lomba"]


def test_the_header_stays_and_the_table_can_be_filtered() -> None:
    for sheet in checked().worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
        assert sheet.print_title_rows == "$1:$1"


def test_files_are_linked_from_where_the_report_lies() -> None:
    rows = checked()["Temuan"].iter_rows(min_row=2)
    (link,) = {row[0].hyperlink.target for row in rows if row[3].value == "Terkunci.docx"}
    assert link == "best%20practice_korkot%20(Semarang)_(Oktober)/Terkunci.docx"


def test_long_names_and_paths_are_no_links_themselves_for_libreoffice_wraps_no_links() -> None:
    path = Path("unit (Dinas Pendidikan)", "lembar", "jawaban asesor.yaml")
    columns = (ReportColumn("Berkas", 20), ReportColumn("Keadaan", 20))
    listing = ReportListing("Berkas", columns, ((LinkTarget(str(path), path), "ditulis"),))
    unit = ReportListing("Unit", columns, ((LinkTarget("Kota Palopo", path), "ditulis"),))
    made = opened(xlsx_report(ReportContents("Uji", "", dict, (listing, unit)), Links(Path())))
    cells = made["Berkas"][2]
    assert cells[0].hyperlink is None
    assert cells[1].hyperlink.target.endswith("jawaban%20asesor.yaml")
    assert made["Unit"]["A2"].hyperlink
    for book in (checked(), scored()):
        links = [cell for sheet in book for row in sheet for cell in row if cell.hyperlink]
        assert all(len(str(cell.value)) < 40 and ".docx" not in str(cell.value) for cell in links)
        assert links


def test_a_title_without_a_rank_can_be_opened_too() -> None:
    rows = scored()["KMW Jawa Tengah"].iter_rows(min_row=2)
    assert all(row[0].hyperlink and row[0].value for row in rows)


def test_a_link_is_not_cut_where_a_page_has_room() -> None:
    unit = "Kabupaten Hulu Sungai Selatan, Oktober 2010"
    assert narrowed([("Unit", 20), ("Galat", 12)], [(Link(unit, "a"), 1)])[0] > width_of(unit)


def test_every_submission_is_listed_with_its_state() -> None:
    rows = list(checked()["Kiriman"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 7
    assert rows[0][1:5] == ("Dari Sampah Menjadi Berkah.docx", "belum lengkap", 2, 1)
    assert rows[4][2] == "lengkap"


def test_folders_are_counted() -> None:
    rows = list(checked()["Folder"].iter_rows(min_row=2, values_only=True))
    assert rows[1][:7] == ("Korkot Semarang, Oktober 2010", 6, 4, 4, 6, 0, 1)
    assert rows[1][7] == "BP103, BP407"


@pytest.mark.parametrize(
    "text", ["=1+1", "+62812", "-", "@SUM(A1)", '=HYPERLINK("http://contoh")', "\t=1", "a\x00b"]
)
def test_what_people_typed_stays_text(text: str) -> None:
    book = ReportWorkbook("Uji")
    book.table("Uji", [("Judul", 20), ("Berkas", 20)], [((text, Link(text, "a.docx")), None)])
    cells = opened(book.to_bytes())["Uji"][2]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert [cell.value for cell in cells] == [text.replace("\x00", "\N{REPLACEMENT CHARACTER}")] * 2


def test_no_cell_of_a_report_is_a_formula() -> None:
    for book in (checked(), scored()):
        types = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
        assert types <= {"s", "n"}


def test_columns_of_much_text_give_way_until_a_page_takes_all_of_them() -> None:
    book = ReportWorkbook("Uji")
    book.table("Uji", [("Kode", 8), ("Temuan", 100), ("Perbaikan", 100)], [(("BP301", "a " * 90), None)])
    sheet = opened(book.to_bytes())["Uji"]
    assert sheet.column_dimensions["A"].width == 8
    assert sheet.page_setup.fitToWidth == 1
    assert smallest(sheet) >= 8
    assert sheet.row_dimensions[2].height > 2 * 13.5


def test_a_column_is_wide_enough_for_its_longest_word_where_a_page_has_room() -> None:
    columns = [("Judul", 40), ("Penulis", 16), *((f"Kolom {number}", 30) for number in range(6))]
    words, name = "mempertanggungjawabkan", "x" * 60 + ".docx"
    widths = narrowed(columns, rows=[(name, f"Bu {words}", "a " * 90)])
    assert widths[1] > width_of(words) + 2
    assert widths[0] < 50  # a file's name of one long word may be torn
    assert sum(widths) <= ROOM


def test_words_are_torn_rather_than_a_table_on_two_pages() -> None:
    columns = [(f"Kolom {number}", 22) for number in range(12)]
    widths = narrowed(columns, rows=[["mempertanggungjawabkan"] * 12])
    assert sum(widths) <= ROOM
    assert max(widths) > width_of("mempertanggungjawabkan")


def test_a_table_too_wide_for_a_page_goes_on_beside_it_with_the_names_again() -> None:
    book = ReportWorkbook("Uji")
    columns = [("No", 6), ("Judul", 40), *((f"Penilai {number}", 12) for number in range(24))]
    book.table("Uji", columns, [((1, "Berkah"), None)], named=2)
    sheet = opened(book.to_bytes())["Uji"]
    assert (sheet.print_title_cols, sheet.print_title_rows) == ("$A:$B", "$1:$1")
    assert smallest(sheet) >= 8


def test_sentences_around_a_table_take_its_width_and_are_neither_filtered_nor_sorted() -> None:
    book, note = ReportWorkbook("Uji"), "Belum ada foldernya (KMW Sulawesi Selatan): Palopo, Barru, Bone"
    columns = [("Folder", 40), ("Wajib", 12), ("Masuk", 12)]
    book.table("Uji", columns, [(("Semarang", 9, 9), None)], around=(("Sementara.",), (note, note * 4)))
    sheet = opened(book.to_bytes())["Uji"]
    assert [cell.value for cell in sheet["A"]] == ["Sementara.", "Folder", "Semarang", note, note * 4]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:C1", "A4:C4", "A5:C5"}
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A2:C3", "A3")
    assert sheet.row_dimensions[4].height < 20
    assert sheet.row_dimensions[5].height > 60


def test_many_warnings_above_a_table_leave_a_small_screen_something_to_scroll() -> None:
    book = ReportWorkbook("Uji")
    book.table("Uji", [("Folder", 40)], [(("Semarang",), None)], around=(["Sementara."] * 20, ()))
    assert opened(book.to_bytes())["Uji"].freeze_panes is None


def test_names_that_excel_refuses_for_a_worksheet_are_made_to_fit() -> None:
    book = ReportWorkbook("Uji")
    names = ["KMW [a/b]:*?", "KMW [a/b]:*?", "x" * 40, "X" * 40, "''"]
    titles = [book.sheet(name).title for name in names]
    assert all(0 < len(title) <= 31 for title in titles)
    assert len({title.casefold() for title in titles}) == len(names)
    assert opened(book.to_bytes()).sheetnames == titles


def test_the_same_outcome_gives_the_same_bytes() -> None:
    assert validation_xlsx() == validation_xlsx()
    assert scoring_xlsx(sample.judged()) == scoring_xlsx(sample.judged())


def test_no_part_of_a_workbook_knows_the_day_it_was_made() -> None:
    with zipfile.ZipFile(io.BytesIO(scoring_xlsx(sample.judged()))) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2010-01-01T00:00:00Z" in package.read("docProps/core.xml")


def test_the_ranking_has_numbers_that_can_be_sorted() -> None:
    sheet = scored()["KMW Jawa Tengah"]
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, sheet[2], strict=True))
    assert [row[name].value for name in ("No", "Siti Rahma", "Rentang", "Simpangan")] == [1, 740, 50, 40.41]
    assert row["NA"].value == pytest.approx(2290 / 3)
    assert row["NA"].number_format == "0.00"
    assert row["Hasil"].value == "terpilih"


def test_a_final_value_just_below_the_passing_grade_does_not_look_like_it() -> None:
    close = replace(sample.RESULTS[3], final=Fraction("699.996"))
    book = opened(scoring_xlsx(sample.judged(sample.assessment((close,)))))
    head = [cell.value for cell in book["KMW Jawa Tengah"][1]]
    cell = book["KMW Jawa Tengah"].cell(2, head.index("NA") + 1)
    assert cell.number_format == "0.000"


def test_a_rubric_that_hides_the_authors_keeps_them_out() -> None:
    one = sample.assessment()
    blind = replace(one, rubric=replace(one.rubric, blind=True))
    sheet = opened(scoring_xlsx(sample.judged(blind)))["KMW Jawa Tengah"]
    assert "Retno Wulandari" not in {cell.value for row in sheet.iter_rows() for cell in row}


def test_the_chart_has_the_assessors_the_final_value_with_its_range_and_the_passing_grade() -> None:
    with zipfile.ZipFile(io.BytesIO(scoring_xlsx(sample.judged()))) as package:
        (chart,) = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
    assert chart.count("<ser>") == len(sample.NAMES) + 2
    assert chart.count("<errBars>") == 1
    assert "'Grafik KMW Jawa Tengah'!$B$33:$B$38" in chart


def test_a_chart_of_very_many_titles_shows_the_first_and_says_so() -> None:
    many = sample.assessment((sample.RESULTS[0],) * 60)
    with zipfile.ZipFile(io.BytesIO(scoring_xlsx(sample.judged(many)))) as package:
        (chart,) = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
    assert "$B$33:$B$82" in chart
    assert "50 teratas" in chart


def test_the_figures_below_the_chart_are_those_it_shows() -> None:
    sheet = scored()["Grafik KMW Jawa Tengah"]
    row = [cell.value for cell in sheet[37]]
    assert row[0] == "5. Posyandu Terapung"
    assert row[2:5] == [700, 560, 790]
    assert row[1] - row[5] == pytest.approx(560)
    assert row[1] + row[6] == pytest.approx(790)


def test_the_table_below_a_chart_has_its_head_on_every_page() -> None:
    sheet = scored()["Grafik KMW Jawa Tengah"]
    assert sheet["A32"].value == "Judul"
    assert sheet.print_title_rows == "$32:$32"


def test_assessors_and_instruments_have_worksheets_of_their_own() -> None:
    book = scored()
    rows = list(book["Penilai"].iter_rows(min_row=2, values_only=True))
    assert rows[0][1:6] == ("Siti Rahma", "TA Sosialisasi", 6, -12.5, "siti.yaml")
    assert rows[3][5] == "belum menyerahkan lembar"
    assert book["Instrumen"].max_column == 2 + 8


def test_a_workbook_speaks_english_where_the_run_does() -> None:
    with wording.speaking("en"):
        assert checked().sheetnames == ["Findings", "Submissions", "Folders"]
