"""When periods begin and end, and when what is owed in them is due."""

from datetime import date

import pytest

from bpkit.model.calendar import due, first_day, last_day, later
from bpkit.model.programs import Cycle, Task
from bpkit.model.rounds import Span

MEETING = Span(0, 2, Cycle.MEETING)
MONTH = Span(2010, 2, Cycle.MONTH)


def task(**more: int) -> Task:
    return Task("t", "Tugas", "unit", **more)


@pytest.mark.parametrize(
    ("opening", "before", "wanted"),
    [
        (date(2010, 6, 3), 7, date(2010, 5, 27)),
        (date(2010, 3, 5), 7, date(2010, 2, 26)),
        (date(2012, 3, 5), 7, date(2012, 2, 27)),
        (date(2011, 1, 2), 3, date(2010, 12, 30)),
        (date(2010, 6, 3), 0, date(2010, 6, 3)),
    ],
)
def test_so_many_days_ahead_reach_over_the_end_of_a_month(opening: date, before: int, wanted: date) -> None:
    assert due(task(before=before), MEETING, None, opening) == wanted


def test_a_day_of_the_month_that_the_month_does_not_have_is_its_last() -> None:
    assert due(task(day=31), MONTH) == date(2010, 2, 28)
    assert due(task(day=15), MONTH) == date(2010, 2, 15)


def test_without_a_day_a_task_is_due_by_the_end_of_its_period() -> None:
    assert due(task(), Span(2012, 3, Cycle.QUARTER)) == date(2012, 9, 30)
    assert due(task(), Span(2012, 2, Cycle.HALF_YEAR)) == date(2012, 12, 31)


def test_a_month_counts_from_the_beginning_of_the_period() -> None:
    assert due(task(day=10, month=3), Span(2013, 1, Cycle.YEAR)) == date(2013, 3, 10)
    assert due(task(day=10, month=2), Span(2012, 3, Cycle.QUARTER)) == date(2012, 8, 10)


def test_every_third_period_only() -> None:
    months = [Span(0, number, Cycle.MONTH_OF_PROGRAM) for number in (1, 2, 3, 6)]
    start = date(2010, 1, 15)
    assert [due(task(every=3), month, start) is not None for month in months] == [False, False, True, True]
    assert due(task(every=3), months[2], start) == date(2010, 4, 14)


def test_months_of_a_programme_run_from_its_start() -> None:
    second = Span(0, 2, Cycle.MONTH_OF_PROGRAM)
    start = date(2010, 1, 31)
    assert first_day(second, start) == date(2010, 2, 28)
    assert last_day(second, start) == date(2010, 3, 30)
    assert due(task(day=5), Span(0, 1, Cycle.MONTH_OF_PROGRAM), date(2010, 1, 15)) == date(2010, 2, 5)
    assert first_day(second) is None


def test_nobody_can_tell_without_the_day_of_the_meeting() -> None:
    assert due(task(before=7), MEETING) is None
    assert later(date(2011, 12, 31), 2) == date(2012, 2, 29)
