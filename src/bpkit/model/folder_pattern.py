"""The folder names of a programme's levels: `unit ({unit})_({periode})` reads, writes and suggests them.

As in the POB, brackets are typed or left out, and a blank or an underscore follows the first words. A name is
valid when writing out what was read in it gives the name back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache

from msgspec import Struct

from .hints import OF_FOLDER, is_near
from .programs import Cycle, Level, Program
from .rounds import Span
from .spans import COUNTED, SaidSpan, hint_of, name_of, pattern_of, said_in, said_name
from .units import readable

UNIT, PERIOD = "{unit}", "{periode}"

_PARTS = re.compile(r"(\{unit\}|\{periode\})")
_GAP = r"[\W_]*"
_WORD = re.compile(r"[^\W_]+")
_EDGES = " \t_-–—,;."


class PatternStyle(Struct, frozen=True):
    """How a name is typed: with the pattern's brackets or without, and what follows its first words."""

    brackets: bool = True
    gap: str = " "


PLAIN = PatternStyle()


class UnitFolder(Struct, frozen=True):
    """What a folder's name says. `wrong` is the part that can't be read, `unit` or `period`, or nothing.

    `exact` tells whether it is typed in a valid form.
    """

    level: Level
    unit: str = ""
    said: SaidSpan | None = None
    style: PatternStyle = PLAIN
    wrong: str = ""
    exact: bool = True


class FolderPattern:
    """The pattern of one level's folders in a programme of this cycle."""

    def __init__(self, level: Level, cycle: Cycle) -> None:
        self.level = level
        self.cycle = cycle
        self._parts = [part for part in _PARTS.split(level.folder) if part]

    @property
    def has_unit(self) -> bool:
        """Whether the name says the unit."""
        return UNIT in self._parts

    @property
    def has_period(self) -> bool:
        """Whether the name says the period."""
        return PERIOD in self._parts

    @cached_property
    def head(self) -> tuple[str, ...]:
        """The words before the first place: by them a folder is known, however badly the rest is typed."""
        first = self._parts[0] if self._parts else ""
        return () if first in (UNIT, PERIOD) else tuple(_WORD.findall(first))

    def parse(self, name: str) -> UnitFolder | None:
        """What a name says; None for one that was never meant as a folder of this level."""
        name = unicodedata.normalize("NFC", readable(name))
        rest = self._after_head(name)
        if rest is None:
            return self._with_misspelt_head(name)
        if self._misspelt_period(rest):
            return UnitFolder(self.level, self._unit_in(rest), None, self._style(name), "period", exact=False)
        unit, said = self._strictly(name) or self._loosely(rest)
        if self.has_period and said is None:
            return self._unread(name, unit, None, "period") if self.head else None
        if self.has_unit and not unit:
            is_known = bool(self.head) or self.cycle in COUNTED
            return self._unread(name, "", said, "unit") if is_known else None
        for style in (self._style(name), PatternStyle(brackets=False, gap=self._style(name).gap)):
            if self.written(unit, said, style) == name:
                return UnitFolder(self.level, unit, said, style)
        return UnitFolder(self.level, unit, said, self._style(name), exact=False)

    def format(self, unit: str, span: Span | None, style: PatternStyle = PLAIN) -> str:
        """The valid name of this unit's folder for this period."""
        return self._filled(unit, name_of(span) if span else "", style)

    def written(self, unit: str, said: SaidSpan | None, style: PatternStyle = PLAIN) -> str:
        """The valid name with no more of the period than was said."""
        return self._filled(unit, said_name(said, self.cycle) if said else "", style)

    def suggestion(self, name: str, unit: str = "", span: Span | None = None) -> str:
        """The nearest valid name to one that was typed; `unit` and `span` stand where it says none."""
        read = self.parse(name) or UnitFolder(self.level)
        unit = read.unit or unit or self.level.name.casefold()
        if read.said and read.said.number:
            return self.written(unit, read.said, read.style if read.unit else PLAIN)
        meant = hint_of(self._period_in(self._after_head(name) or name), self.cycle)
        style = read.style if read.unit else PLAIN
        return self._filled(unit, meant or (name_of(span) if span else pattern_of(self.cycle)), style)

    def _filled(self, unit: str, period: str, style: PatternStyle) -> str:
        text = self.level.folder
        if not style.brackets:
            text = re.sub(r"[()]", "", text)
        if self.head:
            end = _end_of_head(text, self.head)
            text = text[:end] + re.sub(r"^[ _]", style.gap, text[end:])
        return text.replace(UNIT, unit).replace(PERIOD, period).strip()

    def _style(self, name: str) -> PatternStyle:
        return PatternStyle("(" in name or "(" not in self.level.folder, _gap_of(name, self.head))

    def _unread(self, name: str, unit: str, said: SaidSpan | None, wrong: str) -> UnitFolder:
        return UnitFolder(self.level, unit, said, self._style(name), wrong, exact=False)

    def _with_misspelt_head(self, name: str) -> UnitFolder | None:
        """A misspelt first word is readable where everything else can be read."""
        words = list(_WORD.finditer(name))[: len(self.head)]
        if not words or not is_near("".join(word[0] for word in words), "".join(self.head), OF_FOLDER):
            return None
        style = self._style(name)
        unit, said = self._loosely(name[words[-1].end() :])
        is_whole = bool(unit or not self.has_unit) and bool(said or not self.has_period)
        return UnitFolder(self.level, unit, said, style, exact=False) if is_whole else None

    def _misspelt_period(self, rest: str) -> bool:
        """Whether a misspelt period stands where the period should: no part of it belongs to the unit."""
        text = self._period_in(rest) if self.has_period else ""
        return bool(text) and said_in(text, self.cycle) is None and bool(hint_of(text, self.cycle))

    def _period_in(self, rest: str) -> str:
        """The brackets, or what underscores part from the rest, where the pattern has the period."""
        parts = [part for part in re.split(r"[()_]+", rest) if part.strip(_EDGES)]
        if not parts:
            return ""
        return parts[0] if self._is_period_first else parts[-1]

    @property
    def _is_period_first(self) -> bool:
        return self.has_unit and self._parts.index(PERIOD) < self._parts.index(UNIT)

    def _unit_in(self, rest: str) -> str:
        parts = [part for part in re.split(r"[()_]+", rest) if part.strip(_EDGES)]
        return _bare(parts[-1 if self._is_period_first else 0]) if self.has_unit and len(parts) > 1 else ""

    def _after_head(self, name: str) -> str | None:
        """What follows the first words, in whatever letter case and with whatever between them."""
        if not self.head:
            return name
        words = _GAP.join(map(re.escape, self.head))
        found = re.match(rf"{_GAP}{words}(?![^\W_])", name, re.IGNORECASE)
        return name[found.end() :] if found else None

    def _strictly(self, name: str) -> tuple[str, SaidSpan | None] | None:
        """Unit and period of a name that follows the pattern to the letter, whatever stands in the unit's."""
        places = {UNIT: r"(?P<unit>.+)", PERIOD: r"(?P<period>.+)"}
        found = re.fullmatch("".join(places.get(part) or re.escape(part) for part in self._parts), name)
        if found is None:
            return None
        said = said_in(found["period"], self.cycle) if self.has_period else None
        return (found["unit"] if self.has_unit else "", said) if said or not self.has_period else None

    def _loosely(self, rest: str) -> tuple[str, SaidSpan | None]:
        """The longest end (or beginning) that is a period; what is left is the unit."""
        if not self.has_period:
            return _bare(rest), None
        places = [found.start() for found in re.finditer(r"(?<![^\W_])[^\W_]", rest)]
        if not self.has_unit:
            return "", said_in(rest, self.cycle)
        first = self._is_period_first
        cuts = [len(rest), *reversed(places)] if first else places
        for cut in cuts:
            period, unit = (rest[:cut], rest[cut:]) if first else (rest[cut:], rest[:cut])
            said = said_in(period, self.cycle)
            if said and said.number:
                return _bare(unit), said
        return _bare(_first_part(rest)), None


