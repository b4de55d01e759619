"""Lists a folder once, and tells what in it is never a submission: what systems leave behind, what bpkit
wrote, and what `.bpkitignore` names (gitignore syntax, from its folder down).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..model.facts import Damage, DamageKind

IGNORE_FILE = ".bpkitignore"

_LEFT_BEHIND = re.compile(
    r"~\$.*|\._.*|\.~lock\..*#|thumbs\.db|desktop\.ini|\.ds_store|\.bpkit|\.bpkitignore|bpkit\.yaml",
    re.IGNORECASE,
)
# Provisional, or beside a form that a person has edited.
_BESIDE = r"(?: \(sementara\))?(?: \(bpkit(?: [0-9]+)?\))?"
_WRITTEN = re.compile(
    rf"(?:Lampiran [23]_.+_\(.+ [0-9]{{4}}\){_BESIDE}\.xlsx"
    rf"|Surat (?:Penetapan|Perbaikan)_.+_\(.+ [0-9]{{4}}\){_BESIDE}\.docx"
    rf"|Hasil Pemeriksaan{_BESIDE}\.html|segel\.json|\.~bpkit-.*)"
)


@dataclass(frozen=True, slots=True)
class Entries:
    """What lies in one folder, sorted by name, without what is never a submission."""

    files: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    unsafe: tuple[Damage, ...] = ()
    locks: tuple[str, ...] = ()  # names of Office's `~$` files: somebody has that document open

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, sorted."""
        return tuple(sorted(path.name for path in (*self.files, *self.folders)))


class Listing:
    """The entries of folders below `root`, each listed once.

    `top` is the share, which no link may leave; `own` are the files that bpkit wrote, whatever their names.
    """

    def __init__(self, root: Path, top: Path, own: Collection[Path] = ()) -> None:
        self.root = root
        self.top = top
        self.own = frozenset(own)
        self._known: dict[Path, Entries] = {}
        self._specs: dict[Path, Any] = {}
        for folder in root.parents:
            if folder.is_relative_to(top):
                self._learn(folder)

    def __call__(self, path: Path) -> Entries:
        """What lies in this folder. Raises OSError only where `root` itself can't be listed."""
        if path not in self._known:
            self._known[path] = self._list(path)
        return self._known[path]

    def _list(self, path: Path) -> Entries:
        try:
            with os.scandir(path) as scan:
                found = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            if path == self.root:
                raise
            return Entries(unsafe=(Damage(DamageKind.NO_PERMISSION, path, str(error)),))
        if any(entry.name == IGNORE_FILE for entry in found):
            self._learn(path)
        files: list[Path] = []
        folders: list[Path] = []
        unsafe: list[Damage] = []
        for entry in found:
            here = path / entry.name
            # A link to a folder could lead in a circle; it is shown, and not followed.
            is_folder = entry.is_dir(follow_symlinks=False)
            if self._is_ignored(here, is_folder=is_folder):
                continue
            if entry.is_symlink() and self._leads_out(here):
                target = str(here.readlink())
                unsafe.append(Damage(DamageKind.UNSAFE, here, "link out of the share", found=target))
            elif _is_special(here):
                unsafe.append(Damage(DamageKind.UNSAFE, here, "a pipe, a socket or a device"))
            else:
                (folders if is_folder else files).append(here)
        locks = tuple(entry.name for entry in found if entry.name.startswith("~$"))
        return Entries(tuple(files), tuple(folders), tuple(unsafe), locks)

    def _leads_out(self, link: Path) -> bool:
        """Whether a link leaves the share; one that leads in a circle leads nowhere."""
        try:
            return not link.resolve().is_relative_to(self.top.resolve())
        except (OSError, RuntimeError):  # RuntimeError: how Python before 3.13 tells of a circle
            return False

    def _learn(self, folder: Path) -> None:
        try:
            lines = (folder / IGNORE_FILE).read_text(encoding="utf-8-sig", errors="replace").splitlines()
        except OSError:
            return
        from pathspec import GitIgnoreSpec

        self._specs[folder] = GitIgnoreSpec.from_lines(lines)

    def _is_ignored(self, path: Path, *, is_folder: bool) -> bool:
        if path in self.own or _LEFT_BEHIND.fullmatch(path.name) or _WRITTEN.fullmatch(path.name):
            return True
        for folder, spec in self._specs.items():
            if path.is_relative_to(folder):
                relative = path.relative_to(folder).as_posix() + ("/" if is_folder else "")
                if spec.match_file(relative):
                    return True
        return False


def _is_special(path: Path) -> bool:
    """Whether reading it could wait for ever, or never end: a pipe, a socket, a device."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False  # what can't be read says so itself when it is read
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
