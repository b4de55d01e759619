"""The recap of a round: its figures, its check, its pictures and lists; letters and reports."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from lxml import etree
from make.formbooks import rows
from make.judgements import UNIT, ranking, self_judgement
from make.round_programs import PROGRAM
from msgspec.structs import replace

from bpkit.errors import UserError
from bpkit.forms.rounds.layout import TAKEN_ALONG, Book, Firm, Page, PlannedRow, Put
from bpkit.forms.rounds.letters import letter
from bpkit.forms.rounds.recap import recap_form
from bpkit.forms.rounds.words import code_width, number_width
from bpkit.model.programs import Form, Paper
from bpkit.model.rounds import Judgement, Outcome, Value
from bpkit.model.settings import Office, Signer

SELF_FORM, RANKING_FORM, LIST_FORM, LETTER = PROGRAM.forms


def recapped(form: Form, *judgements: Judgement, cached: bool = True) -> Any:
    data = recap_form(PROGRAM, form, UNIT, judgements)
    return openpyxl.load_workbook(io.BytesIO(data), data_only=cached)


def row_with(sheet: Any, text: str) -> list[Any]:
    return next(row for row in rows(sheet) if text in row)


def said(sheet: Any) -> list[str]:
    return [str(value) for row in rows(sheet) for value in row if value is not None]


def test_the_same_recap_has_the_same_bytes() -> None:
    made = [recap_form(PROGRAM, SELF_FORM, UNIT, [self_judgement()]) for _ in range(2)]
    assert made[0] == made[1]


def test_the_result_has_every_item_with_its_voices_value_band_and_remark() -> None:
    sheet = recapped(SELF_FORM, self_judgement()).worksheets[0]
    assert row_with(sheet, "Kepemimpinan")[3:6] == [53.75, 55, 54.25]
    assert row_with(sheet, "Hasil")[-1] == "ditetapkan panel (hasil hitung 0,65): bukti lapangan"
    assert row_with(sheet, "Penilaian mandiri")[5:] == [32.91, "Do", "sementara; belum ada: Asesor: 1.2"]
    assert any(text.startswith("SEMENTARA") for text in said(sheet))
    assert "1. Bobot 60/40 tidak dirinci sumber." in said(sheet)
    assert any("Dr. Rahmat" in text for text in said(sheet))


def test_a_position_stands_above_the_one_who_has_it_and_above_none_of_the_panel() -> None:
    office = Office(knows=Signer("Drs. Slamet", "Kepala Dinas", "1960"))
    data = recap_form(PROGRAM, SELF_FORM, UNIT, [self_judgement()], office=office)
    texts = said(openpyxl.load_workbook(io.BytesIO(data)).worksheets[0])
    assert "Kepala Dinas" not in texts and "Mengetahui/menyetujui," in texts
    names = next(text for text in texts if "Dr. Rahmat" in text and "Kepala Dinas" in text)
    assert names.index("Dr. Rahmat") < names.index("Kepala Dinas") < names.index("( Drs. Slamet )\nNIP 1960")
    data = recap_form(
        PROGRAM,
        SELF_FORM,
        UNIT,
        [self_judgement()],
        office=replace(office, knows=Signer("Dr. Rahmat", "Kepala Dinas")),
    )
    texts = said(openpyxl.load_workbook(io.BytesIO(data)).worksheets[0])
    assert "Kepala Dinas" in texts


def test_a_figure_near_a_band_shows_on_which_side_it_is() -> None:
    near = Judgement(
        UNIT, self_judgement().scheme, (Outcome("", Value("", Fraction("30.9996"), band="Belum ada")),)
    )
    sheet = recapped(SELF_FORM, near, cached=False).worksheets[0]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == 30.9996)
    assert cell.number_format == "0.0000"


def test_the_answers_stand_by_sheet_with_the_file_they_came_from() -> None:
    sheet = recapped(SELF_FORM, self_judgement())["Lembar"]
    heads = [text for text in said(sheet) if "Berkas" in text]
    assert [head.rpartition(": ")[2] for head in heads] == ["budi.yaml", "siti.xlsx", "tim.xlsx"]
    assert row_with(sheet, "Arah ditetapkan")[2:] == [75, 60, 60]
    assert row_with(sheet, "Staf diberdayakan")[2:] == [None, 40, 50]


def test_the_check_reckons_every_value_anew_and_agrees() -> None:
    sheet = recapped(SELF_FORM, self_judgement())["Periksa"]
    assert "Semua 8 baris cocok" in said(sheet)
    formulas = recapped(SELF_FORM, self_judgement(), cached=False)["Periksa"]
    kinds = [c.value for row in formulas.iter_rows() for c in row if str(c.value).startswith("=")]
    assert any("AVERAGE(" in one for one in kinds)
    assert any("COUNTIF(" in one for one in kinds)
    assert any("LOOKUP(" in one for one in kinds)


def test_the_check_says_where_the_form_differs() -> None:
    honest = self_judgement()
    total = honest.outcomes[0].total
    wrong = replace(total.items[0], value=Fraction(60))
    bent = replace(total, items=(wrong, *total.items[1:]))
    sheet = recapped(SELF_FORM, Judgement(UNIT, honest.scheme, (Outcome("", bent),)))["Periksa"]
    assert row_with(sheet, "Kepemimpinan")[-1] == "beda"
    assert any(text.endswith("baris beda dari 8") for text in said(sheet))


def test_a_ranking_keeps_the_order_and_titles_stay_text() -> None:
    book = recapped(RANKING_FORM, ranking(), cached=False)
    sheet = book.worksheets[0]
    found = [row for row in rows(sheet) if row[1] in ("Guru", "Buku", "=Dana", "Sepi")]
    assert [(row[0], row[1], row[5]) for row in found] == [
        (1, "Guru", 12), (2, "Buku", 6), (3, "=Dana", 3), (None, "Sepi", None),
    ]  # fmt: skip
    assert found[-1][-1] == "belum ada nilai; kurang: U; S; G"
    assert next(c for row in sheet.iter_rows() for c in row if c.value == "=Dana").data_type == "s"
    assert "Semua 12 baris cocok" in said(recapped(RANKING_FORM, ranking())["Periksa"])


def test_there_is_a_picture_where_there_is_enough_to_see() -> None:
    assert recapped(RANKING_FORM, ranking())["Gambar"]._charts != []
    assert "Gambar" not in recapped(SELF_FORM, self_judgement()).sheetnames


def test_a_form_that_shows_a_list_is_the_list() -> None:
    book = recapped(LIST_FORM)
    assert book.sheetnames == ["Rencana aksi"]
    assert row_with(book.worksheets[0], "=Dana")[1:4] == ["=Dana", "Rapat", 1500000]


def test_a_form_with_nothing_to_show_says_so() -> None:
    assert any(text.startswith("NIHIL") for text in said(recapped(RANKING_FORM).worksheets[0]))


def words(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_letter_names_the_outcomes_and_what_was_assumed() -> None:
    made = letter(PROGRAM, LETTER, UNIT, [ranking()])
    assert made == letter(PROGRAM, LETTER, UNIT, [ranking()])
    text = words(made)
    for part in ("DINAS PENDIDIKAN", "7/2013", "=Dana", "12,00", "Dr. Rahmat", "1. Bobot 60/40"):
        assert part in text
    assert "SEMENTARA" in text


def test_a_title_with_marks_of_templates_stays_text() -> None:
    outcome = Outcome("{{ nomor }} <b>", Value("", Fraction(3)))
    text = words(letter(PROGRAM, LETTER, UNIT, [Judgement(UNIT, ranking().scheme, (outcome,))]))
    assert "{{ nomor }} <b>" in text


def test_a_report_has_the_parts_that_its_document_owes() -> None:
    program = replace(
        PROGRAM, papers=(Paper("laporan", "Laporan", "unit", ("Topik", "Hasil"), ("Kendala",)),)
    )
    text = words(letter(program, Form("l", "Laporan pertemuan", "unit", "docx", shows="laporan"), UNIT, ()))
    assert [part for part in ("Topik", "Hasil", "Kendala") if part in text] == ["Topik", "Hasil", "Kendala"]


def own_template(folder: Path, text: str) -> Path:
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(folder / "sendiri.docx"))
    return folder / "sendiri.docx"


def test_an_own_template_may_ask_for_lists_and_for_facts_that_nobody_told(tmp_path: Path) -> None:
    listed = "{% for baris in rencana_aksi %}{{ baris.kegiatan }} {{ baris.sampai }}{% endfor %}"
    made = letter(PROGRAM, LETTER, UNIT, (), own_template(tmp_path, f"{listed}; {{{{ fakta.tempat }}}}"))
    assert words(made) == "Rapat 3 Juni 2010; ......................"


def test_a_misspelt_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="periode"):
        letter(PROGRAM, LETTER, UNIT, (), own_template(tmp_path, "{{ perode }}"))


def test_a_normal_font_that_has_a_twin_everywhere_counts_the_widths() -> None:
    parts = zipfile.ZipFile(io.BytesIO(recap_form(PROGRAM, SELF_FORM, UNIT, [self_judgement()])))
    styles: Any = etree.fromstring(parts.read("xl/styles.xml"))
    assert styles.find("{*}fonts")[0].find("{*}name").get("val") == "Arial"


def foot_of(rows_above: int, height: float = 13.5) -> tuple[bool, Page]:
    """A foot of 200 points, half of them notes, below a table: whether the notes stand there."""
    page = Book("uji").page("uji", (20.0, 80.0))
    page.head(["Kode", "Butir"])
    for number in range(rows_above):
        page.add([Put(number), Put("butir")], least=height)
    texts = ("Anggapan", "Tertanda", "Lihat lembar lain")
    notes, signed, aside = (PlannedRow((Put(text),), 100 if text != texts[2] else 0) for text in texts)
    return page.lay_foot([notes], [signed], [aside]), page


def told(page: Page) -> list[str]:
    return [str(page.sheet.cell(row, 1).value) for row in range(1, page.row + 1)]


def test_a_foot_that_fits_stays_whole() -> None:
    there, page = foot_of(3)
    assert (there, page.sheet.row_breaks.brk) == (True, [])
    assert told(page)[-2:] == ["Anggapan", "Tertanda"]


def test_of_a_foot_that_does_not_fit_the_notes_go_elsewhere_and_no_page_is_left_half_empty() -> None:
    there, page = foot_of(20)
    assert (there, page.sheet.row_breaks.brk) == (False, [])
    assert told(page)[-2:] == ["Lihat lembar lain", "Tertanda"]


def test_signatures_that_would_be_torn_go_to_a_new_page_with_rows_under_the_header() -> None:
    there, page = foot_of(28)
    assert there  # the notes go with them, for there is room now
    assert [one.id for one in page.sheet.row_breaks.brk] == [page.row - 2 - TAKEN_ALONG]


def test_a_header_never_stays_behind_without_a_row() -> None:
    _, page = foot_of(2, height=200)
    assert [one.id for one in page.sheet.row_breaks.brk] == [2]
    assert page.sheet.print_title_rows


def test_words_of_headings_and_codes_are_not_torn_where_another_column_can_give_way() -> None:
    page = Book("uji").page("uji", (Firm(20.0), 9.0, 109.0))
    page.head(["Kode", "Kekurangan", "Butir"])
    assert page.widths[0] == 20
    assert page.widths[1] > 9
    assert sum(page.widths) == pytest.approx(138)
    assert not page.sheet.cell(page.row, 2).alignment.textRotation


def test_a_column_is_as_wide_as_the_longest_code_and_the_longest_amount() -> None:
    scheme = self_judgement().scheme
    long = replace(scheme, root=replace(scheme.root, code="6.1.kecenderungan"))
    assert code_width(long) > code_width(scheme) >= 8
    assert number_width([Fraction(240000), None], 4.0) > len("240,000") * 0.9
    assert number_width([Fraction(3), None], 4.0) == 4.0
