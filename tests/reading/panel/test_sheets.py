"""Score sheets in YAML, as people type them."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make.panel_table import codes, panel

from bpkit.model.place import Place
from bpkit.model.scores import Sheet
from bpkit.model.units import Period
from bpkit.reading.panel.sheets import read_sheet, score_value

WHOLE = """\
rubrik: pob-2010
tingkat: kmw
penilai: {nama: Siti Rahma, jabatan: TA Sosialisasi}
tanggal: 2010-10-22
periode: Oktober 2010
nilai:
  Dari Sampah Menjadi Berkah:
    inovasi: 7
    perubahan: 8,5
    catatan: Foto baik.
berhalangan: [Posyandu Terapung]
"""


def read(text: str) -> Sheet:
    return read_sheet(Path("siti.yaml"), text.encode())


def variants(text: str) -> list[str]:
    return [problem.variant for problem in read(text).problems]


def test_a_whole_sheet_gives_its_facts_and_no_problem() -> None:
    sheet = read(WHOLE)
    assert sheet.problems == ()
    assert (sheet.rubric, sheet.level, sheet.assessor) == ("pob-2010", "kmw", "Siti Rahma")
    assert (sheet.position, str(sheet.date), sheet.period) == (
        "TA Sosialisasi",
        "2010-10-22",
        Period(2010, 10),
    )
    assert sheet.abstained == (("Posyandu Terapung", Place(11, 15)),)


def test_a_row_knows_its_scores_its_remark_and_its_places() -> None:
    row = read(WHOLE).rows[0]
    assert (row.title, row.remark, row.place) == ("Dari Sampah Menjadi Berkah", "Foto baik.", Place(7, 3))
    assert row.scores["perubahan"].value == Fraction(17, 2)
    assert row.scores["perubahan"].place == Place(9, 16)


def test_an_agreed_sheet_has_names_instead_of_an_assessor() -> None:
    sheet = read(
        WHOLE.replace("penilai: {nama: Siti Rahma, jabatan: TA Sosialisasi}", "kesepakatan: [Ana, Bayu]")
    )
    assert (sheet.agreed, sheet.assessor, sheet.problems) == (("Ana", "Bayu"), "", ())


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("7", Fraction(7)),
        ("7.5", Fraction(15, 2)),
        ("7,5", Fraction(15, 2)),
        ("'8'", Fraction(8)),
        ('" 8 "', Fraction(8)),
        ("10.0", Fraction(10)),
        ("0", Fraction(0)),
        ("08", Fraction(8)),
    ],
)
def test_a_number_is_read_as_it_was_typed(typed: str, value: Fraction) -> None:
    assert read(WHOLE.replace("inovasi: 7", f"inovasi: {typed}")).rows[0].scores["inovasi"].value == value


@pytest.mark.parametrize(
    "typed",
    [
        *("0x7", "7/2", "7;5", "9" * 5000, "[7]", "{a: 7}", "½", "7%"),
        "tujuh",
        "2010-10-22",
        "true",
        "ya",
        ".nan",
        ".inf",
        "8e0",
        "=4+4",
        "-",
        "-3",
        "+7",
        "٧",
        "7.",
        ".5",
        "7 8",
        "1_0",
    ],
)
def test_anything_else_is_kept_as_typed_and_has_no_value(typed: str) -> None:
    sheet = read(WHOLE.replace("inovasi: 7", f"inovasi: {typed}"))
    assert sheet.problems == ()
    assert sheet.rows[0].scores["inovasi"].text
    assert sheet.rows[0].scores["inovasi"].value is None


@pytest.mark.parametrize("typed", ["", "~", "null", '""', '"  "'])
def test_an_empty_score_is_empty_and_no_zero(typed: str) -> None:
    score = read(WHOLE.replace("inovasi: 7", f"inovasi: {typed}")).rows[0].scores["inovasi"]
    assert (score.text, score.value) == ("", None)


@given(st.fractions(0, 10, max_denominator=1).map(int), st.integers(0, 99))
def test_whole_and_decimal_numbers_are_exact(whole: int, hundredths: int) -> None:
    assert score_value(f"{whole},{hundredths:02d}") == Fraction(100 * whole + hundredths, 100)


@pytest.mark.parametrize(
    ("old", "new", "variant"),
    [
        ("tanggal:", "tangal:", "unknown_key"),
        ("tanggal:", "xyz:", "stray_key"),
        ("rubrik: pob-2010\n", "", "missing"),
        ("tingkat: kmw\n", "", "missing"),
        ("penilai: {nama: Siti Rahma, jabatan: TA Sosialisasi}\n", "", "missing"),
        ("tingkat: kmw", "tingkat: propinsi", "not_level"),
        ("tingkat: kmw", "tingkat: [kmw]", "not_text"),
        ("2010-10-22", "besok", "not_date"),
        ("Oktober 2010", "Oktober", "not_period"),
        ("{nama: Siti Rahma, jabatan: TA Sosialisasi}", "Siti Rahma", "not_mapping"),
        ("nama: Siti Rahma", "nam: Siti Rahma", "unknown_key"),
        ("nama: Siti Rahma, ", "", "no_name"),
        ("[Posyandu Terapung]", "Posyandu Terapung", "not_list"),
        ("tanggal:", "kesepakatan: [Ana]\ntanggal:", "both"),
        ("tanggal:", "tingkat: kmp\ntanggal:", "twice"),
        ("  Dari Sampah", "  Lain: 8\n  Dari Sampah", "no_scores"),
        ("Siti Rahma,", "Siti: Rahma: x,", "syntax"),
        ("tanggal:", "\ttanggal:", "syntax"),
        ("\nnilai:", "\n---\nnilai:", "second_document"),
    ],
)
def test_whatever_is_wrong_with_a_sheet_is_a_trouble_with_its_place(old: str, new: str, variant: str) -> None:
    sheet = read(WHOLE.replace(old, new, 1))
    assert variant in [problem.variant for problem in sheet.problems]
    assert all(problem.place and problem.place.line for problem in sheet.problems)
    assert "BP801" in codes(panel(["A"], [sheet]))


def test_a_misspelt_key_names_the_nearest() -> None:
    (problem,) = read(WHOLE.replace("berhalangan:", "berhalanga:")).problems
    assert (problem.expected, problem.place) == ("berhalangan", Place(11, 1))


def test_one_title_twice_on_a_sheet_is_a_problem() -> None:
    text = WHOLE.replace("berhalangan:", "  Dari Sampah Menjadi Berkah:\n    inovasi: 8\nberhalangan:")
    assert variants(text) == ["twice"]


def test_an_empty_file_is_one_problem() -> None:
    assert variants("") == ["empty"]
    assert variants("- satu\n- dua\n") == ["no_mapping"]


def test_a_blank_copy_that_nobody_began_says_nothing() -> None:
    head = "rubrik: pob-2010\ntingkat: kmw\npenilai: {nama: , jabatan: }\n"
    sheet = read(head + "nilai:\n  A:\n    inovasi:\n    catatan:\n")
    assert (sheet.rows, sheet.problems) == ((), ())


def test_a_blank_copy_with_a_score_lacks_its_name() -> None:
    assert variants("rubrik: pob-2010\ntingkat: kmw\npenilai: {nama: }\nnilai:\n  A: {inovasi: 7}\n") == [
        "no_name"
    ]


def test_notepads_encodings_are_read() -> None:
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        data = WHOLE.replace("Siti", "Séti").replace("\n", "\r\n").encode(encoding)
        assert read_sheet(Path("x.yaml"), data).assessor == "Séti Rahma"


@given(st.binary(max_size=200))
def test_no_bytes_whatever_raise(data: bytes) -> None:
    assert read_sheet(Path("x.yaml"), data).path == Path("x.yaml")


@given(st.text(st.sampled_from("a:-[]{}'\"#&*!|>%@,\n\t 7?"), max_size=80))
def test_no_yaml_whatever_raises(text: str) -> None:
    assert read_sheet(Path("x.yaml"), WHOLE.encode() + text.encode()).sha256


AGREED = "rubrik: pob-2010\ntingkat: kmw\nkesepakatan: {}\nnilai:\n  A:\n    inovasi: 8\n"


@pytest.mark.parametrize(
    "typed",
    [
        "[Siti Aminah, S.Sos, Budi Santoso, S.E.]",
        '["Siti Aminah, S.Sos", "Budi Santoso, S.E."]',
        "\n  - Siti Aminah, S.Sos\n  - Budi Santoso, S.E.",
        "Siti Aminah, S.Sos, Budi Santoso, S.E.",
        "Siti Aminah, S.Sos; Budi Santoso, S.E.",
        "[Siti Aminah, S.Sos dan Budi Santoso, S.E.]",
    ],
)
def test_degrees_are_with_their_names_in_every_way_a_list_is_typed(typed: str) -> None:
    sheet = read(AGREED.format(typed))
    assert sheet.agreed == ("Siti Aminah, S.Sos", "Budi Santoso, S.E.")
    assert not sheet.problems


def test_a_degree_without_a_name_before_it_is_a_trouble_at_its_place() -> None:
    (problem,) = read(AGREED.format("[S.Sos, Budi Santoso]")).problems
    assert (problem.variant, problem.found, problem.place) == ("no_name_before", "S.Sos", Place(3, 15))


def test_a_degree_that_yaml_took_for_a_key_is_with_its_name() -> None:
    sheet = read(WHOLE.replace("nama: Siti Rahma,", "nama: Siti Rahma, S.Sos, M.Si,"))
    assert (sheet.assessor, sheet.position) == ("Siti Rahma, S.Sos, M.Si", "TA Sosialisasi")
    assert not sheet.problems


def test_two_names_on_one_assessors_sheet_are_a_problem() -> None:
    (problem,) = read(WHOLE.replace("nama: Siti Rahma,", "nama: Siti Rahma dan Budi,")).problems
    assert (problem.variant, problem.found) == ("several_names", "Siti Rahma dan Budi")


@pytest.mark.parametrize("typed", ["\u200b8", "8\u00a0", "\uff18", "\u202a8\u202c"])
def test_a_score_with_signs_that_came_along_is_the_number(typed: str) -> None:
    assert score_value(typed) == 8


def test_a_decimal_comma_between_braces_is_part_of_the_score() -> None:
    sheet = read("nilai:\n  A: {inovasi: 7,5, fasilitasi: 8, catatan: baik}\n")
    (row,) = sheet.rows
    assert {code: score.text for code, score in row.scores.items()} == {"inovasi": "7,5", "fasilitasi": "8"}
    assert row.remark == "baik"
