"""The YAML twin of the score form."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make.score_forms import HEAD, LINES, TITLES, rubric
from msgspec.structs import replace

from bpkit.forms.score_sheet import SheetLine, score_sheet_yaml
from bpkit.model.scores import Sheet
from bpkit.model.units import Period
from bpkit.reading.panel.sheets import read_sheet

BLANK = score_sheet_yaml(rubric(), HEAD, LINES)


def read(text: str) -> Sheet:
    return read_sheet(Path("lembar.yaml"), text.encode())


def test_the_empty_sheet_has_every_title_and_no_problem() -> None:
    sheet = read(BLANK)

    assert tuple(row.title for row in sheet.rows) == TITLES
    assert sheet.problems == ()


def test_the_head_is_read_back() -> None:
    sheet = read(score_sheet_yaml(rubric(), replace(HEAD, date=date(2010, 10, 22)), LINES))

    assert (sheet.assessor, sheet.position, sheet.level) == ("Siti Rahma", "TA Sosialisasi", "kmw")
    assert (sheet.period, sheet.date) == (Period(2010, 10), date(2010, 10, 22))
    assert (sheet.rubric, sheet.rubric_sha256) == ("tiga", "ab" * 32)


@given(st.lists(st.integers(1, 10), min_size=9, max_size=9))
def test_scores_typed_behind_the_colons_are_read_back(scores: list[int]) -> None:
    numbers = iter(scores)
    filled = re.sub(r"(?m)^    (?!catatan)(\w+):$", lambda line: f"{line[0]} {next(numbers)}", BLANK)

    read_back = [score.value for row in read(filled).rows for score in row.scores.values()]

    assert read_back == scores


def test_every_instrument_is_told_in_a_comment() -> None:
    comments = [line for line in BLANK.splitlines() if line.startswith("#")]

    assert "# inovasi (bobot 50): Inovasi dari tulisan" in comments
    assert "#     uraian inovasi" in comments
    assert "#     - syarat dua" in comments


def test_a_step_of_halves_is_told() -> None:
    assert "dengan langkah 0,5;" in score_sheet_yaml(rubric(step=Fraction(1, 2)), HEAD, LINES)


def test_an_agreed_sheet_lists_who_agreed() -> None:
    head = replace(HEAD, assessor="", agreed=("Siti Rahma, M.Si", "Budi: Santoso"))

    sheet = read(score_sheet_yaml(rubric(), head, LINES))

    assert (sheet.agreed, sheet.assessor) == (("Siti Rahma, M.Si", "Budi: Santoso"), "")


def test_a_blank_copy_is_a_sheet_that_nobody_began() -> None:
    sheet = read(score_sheet_yaml(rubric(), replace(HEAD, assessor="", position=""), LINES))

    assert (sheet.rows, sheet.problems) == ((), ())


@pytest.mark.parametrize(
    "title",
    [
        "2010",
        "null",
        "~",
        "ya: tidak",
        "# pagar",
        "- garis",
        "'petik\"",
        "* bintang",
        "Suara 🌊 Laut",
        "x" * 255,
        "“Emas”",
        "‘Jum’at’ – Kliwon: «Air»",
        "– Garis panjang",
    ],
)
def test_any_title_is_read_back_as_it_is(title: str) -> None:
    assert read(score_sheet_yaml(rubric(), HEAD, [SheetLine(title, "")])).rows[0].title == title


@given(
    st.text(st.characters(exclude_categories=()), min_size=1, max_size=60).filter(
        lambda text: text.strip() == text
    )
)
def test_what_people_typed_never_breaks_the_file(text: str) -> None:
    line = SheetLine(text, text, text)

    problems = {problem.variant for problem in read(score_sheet_yaml(rubric(), HEAD, [line])).problems}

    assert not problems & {"syntax", "sign", "character", "too_deep"}


def test_the_same_sheet_is_the_same_text() -> None:
    assert score_sheet_yaml(rubric(), HEAD, LINES) == BLANK
