"""Walks the tree of a programme once, by names alone: which unit is where, for which period, at which level.

The given path may be a unit's folder of any level, a folder of several periods, or the share. What lies in a
unit's folder is read by `contents`.
"""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ... import share
from ...cache.store import NoCache
from ...model.folder_pattern import UnitFolder, pattern_for, recognised
from ...model.problems import OUT_OF_SIGHT, Problem
from ...model.programs import Level, Program
from ...model.rounds import Round, Span, Unit
from ...model.settings import Settings
from ...model.spans import COUNTED, SaidSpan, said_in, span_from
from ...model.units import fold, readable
from ..folders import ReadingOptions
from ..tree.listing import Entries, FolderLister
from ..tree.walker import REFERENCES_FOLDER, TEMPLATES_FOLDER
from .contents import SPECIAL, ContentsReader, UnitPlace, with_evidence

CONFIG = "bpkit.yaml"


class Setting(Struct, frozen=True):
    """Where the walk is: what may come next, and what the folders above say of the period."""

    levels: tuple[Level, ...]  # that a folder here may be of, from the highest down
    said: SaidSpan = SaidSpan()

    def narrowed(self, said: SaidSpan | None) -> Setting:
        """With what one more folder says; what stood above keeps holding where it says nothing."""
        if said is None:
            return self
        return Setting(self.levels, SaidSpan(said.year or self.said.year, said.number or self.said.number))


class RoundOptions(Struct, frozen=True):
    """How a round is read; `own` are files that bpkit wrote, `period` holds whatever the folders say."""

    reading: ReadingOptions = ReadingOptions()
    own: Collection[Path] = ()
    period: SaidSpan | None = None


def read_round(
    path: Path, program: Program, settings: Settings, options: RoundOptions | None = None
) -> Round:
    """Everything of a programme at and below a folder.

    Raises:
        OSError: the given path itself can't be listed.
    """
    options = options or RoundOptions()
    walker = _RoundWalker(path, program, settings, options)
    read = ContentsReader(program, walker.list, options.reading).read(walker.places())
    return _with_problems(Round(program, path, tuple(read)), walker)


def unit_places(path: Path, program: Program, settings: Settings, own: Collection[Path]) -> list[UnitPlace]:
    """Where the units are at and below a folder, by names alone; `own` are files that bpkit wrote.

    Raises:
        OSError: the given path itself can't be listed.
    """
    return _RoundWalker(path, program, settings, RoundOptions(own=own)).places()


