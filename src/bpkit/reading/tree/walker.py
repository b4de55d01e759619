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
from ...model.problems import Problem
from ...model.settings import Settings
from ...model.units import Level, Period, fold, readable, same_unit, unit_name
from ...naming import FolderName, looks_like_ours, parse, period_of_folder
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
NATIONAL_PANEL = "KMP"  # its name under `panel:` in bpkit.yaml


class Layout(Struct, frozen=True):
    """One folder of the tree as its names tell it; the fields are those of `model.facts.Folder`."""

    path: Path
    level: Level
    unit: str | None = None
    period: Period | None = None
    named: Period | None = None
    children: tuple[Layout, ...] = ()
    stems: tuple[Stem, ...] = ()
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
        self._list = FolderLister(
            root, settings.root or root, [*own, *_configured(settings)], seen or share.Seen()
        )

    def walk(self) -> Layout:
        """The layout of the given path, whatever its level."""
        layout = self._walk()
        return _with_damages(layout, self._list.damages)

    def _walk(self) -> Layout:
        when = self._above(self.root)
        level = self._level(self.root)
        if level is Level.KORKOT:
            return self._korkot(self.root, when)
        if level is Level.KMW:
            return self._kmw(self.root, when)
        months = sorted(self._months(self.root, when), key=lambda month: str(month.period or ""))
        if level is Level.KMP and len(months) == 1:
            return months[0]
        strays = self._share_strays()
        around = self._around(PanelListing(), [*strays, *self._above_months(self.root)], "")
        return Layout(self.root, Level.SHARE, children=tuple(months), around=around, strays=strays)

    def _above_months(self, path: Path) -> Iterator[Path]:
        """Panels' folders, and files, that lie above the months and so belong to no panel."""
        here = self._list(path)
        if any(self._is_kmw(folder) for folder in here.folders):
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
            said = period_of_folder(folder.name) or isinstance(parse(folder.name), FolderName)
            if not inside and not (said and self.settings.root is None):
                return
            yield folder

    def _narrowed(self, when: When, folder: Path, *, named: bool) -> When:
        if self.option:
            return When(self.option.year, self.option.month)
        said = period_of_folder(folder.name)
        if said is None and named and isinstance(name := parse(folder.name), FolderName):
            said = (name.year, name.month)
        return When(said[0] or when.year, said[1] or when.month) if said else when

    def _level(self, path: Path) -> Level:
        if isinstance(name := parse(path.name), FolderName) and path != self.settings.root:
            return name.level
        here = self._list(path)
        below = [read.level for folder in here.folders if isinstance(read := parse(folder.name), FolderName)]
        if Level.KMW in below:
            return Level.KMP
        if Level.KORKOT in below:
            return Level.KMW
        if path == self.settings.root or any(period_of_folder(folder.name) for folder in here.folders):
            return Level.SHARE
        if looks_like_ours(path.name) and "kmw" in fold(path.name):
            return Level.KMW
        return Level.KORKOT

    def _months(self, path: Path, when: When) -> Iterator[Layout]:
        """The national folders at and below this one, one per month."""
        here = self._list(path)
        provinces = [folder for folder in here.folders if self._is_kmw(folder)]
        if provinces:
            yield from self._national(path, provinces, here, when)
        for folder in here.folders:
            if folder not in provinces and period_of_folder(folder.name):
                yield from self._months(folder, self._narrowed(when, folder, named=False))

    def _is_kmw(self, folder: Path) -> bool:
        name = parse(folder.name)
        if isinstance(name, FolderName):
            return name.level is Level.KMW
        if name.level is Level.KMW:
            return True
        return name.level is None and not period_of_folder(folder.name) and self._holds_korkot(folder)

    def _holds_korkot(self, folder: Path) -> bool:
        read = (parse(below.name) for below in self._list(folder).folders)
        return any(name.level is Level.KORKOT for name in read)

    def _national(self, path: Path, provinces: list[Path], here: Entries, when: When) -> Iterator[Layout]:
        read = [self._kmw(folder, when) for folder in provinces]
        if when.month:
            yield self._nation(path, read, here, when.period)
            return
        periods = sorted({kmw.period for kmw in read if kmw.period})
        for period in periods:
            of_month = [kmw for kmw in read if kmw.period in (period, None)]
            yield self._nation(path, of_month, here, period)
        if not periods:
            yield self._nation(path, read, here, None)

    def _nation(self, path: Path, read: list[Layout], here: Entries, period: Period | None) -> Layout:
        known = {kmw.path for kmw in read}
        strays = [folder for folder in here.folders if folder not in known and not self._is_kmw(folder)]
        layout = Layout(path, Level.KMP, period=period, children=tuple(read))
        return self._with_panel(layout, here, [*here.files, *self._not_special(strays)], NATIONAL_PANEL)

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
        if any(self._is_kmw(folder) for folder in here.folders):
            return ()  # its national folder reports them
        return _sorted([*here.files, *self._not_special(here.folders)])

    def _kmw(self, path: Path, when: When) -> Layout:
        layout = self._named(path, Level.KMW, when)
        here = self._list(path)
        below = When(layout.period.year, layout.period.month) if layout.period else when
        children: list[Layout] = []
        products: list[Stem] = []
        strays = list(here.files)
        for folder in here.folders:
            if fold(folder.name) == PANEL_FOLDER:
                continue
            if fold(folder.name) == PRODUCTS_FOLDER:
                inside = self._list(folder)
                grouped = group(inside.files, inside.folders, inside.locks)
                products += grouped.stems
                strays += grouped.strays
            elif self._is_korkot(folder):
                children.append(self._korkot(folder, below))
            else:
                strays.append(folder)
        layout = replace(layout, children=tuple(children), products=tuple(products))
        return self._with_panel(layout, here, strays, layout.unit)

    def _is_korkot(self, folder: Path) -> bool:
        name = parse(folder.name)
        if name.level is not None:
            return name.level is Level.KORKOT
        if means_folder(folder.name):
            return False
        # A misnamed folder with writings in it must not stay unseen.
        here = self._list(folder)
        return looks_like_ours(folder.name) or bool(group(here.files, (), ()).stems)

    def _korkot(self, path: Path, when: When) -> Layout:
        layout = self._named(path, Level.KORKOT, when)
        here = self._list(path)
        folders = [folder for folder in here.folders if fold(folder.name) != PANEL_FOLDER]
        contents = {folder: self._list(folder) for folder in folders}
        grouped = group(here.files, folders, here.locks, {f: e.files for f, e in contents.items()})
        return self._with_panel(replace(layout, stems=grouped.stems), here, list(grouped.strays), layout.unit)

    def _named(self, path: Path, level: Level, when: When) -> Layout:
        """Unit and period of a folder from its name and from above."""
        name = parse(path.name)
        if not isinstance(name, FolderName):
            unit = self._unit(level, name.unit) if name.unit else None
            return Layout(path, level, unit, when.period)
        year = name.year or when.year
        if year is None:
            raise UserError(say("run.no_year", name=path.name), say("run.no_year_remedy"))
        named = Period(year, name.month)
        return Layout(path, level, self._unit(level, name.unit), when.period or named, named)

    def _unit(self, level: Level, typed: str) -> str:
        settings = self.settings
        known = settings.city(typed) if level is Level.KORKOT else settings.province(typed)
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
        here = found.get(one.path, []) if homes[one.path] is one.level else []
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


def _configured(settings: Settings) -> Iterator[Path]:
    """What bpkit.yaml names lies where it likes, and is no stray."""
    if settings.templates:
        yield settings.templates
    if settings.root:
        yield settings.root / settings.rubric
