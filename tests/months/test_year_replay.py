"""A province's year, day by day, against a reckoning of its own of who owed what when.

It knows instants alone: when a file came, when a day was over at the place, when bpkit looked.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from make.levels import CITY_LEVEL, NATION_LEVEL, PROVINCE_LEVEL
from make.rulefacts import ROOT, fact, writing
from msgspec import Struct
from msgspec.structs import replace

from bpkit.model.agenda import AgendaBook, Sighting, View, news
from bpkit.model.facts import Folder, Identity, Person, Submission
from bpkit.model.levels import SHARE
from bpkit.model.outcomes import Checked, Judged
from bpkit.model.settings import City, Province, Settings
from bpkit.model.units import Period
from bpkit.months.standing import Reckoner
from bpkit.months.year import EXPERT, OWN_TEAM, year_of
from bpkit.rules.calendar import expert_without_product
from bpkit.rules.registry import Context, all_rules

YEAR = 2010
TEAMS = {"Jayapura": ("TF-01", "TF-02", "TF-03"), "Biak": ("TF-01", "TF-02")}
ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}


class Arrival(Struct, frozen=True):
    """One file: whose, for which month, when it came, and the date on it."""

    city: str
    source: str
    month: int
    came: datetime
    typed: date | None

    @property
    def title(self) -> str:
        return f"{self.source} {self.city} {self.month}"


def a_year(random: Random) -> list[Arrival]:
    """What came in: most in time, some late, some without a date, some never."""
    found = []
    for month in range(1, 13):
        for city, teams in TEAMS.items():
            for source in (*teams, "korkot"):
                if random.random() < 0.15:
                    continue
                first = datetime(YEAR, month, 1, tzinfo=UTC)
                came = first + timedelta(minutes=random.randrange(30 * 24 * 60))
                typed = random.choice([None, came.date(), came.date() - timedelta(days=random.randrange(5))])
                found.append(Arrival(city, source, month, came, typed))
    return found


def tree(arrivals: list[Arrival], products: list[str], now: datetime) -> Folder:
    """The share as it lies there at that moment: folders are made on the first of their month."""

    def of_city(city: str, month: int) -> tuple[Submission, ...]:
        there = [one for one in arrivals if (one.city, one.month) == (city, month) and one.came <= now]
        return subs(ROOT / str(Period(YEAR, month)) / "KMW" / city, there)

    months = []
    for month in range(1, 13):
        if now < datetime(YEAR, month, 1, tzinfo=UTC):
            break
        period = Period(YEAR, month)
        path = ROOT / str(period)
        kmw = Folder(path / "KMW", PROVINCE_LEVEL, "Papua", period, period)
        cities = [
            Folder(kmw.path / city, CITY_LEVEL, city, period, period, kmw, submissions=of_city(city, month))
            for city in TEAMS
        ]
        made = (
            tuple(product(kmw.path / "produk pengetahuan", name) for name in products) if month == 1 else ()
        )
        kmw = replace(kmw, children=tuple(cities), products=made)
        months.append(Folder(path, NATION_LEVEL, period=period, children=(kmw,)))
    return Folder(ROOT, SHARE, children=tuple(months))


def subs(folder: Path, arrivals: list[Arrival]) -> tuple[Submission, ...]:
    return tuple(
        replace(
            writing(one.title, folder),
            submitted=one.typed,
            sha256=sha256(one.title.encode()).hexdigest(),
            identity=Identity(author=Person(fact(one.source)), source=fact(one.source)),
        )
        for one in arrivals
    )


def product(folder: Path, author: str) -> Submission:
    return replace(writing(f"Produk {author}", folder), identity=Identity(author=Person(fact(author))))


def checked_of(folder: Folder) -> tuple[Checked, Judged]:
    below = [checked_of(child) for child in folder.children]
    sends = tuple(one.path for one in folder.submissions)
    return (
        Checked(folder, (), children=tuple(one for one, _ in below)),
        Judged(folder, None, children=tuple(other for _, other in below), sends=sends),
    )


def walk(folder: Folder) -> list[Folder]:
    return [folder, *(one for child in folder.children for one in walk(child))]


def view_of(folder: Folder) -> View:
    seen = tuple(
        Sighting(one.path.relative_to(ROOT).as_posix(), one.title, "", "", one.sha256)
        for part in walk(folder)
        for one in part.submissions
    )
    files = frozenset(one.path for one in seen)
    return View(".", seen, files, lambda _: False, lambda path: path in files)


@pytest.mark.parametrize(("zone", "seed"), [("WIT", 1), ("WITA", 2), ("WIB", 3)])
def test_a_year_is_owed_and_late_as_reckoned_by_the_clock_alone(zone: str, seed: int) -> None:
    random = Random(seed)
    arrivals = a_year(random)
    own_day = {"korkot": 18} if seed == 2 else {}
    province = Province("Papua", tuple(City(c, len(t), t) for c, t in TEAMS.items()), zone, own_day)
    settings = Settings(root=ROOT, provinces=(province,), experts={"Papua": ("Siti Rahma", "Budi Santoso")})
    hours = timedelta(hours=ZONES[zone])
    ends = {
        month: datetime(YEAR, month, own_day.get("korkot", 15) + 1, tzinfo=UTC) - hours
        for month in range(1, 13)
    }
    book = AgendaBook()
    looks: list[datetime] = []
    seen_first: dict[str, datetime] = {}
    now = datetime(YEAR, 1, 2, 14, 30, tzinfo=UTC)
    while now < datetime(YEAR + 1, 1, 20, tzinfo=UTC):
        made = ["Siti Rahma"] if now.month > 5 or now.year > YEAR else []
        share = tree(arrivals, made, now)
        for line in news(book, view_of(share), now):
            book.take(line)
        here = [one for one in arrivals if one.came <= now]
        for one in here:
            seen_first.setdefault(one.title, now)
        over = [month for month, end in ends.items() if end <= now]
        assert owed(share, settings, now) == reckoned(here, over, made)
        assert late(share, settings, now, book) == reckoned_late(here, ends, now, seen_first, looks, hours)
        assert due(share, settings, now) == {
            month: ((ends[month] + hours).date() - timedelta(days=1) - (now + hours).date()).days
            for month in range(1, now.month + 1 if now.year == YEAR else 13)
        }
        assert without_product(share, settings, now) == (
            {"Budi Santoso"} if now + hours >= datetime(YEAR + 1, 1, 1, tzinfo=UTC) else set()
        )
        looks.append(now)
        now += timedelta(days=random.choice([1, 1, 1, 2, 4]))


def owed(share: Folder, settings: Settings, now: datetime) -> set[tuple[str, str, int]]:
    """Who still owes which month, as the year's picture has it; experts owe month 0."""
    duties = year_of(*checked_of(share), settings, YEAR, now).duties
    found = {
        (duty.city, "korkot" if duty.kind == OWN_TEAM else duty.name, month)
        for duty in duties
        for month in duty.lacking
    }
    return found | {("", duty.name, 0) for duty in duties if duty.kind == EXPERT and duty.done < duty.due}


