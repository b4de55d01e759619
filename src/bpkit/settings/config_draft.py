"""The answers and options of `bpkit init` as settings: each kind of answer is taken apart in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from ..errors import UserError
from ..model.levels import Levels
from ..model.settings import City, Province, Settings
from ..model.units import among, fold
from ..model.zones import ZONES
from ..people.names import is_degree, listed, teams_in
from ..wording import say

WITHIN = "/"  # `Jawa Tengah / Semarang; 9`


def province_of(text: str) -> Province:
    """`Jawa Tengah`, or `Bali; WITA`.

    Raises:
        UserError: no name, or a zone that there is not.
    """
    name, _, zone = (part.strip() for part in text.partition(";"))
    zones = {fold(one): str(zone.tzname(None)) for one, zone in ZONES.items()}
    if not name or (zone and fold(zone) not in zones):
        raise UserError(say("start.bad_province", text=text), say("start.bad_province_remedy"))
    return Province(name, (), zones.get(fold(zone)))


def city_of(text: str) -> City:
    """`Semarang; 9`, or `Surakarta; TF-01, TF-02`.

    Raises:
        UserError: no name, or neither a number of TFs nor names.
    """
    name, _, typed = (part.strip() for part in text.partition(";"))
    teams = teams_in(typed)
    if not name or not teams:
        raise UserError(say("start.bad_city", text=text), say("start.bad_city_remedy"))
    if re.fullmatch("[0-9]{1,3}", typed):
        return City(name, int(typed))
    return City(name, len(teams), tuple(teams))


def people_of(text: str) -> tuple[str, ...]:
    """`Siti Rahma, S.Sos; Budi Santoso`: names with their degrees, parted by semicolons or commas."""
    if ";" in text:
        return tuple(one.strip() for one in text.split(";") if one.strip())
    names = tuple(name for name, _ in listed([one.strip() for one in text.split(",") if one.strip()]))
    return () if names and is_degree(names[0]) else names


def days_of(text: str, levels: Levels) -> dict[str, int]:
    """`15, 20, 25`: the day of each level from the lowest up, where it is another than the level's own.

    Raises:
        UserError: not a day for each.
    """
    numbers = re.findall("[0-9]+", text)
    days = [int(number) for number in numbers if len(number) < 3 and 1 <= int(number) <= 31]
    found = list(levels)
    if len(days) != len(numbers) or len(days) != len(found):
        names = ", ".join(level.name for level in found)
        remedy = say("start.bad_days_remedy", count=len(found))
        raise UserError(say("start.bad_days", text=text, levels=names), remedy)
    return {level.code: day for level, day in zip(found, days, strict=True) if day != level.due}


def with_province(settings: Settings, province: Province) -> Settings:
    """The settings with one province more.

    Raises:
        UserError: it is there already.
    """
    known = settings.provinces or ()
    if settings.province(province.name):
        raise UserError(say("start.twice", text=province.name), say("start.bad_province_remedy"))
    return replace(settings, provinces=(*known, province))


def with_city(settings: Settings, text: str) -> Settings:
    """The settings with one city more, in the province before the `/`, or in the only one.

    Raises:
        UserError: the city, or which province it is in, can't be told.
    """
    known = settings.provinces or ()
    where, slash, typed = text.partition(WITHIN)
    name = among(where.strip(), [one.name for one in known]) if slash else None
    home = settings.province(name) if name else known[0] if len(known) == 1 and not slash else None
    if home is None:
        raise UserError(say("start.bad_city", text=text), say("start.bad_city_remedy"))
    city = city_of(typed.strip() if slash else text)
    if among(city.name, [one.name for one in home.cities]):
        raise UserError(say("start.twice", text=city.name), say("start.bad_city_remedy"))
    grown = replace(home, cities=(*home.cities, city))
    return replace(settings, provinces=tuple(grown if one is home else one for one in known))


def people_by_unit(given: Iterable[str], units: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """`Jawa Tengah / Siti Rahma; Budi Santoso`, each the people of one unit; of the only one without it.

    Raises:
        UserError: no such unit, or no names.
    """
    found: dict[str, tuple[str, ...]] = {}
    for text in given:
        where, slash, typed = text.partition(WITHIN)
        unit = among(where.strip(), units) if slash else units[0] if len(units) == 1 else None
        names = people_of(typed if slash else text)
        if unit is None or not names:
            raise UserError(say("start.bad_people", text=text), say("start.bad_people_remedy"))
        found[unit] = (*found.get(unit, ()), *names)
    return found
