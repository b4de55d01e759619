"""The year's deadlines as an iCalendar file (RFC 5545), for Outlook, Google Calendar and telephones.

The same settings give the same bytes: what a calendar imported once is replaced by its UID, never doubled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256

from ..model.programs import Program, Task
from ..model.rounds import Span
from ..model.settings import Settings
from ..model.spans import name_of
from ..model.units import Period, fold
from ..months.deadlines import DueDay, due_days, year_end
from ..version import __version__
from ..wording import say

Event = tuple[date, str, str]  # its day, what it is known by, what it says
LONGEST = 75  # octets of a line (RFC 5545, 3.1)
REMINDER = 3  # days before
MARK = b"-//bpkit//"  # by which a calendar is known as bpkit's own


def calendar_of(settings: Settings, year: int) -> bytes:
    """Every deadline of a year's months, and of its knowledge products where experts owe some."""
    events: list[Event] = []
    for due in sorted(_together(settings, year), key=lambda due: (due.day, due.level.number, due.province)):
        name = f"{due.period}-{due.level.code}{_sign(due.province)}"
        events.append((due.day, name, say("page.due", **_values(due))))
    if settings.experts:
        events.append((year_end(year), f"{year}-ta", say("page.due_products", year=year)))
    return _calendar(say("page.calendar", year=year), events)


def tasks_calendar(program: Program, year: int, dated: Iterable[tuple[date, Task, Span, str]]) -> bytes:
    """What the units of a programme do in a year; each with its period, and the unit whose own day it is."""
    levels = {level.code: level.name for level in program.levels}
    events: list[Event] = []
    for day, task, span, unit in sorted(dated, key=lambda one: (one[0], one[1].code, one[2], one[3])):
        period = name_of(span)
        where = f" ({unit})" if unit else ""
        words = say("page.due_task", task=task.name, level=levels[task.level], period=period, where=where)
        events.append((day, f"{program.id}-{task.code}{_sign(f'{period} {unit}')}", words))
    return _calendar(say("page.calendar_of", name=program.name, year=year), events)


def _calendar(title: str, events: Iterable[Event]) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//bpkit//bpkit {__version__}//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(title)}",
    ]
    for event in events:
        lines += _event(*event)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _together(settings: Settings, year: int) -> Iterator[DueDay]:
    """The deadlines; one for all provinces that share a day."""
    for month in range(1, 13):
        days: dict[tuple[object, ...], list[DueDay]] = {}
        for due in due_days(settings, Period(year, month)):
            days.setdefault((due.day, due.level.code), []).append(due)
        of_level = [level for _, level in days]
        for (_, level), dues in days.items():
            everywhere = of_level.count(level) == 1
            names = "" if everywhere else ", ".join(due.province for due in dues)
            yield DueDay(dues[0].day, dues[0].period, dues[0].level, names)


def _values(due: DueDay) -> dict[str, str]:
    where = f" ({due.province})" if due.province else ""
    return {"level": due.level.name, "month": due.period.in_words, "where": where}


def _sign(whose: str) -> str:
    """What keeps events apart that are several people's; nothing where they are everybody's."""
    return f"-{sha256(fold(whose).encode()).hexdigest()[:12]}" if whose else ""


def _event(day: date, name: str, summary: str) -> Iterable[str]:
    return (
        "BEGIN:VEVENT",
        f"UID:{name}@bpkit",
        f"DTSTAMP:{day.year}0101T000000Z",  # of no other time: the same settings give the same file
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(summary)}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(summary)}",
        f"TRIGGER:-P{REMINDER}D",
        "END:VALARM",
        "END:VEVENT",
    )


def _text(text: str) -> str:
    """Text with the signs that mean something in it disarmed (RFC 5545, 3.3.11)."""
    text = "".join(sign for sign in text if sign == "\n" or sign.isprintable())
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, escaped)
    return text


def _folded(line: str) -> Iterator[str]:
    """A line in parts of 75 octets at most, further ones behind a blank; no letter is taken apart."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
