"""What `bpkit fix` would do: folders to rename (BP102), writings to move up, zips to unpack (BP105).

A line says where everything of it goes, or why nothing is done. Nothing is written over, no two things become
one, and nothing is done whose meaning only a person knows.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from .. import share
from ..errors import ShareError
from ..levels import levels_of
from ..model.extensions import ARCHIVES, DOCUMENTS, IMAGES
from ..model.facts import Folder
from ..model.outcomes import Checked, Mend
from ..model.problems import Finding
from ..model.scores import SEAL
from ..model.units import fold, same_unit
from ..naming import FolderName, looks_like_ours, parse, period_of_folder
from ..reading.tree.listing import Entries, FolderLister, is_leftover
from ..reading.tree.stems import Grouped, Stem, group
from ..reading.tree.walker import PANEL_FOLDER, PRODUCTS_FOLDER, REFERENCES_FOLDER, TEMPLATES_FOLDER
from ..rules.catalogue import render
from ..share.parcels import BAGIT, crc_of, list_zip
from ..share.publishing import Register
from ..wording import say
from .running import Work, check_names

ZIP = ".zip"
# A folder of such a name holds what its owner put aside, as far as anybody can tell.
_ASIDE = frozenset(
    (
        "arsip", "archive", "lama", "old", "backup", "cadangan", "draf", "draft", "konsep", "salinan", "copy",
        "kopi", "revisi", "batal", "dibatalkan", "ditolak", "tolak", "sampah", "hapus", "dihapus", "duplikat",
        "bekas", "sementara", "temp", "tmp", "contoh",
    )
)  # fmt: skip
_ELSEWHERE = (PANEL_FOLDER, PRODUCTS_FOLDER, REFERENCES_FOLDER, TEMPLATES_FOLDER)


def plan(work: Work) -> tuple[Mend, ...]:
    """Every line, the deepest folders first: no path changes under another.

    Raises:
        ShareError: the tree can't be read.
    """
    try:
        return tuple(_without_twins([*Planner(work).lines(check_names(work))]))
    except OSError as error:
        place = error.filename or work.path
        raise ShareError(say("run.unreadable", path=place), say("run.unreadable_remedy")) from error


def _without_twins(lines: Sequence[Mend]) -> Iterator[Mend]:
    """The lines; where two would end in one place neither is done."""
    places = Counter(place for line in lines if not line.why for place in {*_places(line)})
    for line in lines:
        twins = [place for place in _places(line) if places[place] > 1] if not line.why else ()
        yield replace(line, why="twice", detail=Path(line.new or line.old).name) if twins else line


def _places(line: Mend) -> Iterator[tuple[Path, str]]:
    """Where a line puts something, as names compare: a title counts whatever its extension."""
    for _, target in line.moves:
        top, *below = target.relative_to(line.home).parts
        yield line.home, fold(top)
        if line.kind != "rename" and not below:
            yield line.home, fold(Path(top).stem)


class Planner:
    """Looks for what can be mended, by names alone."""

    def __init__(self, work: Work) -> None:
        self.levels = levels_of(work.settings)
        own = Register(work.root).files()
        self.list = FolderLister(work.path, work.root, own, self.levels)

    def lines(self, checked: Checked) -> Iterator[Mend]:
        """The lines of a folder, those of the folders below it first."""
        for child in checked.children:
            yield from self.lines(child)
        folder = checked.folder
        found = [finding for finding in checked.findings if not finding.waived]
        for finding in found:
            if finding.code == "BP105" and finding.problem.path.parent == folder.path:
                yield from self._stray(folder, finding.problem.path)
        for finding in found:
            if finding.code in ("BP101", "BP102"):
                line = _renaming(finding)
                yield (
                    replace(line, why="open_inside") if not line.why and self._is_in_use(line.old) else line
                )

    def _is_in_use(self, path: Path) -> bool:
        """Whether somebody has a document open in this folder, who would save it where it was."""
        here = self.list(path)
        return bool(here.locks) or any(self._is_in_use(folder) for folder in here.folders)

    def _stray(self, folder: Folder, path: Path) -> Iterator[Mend]:
        if not folder.level.is_named:
            return
        if path.suffix.casefold() == ZIP and share.is_file(path):
            yield from self._zip(folder, path)
        elif path.suffix.casefold() in ARCHIVES and share.is_file(path):
            yield Mend("unpack", path, None, why="by_hand", detail=path.suffix.casefold())
        elif folder.level.is_lowest and share.is_folder(path):
            for inside, why in self._holding(folder, path, ""):
                yield from self._moves(folder, inside, why)

    # Writings in subfolders

    def _holding(self, folder: Folder, path: Path, why: str) -> Iterator[tuple[Path, str]]:
        """This folder and those below it that hold writings, and why these may be meant to stay there."""
        why = why or self._elsewhere(folder, path.name)
        grouped = self._grouped(path)
        if grouped.stems:
            yield path, why
        photos = {fold(stem.title) for stem in grouped.stems}
        for below in self.list(path).folders:
            if fold(below.name) not in photos:
                yield from self._holding(folder, below, why)

    def _elsewhere(self, folder: Folder, name: str) -> str:
        """Why what lies under a folder of this name may not be meant for the folder above it."""
        if fold(name) in _ELSEWHERE or period_of_folder(name):
            return "elsewhere"
        if {*fold(name).replace("_", " ").replace("-", " ").split()} & _ASIDE:
            return "aside"
        if not looks_like_ours(name, self.levels):
            return ""
        read = parse(name, self.levels)
        here = parse(folder.path.name, self.levels)
        same = isinstance(read, FolderName) and isinstance(here, FolderName) and _is_same(read, here)
        return "" if same else "elsewhere"

    def _grouped(self, path: Path) -> Grouped:
        here = self.list(path)
        contents = {folder: self.list(folder).files for folder in here.folders}
        return group(here.files, here.folders, here.locks, contents)

    def _moves(self, folder: Folder, inside: Path, why: str) -> Iterator[Mend]:
        grouped, here = self._grouped(inside), self.list(inside)
        loose = [
            file for file in grouped.strays if file.suffix.casefold() in IMAGES and file.parent == inside
        ]
        why = why or ("facts" if grouped.table else "") or _sealed(folder)
        for stem in (one for one in grouped.stems if one.mains or one.sidecar):
            target = folder.path / stem.main.name
            moves = [*_files_of(stem, here, folder.path)]
            if inside.parent == folder.path and fold(inside.name) == fold(stem.title):
                # Its pictures lie where they should; what is missing is the writing beside that folder.
                moves = [(old, new) for old, new in moves if Path(old) not in stem.pictures]
                why = why or ("pictures" if loose and len(grouped.stems) > 1 else "")
            elif loose and len(grouped.stems) == 1 and not any(Path(old).is_dir() for old, _ in moves):
                # The one writing there: the pictures beside it are its own, for the folder of its name.
                moves += [(str(file), folder.path / stem.main.stem / file.name) for file in loose]
            elif loose:
                why = why or "pictures"
            line = Mend("move", stem.main, target, tuple(moves), why or ("open" if stem.locked else ""))
            if not line.why and any(Path(old).is_symlink() for old, _ in moves):
                line = replace(line, why="link")
            yield line if line.why else _unless_taken(line, folder.path)

    # Zips

    def _zip(self, folder: Folder, file: Path) -> Iterator[Mend]:
        """A zip in a city's folder, or a city's in its province's; one without writings is left alone."""
        try:
            contents = list_zip(file)
        except OSError as error:
            yield Mend("unpack", file, None, why="unread", detail=share.reason_of(error))
            return
        names = [name for name in contents.files if not any(map(is_leftover, name.split("/")))]
        documents = [name for name in names if Path(name).suffix.casefold() in DOCUMENTS]
        if contents.faults:
            worst = contents.faults[0]
            yield Mend("unpack", file, None, why=f"zip_{worst.why}", detail=worst.name)
            return
        if any(Path(name).name == BAGIT for name in names):
            yield Mend("unpack", file, None, why="parcel")
            return
        prefix = _wrapper(names)
        wrappers = [part for part in prefix.split("/") if part]
        grouped = _grouped_names(name.removeprefix(prefix) for name in names)
        inner = {name: name.removeprefix(prefix) for name in names}
        if not grouped.stems:
            if documents and folder.level.is_lowest:
                yield self._deep_zip(folder, file, inner, contents.files)
            return
        if folder.level.is_lowest:
            reasons = (self._elsewhere(folder, name) for name in (*wrappers, file.stem))
            why = next(filter(None, reasons), "") or _sealed(folder)
            line = _unpacking(file, folder.path, {name: folder.path / rest for name, rest in inner.items()})
            yield replace(line, why=why) if why else _unless_taken(line, folder.path, contents.files)
        elif self.levels.below(folder.level) == self.levels.lowest:
            yield self._city_zip(folder, file, inner, wrappers, contents.files)

    def _deep_zip(
        self, folder: Folder, file: Path, inner: Mapping[str, str], sizes: Mapping[str, tuple[int, int]]
    ) -> Mend:
        """A zip whose writings lie in several folders: unpacked where every file of it has its place."""
        titles = {
            fold(Path(name).stem) for name in inner.values() if Path(name).suffix.casefold() in DOCUMENTS
        }
        parts = {
            part for name in inner.values() for part in Path(name).parts[:-1] if fold(part) not in titles
        }
        reasons = (self._elsewhere(folder, part) for part in (*sorted(parts), file.stem))
        placed = _places_in(inner.values())
        lost = next((name for name in inner.values() if name not in placed), "")
        targets = {name: folder.path / placed.get(rest, rest) for name, rest in inner.items()}
        twins = Counter(fold(str(target)) for target in targets.values()).most_common(1)[0][1] > 1
        why = next(filter(None, reasons), "") or _sealed(folder) or ("twice" if twins else "")
        if why or lost:
            return Mend("unpack", file, None, why=why or "deep", detail=lost)
        return _unless_taken(_unpacking(file, folder.path, targets), folder.path, sizes)

    def _city_zip(
        self,
        folder: Folder,
        file: Path,
        inner: Mapping[str, str],
        wrappers: Sequence[str],
        sizes: Mapping[str, tuple[int, int]],
    ) -> Mend:
        for called in (*reversed(wrappers), file.stem):
            read = parse(called, self.levels)
            if isinstance(read, FolderName) and read.level == self.levels.lowest:
                home = folder.path / called
                line = _unpacking(file, home, {name: home / rest for name, rest in inner.items()})
                for child in folder.children:
                    there = parse(child.path.name, self.levels)
                    if isinstance(there, FolderName) and _is_same(read, there):
                        known = _is_unpacked(line, sizes)
                        return replace(line, why="unpacked" if known else "taken", detail=child.path.name)
                return _unless_taken(line, folder.path)
        return Mend("unpack", file, None, why="whose")


