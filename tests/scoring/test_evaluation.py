"""The one evaluator: leaves, siblings, voices and what is read off, all in exact fractions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make.programs import (
    child_of,
    indicator_program,
    leaf,
    list_program,
    program_of,
    ruling,
    scheme_of,
    told,
    unit_of,
)
from msgspec.structs import replace

from bpkit.model.place import Place
from bpkit.model.programs import (
    Band,
    Combine,
    Cycle,
    Item,
    LeafKind,
    Program,
    Rounding,
    Scheme,
    Target,
    Voice,
    VoiceKind,
)
from bpkit.model.rounds import AnswerSheet, Listing, Row, Ruling, Span, Unit, Value
from bpkit.model.scores import Scale
from bpkit.scoring.evaluation import UNFOLLOWED, UNRECKONED, UNUSABLE, band_of, evaluate, judge
from bpkit.scoring.item_values import Moment, Past, Statement, Why, meaning_of, ratio_of
from bpkit.settings.programs import load_program

PHASES = ("plan", "do", "check", "act")
BANDS = tuple(
    Band(Fraction(least), name)
    for least, name in ((0, "Belum"), (11, "Plan"), (31, "Do"), (51, "Check"), (71, "Act"), (91, "PDCA"))
)


def of(value: Value, code: str) -> Value:
    return next(one for one in value.walk() if one.item == code)


def mean_of_four(**more: Any) -> Scheme:
    return scheme_of([leaf(code) for code in PHASES], bands=BANDS, **more)


# Leaves and siblings


def test_the_phases_60_55_40_25_make_45_which_is_do() -> None:
    found = evaluate(mean_of_four(), [told("a", plan=60, do=55, check=40, act=25)]).value
    assert (found.value, found.band, found.provisional) == (Fraction(45), "Do", False)


@pytest.mark.parametrize(
    ("value", "band"),
    [
        ("30", "Plan"),
        ("30.5", "Plan"),
        ("31", "Do"),
        ("50.5", "Do"),
        ("51", "Check"),
        ("100", "PDCA"),
        ("0", "Belum"),
    ],
)
def test_a_band_goes_on_until_the_next_one_begins(value: str, band: str) -> None:
    assert band_of(Fraction(value), BANDS) == band


def test_three_of_four_phases_are_the_mean_of_three_and_provisional() -> None:
    found = evaluate(mean_of_four(), [told("a", plan=60, do=55, check=40)]).value
    assert (found.value, found.provisional) == (Fraction(155, 3), True)
    assert found.missing == ("penilai: act",)
    assert of(found, "act").value is None
    assert of(found, "act").why == Why.BLANK


def test_zero_is_a_score_and_no_blank() -> None:
    found = evaluate(mean_of_four(), [told("a", plan=0, do=0, check=0, act=0)]).value
    assert (found.value, found.provisional, found.band) == (Fraction(0), False, "Belum")


def test_nobody_at_all_is_no_value_and_no_zero() -> None:
    found = evaluate(mean_of_four(), []).value
    assert (found.value, found.provisional, found.band) == (None, True, "")


def test_a_weighted_sum_with_a_blank_has_no_value() -> None:
    tree = [leaf("a", weight=60), leaf("b", weight=40)]
    scheme = scheme_of(tree, combine=Combine.WEIGHTED)
    assert evaluate(scheme, [told("x", a=10, b=5)]).value.value == 800
    lacking = evaluate(scheme, [told("x", a=10)]).value
    assert (lacking.value, lacking.provisional, lacking.why) == (None, True, Why.INCOMPLETE)


def test_a_weighted_mean_stays_on_the_scale() -> None:
    scheme = scheme_of([leaf("a", weight=75), leaf("b", weight=25)])
    assert evaluate(scheme, [told("x", a=10, b=50)]).value.value == 20


def test_what_the_source_does_not_add_up_has_no_total() -> None:
    scheme = scheme_of([leaf("a"), leaf("b")], combine=Combine.NONE)
    found = evaluate(scheme, [told("x", a=10, b=50)]).value
    assert (found.value, found.provisional, found.why) == (None, False, Why.NO_TOTAL)
    assert of(found, "b").value == 50


def checklist(count: int = 4) -> Scheme:
    items = [leaf(f"{i}", kind=LeafKind.YES_NO, conditional=i > 2) for i in range(1, count + 1)]
    return scheme_of(items, combine=Combine.SHARE_OF_YES)


@pytest.mark.parametrize(
    ("answers", "share"),
    [
        ({"1": "ya", "2": "tidak", "3": "tidak berlaku", "4": "ya"}, Fraction(2, 3)),
        ({"1": "ya", "2": "ya", "3": "tidak berlaku", "4": "tidak berlaku"}, Fraction(1)),
        ({"1": "tidak", "2": "tidak", "3": "tidak", "4": "tidak"}, Fraction(0)),
    ],
)
def test_readiness_is_yes_by_what_applies(answers: Mapping[str, str], share: Fraction) -> None:
    found = evaluate(checklist(), [told("x", **answers)]).value
    assert (found.value, found.provisional) == (share, False)


def test_a_list_with_every_item_out_of_play_has_no_share() -> None:
    items = [leaf(code, kind=LeafKind.YES_NO, conditional=True) for code in "ab"]
    found = evaluate(
        scheme_of(items, combine=Combine.SHARE_OF_YES), [told("x", a="tb", b="tidak berlaku")]
    ).value
    assert (found.value, found.provisional, found.why) == (None, False, Why.NOT_APPLICABLE)


def test_what_one_leaves_blank_and_another_says_does_not_apply_may_apply_yet() -> None:
    one = told("a", **{"1": "ya", "2": "ya", "3": "tb", "4": "ya"})
    other = told("b", **{"1": "ya", "2": "ya", "4": "ya"})
    found = evaluate(checklist(), [one, other]).value
    assert (found.value, found.provisional, found.missing) == (Fraction(1), True, ("penilai: 3",))


def test_does_not_apply_where_it_may_not_is_a_blank_and_is_said() -> None:
    found = evaluate(checklist(), [told("x", **{"1": "tidak berlaku", "2": "ya", "3": "ya", "4": "ya"})])
    assert (found.value.value, found.value.provisional) == (Fraction(1), True)
    assert [(code, problem.variant) for code, problem in found.problems] == [(UNUSABLE, "not_conditional")]


@pytest.mark.parametrize("text", ["101", "-1", "7.25", "tujuh"])
def test_what_the_scale_does_not_have_is_a_blank_and_is_said(text: str) -> None:
    found = evaluate(mean_of_four(), [told("x", plan=text, do=50, check=50, act=50)])
    assert (found.value.value, found.value.provisional) == (Fraction(50), True)
    assert found.problems[0][0] == UNUSABLE


def test_halves_count_where_the_scale_has_them() -> None:
    scheme = scheme_of([leaf("a", scale=Scale(Fraction(1), Fraction(4), Fraction(1, 2)))])
    assert evaluate(scheme, [told("x", a="2,5")]).value.value == Fraction(5, 2)
    assert evaluate(scheme, [told("x", a="2,25")]).value.value is None


def test_a_group_of_a_checklist_does_not_weigh_more_for_being_short() -> None:
    yes_no: dict[str, Any] = {"kind": LeafKind.YES_NO}
    groups = [
        Item("A", "A", items=tuple(leaf(f"a{i}", **yes_no) for i in range(3)), combine=Combine.SHARE_OF_YES),
        Item("B", "B", items=(leaf("b0", **yes_no),), combine=Combine.SHARE_OF_YES),
    ]
    scheme = scheme_of(groups, combine=Combine.SHARE_OF_YES)
    found = evaluate(scheme, [told("x", a0="ya", a1="ya", a2="ya", b0="tidak")]).value
    assert (found.value, of(found, "B").value) == (Fraction(3, 4), Fraction(0))


# Voices

ASSESSORS = Voice("asesor", "Asesor", weight=Fraction(60))
SURVEY = Voice("survei", "Survei", VoiceKind.SURVEY, Fraction(40), "survei", ("K",))


def criterion() -> Scheme:
    subs = tuple(
        Item(f"1.{i}", f"Sub {i}", items=tuple(leaf(f"1.{i}.{phase}") for phase in PHASES))
        for i in range(1, 5)
    )
    voices = {"asesor": Fraction(60), "survei": Fraction(40)}
    enabler = Item("K", "Kriteria", items=subs, voices=voices)
    return scheme_of([enabler], combine=Combine.NONE, voices=(ASSESSORS, SURVEY), bands=BANDS)


SCORES = ((60, 55, 40, 25), (70, 60, 45, 30), (65, 55, 40, 30), (60, 55, 45, 30))


def assessed() -> Statement:
    answers = {
        f"1.{i}.{phase}": score
        for i, row in enumerate(SCORES, start=1)
        for phase, score in zip(PHASES, row, strict=True)
    }
    return told("a", voice="asesor", **answers)


def respondents(*values: object) -> list[Statement]:
    return [told("", voice="survei", K=value) for value in values]


def test_assessors_60_and_survey_40_meet_where_the_survey_is_held() -> None:
    found = evaluate(criterion(), [assessed(), *respondents(60, 65)]).value
    whole = of(found, "K")
    assert whole.by_voice == {"asesor": Fraction(765, 16), "survei": Fraction(125, 2)}
    assert (whole.value, whole.band) == (Fraction(859, 16), "Check")
    assert (of(found, "1.1").value, of(found, "1.1").band) == (Fraction(45), "Do")


def test_a_survey_without_respondents_is_not_made_up_for_by_the_assessors() -> None:
    whole = of(evaluate(criterion(), [assessed()]).value, "K")
    assert (whole.value, whole.provisional, whole.why) == (None, True, Why.VOICE_MISSING)
    assert whole.missing == ("survei: K",)
    assert whole.by_voice == {"asesor": Fraction(765, 16)}


def test_a_respondent_who_left_a_blank_does_not_count_there_and_nothing_is_provisional() -> None:
    found = evaluate(criterion(), [assessed(), *respondents(60, 65), Statement("survei", {})]).value
    assert (of(found, "K").value, of(found, "K").provisional) == (Fraction(859, 16), False)


def test_voices_at_the_top_weigh_at_every_item_that_both_speak_of() -> None:
    voices = (Voice("guru", "Guru", weight=Fraction(70)), Voice("wali", "Wali", weight=Fraction(30)))
    scheme = scheme_of([leaf("a"), leaf("b")], voices=voices)
    told_both = [told("x", voice="guru", a=100, b=50), told("y", voice="wali", a=50, b=50)]
    found = evaluate(scheme, told_both).value
    assert (found.value, of(found, "a").value) == (Fraction(7 * 75 + 3 * 50, 10), Fraction(85))
    assert evaluate(scheme, told_both[:1]).value.value is None


def test_a_blank_of_one_assessor_tilts_no_weights() -> None:
    scheme = scheme_of([leaf("a"), leaf("b")])
    found = evaluate(scheme, [told("x", a=100, b=0), told("y", a=100)]).value
    assert (found.value, found.provisional) == (Fraction(50), True)  # and not the mean of 50 and 100


def test_what_assessors_agreed_on_counts_instead_of_what_they_said_alone() -> None:
    agreed = Statement("penilai", told("", plan=50, do=50, check=50, act=50).answers, "a, b", agreed=True)
    alone = told("a", plan=90, do=90, check=90, act=90)
    assert evaluate(mean_of_four(), [alone, agreed]).value.value == 50


def test_what_the_unit_says_itself_counts_beside_what_assessors_agreed_on() -> None:
    agreed = Statement("penilai", told("", plan=50, do=50).answers, "a, b", agreed=True)
    own = Statement("penilai", told("", check=50, act=50).answers, own=True)
    found = evaluate(mean_of_four(), [own, agreed]).value
    assert (found.value, found.provisional) == (Fraction(50), False)


def test_two_agreed_sheets_that_differ_are_no_agreement() -> None:
    scheme = scheme_of([leaf("a")], voices=(Voice("tim", "Tim", VoiceKind.AGREED),))
    found = evaluate(scheme, [told("x", voice="tim", a=50), told("y", voice="tim", a=60)])
    assert (found.value.value, found.value.provisional) == (None, True)
    assert found.problems[0][0] == UNRECKONED


def test_every_leaf_knows_who_said_what_and_where() -> None:
    found = evaluate(
        mean_of_four(), [told("Siti", plan=60, do=1, check=1, act=1), told("Budi", plan=50)]
    ).value
    assert [(one.who, one.text) for one in of(found, "plan").sources] == [("Siti", "60"), ("Budi", "50")]


# A panel's own value


def test_a_value_that_the_panel_put_with_a_reason_stands_in_all_above_it() -> None:
    scheme = criterion_with_override()
    found = evaluate(
        scheme, [assessed(), *respondents(60, 65)], ruling=ruling({"1.1": ("65", "bukti baru")})
    ).value
    one = of(found, "1.1")
    assert (one.value, one.reckoned, one.ruled) == (Fraction(65), Fraction(45), "bukti baru")
    by_assessors = Fraction(765, 16) + Fraction(20, 4)
    assert of(found, "K").value == by_assessors * 3 / 5 + Fraction(125, 2) * 2 / 5


def criterion_with_override() -> Scheme:
    return replace(criterion(), override=True)


def test_a_value_without_a_reason_is_not_followed() -> None:
    found = evaluate(
        mean_of_four(override=True),
        [told("a", plan=1, do=1, check=1, act=1)],
        ruling=ruling({"": ("50", "")}),
    )
    assert (found.value.value, found.value.ruled) == (Fraction(1), "")
    assert [(code, problem.variant) for code, problem in found.problems] == [(UNFOLLOWED, "no_reason")]


def test_to_agree_with_what_was_reckoned_needs_no_reason() -> None:
    found = evaluate(
        mean_of_four(override=True), [told("a", plan=1, do=1, check=1, act=1)], ruling=ruling({"": ("1", "")})
    )
    assert found.problems == ()


@pytest.mark.parametrize(
    ("code", "text", "override", "variant"),
    [
        ("", "101", True, "off_scale"),
        ("", "banyak", True, "no_number"),
        ("x", "50", True, "unknown"),
        ("", "50", False, "not_allowed"),
    ],
)
def test_a_value_that_can_not_stand_is_not_followed(
    code: str, text: str, override: bool, variant: str
) -> None:
    scheme = mean_of_four(override=override)
    found = evaluate(
        scheme, [told("a", plan=1, do=1, check=1, act=1)], ruling=ruling({code: (text, "sebab")})
    )
    assert found.value.value == 1
    assert [problem.variant for _, problem in found.problems] == [variant]


# Achievements and needs


def indicator(**target: object) -> Scheme:
    made = Target(**{"value": Fraction(90), **target})  # type: ignore[arg-type]
    return scheme_of([leaf("i", kind=LeafKind.ACHIEVEMENT, target=made)], combine=Combine.NONE)


def achieved(scheme: Scheme, text: object, *past: object, number: int = 3) -> Value:
    spans = [Span(0, i, Cycle.MONTH_OF_PROGRAM) for i in range(1, number + 1)]
    before = tuple(Past(span, (told("", i=one),)) for span, one in zip(spans, past, strict=False))
    return of(evaluate(scheme, [told("", i=text)], when=Moment(spans[-1], before)).value, "i")


def test_84_of_90_is_14_fifteenths() -> None:
    assert achieved(indicator(), 84).value == Fraction(14, 15)


@pytest.mark.parametrize(("target", "why"), [(None, Why.NO_TARGET), (Fraction(0), Why.ZERO_TARGET)])
@pytest.mark.parametrize("lower", [True, False])
def test_without_a_target_there_is_no_achievement_and_the_reason_is_said(
    target: Fraction | None, why: str, lower: bool
) -> None:
    found = achieved(indicator(value=target, lower_is_better=lower), 84)
    assert (found.value, found.why, found.provisional) == (None, why, False)


@pytest.mark.parametrize(("actual", "value"), [(10, 1), (5, Fraction(3, 2)), (20, 0), (25, Fraction(-1, 2))])
def test_lower_is_better_goes_below_zero_past_twice_its_target(actual: int, value: Fraction) -> None:
    assert achieved(indicator(value=Fraction(10), lower_is_better=True), actual).value == value


def test_cumulative_figures_are_never_summed() -> None:
    assert achieved(indicator(over_time="terakhir"), 84, 30, 60).value == Fraction(14, 15)


def test_monthly_figures_add_up() -> None:
    assert achieved(indicator(over_time="jumlah"), 24, 30, 30).value == Fraction(14, 15)


def test_a_month_without_a_figure_makes_the_sum_provisional() -> None:
    found = achieved(indicator(over_time="jumlah"), 24, 30, "")
    assert (found.value, found.provisional, found.missing) == (Fraction(54, 90), True, ("penilai: i (2)",))


@pytest.mark.parametrize(
    ("cycle", "before", "now", "lacking"),
    [
        (Cycle.MONTH_OF_PROGRAM, (0, 2), (0, 4), ("1", "3")),
        (Cycle.QUARTER, (2012, 3), (2013, 1), ("Triwulan IV 2012",)),
        (Cycle.YEAR, (2011, 1), (2013, 1), ("2012",)),
        (Cycle.YEAR, (2012, 1), (2013, 1), ()),
    ],
)
def test_a_period_that_nobody_has_a_folder_of_makes_the_sum_provisional(
    cycle: Cycle, before: tuple[int, int], now: tuple[int, int], lacking: tuple[str, ...]
) -> None:
    scheme = indicator(over_time="jumlah")
    moment = Moment(Span(*now, cycle), (Past(Span(*before, cycle), (told("", i=30),)),))
    found = of(evaluate(scheme, [told("", i=24)], when=moment).value, "i")
    assert (found.value, found.provisional) == (Fraction(54, 90), bool(lacking))
    assert found.missing == tuple(f"penilai: i ({one})" for one in lacking)


def test_ratios_add_their_parts_and_not_themselves() -> None:
    found = achieved(indicator(value=Fraction(1), over_time="rasio"), "10/10", "20/80", "30/60")
    assert found.value == Fraction(60, 150)


def test_a_ratio_typed_as_a_number_has_no_parts_to_add() -> None:
    found = achieved(indicator(value=Fraction(1), over_time="rasio"), "0,5")
    assert (found.value, found.why) == (None, Why.NO_RATIO)
    assert ratio_of("5/0") is None


def test_a_target_by_period_holds_until_the_next_one() -> None:
    scheme = indicator(by_period={1: Fraction(10), 3: Fraction(50)})
    assert achieved(scheme, 5, number=2).value == Fraction(1, 2)
    assert achieved(scheme, 5, number=9).value == Fraction(1, 10)


def test_two_reports_for_one_month_count_with_neither() -> None:
    found = evaluate(indicator(), [told("x", i=84), told("y", i=80)])
    assert (of(found.value, "i").value, of(found.value, "i").why) == (None, Why.TWO_REPORTS)
    assert [code for code, _ in found.problems] == [UNRECKONED]
    same = evaluate(indicator(), [told("x", i="84"), told("y", i="84,0")])
    assert of(same.value, "i").value == Fraction(14, 15)


TABLE = tuple(
    Rounding(Fraction(least), Fraction(counts))
    for least, counts in (("0", 0), ("1/2", 1), ("5/3", 2), ("8/3", 3))
)


@pytest.mark.parametrize(
    ("load", "need"), [("60", 2), ("40", 2), ("39,99", 1), ("40,01", 2), ("0", 0), ("11", 0), ("12", 1)]
)
def test_need_is_read_off_by_exact_lower_bounds(load: str, need: int) -> None:
    item = leaf("n", kind=LeafKind.NEED)
    scheme = scheme_of([item], combine=Combine.SUM, rounding=TABLE, duty=Fraction(24))
    assert evaluate(scheme, [told("x", n=load)]).value.value == need


# Properties

SCORE = st.integers(min_value=0, max_value=100)
ROWS = st.lists(st.tuples(SCORE, SCORE, SCORE, SCORE), min_size=1, max_size=5)


def panel(rows: Sequence[Sequence[int]]) -> list[Statement]:
    by_phase: list[dict[str, Any]] = [dict(zip(PHASES, row, strict=True)) for row in rows]
    return [told(str(i), **row) for i, row in enumerate(by_phase)]


@given(ROWS)
def test_an_independent_reckoning_agrees(rows: list[tuple[int, ...]]) -> None:
    columns = [Fraction(sum(column), len(rows)) for column in zip(*rows, strict=True)]
    assert evaluate(mean_of_four(), panel(rows)).value.value == sum(columns) / 4


@given(ROWS, st.randoms())
def test_the_order_of_sheets_does_not_matter(rows: list[tuple[int, ...]], random: object) -> None:
    sheets = panel(rows)
    again = [*sheets]
    random.shuffle(again)  # type: ignore[attr-defined]
    one, other = (evaluate(mean_of_four(), order).value for order in (sheets, again))
    assert (one.value, one.band, one.missing) == (other.value, other.band, other.missing)


@given(ROWS)
def test_an_assessor_who_says_what_all_say_keeps_the_value(rows: list[tuple[int, ...]]) -> None:
    same = [rows[0]] * len(rows)
    assert evaluate(mean_of_four(), panel([*same, rows[0]])).value.value == Fraction(sum(rows[0]), 4)


@given(ROWS, st.integers(min_value=0, max_value=3), SCORE)
def test_a_higher_answer_never_lowers_the_value(rows: list[tuple[int, ...]], phase: int, score: int) -> None:
    higher = [*rows[0]]
    higher[phase] = max(score, higher[phase])
    before, after = (evaluate(mean_of_four(), panel(one)).value.value for one in (rows, [higher, *rows[1:]]))
    assert before is not None
    assert after is not None
    assert after >= before


@given(ROWS, st.integers(min_value=0, max_value=3))
def test_a_blank_makes_provisional(rows: list[tuple[int, ...]], phase: int) -> None:
    sheets = panel(rows)
    answers = {code: one for code, one in sheets[0].answers.items() if code != PHASES[phase]}
    found = evaluate(mean_of_four(), [Statement("penilai", answers, "0"), *sheets[1:]]).value
    assert found.provisional
    assert found.missing == (f"penilai: {PHASES[phase]}",)


# A unit's folder


def test_a_survey_comes_from_its_list_and_sheets_from_people() -> None:
    program = load_program("pmprb-2012")
    scheme = program.schemes[0]
    sheet = AnswerSheet(Path("a.yaml"), "utama", "asesor", ("Siti",), {"": assessed().answers})
    rows = tuple(
        Row(Path("survei.csv"), Place(i), {"kepemimpinan": text}) for i, text in enumerate(("60", "65"))
    )
    unit = unit_of(program, "Dinas Pendidikan", sheets=(sheet,), listings={"survei": Listing("survei", rows)})
    (outcome,) = judge(program, scheme, unit).outcomes
    leadership = of(outcome.total, "kepemimpinan")
    assert (outcome.judged, leadership.value) == ("Dinas Pendidikan", Fraction(859, 16))
    assert outcome.total.provisional


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("60", "60.0"), 60),
        (("60", "60,00", " 60 "), 60),
        (("60", "61"), None),
        (("60", "61", "60"), None),
        (("60", "61", "62"), None),
        (("60", "61", "61", "60"), None),
    ],
)
def test_sheets_of_one_person_count_where_all_of_them_say_the_same(
    texts: tuple[str, ...], value: int | None
) -> None:
    program = program_of(scheme_of([leaf("a"), leaf("b")]))
    sheets = [
        AnswerSheet(Path(f"{n}.yaml"), "utama", "penilai", ("Siti",), {"U": told("", a=text, b=40).answers})
        for n, text in enumerate(texts)
    ]
    (outcome,) = judge(program, program.schemes[0], unit_of(program, "U", sheets=tuple(sheets))).outcomes
    assert [of(outcome.total, code).value for code in "ab"] == [value, 40]
    assert outcome.total.provisional == (value is None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Ya", "ya", True), ("tb", "tidak berlaku", True), ("ya", "tidak", False), ("84/90", "42/45", False)],
)
def test_words_that_mean_the_same_are_the_same_answer(one: str, other: str, same: bool) -> None:
    answers = [told("", a=text).answers["a"] for text in (one, other)]
    assert (meaning_of(answers[0]) == meaning_of(answers[1])) is same


def test_an_agency_with_one_unit_of_two_is_provisional() -> None:
    program = load_program("pmprb-2012")
    scheme = program.schemes[1]
    sheet = AnswerSheet(Path("a.yaml"), "utama", "asesor", ("Siti",), {"": assessed().answers})
    one, other = unit_of(program, "Satu", sheets=(sheet,)), unit_of(program, "Dua")
    alone = of(judge(program, scheme, child_of(program, one)).outcomes[0].total, "1.1")
    assert (alone.value, alone.provisional) == (Fraction(45), False)
    both = of(judge(program, scheme, child_of(program, one, other)).outcomes[0].total, "1.1")
    assert (both.value, both.provisional, both.missing) == (Fraction(45), True, ("Dua: 1.1",))


def test_a_panel_above_changes_one_item_and_the_survey_still_counts_on_it() -> None:
    program = load_program("pmprb-2012")
    scheme = program.schemes[1]
    sheet = AnswerSheet(Path("a.yaml"), "utama", "asesor", ("Siti",), {"": assessed().answers})
    rows = (Row(Path("survei.csv"), Place(1), {"kepemimpinan": "62,5"}),)
    unit = unit_of(program, "Satu", sheets=(sheet,), listings={"survei": Listing("survei", rows)})
    above = child_of(program, unit)
    leadership = of(judge(program, scheme, above).outcomes[0].total, "kepemimpinan")
    assert (leadership.value, leadership.band) == (Fraction(859, 16), "Check")
    changed = replace(above, ruling=ruling({"1.1": ("65", "kunjungan")}))
    found = judge(program, scheme, changed).outcomes[0].total
    assert (of(found, "1.1").reckoned, of(found, "1.1").by_voice) == (Fraction(45), {"unit": Fraction(45)})
    by_assessors = (65 + Fraction("51.25") + Fraction("47.5") * 2) / 4
    assert of(found, "kepemimpinan").value == by_assessors * 3 / 5 + Fraction("62.5") * 2 / 5


def ranked(
    values: Mapping[str, int], *, seats: int | None = None, order: Sequence[str] = (), reason: str = ""
) -> list[tuple[str, int | None, bool, bool]]:
    program, scheme, unit = problems_judged(
        values, seats, ruling({}, order=order, reason=reason) if order else None
    )
    found = judge(program, scheme, unit).outcomes
    return [(one.judged, one.rank, one.tied, one.selected) for one in found]


def problems_judged(
    values: Mapping[str, int], seats: int | None, decision: Ruling | None
) -> tuple[Program, Scheme, Unit]:
    program = list_program(seats)
    rows = tuple(Row(Path("masalah.yaml"), Place(i), {"nama": name}) for i, name in enumerate(values))
    answers = {name: told("", u=value).answers for name, value in values.items()}
    sheet = AnswerSheet(Path("a.yaml"), "utama", "", ("Siti",), answers)
    listing = {"masalah": Listing("masalah", rows)}
    unit = unit_of(program, "Gugus", sheets=(sheet,), listings=listing, ruling=decision)
    return program, program.schemes[0], unit


def test_equals_share_a_rank_and_the_next_one_skips() -> None:
    found = ranked({"a": 5, "b": 9, "c": 9, "d": 1})
    assert [(name, rank, tied) for name, rank, tied, _ in found] == [
        ("b", 1, True),
        ("c", 1, True),
        ("a", 3, False),
        ("d", 4, False),
    ]


def test_equals_across_the_edge_of_the_seats_are_left_open() -> None:
    found = ranked({"a": 9, "b": 5, "c": 5}, seats=2)
    assert [name for name, *_, selected in found if selected] == ["a"]


def test_the_panels_order_settles_equals() -> None:
    found = ranked({"a": 9, "b": 5, "c": 5}, seats=2, order=("a", "c", "b"))
    assert [(name, rank, selected) for name, rank, _, selected in found] == [
        ("a", 1, True),
        ("c", 2, True),
        ("b", 3, False),
    ]


def test_the_panels_order_overturns_values_with_a_reason_only() -> None:
    assert [name for name, *_ in ranked({"a": 9, "b": 5}, order=("b", "a"), reason="mendesak")] == ["b", "a"]
    assert [name for name, *_ in ranked({"a": 9, "b": 5}, order=("b", "a"))] == ["a", "b"]


def test_nobody_gets_a_seat_while_a_value_is_open() -> None:
    program, scheme, unit = problems_judged({"a": 9, "b": 200}, 1, None)
    assert not any(one.selected for one in judge(program, scheme, unit).outcomes)


def test_a_second_folder_for_the_same_period_is_a_second_report() -> None:
    program = indicator_program()
    span = Span(0, 3, Cycle.MONTH_OF_PROGRAM)
    units = [
        unit_of(
            program,
            "Desa",
            folder,
            span,
            sheets=(AnswerSheet(Path(folder), "utama", "", (), {"": told("", i=text).answers}),),
        )
        for folder, text in (("bulan-03", 84), ("bulan-03 (2)", 80))
    ]
    found = judge(program, program.schemes[0], units[0], units[1:])
    assert of(found.outcomes[0].total, "i").why == Why.TWO_REPORTS
    assert of(
        judge(program, program.schemes[0], units[0], units[:1]).outcomes[0].total, "i"
    ).value == Fraction(14, 15)


def test_rows_of_groups_add_up_and_a_row_given_twice_does_not() -> None:
    program = indicator_program(VoiceKind.LIST)
    cells = [("nelayan", "30"), ("perempuan", "30"), ("pemuda", "24")]
    rows = tuple(
        Row(Path("r"), Place(i), {"butir": "i", "kelompok": name, "nilai": text})
        for i, (name, text) in enumerate(cells)
    )
    twice = Row(Path("r"), Place(9), {"butir": "i", "kelompok": "pemuda", "nilai": "20"})

    def value(*rows: Row) -> Value:
        unit = unit_of(program, "Desa", listings={"realisasi": Listing("realisasi", rows)})
        return of(judge(program, program.schemes[0], unit).outcomes[0].total, "i")

    assert value(*rows).value == Fraction(14, 15)
    assert value(*rows, rows[2]).value == Fraction(14, 15)
    assert value(*rows, twice).why == Why.TWO_REPORTS
