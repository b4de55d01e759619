"""What the rules say about panels: one test for every way in which a panel goes wrong."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from make.levels import CITY_LEVEL
from make.panel_table import (
    BUDI,
    DEWI,
    POB,
    SITI,
    THREE,
    candidate,
    codes,
    decision,
    findings,
    judge,
    panel,
    scores,
    settings,
    sheet,
    three_sheets,
)
from msgspec.structs import replace

from bpkit.model.problems import Problem
from bpkit.model.scores import Panel
from bpkit.model.units import Severity
from bpkit.panels.problems import CHECKS
from bpkit.people.names import people, person
from bpkit.rules.catalogue import render
from bpkit.rules.registry import all_rules
from bpkit.scoring.results import assess

ROWS = {"A": (700, 710, 720), "B": (750, 760, 770)}
SHEETS = three_sheets(ROWS)


def with_row(row: Mapping[str, object]) -> Panel:
    """A panel of three where Siti's row on A is this one."""
    return panel(ROWS, [sheet(SITI, {"A": row, "B": 750}), *SHEETS[1:]])


def only(subject: Panel) -> Problem:
    """The one problem that the rules see."""
    (finding,) = findings(subject)
    return finding.problem


def test_a_panel_where_all_is_well_has_no_finding() -> None:
    assert codes(panel(ROWS, SHEETS)) == []


def test_a_panel_that_has_not_begun_has_no_finding() -> None:
    blank = "rubrik: pob-2010\ntingkat: kmw\n"
    assert codes(panel(ROWS, [], expected=THREE)) == []
    assert codes(panel(ROWS, [sheet("", {}, head=blank)], expected=THREE)) == []


def test_an_empty_score_and_a_left_out_one_are_missing() -> None:
    empty = scores(700) | {"inovasi": ""}
    left_out = {code: score for code, score in scores(700).items() if code != "inovasi"}
    assert codes(with_row(empty)) == ["BP802"]
    assert codes(with_row(left_out)) == ["BP802"]
    assert only(with_row(empty)).place != only(with_row(left_out)).place


def test_a_dash_is_no_empty_score() -> None:
    problem = only(with_row(scores(700) | {"inovasi": "-"}))
    assert (problem.found, problem.expected, problem.variant) == ("-", "1–10", "")
    assert codes(with_row(scores(700) | {"inovasi": "-"})) == ["BP803"]


@pytest.mark.parametrize(
    ("typed", "variant"), [("11", "range"), ("0", "range"), ("7,5", "step"), ("tujuh", "")]
)
def test_a_score_off_the_scale_says_how(typed: str, variant: str) -> None:
    problem = only(with_row(scores(700) | {"inovasi": typed}))
    assert (problem.found, problem.variant, problem.titles) == (typed, variant, ("A",))


def test_a_row_without_any_score_is_one_finding_and_not_eight() -> None:
    empty = dict.fromkeys(POB.codes, "")
    assert codes(with_row(empty)) == ["BP802"]
    assert only(with_row(empty)).variant == "row"


def test_a_misspelt_instrument_names_the_nearest_and_is_not_missing_too() -> None:
    row = {("inovsi" if code == "inovasi" else code): score for code, score in scores(700).items()}
    problem = only(with_row(row))
    assert (problem.found, problem.expected) == ("inovsi", "inovasi")
    assert codes(with_row(row)) == ["BP804"]


def test_an_instrument_like_no_other_lists_them() -> None:
    problem = only(with_row(scores(700) | {"xyz": 7}))
    assert (problem.variant, problem.values["codes"]) == ("unknown", ", ".join(POB.codes))
    assert codes(with_row(scores(700) | {"xyz": 7})) == ["BP804"]


def test_a_misspelt_title_names_the_nearest_and_leaves_a_gap() -> None:
    sheets = [sheet(SITI, {"Dari Sampah": 700}), *(sheet(n, {"Dari Sampa": 700}) for n in (BUDI, DEWI))]
    found = findings(panel(["Dari Sampah"], sheets))
    assert [finding.code for finding in found] == ["BP805", "BP811", "BP811"]
    assert found[0].problem.expected == "“Dari Sampah”"
    assert "“Dari Sampa”" in render(found[0]).message
    assert "Tercantum di Budi Santoso.yaml, Dewi Lestari.yaml" in render(found[0]).message


