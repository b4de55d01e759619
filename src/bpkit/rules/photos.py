"""The photos of a writing (POB slide 8)."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.facts import Photo, Submission
from ..model.place import Place
from ..model.problems import Kind, Problem
from ..model.units import Severity
from .files import hides_facts, hides_photos
from .registry import Context, Subject, rule

FEWEST_PHOTOS = 2
MOST_PHOTOS = 5
SHORT_SIDE = 480  # pixels, whichever way the photo is held
LONG_SIDE = 640


@rule("BP301", Severity.ERROR, on=Subject.WRITING, slide=8)
def too_few_photos(writing: Submission, context: Context) -> Iterator[Problem]:
    """A writing has at least two photos; a damaged one counts, and has a finding of its own."""
    if len(writing.photos) < FEWEST_PHOTOS and not hides_photos(writing, context.folder):
        yield Problem(writing.path, str(len(writing.photos)), f"{FEWEST_PHOTOS}–{MOST_PHOTOS}")


@rule("BP302", Severity.WARNING, on=Subject.WRITING, slide=8)
def too_many_photos(writing: Submission, _: Context) -> Iterator[Problem]:
    """A writing has at most five photos."""
    if len(writing.photos) > MOST_PHOTOS:
        yield Problem(writing.path, str(len(writing.photos)), f"{FEWEST_PHOTOS}–{MOST_PHOTOS}")


@rule("BP303", Severity.ERROR, on=Subject.WRITING, slide=8)
def small_photo(writing: Submission, _: Context) -> Iterator[Problem]:
    """Every photo has at least 480×640 pixels, upright or lying."""
    for photo in writing.photos:
        if photo.width is None or photo.height is None:
            continue
        short, long = sorted((photo.width, photo.height))
        if short < SHORT_SIDE or long < LONG_SIDE:
            found = f"{photo.width}×{photo.height}"
            yield _about(photo, writing, found, f"≥ {SHORT_SIDE}×{LONG_SIDE}")


@rule("BP304", Severity.WARNING, on=Subject.WRITING, slide=8)
def photo_without_caption(writing: Submission, _: Context) -> Iterator[Problem]:
    """Every photo has a caption."""
    for photo in writing.photos if not hides_facts(writing) else ():
        if not (photo.caption and photo.caption.text.strip()):
            yield _about(photo, writing)


@rule("BP305", Severity.ERROR, on=Subject.SUBMISSION, slide=8)
def damaged_photo(submission: Submission, _: Context) -> Iterator[Problem]:
    """Every photo can be opened, and is in the document rather than on somebody's laptop."""
    for photo in submission.photos:
        damage = photo.damage
        if damage and damage.kind is Kind.PHOTO:
            place, values = Place(part=photo.called), dict[str, str](photo=photo.called)
            yield Problem(damage.path, damage.found, place=place, variant=damage.variant, values=values)


def _about(photo: Photo, writing: Submission, found: str = "", expected: str = "") -> Problem:
    return Problem(writing.path, found, expected, Place(part=photo.called), values={"photo": photo.called})
