"""What a writing is taken apart into in the search for facts: labels with values, short lines, breaks."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.facts import Source
from .labels import Label


@dataclass(frozen=True, slots=True)
class Entry:
    """A label and its value, which is empty where it was left out or comes on the next line."""

    label: Label
    value: str
    source: Source
    text: str  # the line it was found in
    start: int = 0  # where in the line


@dataclass(frozen=True, slots=True)
class Words:
    """A short line without a label."""

    text: str
    listed: bool = False  # a bullet or a number stood before it


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class Break:
    """Prose, or the border of a cell, box or part: what comes after it begins anew."""


Item = Entry | Words | Gap | Break
