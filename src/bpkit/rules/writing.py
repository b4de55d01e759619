"""The writing itself: its length, its text, its title (POB slide 8)."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.facts import Submission
from ..model.problems import DecimalText, Kind, Problem
from ..model.units import Severity
from .files import is_unread, problems_of
from .registry import Context, Subject, rule

FEWEST_PAGES = 2  # quarto, double spaced, photos included
MOST_PAGES = 5


@rule("BP201", Severity.ERROR, on=Subject.WRITING, slide=8)
def too_short(writing: Submission, _: Context) -> Iterator[Problem]:
    """A writing has at least two pages."""
    pages = _pages(writing)
    if pages is not None and pages < FEWEST_PAGES:
        yield Problem(writing.path, DecimalText(f"{pages:.1f}"), f"{FEWEST_PAGES}–{MOST_PAGES}")


@rule("BP202", Severity.WARNING, on=Subject.WRITING, slide=8)
def too_long(writing: Submission, _: Context) -> Iterator[Problem]:
    """A writing has at most five pages."""
    pages = _pages(writing)
    if pages is not None and pages > MOST_PAGES:
        yield Problem(writing.path, DecimalText(f"{pages:.1f}"), f"{FEWEST_PAGES}–{MOST_PAGES}")


@rule("BP203", Severity.ERROR, on=Subject.SUBMISSION, slide=8)
def without_text(submission: Submission, _: Context) -> Iterator[Problem]:
    """A document has text, not only a picture of it."""
    return problems_of(submission, Kind.NO_TEXT)


@rule("BP204", Severity.WARNING, on=Subject.WRITING, slide=8)
def without_title(writing: Submission, _: Context) -> Iterator[Problem]:
    """The title stands in the document."""
    if not is_unread(writing) and not (writing.heading and writing.heading.text.strip()):
        yield Problem(writing.path, expected=writing.title)


def _pages(writing: Submission) -> float | None:
    """The pages as they are shown, with one decimal: what people read is what is compared."""
    return None if writing.pages is None or is_unread(writing) else round(writing.pages, 1)
