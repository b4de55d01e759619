"""How near words are to each other: the nearest of those that were possible, for `Did you mean …?`."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

# Of difflib's ratio from 0 to 1, from the least careful to the most:
FAR = 0.5  # of a few words that are unlike each other: keys of a sidecar, codes of rules
CLOSE = 0.6  # `nlai` is near `nilai`, `nama` is not
OF_MONTH = 0.72  # from here on a word is a month with a typing error
OF_FOLDER = 0.75  # of the words in a folder's name: `Triwuln` is near `triwulan`, `TU` is near nothing
OF_FILE = 0.85  # of a file that is taken for a sheet or decision by its name alone


def likeness(one: str, other: str) -> float:
    """How like two words are, from 0 to 1."""
    return SequenceMatcher(None, one, other).ratio()


def is_near(word: str, target: str, closeness: float) -> bool:
    """Whether a word may be another one with typing errors; letter case makes no difference."""
    matcher = SequenceMatcher(None, word.casefold(), target.casefold())
    # The first two are never less than the third, and told many times faster.
    return min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= closeness <= matcher.ratio()


def nearest(word: str, options: Iterable[str], *, closeness: float = CLOSE) -> str | None:
    """The option that is spelt most like a word; None where none comes close. Letter case tells them apart.

    >>> nearest("nlai", ("nilai", "penilai"))
    'nilai'
    """
    return next(iter(get_close_matches(word, list(options), n=1, cutoff=closeness)), None)
