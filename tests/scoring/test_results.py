"""Final values, ranks and winners."""

import random
from collections.abc import Mapping
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make.levels import CITY_LEVEL, NATION_LEVEL
from make.panel_table import (
    BUDI,
    DEWI,
    POB,
    SITI,
    THREE,
    candidate,
    codes,
    decision,
    finals,
    judge,
    panel,
    results,
    scores,
    selected,
    sheet,
    three_sheets,
)
from msgspec.structs import replace

from bpkit.model.scores import Rubric
from bpkit.scoring.results import assess
from bpkit.settings.rubrics import load_rubric, read_rubric


def test_a_panel_of_three_with_totals_700_700_690_fails() -> None:
    outcome = results(judge({"A": (700, 700, 690)}))["A"]
    assert outcome.final == Fraction(2090, 3)
    assert not outcome.passed
    assert not outcome.selected


def test_a_final_value_of_exactly_700_passes() -> None:
    outcome = results(judge({"A": (710, 700, 690)}))["A"]
    assert outcome.final == 700
    assert outcome.passed


def test_the_total_of_an_assessor_is_the_sum_of_score_times_weight() -> None:
    row = dict(zip(POB.codes, (8, 7, 8, 7, 9, 8, 7, 8), strict=True))
    assert results(judge({"A": (row, row, row)}))["A"].totals == dict.fromkeys(THREE, Fraction(770))


def test_the_mean_per_instrument_is_exact() -> None:
    rows = [dict.fromkeys(POB.codes, score) for score in (7, 8, 8)]
    assert results(judge({"A": rows}))["A"].instruments["inovasi"] == Fraction(23, 3)


def test_equal_finals_share_a_rank_and_the_next_one_skips() -> None:
    outcome = results(judge({"A": (800,) * 3, "B": (750,) * 3, "C": (750,) * 3, "D": (710,) * 3}))
    assert {key: result.rank for key, result in outcome.items()} == {"A": 1, "B": 2, "C": 2, "D": 4}
    assert [key for key, result in outcome.items() if result.tied] == ["B", "C"]


def test_totals_that_are_equal_while_the_instruments_differ_are_a_tie() -> None:
    strong_in_writing = scores(700) | {"kualitas_tulisan": 10, "kondisi_riil": 1}
    strong_in_reality = scores(700) | {"kualitas_tulisan": 1, "kondisi_riil": 10}
    outcome = results(judge({"A": (strong_in_writing,) * 3, "B": (strong_in_reality,) * 3}))
    assert outcome["A"].rank == outcome["B"].rank == 1


def test_the_rubrics_tie_break_decides_between_equal_finals() -> None:
    strong_in_writing = scores(700) | {"kualitas_tulisan": 10, "kondisi_riil": 1}
    strong_in_reality = scores(700) | {"kualitas_tulisan": 1, "kondisi_riil": 10}
    rows = {"A": (strong_in_reality,) * 3, "B": (strong_in_writing,) * 3}
    rubric = replace(POB, tie_break=("kualitas_tulisan",))
    outcome = results(assess(panel(rows, three_sheets(rows)), rubric))
    assert (outcome["B"].rank, outcome["A"].rank) == (1, 2)


def test_the_best_three_of_those_that_passed_are_selected() -> None:
    rows = {"A": (690,) * 3, "B": (800,) * 3, "C": (720,) * 3, "D": (750,) * 3, "E": (710,) * 3}
    assert selected(judge(rows)) == ["B", "D", "C"]


def test_seats_that_nobody_passed_for_stay_empty() -> None:
    assert selected(judge({"A": (690,) * 3, "B": (800,) * 3, "C": (500,) * 3})) == ["B"]


def test_nobody_of_a_tie_across_the_last_seat_is_selected_and_all_are_named() -> None:
    assessment = judge({"A": (800,) * 3, "B": (720,) * 3, "C": (720,) * 3, "D": (720,) * 3})
    assert selected(assessment) == ["A"]
    assert assessment.ties == (("B", "C", "D"),)


def test_a_tie_within_the_seats_is_no_question_for_the_panel() -> None:
    assessment = judge({"A": (800,) * 3, "B": (720,) * 3, "C": (720,) * 3, "D": (700,) * 3})
    assert selected(assessment) == ["A", "B", "C"]
    assert assessment.ties == ()


def test_a_tie_below_a_full_house_is_no_question_for_the_panel() -> None:
    rows = {title: (total,) * 3 for title, total in zip("ABCDE", (800, 790, 780, 700, 700), strict=True)}
    assert judge(rows).ties == ()


