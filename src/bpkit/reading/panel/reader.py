"""Reads a panel's folder: its sheets, its decision, and what was meant as one of them and does not count."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property, partial
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from ... import share
from ...cache.codec import Codec
from ...cache.store import Cache, Shelf, key_of
from ...cache.version import version_of
from ...levels import default_levels
from ...model.extensions import YAML
from ...model.levels import Levels
from ...model.problems import Kind, Problem
from ...model.scores import Decision, Score, Sheet, SheetRow
from ..known import PASSING, key_of_files
from . import PanelFacts
from .decision_form import differing, is_blank_decision, read_decision_form
from .names import (
    FOLDER,
    LARGEST,
    LARGEST_YAML,
    PanelSurroundings,
    extension_of,
    is_decision,
    is_decision_book,
    means_decision,
)
from .score_form import read_score_forms
from .sheets import read_decision, read_sheet
from .uncounted import PanelContent, Search, content_of, is_paper, may_be_opened

Read = Callable[[Path], bytes | Problem]


def read_panel(
    files: tuple[Path, ...], around: PanelSurroundings, read: Read, levels: Levels | None = None
) -> PanelFacts:
    """The facts of a panel; `files` are those whose extension counts, `read` gives a file's bytes."""
    reader = _PanelReader(read, levels or default_levels())
    decisions = sorted(filter(is_decision, files), key=_precedence)
    chosen = next(iter(decisions), None)
    decision = reader.decision(chosen) if chosen else None
    others = {file: reader.small(file) or b"" for file in decisions[1:]}
    rest = [file for file in files if file not in decisions]
    for file, asked in zip(rest, _sheets_asked(read, rest), strict=True):
        if not reader.takes_twin(file, asked):
            others |= reader.sheet(file, asked)
    decision = _one_decision(decision, reader.twin)
    chosen = decision.path if decision else None
    names = [name for sheet in reader.sheets for name in (sheet.assessor, *sheet.agreed) if name]
    search = Search(around, reader.counted, names, chosen is not None, reader.small)
    beside = (search.of_decision(file, chosen, data) for file, data in others.items())
    uncounted = sorted((*beside, *search.found()), key=lambda one: one.path)
    papers = tuple(file for file in reader.papers if not search.is_meant_by_name(file))
    sheets = tuple(sheet for sheet in reader.sheets if sheet.path not in papers)
    return PanelFacts(sheets, decision, tuple(uncounted), tuple(reader.damages), papers)


def _one_decision(typed: Decision | None, twin: Decision | None) -> Decision | None:
    """The YAML, else its Excel twin; where both are there and differ, the YAML counts, with an error."""
    if typed is None or twin is None:
        return typed or twin
    keys = differing(typed, twin)
    if not keys:
        return typed
    values = {"other": typed.path.name, "keys": ", ".join(keys)}
    problem = Problem(twin.path, ", ".join(keys), variant="decision_twins", values=values, kind=Kind.SHEET)
    return replace(typed, problems=(*typed.problems, problem))


# What was read before ---------------------------------------------------------------------------------


class _KeptPanel(Struct, frozen=True):
    """Facts of a panel as the cache keeps them: a row or score that is on many sheets stands there once."""

    facts: PanelFacts  # no sheet has its rows
    scores: tuple[Score, ...]
    headings: tuple[tuple[str, ...], ...]  # the codes of a row
    bare: tuple[SheetRow, ...]  # rows without their scores
    # Of each sheet: the number of a row without scores, of its codes, and those of its scores.
    rows: tuple[tuple[tuple[int, ...], ...], ...]


