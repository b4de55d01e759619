"""What was handed in before: the same photo, the same text, texts out of the guidelines (POB slide 8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..model.facts import Submission
from ..model.matches import Match, MatchKind
from ..model.place import Place
from ..model.problems import Problem
from ..model.units import Severity
from .registry import Context, Subject, rule


@rule("BP306", Severity.WARNING, on=Subject.WRITING, slide=8)
def repeated_photo(writing: Submission, context: Context) -> Iterator[Problem]:
    """A photo is shown once, and in one submission."""
    for match in _found(writing, context, MatchKind.PHOTO):
        variant = "here" if match.other == writing.path else ""
        values = {"photo": match.photo, "other_photo": match.other_photo, "other": match.title}
        where = _where(match.other, context)
        yield Problem(
            writing.path,
            where,
            place=Place(part=match.photo),
            variant=variant,
            values={**values, "where": where},
        )


@rule("BP701", Severity.ERROR, on=Subject.WRITING, slide=8)
def same_text(writing: Submission, context: Context) -> Iterator[Problem]:
    """A text is handed in once."""
    return _texts(writing, context, MatchKind.SAME)


@rule("BP702", Severity.WARNING, on=Subject.WRITING, slide=8)
def similar_text(writing: Submission, context: Context) -> Iterator[Problem]:
    """A text has less than half in common with any other."""
    return _texts(writing, context, MatchKind.SIMILAR)


@rule("BP703", Severity.WARNING, on=Subject.WRITING, slide=8)
def quoted_text(writing: Submission, context: Context) -> Iterator[Problem]:
    """Guidelines are quoted sparingly."""
    return _texts(writing, context, MatchKind.QUOTED)


def _texts(writing: Submission, context: Context, kind: MatchKind) -> Iterator[Problem]:
    for match in _found(writing, context, kind):
        where = _where(match.other, context)
        values = {
            "other": match.title,
            "where": where,
            "percent": str(int(match.share * 100)),
            "passage": match.passage,
            "length": str(match.length),
        }
        place = Place(part=match.passage) if match.passage else None
        found = where if kind is MatchKind.SAME else f"{values['percent']}%"
        yield Problem(writing.path, found, place=place, values=values)


def _found(writing: Submission, context: Context, kind: MatchKind) -> Iterator[Match]:
    return (match for match in context.matches.get(writing.path, ()) if match.kind is kind)


def _where(path: Path, context: Context) -> str:
    """A path as people know it: counted from the share."""
    root = context.root or context.settings.root
    return path.relative_to(root).as_posix() if root and path.is_relative_to(root) else path.as_posix()
