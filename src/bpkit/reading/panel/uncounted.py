"""What a file of the panel's folder holds, and what was meant as a sheet or decision and can't count (BP814).

Panels keep attendance lists, budgets, timetables and lists of titles beside their sheets. They are workbooks
or YAML as sheets are, and none may keep a panel from its selection: they are astray (BP105). Whatever may
hold scores is taken for a sheet, and what can't be read of it is said (BP801).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import islice
from pathlib import Path

from msgspec import Struct, field

from ... import limits, yamlfile
from ...model.extensions import ARCHIVES, FOREIGN_WORKBOOKS, SHORTCUTS, WORKBOOKS, YAML
from ...model.hints import nearest
from ...model.problems import Kind, Problem, UnreadableError
from ...model.signs import decode
from ...model.units import Severity, fold
from ..file_kinds import kind_of
from . import names
from .decision_form import is_blank_decision, read_decision_form
from .names import (
    FOLDER,
    LARGEST_YAML,
    PAPERS,
    PanelSurroundings,
    SideFolder,
    extension_of,
    is_called_paper,
)
from .score_form import has_titles, is_form, is_meant
from .sheets import DECISION_KEYS, cell_value
from .sheets import KEYS as SHEET_KEYS
from .workbooks import open_workbook
from .workbooks.cells import Cell, CellKind, Spreadsheet, Worksheet

Read = Callable[[Path], bytes | None]  # a file's bytes; None where it can't be read or is too large

DECISION_FILE = f"{names.DECISION}{YAML[0]}"
MOST_OPENED = limits.PANEL_OPENED
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


class Search(Struct, frozen=True):
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
        whole_folder = names.is_folder_file(file)
        if file.suffix.casefold() in ARCHIVES:
            # People keep a packed copy beside what counts; only where nothing does, it may be all there is.
            lost = whole_folder and not self.counted
            meant = whole_folder or self._is_meant_outside(file)
            return _uncounted(file, "archive", FOLDER, harmless=not lost) if meant else None
        if self._is_meant_outside(file):
            return _uncounted(file, "above", f"{FOLDER}/{self._proper_name(file)}")
        if names.is_folder_link(file):
            return _uncounted(file, "shortcut", FOLDER)
        return _uncounted(file, "no_folder", FOLDER) if whole_folder and not self.counted else None

    def _of_inner(self, side: SideFolder) -> Problem | None:
        if names.counts(side.folder):
            return _uncounted(side.folder, "no_file", side.folder.name)
        return self._of_folder(side, "folder", self._is_meant_inside)

    def _of_near(self, side: SideFolder) -> Problem | None:
        if not names.means_folder(side.folder.name):
            return self._of_folder(side, "elsewhere", self._is_meant_elsewhere)
        named = fold(side.folder.name) == FOLDER
        return self._of_folder(side, "high" if named else "misnamed", self._is_meant_inside)

    def _of_folder(self, side: SideFolder, variant: str, is_meant: Callable[[Path], bool]) -> Problem | None:
        found = ", ".join(islice(self._names(side, is_meant), MOST_NAMED))
        return _uncounted(side.folder, variant, FOLDER, found=found) if found else None

    def _of_part(self, file: Path) -> Problem | None:
        return _uncounted(file, "unfinished", file.stem) if self._is_awaited(file) else None

    def _is_awaited(self, file: Path) -> bool:
        """Whether a sheet or decision is still being copied, and not one that a second try brought whole."""
        whole = file.with_suffix("")
        meant = names.counts(whole) or self.is_meant_by_name(whole)
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
        """A YAML or a form that holds a decision and is not the one that counts."""
        if decision is None:
            return _uncounted(file, "rename", _decision_name(file))
        same = self.counted.get(decision) == hashlib.sha256(data).hexdigest()
        return _uncounted(file, "same" if same else "copy", found=decision.name, harmless=same)

    def _by_extension(self, file: Path, variant: str) -> Problem:
        return _uncounted(file, variant, self._proper_name(file), found=file.suffix)

    def _renamed(self, file: Path) -> Problem:
        """A sheet or decision that only its name keeps from counting, unless its twin counts already."""
        proper = self._proper_name(file)
        twin = next((one for one in self.counted if _same_name(one, Path(proper))), None)
        if twin is None:
            return _uncounted(file, "rename", proper)
        same = self.counted[twin] == hashlib.sha256(self.read(file) or b"").hexdigest()
        return _uncounted(file, "same" if same else "copy", found=twin.name, harmless=same)

    def _proper_name(self, file: Path) -> str:
        """What the file would have to be called."""
        if names.means_decision(file) or self._known.get(file) is PanelContent.DECISION:
            return _decision_name(file, self._known.get(file))
        stem, extension = names.stem_of(file) or file.stem, file.suffix.casefold()
        if extension in (*YAML, *WORKBOOKS):
            return file.name
        return f"{stem}{YAML[0] if self._known.get(file) is PanelContent.SHEET else WORKBOOKS[0]}"

    def _content(self, file: Path) -> PanelContent | None:
        if file not in self._known:
            data = self.read(file) if names.may_hold_text(file) else None
            content = content_of(data, file) if data else None
            other = content is PanelContent.WORKBOOK and data is not None and is_paper(data, file)
            self._known[file] = None if other and not self.is_meant_by_name(file) else content
        return self._known[file]

    def is_meant_by_name(self, file: Path) -> bool:
        """Whether it is called as a sheet, a decision, or an assessor of the panel."""
        assessors = (*self.around.assessors, *self.seated)
        return names.means_decision(file) or names.means_sheet(file, assessors)

    def _is_archived(self, file: Path) -> bool:
        """Whether it is a scan or a printout of what counts already, which many panels keep beside it."""
        if names.means_decision(file):
            return self.has_decision
        stem = names.bare_stem(file)
        return any(names.bare_stem(one) == stem for one in self.counted) or any(
            names.names_assessor(file, name) for name in self.seated
        )

    def _is_meant_inside(self, file: Path) -> bool:
        """Whether a file in a folder of the panel's own would be missed there."""
        if names.counts(file):
            return names.is_decision(file) or self._content(file) is not None
        return self.of_file(file) is not None

    def _is_meant_outside(self, file: Path) -> bool:
        """Whether a file that lies beside the panel's folder is a sheet or a decision beyond doubt."""
        if names.is_decision(file):
            return True
        extension = file.suffix.strip("~ ").casefold()
        if any(extension in extensions for extensions, _ in _BY_EXTENSION):
            named = names.means_decision(file) or names.is_called_sheet(file)
            packed = extension in ARCHIVES and names.means_sheet(file, ())  # perhaps the whole folder
            return (named or packed) and not self._is_archived(file)
        content = self._content(file)
        if content is PanelContent.WORKBOOK:
            data = self.read(file)
            return data is not None and (holds_form(data, file) or _holds_decision(data, file))
        return content is not None

    def _is_meant_elsewhere(self, file: Path) -> bool:
        """The same in folders that may hold anything: only what its own name or its folder's speaks for."""
        spoken_for = (
            file.suffix.casefold() in (*YAML, *WORKBOOKS)
            or names.means_folder(file.parent.name)
            or self.is_meant_by_name(file)
        )
        return spoken_for and self._is_meant_outside(file)

    def _names(self, side: SideFolder, is_meant: Callable[[Path], bool]) -> Iterator[str]:
        files: Iterable[Path] = side.files
        opened = 0
        for file in files:
            opened += names.may_hold_text(file)
            if opened <= MOST_OPENED and is_meant(file):
                yield file.relative_to(side.folder).as_posix()