class KnownPanels:
    """Reads panels; one whose files all lie as they were is taken from the cache, unopened."""

    def __init__(self, cache: Cache, read: Read, levels: Levels | None = None) -> None:
        self._cache, self._read = cache, read
        self._levels = levels or default_levels()

    def read(self, files: tuple[Path, ...], around: PanelSurroundings, home: Path) -> PanelFacts:
        """The facts of the panel of the folder `home`."""
        return self.keyed(files, around, home)[0]

    def keyed(
        self, files: tuple[Path, ...], around: PanelSurroundings, home: Path
    ) -> tuple[PanelFacts, bytes]:
        """The same, with a key of all that they say; empty where it may be read otherwise the next time."""
        key = self._key(files, around)
        if key is None:
            return read_panel(files, around, self._read, self._levels), b""
        blob = self._cache.get(Shelf.FACTS, key)
        kept = _codec().decode(blob, home) if blob else None
        return (_taken_out(kept), key_of(blob)) if blob and kept else self._anew(files, around, home, key)

    def _anew(
        self, files: tuple[Path, ...], around: PanelSurroundings, home: Path, key: bytes
    ) -> tuple[PanelFacts, bytes]:
        passing: list[Problem] = []

        def read(file: Path) -> bytes | Problem:
            data = self._read(file)
            if isinstance(data, Problem) and data.kind in PASSING:
                passing.append(data)
            return data

        facts = read_panel(files, around, read, self._levels)
        blob = None if passing else _codec().encode(_put_away(facts), home)
        if blob is None:
            return facts, b""
        self._cache.put(Shelf.FACTS, key, blob)
        return facts, key_of(blob)

    def _key(self, files: tuple[Path, ...], around: PanelSurroundings) -> bytes | None:
        if self._cache.folder is None:
            return None
        opened = (*files, *may_be_opened(around))  # of all others the names alone tell
        said = map(repr, (files, around, self._levels.codes))
        return key_of_files(("panel", self._version, *said), opened, share.each)

    @cached_property
    def _version(self) -> str:
        return version_of(self._cache)


@cache
def _codec() -> Codec[_KeptPanel]:
    return Codec(_KeptPanel)


def _put_away(facts: PanelFacts) -> _KeptPanel:
    # By their ids: to compare scores takes longer than to keep two alike.
    scores = {
        id(score): score for sheet in facts.sheets for row in sheet.rows for score in row.scores.values()
    }
    numbers = {known: number for number, known in enumerate(scores)}
    headings: dict[tuple[str, ...], int] = {}
    bare: dict[tuple[object, ...], tuple[int, SheetRow]] = {}

    def numbered(row: SheetRow) -> tuple[int, ...]:
        said = (row.title, row.place, row.remark, row.abstained, row.city, *row.blanks.items())
        if said not in bare:
            bare[said] = len(bare), replace(row, scores={})
        heading = headings.setdefault(tuple(row.scores), len(headings))
        return (bare[said][0], heading, *[numbers[id(score)] for score in row.scores.values()])

    rows = tuple(tuple(map(numbered, sheet.rows)) for sheet in facts.sheets)
    sheets = tuple(replace(sheet, rows=()) for sheet in facts.sheets)
    alone = tuple(row for _, row in bare.values())
    return _KeptPanel(replace(facts, sheets=sheets), tuple(scores.values()), tuple(headings), alone, rows)


def _taken_out(kept: _KeptPanel) -> PanelFacts:
    def with_scores(numbers: tuple[int, ...]) -> SheetRow:
        row, heading, *scores = numbers
        found = map(kept.scores.__getitem__, scores)
        return replace(kept.bare[row], scores=dict(zip(kept.headings[heading], found, strict=True)))

    sheets = (
        replace(sheet, rows=tuple(map(with_scores, rows)))
        for sheet, rows in zip(kept.facts.sheets, kept.rows, strict=True)
    )
    return replace(kept.facts, sheets=tuple(sheets))


# One after the other ----------------------------------------------------------------------------------


class _AskedSheet(Struct, frozen=True):
    """A file's size, and what is in it or why that can't be read; None where its size is no sheet's."""

    size: int
    data: bytes | Problem | None

    @classmethod
    def of(cls, read: Read, file: Path) -> _AskedSheet:
        """Ask the share for a file."""
        size = size_of(file)
        return cls(size, read(file) if size <= _most(file) else None)


def _most(file: Path) -> int:
    return LARGEST_YAML if extension_of(file) in YAML else LARGEST


