"""References follow their cells when rows or columns are put in or taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import quote_sheetname

from bpkit.forms.xlsx.cells import Shift, slide, unquoted

TWO_BECAME_TEN = Shift("Lembar", 5, 6, 10)
ONE_WENT = Shift("Lembar", 5, 5, 0)
C_BECAME_FOUR = Shift("Lembar", 3, 3, 4, columns=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A4", "A4"),
        ("A5", "A5"),
        ("A6", "A5"),
        ("A7", "A15"),
        ("$B$7", "$B$15"),
        ("A5:C6", "A5:C14"),
        ("A5:C5", "A5:C14"),
        ("A1:C7", "A1:C15"),
        ("A1:C4", "A1:C4"),
        ("7:8", "15:16"),
        ("$A:$C", "$A:$C"),
    ],
)
def test_rows_that_were_put_in_move_what_is_below_and_stretch_what_spans_them(
    before: str, after: str
) -> None:
    assert TWO_BECAME_TEN.formula(before, "Lembar") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("C2", "C2"),
        ("D2", "G2"),
        ("A1:C1", "A1:F1"),
        ("$C$2:$C$9", "$C$2:$F$9"),
        ("B:C", "B:F"),
        ("3:3", "3:3"),
    ],
)
def test_columns_that_were_put_in_do_the_same_sideways(before: str, after: str) -> None:
    assert C_BECAME_FOUR.formula(before, "Lembar") == after


def test_a_reference_to_rows_that_are_gone_says_so() -> None:
    assert ONE_WENT.formula("SUM(A5:B5)+A6", "Lembar") == "SUM(#REF!)+A5"


def test_a_chart_of_one_row_becomes_a_chart_of_all() -> None:
    assert TWO_BECAME_TEN.formula("Lembar!$B$5", "", grow=True) == "Lembar!$B$5:$B$14"


def test_only_references_to_the_sheet_that_changed_move() -> None:
    text = "Lembar!A7+'Lembar'!A7+Lain!A7+A7"
    assert TWO_BECAME_TEN.formula(text, "Lain") == "Lembar!A15+'Lembar'!A15+Lain!A7+A7"


@pytest.mark.parametrize("text", ['"A7 dan B9"&C1', "LOG10(A1)", "TF_7+pi7x", "Tabel[A7x]"])
def test_what_only_looks_like_a_reference_is_left(text: str) -> None:
    assert TWO_BECAME_TEN.formula(text, "Lembar") == text


@given(st.text(min_size=1, max_size=31).filter(lambda name: not set(name) & set("[]:*?/\\")))
def test_a_quoted_sheet_name_reads_back_as_it_was(name: str) -> None:
    assert unquoted(quote_sheetname(name) + "!") == name


def test_a_formula_that_is_copied_down_keeps_its_fixed_rows() -> None:
    assert slide('A5+$B5+B$5+"A5"+Lain!C5', 3) == 'A8+$B8+B$5+"A5"+Lain!C8'
