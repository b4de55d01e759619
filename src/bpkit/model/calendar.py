"""Days of a period: when it begins, when it ends, when a task in it is due."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from .programs import Cycle, Task
from .rounds import Span

_MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12, Cycle.MONTH_OF_PROGRAM: 1}


def later(day: date, months: int) -> date:
    """The same day so many months later; the month's last where it has no such day.

    >>> later(date(2010, 1, 31), 1)
    datetime.date(2010, 2, 28)
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def first_day(span: Span, start: date | None = None) -> date | None:
    """The day on which a period begins; `start` is the programme's. None for a meeting, whose day is data."""
    if span.cycle is Cycle.MONTH_OF_PROGRAM:
        return later(start, span.number - 1) if start else None
    if span.cycle is Cycle.MEETING:
        return None
    return date(span.year, (span.number - 1) * _MONTHS[span.cycle] + 1, 1)


def last_day(span: Span, start: date | None = None) -> date | None:
    """The day on which a period ends; None where nobody can tell."""
    begins = first_day(span, start)
    if begins is None:
        return None
    if span.cycle is Cycle.MONTH_OF_PROGRAM and start:
        return later(start, span.number) - timedelta(days=1)
    return later(begins, _MONTHS[span.cycle]) - timedelta(days=1)


def is_due_in(task: Task, span: Span) -> bool:
    """Whether a task comes up in this period at all: every third one only in the third, the sixth, …"""
    return comes_up(task.every, span)


def comes_up(every: int, span: Span | None) -> bool:
    """Whether what is done in every so many periods is done in this one; where nobody knows it, it is."""
    return span is None or span.number % max(every, 1) == 0


def due(task: Task, span: Span, start: date | None = None, opening: date | None = None) -> date | None:
    """The last day on which a task of this period is in time; None where nobody can tell.

    None as well where the task does not come up in this period. `start` is the programme's first day,
    `opening` that of what the period is about, such as a meeting.

    >>> invitation = Task("undangan", "Undangan", "pertemuan", before=7)
    >>> due(invitation, Span(0, 2, Cycle.MEETING), None, date(2010, 6, 3))
    datetime.date(2010, 5, 27)
    """
    begins = opening or first_day(span, start)
    if begins is None or not is_due_in(task, span):
        return None
    if task.before is not None:
        return begins - timedelta(days=task.before)
    if task.day is None and task.month is None:
        return last_day(span, start) or begins
    length = _MONTHS.get(span.cycle, 1)
    month = later(first_day(span, start) or begins, min(task.month or length, length) - 1)
    return _first(month, task.day) if task.day else later(month, 1) - timedelta(days=1)


def _first(begins: date, day: int) -> date:
    """The first such day of a month on or after a day; the month's last where it has none."""
    for month in (begins, later(begins.replace(day=1), 1)):
        found = month.replace(day=min(day, monthrange(month.year, month.month)[1]))
        if found >= begins:
            return found
    return begins
