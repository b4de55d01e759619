"""Which texts and photos are the same, wherever they were handed in (POB slides 8 and 9).

Texts are compared by their shingles, every run of five words, once case, punctuation and blanks are levelled.
Title and identity lines are left out: who changes only those hands in the same text. Two texts are the *same*
if they have every shingle in common (of different kinds of file, 95 in 100: a PDF breaks lines and words in
its own way), *similar* from half of the shorter one's shingles on.

What is compared is compared exactly. Only which pairs are looked at is decided from a sample of the shingles,
by their value and so the same in every run. Of a text of fewer than 200 shingles all are in the sample; of a
longer one that is half copied too few are, once in some ten thousand cases at worst and never in practice.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from pathlib import Path

from .model.facts import Identity, Submission
from .model.matches import Match, MatchKind
from .model.place import PhotoName

SHINGLE = 5  # words
FEWEST = 20  # shingles: less is a line or two, which anybody may have in common with anybody
SIMILAR = Fraction(1, 2)
SAME_ACROSS_KINDS = Fraction(19, 20)
QUOTED = Fraction(1, 4)
MOST = 10  # matches of one kind that are named for one submission
_SAMPLE = 8  # every eighth shingle
_SHORT = 200  # shingles: a text of fewer is sampled whole
_COMMON = 30  # texts: a shingle that more of them have is mostly a stock phrase of the programme
_EXCERPT = 25  # words of a passage that are shown

_WORD = re.compile(r"[^\W_]+")


def matches(
    submissions: Sequence[Submission], references: Sequence[tuple[Path, str]] = ()
) -> Mapping[Path, tuple[Match, ...]]:
    """What each submission has in common with the others and with the guidelines, by the submission's path.

    The order of what is given makes no difference. Both sides of a pair name each other.
    """
    ordered = sorted(submissions, key=lambda submission: submission.path.as_posix())
    texts = [text for submission in ordered if (text := _text_of(submission))]
    found: dict[Path, list[Match]] = defaultdict(list)
    for source in (_photos(ordered), _copies(texts), _quotations(texts, references)):
        for path, match in source:
            found[path].append(match)
    return {path: tuple(_foremost(of_one)) for path, of_one in found.items()}


def _order(match: Match) -> tuple[int, Fraction, str, str, str]:
    kind = list(MatchKind).index(match.kind)
    return (kind, -match.share, match.other.as_posix(), match.photo, match.other_photo)


def _foremost(found: list[Match]) -> Iterator[Match]:
    counts: Counter[MatchKind] = Counter()
    for match in sorted(found, key=_order):
        counts[match.kind] += 1
        if counts[match.kind] <= MOST:
            yield match


# Photos -----------------------------------------------------------------------------------------------


def _photos(submissions: Iterable[Submission]) -> Iterator[tuple[Path, Match]]:
    places: dict[str, list[tuple[Submission, PhotoName]]] = defaultdict(list)
    for submission in submissions:
        for photo in submission.photos:
            if photo.digest:
                places[photo.digest].append((submission, photo.called))
    for shown in places.values():
        for index, (submission, name) in enumerate(shown):
            own = [other for other, (elsewhere, _) in enumerate(shown) if elsewhere is submission]
            # Twice in one writing is one finding, at the second; elsewhere the first that comes is named.
            others = [other for other in range(len(shown)) if other not in own]
            there = own[0] if index != own[0] else others[0] if others else None
            if there is not None:
                other, other_name = shown[there]
                yield (
                    submission.path,
                    Match(MatchKind.PHOTO, other.path, other.title, photo=name, other_photo=other_name),
                )


# Texts ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Text:
    path: Path
    title: str
    text: str
    numbers: array[int]  # one for every word

    @cached_property
    def shingles(self) -> frozenset[int]:
        """Every shingle, for the few texts that have to be compared exactly."""
        return frozenset(_shingles(self.numbers))

    @cached_property
    def sample(self) -> frozenset[int]:
        """The shingles whose first two words say so, whatever text they stand in; of a short one all."""
        if self.is_short:
            return self.shingles
        numbers = self.numbers
        chosen = (
            start
            for start, (one, two) in enumerate(pairwise(numbers[: 2 - SHINGLE]))
            if not (one + two) % _SAMPLE
        )
        return frozenset(hash(tuple(numbers[start : start + SHINGLE])) for start in chosen)

    @property
    def is_short(self) -> bool:
        """Whether a sample would be too small to tell anything."""
        return len(self.numbers) < _SHORT


def _text_of(submission: Submission) -> _Text | None:
    lines, words = _body(submission)
    if len(words) < SHINGLE:
        return None
    return _Text(submission.path, submission.title, "\n".join(lines), array("Q", map(_number, words)))


def _body(submission: Submission) -> tuple[list[str], list[str]]:
    """Lines and words without title and identity, which change where a text is handed in once more."""
    facts = [f" {' '.join(_words(text))} " for text in _facts(submission)]
    longest = max((fact.count(" ") for fact in facts), default=0) + 7
    lines, words = [], []
    for line in submission.text.splitlines():
        of_line = _words(line)
        if len(of_line) > longest or not any(_holds(of_line, fact) for fact in facts):
            lines.append(line)
            words += of_line
    return lines, words


def _facts(submission: Submission) -> Iterator[str]:
    identity: Identity = submission.identity
    author, institution = identity.author, identity.institution
    facts = (submission.heading, author.name, author.position, author.contact)
    more = (institution.name, institution.address, institution.contact, identity.source, identity.submitted)
    yield submission.title
    for fact in (*facts, *more):
        if fact is not None:
            yield fact.text


def _holds(words: list[str], fact: str) -> bool:
    """Whether a line says this fact (its words between blanks) and little else."""
    return fact != "  " and len(words) <= fact.count(" ") + 6 and fact in f" {' '.join(words)} "


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _shingles(numbers: Sequence[int]) -> Iterator[int]:
    """One number for every run of five words, the same in every run of bpkit."""
    # Unlike that of text, the hash of a tuple of numbers is not seeded anew at every start.
    return map(hash, zip(*(numbers[start:] for start in range(SHINGLE)), strict=False))


def _numbers(text: str) -> list[int]:
    return list(map(_number, _words(text)))


@lru_cache(maxsize=1 << 16)
def _number(word: str) -> int:
    return zlib.crc32(word.encode())


def _groups(texts: Sequence[_Text]) -> list[list[_Text]]:
    """The texts, those together that have exactly the same shingles."""
    alike: dict[frozenset[int], list[_Text]] = defaultdict(list)
    for text in texts:
        alike[text.sample].append(text)
    groups: list[list[_Text]] = []
    for found in alike.values():
        same: dict[frozenset[int], list[_Text]] = defaultdict(list)
        for text in found:
            same[text.shingles if len(found) > 1 else text.sample].append(text)
        groups += same.values()
    return groups


def _copies(texts: Sequence[_Text]) -> Iterator[tuple[Path, Match]]:
    groups = _groups(texts)
    for group in groups:
        for one, other in _pairs(group):
            yield from _both(MatchKind.SAME, one, other, Fraction(1))
    like = {group[0].path: group[: MOST + 1] for group in groups}
    for left, right in _candidates([group[0] for group in groups]):
        common = len(left.shingles & right.shingles)
        share = Fraction(common, min(len(left.shingles), len(right.shingles)))
        if share < SIMILAR:
            continue
        alike = Fraction(common, len(left.shingles) + len(right.shingles) - common)
        for one in like[left.path]:
            for other in like[right.path]:
                is_same = alike >= SAME_ACROSS_KINDS and one.path.suffix != other.path.suffix
                kind = MatchKind.SAME if is_same else MatchKind.SIMILAR
                yield from _both(kind, one, other, share)


def _pairs(group: list[_Text]) -> Iterable[tuple[_Text, _Text]]:
    """Every pair of a group, or of a large one each with the next, for nobody reads a hundred names."""
    return combinations(group, 2) if len(group) <= MOST + 1 else pairwise([*group, group[0]])


def _both(kind: MatchKind, one: _Text, other: _Text, share: Fraction) -> Iterator[tuple[Path, Match]]:
    passage, length = longest_passage(one.text, other.text)
    yield one.path, Match(kind, other.path, other.title, share, passage, length)
    yield other.path, Match(kind, one.path, one.title, share, passage, length)


def _candidates(texts: Sequence[_Text]) -> Iterator[tuple[_Text, _Text]]:
    """The pairs that may have half of the shorter one's shingles in common."""
    large = [text for text in texts if len(text.numbers) >= FEWEST and len(text.sample) > 1]
    whole = frozenset().union(*(text.sample for text in large if text.is_short))
    places: dict[int, list[int]] = defaultdict(list)
    for index, text in enumerate(large):
        for shingle in text.sample | (text.shingles & whole) if whole else text.sample:
            places[shingle].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for where in places.values():
        # Of many each is held against the first, so that a text that a whole province copied is seen as well.
        shared.update(combinations(where, 2) if len(where) <= _COMMON else ((where[0], n) for n in where[1:]))
    for (left, right), count in shared.items():
        one, other = large[left], large[right]
        # Half in common shows as about half of the sample; an eighth of that is far below any chance.
        likely = count * 16 >= min(len(one.sample), len(other.sample))
        if likely and min(len(one.shingles), len(other.shingles)) >= FEWEST:
            yield one, other


