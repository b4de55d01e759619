"""The guidelines under `referensi/`, as text: what a writing should quote little of (POB slide 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ... import share
from ...model.extensions import DOCUMENTS
from ...model.problems import OUT_OF_SIGHT, Kind, Problem
from ...model.units import fold
from ..tree.listing import FolderLister
from ..tree.walker import REFERENCES_FOLDER
from .writing import read_writing


@dataclass(frozen=True, slots=True)
class References:
    """Path and text of every guideline, sorted by path, and what of them can't be read."""

    texts: tuple[tuple[Path, str], ...] = ()
    unread: tuple[Problem, ...] = ()


def read_references(root: Path) -> References:
    """The guidelines of the share."""
    texts: list[tuple[Path, str]] = []
    unread: list[Problem] = []
    listing = FolderLister(root, root)
    try:
        files = list(_documents(root, listing))
    except OSError as error:
        damage = share.damage_of(error, root, folder=True)
        # Who may only see a city's folder has no guidelines, and that is no fault.
        return References((), () if damage.kind is Kind.NO_PERMISSION else (damage,))
    for file in sorted(files):
        try:
            text = read_writing(file, share.read(file)).text
        except OSError as error:
            unread.append(share.damage_of(error, file))
        else:
            texts += [(file, text)] if text else []
    closed = (damage for damage in listing.damages if damage.kind in OUT_OF_SIGHT)
    return References(tuple(texts), (*(one for one in closed if _is_inside(one.path, root)), *unread))


def _documents(root: Path, listing: FolderLister) -> Iterator[Path]:
    waiting = [folder for folder in listing(root).folders if fold(folder.name) == REFERENCES_FOLDER]
    while waiting:
        here = listing(waiting.pop())
        waiting += here.folders
        yield from (file for file in here.files if file.suffix.casefold() in DOCUMENTS)


def _is_inside(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts if path.is_relative_to(root) else ()
    return bool(parts) and fold(parts[0]) == REFERENCES_FOLDER
