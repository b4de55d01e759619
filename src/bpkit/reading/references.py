"""The guidelines under `referensi/`, as text: what a writing should quote little of (POB slide 8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .kinds import DOCUMENTS
from .tree import REFERENCES_FOLDER
from .writing import read_writing


def read_references(root: Path) -> Iterator[tuple[Path, str]]:
    """Path and text of every guideline that can be read, sorted by path."""
    for file in sorted((root / REFERENCES_FOLDER).rglob("*")):
        if file.suffix.casefold() in DOCUMENTS and file.is_file() and not file.name.startswith("~$"):
            try:
                text = read_writing(file, file.read_bytes()).text
            except OSError:
                continue
            if text:
                yield file, text
