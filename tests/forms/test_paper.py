"""What every form is on paper: letters of 8 points or more, one page for nine titles, signed by name."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from make.city_forms import LETTER_KMW, LETTER_MEND, city, error, form, mend, writing
from make.formbooks import DIGIT, on_the_border, smallest
from make.panel_table import judge
from make.shares import KMW, Run, korkot

from bpkit.forms.blank_forms import decision_book, facts_book
from bpkit.forms.common import for_people, unfiled
from bpkit.forms.lampiran2 import lampiran2
from bpkit.forms.lampiran2_content import recap2
from bpkit.forms.letters import decision_letter, fill_decision_letter, fill_notice
from bpkit.forms.score_sheet import SheetHead, SheetLine, score_sheet
from bpkit.forms.xlsx.drawings import link_to
from bpkit.levels import default_levels
from bpkit.model.problems import Finding, Problem
from bpkit.model.settings import Office, Settings, Signer
from bpkit.model.units import Period, Severity
from bpkit.rules.catalogue import reason_of
from bpkit.settings.config import load_settings
from bpkit.settings.programs import load_program
from bpkit.settings.rubrics import load_rubric

TEMPLATES = Path(__file__).parents[2] / "templates"
LONG = "Ketika Warga Bantaran Kali Babon Membangun Tanggul Bersama Mahasiswa dan Koramil di Musim Hujan"


def seen(data: bytes) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def printed_width(sheet: Any) -> float:
    scale = (sheet.page_setup.scale or 100) / 100
    widths = [found.width * (found.max - found.min + 1) for found in sheet.column_dimensions.values()]
    return float(sum(widths)) * DIGIT * scale


@pytest.mark.parametrize("assessors", [1, 3, 5, 9])
def test_lampiran_2_prints_at_eight_points_and_as_wide_as_its_page(assessors: int) -> None:
    titles = {f"{LONG} {n}": tuple(700 + 10 * n for _ in range(assessors)) for n in range(4)}
    recap = recap2(
        judge(titles, [f"Penilai Kusumawardhani {n}" for n in range(assessors)]), Settings(), reason_of
    )
    for sheet in seen(lampiran2(recap, TEMPLATES / "lampiran-2.xlsx")):
        assert smallest(sheet) >= 8.0, sheet.title
        assert printed_width(sheet) <= 841.9 - 72 * 0.6 + 1, sheet.title


@pytest.mark.parametrize("assessors", [13, 24])
def test_a_form_of_many_assessors_goes_to_a_second_page_and_not_below_eight_points(assessors: int) -> None:
    titles = {f"{LONG} {n}": tuple(700 + 10 * n for _ in range(assessors)) for n in range(2)}
    names = [f"Penilai Kusumawardhani {n}" for n in range(assessors)]
    recap = recap2(judge(titles, names), Settings(), reason_of)
    sheets = seen(lampiran2(recap, TEMPLATES / "lampiran-2.xlsx"))
    assert min(map(smallest, sheets)) >= 8.0
    wide = {sheet.title: sheet for sheet in sheets if printed_width(sheet) > 841.9 - 72 * 0.6 + 1}
    assert set(wide) == ({"Periksa"} if assessors == 13 else {"Lampiran 2", "Periksa"})
    assert all(sheet.print_title_cols == "$A:$B" and sheet.print_title_rows for sheet in wide.values())


def test_lampiran_3_prints_at_eight_points_and_nine_titles_with_signatures_on_one_page() -> None:
    sheet = form(city("Semarang", [writing(f"Mangrove Pagar Kampung Mangunharjo {n}") for n in range(9)]))
    assert smallest(sheet) >= 8.0
    assert not sheet.row_breaks.brk
    rows = range(1, sheet.max_row + 1)
    high = sum(sheet.row_dimensions[row].height or 15 for row in rows) * sheet.page_setup.scale / 100
    assert high <= 595.3 - 72 * (sheet.page_margins.top + sheet.page_margins.bottom)


def test_a_foot_that_goes_to_a_new_page_takes_rows_of_the_table_along() -> None:
    sheet = form(city("Semarang", [writing(f"{LONG} {n}") for n in range(14)]))
    labels = [cell.value for cell in sheet["A"]]
    last = [one.id for one in sheet.row_breaks.brk][-1]
    assert isinstance(labels[last], int)  # the row below the break is a title


def test_score_sheets_print_at_eight_points_and_link_to_the_writings() -> None:
    head = SheetHead("Siti Rahma", "", None, default_levels().lowest, "Semarang", Period(2010, 10))
    lines = [
        SheetLine("A", "Semarang", link="../A%20%231.docx", missing=""),
        SheetLine("B", "Semarang", missing="foto kurang dari 2"),
        SheetLine("C", "Semarang", missing="", own=True),
    ]
    sheets = seen(score_sheet(load_rubric("pob-2010"), head, lines, TEMPLATES / "lembar-penilaian.xlsx"))
    assert min(map(smallest, sheets)) >= 8.0
    page = sheets[0]
    assert page["B11"].hyperlink.target == "../A%20%231.docx"
    assert [page[f"A{row}"].value for row in (11, 12, 13)] == [1, 2, 3]
    marks = [page[f"A{row}"].number_format for row in (11, 12, 13)]
    assert ["lengkap" in marks[0], "kurang" in marks[1], "karya Anda" in marks[2]] == [True] * 3
    assert "foto kurang dari 2" in page["B12"].comment.text


def test_a_title_of_several_lines_leaves_its_link_to_its_number_for_libreoffice_does_not_wrap_links() -> None:
    head = SheetHead("Siti Rahma", "", None, default_levels().lowest, "Semarang", Period(2010, 10))
    lines = [SheetLine(LONG, "Semarang", link="../a.docx"), SheetLine("B", "Semarang", link="../b.docx")]
    page = seen(score_sheet(load_rubric("pob-2010"), head, lines, TEMPLATES / "lembar-penilaian.xlsx"))[0]
    assert [cell.coordinate for row in page.iter_rows() for cell in row if cell.hyperlink] == ["A11", "B12"]
    underlined = [bool(page[name].font.u) for name in ("A11", "B11", "A12", "B12")]
    assert underlined == [True, False, False, True]
    assert page["A11"].value == 1 and page.row_dimensions[11].height > page.row_dimensions[12].height


def test_turned_headings_keep_off_the_borders() -> None:
    head = SheetHead("Siti Rahma", "", None, default_levels().lowest, "Semarang", Period(2010, 10))
    page = seen(score_sheet(load_rubric("pob-2010"), head, [], TEMPLATES / "lembar-penilaian.xlsx"))[0]
    longest = 69  # points that LibreOffice takes for `Kualitas Tulisan`, in one line
    assert page.row_dimensions[10].height >= longest + 8


def test_what_is_filled_in_keeps_off_the_borders_and_has_rows_as_high_as_its_titles() -> None:
    facts = seen(facts_book([LONG, "B"]))[0]
    assert facts.row_dimensions[2].height >= 3 * 15 > facts.row_dimensions[3].height
    decision = seen(decision_book(default_levels().lowest, "Semarang", Period(2010, 10), ["A"]))[0]
    for cell in (facts["A1"], facts["A2"], facts["B3"], decision["B8"], decision["B10"], decision["B11"]):
        assert (cell.alignment.horizontal, cell.alignment.indent) == ("left", 1)
    assert decision["A8"].alignment.vertical == "top"


def test_a_link_leads_there_whatever_the_name_holds() -> None:
    assert link_to(Path("/b/k (S)/Air & #1 [50%].docx"), Path("/b/penilaian")) == (
        "../k%20%28S%29/Air%20%26%20%231%20%5B50%25%5D.docx"
    )


def test_every_workbook_that_a_command_writes_prints_at_eight_points_and_keeps_off_its_lines(
    share: Path, run: Run, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    made.mkdir()
    run("init", tmp_path / "new", "--form", "--no-ask")
    run("sheets", share / korkot("Semarang"), "--assessor", "Siti Rahma")
    run("sheets", share / KMW, "--assessor", "Endang")
    for command in ("validate", "score", "status", "run"):
        run(command, share, "--report", made / f"{command}.xlsx")
    run("status", share, "--year", "--report", made / "year.xlsx")
    run("fix", share, "--plan", made / "plan.xlsx")
    books = [*tmp_path.rglob("*.xlsx")]
    assert len({book.name.partition("_")[0] for book in books}) == 12
    sheets = [(book.name, sheet) for book in books for sheet in seen(book.read_bytes())]
    assert {(name, one.title): size for name, one in sheets if (size := smallest(one)) < 8} == {}
    assert {(name, one.title): cells for name, one in sheets if (cells := on_the_border(one))} == {}


OFFICE = Office(
    ("KMW 3", "JAWA TENGAH"),
    ("Jl. Mawar 1",),
    "Semarang",
    Signer("Ir. Bambang, M.Si", "Ketua Tim"),
    Signer("Endah", "", "19670812"),
)


def test_letterhead_place_and_signers_of_the_settings_stand_on_forms_and_letters() -> None:
    settings = Settings(offices={"Jawa Tengah": OFFICE})
    assessment = judge({"Berkah": (740, 700, 790)})
    sheet = seen(lampiran2(recap2(assessment, settings, reason_of), TEMPLATES / "lampiran-2.xlsx"))[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "( Ir. Bambang, M.Si )" in texts and "( Endah )\nNIP 19670812" in texts and "Ketua Tim" in texts
    data = fill_decision_letter(decision_letter(assessment, settings, date(2010, 10, 23)), LETTER_KMW)
    said = "\n".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)
    assert said.startswith("KMW 3\nJAWA TENGAH\nJl. Mawar 1")
    assert "KONSULTAN MANAJEMEN" not in said
    assert "Ketua Tim," in said and "( Ir. Bambang, M.Si )" in said


def test_settings_take_names_alone_degrees_and_units_that_share_a_name(tmp_path: Path) -> None:
    file = tmp_path / "bpkit.yaml"
    file.write_text(
        "wilayah: {Gorontalo: {kota: {Gorontalo: 3}}}\n"
        "kop: {KMW Gorontalo: {nama: KMW, tempat: Limboto}}\n"
        "penandatangan:\n  Korkot Gorontalo: {mengetahui: {nama: Ir. Budi, M.Si}, membuat: Sari}\n"
    )
    settings, levels = load_settings(file, ()), default_levels()
    assert settings.office(levels.all[1], "Gorontalo").place == "Limboto"
    own = settings.office(levels.lowest, "Gorontalo")
    assert (own.knows.name, own.made.name, own.place) == ("Ir. Budi, M.Si", "Sari", "")


def test_suggestions_alone_are_no_letter_and_come_after_what_must_be_mended() -> None:
    one, two = writing("Berkah"), writing("Posyandu")
    advice = Finding("BP301", Severity.WARNING, Problem(one.path))
    assert mend(advice) is None
    found = mend(advice, error("BP403", two))
    assert found is not None
    assert [(entry.title, entry.owed) for entry in found.mendings] == [("Posyandu", True), ("Berkah", False)]
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(fill_notice(found, LETTER_MEND))).paragraphs)
    assert "ada 1 tulisan" in text


def test_what_speaks_of_keys_and_commands_is_not_for_a_letter() -> None:
    said = "Ganti namanya. Atau jalankan bpkit fix. Ubah `bobot` di bpkit.yaml, lihat BP102. Kirim lagi."
    assert for_people(said) == "Ganti namanya. Kirim lagi."


@pytest.mark.parametrize("program", ["fpk-2010", "pmprb-2012", "tablolong", "kinerja-dgp"])
def test_the_assumptions_on_the_papers_of_a_programme_name_no_file_and_no_key(program: str) -> None:
    for text in map(unfiled, load_program(program).assumptions):
        assert not re.search(r"`|\.ya?ml|[a-z]_[a-z]", text), text
        assert text.endswith((".", ")")) and "  " not in text and " ." not in text
