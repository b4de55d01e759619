"""What people typed stands in a cell as they typed it, whatever it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make.formbooks import in_a_row, opened, own_template

from bpkit.forms.xlsx.cells import Value
from bpkit.forms.xlsx.workbook import Workbook
from bpkit.office import LONGEST, clean, line_count


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_template(tmp_path_factory.mktemp("templat") / "a.xlsx", in_a_row(["satu", "dua"], 3))


def written(template: Path, *values: Value) -> list[object]:
    book = Workbook(template, ["satu", "dua"])
    book.put("satu", values[0])
    book.fill({"baris": ("dua",)}, [("baris", (value,)) for value in values])
    sheet = opened(book.to_bytes())["Lembar"]
    assert sheet["B3"].data_type in ("s", "n")
    return [sheet.cell(row, 2).value for row in range(3, 3 + len(values))]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+62 Menghubungkan",
        "-5 Derajat",
        "@Kampung",
        "'kutip",
        "\tmasuk",
        "  dua  spasi  ",
        "baris\nbaru",
        "<b>&amp;</b>",
        "Kampung 🏡 Kita",
        "سوق",
        "007",
        "1E5",
        "2010-10-14",
        "TRUE",
        "{=1}",
    ],
)
def test_a_title_stays_the_text_it_is(template: Path, text: str) -> None:
    assert written(template, text, text) == [text, text]


def test_an_escape_of_excels_own_is_not_taken_for_one(template: Path) -> None:
    from openpyxl.utils.escape import unescape

    assert unescape(str(written(template, "_x0041_", "_x0041_")[0])) == "_x0041_"


@pytest.mark.parametrize(
    ("typed", "carried"),
    [
        ("a\x00b", "a�b"),
        ("a\x0bb\x1f", "a�b�"),
        ("a\ud800b", "a�b"),
        ("a\ufffeb", "a�b"),
        ("satu\r\ndua\rtiga", "satu\ndua\ntiga"),
        ("a\x7fb\x9b2J\x85", "a�b�2J�"),
        ("\u202eterbalik", "terbalik"),
        ("\u202a\u2067x\u2069\u200f", "x"),
        ("\U0001f468\u200d\U0001f33e", "\U0001f468\u200d\U0001f33e"),
    ],
)
def test_what_a_cell_cannot_carry_becomes_visible_and_harmless(typed: str, carried: str) -> None:
    assert clean(typed) == carried


@pytest.mark.parametrize("text", ["x" * 40_000, "🏡" * 20_000, "\n" * 40_000])
def test_no_text_is_longer_than_a_cell_holds(text: str) -> None:
    short = clean(text)
    assert len(short.encode("utf-16-le")) // 2 <= LONGEST
    assert "…" in short


def test_a_text_of_exactly_the_length_of_a_cell_is_whole() -> None:
    assert clean("é" * LONGEST) == "é" * LONGEST


@given(st.text(st.characters(), max_size=60))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.lists(st.text(st.characters(), min_size=1, max_size=30), min_size=1, max_size=4))
def test_any_text_at_all_makes_a_sound_workbook(template: Path, texts: list[str]) -> None:
    found = written(template, *texts)
    assert len(found) == len(texts)


def test_a_row_is_high_enough_for_the_longest_text_in_it() -> None:
    assert line_count("Pendek", 20) == 1
    assert line_count("Warga " * 20, 20) >= 6
    assert line_count("satu\ndua\ntiga", 20) == 3
    assert line_count("x" * 100, 20) >= 5
