"""Which files in a unit's folder are sheets or lists, their bytes, and what two of one name come to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from ... import share
from ...model.extensions import WORKBOOKS, YAML
from ...model.problems import Problem, sheet_problem
from ...model.units import fold
from ..submissions import read_bytes
from ..tree.listing import is_leftover, is_unfinished

T = TypeVar("T")


class UnitFiles:
    """What lies in a unit's folder: folders are listed once and files read once, for shares are slow."""

    def __init__(self) -> None:
        self._listed: dict[Path, list[Path]] = {}
        self._folders: set[Path] = set()
        self._data: dict[Path, bytes | Problem] = {}
        self.damages: dict[Path, Problem] = {}  # what could not be seen where nothing else says so

    def named(self, folder: Path, name: str, extensions: Sequence[str] = ()) -> list[Path]:
        """What lies in a folder under this name in whatever case: its subfolder, or the files with it."""
        try:
            named = [one for one in self._entries(folder) if not is_leftover(one.name)]
        except OSError as error:
            self.damages[folder] = share.damage_of(error, folder, folder=True)
            return []
        if extensions:
            return [
                one for one in named if fold(one.stem) == fold(name) and one.suffix.casefold() in extensions
            ]
        return [one for one in named if fold(one.name) == fold(name) and one in self._folders]

    def sheets_in(self, folder: Path, also: Sequence[str] = ()) -> tuple[list[Path], list[Problem]]:
        """The workbooks and YAML files (and those of further extensions) in a folder, by their names."""
        try:
            found = self._entries(folder)
        except OSError as error:
            return [], [share.damage_of(error, folder, folder=True)]
        kept = [one for one in found if not (is_leftover(one.name) or is_unfinished(one.name))]
        return [one for one in kept if one.suffix.casefold() in (*YAML, *WORKBOOKS, *also)], []

    def data_of(self, path: Path) -> bytes | Problem:
        """The bytes of a sheet or list, or why it can't be read."""
        if path not in self._data:
            self._data[path] = read_bytes(path)
        return self._data[path]

    def _entries(self, folder: Path) -> list[Path]:
        if folder not in self._listed:
            found = share.entries(folder)
            self._folders |= {Path(entry.path) for entry in found if entry.is_dir()}
            self._listed[folder] = sorted(Path(entry.path) for entry in found)
        return self._listed[folder]


def is_yaml(path: Path) -> bool:
    """Whether it is YAML by its name."""
    return path.suffix.casefold() in YAML


def stem_of(path: Path) -> Hashable:
    """What copies of one file have in common: `Budi.xlsx` beside `budi.yaml` is Budi's twice."""
    return (path.parent, fold(path.stem))


def differing(
    groups: Iterator[Sequence[T]] | Sequence[Sequence[T]],
    path_of: Callable[[T], Path],
    says: Callable[[T], Hashable],
    variant: str,
) -> tuple[list[T], list[T], list[Problem]]:
    """Of each group of copies one where all say the same; else all of them aside, each with the problem."""
    kept: list[T] = []
    aside: list[T] = []
    problems: list[Problem] = []
    for group in groups:
        if len({says(one) for one in group}) <= 1:
            kept += group[:1]
            continue
        aside += group
        for one in group:
            others = [path_of(other).name for other in group if other is not one]
            said = ", ".join(others)
            problems.append(sheet_problem(path_of(one), variant, said, file=path_of(one).name, other=said))
    return kept, aside, problems
