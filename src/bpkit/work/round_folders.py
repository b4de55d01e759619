"""How a period of a programme begins whose units are judged: which one is next, and its units' folders.

A unit whose folder is there keeps it, however its name is typed; nothing that is there is ever changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from ..errors import ShareError, UserError
from ..model.calendar import comes_up
from ..model.folder_pattern import pattern_for
from ..model.programs import EVIDENCE, Cycle, Level, Program
from ..model.rounds import Span
from ..model.settings import RosterUnit, Settings
from ..model.sheet_words import folder_of
from ..model.spans import (
    COUNTED,
    SaidSpan,
    following,
    name_of,
    pattern_of,
    said_in,
    said_name,
    span_from,
    span_of,
)
from ..model.units import are_twins
from ..naming import safe
from ..reading.rounds.contents import UnitPlace
from ..reading.rounds.walker import unit_places
from ..share.publishing import Register
from ..wording import say

Folders = tuple[list[Path], list[Path]]  # those that were made, and those that were there


def rostered(program: Program) -> list[Level]:
    """The levels whose units the roster names, from the highest down."""
    return [one for one in reversed(program.levels) if pattern_for(program, one).has_unit and not one.hosted]


def places_there(directory: Path, program: Program, settings: Settings) -> list[UnitPlace]:
    """Where the units are on a share, by names alone; nowhere on one that is not there yet."""
    if not directory.is_dir():
        return []
    return unit_places(directory, program, settings, Register(directory).files())


def span_after(directory: Path, program: Program, settings: Settings, today: date) -> tuple[Span, bool]:
    """The period that is begun next, and whether it is the newest there is.

    That is so while nobody has put anything into the newest: to ask twice must not begin two. A period that
    stands alone is there to be followed, unless it is the one that a share without any was given.
    """
    alone = _first(program, settings, today)
    if program.cycle not in COUNTED or (settings.start and program.cycle is Cycle.MONTH_OF_PROGRAM):
        alone = following(alone)  # today's is known, and this is the next
    places = places_there(directory, program, settings)
    spans = {place.span for place in places if place.span}
    if not spans:
        return alone, False
    newest = max(spans)
    own = frozenset(Register(directory).files())
    inside = (file for place in places if place.span == newest for file in place.path.rglob("*"))
    if (len(spans) > 1 or newest == alone) and not any(file.is_file() and file not in own for file in inside):
        return newest, True
    return following(newest), False


def _first(program: Program, settings: Settings, today: date) -> Span:
    """The period to begin with: today's, or the first of the year that bpkit.yaml names."""
    if settings.year and settings.year != today.year:
        today = date(settings.year, 1, 1)
    return span_of(today, program.cycle, settings.start)


def span_now(directory: Path, program: Program, settings: Settings, today: date) -> Span | None:
    """The period that may lack folders: the newest there is, today's where there is none.

    None where there is one and no roster that could have gained a unit since.
    """
    spans = {place.span for place in places_there(directory, program, settings) if place.span}
    if not spans:
        return _first(program, settings, today)
    return max(spans) if settings.units else None


def missing_span(directory: Path, program: Program, settings: Settings, today: date) -> Span | None:
    """The period to begin: today's where it has no folder; of meetings the next, once the newest is used.

    None where there is none to begin: today's is there, or the programme is over.
    """
    if program.cycle is Cycle.MEETING:
        span, is_empty = span_after(directory, program, settings, today)
        if is_empty or _is_unused(directory, program, settings):
            return None
    else:
        span = span_of(today, program.cycle, settings.start)
        if any(place.span == span for place in places_there(directory, program, settings)):
            return None
    is_over = program.count and span.cycle in COUNTED and span.number > program.count
    return None if is_over else span


def _is_unused(directory: Path, program: Program, settings: Settings) -> bool:
    """Whether nothing lies in the only period there is."""
    places = places_there(directory, program, settings)
    return bool(places) and not any(file.is_file() for place in places for file in place.path.rglob("*"))


def host_asked(program: Program) -> bool:
    """Whether a new period's folder is named after a host who changes."""
    return any(level.hosted for level in program.levels)


def span_said(text: str, program: Program, settings: Settings) -> Span:
    """The period that somebody asks for, in any form that a folder may say it.

    Raises:
        UserError: it is none of this programme's.
    """
    said = said_in(text, program.cycle)
    span = span_from(said, program.cycle, settings.year) if said else None
    if span is None:
        example = pattern_of(program.cycle)
        raise UserError(say("round.bad_period", period=text), say("round.bad_period_remedy", example=example))
    return span


