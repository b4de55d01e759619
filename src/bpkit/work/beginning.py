"""How a share begins, and every month in it: bpkit.yaml where there is none, and the month's folders.

Nothing that is there is ever changed, unless bpkit wrote it and somebody asks for the new one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum, auto
from pathlib import Path

from msgspec import Struct

from .. import share
from ..errors import ShareError, UserError
from ..levels import levels_of
from ..model.levels import CITY, PROVINCE, Level
from ..model.settings import Settings
from ..model.units import Period, same_unit
from ..months.deadlines import following
from ..naming import FolderName, parse, period_of_folder, safe
from ..reading.panel.names import FOLDER as PANEL_FOLDER
from ..reading.roster_book import Papers
from ..resources import program_names
from ..settings.config import NAME, load_settings
from ..share.locking import locked
from ..share.placing import content, write_over
from ..share.publishing import Register
from ..wording import say
from .demo import EXAMPLE_CONFIG
from .roster import config_text, differences, papers_in
from .round_folders import Folders

PRODUCTS = "produk pengetahuan"  # of a province's experts


class Begun(Struct, frozen=True):
    """What was made, what was there already, and in what an existing bpkit.yaml differs."""

    made: tuple[Path, ...] = ()
    there: tuple[Path, ...] = ()
    differences: tuple[str, ...] = ()
    renewed: bool = False
    unlisted: tuple[Path, ...] = ()  # folders beside new ones, of units that the roster does not name


def begin(
    directory: Path,
    wanted: Settings | None,
    folders: Callable[[Settings], Folders],
    papers: Papers | None = None,
    *,
    renew: bool = False,
) -> Begun:
    """Write bpkit.yaml as `wanted` where there is none, and make the `folders` of a month or a round.

    `papers` is what it says of signers and letterheads. `renew` replaces a bpkit.yaml that bpkit wrote and
    nobody has changed since.

    Raises:
        UserError: bpkit.yaml can't be read, or nothing tells for which units folders are made.
        ShareError, LockedError: the folder can't be written.
    """
    file = directory / NAME
    make_folder(directory)
    with locked(directory):
        there = content(file)
        status = _write_config(directory, wanted, papers or {}, there, renew=renew) if wanted else Config.KEPT
        settings = settings_of(file)
        changed: list[str] = []
        if wanted and status is Config.KEPT:
            changed = differences(settings, wanted, papers_in(file), papers or {})
        made, kept = folders(settings)
    unlisted = tuple(_unlisted(made, settings))
    if status is Config.KEPT:
        return Begun(tuple(made), (file, *kept), tuple(changed), unlisted=unlisted)
    return Begun((file, *made), tuple(kept), renewed=status is Config.RENEWED, unlisted=unlisted)


def _unlisted(made: Iterable[Path], settings: Settings) -> Iterator[Path]:
    """The folders beside those that were made whose city or province the roster does not name."""
    levels = levels_of(settings)
    known: Mapping[str, Callable[[str], object]] = {CITY: settings.city, PROVINCE: settings.province}
    for home in dict.fromkeys(folder.parent for folder in made):
        for folder in _folders(home):
            name = parse(folder.name, levels)
            is_named = known.get(name.level.roster or "") if isinstance(name, FolderName) else None
            if is_named and not is_named(name.unit or ""):
                yield folder


class Config(Enum):
    """What became of bpkit.yaml."""

    KEPT = auto()
    WRITTEN = auto()
    RENEWED = auto()


def _write_config(
    directory: Path, wanted: Settings, papers: Papers, there: bytes | None, *, renew: bool
) -> Config:
    """Write it where there is none, over the example that nobody filled in, or over bpkit's own."""
    file, register = directory / NAME, Register(directory)
    data = config_text(wanted, papers).encode()
    is_free = there is None or _is_example(there) or (renew and register.knows(there))
    if there == data or not is_free:
        return Config.KEPT
    register.announce(file, data)
    if not write_over(file, data, there):
        return Config.KEPT
    register.note(file, data)
    register.save()
    return Config.WRITTEN if there is None else Config.RENEWED


def own_settings_of(file: Path) -> tuple[Settings, bool]:
    """What somebody said in a bpkit.yaml, and whether that is nothing yet.

    So it is where there is none, or only the example: its cities and its year are nobody's, its language is.
    """
    there, found = content(file), settings_of(file)
    if there is None or _is_example(there):
        return Settings(language=found.language), True
    return found, False


def _is_example(data: bytes) -> bool:
    return data == EXAMPLE_CONFIG.read_bytes()


def settings_of(file: Path) -> Settings:
    """What a bpkit.yaml says; the defaults where there is none."""
    from ..rules.registry import all_rules

    return load_settings(file if share.is_file(file) else None, all_rules(), program_names())


