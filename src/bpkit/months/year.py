"""A year at a glance: who wrote, who was selected and who won, and who did what was owed (POB slides 5–18).

A month owes once the cities' day is over in the province. Selections count as panels decided them; a panel
whose view is disturbed has decided nothing, and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field

from ..levels import levels_of
from ..model.facts import Folder, Submission
from ..model.outcomes import BEST_PRACTICE, Checked, Judged, best_practices
from ..model.settings import City, Province, Settings
from ..model.sources import is_own_team, is_team, team_key
from ..model.units import Period, fold, unit_name
from ..people.names import person, same_person, split_names
from .deadlines import deadline, zone_of
from .standing import owed

OWN_TEAM = "own_team"  # the kinds of duties
TEAM = "team"
EXPERT = "expert"


class Tally(Struct):
    """What became of somebody's writings; `titles` are those that a province selected, with the month."""

    name: str
    city: str
    province: str
    writings: int = 0
    complete: int = 0
    proposed: int = 0
    selected: int = 0  # by the province
    won: int = 0  # named by the nation
    titles: list[str] = field(default_factory=list)
    months: dict[int, int] = field(default_factory=dict)  # writings by month
    complete_months: dict[int, int] = field(default_factory=dict)  # those of them that are complete
    due: dict[int, int] = field(default_factory=dict)  # of a city: what it owes by month

    @property
    def order(self) -> tuple[int, int, int, str, str]:
        """The most successful first."""
        return (-self.won, -self.selected, -self.proposed, fold(self.city), fold(self.name))


class Duty(Struct, frozen=True):
    """What somebody owes a year and did: a writing a month, or of an expert a knowledge product a year.

    `lacking` are the months (1–12) without one; of teams that the roster only counts, `name` is empty.
    """

    kind: str
    name: str
    city: str
    province: str
    due: int
    done: int
    lacking: tuple[int, ...] = ()


class Year(Struct, frozen=True):
    """The year as it stands; `open_panels` are the folders whose panels can decide nothing yet."""

    year: int
    months: tuple[int, ...]  # that lie in the tree
    cities: tuple[Tally, ...]
    teams: tuple[Tally, ...]
    authors: tuple[Tally, ...]
    duties: tuple[Duty, ...]
    open_panels: tuple[Folder, ...]

    @property
    def rewards(self) -> tuple[Tally, ...]:
        """Whom the nation named: candidates for the reward."""
        return tuple(one for one in self.authors if one.won)

    @property
    def workshops(self) -> tuple[Tally, ...]:
        """Whom a province selected: candidates for the workshops."""
        return tuple(one for one in self.authors if one.selected)


def year_of(checked: Checked, judged: Judged, settings: Settings, year: int, now: datetime) -> Year:
    """The year's picture of a tree."""
    return _Reckoning(settings, year, now).of(checked, judged)


def years_in(folder: Folder) -> set[int]:
    """Every year that a tree has a month of."""
    own = {folder.period.year} if folder.period else set()
    return own.union(*map(years_in, folder.children))


_Chosen = tuple[frozenset[Path], frozenset[Path]]  # what the province selected, what the nation did


