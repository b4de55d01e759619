"""Finds what was meant as a sheet or a decision and can't count as it lies there (BP814)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from ...model.extensions import ARCHIVES, FOREIGN_WORKBOOKS, SHORTCUTS, WORKBOOKS, YAML
from ...model.problems import Kind, Problem
from ...model.units import Severity, fold
from . import filenames
from .contents import PanelContent, content_of, holds_form, is_paper
from .filenames import FOLDER, PAPERS
from .folder import PanelSurroundings, SideFolder

Read = Callable[[Path], bytes | None]  # a file's bytes; None where it can't be read or is too large

DECISION_FILE = f"{filenames.DECISION}{YAML[0]}"
MOST_OPENED = 30  # files of one folder that are opened to see what they are
MOST_NAMED = 5  # files of one folder that are named

_BY_EXTENSION = (
    (SHORTCUTS, "shortcut"),
    (FOREIGN_WORKBOOKS, "format"),
    (ARCHIVES, "archive"),
    (PAPERS, "document"),
)


def _uncounted(
    path: Path, variant: str, expected: str = "", *, found: str = "", harmless: bool = False
) -> Problem:
    """What can't count as it lies: `expected` is the name or the place that would make it count.

    Without a `harmless` one nothing is missed: it holds the very bytes of a file that counts, or is an
    archive beside what counts.
    """
    severity = Severity.WARNING if harmless else None
    return Problem(path, found, expected, variant=variant, severity=severity, kind=Kind.UNCOUNTED)


def sha256_of(data: bytes) -> str:
    """The content in short."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Search:
    """Looks at one panel's surroundings; `counted` are the files that count, with their SHA-256."""

    around: PanelSurroundings
    counted: Mapping[Path, str]
    seated: Sequence[str]  # who has a sheet that counts
    has_decision: bool
    read: Read
    _known: dict[Path, PanelContent | None] = field(default_factory=dict)

    def found(self) -> Iterator[Problem]:
        """Everything that was meant and does not count."""
        files = (*map(self.of_file, self.around.inside), *map(self._of_part, self.around.unfinished))
        folders = (*map(self._of_inner, self.around.below), *map(self._of_near, self.around.near))
        yield from filter(None, (*files, *map(self._of_beside, self.around.beside), *folders))

    def _of_beside(self, file: Path) -> Problem | None:
        whole_folder = filenames.is_folder_file(file)
        if file.suffix.casefold() in ARCHIVES:
            # People keep a packed copy beside what counts; only where nothing does, it may be all there is.
            lost = whole_folder and not self.counted
            meant = whole_folder or self._is_meant_outside(file)
            return _uncounted(file, "archive", FOLDER, harmless=not lost) if meant else None
        if self._is_meant_outside(file):
            return _uncounted(file, "above", f"{FOLDER}/{self._proper_name(file)}")
        if filenames.is_folder_link(file):
            return _uncounted(file, "shortcut", FOLDER)
        return _uncounted(file, "no_folder", FOLDER) if whole_folder and not self.counted else None

    def _of_inner(self, side: SideFolder) -> Problem | None:
        if filenames.counts(side.folder):
            return _uncounted(side.folder, "no_file", side.folder.name)
        return self._of_folder(side, "folder", self._is_meant_inside)

    def _of_near(self, side: SideFolder) -> Problem | None:
        if not filenames.means_folder(side.folder.name):
            return self._of_folder(side, "elsewhere", self._is_meant_elsewhere)
        named = fold(side.folder.name) == FOLDER
        return self._of_folder(side, "high" if named else "misnamed", self._is_meant_inside)

    def _of_folder(self, side: SideFolder, variant: str, is_meant: Callable[[Path], bool]) -> Problem | None:
        names = list(islice(self._names(side, is_meant), MOST_NAMED))
        return _uncounted(side.folder, variant, FOLDER, found=", ".join(names)) if names else None

    def _of_part(self, file: Path) -> Problem | None:
        return _uncounted(file, "unfinished", file.stem) if self._is_awaited(file) else None

    def _is_awaited(self, file: Path) -> bool:
        """Whether a sheet or decision is still being copied, and not one that a second try brought whole."""
        whole = file.with_suffix("")
        meant = filenames.counts(whole) or self.is_meant_by_name(whole)
        return meant and not any(_same_name(one, whole) for one in self.counted)

    def of_file(self, file: Path) -> Problem | None:
        """What stands against a file in `penilaian/` that is not read; None where it is nobody's sheet."""
        extension = file.suffix.strip("~ ").casefold()
        for extensions, variant in _BY_EXTENSION:
            if extension in extensions:
                meant = variant != "document" or self.is_meant_by_name(file)
                return self._by_extension(file, variant) if meant and not self._is_archived(file) else None
        if self._content(file):
            return self._renamed(file)
        return _uncounted(file, "document", self._proper_name(file)) if self.is_meant_by_name(file) else None

    def of_decision(self, file: Path, decision: Path | None, data: bytes) -> Problem:
        """A YAML that holds a decision and is not the one that counts."""
        if decision is None:
            return _uncounted(file, "rename", DECISION_FILE)
        same = self.counted.get(decision) == sha256_of(data)
        return _uncounted(file, "same" if same else "copy", found=decision.name, harmless=same)

    def _by_extension(self, file: Path, variant: str) -> Problem:
        return _uncounted(file, variant, self._proper_name(file), found=file.suffix)

    def _renamed(self, file: Path) -> Problem:
        """A sheet or decision that only its name keeps from counting, unless its twin counts already."""
        proper = self._proper_name(file)
        twin = next((one for one in self.counted if _same_name(one, Path(proper))), None)
        if twin is None:
            return _uncounted(file, "rename", proper)
        same = self.counted[twin] == sha256_of(self.read(file) or b"")
        return _uncounted(file, "same" if same else "copy", found=twin.name, harmless=same)

    def _proper_name(self, file: Path) -> str:
        """What the file would have to be called."""
        if filenames.means_decision(file) or self._known.get(file) is PanelContent.DECISION:
            return DECISION_FILE
        stem, extension = filenames.stem_of(file) or file.stem, file.suffix.casefold()
        if extension in (*YAML, *WORKBOOKS):
            return file.name
        return f"{stem}{YAML[0] if self._known.get(file) is PanelContent.SHEET else WORKBOOKS[0]}"

    def _content(self, file: Path) -> PanelContent | None:
        if file not in self._known:
            data = self.read(file) if filenames.may_hold_text(file) else None
            content = content_of(data, file) if data else None
            other = content is PanelContent.WORKBOOK and data is not None and is_paper(data, file)
            self._known[file] = None if other and not self.is_meant_by_name(file) else content
        return self._known[file]

    def is_meant_by_name(self, file: Path) -> bool:
        """Whether it is called as a sheet, a decision, or an assessor of the panel."""
        assessors = (*self.around.assessors, *self.seated)
        return filenames.means_decision(file) or filenames.means_sheet(file, assessors)

    def _is_archived(self, file: Path) -> bool:
        """Whether it is a scan or a printout of what counts already, which many panels keep beside it."""
        if filenames.means_decision(file):
            return self.has_decision
        stem = filenames.bare_stem(file)
        return any(filenames.bare_stem(one) == stem for one in self.counted) or any(
            filenames.names_assessor(file, name) for name in self.seated
        )

    def _is_meant_inside(self, file: Path) -> bool:
        """Whether a file in a folder of the panel's own would be missed there."""
        if filenames.counts(file):
            return filenames.is_decision(file) or self._content(file) is not None
        return self.of_file(file) is not None

    def _is_meant_outside(self, file: Path) -> bool:
        """Whether a file that lies beside the panel's folder is a sheet or a decision beyond doubt."""
        if filenames.is_decision(file):
            return True
        extension = file.suffix.strip("~ ").casefold()
        if any(extension in extensions for extensions, _ in _BY_EXTENSION):
            named = filenames.means_decision(file) or filenames.is_called_sheet(file)
            packed = extension in ARCHIVES and filenames.means_sheet(file, ())  # perhaps the whole folder
            return (named or packed) and not self._is_archived(file)
        content = self._content(file)
        if content is PanelContent.WORKBOOK:
            data = self.read(file)
            return data is not None and holds_form(data, file)
        return content is not None

    def _is_meant_elsewhere(self, file: Path) -> bool:
        """The same in folders that may hold anything: only what its own name or its folder's speaks for."""
        spoken_for = (
            file.suffix.casefold() in (*YAML, *WORKBOOKS)
            or filenames.means_folder(file.parent.name)
            or self.is_meant_by_name(file)
        )
        return spoken_for and self._is_meant_outside(file)

    def _names(self, side: SideFolder, is_meant: Callable[[Path], bool]) -> Iterator[str]:
        files: Iterable[Path] = side.files
        opened = 0
        for file in files:
            opened += filenames.may_hold_text(file)
            if opened <= MOST_OPENED and is_meant(file):
                yield file.relative_to(side.folder).as_posix()


def _same_name(one: Path, other: Path) -> bool:
    """Whether two names differ in nothing that counts: `.yml` is `.yaml`."""
    extensions = {filenames.extension_of(path).replace(YAML[1], YAML[0]) for path in (one, other)}
    return fold(one.stem) == fold(other.stem) and len(extensions) == 1