def test_one_typing_error_on_one_sheet_keeps_its_place() -> None:
    sheets = [*(sheet(n, {"Dari Sampah": 700}) for n in (SITI, BUDI)), sheet(DEWI, {"Dari Sampa": 700})]
    problem = findings(panel(["Dari Sampah"], sheets))[0].problem
    assert (problem.path.name, problem.found, problem.variant) == (f"{DEWI}.yaml", "Dari Sampa", "")
    assert problem.place is not None


def test_a_title_that_vanished_after_scoring_is_one_finding_that_names_every_sheet() -> None:
    (finding,) = findings(panel("A", SHEETS))
    assert (finding.code, finding.problem.found) == ("BP805", "B")
    assert all(f"{name}.yaml" in render(finding).message for name in THREE)


def test_a_city_that_vanished_is_one_finding_with_all_its_titles() -> None:
    titles = [f"Judul ke-{number}" for number in range(1, 14)]
    rows = {"A": (700, 710, 720)} | {f"Semarang/{title}": (700, 700, 700) for title in titles}
    (finding,) = findings(panel("A", three_sheets(rows)))
    words = render(finding)
    assert words.found.count("“Semarang/Judul ke-") == 13
    assert words.message.count("“Semarang/Judul ke-") == 10
    assert "… dan 3 lagi" in words.message


def test_a_title_like_another_that_was_scored_too_is_no_typing_error() -> None:
    rows = {"Posyandu Lansia Mawar": (700, 710, 720), "Posyandu Lansia Melati": (700, 710, 720)}
    assert only(panel(["Posyandu Lansia Mawar"], three_sheets(rows))).variant == "unknown_several"


def test_a_title_that_was_not_proposed_is_told_from_one_that_is_not_there() -> None:
    found = findings(panel("A", SHEETS, others=[candidate("B")]))
    assert {finding.problem.variant for finding in found} == {"not_proposed_several"}
    assert codes(panel("A", SHEETS, others=[candidate("B")])) == ["BP805"]


def test_a_decision_may_not_name_what_was_not_proposed() -> None:
    decided = decision("urutan: [B]\nalasan: bagus\n")
    subject = panel("A", [sheet(n, {"A": 700}) for n in THREE], others=[candidate("B")], decided=decided)
    assert only(subject).variant == "decided"
    assert codes(subject) == ["BP805"]


def test_a_bare_title_that_is_not_unique_names_its_cities() -> None:
    both = [candidate("A", "Semarang", key="Semarang/A"), candidate("A", "Tegal", key="Tegal/A")]
    rows = {"Semarang/A": 700, "Tegal/A": 710}
    sheets = [*(sheet(name, rows) for name in THREE[:2]), sheet(DEWI, {"A": 700, "Tegal/A": 710})]
    found = [finding.problem for finding in findings(panel(both, sheets)) if finding.code == "BP805"]
    assert [(one.variant, one.expected) for one in found] == [("ambiguous", "“Semarang/A”, “Tegal/A”")]


def test_equal_sheets_of_one_assessor_are_a_warning_and_different_ones_an_error() -> None:
    same = sheet("Siti RAHMA, S.Sos", {"A": 700, "B": 750}, name="z.yaml")
    other = sheet(SITI, {"A": 700, "B": 760}, name="z.yaml")
    assert [f.severity for f in findings(panel(ROWS, [*SHEETS, same]))] == [Severity.WARNING]
    found = findings(panel(ROWS, [*SHEETS, other]))
    assert {(f.code, f.severity, f.problem.titles) for f in found} == {
        ("BP806", Severity.WARNING, ()),
        ("BP806", Severity.ERROR, ("B",)),
    }
    assert codes(panel(ROWS, [*SHEETS, same])) == ["BP806"]


