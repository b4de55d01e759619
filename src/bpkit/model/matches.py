"""What two submissions have in common, or a submission and the guidelines."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from msgspec import Struct


class MatchKind(StrEnum):
    """What was found, in the order in which it is told."""

    PHOTO = "photo"
    SAME = "same"
    SIMILAR = "similar"
    QUOTED = "quoted"


class Match(Struct, frozen=True):
    """One thing that a submission has in common with another file, seen from the submission.

    `share` is the part of the shingles in common, `passage` the longest run of words that both have
    (shortened), `length` the number of its words.
    """

    kind: MatchKind
    other: Path  # the other submission's file, the submission's own, or a guideline
    title: str = ""  # of the other submission
    share: Fraction = Fraction(0)
    passage: str = ""
    length: int = 0
    photo: str = ""
    other_photo: str = ""
