"""Which pairs of texts are worth comparing, by the prints of their shingles; see `index`."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

COMMON = 30  # texts: a print that more of them have is mostly a stock phrase of the programme
_GROUPS = 100_000  # texts that share a print, which are counted together where they share several
_LOW = 0xFFFFFFFF


class SharedPrints:
    """How many prints any two texts share, by their places."""

    def __init__(self, count: int) -> None:
        self._groups: Counter[tuple[int, ...]] = Counter()
        self._pairs = [(array("Q"), array("L")) for _ in range(min(count, 256))]

    def note(self, where: tuple[int, ...]) -> None:
        """Count a print that these texts share."""
        if len(where) > COMMON:
            # Of many each is held against the first, so that a text a whole province copied is seen as well.
            self._count(((where[0], place) for place in where[1:]), 1)
        elif len(where) > 1:
            self._groups[where] += 1
            if len(self._groups) > _GROUPS:
                self._empty()

    def pairs(self) -> Iterator[tuple[int, int, int]]:
        """Each pair with its number."""
        self._empty()
        for pairs, counts in self._pairs:
            found: Counter[int] = Counter()
            for pair, count in zip(pairs, counts, strict=True):
                found[pair] += count
            yield from ((pair >> 32, pair & _LOW, count) for pair, count in found.items())

    def _empty(self) -> None:
        for where, count in self._groups.items():
            self._count(combinations(where, 2), count)
        self._groups.clear()

    def _count(self, found: Iterable[tuple[int, int]], count: int) -> None:
        # Some bytes a pair, and few at a time in a dictionary: millions may share a print or two.
        for left, right in found:
            pairs, counts = self._pairs[left % len(self._pairs)]
            pairs.append(left << 32 | right)
            counts.append(count)


class ShortTexts:
    """Looks for short texts in one long text after another."""

    def __init__(
        self, shingles: Mapping[int, int], prints: Mapping[int, set[int]], left: Mapping[int, int]
    ) -> None:
        self._left = {id_: left[id_] for id_ in prints}
        # Prints collapse: two shingles of a text may have one.
        self._enough = {id_: len(own) - shingles[id_] // 2 for id_, own in prints.items()}
        self._prints = dict(prints)
        self._gather()

    @property
    def goes_on(self) -> bool:
        """Whether there is a text of which not enough was found."""
        return bool(self._left)

    def held_by(self, prints: array[int]) -> list[int]:
        """The short texts of which half is among these prints."""
        hits = Counter(map(self._texts.__getitem__, self._wanted.intersection(prints)))
        counts: Counter[int] = Counter()
        for texts, count in hits.items():
            for text in texts:
                counts[text] += count
        found = [text for text, count in counts.items() if text in self._left and count >= self._enough[text]]
        for text in found:
            self._left[text] -= 1
        if any(self._left[text] == 0 for text in found):
            self._left = {text: count for text, count in self._left.items() if count}
            if len(self._left) * 2 <= len(self._prints):
                self._gather()
        return found

    def _gather(self) -> None:
        """The texts of every print, as few tuples as there are kinds."""
        self._prints = {text: self._prints[text] for text in self._left}
        texts: dict[int, list[int]] = defaultdict(list)
        for text, prints in self._prints.items():
            for one in prints:
                texts[one].append(text)
        kinds: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._texts = {one: kinds.setdefault(tuple(found), tuple(found)) for one, found in texts.items()}
        self._wanted = set(self._texts)
