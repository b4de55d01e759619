"""Walks a tree once, by names alone: which folders there are, at which level, what belongs together in them.

Nothing is opened here but directories, and the heads of files whose extension may mean anything (`.dat`).
`folders.py` reads what the layout names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ... import share
from ...errors import UserError
from ...levels import levels_of
from ...model.levels import SHARE, Level
from ...model.problems import Problem
from ...model.settings import Settings
from ...model.units import Period, fold, readable, same_unit, unit_name
from ...naming import FolderName, UnreadableName, looks_like_ours, parse, period_of_folder
from ...wording import say
from ..panel.names import (
    FOLDER,
    NOTHING_AROUND,
    PanelListing,
    PanelSurroundings,
    around,
    list_panel,
    means_folder,
)
from .listing import Entries, FolderLister
from .stems import Stem, group

PANEL_FOLDER = FOLDER
PRODUCTS_FOLDER = "produk pengetahuan"
REFERENCES_FOLDER = "referensi"
TEMPLATES_FOLDER = "templat"  # as `bpkit init --templates` calls it


class Layout(Struct, frozen=True):
    """One folder of the tree as its names tell it; the fields are those of `model.facts.Folder`."""

    path: Path
    level: Level
    unit: str | None = None
    period: Period | None = None
    named: Period | None = None
    children: tuple[Layout, ...] = ()
    stems: tuple[Stem, ...] = ()
    table: Path | None = None  # `Data Tulisan.xlsx`
    products: tuple[Stem, ...] = ()
    panel_files: tuple[Path, ...] = ()
    panel_folder: Path | None = None
    around: PanelSurroundings = NOTHING_AROUND
    strays: tuple[Path, ...] = ()
    unsafe: tuple[Problem, ...] = ()
    entries: tuple[str, ...] = ()


class When(Struct, frozen=True):
    """What the folders above, the settings and `--period` say of year and month."""

    year: int | None = None
    month: int | None = None

    @property
    def period(self) -> Period | None:
        """The whole period, where both are known."""
        return Period(self.year, self.month) if self.year and self.month else None


class Walker:
    """Walks below one given path.

    Raises:
        OSError: the given path itself can't be listed.
        UserError: no name, folder above, setting or option says the year.
    """

    def __init__(
        self,
        root: Path,
        settings: Settings,
        period: Period | None,
        own: Collection[Path] = (),
        seen: share.Seen | None = None,
    ) -> None:
        self.root = root
        self.settings = settings
        self.option = period
        self.levels = levels_of(settings)
        own = [*own, *settings.named_files()]
        self._list = FolderLister(root, settings.root or root, own, self.levels, seen or share.Seen())

    def walk(self) -> Layout:
        """The layout of the given path, whatever its level."""
        layout = self._walk()
        return _with_damages(layout, self._list.damages)

    def _walk(self) -> Layout:
        when = self._above(self.root)
        level = self._level(self.root)
        if level.is_named:
            return self._unit(self.root, level, when)
        months = sorted(self._months(self.root, when), key=lambda month: str(month.period or ""))
        if level.is_top and len(months) == 1:
            return months[0]
        strays = self._share_strays()
        around = self._around(PanelListing(), [*strays, *self._above_months(self.root)], "")
        return Layout(self.root, SHARE, children=tuple(months), around=around, strays=strays)

    def _parse(self, name: str) -> FolderName | UnreadableName:
        return parse(name, self.levels)

    def _above_months(self, path: Path) -> Iterator[Path]:
        """Panels' folders, and files, that lie above the months and so belong to no panel."""
        here = self._list(path)
        if self._highest(here):
            return
        yield from (folder for folder in here.folders if fold(folder.name) == PANEL_FOLDER)
        yield from here.files if path != self.root else ()
        for folder in here.folders:
            if period_of_folder(folder.name):
                yield from self._above_months(folder)

    def _above(self, path: Path) -> When:
        """Year and month from `--period`, else from the folders above, else the year of the settings."""
        when = When(self.settings.year)
        for folder in reversed(list(self._folders_above(path))):
            when = self._narrowed(when, folder, named=True)
        return self._narrowed(when, path, named=False)

    def _folders_above(self, path: Path) -> Iterator[Path]:
        for folder in path.parents:
            inside = self.settings.root and folder.is_relative_to(self.settings.root)
            # Without a bpkit.yaml only an unbroken chain counts: a user called Mei is no month.
            said = period_of_folder(folder.name) or isinstance(self._parse(folder.name), FolderName)
            if not inside and not (said and self.settings.root is None):
                return
            yield folder

    def _narrowed(self, when: When, folder: Path, *, named: bool) -> When:
        if self.option:
            return When(self.option.year, self.option.month)
        said = period_of_folder(folder.name)
        if said is None and named and isinstance(name := self._parse(folder.name), FolderName):
            said = (name.year, name.month)
        return When(said[0] or when.year, said[1] or when.month) if said else when

    def _level(self, path: Path) -> Level:
        if isinstance(name := self._parse(path.name), FolderName) and path != self.settings.root:
            return name.level
        here = self._list(path)
        read = (self._parse(folder.name) for folder in here.folders)
        below = [name.level for name in read if isinstance(name, FolderName)]
        if below:
            return self.levels.above(max(below, key=lambda level: level.number)) or SHARE
        if path == self.settings.root or any(period_of_folder(folder.name) for folder in here.folders):
            return SHARE
        if looks_like_ours(path.name, self.levels):
            said = (one for one in reversed(self.levels.named) if fold(one.word) in fold(path.name))
            return next(said, self.levels.lowest)
        return self.levels.lowest

    def _months(self, path: Path, when: When) -> Iterator[Layout]:
        """The folders of the top at and below this one, a month after the other."""
        here = self._list(path)
        highest = self._highest(here)
        if highest:
            yield from self._top(path, highest, here, when)
        for folder in here.folders:
            if folder not in highest and period_of_folder(folder.name):
                yield from self._months(folder, self._narrowed(when, folder, named=False))

    def _highest(self, here: Entries) -> list[Path]:
        """The folders of the highest level that has folders with names of their own."""
        return [folder for folder in here.folders if self._is_highest(folder)]

    def _is_highest(self, folder: Path) -> bool:
        level = self.levels.named[-1]
        special = level.is_lowest and (period_of_folder(folder.name) or not self._not_special([folder]))
        return not special and self._is_of(folder, level)

    def _is_of(self, folder: Path, level: Level) -> bool:
        """Whether this is the folder of a unit of that level, whatever it is called."""
        name = self._parse(folder.name)
        if name.level is not None:
            return name.level == level
        return self._is_lowest(folder) if level.is_lowest else self._is_fed(folder, level)

    def _is_lowest(self, folder: Path) -> bool:
        if means_folder(folder.name):
            return False
        # A misnamed folder with writings in it must not stay unseen.
        here = self._list(folder)
        return looks_like_ours(folder.name, self.levels) or bool(group(here.files, (), ()).stems)

    def _is_fed(self, folder: Path, level: Level) -> bool:
        """Whether a folder whose name says no level holds some of the level below."""
        below = self.levels.below(level)
        read = (self._parse(one.name) for one in self._list(folder).folders)
        return not period_of_folder(folder.name) and any(name.level == below for name in read)

    def _top(self, path: Path, folders: list[Path], here: Entries, when: When) -> Iterator[Layout]:
        """What the folders of a month make: the top, where it has none of its own, else each of them."""
        read = [self._unit(folder, self.levels.named[-1], when) for folder in folders]
        if self.levels.top.is_named:
            yield from read
            return
        if when.month:
            yield self._month(path, read, here, when.period)
            return
        periods = sorted({unit.period for unit in read if unit.period})
        for period in periods:
            of_month = [unit for unit in read if unit.period in (period, None)]
            yield self._month(path, of_month, here, period)
        if not periods:
            yield self._month(path, read, here, None)

    def _month(self, path: Path, read: list[Layout], here: Entries, period: Period | None) -> Layout:
        known = {unit.path for unit in read}
        strays = [folder for folder in here.folders if folder not in known and not self._is_highest(folder)]
        top = self.levels.top
        layout = Layout(path, top, period=period, children=tuple(read))
        return self._with_panel(layout, here, [*here.files, *self._not_special(strays)], top.name)

    def _with_panel(self, layout: Layout, here: Entries, strays: list[Path], unit: str | None) -> Layout:
        """A folder with its panel, and with what belongs to nothing in it."""
        panel = list_panel(self._list, here)
        beside = [stray for stray in strays if stray.parent == layout.path]
        return replace(
            layout,
            panel_files=panel.files,
            panel_folder=panel.folder,
            around=self._around(panel, beside, unit or ""),
            strays=_sorted([*strays, *panel.strays]),
            entries=here.names,
        )

    def _not_special(self, folders: Iterable[Path]) -> list[Path]:
        special = {PANEL_FOLDER, REFERENCES_FOLDER, TEMPLATES_FOLDER}
        return [f for f in folders if fold(f.name) not in special and not period_of_folder(f.name)]

    def _share_strays(self) -> tuple[Path, ...]:
        here = self._list(self.root)
        highest = self._highest(here)
        if highest and not self.levels.top.is_named:
            return ()  # its national folder reports them
        left = (folder for folder in here.folders if folder not in highest)
        return _sorted([*here.files, *self._not_special(left)])

    def _unit(self, path: Path, level: Level, when: When) -> Layout:
        """The folder of a unit, with all below it."""
        below = self.levels.below(level)
        return self._fed(path, level, below, when) if below else self._lowest(path, when)

    def _fed(self, path: Path, level: Level, lower: Level, when: When) -> Layout:
        layout = self._named(path, level, when)
        here = self._list(path)
        below = When(layout.period.year, layout.period.month) if layout.period else when
        children: list[Layout] = []
        products: list[Stem] = []
        strays = list(here.files)
        table: Path | None = None
        for folder in here.folders:
            if fold(folder.name) == PANEL_FOLDER:
                continue
            if fold(folder.name) == PRODUCTS_FOLDER:
                inside = self._list(folder)
                grouped = group(inside.files, inside.folders, inside.locks)
                products += grouped.stems
                table = grouped.table
                strays += grouped.strays
            elif self._is_of(folder, lower):
                children.append(self._unit(folder, lower, below))
            else:
                strays.append(folder)
        layout = replace(layout, children=tuple(children), products=tuple(products), table=table)
        return self._with_panel(layout, here, strays, layout.unit)

    def _lowest(self, path: Path, when: When) -> Layout:
        layout = self._named(path, self.levels.lowest, when)
        here = self._list(path)
        folders = [folder for folder in here.folders if fold(folder.name) != PANEL_FOLDER]
        contents = {folder: self._list(folder) for folder in folders}
        grouped = group(here.files, folders, here.locks, {f: e.files for f, e in contents.items()})
        return self._with_panel(
            replace(layout, stems=grouped.stems, table=grouped.table), here, list(grouped.strays), layout.unit
        )

    def _named(self, path: Path, level: Level, when: When) -> Layout:
        """Unit and period of a folder from its name and from above."""
        name = self._parse(path.name)
        if not isinstance(name, FolderName):
            unit = self._spelt(level, name.unit) if name.unit else None
            return Layout(path, level, unit, when.period)
        year = name.year or when.year
        if year is None:
            raise UserError(say("run.no_year", name=path.name), say("run.no_year_remedy"))
        named = Period(year, name.month)
        return Layout(path, level, self._spelt(level, name.unit), when.period or named, named)

    def _spelt(self, level: Level, typed: str) -> str:
        known = self.settings.unit(level, typed)
        return known.name if known and same_unit(known.name, typed) else unit_name(readable(typed))

    def _around(self, panel: PanelListing, beside: Iterable[Path], unit: str) -> PanelSurroundings:
        panels = self.settings.panels.items()
        assessors = next((names for name, names in panels if unit and same_unit(name, unit)), ())
        return around(self._list, panel, list(beside), assessors)


def _with_damages(layout: Layout, damages: Collection[Problem]) -> Layout:
    """The layout, every damage that listing met at the nearest folder of the tree: none gets lost on the way.

    What can't be looked into is told as that, and is no stray besides.
    """
    # Where the share itself is the national folder, too, it is that one which tells.
    homes = {one.path: one.level for one in _below(layout)}
    found: dict[Path, list[Problem]] = {}
    for damage in damages:
        home = next((path for path in (damage.path, *damage.path.parents) if path in homes), layout.path)
        found.setdefault(home, []).append(damage)
    closed = {damage.path for damage in damages}

    def placed(one: Layout) -> Layout:
        here = found.get(one.path, []) if homes[one.path] == one.level else []
        return replace(
            one,
            children=tuple(map(placed, one.children)),
            strays=tuple(path for path in one.strays if path not in closed),
            unsafe=tuple(sorted(here, key=lambda damage: damage.path)),
        )

    return placed(layout)


def _below(layout: Layout) -> Iterator[Layout]:
    yield layout
    for child in layout.children:
        yield from _below(child)


def _sorted(paths: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(sorted(paths))