class _Reckoning:
    def __init__(self, settings: Settings, year: int, now: datetime) -> None:
        self.settings = settings
        self.year = year
        self.now = now
        self.months: set[int] = set()
        self.cities: dict[tuple[str, str], Tally] = {}
        self.teams: dict[tuple[str, str, str], Tally] = {}
        self.authors: dict[tuple[str, str, str], Tally] = {}
        self.heard: dict[tuple[str, str], dict[int, set[str]]] = {}  # TFs by city and month
        self.own_teams: dict[tuple[str, str], set[int]] = {}  # months with a writing of the Korkot's own
        self.makers: list[str] = []  # of knowledge products
        self.open_panels: list[Folder] = []
        self._begin()

    def of(self, checked: Checked, judged: Judged) -> Year:
        self._walk(checked, judged, "", frozenset(), frozenset())
        self._owe()
        return Year(
            self.year,
            tuple(sorted(self.months)),
            _ordered(self.cities.values(), by_name=True),
            _ordered(self.teams.values(), by_name=True),
            _ordered(self.authors.values()),
            tuple(self._duties()),
            tuple(self.open_panels),
        )

    def _begin(self) -> None:
        """Every city and TF of the roster, whether or not it ever wrote."""
        for province, city in self._roster():
            self._city(province.name, city.name)
            for team in city.teams:
                self._team(province.name, city.name, team)

    def _roster(self) -> Iterator[tuple[Province, City]]:
        return ((province, city) for province in self.settings.provinces or () for city in province.cities)

    def _walk(
        self, checked: Checked, judged: Judged, province: str, selected: frozenset[Path], won: frozenset[Path]
    ) -> None:
        folder = checked.folder
        if folder.period and folder.period.year != self.year:
            return
        if not judged.whole and not folder.level.is_share:
            self.open_panels.append(folder)
        if folder.level.is_top:
            won = _selected(judged)
        elif folder.level.is_fed:
            province, selected = folder.unit or "", _selected(judged)
        elif folder.level.is_lowest and folder.period:
            province = province or (folder.above.unit if folder.above else None) or ""
            self._take_city(checked, judged, province, folder.period, (selected, won))
        self._take_products(folder)
        for one, other in zip(checked.children, judged.children, strict=True):
            self._walk(one, other, province, selected, won)

    def _take_products(self, folder: Folder) -> None:
        others = (one for one in folder.submissions if one.product != BEST_PRACTICE)
        for product in (*folder.products, *others):
            self.makers += split_names(_typed(product, "author"))

    def _take_city(
        self, checked: Checked, judged: Judged, province: str, period: Period, chosen: _Chosen
    ) -> None:
        folder, (selected, won) = checked.folder, chosen
        self.months.add(period.month)
        name = folder.unit or folder.path.name
        sent = frozenset(judged.sends) if judged.whole else frozenset()
        key = _key(province, name)
        for writing in best_practices(folder):
            counted = _Counted(
                period.month,
                checked.is_complete(writing),
                writing.path in sent,
                writing.path in selected,
                writing.path in won,
                f"{writing.title} ({period.in_words})",
            )
            for tally in self._concerned(writing, province, name):
                counted.into(tally)
            source = _typed(writing, "source")
            if writing.is_writing and is_own_team(source):
                self.own_teams.setdefault(key, set()).add(period.month)
            elif writing.is_writing and source:
                self.heard.setdefault(key, {}).setdefault(period.month, set()).add(self._heard(source, key))

    def _heard(self, source: str, city: tuple[str, str]) -> str:
        """The key of the TF that a source names, "" where it is none."""
        key = team_key(source)
        return key if is_team(source) or (*city, key) in self.teams else ""

    def _concerned(self, writing: Submission, province: str, city: str) -> Iterator[Tally]:
        """Whose account a writing goes to: its city's, its TF's and its authors'."""
        yield self._city(province, city)
        source = _typed(writing, "source")
        if source and (is_team(source) or (*_key(province, city), team_key(source)) in self.teams):
            yield self._team(province, city, source)
        for author in dict.fromkeys(split_names(_typed(writing, "author"))):
            yield self._author(province, city, author)

    def _city(self, province: str, city: str) -> Tally:
        return self.cities.setdefault(_key(province, city), Tally(city, city, province))

    def _team(self, province: str, city: str, team: str) -> Tally:
        return self.teams.setdefault((*_key(province, city), team_key(team)), Tally(team, city, province))

    def _author(self, province: str, city: str, author: str) -> Tally:
        key = (*_key(province, city), person(author))
        return self.authors.setdefault(key, Tally(author, city, province))

    def _owe(self) -> None:
        lowest = levels_of(self.settings).lowest
        for province, city in self._roster():
            tally = self._city(province.name, city.name)
            tally.due = dict.fromkeys(self._due_months(province.name), owed(city, lowest))

    def _due_months(self, province: str) -> list[int]:
        """The months that are over for the cities of a province, from the first one that the share has."""
        first = min(self.months, default=13)
        today = self.now.astimezone(zone_of(self.settings, province)).date()
        periods = (Period(self.year, month) for month in range(first, 13))
        lowest = levels_of(self.settings).lowest
        last = ((one.month, deadline(self.settings, lowest, one, province)) for one in periods)
        return [month for month, day in last if day and day < today]

    def _duties(self) -> Iterator[Duty]:
        for province, city in self._roster():
            months = self._due_months(province.name)
            key = _key(province.name, city.name)
            where = (city.name, province.name)
            heard = self.heard.get(key, {})
            for team in city.teams:
                lacking = tuple(m for m in months if team_key(team) not in heard.get(m, set()))
                yield Duty(TEAM, team, *where, len(months), len(months) - len(lacking), lacking)
            if not city.teams:
                counts = {m: min(len(heard.get(m, set()) - {""}), city.team_count) for m in months}
                lacking = tuple(m for m in months if counts[m] < city.team_count)
                due, done = len(months) * city.team_count, sum(counts.values())
                yield Duty(TEAM, "", *where, due, done, lacking)
            if not levels_of(self.settings).lowest.own_writing:
                continue
            lacking = tuple(m for m in months if m not in self.own_teams.get(key, set()))
            yield Duty(OWN_TEAM, "", *where, len(months), len(months) - len(lacking), lacking)
        for unit, experts in self.settings.experts.items():
            for name in experts:
                done = any(same_person(person(name), person(maker)) for maker in self.makers)
                yield Duty(EXPERT, name, "", unit, 1, int(done))


class _Counted(Struct, frozen=True):
    """One writing as it goes to accounts."""

    month: int
    complete: bool
    proposed: bool
    selected: bool
    won: bool
    title: str

    def into(self, tally: Tally) -> None:
        tally.writings += 1
        tally.complete += self.complete
        tally.proposed += self.proposed
        tally.selected += self.selected
        tally.won += self.won
        tally.months[self.month] = tally.months.get(self.month, 0) + 1
        tally.complete_months[self.month] = tally.complete_months.get(self.month, 0) + self.complete
        if self.selected:
            tally.titles.append(self.title)


def _selected(judged: Judged) -> frozenset[Path]:
    results = judged.assessment.results if judged.assessment and judged.whole else ()
    return frozenset(result.candidate.path for result in results if result.selected)


def _typed(submission: Submission, what: str) -> str:
    identity = submission.identity
    fact = identity.source if what == "source" else identity.author.name
    return fact.text if fact else ""


def _key(province: str, city: str) -> tuple[str, str]:
    return fold(unit_name(province)), fold(unit_name(city))


def _ordered(tallies: Iterable[Tally], *, by_name: bool = False) -> tuple[Tally, ...]:
    if by_name:
        return tuple(sorted(tallies, key=lambda one: (fold(one.province), fold(one.city), fold(one.name))))
    return tuple(sorted(tallies, key=lambda one: one.order))