def test_a_tie_of_titles_that_failed_is_no_question_for_the_panel() -> None:
    assert judge({"A": (800,) * 3, **dict.fromkeys("BCD", (600,) * 3)}).ties == ()


def test_at_a_korkot_the_passing_grade_is_shown_and_does_not_gate() -> None:
    rows = {"A": (690,) * 3, "B": (600,) * 3}
    sheets = [sheet(name, {t: row[0] for t, row in rows.items()}, head=KORKOT) for name in THREE]
    assessment = assess(panel(rows, sheets, level=CITY_LEVEL, seats=2), POB)
    assert selected(assessment) == ["A", "B"]
    assert not results(assessment)["A"].passed


KORKOT = "rubrik: pob-2010\ntingkat: korkot\n"


def test_the_korkots_own_writing_goes_beside_the_quota() -> None:
    titles = [candidate("A"), candidate("B"), candidate("C"), candidate("K", source="korkot")]
    rows = {"A": 720, "B": 710, "C": 700, "K": 650}
    sheets = [sheet(name, rows, head=KORKOT) for name in THREE]
    assessment = assess(panel(titles, sheets, level=CITY_LEVEL, seats=2), POB)
    assert selected(assessment) == ["A", "B", "K"]


def test_the_national_panel_needs_five_and_names_five() -> None:
    names = ("Ana", "Bayu", "Citra", "Dodi", "Eka")
    rows = dict(zip("ABCDEFG", (760, 750, 740, 730, 720, 710, 700), strict=True))
    sheets = [sheet(name, rows, head="rubrik: pob-2010\ntingkat: kmp\n") for name in names]
    national = panel(rows, sheets, level=NATION_LEVEL, seats=5)
    assert selected(assess(national, POB)) == ["A", "B", "C", "D", "E"]
    assert selected(assess(replace(national, sheets=tuple(sheets[:4])), POB)) == []


# Panels that are not whole.


def test_a_zero_is_a_score_off_the_scale_and_not_a_missing_one() -> None:
    zero = scores(700) | {"inovasi": 0}
    rows = {"A": (zero, 700, 700)}
    assert codes(panel(rows, three_sheets(rows))) == ["BP803"]


def test_a_zero_on_a_scale_that_has_one_lowers_the_total(tmp_path: Path) -> None:
    text = load_rubric("pob-2010").file.read_text(encoding="utf-8").replace("{min: 1,", "{min: 0,")
    (tmp_path / "pob-2010.yaml").write_text(text, encoding="utf-8")
    rubric = read_rubric(tmp_path / "pob-2010.yaml")
    rows = {"A": ({**dict.fromkeys(POB.codes, 10), "inovasi": 0},) * 3}
    outcome = results(assess(panel(rows, three_sheets(rows)), rubric))["A"]
    assert outcome.final == 800
    assert not outcome.provisional


def test_a_comma_and_a_point_are_the_same_half(tmp_path: Path) -> None:
    rubric = halves(tmp_path)
    with_comma = dict.fromkeys(rubric.codes, "7,5")
    with_point = dict.fromkeys(rubric.codes, "7.5")
    rows = {"A": (with_comma, with_point, with_comma)}
    outcome = results(assess(panel(rows, three_sheets(rows)), rubric))["A"]
    assert outcome.totals == dict.fromkeys(THREE, Fraction(750))


def test_halves_and_weights_like_12_5_stay_exact(tmp_path: Path) -> None:
    rubric = halves(tmp_path)
    seven = dict.fromkeys(rubric.codes, 7)
    rows = {"A": (seven | {"inovasi": "7.5"}, seven, seven)}
    assert results(assess(panel(rows, three_sheets(rows)), rubric))["A"].final == Fraction("2106.25") / 3


def halves(folder: Path) -> Rubric:
    """pob-2010 with eight weights of 12.5 and steps of a half."""
    text = load_rubric("pob-2010").file.read_text(encoding="utf-8")
    text = text.replace("bobot: 10", "bobot: 12.5").replace("bobot: 20", "bobot: 12,5")
    text = text.replace("langkah: 1}", "langkah: 0.5}").replace("nilai_akhir: 730", "nilai_akhir: 733.33")
    (folder / "halves.yaml").write_text(text, encoding="utf-8")
    return replace(read_rubric(folder / "halves.yaml"), id="pob-2010")


def test_a_missing_score_gives_no_total_instead_of_a_lower_one() -> None:
    lacking = {code: score for code, score in scores(700).items() if code != "inovasi"}
    outcome = results(judge({"A": (lacking, 800, 800)}))["A"]
    assert outcome.totals == {BUDI: 800, DEWI: 800}
    assert outcome.provisional
    assert not outcome.passed


