"""A plain table as any report may hold it: where a tree stands, which forms were written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..model.outcomes import Checked, Judged


@dataclass(frozen=True, slots=True)
class Target:
    """A cell that opens a file or folder."""

    text: str
    path: Path


Cell = str | int | Target | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and, in digits, the width of its column on a worksheet."""

    heading: str
    width: int = 12
    number: bool = False


@dataclass(frozen=True, slots=True)
class ReportListing:
    """A table under its title, `warnings` above it, `notes` below; `empty` is said where it has no rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportContents:
    """What a report holds, in this order; `value` makes its JSON."""

    title: str
    name: str
    value: Callable[[], Any]
    listings: tuple[ReportListing, ...] = ()
    checked: Sequence[Checked] = ()
    judged: Judged | None = None
    closing: tuple[ReportListing, ...] = ()


def text_of(cell: Cell) -> str:
    """A cell as text; nothing for None."""
    if isinstance(cell, Target):
        return cell.text
    return "" if cell is None else str(cell)
