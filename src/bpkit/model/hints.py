"""The nearest of the words that were possible, for `Did you mean …?`."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

CLOSE = 0.6  # of difflib's ratio from 0 to 1: `nlai` is near `nilai`, `nama` is not


def nearest(word: str, options: Iterable[str], *, closeness: float = CLOSE) -> str | None:
    """The option that is spelt most like a word; None where none comes close. Letter case tells them apart.

    >>> nearest("nlai", ("nilai", "penilai"))
    'nilai'
    """
    return next(iter(get_close_matches(word, list(options), n=1, cutoff=closeness)), None)