def round_folders(
    directory: Path, program: Program, settings: Settings, span: Span, *, host: str = ""
) -> Folders:
    """Make the folders of a period for the roster, or for the units of the period before (or after).

    `host` is who the units' host is at a level where that changes.

    Raises:
        UserError: the programme is over, nothing tells of which units, or who the host is.
        ShareError: a folder can't be made.
    """
    if program.count and span.cycle in COUNTED and span.number > program.count:
        raise UserError(
            say("start.over", period=name_of(span), count=program.count), say("start.over_remedy")
        )
    places = places_there(directory, program, settings)
    spans = sorted({place.span for place in places if place.span and place.span != span})
    last = max((one for one in spans if one < span), default=spans[0] if spans else None)
    before = [place for place in places if place.span == last] if last else []
    making = _Making(program, span, host)
    there = [place for place in places if place.span == span]
    making.demand(settings.units or before, there)
    home = _home(directory, before[0].path.parent if before else directory, span)
    home = there[0].path.parent if there else home
    try:
        making.fill(home, tuple(reversed(program.levels)), _units(program, settings, before), there)
    except OSError as error:
        raise ShareError(say("run.unwritable", path=home), say("run.unwritable_remedy")) from error
    return making.made, making.there


class _Making:
    """The folders of one period while they are made."""

    def __init__(self, program: Program, span: Span, host: str) -> None:
        self.program = program
        self.span = span
        self.host = host
        self.made: list[Path] = []
        self.there: list[Path] = []

    def demand(self, units: Sequence[object], there: Sequence[UnitPlace]) -> None:
        """Refuse what nobody can name: the units, or the host."""
        if rostered(self.program) and not units:
            raise UserError(say("start.no_units"), say("start.no_units_remedy"))
        hosted = next((one for one in self.program.levels if one.hosted), None)
        is_there = any(one.level == hosted for place in there for one in place.walk())
        if hosted and not self.host and not is_there:
            name = pattern_for(self.program, hosted).format("…", self.span)
            raise UserError(say("start.no_host", name=name), say("start.no_host_remedy"))

    def fill(
        self, home: Path, levels: Sequence[Level], units: Sequence[RosterUnit], there: Iterable[UnitPlace]
    ) -> None:
        """Make the folders of the first of these levels and of those below it."""
        if not levels:
            return
        level, *below = levels
        known = [place for place in there if place.level == level]
        if level in rostered(self.program):
            for unit in units:
                found = next((one for one in known if are_twins(one.name, unit.name)), None)
                folder = self._make(home, level, unit.name, found)
                self.fill(folder, below, unit.below, found.children if found else ())
        else:
            found = known[0] if known else None
            folder = self._make(home, level, self.host, found)
            self.fill(folder, below, units, found.children if found else ())

    def _make(self, home: Path, level: Level, name: str, found: UnitPlace | None) -> Path:
        folder = (
            found.path if found else home / safe(pattern_for(self.program, level).format(name, self.span))
        )
        if folder.is_dir():
            self.there.append(folder)
            return folder
        for inside in _inside(self.program, level, self.span):
            (folder / inside).mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        self.made.append(folder)
        return folder


def _inside(program: Program, level: Level, span: Span) -> Iterator[str]:
    """The folders that a unit of this level keeps things in; what units below tell needs none."""
    for scheme in (one for one in program.schemes if one.level == level.code):
        if comes_up(scheme.every, span) and any(voice.kind.has_sheets for voice in scheme.voices):
            yield folder_of(scheme)
            if any(EVIDENCE in item.required for item in scheme.root.leaves()):
                yield EVIDENCE


def _units(program: Program, settings: Settings, before: Sequence[UnitPlace]) -> Sequence[RosterUnit]:
    """The roster, with what it leaves out above its units as it was in the period before."""
    known = rostered(program)
    if settings.units is None:
        return _as_roster(before, known)
    units = settings.units
    missing = len(known) - max(unit.depth for unit in units) if units else 0
    for level in reversed(known[: max(missing, 0)]):
        names = {one.name for place in before for one in place.walk() if one.level == level}
        if len(names) != 1:
            raise UserError(say("start.no_units"), say("start.no_units_remedy"))
        units = (RosterUnit(names.pop(), units),)
    return units


def _as_roster(places: Iterable[UnitPlace], known: Sequence[Level]) -> tuple[RosterUnit, ...]:
    found: list[RosterUnit] = []
    for place in places:
        below = _as_roster(place.children, known)
        found += [RosterUnit(place.name, below)] if place.level in known else below
    return tuple(found)


def _home(directory: Path, last: Path, span: Span) -> Path:
    """The folder that the highest units go into: named for the period as that of the period before is."""
    if not last.is_relative_to(directory):
        return directory
    home = directory
    year: int | None = None
    for name in last.relative_to(directory).parts:
        said = said_in(name, span.cycle)
        if said is None:
            return directory
        year = said.year or year
        is_whole = said.number is not None and (said.year is not None or span.cycle in COUNTED)
        if is_whole:
            home /= name_of(span)
        else:
            home /= said_name(SaidSpan(None, span.number), span.cycle) if said.number else str(span.year)
    return home
