"""What bpkit.yaml says, once it has been read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field

from ..resources import DEFAULT_PROGRAM
from .levels import CITY, PROVINCE, Level, Levels
from .units import Severity, among, same_unit

# How people set the severity of a rule; None: the rule is off.
SEVERITY_WORDS = {
    "mati": None,
    "info": Severity.INFO,
    "peringatan": Severity.WARNING,
    "galat": Severity.ERROR,
}


class City(Struct, frozen=True):
    """A city of the roster. `teams` names its TFs, or is empty where only their number is known."""

    name: str
    team_count: int
    teams: tuple[str, ...] = ()


class Province(Struct, frozen=True):
    """A province of the roster with the time zone its deadlines are counted in."""

    name: str
    cities: tuple[City, ...] = ()
    zone: str | None = None
    deadlines: Mapping[str, int] = field(default_factory=dict)  # its own days, by level

    def city(self, name: str) -> City | None:
        """The city of that name, compared as names are."""
        return next((city for city in self.cities if same_unit(city.name, name)), None)


class RosterUnit(Struct, frozen=True):
    """A unit of a programme's roster, with the units that hand in to it."""

    name: str
    below: tuple[RosterUnit, ...] = ()

    @property
    def depth(self) -> int:
        """How many levels it and what is below it make."""
        return 1 + max((unit.depth for unit in self.below), default=0)

    def walk(self) -> Iterator[RosterUnit]:
        """This unit and all below it."""
        yield self
        for unit in self.below:
            yield from unit.walk()


class Waiver(Struct, frozen=True):
    """A finding that somebody lets pass, with the reason and who agreed."""

    rule: str
    pattern: str
    reason: str
    approved_by: str
    until: date | None


class SiteContacts(StrEnum):
    """Whose telephone numbers and addresses a site shows."""

    INSTITUTION = "lembaga"
    AUTHOR = "penulis"  # and the institution's
    NOBODY = "tidak"


class SiteSettings(Struct, frozen=True):
    """What bpkit.yaml says of the pages for readers (`situs:`)."""

    contacts: SiteContacts = SiteContacts.INSTITUTION
    title: str = ""  # of the site; without it the programme's name
    email: str = ""  # where comments go
    whatsapp: str = ""  # where comments go: digits with the country's code
    address: str = ""  # where the site lies in the web, which a feed has to know


class Signer(Struct, frozen=True):
    """Who signs a form or letter; what is empty is a line to write on by hand."""

    name: str = ""
    position: str = ""  # empty: what the programme says of the level
    number: str = ""  # a civil servant's NIP


class Office(Struct, frozen=True):
    """What a unit puts on all its papers (`kop:` and `penandatangan:`)."""

    heading: tuple[str, ...] = ()  # lines of the letterhead
    address: tuple[str, ...] = ()
    place: str = ""  # where it signs
    knows: Signer = Signer()
    made: Signer = Signer()


class Settings(Struct, frozen=True):
    """bpkit.yaml as the rooms use it; the defaults are those of a tree without one."""

    file: Path | None = None
    root: Path | None = None  # the folder of bpkit.yaml: the share
    program: str = "PNPM Mandiri Perkotaan"
    year: int | None = None
    language: str | None = None
    rubric: str = DEFAULT_PROGRAM
    templates: Path | None = None
    provinces: tuple[Province, ...] | None = None  # None: there is no roster
    panels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    experts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    obligations: Mapping[str, int] = field(default_factory=dict)
    deadlines: Mapping[str, int] = field(default_factory=dict)  # by level, where it is not the level's own
    severities: Mapping[str, Severity | None] = field(default_factory=dict)  # None: the rule is off
    waivers: tuple[Waiver, ...] = ()
    levels: Levels | None = None  # of the programme; None: those of the default one
    units: tuple[RosterUnit, ...] | None = None  # of a programme whose units are judged
    start: date | None = None  # first day of a programme whose periods are counted
    site: SiteSettings = SiteSettings()
    offices: Mapping[str, Office] = field(default_factory=dict)  # by unit: `Semarang`, `KMW Gorontalo`

    def named_files(self) -> Iterator[Path]:
        """What bpkit.yaml names lies where it likes, and is no stray."""
        if self.templates:
            yield self.templates
        if self.root:
            yield self.root / self.rubric

    def province(self, name: str) -> Province | None:
        """The province of that name, compared as names are."""
        return next((p for p in self.provinces or () if same_unit(p.name, name)), None)

    def city(self, name: str) -> City | None:
        """The city of that name in any province."""
        return next((city for p in self.provinces or () if (city := p.city(name))), None)

    def unit(self, level: Level, name: str) -> City | Province | None:
        """What the roster knows of a unit of this level; None where its units are not the roster's."""
        if level.roster == CITY:
            return self.city(name)
        return self.province(name) if level.roster == PROVINCE else None

    def due(self, level: Level) -> int | None:
        """The day of the month by which this level hands in."""
        return self.deadlines.get(level.code, level.due)

    def office(self, level: Level | None, name: str) -> Office:
        """What the unit of that level puts on its papers; an empty one where bpkit.yaml says nothing.

        A name with its level before it (`KMW Gorontalo`) comes before one without; a level of one unit alone
        goes by its own name.
        """
        asked = (f"{level.name} {name}".strip() if level else name, name)
        found = next((key for one in asked if one and (key := among(one, self.offices))), "")
        return self.offices.get(found, Office())
