"""Where a month stands: what every folder owes, what came of it, and how many days are left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from ..levels import levels_of
from ..model.agenda import Passage
from ..model.facts import Folder
from ..model.levels import CITY, PROVINCE, Level
from ..model.outcomes import Checked, Judged
from ..model.settings import City, Province, Settings
from ..model.units import same_unit
from .deadlines import deadline, zone_of

Quota = Callable[[int], int]  # by the number of TFs


class AbsentCity(Struct, frozen=True):
    """A city of the roster without a folder: what it owes, and until when."""

    name: str
    level: Level
    due: int
    deadline: date | None


class Standing(Struct, frozen=True):
    """One folder's month. What hangs on the roster is None without one; `days_left` is negative once over.

    `due` is a writing of every TF and one of the Korkot team (POB slide 12), of the cities without a folder,
    too, which `absent` names. `proposed` leaves out the Korkot's own, which goes beside the quota. `sent`
    is when it last went on to the next level, or came from the one below; `changed_since` whether what was
    handed in is not what it was then.
    """

    judged: Judged
    due: int | None
    handed_in: int
    complete: int
    proposed: int
    quota: int | None
    sealed: bool
    forms: tuple[Path, ...]
    deadline: date | None
    days_left: int | None
    absent: tuple[AbsentCity, ...] = ()
    sent: datetime | None = None
    changed_since: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the cities without a folder."""
        return tuple(city.name for city in self.absent)

    @property
    def is_done(self) -> bool:
        """Whether its level has done its part of the month: sent on, sealed, or at a city all handed in."""
        if self.sent is not None or self.sealed:
            return True
        whole = self.due is not None and self.complete >= self.due
        return self.judged.folder.level.is_lowest and whole


class Reckoner(Struct, frozen=True):
    """What standings are reckoned by, by folder: the forms that bpkit wrote and are there, what went on."""

    settings: Settings
    quota: Quota
    now: datetime
    forms: Mapping[Path, Sequence[Path]]
    passages: Mapping[Path, Passage] = {}

    def of(self, checked: Checked, judged: Judged, province: str | None = None) -> Iterator[Standing]:
        """Every folder at and below this one, the share apart; parents before their children."""
        folder = checked.folder
        if folder.level.roster == PROVINCE:
            province = folder.unit
        elif folder.above:
            province = province or folder.above.unit
        pairs = zip(checked.children, judged.children, strict=True)
        below = [list(self.of(one, other, province)) for one, other in pairs]
        if not folder.level.is_share:
            yield self.one(checked, judged, [one[0] for one in below], province)
        for one in below:
            yield from one

    def one(
        self, checked: Checked, judged: Judged, below: Sequence[Standing], province: str | None
    ) -> Standing:
        """One folder's month, of those of the folders right below it."""
        folder = checked.folder
        known = self.settings.province(province) if province else None
        absent = absent_cities(folder, known)
        cities = [*absent, *filter(None, [self._city(folder, known)])]
        lowest = levels_of(self.settings).lowest
        produced, complete = checked.produced
        due_day, left = self._days(folder, province)
        passage = self.passages.get(folder.path)
        return Standing(
            judged=judged,
            due=_sum([one.due for one in below], [owed(city, lowest) for city in cities]),
            handed_in=produced + sum(one.handed_in for one in below),
            complete=complete + sum(one.complete for one in below),
            proposed=judged.proposed + sum(one.proposed for one in below),
            quota=_sum([one.quota for one in below], [self.quota(city.team_count) for city in cities]),
            sealed=folder.seal is not None and folder.seal.closed,
            forms=tuple(self.forms.get(folder.path, ())),
            deadline=due_day,
            days_left=left,
            absent=tuple(self._absent(city, folder, province) for city in absent),
            sent=passage.when if passage else None,
            changed_since=passage is not None and passage.changed,
        )

    def _absent(self, city: City, folder: Folder, province: str | None) -> AbsentCity:
        lowest = levels_of(self.settings).lowest
        day = deadline(self.settings, lowest, folder.period, province) if folder.period else None
        return AbsentCity(city.name, lowest, owed(city, lowest), day)

    def _city(self, folder: Folder, province: Province | None) -> City | None:
        if folder.level.roster != CITY or not folder.unit:
            return None
        return province.city(folder.unit) if province else self.settings.city(folder.unit)

    def _days(self, folder: Folder, province: str | None) -> tuple[date | None, int | None]:
        if folder.period is None:
            return None, None
        province = province if folder.level.roster else None
        due = deadline(self.settings, folder.level, folder.period, province)
        zone = zone_of(self.settings, province)
        return due, None if due is None else (due - self.now.astimezone(zone).date()).days


def owed(city: City, lowest: Level) -> int:
    """What a city owes a month: a writing of every TF, and one of its own team where its level asks so."""
    return city.team_count + lowest.own_writing


def _sum(below: Sequence[int | None], own: Sequence[int]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [*(one for one in below if one is not None), *own]
    return sum(known) if known else None


def absent_cities(folder: Folder, province: Province | None) -> list[City]:
    """The cities of the roster that have no folder in a KMW folder."""
    if folder.level.roster != PROVINCE or province is None:
        return []
    units = [child.unit for child in folder.children if child.unit]
    return [city for city in province.cities if not any(same_unit(unit, city.name) for unit in units)]