def test_nobody_wins_on_what_is_left_when_one_of_three_sheets_is_broken() -> None:
    rows = {"A": (800,) * 3, "B": (900,) * 3}
    sheets = three_sheets(rows)
    broken = sheet(SITI, {}, extra="  : [\n")
    assessment = assess(panel(rows, [broken, *sheets[1:]]), POB)
    assert selected(assessment) == []
    assert all(result.provisional and result.rank is None for result in assessment.results)
    assert finals(assessment) == {"A": 800, "B": 900}


def test_a_title_that_one_assessor_left_out_is_provisional_and_the_others_stand() -> None:
    sheets = [sheet(SITI, {"A": 800, "B": 750}), sheet(BUDI, {"A": 800, "B": 750}), sheet(DEWI, {"B": 750})]
    outcome = results(assess(panel("AB", sheets), POB))
    assert outcome["A"].provisional
    assert (outcome["B"].rank, outcome["B"].selected) == (1, True)


def test_who_stood_aside_is_no_part_of_that_titles_panel() -> None:
    rows = {"A": 800, "B": 750}
    sheets = [sheet(name, rows) for name in (*THREE, "Eka")]
    sheets[3] = sheet("Eka", {"B": 750}, aside=["A"])
    outcome = results(assess(panel("AB", sheets), POB))
    assert len(outcome["A"].totals) == 3
    assert outcome["A"].selected


def test_the_rest_of_the_panel_must_still_be_enough() -> None:
    sheets = [sheet(SITI, {"A": 800}), sheet(BUDI, {"A": 800}), sheet(DEWI, {}, aside=["A"])]
    assessment = assess(panel("A", sheets), POB)
    assert results(assessment)["A"].provisional
    assert codes(assessment) == ["BP807"]


def test_an_author_with_titles_and_degrees_is_no_part_of_his_titles_panel() -> None:
    writing = candidate("A", author="Ir. SITI  Rahma, M.Si")
    sheets = [
        sheet(name, {"A": total}) for name, total in ((SITI, 1000), (BUDI, 700), (DEWI, 710), ("Eka", 690))
    ]
    outcome = results(assess(panel([writing], sheets), POB))["A"]
    assert outcome.totals == {BUDI: 700, DEWI: 710, "Eka": 690}
    assert outcome.passed


def test_two_equal_sheets_of_one_assessor_count_once() -> None:
    sheets = [*three_sheets({"A": (800, 700, 720)}), sheet("SITI RAHMA, S.Sos", {"A": 800}, name="lagi.yaml")]
    outcome = results(assess(panel("A", sheets), POB))["A"]
    assert outcome.final == 740
    assert outcome.selected


def test_two_different_sheets_of_one_assessor_leave_the_value_open() -> None:
    sheets = [*three_sheets({"A": (800, 700, 720)}), sheet(SITI, {"A": 810}, name="lagi.yaml")]
    outcome = results(assess(panel("A", sheets), POB))["A"]
    assert outcome.provisional
    assert outcome.totals == {BUDI: 700, DEWI: 720}


def test_a_title_without_any_score_has_no_final_value_rather_than_zero() -> None:
    outcome = results(assess(panel("AB", three_sheets({"A": (700, 700, 700)})), POB))["B"]
    assert outcome.final is None
    assert outcome.provisional
    assert outcome.rank is None


def test_a_province_without_sheets_has_results_without_scores() -> None:
    assessment = assess(panel("AB", []), POB)
    assert (assessment.mode, finals(assessment), selected(assessment)) == (
        "individual",
        {"A": None, "B": None},
        [],
    )


def test_an_agreed_sheet_is_one_score_by_all_its_names() -> None:
    assessment = assess(panel("A", [sheet("", {"A": 720}, agreed=THREE)]), POB)
    assert assessment.mode == "agreed"
    assert results(assessment)["A"].final == 720
    assert selected(assessment) == ["A"]
    assert [assessor.name for assessor in assessment.assessors] == list(THREE)


def test_an_agreed_sheet_of_two_is_too_small_a_panel() -> None:
    assert selected(assess(panel("A", [sheet("", {"A": 720}, agreed=THREE[:2])]), POB)) == []


def test_titles_match_whatever_their_case_blanks_and_unicode_form() -> None:
    sheets = [
        sheet(name, {typed: 700})
        for name, typed in zip(THREE, ("café  X", "CAFÉ X", "Cafe\u0301 x"), strict=True)
    ]
    assert results(assess(panel(["Café X"], sheets), POB))["Café X"].final == 700


