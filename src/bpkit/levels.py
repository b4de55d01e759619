"""Which levels a programme has, by the `tingkat` of its file; a file that names none has the default's.

They are needed before anything of a tree can be read, so only this part of the file is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from . import yamlfile
from .model.levels import CITY, PROVINCE, Forward, Level, Levels
from .model.scores import Rubric
from .model.settings import Settings
from .model.signs import regex
from .resources import DEFAULT_PROGRAM, resource

KEY = "tingkat"
YES = ("ya", "true")
# The key at the beginning of a line with what is indented, listed or commented below it.
_PART = regex(rb"^tingkat[ \t]*:[^\n]*\n(?:[ \t\r#-][^\n]*\n?|\n)*", re.MULTILINE)


def levels_of(told: Settings | Rubric) -> Levels:
    """The levels of the programme that the settings name, or of a rubric."""
    return told.levels or default_levels()


@cache
def default_levels() -> Levels:
    """Those of the programme that a tree without settings follows."""
    levels = levels_in((resource("rubrics") / f"{DEFAULT_PROGRAM}.yaml").read_bytes())
    if levels is None:
        raise AssertionError(DEFAULT_PROGRAM)
    return levels


def levels_in(data: bytes) -> Levels | None:
    """The levels that a programme's file names; None where it names none.

    Raises:
        UnreadableError: it is no YAML.
        ValueError, LookupError, TypeError, AttributeError: what stands there makes no levels.
    """
    if KEY.encode() not in data:
        return None
    part = _PART.search(data)
    typed = yamlfile.read(part[0] if part else data)
    entries = typed.get(KEY)
    return made(entries) if entries else None


def made(entries: Sequence[Mapping[str, Any]]) -> Levels:
    """The levels of these entries, from the lowest up."""
    last = len(entries) - 1
    return Levels(tuple(_level(entry, number, last - number) for number, entry in enumerate(entries)))


def _level(entry: Mapping[str, Any], number: int, depth: int) -> Level:
    forwards = Forward.ALL if number == 0 else Forward.SELECTED if depth else Forward.NOTHING
    return Level(
        code=str(entry["kode"]),
        name=str(entry["nama"]),
        folder=str(entry.get("folder") or ""),
        panel_minimum=_whole(entry.get("panel_minimum")) or 1,
        forwards=Forward(entry.get("meneruskan") or forwards),
        seats=_whole(entry.get("kursi")),
        gated=_yes(entry.get("lulus")),
        number=number,
        depth=depth,
        words=tuple(map(str, entry.get("kata") or ())),
        titles=tuple((str(key), str(value)) for key, value in (entry.get("nama_laporan") or {}).items()),
        name_on_forms=str(entry.get("nama_formulir") or ""),
        roster=_roster(entry.get("wilayah") or ""),
        unit_words=str(entry.get("sebutan_unit") or ""),
        quota=_yes(entry.get("kuota")),
        own_writing=_yes(entry.get("tulisan_sendiri")),
        due=_whole(entry.get("tenggat")),
        signers=tuple(map(str, entry.get("penandatangan") or ())),
        place=str(entry.get("tempat") or ""),
        letter=str(entry.get("surat") or ""),
        hosted=_yes(entry.get("bergilir")),
    )


def _yes(typed: object) -> bool:
    return str(typed).casefold() in YES


def _whole(typed: str | int | None) -> int | None:
    return None if typed is None else int(typed)


def _roster(typed: str) -> str:
    if typed not in ("", CITY, PROVINCE):
        raise ValueError(typed)
    return str(typed)