def _renaming(finding: Finding) -> Mend:
    old = finding.problem.path
    if finding.code == "BP101":
        return Mend("rename", old, None, why="unreadable", detail=render(finding).message)
    new = old.with_name(finding.problem.expected)
    return _unless_taken(Mend("rename", old, new, ((str(old), new),)), old.parent)


def _is_same(one: FolderName, other: FolderName) -> bool:
    """Whether two names are of one unit and month; a year that one of them leaves out is the other's."""
    years = {one.year, other.year} - {None}
    return (
        one.level == other.level
        and same_unit(one.unit, other.unit)
        and one.month == other.month
        and len(years) < 2
    )


def _sealed(folder: Folder) -> str:
    return "sealed" if share.exists(folder.path / PANEL_FOLDER / SEAL) else ""


def _files_of(stem: Stem, here: Entries, home: Path) -> Iterator[tuple[str, Path]]:
    """The files of a submission in its folder, and the folder of its photos."""
    for file in (*stem.mains, *([stem.sidecar] if stem.sidecar else ()), *stem.pictures):
        if file in here.files:
            yield str(file), home / file.name
    for folder in here.folders:
        if fold(folder.name) == fold(stem.title):
            yield str(folder), home / folder.name


def _unpacking(file: Path, new: Path, targets: Mapping[str, Path]) -> Mend:
    return Mend("unpack", file, new, tuple(targets.items()))


