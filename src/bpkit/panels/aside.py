"""Whose scores on a title are left out, whatever rules were switched off: nothing is set aside in silence."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.scores import SetAside
from .table import AGREED, Table, is_blank

AUTHOR, STOOD_ASIDE, DOUBLE = "author", "stood_aside", "double"


def set_aside(table: Table, key: str) -> tuple[SetAside, ...]:
    """Who of the panel has no say on this candidate, and who handed in twice and counts once."""
    return tuple(dict.fromkeys((*_of_agreed(table, key), *_of_individuals(table, key))))


def _of_individuals(table: Table, key: str) -> Iterator[SetAside]:
    for voice in table.voices.values():
        entries = table.entries.get((key, voice.id), ())
        if voice.id in table.authors[key]:
            scored = any(not is_blank(entry.row) for entry in entries)
            yield SetAside(voice.name, AUTHOR if scored else STOOD_ASIDE)
        elif (key, voice.id) in table.aside:
            yield SetAside(voice.name, STOOD_ASIDE)
        elif len(entries) > 1 and voice.id in table.heard(key):
            yield SetAside(voice.name, DOUBLE)


def _of_agreed(table: Table, key: str) -> Iterator[SetAside]:
    for entry in table.entries.get((key, AGREED), ()):
        for name in entry.sheet.agreed if not is_blank(entry.row) else ():
            if table.roll.id(name) in table.authors[key]:
                yield SetAside(name, AUTHOR)