def test_a_copy_of_a_sheet_with_other_scores_is_one_finding_that_names_its_titles() -> None:
    problem = only(panel(ROWS, [*SHEETS, sheet(SITI, {"A": 710, "B": 760}, name="z.yaml")]))
    assert (problem.path.name, problem.variant, problem.titles) == ("z.yaml", "several", ("A", "B"))


def test_an_instrument_that_nobody_scored_on_a_sheet_is_one_finding() -> None:
    row = scores(700) | {"inovasi": ""}
    subject = panel(ROWS, [sheet(SITI, {"A": row, "B": row}), *SHEETS[1:]])
    problem = only(subject)
    assert (problem.variant, problem.values["code"], problem.titles) == ("column", "inovasi", ("A", "B"))
    assert codes(subject) == ["BP802"]


def test_a_misspelt_instrument_over_every_row_is_one_finding() -> None:
    row = {("inovsi" if code == "inovasi" else code): score for code, score in scores(700).items()}
    subject = panel(ROWS, [sheet(SITI, {"A": row, "B": row}), *SHEETS[1:]])
    problem = only(subject)
    assert (problem.found, problem.expected, problem.titles) == ("inovsi", "inovasi", ("A", "B"))
    assert codes(subject) == ["BP804"]


def test_the_same_score_typed_otherwise_is_the_same() -> None:
    row = {code: f"{score}.0" for code, score in scores(700).items()}
    twin = sheet(SITI, {"A": row, "B": 750}, name="z.yaml")
    assert {finding.severity for finding in findings(panel(ROWS, [*SHEETS, twin]))} == {Severity.WARNING}


def test_a_blank_row_is_no_second_sheet() -> None:
    blank = sheet(SITI, {"A": dict.fromkeys(POB.codes, ""), "B": dict.fromkeys(POB.codes, "")}, name="z.yaml")
    assert codes(panel(ROWS, [*SHEETS, blank])) == []


def test_a_panel_of_two_is_one_finding() -> None:
    problem = only(panel(ROWS, SHEETS[:2]))
    assert (problem.found, problem.expected, problem.variant) == ("2", "3", "panel")
    assert codes(panel(ROWS, SHEETS[:2])) == ["BP807"]


def test_a_title_whose_panel_is_too_small_is_named() -> None:
    aside = sheet(DEWI, {"B": 770}, aside=["A"])
    problem = only(panel(ROWS, [*SHEETS[:2], aside]))
    assert (problem.path.name, problem.found, problem.titles) == ("A.docx", "2", ("A",))
    assert codes(panel(ROWS, [*SHEETS[:2], aside])) == ["BP807"]


def test_a_sheet_that_cannot_be_read_is_not_held_against_the_size_of_the_panel() -> None:
    broken = sheet(DEWI, {}, extra=" : [")
    assert codes(panel(ROWS, [*SHEETS[:2], broken])) == ["BP801"]


def test_an_author_who_scored_is_named_whatever_his_titles() -> None:
    mine = candidate("A", author="Ir. Siti Rahma, M.Si")
    subject = panel([mine, candidate("B")], [*SHEETS, sheet("Eka", {"A": 700, "B": 700})])
    problem = only(subject)
    assert (problem.found, problem.path.name) == (SITI, f"{SITI}.yaml")
    assert codes(subject) == ["BP808"]


def test_an_author_who_stood_aside_is_right() -> None:
    mine = candidate("A", author="Siti Rahma")
    aside = sheet(SITI, {"B": 750}, aside=["A"])
    subject = panel([mine, candidate("B")], [aside, *SHEETS[1:], sheet("Eka", {"A": 700, "B": 700})])
    assert codes(subject) == []


def test_an_author_who_agreed_does_not_count_toward_the_panel() -> None:
    mine = candidate("A", author="Siti Rahma")
    agreed = sheet("", {"A": 700}, agreed=THREE)
    assert codes(panel([mine], [agreed])) == ["BP807", "BP808"]