def reckoned(here: list[Arrival], over: list[int], made: list[str]) -> set[tuple[str, str, int]]:
    everybody = [(city, source) for city, teams in TEAMS.items() for source in (*teams, "korkot")]
    did = {(one.city, one.source, one.month) for one in here}
    wanting = {(*who, month) for who in everybody for month in over} - did
    return wanting | {("", name, 0) for name in ("Siti Rahma", "Budi Santoso") if name not in made}


def late(share: Folder, settings: Settings, now: datetime, book: AgendaBook) -> dict[str, str]:
    """What BP601 says: the variant by title."""
    found = {}
    for folder in walk(share):
        context = Context(settings, folder=folder, root=ROOT, now=now, book=book)
        for one in folder.submissions:
            for problem in all_rules()["BP601"].check(one, context):
                found[one.title] = problem.variant
    return found


def reckoned_late(
    here: list[Arrival],
    ends: dict[int, datetime],
    now: datetime,
    seen_first: dict[str, datetime],
    looks: list[datetime],
    hours: timedelta,
) -> dict[str, str]:
    found = {}
    for one in here:
        end = ends[one.month]
        if now < end:
            continue
        proven = any(end <= look < seen_first[one.title] for look in looks)
        after = one.typed is not None and one.typed >= (end + hours).date()
        if after:
            found[one.title] = "seen" if proven else ""
        elif proven:
            found[one.title] = "in_doubt" if one.typed else "undated"
    return found


def due(share: Folder, settings: Settings, now: datetime) -> dict[int, int]:
    """The days left to each month's deadline of the cities."""
    standings = Reckoner(settings, lambda _: 2, now, {}).of(*checked_of(share))
    return {
        one.judged.folder.period.month: one.days_left
        for one in standings
        if one.judged.folder.level == CITY_LEVEL and one.judged.folder.period and one.days_left is not None
    }


def without_product(share: Folder, settings: Settings, now: datetime) -> set[str]:
    """Whom BP609 names."""
    context = Context(settings, folder=share, root=ROOT, now=now)
    return {name for problem in expert_without_product(share, context) for name in problem.found.split("\n")}
