"""A programme of somebody's own, written from docs/programs.md alone: its whole round by commands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from make.shares import Run, as_json

PROGRAM = Path(__file__).parents[1] / "data" / "mutu-sekolah.yaml"
PERIODS = ("Triwulan I 2012", "Triwulan II 2012")
SCHOOLS = ("SDN 1 Bukit", "SDN 2 <Bukit> & {{Lembah}}")  # names that forms must leave as they are
ITEMS = ("1.1", "1.2", "2.1", "2.2")
# Scores by school and assessor, in the order of the items; and what parents answered to 1.1 and 1.2.
SCORES = {
    SCHOOLS[0]: {"Siti": ("3", "2.5", "4", "3"), "Budi": ("2", "2", "3", "3.5")},
    SCHOOLS[1]: {"Siti": ("1.5", "2", "0", "4"), "Ayu": ("2", "3.5", "1", "4")},
}
PARENTS = {SCHOOLS[0]: (("2", "3"), ("1", "3")), SCHOOLS[1]: (("4", "3"), ("3", "2"), ("0.5", "1"))}
PROBLEMS = {"Atap bocor": (5, 4), "Buku kurang": (4, 5), "=Jalan rusak": (2, 1)}


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def reckoned(school: str, scores: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, Fraction]:
    """Every value of a school, by hand: 70/30 for teaching, assessors alone for management, 60/40 above."""
    by_item = list(zip(*(scores or SCORES[school]).values(), strict=True))
    people = [mean(list(map(Fraction, given))) for given in by_item]
    parents = [mean(list(map(Fraction, given))) for given in zip(*PARENTS[school], strict=True)]
    teaching = Fraction(70, 100) * mean(people[:2]) + Fraction(30, 100) * mean(parents)
    managing = mean(people[2:])
    return {
        "ajar": teaching,
        "kelola": managing,
        "": teaching * Fraction(60, 100) + managing * Fraction(40, 100),
    }


def folder_of(root: Path, period: str, school: str = "") -> Path:
    above = root / f"kabupaten (Bener)_({period})" / f"kecamatan (Bukit)_({period})"
    return above / f"sekolah ({school.replace('<', '‹').replace('>', '›')})_({period})" if school else above


def answered(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def values_in(total: dict[str, Any]) -> dict[str, Fraction | None]:
    found = {total["item"]: answered(total["value"])}
    for one in total["items"]:
        found |= values_in(one)
    return found


def fill(sheet: Path, scores: tuple[str, ...]) -> None:
    """Type scores into a sheet that bpkit made, and evidence beside the item that wants it."""
    book = openpyxl.load_workbook(sheet)
    page: Any = book.worksheets[0]
    at = {str(page.cell(row, 1).value): row for row in range(1, page.max_row + 1)}
    header = {page.cell(at["Kode"], column).value: column for column in range(1, page.max_column + 1)}
    for code, score in zip(ITEMS, scores, strict=True):
        page.cell(at[code], header["Jawaban"]).value = float(score)
    page.cell(at["1.1"], header["Bukti"]).value = "rencana.pdf"
    book.save(sheet)


def hand_in(run: Run, unit: Path, school: str) -> None:
    """A school's quarter: sheets in Excel, a survey as a table, a checklist, a list and its report."""
    (unit / "bukti").mkdir(exist_ok=True)
    (unit / "bukti" / "rencana.pdf").write_bytes(b"%PDF-1.4\n")
    people = [word for name in SCORES[school] for word in ("--assessor", name)]
    code, out, err = run("sheets", unit, *people)
    assert code == 0, out + err
    for name, scores in SCORES[school].items():
        fill(unit / "penilaian" / f"Lembar {name}.xlsx", scores)
    for blank in (unit / "daftar-periksa").glob("*.xlsx"):
        blank.unlink()
    lines = ["penilaian: daftar-periksa", "nama: Siti", "jawaban:"]
    lines += ["  P1: {nilai: ya, tanggal: 2012-03-05}", "  P2: tidak berlaku", "  P3: tidak"]
    (unit / "daftar-periksa" / "Siti.yaml").write_text("\n".join(lines))
    (unit / "daftar-periksa" / "Budi.yaml").write_text("\n".join(lines).replace("Siti", "Budi"))
    survey = unit / "survei.xlsx"
    book = openpyxl.load_workbook(survey)
    page: Any = book.worksheets[0]
    rows = [row for row in range(1, page.max_row + 1) if page.cell(row, 1).value is not None]
    head = next(row for row in rows if "Rencana guru" in [c.value for c in page[row]])
    names = {cell.value: cell.column for cell in page[head]}
    for index, given in enumerate(PARENTS[school], start=1):
        for name, value in zip(("Rencana guru", "Anak aktif"), given, strict=True):
            page.cell(head + index, names[name]).value = float(value)
    book.save(survey)
    (unit / "rencana.xlsx").unlink()
    plan = (
        "- {kegiatan: Perbaiki atap, pelaksana: Budi, sampai: 2012-09-01, biaya: 1500000, status: berjalan}\n"
    )
    (unit / "rencana.yaml").write_text(plan)
    (unit / "sekolah.yaml").write_text(f"orang_tua_ditanya: {len(PARENTS[school])}\n")
    report = docx.Document()
    for heading in ("Hasil", "Rencana"):
        report.add_heading(heading, 1)
        report.add_paragraph("Kami menilai diri bersama guru dan orang tua, lalu menyusun rencana perbaikan.")
    report.save(str(unit / "Laporan Sekolah.docx"))


