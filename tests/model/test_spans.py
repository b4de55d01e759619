"""Periods of every cycle: read as people type them, written in one way."""

import pytest

from bpkit.model.programs import Cycle
from bpkit.model.rounds import Span
from bpkit.model.spans import code_of, hint_of, name_of, said_in, span_from


def span_of(text: str, cycle: Cycle, year: int | None = None) -> Span | None:
    """The period that a text names; `year` is for one that names none."""
    said = said_in(text, cycle)
    return None if said is None else span_from(said, cycle, year)


SAID = [
    (
        Cycle.MONTH,
        (2010, 10),
        ["Oktober 2010", "okt 2010", "2010-10", "10/2010", "October 2010", "Oktobr 2010"],
    ),
    (
        Cycle.QUARTER,
        (2012, 3),
        [
            "Triwulan III 2012",
            "TW III 2012",
            "TW. 3/2012",
            "twiii 2012",
            "Q3 2012",
            "2012-T3",
            "Triwulan ke-3 tahun 2012",
            "3rd quarter 2012",
            "third quarter of 2012",
            "triwulan ketiga 2012",
            "III 2012",
            "Kuartal III ’12",
        ],
    ),
    (
        Cycle.HALF_YEAR,
        (2012, 2),
        [
            "Semester 2 2012",
            "Semester II 2012",
            "smt 2 2012",
            "2012-S2",
            "Semester Genap 2012",
            "2nd half 2012",
        ],
    ),
    (Cycle.YEAR, (2013, 1), ["2013", "Tahun 2013", "th. 2013", "year 2013"]),
    (
        Cycle.MEETING,
        (0, 2),
        ["pertemuan-2", "Pertemuan ke-2", "pertemuan kedua", "Pertemuan II", "2nd meeting", "2", "ke-2"],
    ),
    (
        Cycle.MONTH_OF_PROGRAM,
        (0, 3),
        ["bulan-03", "bulan 3", "Bulan ke-3", "month 3", "bulan ketiga", "bln 3"],
    ),
]


@pytest.mark.parametrize(
    ("cycle", "wanted", "text"), [(cycle, span, text) for cycle, span, texts in SAID for text in texts]
)
def test_a_period_is_read_however_people_type_it(cycle: Cycle, wanted: tuple[int, int], text: str) -> None:
    assert span_of(text, cycle) == Span(*wanted, cycle)


@pytest.mark.parametrize(
    ("cycle", "text"),
    [
        (Cycle.QUARTER, "Triwulan V 2012"),
        (Cycle.QUARTER, "2012-3"),
        (Cycle.QUARTER, "Triwulan II III 2012"),
        (Cycle.HALF_YEAR, "Semester 3 2012"),
        (Cycle.YEAR, "2012/2013"),
        (Cycle.MONTH, "13/2012"),
        (Cycle.MEETING, "pertemuan-0"),
        (Cycle.MEETING, "pertemuan-2 (Gorontalo)"),
        (Cycle.MONTH_OF_PROGRAM, "bulan"),
        (Cycle.MONTH_OF_PROGRAM, "bulan Maret"),
    ],
)
def test_what_names_no_period_or_two_names_none(cycle: Cycle, text: str) -> None:
    assert span_of(text, cycle) is None


@pytest.mark.parametrize("cycle", Cycle)
def test_what_is_written_is_read_as_the_same(cycle: Cycle) -> None:
    counted = cycle in (Cycle.MEETING, Cycle.MONTH_OF_PROGRAM)
    span = Span(0 if counted else 2012, 1, cycle)
    assert span_of(name_of(span), cycle) == span_of(code_of(span), cycle) == span


def test_periods_have_one_name_and_a_code() -> None:
    spans = [Span(2012, 3, Cycle.QUARTER), Span(2012, 1, Cycle.HALF_YEAR), Span(2013, 1, Cycle.YEAR)]
    assert [name_of(one) for one in spans] == ["Triwulan III 2012", "Semester I 2012", "2013"]
    assert [code_of(one) for one in spans] == ["2012-T3", "2012-S1", "2013"]
    assert name_of(Span(0, 2, Cycle.MEETING)) == "pertemuan-2"
    assert name_of(Span(0, 3, Cycle.MONTH_OF_PROGRAM)) == "bulan-03"


def test_a_year_may_stand_above() -> None:
    assert span_of("Semester 2", Cycle.HALF_YEAR, 2012) == Span(2012, 2, Cycle.HALF_YEAR)
    assert span_of("Semester 2", Cycle.HALF_YEAR) is None
    said = said_in("2012", Cycle.QUARTER)
    assert said is not None and (said.year, said.number) == (2012, None)


def test_a_misspelt_word_is_answered_with_the_period_that_was_meant() -> None:
    assert hint_of("Triwuln III 2012", Cycle.QUARTER) == "Triwulan III 2012"
    assert hint_of("pertemuaan 2", Cycle.MEETING) == "pertemuan-2"
    assert hint_of("Dinas Pendidikan", Cycle.QUARTER) == ""


def test_periods_sort_by_time() -> None:
    quarters = [Span(2012, 4, Cycle.QUARTER), Span(2013, 1, Cycle.QUARTER)]
    assert sorted(quarters) == quarters