def test_a_title_that_is_not_unique_takes_the_city_before_it() -> None:
    both = [candidate("A", "Semarang", key="Semarang/A"), candidate("A", "Tegal", key="Tegal/A")]
    sheets = [sheet(name, {"Kota Semarang / A": 700, "tegal/a": 800}) for name in THREE]
    assert finals(assess(panel(both, sheets), POB)) == {"Tegal/A": 800, "Semarang/A": 700}


# The order of things.


def test_neither_the_order_of_files_nor_of_rows_makes_a_difference() -> None:
    rows = {"A": (800, 700, 720), "B": (720, 720, 780), "C": (690, 700, 900), "D": (740,) * 3}
    sheets = [*three_sheets(rows), sheet(SITI, {"A": 800}, name="lagi.yaml")]
    first = assess(panel("ABCD", sheets), POB)
    for order in permutations(sheets):
        turned = [replace(one, rows=one.rows[::-1]) for one in order]
        other = assess(panel("DCBA", turned), POB)
        assert other.results == first.results
        assert other.assessors == first.assessors
        assert (other.ties, other.agreement) == (first.ties, first.agreement)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_scores_give_the_values_of_an_independent_calculation(data: st.DataObject) -> None:
    titles = data.draw(st.integers(1, 6))
    names = [f"Penilai {chr(65 + i)}" for i in range(data.draw(st.integers(3, 6)))]
    score = st.integers(1, 10)
    given_scores = {
        name: {f"T{t}": {code: data.draw(score) for code in POB.codes} for t in range(titles)}
        for name in names
    }
    sheets = [sheet(name, rows) for name, rows in given_scores.items()]
    random.Random(titles).shuffle(sheets)
    outcome = results(assess(panel([f"T{t}" for t in range(titles)], sheets), POB))
    expected = by_hand(given_scores)
    assert {key: result.final for key, result in outcome.items()} == expected
    assert {key: result.passed for key, result in outcome.items()} == {
        k: v >= 700 for k, v in expected.items()
    }
    assert {key: result.rank for key, result in outcome.items()} == {
        key: 1 + sum(other > value for other in expected.values()) for key, value in expected.items()
    }


def by_hand(given_scores: Mapping[str, Mapping[str, Mapping[str, int]]]) -> dict[str, Fraction]:
    weights = {"inovasi": 20, "perubahan": 20}
    sums: dict[str, list[int]] = {}
    for rows in given_scores.values():
        for title, row in rows.items():
            sums.setdefault(title, []).append(
                sum(value * weights.get(code, 10) for code, value in row.items())
            )
    return {title: Fraction(sum(totals), len(totals)) for title, totals in sums.items()}


# Decisions.


TIED = {"A": (800,) * 3, "B": (720,) * 3, "C": (720,) * 3, "D": (720,) * 3, "E": (700,) * 3}


def test_a_decision_settles_a_tie() -> None:
    decided = decision("tingkat: kmw\nurutan: [A, D, B]\nalasan: lebih mudah ditiru\n")
    assessment = judge(TIED, decided=decided)
    assert selected(assessment) == ["A", "D", "B"]
    assert assessment.ties == ()
    assert codes(assessment) == []


def test_those_decided_on_come_first_and_the_others_follow_as_they_ranked() -> None:
    decided = decision("tingkat: kmw\nurutan: [D, A, B]\nalasan: lebih mudah ditiru\n")
    outcome = results(judge(TIED, decided=decided))
    assert {key: result.rank for key, result in outcome.items()} == {"D": 1, "A": 2, "B": 3, "C": 4, "E": 5}
    assert outcome["D"].rank_by_value == 2


def test_a_decision_that_departs_from_the_ranking_needs_a_reason() -> None:
    assessment = judge(TIED, decided=decision("tingkat: kmw\nurutan: [A, D, B]\n"))
    assert selected(assessment) == ["A"]
    assert [problem.variant for problem in assessment.problems_of("BP801")] == ["reason"]
    assert codes(assessment) == ["BP801", "BP812"]


def test_a_decision_that_follows_the_ranking_needs_no_reason() -> None:
    rows = {"A": (800,) * 3, "B": (750,) * 3, "C": (690,) * 3}
    assessment = judge(rows, decided=decision("tingkat: kmw\nurutan: [A, B]\n"))
    assert (selected(assessment), codes(assessment)) == (["A", "B"], [])


