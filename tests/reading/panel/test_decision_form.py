"""`Keputusan.xlsx` says what `keputusan.yaml` says, and two that differ are an error."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from make.levels import PROVINCE_LEVEL
from make.shares import KMW, Run, korkot, write_sheet
from openpyxl import Workbook, load_workbook

from bpkit.forms.blank_forms import decision_book
from bpkit.model.units import Period
from bpkit.reading.panel.decision_form import is_blank_decision, read_decision_form
from bpkit.reading.panel.sheets import read_decision
from bpkit.work.request import Request
from bpkit.work.running import Work

OCTOBER = Period(2010, 10)
TITLES = ["Bank Sampah", "Posyandu", "=Jalan; “Baru”", "Air Bersih"]
YAML = b"""tingkat: kmw
nomor_surat: 012/KMW-JT/BP/X/2010
tanggal: 2010-10-19
urutan: [Posyandu, "=Jalan; \xe2\x80\x9cBaru\xe2\x80\x9d"]
ditarik: [Air Bersih]
alasan: dibahas bersama
"""

Edit = Callable[[Any], None]


def filled(edit: Edit | None = None, titles: list[str] = TITLES) -> bytes:
    """A form as somebody filled it in; without an edit, as it was made."""
    data = decision_book(PROVINCE_LEVEL, "Jawa Tengah", OCTOBER, titles)
    if edit is None:
        return data
    book = load_workbook(io.BytesIO(data))
    edit(book["Keputusan"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def decide(sheet: Any) -> None:
    sheet["B6"] = "012/KMW-JT/BP/X/2010"
    sheet["B7"] = datetime.date(2010, 10, 19)
    sheet["B8"] = "dibahas bersama"
    sheet["B11"], sheet["B12"] = "Posyandu", "=Jalan; “Baru”"
    sheet["B12"].data_type = "s"
    sheet["C11"] = "Air Bersih"


def said(decision: Any) -> tuple[object, ...]:
    titles = [title for title, _ in decision.order or ()]
    withdrawn = [title for title, _ in decision.withdrawn]
    return decision.level, decision.letter, decision.date, titles, withdrawn, decision.reason


def test_a_filled_form_says_what_the_yaml_says() -> None:
    decision = read_decision_form(Path("Keputusan.xlsx"), filled(decide))
    assert decision and not decision.problems
    assert said(decision) == said(read_decision(Path("keputusan.yaml"), YAML))
    assert decision.order and decision.order[0][1].cell == "B11"


def test_a_blank_form_decides_nothing() -> None:
    decision = read_decision_form(Path("Keputusan.xlsx"), filled())
    assert decision and is_blank_decision(decision)


def test_the_same_arguments_give_the_same_bytes_and_titles_stay_text() -> None:
    assert filled() == filled()
    sheet = load_workbook(io.BytesIO(filled()))["Judul"]
    assert sheet["A4"].value == "=Jalan; “Baru”" and sheet["A4"].data_type == "s"


def test_every_title_can_be_chosen_from_a_list() -> None:
    sheet = load_workbook(io.BytesIO(filled()))["Keputusan"]
    (choice,) = sheet.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ("Judul!$A$2:$A$5", "B11:C14")


def test_rows_that_were_sorted_keep_the_order_of_their_numbers() -> None:
    def turn(sheet: Any) -> None:
        decide(sheet)
        sheet["A11"], sheet["A12"] = 2, 1

    decision = read_decision_form(Path("Keputusan.xlsx"), filled(turn))
    assert decision and [title for title, _ in decision.order or ()] == ["=Jalan; “Baru”", "Posyandu"]


@pytest.mark.parametrize(
    ("cell", "typed", "label"),
    [
        ("B7", "kemarin", "Tanggal"),
        ("B3", "propinsi", "Tingkat"),
        ("B6", "=1+1", "Nomor surat"),
        ("B11", "=B6", "Judul tulisan"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_cell(cell: str, typed: str, label: str) -> None:
    def spoil(sheet: Any) -> None:
        decide(sheet)
        sheet[cell] = typed

    decision = read_decision_form(Path("Keputusan.xlsx"), filled(spoil))
    assert decision
    assert [(one.values["label"], one.place and one.place.cell) for one in decision.problems] == [
        (label, cell)
    ]


def test_any_other_workbook_is_no_form_for_a_decision() -> None:
    out = io.BytesIO()
    Workbook().save(out)
    assert read_decision_form(Path("Keputusan.xlsx"), out.getvalue()) is None
    assert read_decision_form(Path("Keputusan.xlsx"), b"no workbook") is None


# In a panel's folder -------------------------------------------------------------------------------


def put(share: Path, name: str, data: bytes, below: str = KMW) -> None:
    (share / below / "penilaian").mkdir(exist_ok=True)
    (share / below / "penilaian" / name).write_bytes(data)


def outcome(run: Run, share: Path) -> tuple[list[str], list[str]]:
    """Who is selected, and which codes are told of the panel."""
    report = json.loads(run("score", share / KMW, "--format", "json")[1])
    chosen = [one["title"] for one in report["results"] if one["selected"]]
    return chosen, [one["code"] for one in report["findings"]]


def only(*titles: str) -> Edit:
    def edit(sheet: Any) -> None:
        for row, title in enumerate(titles, start=11):
            sheet.cell(row, 2).value = title
        sheet["B8"] = "dibahas"

    return edit


def test_a_decision_in_excel_decides(run: Run, share: Path) -> None:
    before, _ = outcome(run, share)
    put(share, "Keputusan.xlsx", filled(only("Air Bersih", "Posyandu")))
    chosen, codes = outcome(run, share)
    assert before[0] == "Bank Sampah" and chosen[0] == "Air Bersih" and "BP801" not in codes


@pytest.mark.parametrize("name", ["Keputusan.xlsx", "keputusan.xlsx", "KEPUTUSAN.XLSX"])
def test_a_blank_form_changes_nothing_whatever_its_case(run: Run, share: Path, name: str) -> None:
    before = outcome(run, share)
    put(share, name, filled())
    assert outcome(run, share) == before
    assert "BP105" not in run("validate", share / KMW, "--format", "json")[1]


def test_two_that_agree_count_once(run: Run, share: Path) -> None:
    put(share, "Keputusan.xlsx", filled(only("Air Bersih", "Posyandu")))
    put(share, "keputusan.yaml", b"tingkat: kmw\nurutan: [Air Bersih, Posyandu]\nalasan: dibahas\n")
    chosen, codes = outcome(run, share)
    assert chosen[0] == "Air Bersih" and "BP801" not in codes


@pytest.mark.parametrize(
    ("yaml", "key"),
    [
        (b"tingkat: kmw\nurutan: [Posyandu, Air Bersih]\nalasan: dibahas\n", "urutan"),
        (b"tingkat: kmw\nurutan: [Air Bersih, Posyandu]\nalasan: lain\n", "alasan"),
        (b"tingkat: kmw\nurutan: [Air Bersih, Posyandu]\nalasan: dibahas\nnomor_surat: 7\n", "nomor_surat"),
        (b"tingkat: kmw\nurutan: [Air Bersih, Posyandu]\nalasan: dibahas\nditarik: [Jalan]\n", "ditarik"),
        (b"tingkat: kmp\nurutan: [Air Bersih, Posyandu]\nalasan: dibahas\n", "tingkat"),
    ],
)
def test_two_that_differ_are_an_error_that_says_which_counts(
    run: Run, share: Path, yaml: bytes, key: str
) -> None:
    put(share, "Keputusan.xlsx", filled(only("Air Bersih", "Posyandu")))
    put(share, "keputusan.yaml", yaml)
    findings = json.loads(run("score", share / KMW, "--format", "json")[1])["findings"]
    (finding,) = (one for one in findings if one["code"] == "BP801" and one["path"].endswith(".xlsx"))
    assert finding["found"] == key and "yang dihitung keputusan.yaml" in finding["message"]
    assert outcome(run, share)[0] == []


def test_a_copy_of_a_filled_form_is_told(run: Run, share: Path) -> None:
    put(share, "Keputusan.xlsx", filled(only("Air Bersih", "Posyandu")))
    put(share, "Keputusan (1).xlsx", filled(only("Posyandu", "Air Bersih")))
    assert "BP814" in run("validate", share / KMW, "--format", "json")[1]


def test_a_filled_form_under_another_name_is_told_with_the_right_one(run: Run, share: Path) -> None:
    put(share, "Keputusan - Salinan.xlsx", filled(only("Air Bersih", "Posyandu")))
    out = run("validate", share / KMW, "--format", "json", "--select", "BP814")[1]
    assert "Keputusan.xlsx" in out


def test_a_city_that_gives_no_scores_proposes_in_excel(share: Path) -> None:
    def choose(sheet: Any) -> None:
        only("Posyandu", "Bank Sampah")(sheet)
        sheet["B3"] = "Korkot"

    put(share, "Keputusan.xlsx", filled(choose), korkot("Semarang"))
    judged = Work(Request(share / KMW)).judged
    city = next(one for one in judged.children if one.folder.unit == "Semarang")
    assert [path.stem for path in city.sends] == ["Posyandu", "Bank Sampah"]


def test_bpkit_sheets_makes_the_form_once_and_never_over_a_decision(run: Run, share: Path) -> None:
    write_sheet(share / KMW, "Ketua Tim", {"Jalan": 7})
    assert run("sheets", share / KMW, "--assessor", "Rina Wati")[0] == 0
    file = share / KMW / "penilaian" / "Keputusan.xlsx"
    titles = [str(row[0]) for row in load_workbook(file)["Judul"].iter_rows(values_only=True)][1:]
    assert sorted(titles) == ["Air Bersih", "Bank Sampah", "Batik", "Jalan", "Posyandu"]
    data = filled(decide)
    file.write_bytes(data)
    run("sheets", share / KMW, "--assessor", "Rina Wati")
    assert file.read_bytes() == data
    put(share, "keputusan.yaml", YAML, korkot("Semarang"))
    run("sheets", share / korkot("Semarang"))
    assert not (share / korkot("Semarang") / "penilaian" / "Keputusan.xlsx").exists()
