"""The days by which each level hands in, as a calendar that telephones and Outlook take in (RFC 5545)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ..model.levels import Level, Levels
from ..model.settings import Settings
from ..model.units import Period
from ..office import sound
from ..wording import language, say

LINE = 75  # bytes of a line; what is longer goes on in the next one


def due_day(period: Period, level: Level, settings: Settings) -> date | None:
    """The day by which a level hands in for a month; None where it has none."""
    day = settings.due(level)
    if day is None:
        return None
    return date(period.year, period.month, min(day, monthrange(period.year, period.month)[1]))


def calendar(title: str, years: Iterable[int], levels: Levels, settings: Settings) -> bytes:
    """The calendar of these years."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bpkit//situs//ID", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_escaped(title)}")
    for year in sorted(years):
        for month in range(1, 13):
            for level in levels:
                lines += _event(Period(year, month), level, settings)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(period: Period, level: Level, settings: Settings) -> list[str]:
    day = due_day(period, level, settings)
    if day is None:
        return []
    words = say("site.due_day", level=level.title(language()), month=f"{period.month:02d}/{period.year}")
    return [
        "BEGIN:VEVENT",
        f"UID:{period}-{level.code}@bpkit",
        f"DTSTAMP:{day:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(words)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    text = " ".join(sound(text).split())
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """A line in parts of so many bytes, no letter cut in two; each but the first begins with a blank."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LINE:
            yield part
            part = " "
        part += letter
    yield part