def _quotations(
    texts: Sequence[_Text], references: Sequence[tuple[Path, str]]
) -> Iterator[tuple[Path, Match]]:
    guides = [(path, text, set(_shingles(_numbers(text)))) for path, text in sorted(references)]
    everything: set[int] = set().union(*(shingles for _, _, shingles in guides))
    for text in texts if guides else ():
        own = text.shingles
        share = Fraction(len(own & everything), len(own))
        if len(own) < FEWEST or share < QUOTED:
            continue
        path, guide, _ = max(guides, key=lambda item: len(own & item[2]))
        passage, length = longest_passage(text.text, guide)
        yield text.path, Match(MatchKind.QUOTED, path, path.stem, share, passage, length)


def longest_passage(text: str, other: str) -> tuple[str, int]:
    """The longest run of words in both, shortened, as the first has it, and the number of its words."""
    text = unicodedata.normalize("NFKC", text)
    spans = list(_WORD.finditer(text))
    own, theirs = [_number(span[0].casefold()) for span in spans], _numbers(other)
    places: dict[int, list[int]] = defaultdict(list)
    for place, shingle in enumerate(_shingles(theirs)):
        places[shingle].append(place)
    best, end, runs = 0, 0, dict[int, int]()
    for place, shingle in enumerate(_shingles(own)):
        runs = {there: runs.get(there - 1, 0) + 1 for there in places.get(shingle, ())}
        longest = max(runs.values(), default=0)
        if longest > best:
            best, end = longest, place
    if not best:
        return "", 0
    first, last = end - best + 1, end + SHINGLE - 1
    shown = min(last, first + _EXCERPT - 1)
    passage = re.sub(r"\s+", " ", text[spans[first].start() : spans[shown].end()])
    return passage + (" …" if shown < last else ""), last - first + 1