@lru_cache(maxsize=256)
def _pattern(level: Level, cycle: Cycle) -> FolderPattern:
    return FolderPattern(level, cycle)


def pattern_for(program: Program, level: Level) -> FolderPattern:
    """The pattern of this level's folders."""
    return _pattern(level, program.cycle)


def recognised(program: Program, name: str, levels: Iterable[Level]) -> UnitFolder | None:
    """Which of these levels a folder of this name is of: whole names before misspelt ones."""
    read = [
        (one.wrong != "", -len("".join(pattern_for(program, level).head)), not one.exact, index, one)
        for index, level in enumerate(levels)
        if (one := pattern_for(program, level).parse(name))
    ]
    return min(read, key=lambda entry: entry[:4])[4] if read else None


def _gap_of(name: str, head: tuple[str, ...]) -> str:
    end = _end_of_head(name, head)
    return "_" if re.match(r"\s*[_\-–—]", name[end:]) else " "


def _end_of_head(text: str, head: tuple[str, ...]) -> int:
    words = _GAP.join(map(re.escape, head))
    found = re.match(rf"{_GAP}{words}", text, re.IGNORECASE) if head else None
    return found.end() if found else 0


def _first_part(rest: str) -> str:
    """What may be the unit where no period can be read: the first brackets, else up to an underscore."""
    if found := re.search(r"\(([^()]*)\)", rest):
        return found[1]
    return next((part for part in rest.split("_") if part.strip(_EDGES)), "")


def _bare(text: str) -> str:
    """A unit's name without what stands around it; brackets of its own stay."""
    text = " ".join(text.replace("_", " ").split()).strip(_EDGES).rstrip("(").rstrip(_EDGES)
    if text.startswith(")"):
        text = text.lstrip(")").lstrip(_EDGES)
    if (
        text.startswith("(")
        and (text.endswith(")") or ")" not in text)
        and text.find(")") in (-1, len(text) - 1)
    ):
        text = text.strip("()").strip(_EDGES)
    return text.rstrip(")").rstrip(_EDGES) if text.count(")") > text.count("(") else text
