"""A province's year, day by day, against a reckoning of its own of who owed what when.

It knows instants alone: when a file came, when a day was over at the place, when bpkit looked.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from itertools import pairwise
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
from bpkit.model.place import Place
from bpkit.model.rounds import Origin, Round, Span, Unit
from bpkit.model.scores import Decision, Seal, SealEvent
from bpkit.model.settings import City, Province, Settings
from bpkit.model.units import Period
from bpkit.months.standing import Reckoner
from bpkit.months.year import EXPERT, OWN_TEAM, year_of
from bpkit.rules.calendar import expert_without_product
from bpkit.rules.registry import Context, all_rules
from bpkit.settings.programs import load_program

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


# Decisions of panels, and tasks of programmes whose units are judged ----------------------------------


def last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@pytest.mark.parametrize("seed", range(80))
def test_a_decision_is_late_as_the_clock_of_its_place_tells(seed: int) -> None:
    random = Random(seed)
    days = [random.choice([1, 5, 15, 20, 25, 28, 29, 30, 31]) for _ in range(3)]
    own = {"korkot": random.choice([3, 18, 31]), "kmw": random.choice([2, 22, 30])}
    own = {code: day for code, day in own.items() if random.random() < 0.5}
    zone, level = random.choice(list(ZONES)), random.choice([PROVINCE_LEVEL, NATION_LEVEL])
    general = dict(zip(("korkot", "kmw", "kmp"), days, strict=True))
    settings = Settings(root=ROOT, provinces=(Province("Papua", (), zone, own),), deadlines=general)
    if level is PROVINCE_LEVEL:
        days = [own.get("korkot", days[0]), own.get("kmw", days[1])]
    year, month = YEAR, random.randrange(1, 13)
    period = Period(year, month)
    for lower, upper in pairwise(days):
        if upper < lower:  # nobody decides before what is handed in: a month later
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = date(year, month, min(days[-1], last_of(year, month).day))
    hours = ZONES[zone] if level is PROVINCE_LEVEL else 7
    over = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, hours=-hours)
    now = over + timedelta(minutes=random.choice([-3000, -1, 0, 1, 90000]))
    typed = random.choice([None, day + timedelta(days=random.choice([-2, 0, 1, 40]))])
    sealed = random.choice([None, over + timedelta(minutes=random.choice([-2000, -1, 0, 3000]))])
    decision = random.choice([None, Decision(ROOT / "keputusan.yaml")])
    decision = Decision(ROOT / "keputusan.yaml", date=typed) if typed else decision
    event = sealed and SealEvent("sealed", sealed.astimezone(timezone(timedelta(hours=-5))).isoformat())
    seal = Seal("", {}, {}, {}, {}, (), (event,)) if event else None
    folder = Folder(ROOT / "bulan", level, "Papua", period, decision=decision, seal=seal)
    rule = all_rules()["BP602" if level is PROVINCE_LEVEL else "BP603"]
    found = list(rule.check(folder, Context(settings, folder=folder, root=ROOT, now=now)))
    after = typed > day if typed else bool(sealed and sealed >= over)
    assert bool(found) == (after and now >= over)


TASKS = """\
id: t
nama: T
sumber: S
siklus: {tiap: CYCLE}
tingkat: [{kode: unit, nama: Unit, folder: "unit ({unit})_({periode})"}]
yang_dinilai: unit
butir: [{kode: "1", nama: B, jenis: ya-tidak}]
tugas:
  - {kode: a, nama: A, tanggal: 31, bulan: 2}
  - {kode: b, nama: B, tanggal: 10}
  - {kode: c, nama: C, sebelum: 7}
  - {kode: d, nama: D, setiap: 2}
"""
MONTHS = {"bulan": 1, "triwulan": 3, "semester": 6, "tahun": 12, "bulan-ke": 1}
BEGUN = date(YEAR, 1, 31)  # a programme whose months begin on a day that most do not have


def month_after(day: date, count: int) -> date:
    whole = day.year * 12 + day.month - 1 + count
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, last_of(year, month).day))


def due_as_counted(code: str, begins: date, ends: date, length: int, number: int) -> date | None:
    """The day, looked for on a calendar from the first day of the period on."""
    day, month = {"a": (31, 2), "b": (10, 12), "c": (0, 0), "d": (0, 0)}[code]
    if code == "c":
        return begins - timedelta(days=7)
    if code == "d":
        return None if number % 2 else ends
    found = month_after(begins, min(month, length) - 1)
    while found.day != day and not (day > last_of(found.year, found.month).day == found.day):
        found += timedelta(days=1)
    return found


@pytest.mark.parametrize("cycle", MONTHS)
def test_a_task_is_late_from_the_day_after_the_one_on_the_calendar(cycle: str, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TASKS.replace("CYCLE", cycle), "utf-8")
    program = load_program("t.yaml", tmp_path)
    random, length = Random(cycle), MONTHS[cycle]
    settings = Settings(root=ROOT, start=BEGUN)
    for number in range(1, 12 // length + 1):
        counted = cycle == "bulan-ke"
        begins = month_after(BEGUN, number - 1) if counted else date(YEAR, (number - 1) * length + 1, 1)
        ends = (month_after(BEGUN, number) if counted else month_after(begins, length)) - timedelta(days=1)
        span = Span(0 if counted else YEAR, number, program.cycle)
        for today in (begins + timedelta(days=random.randrange(-9, 370)) for _ in range(8)):
            done = {code: today - timedelta(days=random.randrange(60)) for code in random.sample("abcd", 2)}
            facts = {code: Origin(ROOT, Place(), day.isoformat()) for code, day in done.items()}
            unit = Unit(ROOT / "u", program.levels[0], "U", span, facts=facts)
            whole = Round(program, ROOT, (unit,))
            found = all_rules()["BP610"].check(unit, Context(settings, today=today, round=whole))
            days = {code: due_as_counted(code, begins, ends, length, number) for code in "abcd"}
            late = {code.upper() for code, day in days.items() if day and done.get(code, today) > day}
            assert {problem.values["item"] for problem in found} == late