def _decision_name(file: Path, content: PanelContent | None = None) -> str:
    """What a decision of this kind of file is called where it counts: `Keputusan.xlsx` of `….xlsx.txt`."""
    usual = WORKBOOKS[0] if content is PanelContent.WORKBOOK else ""
    extensions = (suffix.casefold() for suffix in reversed(file.suffixes))
    extension = next((one for one in extensions if one in WORKBOOKS), usual)
    return f"{names.DECISION.capitalize()}{extension}" if extension else DECISION_FILE


def _holds_decision(data: bytes, file: Path) -> bool:
    """Whether a workbook by the name of a decision is the form for one, and somebody has decided in it."""
    decision = read_decision_form(file, data) if names.means_decision(file) else None
    return decision is not None and not is_blank_decision(decision)


def may_be_opened(around: PanelSurroundings) -> Iterator[Path]:
    """The files about a panel that a `Search` may open; of all others it knows the name alone."""
    yield from filter(names.may_hold_text, (*around.inside, *around.beside))
    for side in (*around.below, *around.near):
        yield from islice(filter(names.may_hold_text, side.files), MOST_OPENED)


def _same_name(one: Path, other: Path) -> bool:
    """Whether two names differ in nothing that counts: `.yml` is `.yaml`."""
    extensions = {extension_of(path).replace(YAML[1], YAML[0]) for path in (one, other)}
    return fold(one.stem) == fold(other.stem) and len(extensions) == 1


