"""What a panel looks at beside NA, and how figures are shown."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import product
from statistics import variance as variance_of_python

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make.effort import grows_in_proportion
from make.panel_table import POB, SITI, THREE, judge, panel, results, sheet

from bpkit.figures import exact, final_shown, root, rounded, scale_shown, two_decimals, with_comma
from bpkit.model.scores import Scale
from bpkit.scoring.results import assess
from bpkit.scoring.statistics import agreement, deviation, icc2k, is_fragile, severities, spread, variance

NINE = (
    (740, 700, 690),
    (800, 810, 760),
    (655, 700, 640),
    (900, 870, 880),
    (720, 700, 750),
    (610, 680, 590),
    (770, 720, 800),
    (830, 790, 770),
    (702, 698, 745),
)
totals = st.lists(st.integers(100, 1000).map(Fraction), min_size=2, max_size=9)


def fractions(*values: int) -> list[Fraction]:
    return [Fraction(value) for value in values]


def test_the_spread_is_from_the_least_to_the_greatest_total() -> None:
    assert spread(fractions(740, 700, 690)) == 50
    assert spread(fractions(740)) is None


@given(totals)
def test_the_variance_is_that_of_the_sample(values: list[Fraction]) -> None:
    assert variance(values) == variance_of_python(values)


def test_one_total_alone_has_no_variance() -> None:
    assert variance(fractions(740)) is None


def test_the_severity_is_the_mean_difference_from_the_others_on_shared_titles() -> None:
    titles = [
        {"a": Fraction(740), "b": Fraction(700), "c": Fraction(680)},
        {"a": Fraction(700), "b": Fraction(730)},
        {"a": Fraction(900)},
        {"b": Fraction(500), "c": Fraction(600)},
    ]
    assert severities(titles)["a"] == Fraction(50 - 30, 2)
    assert severities(titles[2:3]) == {}


@pytest.mark.parametrize(
    ("values", "fragile"),
    [((700, 700, 690), True), ((700, 700, 700), False), ((720, 700, 690), True), ((800, 800, 790), False)],
)
def test_a_value_is_fragile_where_one_assessor_less_would_flip_it(
    values: tuple[int, ...], fragile: bool
) -> None:
    assert is_fragile(fractions(*values), Fraction(700)) is fragile


# Totals with and without decimals.
halves = st.lists(st.integers(1300, 1500).map(lambda half: Fraction(half, 2)), min_size=1, max_size=6)


@given(halves)
def test_fragile_is_what_any_one_assessor_could_flip(values: list[Fraction]) -> None:
    def passed(some: list[Fraction]) -> bool:
        return sum(some) >= 700 * len(some)

    left_out = [values[:one] + values[one + 1 :] for one in range(len(values))]
    flips = any(passed(others) != passed(values) for others in left_out if others)
    assert is_fragile(values, Fraction(700)) is flips


@given(st.lists(halves, min_size=1, max_size=5))
def test_the_severity_is_what_its_definition_says(rows: list[list[Fraction]]) -> None:
    titles = [dict(zip("abcdef", row, strict=False)) for row in rows]
    shared = [title for title in titles if len(title) > 1 and "b" in title]
    apart = [
        title["b"] - sum(value for name, value in title.items() if name != "b") / (len(title) - 1)
        for title in shared
    ]
    assert severities(titles).get("b") == (sum(apart) / len(apart) if apart else None)


@given(halves)
def test_the_spread_and_the_variance_are_exact(values: list[Fraction]) -> None:
    assert spread([*values, values[0]]) == max(values) - min(values)
    middle = sum(values) / len(values)
    assert deviation(values) == sum((value - middle) ** 2 for value in values)


def test_twice_as_many_assessors_are_twice_the_work() -> None:
    names = [f"Siti {''.join(letters).title()}" for letters in product("abcdefgh", repeat=3)]
    rows = {f"Judul {number}": 700 + 10 * number for number in range(4)}
    sheets = [sheet(name, rows) for name in names[:300]]
    assert grows_in_proportion(lambda count: assess(panel(rows, sheets[:count]), POB), 150)


def test_one_assessor_alone_is_not_fragile() -> None:
    assert not is_fragile(fractions(700), Fraction(700))


def test_the_icc_is_that_of_shrout_and_fleiss() -> None:
    # Shrout & Fleiss (1979), tables 2 and 4: ICC(2,4) = .62; pingouin 0.7.0, ICC(A,k): 0.6200505475989893.
    rows = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
    assert float(icc2k([fractions(*row) for row in rows]) or 0) == pytest.approx(0.6200505475989893)


def test_the_icc_of_totals_is_that_of_pingouin() -> None:
    # pingouin 0.7.0, intraclass_corr, ICC(A,k).
    assert float(icc2k([fractions(*row) for row in NINE]) or 0) == pytest.approx(0.9448198040841508)


def test_a_table_that_does_not_vary_has_no_icc() -> None:
    assert icc2k([fractions(700, 700, 700)] * 8) is None


def test_agreement_needs_eight_titles_and_three_who_scored_all() -> None:
    titles = [dict(zip("abc", fractions(*row), strict=True)) for row in NINE]
    found = agreement(titles, "abc")
    assert found
    assert (found.titles, found.assessors) == (9, 3)
    assert agreement(titles[:7], "abc") is None
    assert agreement([*titles[:8], {"a": Fraction(700), "b": Fraction(700)}], "abc") is None


def test_who_did_not_score_all_is_left_out_of_the_agreement() -> None:
    titles = [dict(zip("abcd", fractions(*row, 700), strict=True)) for row in NINE]
    del titles[0]["d"]
    found = agreement(titles, "abcd")
    assert found
    assert found.assessors == 3


def test_an_assessment_shows_all_of_it() -> None:
    rows = {f"T{i}": tuple(total // 10 * 10 for total in row) for i, row in enumerate(NINE)}
    assessment = judge(rows)
    outcome = results(assessment)["T0"]
    assert outcome.spread == 50
    assert outcome.variance == 700
    assert outcome.fragile
    assert assessment.agreement
    assert sum((a.severity or Fraction() for a in assessment.assessors), Fraction()) == 0


def test_an_agreed_score_has_no_spread_and_nobody_is_severe() -> None:
    assessment = assess(panel("A", [sheet("", {"A": 720}, agreed=THREE)]), judge({"A": (700,) * 3}).rubric)
    assert results(assessment)["A"].spread is None
    assert all(assessor.severity is None for assessor in assessment.assessors)


def test_who_should_have_handed_in_and_did_not_is_listed_without_a_sheet() -> None:
    sheets = [sheet(name, {"A": 700}) for name in THREE[:2]]
    assessment = assess(panel("A", sheets, expected=THREE), judge({"A": (700,) * 3}).rubric)
    assert {a.name: len(a.sheets) for a in assessment.assessors} == dict(zip(THREE, (1, 1, 0), strict=True))


def test_the_columns_of_the_assessors_stand_in_the_order_of_the_panel() -> None:
    order = (THREE[2], THREE[0], THREE[1])
    assessment = judge({"A": (700,) * 3}, expected=order)
    assert tuple(assessor.name for assessor in assessment.assessors) == order
    assert SITI in order


# Figures.


@pytest.mark.parametrize(
    ("value", "shown"),
    [("742.335", "742.34"), ("742.3349", "742.33"), ("-12.345", "-12.35"), ("-0.001", "0.00"), ("7", "7.00")],
)
def test_two_decimals_are_half_up(value: str, shown: str) -> None:
    assert two_decimals(Fraction(value)) == shown


@given(st.fractions(-1000, 1000, max_denominator=5000))
def test_rounding_is_that_of_decimal(value: Fraction) -> None:
    with localcontext() as context:
        context.prec = 60
        exactly = Decimal(value.numerator) / Decimal(value.denominator)
        expected = exactly.quantize(Decimal("0.01"), ROUND_HALF_UP) + Decimal("0.00")
    assert Decimal(two_decimals(value)) == expected


@pytest.mark.parametrize(
    ("final", "shown"),
    [("699.996", "699.996"), ("700", "700.00"), ("699.99", "699.99"), ("699.99999", "699.99999")],
)
def test_a_value_that_failed_never_looks_like_one_that_passed(final: str, shown: str) -> None:
    assert final_shown(Fraction(final), Fraction(700)) == shown


@given(st.fractions(690, 710, max_denominator=10**6))
def test_what_is_shown_passes_if_and_only_if_the_value_does(final: Fraction) -> None:
    assert (Fraction(final_shown(final, Fraction(700))) >= 700) == (final >= 700)


@pytest.mark.parametrize(
    ("value", "shown"), [("740", "740"), ("742.5", "742.5"), ("0", "0"), ("-0.125", "-0.125"), ("1/3", "1/3")]
)
def test_an_exact_figure_has_no_trailing_zeros(value: str, shown: str) -> None:
    assert exact(Fraction(value)) == shown


@given(st.fractions(0, 10**6, max_denominator=1000), st.integers(0, 6))
def test_a_root_is_the_nearest_from_both_sides(square: Fraction, places: int) -> None:
    shown, half = Fraction(root(square, places)), Fraction(1, 2 * 10**places)
    assert max(shown - half, Fraction()) ** 2 <= square < (shown + half) ** 2


def test_a_root_is_shown_half_up() -> None:
    assert root(Fraction(2)) == "1.41"
    assert root(Fraction(100, 3)) == "5.77"
    assert root(Fraction("0.005") ** 2) == "0.01"


def test_forms_write_a_comma() -> None:
    assert with_comma(rounded(Fraction("742.335"), 2)) == "742,34"


def test_a_scale_is_shown_with_its_steps() -> None:
    assert scale_shown(Scale(Fraction(1), Fraction(10), Fraction(1))) == "1–10"
    assert scale_shown(Scale(Fraction(1), Fraction(10), Fraction(1, 2))) == "1, 1.5 … 10"