def _wrapper(names: Sequence[str]) -> str:
    """The folders that all of a zip lies in, as Explorer makes them: `Semarang/`; "" where there are none."""
    prefix = ""
    while names and all("/" in name.removeprefix(prefix) for name in names):
        tops = {name.removeprefix(prefix).partition("/")[0] for name in names}
        if len(tops) > 1:
            break
        prefix += f"{tops.pop()}/"
    return prefix


def _grouped_names(names: Iterable[str]) -> Grouped:
    """What the names at the top of a zip would be in a folder."""
    files = [Path(name) for name in names if "/" not in name]
    return group(files, (), ())


def _places_in(names: Iterable[str]) -> dict[str, str]:
    """Where the files of a zip's folders go beside each other: writings up, and with them what is theirs.

    Pictures beside a folder's only writing go into the folder of its name; what may be of several, or is of
    none, has no place.
    """
    by_folder: dict[str, list[str]] = {}
    for name in names:
        by_folder.setdefault(str(Path(name).parent), []).append(name)
    placed: dict[str, str] = {}
    for home, files in by_folder.items():
        grouped = group([Path(name) for name in files], (), ())
        if grouped.table:
            continue
        for stem in grouped.stems:
            own = (*stem.mains, *([stem.sidecar] if stem.sidecar else ()), *stem.pictures)
            placed |= {one.as_posix(): one.name for one in own}
            below = f"{home}/" if home != "." else ""
            for other, inside in by_folder.items():
                top, _, _ = other.removeprefix(below).partition("/")
                if other.startswith(below) and other != home and fold(top) == fold(stem.title):
                    placed |= {name: name.removeprefix(below) for name in inside}
        loose = [name for name in files if name not in placed and Path(name).suffix.casefold() in IMAGES]
        if len(grouped.stems) == 1:
            title = grouped.stems[0].main.stem
            placed |= {name: f"{title}/{Path(name).name}" for name in loose}
    return placed


def _unless_taken(line: Mend, home: Path, sizes: Mapping[str, tuple[int, int]] | None = None) -> Mend:
    """The line, or why not: something has one of its names, as names compare, or a writing has its title."""
    own = line.old.name if line.old.parent == home else line.old.relative_to(home).parts[0]
    names = os.listdir(home)  # noqa: PTH208 - leftovers, too
    there = {fold(name): name for name in names if line.kind != "rename" or name != own}
    titles = {fold(Path(name).stem): name for name in names if name != own}
    for _, target in line.moves:
        top, *below = target.relative_to(home).parts
        taken = there.get(fold(top))
        if not (taken or below or line.kind == "rename"):
            taken = titles.get(fold(Path(top).stem))
        if taken:
            known = sizes is not None and _is_unpacked(line, sizes)
            return replace(line, why="unpacked" if known else "taken", detail=taken)
    return line


def _is_unpacked(line: Mend, sizes: Mapping[str, tuple[int, int]]) -> bool:
    """Whether all of a zip lies there already, to the byte."""
    return all(
        target.is_file() and target.stat().st_size == sizes[name][0] and crc_of(target) == sizes[name][1]
        for name, target in line.moves
    )