def test_two_rubrics_in_one_panel_are_an_error() -> None:
    other = sheet(DEWI, {"A": 720, "B": 770}, head="rubrik: rubrik-kami\ntingkat: kmw\n")
    problem = only(panel(ROWS, [*SHEETS[:2], other]))
    assert (problem.found, problem.expected, problem.titles) == ("rubrik-kami", "pob-2010", ("A", "B"))
    assert codes(panel(ROWS, [*SHEETS[:2], other])) == ["BP809"]


@pytest.mark.parametrize("typed", ["pob–2010", "POB-2010", "pob\u20112010.yaml"])
def test_a_rubric_is_known_by_its_looks(typed: str) -> None:
    other = sheet(DEWI, dict.fromkeys(ROWS, 700), head=f"rubrik: {typed}\ntingkat: kmw\n")
    assert "BP809" not in codes(panel(ROWS, [*SHEETS[:2], other]))


def test_a_rubric_that_changed_after_the_sheets_were_made_is_an_error() -> None:
    old = sheet(DEWI, {"A": 720, "B": 770}, extra="sidik_rubrik: 0123abcd\n")
    assert codes(panel(ROWS, [*SHEETS[:2], old])) == ["BP809"]
    same = sheet(DEWI, {"A": 720, "B": 770}, extra=f"sidik_rubrik: {POB.sha256}\n")
    assert codes(panel(ROWS, [*SHEETS[:2], same])) == []


def test_who_scored_alone_and_agreed_as_well_counts_once_toward_the_panel() -> None:
    agreed = sheet("", {"A": 700}, agreed=(SITI, BUDI))
    assert codes(panel(["A"], [sheet(SITI, {"A": 700}), agreed])) == ["BP807", "BP809"]


def test_individual_and_agreed_sheets_do_not_mix() -> None:
    agreed = sheet("", {"A": 700, "B": 700}, agreed=THREE)
    assert codes(panel(ROWS, [*SHEETS, agreed])) == ["BP809"]


def test_assessors_more_than_200_apart_should_talk() -> None:
    found = findings(judge({"A": (900, 690, 700), "B": (900, 700, 700)}))
    assert [(f.code, f.problem.found, f.severity) for f in found] == [("BP810", "210", Severity.WARNING)]
    assert codes(judge({"A": (900, 690, 700)})) == ["BP810"]


def test_an_assessor_who_left_a_title_out_is_named() -> None:
    short = sheet(DEWI, {"B": 770})
    problem = only(panel(ROWS, [*SHEETS[:2], short]))
    assert (problem.values, problem.titles) == ({"title": "A", "name": DEWI}, ("A",))
    assert codes(panel(ROWS, [*SHEETS[:2], short])) == ["BP811"]


def test_an_assessor_who_left_several_titles_out_is_one_finding_that_holds_them_all_back() -> None:
    titles = [f"Judul {number:02}" for number in range(13)]
    rows = dict.fromkeys([*titles, "B"], (700, 700, 700))
    short = sheet(DEWI, {"B": 770})
    subject = panel(rows, [*three_sheets(rows)[:2], short])
    (finding,) = findings(subject)
    assert (finding.code, finding.problem.path, finding.problem.titles) == (
        "BP811",
        short.path,
        tuple(titles),
    )
    assert "13 judul" in render(finding).message
    assert "… dan 3 lagi" in render(finding).message
    assert {r.candidate.key for r in assess(subject, POB).results if r.provisional} == set(titles)


def test_rows_without_any_score_are_one_finding_a_sheet() -> None:
    empty = dict.fromkeys(POB.codes, "")
    rows = ROWS | {"C": (700, 700, 700)}
    subject = panel(rows, [sheet(SITI, {"A": empty, "B": empty, "C": 700}), *three_sheets(rows)[1:]])
    assert (only(subject).variant, only(subject).titles) == ("rows", ("A", "B"))
    assert codes(subject) == ["BP802"]


def test_an_assessor_of_the_panel_without_any_sheet_is_named_once() -> None:
    subject = panel(ROWS, SHEETS, expected=(*THREE, "Eka Putra, S.E."))
    assert (only(subject).variant, only(subject).titles) == ("no_sheet", ("A", "B"))
    assert codes(subject) == ["BP811"]


