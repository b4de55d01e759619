"""Which texts and photos are the same, wherever they were handed in (POB slides 8 and 9).

Texts are compared by their shingles, every run of five words, once case, punctuation and blanks are levelled.
Title and identity lines are left out: who changes only those hands in the same text. Two texts are the *same*
if they have every shingle in common (of different kinds of file, 95 in 100: a PDF breaks lines and words in
its own way), *similar* from half of the shorter one's shingles on.

    texts = Texts(file_in(cache.folder))
    texts.add(submission, prepare(submission))  # each once it is read; then its text may be dropped
    found = texts.matches(submissions, references)
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import chain, combinations, pairwise
from pathlib import Path

from msgspec import Struct

from ..model.facts import Identity, Submission
from ..model.matches import Match, MatchKind
from ..model.place import PhotoName
from .index import Index, IndexedText, IndexLostError, Pair, Prepared, file_in, prepared
from .words import longest_passage, words_in

__all__ = [
    "Compared",
    "Index",
    "IndexLostError",
    "Prepared",
    "Texts",
    "body_of",
    "file_in",
    "longest_passage",
    "matches",
    "matches_of",
    "prepare",
]

SAME_ACROSS_KINDS = Fraction(19, 20)
QUOTED = Fraction(1, 4)
MOST = 10  # matches of one kind that are named for one submission


class Compared(Struct, frozen=True):
    """What is compared of a submission; its text lies in the index, under this digest."""

    path: Path
    title: str
    text: bytes = b""  # nothing where there are no words
    photos: tuple[tuple[str, PhotoName], ...] = ()  # digest and name of each photo whose content is known


def prepare(submission: Submission) -> Prepared | None:
    """What of a submission's text goes into an index; any process may do that. None without words."""
    body = body_of(submission)
    return prepared(body) if body else None


class Texts:
    """The texts of one run, each put into an index once it is read. Raises IndexLostError, all over."""

    prepare = staticmethod(prepare)

    def __init__(self, file: Path | None = None) -> None:
        """They are kept in `file` for the next run, or in a temporary one."""
        self._file = file
        self._known: dict[Path, tuple[Path, bytes]] = {}  # each submission's path, and the digest of its text
        self._photos = array("q")  # hashes of the photos of all of them

    @cached_property
    def _index(self) -> Index:
        return Index(self._file)

    def add(self, submission: Submission, text: Prepared | None) -> bytes:
        """Take a text that was just read; its digest."""
        digest = self._index.keep(text) if text else b""
        self.know(submission, digest)
        return digest

    def take(self, submission: Submission) -> None:
        """Take a submission that has its text, which is taken apart only if it is not in the index."""
        body = body_of(submission)
        self.know(submission, self._index.add(body) if body else b"")

    def know(self, submission: Submission, digest: bytes) -> None:
        """Take a text that is in the index already."""
        self._known[submission.path] = submission.path, digest
        self._photos.extend(hash(photo.digest) for photo in submission.photos if photo.digest)

    def has(self, digests: Iterable[bytes]) -> set[bytes]:
        """Which of these are in the index."""
        return self._index.has(digests)

    def matches(
        self, submissions: Iterable[Submission], references: Sequence[tuple[Path, str]] = ()
    ) -> Mapping[Path, tuple[Match, ...]]:
        """As the function of that name; of a year's submissions only what may be the same is held at once."""
        repeated = {one for one, other in pairwise(sorted(self._photos)) if one == other}
        handed_in = [self._compared(submission, repeated) for submission in submissions]
        if not any(one.text for one in handed_in):  # the index, which takes longer to make, has no part in it
            return _by_path(_photos(_ordered(handed_in)))
        return matches_of(handed_in, self._index, references)

    def close(self) -> None:
        """Let the index go."""
        if "_index" in self.__dict__:
            self._index.close()

    def _compared(self, submission: Submission, repeated: Collection[int]) -> Compared:
        path, digest = self._known.get(submission.path, (submission.path, b""))
        some = [photo for photo in submission.photos if photo.digest]
        if submission.path in self._known:
            some = [photo for photo in some if hash(photo.digest) in repeated]
        photos = tuple((photo.digest, photo.called) for photo in some)
        return Compared(path, submission.title, digest, photos)


def matches(
    submissions: Sequence[Submission], references: Sequence[tuple[Path, str]] = (), file: Path | None = None
) -> Mapping[Path, tuple[Match, ...]]:
    """What each submission has in common with the others and with the guidelines, by the submission's path.

    The order of what is given makes no difference. Both sides of a pair name each other. What was compared
    is kept in `file`, where one is given.
    """
    for place in (file, None):
        texts = Texts(place)
        try:
            for one in submissions:
                texts.take(one)
            return texts.matches(submissions, references)
        except IndexLostError:
            if place is None:
                raise
        finally:
            texts.close()
    raise AssertionError("a temporary index is always tried")


def matches_of(
    handed_in: Sequence[Compared], index: Index, references: Sequence[tuple[Path, str]] = ()
) -> Mapping[Path, tuple[Match, ...]]:
    """As `matches`, of what is in the index. Raises IndexLostError."""
    ordered = _ordered(handed_in)
    known = index.texts(one.text for one in ordered if one.text)
    texts = [_Text(one.path, one.title, known[one.text]) for one in ordered if one.text in known]
    quotations = _quotations(texts, references, index)
    matches = _by_path(chain(_photos(ordered), _copies(texts, index), quotations))
    index.save()
    return matches


