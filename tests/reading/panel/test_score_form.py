"""The Excel score form as it comes back: from Excel, LibreOffice or WPS, and from people."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from fractions import Fraction
from functools import partial
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make.score_forms import LINES, SCORES, TITLES, after, blank_form, edited, read, scored, values, variants

from bpkit import wording
from bpkit.model.units import Period
from bpkit.office import read_parts, to_bytes
from bpkit.people.names import split_names


def test_a_filled_form_gives_its_scores() -> None:
    sheet = after(scored)

    assert values(sheet) == SCORES
    assert sheet.problems == ()


def test_the_head_is_read() -> None:
    sheet = after(scored)

    assert (sheet.assessor, sheet.position, sheet.level) == ("Siti Rahma", "TA Sosialisasi", "kmw")
    assert (sheet.period, sheet.rubric, sheet.rubric_sha256) == (Period(2010, 10), "tiga", "ab" * 32)


def test_a_score_knows_its_sheet_and_cell() -> None:
    place = after(scored).rows[1].scores["inovasi"].place

    assert (place.sheet, place.cell) == ("Penilaian", "E12")


def test_a_row_knows_its_city() -> None:
    assert [row.city for row in after(scored).rows] == ["Semarang", "Surakarta", "Tegal"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(-2, 24), min_size=3, max_size=3), min_size=3, max_size=3))
def test_scores_in_are_scores_out(halves: list[list[int]]) -> None:
    sheet = after(partial(scored, scores=tuple(tuple(half / 2 for half in row) for row in halves)))

    read_back = [[row.scores[code].value for code in SCORES[TITLES[0]]] for row in sheet.rows]
    assert read_back == [[Fraction(half, 2) for half in row] for row in halves]


def one(value: Any) -> Any:
    """The score that is read where this was typed."""

    def edit(form: Any, _: Any) -> None:
        form["D11"] = value

    return after(edit).rows[0].scores["kondisi_riil"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (7.1, "7.1"), (1e22, "1e22"), (-3, "-3"), ("7,5", "7.5"), ("7.5", "7.5"), (" 8 ", "8")],
)
def test_a_number_is_read_exactly(value: object, expected: str) -> None:
    assert one(value).value == Fraction(expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("-", "-"),
        ("delapan", "delapan"),
        ("٧", "٧"),
        ("1e1", "1e1"),
        ("=3+4", "=3+4"),
        (True, "TRUE"),
        (date(2010, 8, 7), "2010-08-07"),
        ("#DIV/0!", "#DIV/0!"),
    ],
)
def test_what_is_no_number_keeps_its_text_and_has_no_value(value: object, text: str) -> None:
    score = one(value)

    assert (score.value, score.text) == (None, text)


@pytest.mark.parametrize("left_over", [7.000000000000001, 6.999999999999999])
def test_what_no_spreadsheet_shows_of_a_number_is_no_part_of_it(left_over: float) -> None:
    assert (one(left_over).value, one(left_over).text) == (7, "7")


def test_the_long_decimals_that_excel_stores_are_what_was_typed() -> None:
    parts = read_parts(edited(scored))
    stored = parts["xl/worksheets/sheet1.xml"].replace(b"<v>8</v>", b"<v>7.0999999999999996</v>", 1)

    sheet = read(to_bytes({**parts, "xl/worksheets/sheet1.xml": stored}))

    assert sheet.rows[0].scores["kondisi_riil"].value == Fraction("7.1")


@pytest.mark.parametrize("blank", [None, "", "  ", "\N{NO-BREAK SPACE}"])
def test_a_blank_cell_is_no_score(blank: str | None) -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["D11"] = blank

    assert "kondisi_riil" not in after(edit).rows[0].scores


def test_sorted_rows_read_the_same() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        rows = [[cell.value for cell in row[1:6]] for row in form["A11:I13"]]
        for row, typed in enumerate(sorted(rows, key=lambda row: str(row[0])), start=11):
            for column, value in enumerate(typed, start=2):
                form.cell(row, column).value = value
                form.cell(row, column).data_type = "s" if isinstance(value, str) else "n"

    sheet = after(edit)

    assert [row.title for row in sheet.rows] == sorted(TITLES)
    assert values(sheet) == SCORES


def test_moved_columns_read_the_same() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        for row in range(9, 14):  # what was in D goes behind F, E and F move to the left
            cells = [form.cell(row, column).value for column in (5, 6, 4)]
            for column, value in enumerate(cells, start=4):
                form.cell(row, column).value = value

    assert values(after(edit)) == SCORES


def test_a_column_put_in_before_the_table_moves_nothing_but_cells() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        for area in list(form.merged_cells.ranges):
            form.unmerge_cells(str(area))
        form.insert_cols(1)
        for name in list(book.defined_names):
            del book.defined_names[name]

    sheet = after(edit)

    assert values(sheet) == SCORES
    assert (sheet.assessor, sheet.level, sheet.period) == ("Siti Rahma", "kmw", Period(2010, 10))


@pytest.mark.parametrize("count", [1, 3, 12])
def test_blank_rows_between_are_passed_over_though_the_foot_s_name_stays_behind(count: int) -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form.insert_rows(12, count)

    assert values(after(edit)) == SCORES


def test_rows_below_the_foot_are_no_titles() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["B16"], form["D16"] = "Tim Penilai", 5

    assert list(values(after(edit))) == list(TITLES)


@pytest.mark.parametrize(
    "heading",
    ["inovasi", "INOVASI", "Inovasi (50)", "Inovasi\n(bobot 50)", "Inovasi 50%", "Inovasi dari\n tulisan"],
)
def test_a_heading_is_known_in_any_of_its_spellings(heading: str) -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["E10"] = heading

    assert values(after(edit)) == SCORES


def test_an_unknown_heading_stays_what_was_typed() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["E10"] = "Inovatif  sekali"

    assert after(edit).rows[0].scores["Inovatif sekali"].value == 7


def test_without_the_page_of_instruments_headings_are_codes() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        del book["Instrumen"]

    sheet = after(edit)

    assert list(sheet.rows[0].scores) == ["Kondisi Riil", "Inovasi", "Kualitas Tulisan"]
    assert sheet.rubric_sha256 is None


def test_two_columns_of_one_instrument_are_a_problem() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["F10"] = "Kondisi Riil"

    assert variants(after(edit)) == [("form_column_twice", "F10")]


@pytest.mark.parametrize("area", ["D11:E11", "D12:D13", "B11:B12"])
def test_merged_cells_of_the_table_are_a_problem(area: str) -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form.merge_cells(area)

    assert ("form_merged", area) in variants(after(edit))


def test_scores_without_a_title_are_a_problem() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["B12"] = None

    sheet = after(edit)

    assert variants(sheet) == [("form_no_title", "D12")]
    assert list(values(sheet)) == [TITLES[0], TITLES[2]]


@pytest.mark.parametrize("cell", ["I12", "D12", "F12"])
def test_berhalangan_in_the_remark_or_in_a_score_stands_aside(cell: str) -> None:
    def edit(form: Any, _: Any) -> None:
        form[cell] = "Berhalangan: penulisnya kakak saya"

    row = after(edit).rows[1]

    assert row.abstained
    assert not row.scores


def test_a_title_that_is_scored_and_stood_aside_from_keeps_both() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["I12"] = "berhalangan"

    row = after(edit).rows[1]

    assert row.abstained
    assert row.scores["inovasi"].value == 7


def test_any_other_remark_is_kept() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["I12"] = "Tidak berhalangan; foto baik."

    row = after(edit).rows[1]

    assert (row.remark, row.abstained) == ("Tidak berhalangan; foto baik.", False)


def test_a_form_that_nobody_began_has_neither_rows_nor_problems() -> None:
    sheet = read(blank_form(assessor="", position=""))

    assert (sheet.rows, sheet.problems, sheet.assessor) == ((), (), "")


def test_scores_without_a_name_are_a_problem() -> None:
    sheet = after(scored, blank_form(assessor="", position=""))

    assert variants(sheet) == [("form_no_assessor", "B4")]


def test_a_name_without_scores_has_rows_without_scores() -> None:
    sheet = read(blank_form())

    assert [row.title for row in sheet.rows] == [line.title for line in LINES]
    assert not any(row.scores for row in sheet.rows)


def test_an_agreed_sheet_names_who_agreed() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["B4"], form["B6"] = "Siti Rahma, M.Si; Budi Santoso", "Kesepakatan"

    sheet = after(edit)

    assert (sheet.assessor, sheet.agreed) == ("", ("Siti Rahma, M.Si", "Budi Santoso"))


def test_an_agreed_form_that_begins_with_a_degree_is_a_problem() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["B4"], form["B6"] = "S.Sos, Budi Santoso, S.E.", "Kesepakatan"

    assert variants(after(edit)) == [("form_no_name_before", "B4")]


def test_several_names_on_one_assessor_s_form_are_a_problem() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["B4"] = "Siti Rahma; Budi Santoso"

    assert variants(after(edit)) == [("form_several_names", "B4")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Siti Rahma", ("Siti Rahma",)),
        (
            "Ir. Siti Rahma, M.Si, Budi Santoso, S.E., M.M.",
            ("Ir. Siti Rahma, M.Si", "Budi Santoso, S.E., M.M."),
        ),
        ("Siti Rahma, MT, Budi", ("Siti Rahma, MT", "Budi")),
        ("1. Siti Rahma\n2. Budi Santoso", ("Siti Rahma", "Budi Santoso")),
        ("Siti Rahma, Budi, S.E. dan Dewi", ("Siti Rahma", "Budi, S.E.", "Dewi")),
        (" ; Siti  Rahma ;", ("Siti Rahma",)),
    ],
)
def test_names_in_one_cell_are_told_apart(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize("typed", [datetime(2010, 10, 22), "22 Oktober 2010", "22/10/2010", "2010-10-22"])
def test_the_date_is_read_as_a_date_or_as_text(typed: object) -> None:
    def edit(form: Any, _: Any) -> None:
        form["B7"].value = typed

    assert after(edit).date == date(2010, 10, 22)


def test_a_date_that_was_known_is_on_the_form() -> None:
    assert read(blank_form(date=date(2010, 10, 22))).date == date(2010, 10, 22)


@pytest.mark.parametrize("typed", [datetime(2010, 9, 1), "September 2010", "2010-09"])
def test_a_form_of_another_month_says_so(typed: object) -> None:
    def edit(form: Any, _: Any) -> None:
        form["I6"].value = typed

    assert after(edit).period == Period(2010, 9)


@pytest.mark.parametrize(
    ("cell", "typed"),
    [("B7", "kapan-kapan"), ("I4", "RW"), ("I6", "bulan madu"), ("B6", "undian"), ("B4", "=A1")],
)
def test_a_head_that_can_t_be_read_is_a_trouble_at_its_cell(cell: str, typed: str) -> None:
    def edit(form: Any, _: Any) -> None:
        form[cell] = typed

    assert variants(after(edit)) == [("form_head", cell)]


def test_a_renamed_worksheet_is_still_found() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form.title = "Sheet1"

    assert [values(sheet) for sheet in [after(edit)]] == [SCORES]


def test_a_form_without_its_header_row_is_a_trouble_of_its_worksheet() -> None:
    sheet = after(lambda form, _: form.delete_rows(10))

    assert [(problem.variant, problem.place and problem.place.sheet) for problem in sheet.problems] == [
        ("form_no_header", "Penilaian")
    ]


def workbook(**sheets: Any) -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Data"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def package(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(
        buffer, "w", zipfile.ZIP_DEFLATED if len(parts) > 1 else zipfile.ZIP_STORED
    ) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def compound(stream: str) -> bytes:
    """The beginning of a file of Office 97's kind, with one stream."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    header[30:32] = (9).to_bytes(2, "little")
    name = stream.encode("utf-16-le")
    entry = name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little")
    return bytes(header) + entry.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("data", "variant"),
    [
        (workbook(), "form_no_sheet"),
        (b"", "form_damaged"),
        (b"\0\1\2 rubbish", "form_damaged"),
        (blank_form()[:3000], "form_damaged"),
        (package(**{"xl/workbook.xml": b"<broken"}), "form_damaged"),
        (compound("EncryptedPackage"), "form_protected"),
        (compound("Workbook"), "form_damaged"),
        (package(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "form_damaged"),
        (package(**{"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}), "form_other_kind"),
        (b"No;Judul Tulisan\n1;Dari Sampah", "form_other_kind"),
        (package(**{"xl/workbook.xml": b"<a/>", "xl/a.xml": bytes(30 << 20)}), "form_too_large"),
    ],
)
def test_a_file_that_is_no_form_is_a_trouble_and_no_traceback(data: bytes, variant: str) -> None:
    sheet = read(data)

    assert [problem.variant for problem in sheet.problems] == [variant]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=40))
def test_no_damage_anywhere_gives_a_traceback(at: int, rubbish: bytes) -> None:
    data = bytearray(blank_form())
    data[at : at + len(rubbish)] = rubbish

    assert read(bytes(data)).path.name == "lembar.xlsx"


def test_a_name_that_points_nowhere_gives_way_to_the_label() -> None:
    def edit(form: Any, book: Any) -> None:
        scored(form)
        for name, area in (("penilai", "#REF!"), ("tingkat", "'Gone'!$A$1"), ("bulan", '=1+"')):
            book.defined_names[name].attr_text = area

    sheet = after(edit)

    assert (sheet.assessor, sheet.level, sheet.period) == ("Siti Rahma", "kmw", Period(2010, 10))


@pytest.mark.parametrize("label", ["Penilai", "Nama Penilai :"])
def test_a_table_that_people_made_themselves_is_read_by_its_labels(label: str) -> None:
    book = openpyxl.Workbook()
    form: Any = book.active
    form.title = "Penilaian"
    for row in (
        [label, "Siti Rahma"],
        ["Tingkat", "KMW"],
        ["Periode", "Oktober 2010"],
        ["Rubrik", "tiga"],
        [],
    ):
        form.append(row)
    form.append(["No", "Judul Tulisan", "Korkot/Kota", "Inovasi", "Jumlah", "Lulus", "Catatan"])
    form.append([1, "Posyandu Terapung", "Semarang", 7, None, None, "Foto baik."])
    buffer = io.BytesIO()
    book.save(buffer)

    sheet = read(buffer.getvalue())

    assert (sheet.assessor, sheet.level, sheet.period) == ("Siti Rahma", "kmw", Period(2010, 10))
    assert sheet.rubric == "tiga"
    assert values(sheet) == {"Posyandu Terapung": {"Inovasi": 7}}
    assert sheet.problems == ()


def test_a_damaged_form_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    parts = read_parts(edited(scored))
    styles = parts["xl/styles.xml"]
    start, end = styles.index(b"<cellStyleXfs"), styles.index(b"</cellStyleXfs>") + len(b"</cellStyleXfs>")

    read(to_bytes({**parts, "xl/styles.xml": styles[:start] + styles[end:]}))

    assert capsys.readouterr().out == ""


VARIANTS = (
    "column_twice", "damaged", "head", "merged", "no_assessor", "no_header", "no_sheet", "no_title",
    "other_kind", "protected", "several_names", "too_large",
)  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_trouble_of_a_form_has_its_words(variant: str, language: str) -> None:
    words = wording.catalogue("rules/sheets.yaml")["BP801"]["variants"][f"form_{variant}"]

    assert words["message"][language]
    assert words["remedy"][language]


def test_a_worksheet_that_claims_a_million_rows_is_read_as_far_as_it_goes() -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["XFD1048576"].number_format = "0.00"

    assert values(after(edit)) == SCORES