def test_sheets_that_were_handed_out_and_not_begun_say_nothing() -> None:
    blank = dict.fromkeys(POB.codes, "")
    handed_out = [sheet(name, {"A": blank, "B": blank}) for name in THREE]
    assert codes(panel(ROWS, handed_out, expected=THREE)) == []


def test_a_sheet_that_is_still_blank_is_one_finding_and_its_assessor_a_member() -> None:
    blank = dict.fromkeys(POB.codes, "")
    subject = panel(ROWS, [*SHEETS[:2], sheet(DEWI, {"A": blank, "B": blank})], expected=THREE)
    assert (only(subject).variant, only(subject).found, only(subject).titles) == ("blank", DEWI, ("A", "B"))
    assert codes(subject) == ["BP811"]


def test_who_agreed_has_handed_in() -> None:
    agreed = sheet("", {"A": 700, "B": 710}, agreed=("Ir. Siti Rahma", BUDI, DEWI))
    assert codes(panel(ROWS, [agreed], expected=THREE)) == []


def test_an_agreed_sheet_without_a_title_leaves_a_gap() -> None:
    assert codes(panel(ROWS, [sheet("", {"A": 700}, agreed=THREE)])) == ["BP811"]


def test_an_outsiders_sheet_is_no_sheet_of_the_panel() -> None:
    outsider = sheet("Eka", {"A": 700, "B": 700})
    assert only(panel(ROWS, [*SHEETS, outsider], expected=THREE)).variant == "outsider"
    assert codes(panel(ROWS, [*SHEETS, outsider], expected=THREE)) == ["BP801"]


@pytest.mark.parametrize(
    ("head", "variant"),
    [
        ("rubrik: pob-2010\ntingkat: korkot\n", "level"),
        ("rubrik: pob-2010\ntingkat: kmw\nperiode: 2010-09\n", "period"),
    ],
)
def test_a_sheet_of_another_level_or_month_is_said_so_and_not_counted(head: str, variant: str) -> None:
    old = sheet(SITI, {"A": 100, "Lama": 100}, head=head, name="lama.yaml")
    subject = panel(ROWS, [*SHEETS, old])
    assert only(subject).variant == variant
    assert assess(subject, POB).results[0].final == 760
    assert codes(subject) == ["BP801"]


def test_scores_of_somebody_who_stood_aside_leave_the_title_open() -> None:
    both = sheet(SITI, {"A": 700, "B": 750}, aside=["A"])
    subject = panel(ROWS, [both, *SHEETS[1:], sheet("Eka", {"A": 700, "B": 700})])
    assert (only(subject).variant, only(subject).titles) == ("aside_scored", ("A",))
    assert codes(subject) == ["BP801"]


def test_a_tie_across_the_last_seat_names_all_who_are_tied() -> None:
    (finding,) = findings(judge(dict.fromkeys("ABCD", (700,) * 3)))
    assert (finding.code, finding.problem.titles, finding.problem.values["count"]) == (
        "BP812",
        tuple("ABCD"),
        "4",
    )
    assert codes(judge(dict.fromkeys("ABCD", (700,) * 3))) == ["BP812"]


def test_findings_do_not_depend_on_the_order_of_files_or_rows() -> None:
    sheets = [
        *SHEETS,
        sheet(SITI, {"A": 700, "B": 760}, name="z.yaml"),
        sheet("Eka", {"B": 100}, name="e.yaml"),
    ]
    turned = [replace(one, rows=one.rows[::-1]) for one in reversed(sheets)]

    def said(subject: Panel) -> set[tuple[str, str, Path, tuple[str, ...]]]:
        return {(f.code, f.problem.found, f.problem.path, f.problem.titles) for f in findings(subject)}

    assert said(panel(ROWS, sheets)) == said(panel(ROWS, turned))


# Quotas.


