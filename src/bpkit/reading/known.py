"""What was read before: submissions whose files are all as they were are taken from the cache, unopened."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, MutableMapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from .. import share
from ..cache.codec import Codec
from ..cache.store import GRAIN_NS, Cache, FileFacts, Shelf, key_of
from ..cache.version import version_of
from ..model.facts import Submission
from ..model.problems import OUT_OF_SIGHT, Kind
from .documents.content import digest
from .tree.stems import Stem

# What may be gone, or there, the next time without any change to the file itself.
PASSING = (*OUT_OF_SIGHT, Kind.IN_USE)
# What may have been a busy machine's: PDFium and MediaInfo are given so many seconds.
_LIMITED = (Kind.UNSAFE, Kind.MEDIUM)


class PreparedText(Protocol):
    """What of a text is kept, under a digest."""

    @property
    def digest(self) -> bytes:
        """By which it is found again."""


P = TypeVar("P", bound=PreparedText)


class TextKeeper(Protocol[P]):
    """Where the texts of submissions go once they are read, for nobody could hold those of a year."""

    def prepare(self, submission: Submission) -> P | None:
        """What of a text is kept; any process may be asked for it."""

    def add(self, submission: Submission, text: P | None) -> object:
        """Take the text of a submission that was read."""

    def know(self, submission: Submission, digest: bytes) -> object:
        """Take a submission whose text was kept before."""

    def has(self, digests: Iterable[bytes]) -> Collection[bytes]:
        """Which texts were kept before."""


class ReadStem(Struct, frozen=True):
    """What reading a stem gave; None for a picture that is no submission.

    Where its text was kept elsewhere, the submission is without, and `text` is the text's digest.
    """

    submission: Submission | None
    text: bytes = b""


CODEC = Codec(ReadStem)


class KeptStem(Struct, frozen=True):
    """What reading a stem gave, and the same as it is kept: nothing where it may be read otherwise."""

    read: ReadStem
    blob: bytes = b""


class KnownFacts:
    """The submissions that this cache knows, by the names, sizes and time stamps of all their files."""

    def __init__(
        self,
        cache: Cache,
        texts: TextKeeper[Any] | None = None,
        seen: MutableMapping[str, Any] | None = None,
    ) -> None:
        """`seen` are files that the share was asked about a moment ago; a slow one is not asked again.

        Each is taken out, for all of a year's need not be held until its end.
        """
        self._cache = cache
        self._asked = {} if seen is None else seen
        self._texts = texts
        self._seen: dict[Path, FileFacts] = {}  # the files of this look, as they were then
        self._keys: dict[str, bytes] = {}  # of what was asked for, by the path of the main file

    @cached_property
    def _sizes(self) -> frozenset[int]:
        """The sizes of what was read in earlier runs."""
        return self._cache.sizes()

    @cached_property
    def _version(self) -> str:
        return version_of(self._cache)

    def look(self, stems: Sequence[Stem]) -> dict[int, KeptStem]:
        """What is known of these stems, by their number among them."""
        if self._cache.folder is None:
            return {}
        self._keys.clear()
        self._seen.clear()
        keys = dict(self._keyed(stems))
        blobs = self._cache.get_many(Shelf.FACTS, keys.values())
        found = {}
        for number, key in keys.items():
            main = stems[number].main
            self._keys[os.fspath(main)] = key
            known = CODEC.decode(blobs[key], main) if key in blobs else None
            if known is not None:
                found[number] = KeptStem(known, blobs[key])
        missed = [(number, stem) for number, stem in enumerate(stems) if number not in found]
        return self._with_texts(found | dict(self._copies(missed)))

    def _copies(self, missed: Sequence[tuple[int, Stem]]) -> Iterator[tuple[int, KeptStem]]:
        """What has the very content of what was read elsewhere, in a folder that was copied or renamed since.

        Only files of a size that was met before are opened for it.
        """
        alike = [(number, stem) for number, stem in missed if self._is_met(stem)] if self._sizes else []
        keys = share.each(self._key_by_content, [stem for _, stem in alike])
        for (number, stem), key in zip(alike, keys, strict=True):
            blob = self._cache.get(Shelf.FACTS, key) if key else None
            known = CODEC.decode(blob, stem.main) if blob else None
            if blob and known:
                self._put(self._keys.get(os.fspath(stem.main)), blob)
                yield number, KeptStem(known, blob)

    def _is_met(self, stem: Stem) -> bool:
        return stem.main in self._seen and self._seen[stem.main].st_size in self._sizes

    def _key_by_content(self, stem: Stem) -> bytes | None:
        try:
            return self._content_key(stem, share.digest_of(stem.main), _digests(stem.pictures))
        except OSError:
            return None

    def _with_texts(self, found: dict[int, KeptStem]) -> dict[int, KeptStem]:
        """Those whose text is at hand as well; the others have to be read again."""
        if self._texts is None:
            return found
        texts = {number: kept.read.text for number, kept in found.items()}
        there = self._texts.has({text for text in texts.values() if text})
        return {number: kept for number, kept in found.items() if not texts[number] or texts[number] in there}

    def keep(self, stem: Stem, read: ReadStem, packed: bytes | None = None) -> KeptStem:
        """Remember what reading a stem gave, unless it may be read otherwise the next time."""
        key = self._keys.pop(os.fspath(stem.main), None)
        if key is None or (read.submission and is_passing(read.submission)):
            return KeptStem(read)
        blob = packed or CODEC.encode(read, stem.main)
        if blob is None:
            return KeptStem(read)
        self._put(key, blob)
        if read.submission and read.submission.sha256:
            photos = {photo.file: photo.digest for photo in read.submission.photos if photo.file}
            with suppress(OSError):
                facts, sha256 = self._seen[stem.main], read.submission.sha256
                self._put(
                    self._content_key(stem, sha256, [photos.get(one, "") for one in stem.pictures]), blob
                )
                self._cache.remember_file(stem.main, facts, sha256)
        return KeptStem(read, blob)

    def _put(self, key: bytes | None, blob: bytes) -> None:
        if key is not None:
            self._cache.put(Shelf.FACTS, key, blob)

    def _content_key(self, stem: Stem, sha256: str, pictures: Sequence[str]) -> bytes:
        """The key of everything that a submission is made of, wherever it lies. Raises OSError."""
        sidecar = share.digest_of(stem.sidecar) if stem.sidecar else ""
        sidecar += share.digest_of(stem.table) if stem.table else ""
        # Facts name every file: as it is called, and where it lies as seen from the main one.
        files = (one for one in (*stem.mains, *stem.pictures, stem.sidecar, stem.table) if one)
        names = (os.path.relpath(one, stem.main) for one in files)
        return key_of("content", *self._of_stem(stem), sha256, sidecar, *pictures, stem.main.name, *names)

    def _of_stem(self, stem: Stem) -> tuple[str, ...]:
        kept = "with text" if self._texts is None else "text apart"
        return (self._version, kept, stem.title, str(stem.locked))

    def _keyed(self, stems: Sequence[Stem]) -> Iterator[tuple[int, bytes]]:
        """Every stem whose files can all be seen, and have lain still."""
        _ = self._version  # worked out before, or it would look as if the share were slow to answer
        for number, key in enumerate(share.each(self._key, stems)):
            if key is not None:
                yield number, key

    def _key(self, stem: Stem) -> bytes | None:
        parts = (*self._of_stem(stem), *(main.name for main in stem.mains))
        return key_of_files(parts, tuple(_files(stem)), self._look, self._seen)

    def _look(self, ask: Callable[[Path], FileFacts], files: Iterable[Path]) -> Iterator[FileFacts]:
        for file in files:
            name = os.fspath(file)
            yield self._asked.pop(name) if name in self._asked else ask(file)


def key_of_facts(submissions: Iterable[Submission]) -> bytes:
    """The same for submissions of which the same was read in the same places."""
    parts: list[str | bytes] = []
    for one in submissions:
        parts += (os.fspath(one.path), CODEC.encode(ReadStem(one), one.path) or repr(one))
    return key_of(*parts)


def key_of_files(
    parts: Iterable[str],
    files: Sequence[Path],
    look: Callable[..., Iterable[FileFacts]] = map,
    seen: dict[Path, FileFacts] | None = None,
) -> bytes | None:
    """A key for what hangs on these words and on these files as they are now, by their time stamps.

    None where a file can't be seen, or has not lain still for longer than a time stamp's grain: one that
    changes twice within the grain shows nothing of the second change. `look` may look at several at once;
    what it saw goes into `seen`, for every question costs a slow share its time.
    """
    still = time.time_ns() - GRAIN_NS
    told = list(parts)
    try:
        for file, facts in zip(files, look(os.stat, files), strict=True):
            if facts.st_mtime_ns >= still:
                return None
            if seen is not None:
                seen[file] = facts
            told.append(f"{file}\0{facts.st_size}\0{facts.st_mtime_ns}\0{facts.st_ctime_ns}")
    except OSError:
        return None
    return key_of(*told)


def _files(stem: Stem) -> Iterator[Path]:
    """The files that are opened for a stem; copies of its main file are only named."""
    yield from stem.mains[:1]
    yield from stem.pictures
    if stem.sidecar:
        yield stem.sidecar
    if stem.table:
        yield stem.table


def is_passing(submission: Submission) -> bool:
    """Whether it may be read otherwise the next time, or from another computer."""
    problems = (*submission.damages, *(photo.damage for photo in submission.photos))
    return any(problem.kind in (*PASSING, *_LIMITED) for problem in problems if problem)


def _digests(pictures: Iterable[Path]) -> list[str]:
    """The digests of loose photos, as `Photo.digest` gives them."""
    return [digest(share.read(picture)) for picture in pictures]