def make_folder(directory: Path) -> None:
    """Make a folder where there is none.

    Raises:
        UserError: a file has its name.
        ShareError: it can't be made.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise UserError(say("run.not_a_folder", path=directory), say("run.not_a_folder_remedy")) from error
    except OSError as error:
        raise ShareError(say("run.unwritable", path=directory), say("run.unwritable_remedy")) from error


# The folders of a month -----------------------------------------------------------------------------


def month_folders(directory: Path, period: Period | None, settings: Settings) -> Folders:
    """Make the folders of a month for the roster; gives those that were made, and those that were there.

    Without `period` what the newest month lacks is made, if there is a month. A unit whose folder goes by
    another valid name keeps it: two folders of one unit are a fault.

    Raises:
        UserError: a month is asked for, and nothing tells of which units.
        ShareError: a folder can't be made.
    """
    made: list[Path] = []
    there: list[Path] = []
    if period and not settings.provinces:
        raise UserError(say("start.no_roster"), say("start.no_roster_remedy"))
    period = period or max(months_there(directory), default=None)
    if period is None or not settings.provinces:
        return made, there
    levels = levels_of(settings)
    upper = [level for level in levels.named if level.roster == PROVINCE]
    lower = [level for level in levels.named if level.roster == CITY]
    if not upper and not lower:
        return made, there
    month = month_folder(directory, period)
    try:
        for province in settings.provinces:
            home = month
            for level in upper:
                home = _unit_folder(home, level, province.name, period, settings)
                inside = (PANEL_FOLDER, *([PRODUCTS] if settings.experts.get(province.name) else ()))
                _make(home, inside, made, there)
            for level in lower:
                for city in province.cities:
                    _make(
                        _unit_folder(home, level, city.name, period, settings), (PANEL_FOLDER,), made, there
                    )
    except OSError as error:
        raise ShareError(say("run.unwritable", path=month), say("run.unwritable_remedy")) from error
    return made, there


def _make(folder: Path, inside: Iterable[str], made: list[Path], there: list[Path]) -> None:
    wanted = {folder / name for name in inside}
    found = set(folder.iterdir()) if share.is_folder(folder) else set()
    # Of a run that was killed there may be a part; where anybody put anything all stays as it is.
    if wanted <= found or found - wanted or any(not one.is_dir() or any(one.iterdir()) for one in found):
        there.append(folder)
        return
    for one in sorted(wanted):
        one.mkdir(parents=True, exist_ok=True)
    made.append(folder)


def _unit_folder(home: Path, level: Level, unit: str, period: Period, settings: Settings) -> Path:
    """The unit's folder: the one that is there, however it is typed, else by the pattern of its level."""
    for folder in _folders(home):
        name = parse(folder.name, levels_of(settings))
        if name.level == level and name.month == period.month and same_unit(name.unit, unit):
            return folder
    return home / FolderName(level, safe(unit), period.month).format()


def _folders(home: Path) -> list[Path]:
    return sorted(one for one in home.iterdir() if share.is_folder(one)) if share.is_folder(home) else []


def months_there(directory: Path) -> dict[Period, Path]:
    """The folders of months on a share: `2010-10`, `Oktober 2010`, or `2010/Oktober`."""
    found: dict[Period, Path] = {}
    for folder in _folders(directory):
        year, month = period_of_folder(folder.name) or (None, None)
        if year and month:
            found.setdefault(Period(year, month), folder)
        elif year:
            for inside in _folders(folder):
                said, month = period_of_folder(inside.name) or (None, None)
                if month and said in (None, year):
                    found.setdefault(Period(year, month), inside)
    return dict(sorted(found.items()))


def month_folder(directory: Path, period: Period) -> Path:
    """The folder of a month: the one that is there, else named as its neighbours are."""
    months = months_there(directory)
    if period in months:
        return months[period]
    last = list(months.values())[-1] if months else directory / "2010-10"
    if last.parent != directory:  # 2010/Oktober, 2010/10, 2010/10-Oktober
        inside = period.month_name if re.search("[^\\W\\d_]", last.name) else f"{period.month:02d}"
        return directory / str(period.year) / inside
    return directory / (period.in_words if re.search("[^\\W\\d_]", last.name) else str(period))


def month_after(directory: Path, today: Period) -> tuple[Period, bool]:
    """The month that is begun next, and whether it is the newest there is.

    That is so while nobody has put anything into the newest: to ask twice must not begin two months. A month
    that stands alone is there to be followed, unless it is the one that a share without any was given.
    """
    months, alone = months_there(directory), following(today)
    if not months:
        return alone, False
    newest = max(months)
    own = frozenset(Register(directory).files())
    inside = (Path(where) / name for where, _, names in os.walk(months[newest]) for name in names)
    if (len(months) > 1 or newest == alone) and not any(file not in own for file in inside):
        return newest, True
    return following(newest), False