def city(titles: list[str], order: str, teams: int = 9, korkot: tuple[str, ...] = ()) -> list[str]:
    """What is said about a city that decides without scores."""
    writings = [candidate(t, source="korkot" if t in korkot else "TF-01") for t in titles]
    subject = panel(writings, [], level=CITY_LEVEL, decided=decision(f"tingkat: korkot\nurutan: {order}\n"))
    return codes(subject, roster=settings(teams))


def test_eight_teams_propose_three_and_seven_propose_two() -> None:
    assert city(["A", "B", "C", "D"], "[A, B, C]", teams=8) == []
    assert city(["A", "B", "C", "D"], "[A, B, C]", teams=7) == ["BP606"]
    assert city(["A", "B", "C", "D"], "[A, B, C, D]", teams=8) == ["BP606"]


def test_fewer_than_the_quota_is_a_warning_where_there_is_enough() -> None:
    assert city(["A", "B", "C"], "[A]") == ["BP607"]
    assert city(["A", "B"], "[A]") == []


def test_the_korkots_own_writing_is_not_counted() -> None:
    assert city(["A", "B", "C", "K"], "[A, B, C, K]", korkot=("K",)) == []
    assert city(["A", "B", "K"], "[A, B]", korkot=("K",)) == []


def test_at_a_province_every_city_is_held_to_its_quota() -> None:
    writings = [candidate(title) for title in "ABCD"]
    (finding,) = findings(panel(writings, []), roster=settings(9))
    assert (finding.code, finding.problem.found, finding.problem.expected) == ("BP606", "4", "3")
    assert finding.problem.path == writings[0].path.parent
    assert codes(panel(writings[:1], [], others=writings[1:]), roster=settings(9)) == ["BP607"]


def test_what_has_an_error_or_failed_below_is_not_enough_to_propose() -> None:
    writings = [candidate(title) for title in "ABC"]
    incomplete = replace(writings[2], complete=False)
    failed = replace(writings[2], passed_below=False)
    for other in (incomplete, failed):
        assert codes(panel(writings[:1], [], others=[writings[1], other]), roster=settings(9)) == []


def test_a_city_that_neither_decided_nor_scored_is_not_held_to_its_quota_yet() -> None:
    writings = [candidate(title) for title in "ABCDE"]
    blank = sheet("", {}, head="rubrik: pob-2010\ntingkat: korkot\n")
    assert codes(panel(writings, [blank], level=CITY_LEVEL), roster=settings(9)) == []


def test_without_a_roster_quotas_are_not_judged() -> None:
    assert codes(panel([candidate(title) for title in "ABCD"], [])) == []


# People.


@pytest.mark.parametrize(
    "name",
    [
        "SITI  RAHMA",
        "Ir. Siti Rahma, M.Si",
        "Ir.Siti Rahma M.Si.",
        "Dra. Hj. Siti Rahma, S.Sos., M. Si",
        "Siti Rahma ST, MT",
        "Prof. Dr. Siti Rahma, Ph.D",
        "Ibu Siti Rahma",
        "Siti Rahma, CMA",
    ],
)
def test_titles_and_degrees_make_no_other_person(name: str) -> None:
    assert person(name) == person("Siti Rahma")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Siti Rahma", "Siti Rahmah"), ("Budi S. Wijaya", "Budi"), ("Yo-Yo Ma", "Yo-Yo"), ("Hasan Si", "Hasan")],
)
def test_names_that_differ_are_different_people(one: str, other: str) -> None:
    assert person(one) != person(other)


def test_a_line_of_authors_means_each_of_them() -> None:
    assert {person("Siti Rahma"), person("Budi")} <= people("Ir. Siti Rahma, M.Si & Budi, S.Sos")
    assert {person("Siti Rahma"), person("Budi Santoso")} <= people("Siti Rahma, Budi Santoso")


def test_every_check_of_a_panel_is_said_by_a_rule_as_it_was_declared() -> None:
    said = {code: (rule.severity, rule.slide) for code, rule in all_rules().items()}
    assert CHECKS.keys() >= {"BP801", "BP805"}
    assert {code: (check.severity, check.slide) for code, check in CHECKS.items()}.items() <= said.items()