def test_a_decision_that_orders_equals_needs_a_reason() -> None:
    rows = {"A": (800,) * 3, "B": (800,) * 3}
    assert codes(judge(rows, decided=decision("tingkat: kmw\nurutan: [A, B]\n"))) == ["BP801"]


@pytest.mark.parametrize(
    ("order", "variant"), [("[A, E]", "failed"), ("[A, B, C, D]", "seats"), ("[A, B, A]", "title_twice")]
)
def test_a_decision_lifts_no_gate_and_adds_no_seat(order: str, variant: str) -> None:
    rows = {title: (total,) * 3 for title, total in zip("ABCDE", (900, 800, 750, 720, 690), strict=True)}
    assessment = judge(rows, decided=decision(f"tingkat: kmw\nurutan: {order}\nalasan: begitulah\n"))
    assert [problem.variant for problem in assessment.problems_of("BP801")] == [variant]
    assert set(selected(assessment)) <= {"A", "B", "C"}
    assert codes(assessment) == ["BP801"]


def test_a_decision_selects_nothing_provisional() -> None:
    rows = {"A": (dict(scores(800)) | {"inovasi": "-"}, 800, 800), "B": (750,) * 3}
    assessment = judge(rows, decided=decision("tingkat: kmw\nurutan: [A, B]\nalasan: begitulah\n"))
    assert selected(assessment) == ["B"]
    assert [problem.variant for problem in assessment.problems_of("BP801")] == ["provisional"]


def test_a_decision_with_a_title_that_is_not_there_is_not_followed() -> None:
    rows = {"Sampah": (900,) * 3, "B": (800,) * 3}
    assessment = judge(rows, decided=decision("tingkat: kmw\nurutan: [B, Sampa]\nalasan: begitulah\n"))
    assert selected(assessment) == ["Sampah", "B"]
    assert codes(assessment) == ["BP805"]


def test_a_decision_of_another_level_is_not_followed() -> None:
    assessment = judge(TIED, decided=decision("tingkat: kmp\nurutan: [E]\nalasan: begitulah\n"))
    assert selected(assessment) == ["A"]
    assert codes(assessment) == ["BP801", "BP812"]


def test_a_decision_that_records_only_letter_and_date_changes_nothing() -> None:
    decided = decision("tingkat: kmw\nnomor_surat: 012/X/2010\ntanggal: 23 Oktober 2010\n")
    assert selected(judge(TIED, decided=decided)) == ["A"]


def test_a_provinces_decision_without_scores_names_nobody() -> None:
    assessment = assess(panel("AB", [], decided=decision("tingkat: kmw\nurutan: [A]\nalasan: bagus\n")), POB)
    assert selected(assessment) == []
    assert [problem.variant for problem in assessment.problems_of("BP801")] == ["unscored"]
    assert codes(assessment) == ["BP801"]


def test_a_citys_decision_without_scores_says_what_it_proposes() -> None:
    city = panel("ABC", [], level=CITY_LEVEL, decided=decision("tingkat: korkot\nurutan: [C, A]\n"))
    assessment = assess(city, POB)
    assert selected(assessment) == ["C", "A"]
    assert not any(result.provisional for result in assessment.results)
    assert not list(assessment.problems_of("BP801"))


def test_a_city_that_listed_and_scored_nothing_proposes_everything() -> None:
    assert selected(assess(panel("ABC", [], level=CITY_LEVEL), POB)) == ["A", "B", "C"]


def test_a_citys_decision_that_cannot_be_read_proposes_nothing() -> None:
    city = panel("ABC", [], level=CITY_LEVEL, decided=decision("urutan: [A\n"))
    assert selected(assess(city, POB)) == []


def test_leaving_out_the_reason_for_a_city_that_scored_keeps_its_ranking() -> None:
    rows = {"A": 720, "B": 710, "C": 700}
    sheets = [sheet(name, rows, head=KORKOT) for name in THREE]
    decided = decision("tingkat: korkot\nurutan: [C, A]\n")
    assessment = assess(panel(rows, sheets, level=CITY_LEVEL, seats=2, decided=decided), POB)
    assert selected(assessment) == ["A", "B"]


def test_without_a_roster_a_city_that_scored_proposes_all_that_is_not_provisional() -> None:
    rows = {"A": 720, "B": 600, "C": 500, "D": 400}
    sheets = [sheet(name, rows, head=KORKOT) for name in THREE]
    assert selected(assess(panel(rows, sheets, level=CITY_LEVEL, seats=None), POB)) == ["A", "B", "C", "D"]
