"""What lies in a unit's `penilaian/` and about it, by names alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...model.problems import Kind, Problem
from ...model.units import fold
from ..tree.listing import Entries, FolderLister
from .filenames import FOLDER, counts

DEEPEST = 3  # folders below one where no sheet is looked for
MOST_FILES, MOST_FOLDERS = 500, 50  # that are looked at in such a folder


@dataclass(frozen=True, slots=True)
class SideFolder:
    """A folder where no sheet is looked for, with the files in it and below it."""

    folder: Path
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class PanelSurroundings:
    """What lies about a panel's folder by its names: files that do not count, and the folders near it."""

    inside: tuple[Path, ...] = ()  # of `penilaian/`
    unfinished: tuple[Path, ...] = ()  # there, too: files that are still being copied or downloaded
    below: tuple[SideFolder, ...] = ()  # folders in `penilaian/`
    beside: tuple[Path, ...] = ()  # files of the unit's folder that belong to nothing
    near: tuple[SideFolder, ...] = ()  # folders beside `penilaian/` that belong to nothing
    assessors: tuple[str, ...] = ()  # whom bpkit.yaml names


NOTHING_AROUND = PanelSurroundings()


@dataclass(frozen=True, slots=True)
class PanelListing:
    """The entries of every folder that means `penilaian`."""

    folder: Path | None = None  # where bpkit writes: the one that is spelt like that, if there are several
    files: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()  # by their extension neither sheets nor a decision
    folders: tuple[Path, ...] = ()
    unsafe: tuple[Problem, ...] = ()

    @property
    def strays(self) -> tuple[Path, ...]:
        """What is astray there, unless it turns out that it was meant as a sheet."""
        return (*self.others, *self.folders)


def list_panel(listing: FolderLister, here: Entries) -> PanelListing:
    """What lies in `penilaian/`: sync clients may leave `Penilaian` beside it, and both are read."""
    folders = [folder for folder in here.folders if fold(folder.name) == FOLDER]
    folders.sort(key=lambda folder: folder.name != FOLDER)
    inside = [listing(folder) for folder in folders]
    files = [file for entries in inside for file in entries.files]
    return PanelListing(
        folder=next(iter(folders), None),
        files=tuple(file for file in files if counts(file)),
        others=tuple(file for file in files if not counts(file)),
        folders=tuple(folder for entries in inside for folder in entries.folders),
        unsafe=tuple(damage for entries in inside for damage in entries.unsafe),
    )


def around(
    listing: FolderLister, panel: PanelListing, beside: Sequence[Path], assessors: tuple[str, ...]
) -> PanelSurroundings:
    """Where sheets and decisions may lie that do not count there; `beside` belongs to nothing else."""
    near = [path for path in beside if path in listing(path.parent).folders]
    return PanelSurroundings(
        inside=panel.others,
        unfinished=tuple(damage.path for damage in panel.unsafe if damage.kind is Kind.IN_USE),
        below=tuple(_side_folder(listing, folder) for folder in panel.folders),
        beside=tuple(path for path in beside if path not in near),
        near=tuple(_side_folder(listing, folder) for folder in near),
        assessors=assessors,
    )


def _side_folder(listing: FolderLister, folder: Path) -> SideFolder:
    """The folder with its files, so far as a look into it is quick on a slow share."""
    files: list[Path] = []
    waiting = deque([(folder, DEEPEST)])
    for _ in range(MOST_FOLDERS):
        if not waiting or len(files) >= MOST_FILES:
            break
        inner, depth = waiting.popleft()
        here = listing(inner)
        files += here.files
        waiting += [(below, depth - 1) for below in here.folders if depth > 1]
    return SideFolder(folder, tuple(files[:MOST_FILES]))
