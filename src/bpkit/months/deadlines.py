"""When each level hands in, in the time zone of the province (POB slides 15 and 18)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timezone

from msgspec import Struct

from ..levels import levels_of
from ..model.levels import Level
from ..model.settings import Settings
from ..model.units import Period, fold, unit_name
from ..model.zones import WIB, WIT, WITA, ZONES

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


def deadline(settings: Settings, level: Level, period: Period, province: str | None = None) -> date | None:
    """The last day on which a level is in time; a Sunday or holiday stays what the POB says.

    A day that the month does not have is its last one. A level that hands in after another one, on an
    earlier day of the month, has that day of the month after. None where the programme names no day.
    """
    month, before = period, 0
    for one in levels_of(settings):
        day = day_of(settings, one, province)
        if day is not None and day < before:
            month = following(month)
        before = day or before
        if one.code == level.code:
            last = monthrange(month.year, month.month)[1]
            return date(month.year, month.month, min(day, last)) if day else None
    return None


def day_of(settings: Settings, level: Level, province: str | None) -> int | None:
    """The day of the month: the province's own `tenggat`, else that of all."""
    known = settings.province(province) if province else None
    own = known.deadlines.get(level.code) if known else None
    return own or settings.due(level)


def following(period: Period) -> Period:
    """The month after."""
    return Period(period.year + period.month // 12, period.month % 12 + 1)


class DueDay(Struct, frozen=True):
    """One deadline: the day, the month it is for, the level that hands in, whose it is ("" the nation's)."""

    day: date
    period: Period
    level: Level
    province: str = ""


def due_days(settings: Settings, period: Period) -> Iterator[DueDay]:
    """Every deadline of a month; without a roster those that hold everywhere."""
    for level in levels_of(settings):
        own = settings.provinces or () if level.roster else ()
        for name in [province.name for province in own] or [""]:
            if day := deadline(settings, level, period, name):
                yield DueDay(day, period, level, name)


def year_end(year: int) -> date:
    """The last day for the knowledge products of a year (slide 12)."""
    return date(year, 12, 31)
