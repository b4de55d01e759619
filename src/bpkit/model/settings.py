"""What bpkit.yaml says, once it has been read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from .units import Severity, same_unit


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


class Waiver(Struct, frozen=True):
    """A finding that somebody lets pass, with the reason and who agreed."""

    rule: str
    pattern: str
    reason: str
    approved_by: str
    until: date | None


class Settings(Struct, frozen=True):
    """bpkit.yaml as the rooms use it; the defaults are those of a tree without one."""

    file: Path | None = None
    root: Path | None = None  # the folder of bpkit.yaml: the share
    program: str = "PNPM Mandiri Perkotaan"
    year: int | None = None
    language: str | None = None
    rubric: str = "pob-2010"
    templates: Path | None = None
    provinces: tuple[Province, ...] | None = None  # None: there is no roster
    panels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    experts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    obligations: Mapping[str, int] = field(default_factory=dict)
    deadlines: Mapping[str, int] = field(default_factory=lambda: {"korkot": 15, "kmw": 20, "kmp": 25})
    severities: Mapping[str, Severity | None] = field(default_factory=dict)  # None: the rule is off
    waivers: tuple[Waiver, ...] = ()

    def province(self, name: str) -> Province | None:
        """The province of that name, compared as names are."""
        return next((p for p in self.provinces or () if same_unit(p.name, name)), None)

    def city(self, name: str) -> City | None:
        """The city of that name in any province."""
        return next((city for p in self.provinces or () if (city := p.city(name))), None)