# What a file holds, whatever it is called ------------------------------------------------------------

_OF_SHEETS_ALONE = {"nilai", "penilai", "kesepakatan", "berhalangan"}
_OF_DECISIONS_ALONE = {"urutan", "nomor_surat", "alasan", "ditarik"}
KEYS = frozenset({*SHEET_KEYS, *DECISION_KEYS})
_KEY_LINE = re.compile(r"^[\"'“”]?([a-z_]+)[\"'“”]?[ \t\u00a0]*:", re.MULTILINE)

RUN = 3  # numbers side by side that may be scores; budgets have units between theirs
HIGHEST, HIGHEST_ON_SCALE = 100, 10  # of scores on any scale, and of those that the POB knows


class PanelContent(Enum):
    """What a file says, whatever it is called."""

    SHEET = auto()
    DECISION = auto()
    WORKBOOK = auto()


def content_of(data: bytes, path: Path) -> PanelContent | None:
    """What a file says; None for anything but a sheet, a decision or a workbook."""
    kind = kind_of(data, path.name)
    if kind in ("xlsx", "ods", "xls"):
        return PanelContent.WORKBOOK
    if kind != "text" or len(data) > LARGEST_YAML:
        return None
    keys = _keys(data)
    known = keys & KEYS
    if len(known) < 2 and known != keys:  # notes may well have a line that begins with `alasan:`
        return None
    if keys & _OF_SHEETS_ALONE:
        return PanelContent.SHEET
    return PanelContent.DECISION if keys & _OF_DECISIONS_ALONE else None


def _keys(data: bytes) -> set[str]:
    """The outermost keys of a YAML; of one that can't be read, whatever looks like them."""
    try:
        typed = yamlfile.read_again(data)
    except UnreadableError:
        return set(_KEY_LINE.findall(decode(data)))
    return {str(key) for key in typed} if isinstance(typed, dict) else set()


def holds_form(data: bytes, path: Path) -> bool:
    """Whether a workbook has a tab that is a score form."""
    try:
        return is_form(open_workbook(data, path))
    except UnreadableError:
        return False


def is_paper(data: bytes, path: Path) -> bool:
    """Whether a file whose extension is a sheet's holds nothing that may be scores."""
    if extension_of(path) in YAML:
        return _is_other_yaml(data)
    try:
        return _is_other_book(open_workbook(data, path), is_called=is_called_paper(path))
    except UnreadableError:
        return False


def _is_other_yaml(data: bytes) -> bool:
    """Whether no key is one of a sheet's or a decision's, or nearly."""
    try:
        typed = yamlfile.read(data)
    except UnreadableError:
        return False
    keys = [key.casefold() for key in typed] if isinstance(typed, dict) else []
    return bool(keys) and not any(nearest(key, KEYS) for key in keys)


def _is_other_book(book: Spreadsheet, *, is_called: bool) -> bool:
    return not is_meant(book) and not any(
        _may_hold_scores(worksheet, is_called=is_called) for worksheet in book.worksheets
    )


def _may_hold_scores(worksheet: Worksheet, *, is_called: bool) -> bool:
    """Whether numbers stand side by side; `is_called`: by its name the file is another paper."""
    titled = has_titles(worksheet)
    if is_called and not titled:
        return False
    most = HIGHEST_ON_SCALE if is_called else None if titled else HIGHEST
    return any(_has_run(cells, most) for cells in worksheet.rows.values())


def _has_run(cells: Mapping[int, Cell], most: int | None) -> bool:
    """Whether a row has `RUN` numbers side by side; those that number the columns from 1 are none."""
    run: list[int] = []
    for column, cell in cells.items():
        near = [*run, column] if run and run[-1] == column - 1 else [column]
        run = near if _is_number(cell, most) else []
        if len(run) >= RUN and not _is_count([cells[one] for one in run]):
            return True
    return False


def _is_number(cell: Cell, most: int | None) -> bool:
    value = cell_value(cell)
    return cell.kind is CellKind.FORMULA or (value is not None and (most is None or value <= most))


def _is_count(cells: list[Cell]) -> bool:
    return [cell_value(cell) for cell in cells] == list(range(1, len(cells) + 1))
