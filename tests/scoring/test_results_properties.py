"""What must hold of any panel, whatever it scored: who wins hangs on scores alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from make.panel_table import POB, panel, results, selected, sheet
from msgspec.structs import replace

from bpkit.model.scores import Assessment, Sheet
from bpkit.scoring.results import assess

NAMES = ("Siti Rahma", "Budi Santoso", "Dewi Lestari", "Eko Prasetyo", "Fitri Handayani")
TITLES = ("A", "B", "C", "D")
CODES = POB.codes
# Each example is five sheets that are typed and read; `make fuzz` asks for more of them.
few = settings(max_examples=int(os.environ.get("BPKIT_EXAMPLES", "8")))
scores = st.tuples(*(st.integers(1, 10) for _ in CODES))
row = scores.map(lambda given_scores: dict(zip(CODES, given_scores, strict=True)))
tables = st.lists(st.tuples(*(row for _ in TITLES)), min_size=3, max_size=5)
Rows = list[tuple[Mapping[str, int], ...]]


def sheets_of(rows: Rows) -> list[Sheet]:
    return [
        sheet(name, dict(zip(TITLES, given_rows, strict=True)))
        for name, given_rows in zip(NAMES, rows, strict=False)
    ]


def judged(sheets: list[Sheet], titles: tuple[str, ...] = TITLES) -> Assessment:
    return assess(panel(titles, sheets), POB)


def finals(assessment: Assessment) -> dict[str, Fraction]:
    return {key: one.final for key, one in results(assessment).items() if one.final is not None}


def outcome(assessment: Assessment) -> dict[str, tuple[object, ...]]:
    return {
        key: (one.final, one.rank, one.passed, one.selected, one.provisional)
        for key, one in results(assessment).items()
    }


@few
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_sheets_rows_and_titles_changes_nothing(rows: Rows, random: object) -> None:
    sheets, titles = sheets_of(rows), list(TITLES)
    before = judged(sheets)
    mixed = [replace(one, rows=tuple(random.sample(one.rows, len(one.rows)))) for one in sheets]  # type: ignore[attr-defined]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    random.shuffle(titles)  # type: ignore[attr-defined]
    after = judged(mixed, tuple(titles))
    assert outcome(before) == outcome(after)
    assert selected(before) == selected(after)


@few
@given(tables)
def test_na_is_the_mean_of_the_weighted_sums(rows: Rows) -> None:
    weights = {one.code: one.weight for one in POB.instruments}
    for number, title in enumerate(TITLES):
        totals = [sum(weights[code] * score for code, score in own[number].items()) for own in rows]
        assert finals(judged(sheets_of(rows)))[title] == Fraction(sum(totals), len(totals))


@few
@given(tables, row)
def test_an_assessor_who_scores_as_the_others_do_changes_no_value(rows: Rows, same: dict[str, int]) -> None:
    alike: Rows = [tuple(same for _ in TITLES) for _ in rows]
    assert finals(judged(sheets_of([*alike, alike[0]][:5]))) == finals(judged(sheets_of(alike)))


@few
@given(tables)
def test_a_whole_panel_that_scores_once_more_changes_no_value(rows: Rows) -> None:
    once = sheets_of(rows)
    again = [
        replace(one, assessor=f"{one.assessor} Dua", path=one.path.with_stem(f"{one.path.stem} 2"))
        for one in once
    ]
    assert finals(judged([*once, *again])) == finals(judged(once))


@few
@given(tables, st.integers(0, 2), st.integers(0, 3), st.sampled_from(CODES))
def test_a_higher_score_lowers_neither_value_nor_rank_nor_passing(
    rows: Rows, who: int, what: int, code: str
) -> None:
    before = results(judged(sheets_of(rows)))[TITLES[what]]
    own = dict(rows[who][what])
    own[code] = min(10, own[code] + 1)
    better = [*rows]
    better[who] = (*rows[who][:what], own, *rows[who][what + 1 :])
    after = results(judged(sheets_of(better)))[TITLES[what]]
    assert (after.final or 0) >= (before.final or 0)
    assert (after.rank or 99) <= (before.rank or 99)
    assert after.passed >= before.passed


@few
@given(tables)
def test_ranks_follow_values_and_equals_share_one(rows: Rows) -> None:
    ranked = results(judged(sheets_of(rows))).values()
    for one in ranked:
        for other in ranked:
            if one.rank is not None and other.rank is not None and one.rank < other.rank:
                assert (one.final or 0) >= (other.final or 0)


@few
@given(tables)
def test_who_is_selected_passed_and_nobody_better_was_left_out(rows: Rows) -> None:
    assessment = judged(sheets_of(rows))
    chosen = [one for one in assessment.results if one.selected]
    left = [one for one in assessment.results if not one.selected and one.passed]
    assert all(one.passed for one in chosen)
    assert len(chosen) <= 3
    for one in chosen:
        assert all((one.rank or 0) <= (other.rank or 0) for other in left)


@few
@given(tables, st.integers(0, 3))
def test_a_score_that_is_missing_never_gives_a_value_that_counts(rows: Rows, what: int) -> None:
    own = dict(rows[0][what])
    del own[CODES[0]]
    lacking = [(*rows[0][:what], own, *rows[0][what + 1 :]), *rows[1:]]
    one = results(judged(sheets_of(lacking)))[TITLES[what]]
    assert one.provisional
    assert not one.passed
    assert not one.selected


@few
@given(tables, row)
def test_a_sheet_more_never_makes_a_provisional_value_whole(rows: Rows, more: dict[str, int]) -> None:
    broken = dict(rows[0][0])
    broken[CODES[0]] = 11
    lacking: Rows = [(broken, *rows[0][1:]), *rows[1:3]]
    extra: Rows = [*lacking, tuple(more for _ in TITLES)]
    assert results(judged(sheets_of(lacking)))["A"].provisional
    assert results(judged(sheets_of(extra)))["A"].provisional
