"""A text as its words, its words as numbers, and the longest run of them that two texts have in common."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from itertools import accumulate

SHINGLE = 5  # words
_EXCERPT = 25  # words of a passage that are shown
_MOST_NUMBERS = 1 << 18  # words whose numbers are kept; a language of suffixes has some ten thousand

_WORD = re.compile(r"[^\W_]+")
# Signs of word processors that part words and that no normal form turns into anything else that does not.
_PARTING = re.compile("[\N{NO-BREAK SPACE}“”‘’„–—…•·]")
_BLANKS = "".join(chr(sign) if chr(sign).isalnum() else " " for sign in range(128))
_BLANK_BYTES = _BLANKS.encode() + bytes(range(128, 256))

_BASE, _MODULUS = 1_000_003, (1 << 61) - 1  # of the hashes that runs of words are compared by


class _Numbers(dict[str, int]):
    """The number of every word, the same in every run of bpkit."""

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST_NUMBERS:
            self.clear()
        number = self[word] = zlib.crc32(word.encode("utf-8", "surrogatepass"))
        return number


_number = _Numbers().__getitem__


def words_in(text: str) -> list[str]:
    """The words, once case, punctuation and blanks are levelled.

    >>> words_in("Warga RW-03, “Bersih”!")
    ['warga', 'rw', '03', 'bersih']
    """
    plain = _in_ascii(text)
    if plain is None:
        return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return plain.lower().translate(_BLANKS).split()


def numbers_in(text: str) -> list[int]:
    """A number for every word."""
    plain = _in_ascii(text)
    if plain is None:
        return list(map(_number, words_in(text)))
    # As bytes, whose sum is made sooner than the number of a text is looked up: 48 against 64 µs a writing,
    # and more where its words were not met yet.
    return list(map(zlib.crc32, plain.encode().lower().translate(_BLANK_BYTES).split()))


def _in_ascii(text: str) -> str | None:
    """The text in ASCII, signs that part words as blanks; None where it has other signs."""
    if text.isascii():
        return text
    plain = _PARTING.sub(" ", text)
    return plain if plain.isascii() else None


def shingles_of(numbers: Sequence[int]) -> frozenset[int]:
    """One number for every run of five words, the same in every run of bpkit."""
    # Unlike that of text, the hash of a tuple of numbers is not seeded anew at every start.
    return frozenset(map(hash, zip(*(numbers[start:] for start in range(SHINGLE)), strict=False)))


def longest_passage(text: str, other: str) -> tuple[str, int]:
    """The longest run of words in both, shortened, as the first has it, and the number of its words."""
    text = unicodedata.normalize("NFKC", text)
    spans = list(_WORD.finditer(text))
    own = [_number(span[0].casefold()) for span in spans]
    first, length = _longest_run(own, numbers_in(other))
    if length < SHINGLE:
        return "", 0
    last = first + length - 1
    shown = min(last, first + _EXCERPT - 1)
    passage = re.sub(r"\s+", " ", text[spans[first].start() : spans[shown].end()])
    return passage + (" …" if shown < last else ""), length


def _longest_run(own: Sequence[int], other: Sequence[int]) -> tuple[int, int]:
    """Where the longest run in both begins in the first, and its length; the first of several.

    A run of some length holds runs of every smaller one, so the length is found by halving. The time grows
    with the words, whatever they repeat.
    """
    if own == other:
        return 0, len(own)
    sums = _sums(own), _sums(other)
    shortest, longest = SHINGLE - 1, min(len(own), len(other))
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        mine, theirs = (_runs(one, middle) for one in sums)
        if set(mine).isdisjoint(theirs):
            longest = middle - 1
        else:
            shortest = middle
    if shortest < SHINGLE:
        return 0, 0
    told = set(_runs(sums[1], shortest))
    return next(at for at, run in enumerate(_runs(sums[0], shortest)) if run in told), shortest


def _sums(numbers: Sequence[int]) -> list[int]:
    return list(accumulate(numbers, lambda total, one: (total * _BASE + one + 1) % _MODULUS, initial=0))


def _runs(sums: list[int], length: int) -> list[int]:
    """A hash of every run of that many words."""
    factor = pow(_BASE, length, _MODULUS)
    return [(end - start * factor) % _MODULUS for start, end in zip(sums, sums[length:], strict=False)]
