"""Reads a panel's folder: its sheets, its decision, and what was meant as one of them and does not count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ...model.extensions import WORKBOOKS, YAML
from ...model.problems import Kind, Problem
from ...model.scores import Decision, Sheet
from . import PanelFacts
from .names import (
    FOLDER,
    LARGEST,
    LARGEST_YAML,
    PanelSurroundings,
    extension_of,
    is_decision,
    means_decision,
)
from .score_form import read_score_forms
from .sheets import read_decision, read_sheet
from .uncounted import PanelContent, Search, content_of, is_paper, sha256_of

Read = Callable[[Path], bytes | Problem]


def read_panel(files: tuple[Path, ...], around: PanelSurroundings, read: Read) -> PanelFacts:
    """The facts of a panel; `files` are those whose extension counts, `read` gives a file's bytes."""
    reader = _PanelReader(read)
    decisions = sorted(filter(is_decision, files), key=_precedence)
    chosen = next(iter(decisions), None)
    decision = reader.decision(chosen) if chosen else None
    others = {file: reader.small(file) or b"" for file in decisions[1:]}
    for file in files:
        if file not in decisions:
            others |= reader.sheet(file)
    names = [name for sheet in reader.sheets for name in (sheet.assessor, *sheet.agreed) if name]
    search = Search(around, reader.counted, names, chosen is not None, reader.small)
    beside = (search.of_decision(file, chosen, data) for file, data in others.items())
    uncounted = sorted((*beside, *search.found()), key=lambda one: one.path)
    papers = tuple(file for file in reader.papers if not search.is_meant_by_name(file))
    sheets = tuple(sheet for sheet in reader.sheets if sheet.path not in papers)
    return PanelFacts(sheets, decision, tuple(uncounted), tuple(reader.damages), papers)


@dataclass(slots=True)
class _PanelReader:
    """Opens one file after the other and keeps what it says, never its bytes: workbooks may be large."""

    read: Read
    sheets: list[Sheet] = field(default_factory=list)
    damages: list[Problem] = field(default_factory=list)
    papers: list[Path] = field(default_factory=list)
    counted: dict[Path, str] = field(default_factory=dict)  # SHA-256 of what counts

    def content(self, file: Path) -> bytes | Problem:
        """A sheet's or decision's bytes; one that is larger than any of them is not read at all."""
        limit = LARGEST_YAML if extension_of(file) in YAML else LARGEST
        if (size := size_of(file)) > limit:
            return Problem(file, found=f"{size >> 20} MB", variant="form_too_large", kind=Kind.SHEET)
        data = self.read(file)
        if isinstance(data, bytes):
            return data
        # It keeps the results provisional; why it can't be read, the damage says (BP906, BP908).
        self.damages.append(data)
        return Problem(file, detail=data.detail, kind=Kind.UNREAD_SHEET)

    def small(self, file: Path) -> bytes | None:
        """The bytes of a file that may be a sheet; None where it can't be read or is none by its size."""
        data = self.read(file) if size_of(file) <= LARGEST else None
        return data if isinstance(data, bytes) else None

    def decision(self, file: Path) -> Decision:
        """The decision that counts."""
        data = self.content(file)
        if isinstance(data, Problem):
            return Decision(file, problems=(data,))
        self.counted[file] = sha256_of(data)
        return read_decision(file, data)

    def sheet(self, file: Path) -> dict[Path, bytes]:
        """Take the sheets of a file; a decision under another name is handed back and none of them."""
        data = self.content(file)
        if isinstance(data, Problem):
            self.sheets.append(Sheet(file, problems=(data,)))
            return {}
        kind = content_of(data, file)
        in_yaml = extension_of(file) in YAML
        if in_yaml and (kind is PanelContent.DECISION or (kind is None and means_decision(file))):
            return {file: data}
        found = self._read(file, data, kind)
        self.sheets += found
        if not any(sheet.assessor or sheet.agreed for sheet in found) and is_paper(data, file):
            self.papers.append(file)
        else:
            self.counted[file] = sha256_of(data)
        return {}

    @staticmethod
    def _read(file: Path, data: bytes, kind: PanelContent | None) -> tuple[Sheet, ...]:
        if extension_of(file) in WORKBOOKS or kind is PanelContent.WORKBOOK:
            return read_score_forms(file, data)
        return (read_sheet(file, data),)


def size_of(file: Path) -> int:
    """Bytes of a file; 0 where it can't be told, for reading it says why."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _precedence(file: Path) -> tuple[bool, int, str]:
    """Which of two decisions counts: that of the folder spelt `penilaian`, then `.yaml` before `.yml`."""
    return (file.parent.name != FOLDER, YAML.index(extension_of(file)), file.name)