@pytest.fixture
def root(run: Run, tmp_path: Path) -> Path:
    """The share, with the first quarter of two schools handed in."""
    code, out, err = run("program", "check", PROGRAM)
    assert code == 0, out + err
    root = tmp_path / "mutu"
    assert run("init", root, "--program", PROGRAM)[0] == 0
    for folder in root.glob("kabupaten*"):
        import shutil

        shutil.rmtree(folder)
    roster = "\n".join(("unit:", "  Bener:", "    Bukit:", *(f'      "{one}":' for one in named())))
    settings = "versi: 1\nprogram: Mutu Sekolah\ntahun: 2012\nbahasa: id\nrubrik: mutu-sekolah.yaml\n"
    (root / "bpkit.yaml").write_text(settings + roster + "\n", encoding="utf-8")
    quarter(run, root, PERIODS[0])
    return root


def named() -> list[str]:
    return [one.replace("<", "‹").replace(">", "›") for one in SCHOOLS]


def quarter(run: Run, root: Path, period: str) -> None:
    for school in SCHOOLS:
        folder_of(root, period, school).mkdir(parents=True)
        hand_in(run, folder_of(root, period, school), school)
    above = folder_of(root, period)
    rows = "".join(f"- judul: {json.dumps(one)}\n" for one in PROBLEMS)
    (above / "masalah.yaml").write_text(rows)
    (above / "urutan-masalah").mkdir()
    lines = ["nama: Pengawas", "jawaban:"]
    lines += [f"  {json.dumps(one)}: {{M: {m}, B: {b}}}" for one, (m, b) in PROBLEMS.items()]
    (above / "urutan-masalah" / "Pengawas.yaml").write_text("\n".join(lines))


def of_code(units: list[dict[str, Any]], level: str) -> list[dict[str, Any]]:
    found = []
    for one in units:
        found += [one] if one["level"] == level else []
        found += of_code(one["units"], level)
    return found


def judged(unit: dict[str, Any], scheme: str) -> list[dict[str, Any]]:
    found = next(one for one in unit["judgements"] if one["scheme"] == scheme)["outcomes"]
    assert isinstance(found, list)
    return found


def test_nothing_is_found_wrong_in_a_round_that_is_whole(run: Run, root: Path) -> None:
    value = as_json(run, "validate", root)
    units = [*of_code(value["units"], "sekolah"), *of_code(value["units"], "kecamatan")]
    assert [one["message"] for unit in units for one in unit["findings"]] == []


