"""Answer sheets, back from whatever people made of them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from make.round_programs import PROGRAM, RANKING, SELF

from bpkit.forms.rounds import sheets
from bpkit.forms.rounds.sheets import answer_form
from bpkit.forms.rounds.yaml_sheets import answer_yaml
from bpkit.model.rounds import Answer, AnswerSheet, Symbol
from bpkit.reading.rounds.answers import read_answers

PROBLEMS = ["Guru sering pindah", "=SUM(A1)", "Dana terlambat"]


def filled(data: bytes, answers: Mapping[str, Mapping[str, Any]]) -> Any:
    """The workbook of a form with a row an item, filled in: code, heading, value."""
    book: Any = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "Jawaban" for cell in row))
    columns = {cell.value: cell.column for cell in header if cell.value}
    for row in sheet.iter_rows(min_row=header[0].row + 1):
        for heading, value in answers.get(str(row[0].value), {}).items():
            sheet.cell(row[0].row, columns[heading]).value = value
    return book


def form(who: str = "Siti Rahma, S.Sos", voice: str = "asesor") -> bytes:
    return answer_form(PROGRAM, SELF, (), voice, who)


def put(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    else:
        content.save(path)
    return path


def read(folder: Path) -> list[AnswerSheet]:
    return list(read_answers(folder, SELF, PROGRAM)[0])


def variants(sheet: AnswerSheet) -> list[str]:
    return [problem.variant for problem in sheet.problems]


def yaml(answers: str, head: str = "suara: asesor\nnama: Siti\n") -> str:
    return f"{head}jawaban:\n{answers}"


def of(sheet: AnswerSheet, code: str) -> Answer:
    return sheet.answers[""][code]


def test_a_form_comes_back_with_values_words_evidence_and_fields(tmp_path: Path) -> None:
    answers: dict[str, dict[str, Any]] = {
        "1.1": {"Jawaban": "75,0", "Bukti": "visi.pdf, misi 1, 2.docx", "Sintesis": "Dipakai."},
        "1.2": {"Jawaban": "Tidak berlaku"},
        "2.1": {"Jawaban": "Ya", "Tanggal": "3 Juni 2010"},
        "3": {"Jawaban": 7.5},
    }
    put(tmp_path, "penilaian/siti.xlsx", filled(form(), answers))
    (sheet,) = read(tmp_path)
    assert (sheet.voice, sheet.who) == ("asesor", ("Siti Rahma, S.Sos",))
    assert sheet.problems == ()
    first = of(sheet, "1.1")
    assert (first.value, first.evidence) == (Fraction(75), ("visi.pdf", "misi 1, 2.docx"))
    assert first.fields == {"sintesis": "Dipakai."}
    assert of(sheet, "1.2").symbol is Symbol.NOT_APPLICABLE
    assert (of(sheet, "2.1").symbol, str(of(sheet, "2.1").day)) == (Symbol.YES, "2010-06-03")
    assert of(sheet, "3").value == Fraction(15, 2)
    assert "2.2" not in sheet.answers[""]


def test_a_row_a_thing_comes_back_with_a_title_that_looks_like_a_formula(tmp_path: Path) -> None:
    book: Any = openpyxl.load_workbook(io.BytesIO(answer_form(PROGRAM, RANKING, PROBLEMS, None, "BDK")))
    for row in book.worksheets[0].iter_rows():
        if row[1].value in PROBLEMS:
            for cell, value in zip(row[2:], (5, "4", 3), strict=True):
                cell.value = value
    put(tmp_path, "prioritas/BDK.xlsx", book)
    (sheet,), _ = read_answers(tmp_path, RANKING, PROGRAM)
    assert list(sheet.answers) == PROBLEMS
    assert [answer.value for answer in sheet.answers["=SUM(A1)"].values()] == [5, 4, 3]
    assert sheet.problems == ()


def test_a_block_of_rows_a_thing_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_COLUMNS", 2)
    book: Any = openpyxl.load_workbook(io.BytesIO(answer_form(PROGRAM, RANKING, PROBLEMS, None, "BDK")))
    for row in book.worksheets[0].iter_rows():
        if row[0].value in PROBLEMS and row[1].value == "S":
            row[4].value = 2
    put(tmp_path, "prioritas/BDK.xlsx", book)
    (sheet,), _ = read_answers(tmp_path, RANKING, PROGRAM)
    assert {
        judged: {c: a.value for c, a in answers.items()} for judged, answers in sheet.answers.items()
    } == {problem: {"S": 2} for problem in PROBLEMS}


def test_moved_columns_rows_above_and_blank_rows_make_no_difference(tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Lembar kami sendiri"])
    sheet.append(["Nama penilai", "Budi", None, "Suara:", "asesor"])
    sheet.append([])
    sheet.append(["Nilai", "Bukti", "Butir", "Kode"])
    sheet.append([60, "a.pdf", "Arah ditetapkan", "1.1"])
    sheet.append([])
    sheet.append(["tdk", None, "Hasil diumumkan", None])
    put(tmp_path, "Penilaian/apa saja.xlsx", book)
    (found,) = read(tmp_path)
    assert found.who == ("Budi",)
    assert {code: (a.value, a.symbol) for code, a in found.answers[""].items()} == {
        "1.1": (Fraction(60), None),
        "2.2": (None, Symbol.NO),
    }


def test_a_joined_answer_is_nobodys(tmp_path: Path) -> None:
    book = filled(form(), {"1.1": {"Jawaban": 60}})
    sheet = book.worksheets[0]
    at = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 60)
    sheet.merge_cells(start_row=at.row, end_row=at.row + 1, start_column=at.column, end_column=at.column)
    put(tmp_path, "penilaian/a.xlsx", book)
    (found,) = read(tmp_path)
    assert variants(found) == ["form_merged"]
    assert found.answers == {}


def test_a_damaged_workbook_is_a_problem_of_its_sheet(tmp_path: Path) -> None:
    path = put(tmp_path, "penilaian/rusak.xlsx", "PK\x03\x04 bukan zip")
    (found,) = read(tmp_path)
    assert (found.path, bool(found.problems), found.answers) == (path, True, {})


def test_a_workbook_without_a_table_of_answers_is_told(tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    book.active.append(["Anggaran", "Rupiah"])
    put(tmp_path, "penilaian/anggaran.xlsx", book)
    assert variants(read(tmp_path)[0]) == ["form_no_sheet"]


def test_yaml_takes_a_value_or_a_value_with_what_is_beside_it(tmp_path: Path) -> None:
    text = yaml(
        "  '1.1': {nilai: 7,5, bukti: [a.pdf], sintesis: ada, alasan: rapat}\n  2.2: n/a\n  '3': \"60%\"\n"
    )
    put(tmp_path, "penilaian/siti.yaml", text)
    (sheet,) = read(tmp_path)
    assert sheet.problems == ()
    assert of(sheet, "1.1").value == Fraction(15, 2)
    assert of(sheet, "1.1").fields == {"sintesis": "ada", "alasan": "rapat"}
    assert of(sheet, "2.2").symbol is Symbol.NOT_APPLICABLE
    assert of(sheet, "3").value == 60


@pytest.mark.parametrize("answers", ["  3: 2\n  5:\n", "  {3: 2, 5: }\n", "  3: 2\n  2.1:\n"])
def test_a_blank_item_whose_code_is_a_number_makes_no_decimal_of_the_one_before(
    tmp_path: Path, answers: str
) -> None:
    put(tmp_path, "penilaian/siti.yaml", yaml(answers))
    (sheet,) = read(tmp_path)
    assert of(sheet, "3").value == 2


def test_items_may_stand_below_their_branch(tmp_path: Path) -> None:
    put(tmp_path, "penilaian/siti.yaml", yaml("  '1':\n    1.1: 60\n    Staf diberdayakan: 50\n"))
    (sheet,) = read(tmp_path)
    assert {code: answer.value for code, answer in sheet.answers[""].items()} == {"1.1": 60, "1.2": 50}


def test_the_yaml_that_is_handed_out_reads_as_a_blank_of_its_owner(tmp_path: Path) -> None:
    put(tmp_path, "penilaian/siti.yaml", answer_yaml(PROGRAM, SELF, (), "asesor", "Siti: Rahma"))
    (sheet,) = read(tmp_path)
    assert (sheet.who, sheet.answers, sheet.problems) == (("Siti: Rahma",), {}, ())


def test_an_unknown_item_is_told_with_the_nearest_and_its_line(tmp_path: Path) -> None:
    put(tmp_path, "penilaian/siti.yaml", yaml("  Arah ditetapkn: 60\n  zzz: 1\n"))
    (sheet,) = read(tmp_path)
    assert [(p.variant, p.found, p.place.line if p.place else 0) for p in sheet.problems] == [
        ("unknown_item", "Arah ditetapkn", 4),
        ("stray_item", "zzz", 5),
    ]
    assert sheet.problems[0].expected == "arah ditetapkan"


def test_an_item_answered_twice_counts_with_neither(tmp_path: Path) -> None:
    put(tmp_path, "penilaian/siti.yaml", yaml("  '1.1': 60\n  Arah ditetapkan: 70\n  '1.2': 50\n"))
    (sheet,) = read(tmp_path)
    assert variants(sheet) == ["item_twice"]
    assert list(sheet.answers[""]) == ["1.2"]


def test_a_group_is_not_answered(tmp_path: Path) -> None:
    put(tmp_path, "penilaian/siti.yaml", yaml("  '1': 60\n  '1.1': 50\n"))
    assert variants(read(tmp_path)[0]) == ["branch_answered"]


def test_a_text_that_is_no_answer_stays_for_whoever_evaluates_it(tmp_path: Path) -> None:
    put(tmp_path, "penilaian/siti.yaml", yaml("  '1.1': tujuh\n  '2.1': mungkin\n  '3': '-'\n"))
    (sheet,) = read(tmp_path)
    assert {(a.text, a.value, a.symbol) for a in sheet.answers[""].values()} == {
        ("tujuh", None, None),
        ("mungkin", None, None),
        ("-", None, None),
    }


def test_a_sheet_of_another_programme_or_scheme_is_told(tmp_path: Path) -> None:
    head = "penilaian: prioritas\nsuara: asesor\nnama: Siti\nsidik_program: cdcd\n"
    put(tmp_path, "penilaian/siti.yaml", yaml("  '1.1': 60\n", head))
    assert variants(read(tmp_path)[0]) == ["other_scheme", "other_program"]


def test_the_voice_is_told_by_how_many_speak_where_nobody_says_it(tmp_path: Path) -> None:
    put(tmp_path, "penilaian/a.yaml", yaml("  '1.1': 60\n", "nama: Siti\n"))
    put(tmp_path, "penilaian/b.yaml", yaml("  '1.1': 60\n", "sepakat: [Siti, Budi]\n"))
    put(tmp_path, "penilaian/c.yaml", yaml("  '1.1': 60\n", "nama: Ani\nsuara: asesr\n"))
    a, b, c = read(tmp_path)
    assert (a.voice, b.voice, b.who) == ("asesor", "tim", ("Siti", "Budi"))
    assert variants(c) == ["unknown_voice"]


def test_copies_that_say_the_same_count_once(tmp_path: Path) -> None:
    put(tmp_path, "penilaian/siti.xlsx", filled(form("Siti"), {"1.1": {"Jawaban": 60}}))
    put(tmp_path, "penilaian/siti.yaml", yaml("  '1.1': 60,0\n"))
    (sheet,) = read(tmp_path)
    assert of(sheet, "1.1").value == 60


def test_copies_that_differ_count_with_neither_and_both_are_named(tmp_path: Path) -> None:
    put(tmp_path, "penilaian/siti.xlsx", filled(form("Siti"), {"1.1": {"Jawaban": 60}}))
    put(tmp_path, "penilaian/siti.yaml", yaml("  '1.1': 65\n"))
    found = read(tmp_path)
    assert [variants(sheet) for sheet in found] == [["twins"], ["twins"]]
    assert [sheet.answers for sheet in found] == [{}, {}]
    assert {sheet.problems[0].found for sheet in found} == {"siti.xlsx", "siti.yaml"}


def test_a_blank_copy_beside_a_filled_one_is_no_copy(tmp_path: Path) -> None:
    put(tmp_path, "penilaian/siti.xlsx", filled(form("Siti"), {}))
    put(tmp_path, "penilaian/siti.yaml", yaml("  '1.1': 65\n"))
    (sheet,) = read(tmp_path)
    assert of(sheet, "1.1").value == 65


def test_one_person_with_two_different_sheets_counts_with_neither(tmp_path: Path) -> None:
    put(tmp_path, "penilaian/siti.yaml", yaml("  '1.1': 60\n"))
    put(tmp_path, "penilaian/siti lama.yaml", yaml("  '1.1': 65\n"))
    assert [variants(sheet) for sheet in read(tmp_path)] == [["person_twice"], ["person_twice"]]


def test_answers_may_stand_in_the_units_own_yaml(tmp_path: Path) -> None:
    text = "tuan_rumah: LPMP\npenilaian_mandiri:\n  2.1: {jawab: ya, tanggal: 2010-06-03, bukti: [u.pdf]}\n"
    put(tmp_path, "unit.yaml", text)
    (sheet,) = read(tmp_path)
    answer = of(sheet, "2.1")
    assert (answer.symbol, str(answer.day), answer.evidence) == (Symbol.YES, "2010-06-03", ("u.pdf",))


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("suara: asesor\nnama: Siti\nnama: Budi\n", "twice"),
        ("suara: asesor\nnama: Siti\njawaban: {'3': 7,5, '1.1': 2,5}\n", "decimals"),
        ("nama: Siti\njawaban: {", "syntax"),
        ("Siti menilai 8\n", "no_mapping"),
        ("", "empty"),
    ],
)
def test_a_sheet_that_is_no_yaml_is_never_passed_over(tmp_path: Path, text: str, variant: str) -> None:
    put(tmp_path, "penilaian/siti.yaml", text)
    (sheet,) = read(tmp_path)
    assert variants(sheet) == [variant]


OWN = "jawaban: {'1.1': 75, '2.1': ya}\n"


def own_and_sheet(folder: Path, answers: str) -> list[AnswerSheet]:
    put(folder, f"{SELF.level}.yaml", OWN)
    put(folder, "penilaian/siti.yaml", yaml(answers))
    return read(folder)


def test_what_a_sheet_repeats_of_the_units_own_yaml_counts_once(tmp_path: Path) -> None:
    sheets = own_and_sheet(tmp_path, "  '1.1': 75\n  '2.1': ya\n  '3': 7\n")
    assert [(sheet.path.name, sorted(sheet.answers[""])) for sheet in sheets] == [
        ("siti.yaml", ["1.1", "2.1", "3"])
    ]
    assert variants(sheets[0]) == []


def test_of_two_answers_that_are_the_same_everything_beside_either_is_kept(tmp_path: Path) -> None:
    put(tmp_path, f"{SELF.level}.yaml", "jawaban: {'2.1': {jawab: ya, tanggal: 2010-06-03}}\n")
    put(tmp_path, "penilaian/siti.yaml", yaml("  '2.1': {jawab: ya, bukti: [u.pdf]}\n  '3': 7\n"))
    (sheet,) = read(tmp_path)
    answer = of(sheet, "2.1")
    assert (str(answer.day), answer.evidence, sorted(sheet.answers[""])) == (
        "2010-06-03",
        ("u.pdf",),
        ["2.1", "3"],
    )


@pytest.mark.parametrize("second", ["abdul", "tono"])
def test_which_answer_counts_beside_the_units_own_hangs_on_no_file_s_name(
    tmp_path: Path, second: str
) -> None:
    put(tmp_path, f"{SELF.level}.yaml", OWN)
    put(tmp_path, "penilaian/siti.yaml", yaml("  '1.1': 75\n"))
    put(tmp_path, f"penilaian/{second}.yaml", yaml("  '1.1': 50\n").replace("Siti", second))
    said = {sheet.path.stem: dict(sheet.answers.get("", {})) for sheet in read(tmp_path)}
    assert {name: sorted(answers) for name, answers in said.items()} == {
        SELF.level: ["1.1", "2.1"],
        "siti": [],
        second: [],
    }


def test_what_the_units_own_yaml_says_is_not_lost_where_those_who_agreed_are_silent(tmp_path: Path) -> None:
    put(tmp_path, f"{SELF.level}.yaml", OWN)
    put(tmp_path, "penilaian/siti.yaml", yaml("  '1.1': {jawab: 75, bukti: [u.pdf]}\n"))
    agreed = yaml("  '3': 7\n")
    put(tmp_path, "penilaian/bersama.yaml", agreed.replace("nama: Siti", "sepakat: [Siti, Budi]"))
    said = {sheet.path.stem: sheet.answers.get("", {}) for sheet in read(tmp_path)}
    assert said[SELF.level]["1.1"].evidence == ("u.pdf",)


def test_where_a_sheet_differs_from_the_units_own_yaml_the_yaml_counts_and_that_is_an_error(
    tmp_path: Path,
) -> None:
    both = {one.path.name: one for one in own_and_sheet(tmp_path, "  '1.1': 50\n  '2.1': ya\n")}
    own, sheet = both[f"{SELF.level}.yaml"], both["siti.yaml"]
    assert (sorted(own.answers[""]), sorted(sheet.answers[""])) == (["1.1"], ["2.1"])
    (problem,) = sheet.problems
    assert (problem.variant, problem.values["keys"], problem.values["other"]) == (
        "decision_twins",
        "1.1",
        f"{SELF.level}.yaml",
    )