def _ordered(handed_in: Iterable[Compared]) -> list[Compared]:
    return sorted(handed_in, key=lambda one: one.path.as_posix())


def _by_path(found: Iterable[tuple[Path, Match]]) -> dict[Path, tuple[Match, ...]]:
    by_path: dict[Path, list[Match]] = defaultdict(list)
    for path, match in found:
        by_path[path].append(match)
    return {path: tuple(_foremost(of_one)) for path, of_one in by_path.items()}


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


def _photos(handed_in: Iterable[Compared]) -> Iterator[tuple[Path, Match]]:
    places: dict[str, list[tuple[Compared, PhotoName]]] = defaultdict(list)
    for one in handed_in:
        for digest, name in one.photos:
            places[digest].append((one, name))
    for shown in places.values():
        first = shown[0][0]
        second = next((place for place, (one, _) in enumerate(shown) if one is not first), None)
        own = 0
        for place, (one, name) in enumerate(shown):
            own = place if one is not shown[own][0] else own
            # Twice in one writing is one finding, at the second; elsewhere the first that comes is named.
            there = own if place != own else second if one is first else 0
            if there is not None:
                other, other_name = shown[there]
                yield (
                    one.path,
                    Match(MatchKind.PHOTO, other.path, other.title, photo=name, other_photo=other_name),
                )


# Texts ------------------------------------------------------------------------------------------------


class _Text(Struct, frozen=True, eq=False):
    path: Path
    title: str
    known: IndexedText


def body_of(submission: Submission) -> str:
    """The lines without title and identity, which change where a text is handed in once more."""
    told = [words for text in _facts(submission) if (words := words_in(text))]
    facts = [f" {' '.join(words)} " for words in told]
    longest = {max(words, key=len) for words in told}
    return "\n".join(line for line in submission.text.splitlines() if not _is_identity(line, facts, longest))


def _is_identity(line: str, facts: Sequence[str], longest: Iterable[str]) -> bool:
    """Whether a line says one of these facts (their words between blanks) and little else."""
    if line.isascii():  # words stand in it as they are: most lines are told without taking them apart
        folded = line.lower()
        for word in longest:  # not `any`, which takes twice as long over so many short questions
            if word in folded:
                break
        else:
            return False
    words = words_in(line)
    text = f" {' '.join(words)} "
    return any(len(words) <= fact.count(" ") + 6 and fact in text for fact in facts)


def _facts(submission: Submission) -> Iterator[str]:
    identity: Identity = submission.identity
    author, institution = identity.author, identity.institution
    facts = (submission.heading, author.name, author.position, author.contact)
    more = (institution.name, institution.address, institution.contact, identity.source, identity.submitted)
    yield submission.title
    for fact in (*facts, *more):
        if fact is not None:
            yield fact.text


def _copies(texts: Sequence[_Text], index: Index) -> Iterator[tuple[Path, Match]]:
    groups: dict[bytes, list[_Text]] = defaultdict(list)
    for text in texts:
        groups[text.known.same].append(text)
    for group in groups.values():
        for one, other in _pairs(group):
            yield from _both(MatchKind.SAME, one, other, Fraction(1), index)
    for pair in index.pairs([group[0].known for group in groups.values()]):
        # Of many that have the same shingles some are named, for nobody reads a hundred names.
        for one in groups[pair.one.same][: MOST + 1]:
            for other in groups[pair.other.same][: MOST + 1]:
                yield from _both(_kind(one, other, pair), one, other, pair.share, index)


def _kind(one: _Text, other: _Text, pair: Pair) -> MatchKind:
    is_same = pair.likeness >= SAME_ACROSS_KINDS and one.path.suffix != other.path.suffix
    return MatchKind.SAME if is_same else MatchKind.SIMILAR


def _pairs(group: list[_Text]) -> Iterable[tuple[_Text, _Text]]:
    """Every pair of a group, or of a large one each with the next."""
    return combinations(group, 2) if len(group) <= MOST + 1 else pairwise([*group, group[0]])


def _both(
    kind: MatchKind, one: _Text, other: _Text, share: Fraction, index: Index
) -> Iterator[tuple[Path, Match]]:
    passage, length = index.passage(one.known, other.known)
    yield one.path, Match(kind, other.path, other.title, share, passage, length)
    yield other.path, Match(kind, one.path, one.title, share, passage, length)


def _quotations(
    texts: Sequence[_Text], references: Sequence[tuple[Path, str]], index: Index
) -> Iterator[tuple[Path, Match]]:
    guides = sorted(references)
    if not guides:
        return
    by_id = {text.known.id: text.known for text in texts}
    found = index.quotations(list(by_id.values()), [guide for _, guide in guides], QUOTED)
    quoted = {quotation.text.id: quotation for quotation in found}
    for text in texts:
        if quotation := quoted.get(text.known.id):
            path, guide = guides[quotation.guide]
            passage, length = index.quoted_passage(text.known, guide)
            share = Fraction(quotation.common, text.known.shingles)
            yield text.path, Match(MatchKind.QUOTED, path, path.stem, share, passage, length)