def test_every_value_is_as_reckoned_by_hand(run: Run, root: Path) -> None:
    value = as_json(run, "score", root)
    for unit, school in zip(of_code(value["units"], "sekolah"), SCHOOLS, strict=True):
        (outcome,) = judged(unit, "utama")
        values = values_in(outcome["total"])
        assert {code: values[code] for code in ("ajar", "kelola", "")} == reckoned(school)
        assert not outcome["total"]["provisional"]
        assert outcome["passed"] == (reckoned(school)[""] >= Fraction(5, 2))
        (listed,) = judged(unit, "daftar-periksa")
        assert answered(listed["total"]["value"]) == Fraction(1, 2)
    (district,) = of_code(value["units"], "kecamatan")
    of_district = values_in(judged(district, "nilai-kecamatan")[0]["total"])
    wanted = mean([reckoned(one)["ajar"] for one in SCHOOLS]) * Fraction(3, 5)
    wanted += mean([reckoned(one)["kelola"] for one in SCHOOLS]) * Fraction(2, 5)
    assert of_district[""] == wanted
    ranks = {one["judged"]: (one["rank"], one["tied"]) for one in judged(district, "urutan-masalah")}
    assert ranks == {"Atap bocor": (1, True), "Buku kurang": (1, True), "=Jalan rusak": (3, False)}


def test_forms_say_what_the_figures_are_and_their_check_agrees(run: Run, root: Path) -> None:
    code, out, err = run("recap", root)
    assert code in (0, 1), out + err
    unit = folder_of(root, PERIODS[0], SCHOOLS[1])
    (form,) = unit.glob("Rekap Sekolah*.xlsx")
    book = openpyxl.load_workbook(form, data_only=True)
    cells = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    total = float(reckoned(SCHOOLS[1])[""])
    assert any(isinstance(one, float) and abs(one - total) < 1e-9 for one in cells)
    check: Any = book["Periksa"]
    words = [str(cell.value) for row in check.iter_rows() for cell in row if cell.value]
    assert "BEDA" not in " ".join(words).upper().split()
    signed = " ".join(str(one) for one in cells if one)
    assert "Ketua Tim" in signed
    assert "Bobot asesor dan orang tua" in signed
    assert list(folder_of(root, PERIODS[0]).glob("Masalah Utama*.xlsx"))
    assert list(unit.glob("Rencana Perbaikan*.xlsx"))


def test_a_letter_goes_out_and_a_second_run_changes_no_byte(run: Run, root: Path) -> None:
    unit = folder_of(root, PERIODS[0], SCHOOLS[1])
    code, out, err = run("letter", unit)
    assert code == 0, out + err
    (letter,) = unit.glob("Surat Pengantar*.docx")
    document = docx.Document(str(letter))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("{{Lembah}}" in text for text in texts)
    run("run", root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    code, _, err = run("run", root)
    assert code in (0, 1), err
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    code, out, _ = run("status", root)
    assert code == 0
    assert "SDN 1 Bukit" in out


def test_the_second_quarter_leaves_the_first_as_it_was(run: Run, root: Path) -> None:
    first = as_json(run, "score", root)
    quarter(run, root, PERIODS[1])
    unit = folder_of(root, PERIODS[1], SCHOOLS[0])
    lines = ["suara: asesor", "nama: Siti", "jawaban:", *(f'  "{code}": 4' for code in ITEMS)]
    (unit / "penilaian" / "Lembar Siti.xlsx").unlink()
    (unit / "penilaian" / "Siti.yaml").write_text("\n".join(lines))
    value = as_json(run, "score", root)
    assert [one["period"] for one in value["units"]] == ["2012-T1", "2012-T2"] or len(value["units"]) == 2
    one, two = (of_code([unit], "sekolah")[0] for unit in value["units"])
    assert judged(one, "utama") == judged(of_code(first["units"], "sekolah")[0], "utama")
    scores = {"Siti": ("4",) * 4, "Budi": SCORES[SCHOOLS[0]]["Budi"]}
    assert values_in(judged(two, "utama")[0]["total"])[""] == reckoned(SCHOOLS[0], scores)[""]


def test_a_blank_a_survey_without_answers_and_a_panel_of_one_are_told(run: Run, root: Path) -> None:
    unit = folder_of(root, PERIODS[0], SCHOOLS[0])
    (unit / "survei.xlsx").unlink()
    (unit / "penilaian" / "Lembar Budi.xlsx").unlink()
    value = as_json(run, "score", unit)
    total = judged(value["units"][0], "utama")[0]["total"]
    assert total["provisional"]
    assert values_in(total)["ajar"] is None  # 70 of 100 is never made 100
    codes = {one["code"] for one in value["units"][0]["findings"]}
    assert {"BP870", "BP871"} <= codes
    assert run("letter", unit)[0] == 1