def _sheets_asked(read: Read, files: Sequence[Path]) -> Iterator[_AskedSheet]:
    """One file after the other; of a late share the next few are asked for meanwhile."""
    ask = partial(_AskedSheet.of, read)
    if len(files) < 2 or not share.is_late():
        yield from map(ask, files)
        return
    from concurrent.futures import ThreadPoolExecutor

    from ..workers import in_order

    with ThreadPoolExecutor(share.AT_ONCE) as pool:
        yield from in_order(pool, ask, files, share.AT_ONCE)


class _PanelReader(Struct):
    """Opens one file after the other and keeps what it says, never its bytes: workbooks may be large."""

    read: Read
    levels: Levels
    sheets: list[Sheet] = field(default_factory=list)
    damages: list[Problem] = field(default_factory=list)
    papers: list[Path] = field(default_factory=list)
    counted: dict[Path, str] = field(default_factory=dict)  # SHA-256 of what counts
    twin: Decision | None = None  # the decision in Excel

    def content(self, file: Path, asked: _AskedSheet) -> bytes | Problem:
        """A sheet's or decision's bytes; one that is larger than any of them is not read at all."""
        if asked.data is None:
            found = f"{asked.size >> 20} MB"
            return Problem(file, found=found, variant="form_too_large", kind=Kind.SHEET)
        if isinstance(asked.data, bytes):
            return asked.data
        # It keeps the results provisional; why it can't be read, the damage says (BP906, BP908).
        self.damages.append(asked.data)
        return Problem(file, detail=asked.data.detail, kind=Kind.UNREAD_SHEET)

    def small(self, file: Path) -> bytes | None:
        """The bytes of a file that may be a sheet; None where it can't be read or is none by its size."""
        data = self.read(file) if size_of(file) <= LARGEST else None
        return data if isinstance(data, bytes) else None

    def decision(self, file: Path) -> Decision:
        """The decision that counts."""
        data = self.content(file, _AskedSheet.of(self.read, file))
        if isinstance(data, Problem):
            return Decision(file, problems=(data,))
        self.counted[file] = hashlib.sha256(data).hexdigest()
        return read_decision(file, data, self.levels)

    def takes_twin(self, file: Path, asked: _AskedSheet) -> bool:
        """Take the decision of a workbook called one that is the form for it; a blank one says nothing."""
        if not is_decision_book(file) or self.twin is not None:
            return False
        data = asked.data
        decision = read_decision_form(file, data, self.levels) if data and isinstance(data, bytes) else None
        if decision is None:
            return False
        if not is_blank_decision(decision):
            self.twin = decision
        self.counted[file] = decision.sha256
        return True

    def sheet(self, file: Path, asked: _AskedSheet) -> dict[Path, bytes]:
        """Take the sheets of a file; a decision under another name is handed back and none of them."""
        data = self.content(file, asked)
        if isinstance(data, Problem):
            self.sheets.append(Sheet(file, problems=(data,)))
            return {}
        in_yaml = extension_of(file) in YAML
        kind = content_of(data, file) if in_yaml else PanelContent.WORKBOOK
        if not in_yaml and means_decision(file) and (copy := read_decision_form(file, data, self.levels)):
            return {} if is_blank_decision(copy) else {file: data}
        if in_yaml and (kind is PanelContent.DECISION or (kind is None and means_decision(file))):
            return {file: data}
        found = self._read(file, data, kind)
        self.sheets += found
        if not any(sheet.assessor or sheet.agreed for sheet in found) and is_paper(data, file):
            self.papers.append(file)
        else:
            self.counted[file] = found[0].sha256
        return {}

    def _read(self, file: Path, data: bytes, kind: PanelContent | None) -> tuple[Sheet, ...]:
        if kind is PanelContent.WORKBOOK:
            return read_score_forms(file, data, self.levels)
        return (read_sheet(file, data, self.levels),)


def size_of(file: Path) -> int:
    """Bytes of a file; 0 where it can't be told, for reading it says why."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _precedence(file: Path) -> tuple[bool, int, str]:
    """Which of two decisions counts: that of the folder spelt `penilaian`, then `.yaml` before `.yml`."""
    return (file.parent.name != FOLDER, YAML.index(extension_of(file)), file.name)
