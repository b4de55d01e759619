"""The days of the POB's month: when each level hands in, in the time zone of the province (slides 15 and 18).

Indonesia keeps no summer time and its zones have stood since 1988, so that three offsets are all there is;
Windows has no list of time zones to ask.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone

from msgspec import Struct

from .settings import Settings
from .units import Level, Period, fold, unit_name

LEVELS = (Level.KORKOT, Level.KMW, Level.KMP)  # in the order in which they hand in

WIB, WITA, WIT = (timezone(timedelta(hours=7 + n), name) for n, name in enumerate(("WIB", "WITA", "WIT")))
ZONES: Mapping[str, timezone] = {
    **dict.fromkeys(("WIB", "Asia/Jakarta", "Asia/Pontianak"), WIB),
    **dict.fromkeys(("WITA", "Asia/Makassar", "Asia/Ujung_Pandang"), WITA),
    **dict.fromkeys(("WIT", "Asia/Jayapura"), WIT),
}
# Provinces outside western time, by how their names begin: for rosters that give no zone.
_EASTERN = {
    WITA: (
        *("bali", "nusa tenggara", "ntb", "ntt", "gorontalo"),
        *("kalimantan selatan", "kalimantan timur", "kalimantan utara", "kalsel", "kaltim", "kaltara"),
        *("sulawesi", "sulsel", "sultra", "sulteng", "sulut", "sulbar"),
    ),
    WIT: ("maluku", "malut", "papua", "irian jaya"),
}


def zone_of(settings: Settings, province: str | None) -> timezone:
    """The zone that a province's days are counted in: its `zona`, else by its name, else western time."""
    known = settings.province(province) if province else None
    if known and known.zone:
        return ZONES[known.zone]
    name = fold(unit_name(province or ""))
    return next((zone for zone, names in _EASTERN.items() if name.startswith(names)), WIB)


def deadline(settings: Settings, level: Level, period: Period, province: str | None = None) -> date:
    """The last day on which a level is in time; a Sunday or holiday stays what the POB says.

    A day that the month does not have is its last one. A level that hands in after another one, on an
    earlier day of the month, has that day of the month after.
    """
    days = days_of(settings, province)
    month, before = period, 0
    for one in LEVELS:
        if days[one] < before:
            month = following(month)
        before = days[one]
        if one is level:
            break
    return date(month.year, month.month, min(days[level], monthrange(month.year, month.month)[1]))


def days_of(settings: Settings, province: str | None) -> dict[str, int]:
    """The day of the month by level: the province's own `tenggat`, else that of all."""
    known = settings.province(province) if province else None
    return {**settings.deadlines, **(known.deadlines if known else {})}


def following(period: Period) -> Period:
    """The month after."""
    return Period(period.year + period.month // 12, period.month % 12 + 1)


class DueDay(Struct, frozen=True, order=True):
    """One deadline: the day, the month it is for, the level that hands in, whose it is ("" the nation's)."""

    day: date
    period: Period
    level: Level
    province: str = ""


def due_days(settings: Settings, period: Period) -> Iterator[DueDay]:
    """Every deadline of a month; without a roster those that hold everywhere."""
    provinces = [province.name for province in settings.provinces or ()] or [""]
    for level in (Level.KORKOT, Level.KMW):
        for province in provinces:
            yield DueDay(deadline(settings, level, period, province), period, level, province)
    yield DueDay(deadline(settings, Level.KMP, period), period, Level.KMP)


def year_end(year: int) -> DueDay:
    """The last day for the knowledge products of a year (slide 12)."""
    return DueDay(date(year, 12, 31), Period(year, 12), Level.KMW)


def days_now(now: datetime) -> str:
    """The day it is in each zone of Indonesia: while it stays the same, nothing becomes late."""
    return " ".join(str(now.astimezone(zone).date()) for zone in (WIB, WITA, WIT))