class _RoundWalker:
    def __init__(self, root: Path, program: Program, settings: Settings, options: RoundOptions) -> None:
        self.root = root
        self.program = program
        self.settings = settings
        self.top = settings.root or root
        self.list = FolderLister(root, self.top, [*options.own, *settings.named_files()])
        self.strays: list[Path] = []
        self._said = options.period or SaidSpan(settings.year)

    def places(self) -> list[UnitPlace]:
        """The units at the given path, or below it."""
        setting = Setting(tuple(reversed(self.program.levels)), self._said)
        for folder in self._way():
            setting = self._stepped(setting, folder)
        read = self._unit_at(self.root, setting)
        if read is not None:
            return [self._unit(self.root, read, setting)]
        own = said_in(readable(self.root.name), self.program.cycle) if self.root != self.top else None
        return sorted(self._below(self.root, setting.narrowed(own)), key=_order)

    def _way(self) -> Iterator[Path]:
        """The folders from the share down to the given path, without either."""
        above = [self.root, *self.root.parents]
        if self.settings.root is None:
            # Without a bpkit.yaml only an unbroken chain counts: a user called 2013 is no period.
            chain = []
            for folder in above[1:]:
                if not self._means_something(folder):
                    break
                chain.append(folder)
            yield from reversed(chain)
            return
        yield from reversed([folder for folder in above[1:] if self._is_below_top(folder)])

    def _is_below_top(self, folder: Path) -> bool:
        return folder != self.top and folder.is_relative_to(self.top)

    def _means_something(self, folder: Path) -> bool:
        name = readable(folder.name)
        if said_in(name, self.program.cycle):
            return True
        read = recognised(self.program, name, self.program.levels)
        return read is not None and not read.wrong

    def _stepped(self, setting: Setting, folder: Path) -> Setting:
        """Where the walk is inside this folder."""
        read = self._unit_at(folder, setting)
        if read is not None:
            return Setting(self._levels_below(read.level), self._period(read, setting))
        return setting.narrowed(said_in(readable(folder.name), self.program.cycle))

    def _unit_at(self, folder: Path, setting: Setting) -> UnitFolder | None:
        """What the name of a unit's folder says; None for any other. The share itself is no unit."""
        if folder == self.settings.root:
            return None
        return self._recognised(folder, setting)

    def _recognised(self, folder: Path, setting: Setting) -> UnitFolder | None:
        name = readable(folder.name)
        known = [level for level in setting.levels if pattern_for(self.program, level).head]
        read = recognised(self.program, name, known)
        if read is not None:
            return read
        if said_in(name, self.program.cycle) and not self._is_pattern_alone(setting):
            return None
        # A pattern without words of its own fits anything, so that only the next level may have it.
        bare = [level for level in setting.levels[:1] if level not in known]
        others = [level for level in setting.levels[1:] if level not in known and self._has_period(level)]
        return recognised(self.program, name, [*bare, *others])

    def _is_pattern_alone(self, setting: Setting) -> bool:
        """Whether a folder that names nothing but a period is a unit's: `bulan-03`."""
        patterns = [pattern_for(self.program, level) for level in setting.levels]
        return any(one.has_period and not one.has_unit and not one.head for one in patterns)

    def _has_period(self, level: Level) -> bool:
        return pattern_for(self.program, level).has_period

    def _levels_below(self, level: Level) -> tuple[Level, ...]:
        levels = self.program.levels
        return tuple(reversed(levels[: levels.index(level)]))

    def _period(self, read: UnitFolder, setting: Setting) -> SaidSpan:
        """The period of a unit: what stands above holds, as in the POB, and the name fills in the rest."""
        above, own = setting.said, read.said or SaidSpan()
        if above.number is not None and (above.year is not None or self.program.cycle in COUNTED):
            return above
        return SaidSpan(own.year or above.year, own.number or above.number)

    def _below(self, path: Path, setting: Setting) -> Iterator[UnitPlace]:
        """The units in a folder that is none itself: the share, or a folder for a period."""
        here = self.list(path)
        self.strays += here.files
        for folder in here.folders:
            if self._is_tree_of_its_own(folder):
                continue
            read = self._unit_at(folder, setting)
            said = said_in(readable(folder.name), self.program.cycle)
            if read is not None:
                yield self._unit(folder, read, setting)
            elif said:
                yield from self._below(folder, setting.narrowed(said))
            elif fold(folder.name) not in (REFERENCES_FOLDER, TEMPLATES_FOLDER):
                self.strays.append(folder)

    def _is_tree_of_its_own(self, folder: Path) -> bool:
        """Whether a folder has settings of its own, and with them a programme of its own."""
        try:
            return share.exists(folder / CONFIG)
        except OSError:
            return False  # what can't be read says so itself when it is listed

    def _unit(self, path: Path, read: UnitFolder, setting: Setting) -> UnitPlace:
        here = self.list(path)
        said = self._period(read, setting)
        inner = Setting(self._levels_below(read.level), said)
        children: list[UnitPlace] = []
        rest: list[Path] = []
        for folder in here.folders:
            if fold(folder.name) in SPECIAL or self._is_tree_of_its_own(folder):
                rest += [] if self._is_tree_of_its_own(folder) else [folder]
                continue
            child = self._recognised(folder, inner) if not self._is_own(folder, read.level) else None
            if child is None:
                rest.append(folder)
            else:
                children.append(self._unit(folder, child, inner))
        entries = Entries(here.files, tuple(rest), here.unsafe, here.locks)
        span = span_from(said, self.program.cycle)
        return UnitPlace(
            path, read.level, self._name(read), span, tuple(sorted(children, key=_order)), entries
        )

    def _is_own(self, folder: Path, level: Level) -> bool:
        """Whether a unit keeps something in it: a scheme's sheets, a list in several files."""
        program = self.program
        codes = [one.code for one in program.schemes if one.level == level.code]
        codes += [one.code for one in program.tables if one.level == level.code]
        codes += [one.code for one in program.sittings if one.level == level.code]
        return fold(folder.name) in map(fold, codes)

    def _name(self, read: UnitFolder) -> str:
        """The unit's name, as the roster spells it where only case and blanks differ."""
        names = (unit.name for top in self.settings.units or () for unit in top.walk())
        return next((name for name in names if fold(name) == fold(read.unit)), read.unit)


def proven(unit: Unit, settings: Settings, own: Collection[Path]) -> Unit:
    """A unit as it is to be sealed: with the content of its evidence, read now whatever is known of it.

    Raises:
        OSError: its folder or one in it can't be listed, in which more evidence may lie.
    """
    lister = FolderLister(unit.path, settings.root or unit.path, [*own, *settings.named_files()])
    found = with_evidence(unit, lister, NoCache())
    for damage in lister.damages:
        if damage.kind in OUT_OF_SIGHT:
            raise OSError(errno.EIO, damage.detail, str(damage.path))
    return found


def _with_problems(found: Round, walker: _RoundWalker) -> Round:
    """The round, every damage that listing met at the nearest unit: none gets lost on the way."""
    homes = {unit.path for unit in found.walk()}
    told: dict[Path | None, list[Problem]] = {}
    for damage in sorted(walker.list.damages, key=lambda one: one.path):
        home = next((path for path in (damage.path, *damage.path.parents) if path in homes), None)
        told.setdefault(home, []).append(damage)

    closed = {damage.path for damage in walker.list.damages}

    def placed(unit: Unit) -> Unit:
        own = (one for one in unit.problems if one.variant != "folder" or one.path not in closed)
        problems = (*own, *told.get(unit.path, ()))
        return replace(unit, children=tuple(map(placed, unit.children)), problems=problems)

    return replace(
        found,
        units=tuple(map(placed, found.units)),
        problems=tuple(told.get(None, ())),
        strays=tuple(sorted(path for path in walker.strays if path not in closed)),
    )


def _order(place: UnitPlace) -> tuple[object, ...]:
    return (place.span or Span(0, 0), fold(place.name), place.path)
