"""Needs, moves, stages and the parts of writings, wherever a programme says them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..model.problems import Problem
from ..model.programs import LONGEST_HEADING
from ..model.rounds import Unit
from ..model.signs import regex
from ..model.units import Severity, fold
from .registry import Context, Subject, rule

_NUMBERED = regex(r"^\s*(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[A-Za-z]|[IVXivx]+)[.)]\s+")


@rule("BP861", Severity.ERROR, on=Subject.UNIT)
def need_unreckoned(_: Unit, context: Context) -> Iterator[Problem]:
    """Whatever a need stands on is there: a blank is not zero."""
    return _of("BP861", context)


@rule("BP862", Severity.WARNING, on=Subject.UNIT)
def nobody_to_serve(_: Unit, context: Context) -> Iterator[Problem]:
    """Where nobody is served, nobody is posted."""
    return _of("BP862", context)


@rule("BP863", Severity.ERROR, on=Subject.UNIT)
def move_not_possible(_: Unit, context: Context) -> Iterator[Problem]:
    """Nobody moves who is not there to spare."""
    return _of("BP863", context)


@rule("BP864", Severity.ERROR, on=Subject.UNIT)
def stage_unproven(_: Unit, context: Context) -> Iterator[Problem]:
    """A stage that is reported has its evidence and its numbers."""
    return _of("BP864", context)


@rule("BP865", Severity.WARNING, on=Subject.UNIT)
def stage_ahead(_: Unit, context: Context) -> Iterator[Problem]:
    """Stages come in their order."""
    return _of("BP865", context)


@rule("BP866", Severity.WARNING, on=Subject.UNIT)
def part_missing(unit: Unit, context: Context) -> Iterator[Problem]:
    """A writing holds every part that its programme asks for, each with words of its own."""
    parts = context.round.program.writing_parts if context.round else ()
    for outline in unit.outlines if parts else ():
        if not outline.text.strip():
            continue  # what could not be read may hold anything
        found = parts_in(outline.text, parts)
        lacking = [part for part in parts if part not in found]
        empty = [part for part, words in found.items() if not words]
        for variant, names in (("", lacking), ("empty", empty)):
            if names:
                yield Problem(outline.path, ", ".join(names), ", ".join(parts), variant=variant)


def parts_in(text: str, parts: Sequence[str]) -> dict[str, str]:
    """The parts that a text has a heading of, each with what stands below it up to the next.

    >>> parts_in("A. Masalah" + chr(10) + "Guru menumpuk." + chr(10) + "Hasil: merata.", ["Masalah", "Hasil"])
    {'Masalah': 'Guru menumpuk.', 'Hasil': 'merata.'}
    """
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        bare = _NUMBERED.sub("", line.strip())
        head, colon, rest = bare.partition(":")
        part = _heads(head if colon else bare, parts)
        if part is not None and (colon or not bare.endswith((".", ";", ","))):
            current = found.setdefault(part, [])
            current += [rest.strip()] if rest.strip() else []
        elif bare:
            current.append(bare)
    return {part: "\n".join(lines) for part, lines in found.items()}


def _heads(line: str, parts: Sequence[str]) -> str | None:
    """The part that a short line heads: it begins with the part's name, or with one of its names."""
    words = re.findall(r"\w+", fold(line))
    if not 0 < len(words) <= LONGEST_HEADING:
        return None
    for part in parts:
        for name in part.split("/"):
            named = re.findall(r"\w+", fold(name))
            if words[: len(named)] == named:
                return part
    return None


def _of(code: str, context: Context) -> Iterator[Problem]:
    """What is told under this code of a unit's lists."""
    return (problem for told, problem in context.tallied if told == code)
