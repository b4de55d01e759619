"""`bpkit doctor`: whether bpkit can do its work on a folder, and what is missing if not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError
from ..reading.media.mediainfo import can_measure
from ..wording import say
from .recapping import locked
from .running import Work


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `needed` tells whether bpkit can't work without it."""

    good: bool
    text: str
    needed: bool = True


def examine(work: Work) -> Iterator[Check]:
    """Look at configuration, rubric, tree, rights, lock and helpers, in the order they are needed."""
    settings = work.settings
    if settings.file is None:
        yield Check(False, say("doctor.no_config", path=work.path), needed=False)
    else:
        yield Check(True, say("doctor.config", path=settings.file))
        cities = sum(len(province.cities) for province in settings.provinces or ())
        provinces = len(settings.provinces or ())
        roster = (
            say("doctor.roster", provinces=provinces, cities=cities) if cities else say("doctor.no_roster")
        )
        yield Check(cities > 0, roster, needed=False)
    yield from _attempted("doctor.rubric", lambda: work.rubric.id)
    yield from _attempted("doctor.tree", lambda: _tree(work))
    writable = os.access(work.root, os.W_OK)
    yield Check(writable, say("doctor.writable" if writable else "doctor.not_writable", path=work.root))
    if writable:
        yield from _attempted("doctor.lock", lambda: _lock(work.root))
    measuring = can_measure()
    yield Check(measuring, say("doctor.media" if measuring else "doctor.no_media"), needed=False)


def _tree(work: Work) -> str:
    """The level in words, and how many folders of it lie below."""
    layout = work.layout
    return f"{say(f'report.level_{layout.level}')}, {len(layout.children)}"


def _lock(root: Path) -> str:
    with locked(root):
        return ""


def _attempted(key: str, attempt: Callable[[], str]) -> Iterator[Check]:
    try:
        yield Check(True, say(key, value=attempt()))
    except UserError as error:
        yield Check(False, f"{error.problem} {error.remedy}")
