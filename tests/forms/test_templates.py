"""What every template needs, whoever opened it and saved it again: see CONTRIBUTING.md on changing one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from make.formbooks import opened as workbook
from make.formbooks import table
from make.panel_table import judge
from make.realfiles import office
from make.score_forms import HEAD, LINES, SCORES, after, rubric, scored, values
from openpyxl.utils import range_boundaries

from bpkit.forms import lampiran2, lampiran3, score_sheet
from bpkit.forms.lampiran2_content import recap2
from bpkit.forms.xlsx.workbook import Workbook
from bpkit.model.settings import Settings
from bpkit.office import read_parts
from bpkit.rules.catalogue import reason_of

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from tidy_office import tidy  # noqa: E402

TEMPLATES = sorted([*(ROOT / "templates").glob("*.xlsx"), *(ROOT / "templates").glob("*.docx")])
OPTIONAL = {
    "lampiran-2": {"sementara"},
    "lampiran-3": {"sementara"},
    "lembar-penilaian": {"jumlah", "lulus", "catatan"},
}
NEEDED = {
    "lampiran-2": set(lampiran2.PLACES),
    "lampiran-3": set(lampiran3.PLACES),
    "lembar-penilaian": {
        *score_sheet.HEAD, *score_sheet.TABLE, *score_sheet.ROW, *score_sheet.INSTRUMENT, *score_sheet.PAGE,
    },
}  # fmt: skip
# Model rows by their first place: its worksheet's header stands above it.
MODELS = {
    "lampiran-2": ("peringkat", "instrumen_peringkat", "lembar_nomor", "periksa_baris"),
    "lampiran-3": ("kepala_kota",),
    "lembar-penilaian": ("nomor", "kode"),
}
TEXTS = {
    "lampiran-2": ("judul", "penulis", "kota", "keterangan", "tim_nama", "lembar_judul", "lembar_catatan"),
    "lampiran-3": ("judul", "penulis", "kontak", "kekurangan", "keterangan"),
    "lembar-penilaian": ("judul", "kota", "catatan", "penilai", "jabatan", "sidik_rubrik"),
}
COLOURED = {
    "lampiran-2": ("peringkat", "cocok"),
    "lampiran-3": ("kelengkapan_syarat", "diusulkan"),
    "lembar-penilaian": ("skor", "lulus"),
}
WORKBOOKS = tuple(NEEDED)


def file_of(name: str) -> Path:
    return ROOT / "templates" / f"{name}.xlsx"


def opened(name: str) -> Any:
    return openpyxl.load_workbook(file_of(name))


def cell(book: Any, place: str) -> Any:
    """The cell that a named place begins with."""
    sheet, area = next(iter(book.defined_names[place].destinations))
    return book[sheet][area.replace("$", "").partition(":")[0]]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_template_tells_nothing_of_whoever_saved_it(file: Path) -> None:
    assert tidy(read_parts(file.read_bytes())) == read_parts(file.read_bytes()), "run: make templates"


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_template_is_small(file: Path) -> None:
    assert file.stat().st_size < 60_000


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_has_every_place_and_none_that_is_never_filled(name: str) -> None:
    found = set(Workbook(file_of(name), NEEDED[name]).places)
    assert {place for place in found if not place.startswith("_xlnm")} == NEEDED[name] | OPTIONAL[name]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_worksheet_prints_on_a4_landscape_one_page_wide_with_its_page_number(name: str) -> None:
    for sheet in opened(name).worksheets:
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize)) == ("landscape", 9), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert (setup.fitToWidth, setup.fitToHeight) == (1, 0), sheet.title
        assert "&P" in sheet.oddFooter.right.text, sheet.title


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_header_above_a_model_row_stays_in_sight_on_screen_and_paper(name: str) -> None:
    book = opened(name)
    for place in MODELS[name]:
        first = cell(book, place)
        sheet = first.parent
        assert sheet[sheet.freeze_panes].row == first.row
        assert int(sheet.print_title_rows.rpartition("$")[2]) == first.row - 1


@pytest.mark.parametrize("name", ["lampiran-2", "lampiran-3"])
def test_all_of_a_form_is_printed(name: str) -> None:
    book = opened(name)
    for sheet in book.worksheets:
        _, _, column, row = range_boundaries(sheet.print_area.rpartition("!")[2])
        filled = [found for line in sheet.iter_rows() for found in line if found.value is not None]
        assert max(found.column for found in filled) <= column
        assert max(found.row for found in filled) <= row
    assert (
        cell(book, "tanda_tangan").row
        <= range_boundaries(book.worksheets[0].print_area.rpartition("!")[2])[3]
    )


@pytest.mark.parametrize("name", WORKBOOKS)
def test_texts_are_cells_of_text_so_that_a_title_never_becomes_a_number_or_a_formula(name: str) -> None:
    book = opened(name)
    assert [place for place in TEXTS[name] if cell(book, place).number_format != "@"] == []


@pytest.mark.parametrize("name", ["lampiran-2", "lampiran-3"])
def test_a_final_value_has_two_decimals(name: str) -> None:
    assert cell(opened(name), "nilai_akhir").number_format == "0.00"


@pytest.mark.parametrize("name", WORKBOOKS)
def test_what_needs_an_eye_is_coloured(name: str) -> None:
    book = opened(name)
    for place in COLOURED[name]:
        found = cell(book, place)
        assert any(found.coordinate in area.sqref for area in found.parent.conditional_formatting), place


def test_the_page_for_writings_is_quarto_twelve_points_and_double_spaced() -> None:
    document = docx.Document(str(ROOT / "templates" / "tulisan.docx"))
    section, body = document.sections[0], document.styles["Normal"]
    assert section.page_width and section.page_height
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.5, 27.5)
    assert (body.font.size.pt, body.paragraph_format.line_spacing) == (12, 2.0)


@pytest.mark.parametrize("name", ["penetapan-kmw", "penetapan-kmp", "perbaikan"])
def test_a_letter_is_a4_and_its_table_says_its_columns_on_every_page(name: str) -> None:
    document = docx.Document(str(ROOT / "templates" / f"surat-{name}.docx"))
    section = document.sections[0]
    assert section.page_width and section.page_height
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    (rows,) = [table.rows for table in document.tables if "{%tr for" in table.rows[1].cells[0].text]
    assert rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_tidying_takes_out_name_time_folder_and_printer_and_nothing_else() -> None:
    printer = "/xl/printerSettings/printerSettings1.bin"
    said = {
        "[Content_Types].xml": f'<Types><Override PartName="{printer}"/></Types>',
        "docProps/core.xml": "<dc:creator>bpkit</dc:creator><cp:lastModifiedBy>Budi</cp:lastModifiedBy>"
        '<dcterms:created a="b">2010-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified a="b">2026-11-26T20:00:00Z</dcterms:modified>',
        "docProps/app.xml": "<TotalTime>17</TotalTime><Company>PT Anu</Company>",
        "xl/workbook.xml": '<mc:AlternateContent><mc:Choice><x15ac:absPath url="C:\\Budi"/></mc:Choice>'
        "</mc:AlternateContent><sheets/>",
        "xl/worksheets/sheet1.xml": '<pageSetup paperSize="9" r:id="rId1"/>',
        "xl/worksheets/_rels/sheet1.xml.rels": f'<r><Relationship Target="..{printer}"/></r>',
        printer[1:]: "EPSON",
    }
    tidied = tidy({name: text.encode() for name, text in said.items()})
    assert {name: data.decode() for name, data in tidied.items()} == {
        "[Content_Types].xml": "<Types></Types>",
        "docProps/core.xml": "<dc:creator>bpkit</dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>"
        '<dcterms:created a="b">2010-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified a="b">2010-01-01T00:00:00Z</dcterms:modified>',
        "docProps/app.xml": "<TotalTime>0</TotalTime><Company/>",
        "xl/workbook.xml": "<sheets/>",
        "xl/worksheets/sheet1.xml": '<pageSetup paperSize="9"/>',
        "xl/worksheets/_rels/sheet1.xml.rels": "<r></r>",
    }


# Templates that LibreOffice saved ---------------------------------------------------------------------


def test_a_score_form_from_a_template_that_libreoffice_saved_is_read_back(
    tmp_path: Path,
) -> None:
    template = resaved(tmp_path, "lembar-penilaian.xlsx")
    form = score_sheet.score_sheet(rubric(), HEAD, LINES, template)
    sheet = after(scored, form)
    assert values(sheet) == SCORES
    assert (sheet.assessor, sheet.problems) == ("Siti Rahma", ())
    page = workbook(form)["Penilaian"]
    assert "SUMPRODUCT($D12:$F12,$D$9:$F$9)" in page["G12"].value
    offered = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert "D11:F13" in offered and "I11:I13" in offered
    assert page.print_title_rows == "$9:$10"


def test_lampiran_2_from_a_template_that_libreoffice_saved_says_the_same(tmp_path: Path) -> None:
    recap = recap2(judge({"Dari Sampah": (740, 700, 800), "=1+1": (700, 700, 690)}), Settings(), reason_of)
    ours, theirs = (
        workbook(lampiran2.lampiran2(recap, template))
        for template in (file_of("lampiran-2"), resaved(tmp_path, "lampiran-2.xlsx"))
    )
    for name, first in (("Lampiran 2", "Peringkat"), ("Instrumen", "Peringkat"), ("Periksa", "Baris")):
        assert table(theirs[name], first) == table(ours[name], first)
    assert len(theirs["Instrumen"]._charts) == 1
    for sheet in ours.worksheets:
        assert theirs[sheet.title].print_area == sheet.print_area
        assert theirs[sheet.title].auto_filter.ref == sheet.auto_filter.ref


def resaved(folder: Path, name: str) -> Path:
    """A template after LibreOffice saved it: tools/make_fixtures.py."""
    (folder / name).write_bytes(office(f"templat {name}"))
    return folder / name
