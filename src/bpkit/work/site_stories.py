"""The stories of a site's writings: those known from the cache, the others told now, by all cores."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path

import msgspec
from msgspec import Struct

from .. import share
from ..cache.store import Cache, Shelf, key_of
from ..cache.version import version_of
from ..model.extensions import AUDIO, DOCUMENTS, IMAGES, VIDEO
from ..model.settings import SiteContacts
from ..model.story import Story
from ..people.covering import digits_in
from ..reading.crew import cores, in_order, process_pool
from ..reading.documents.story import StoryTask, story_of
from ..reading.images.web import WebPhoto
from ..site.contents import ShownWriting
from ..site.templating import photo_files

WORTH = 24  # writings to tell from which on further processes pay
CHUNK = 4
AHEAD = 3
UNREAD = "unread"  # in the place of the key of what can't be read at the moment
UNPACKED = 256  # stories at once
PLACE = 8  # bytes read at once, in MiB, when a recording is copied

# Where a telephone took a film, as its file says: `+06.9932-110.4203+012.3/`.
_POSITION = re.compile(rb"[+-][0-9]{2}\.[0-9]{3,6}[+-][0-9]{3}\.[0-9]{3,6}(?:[+-][0-9.]{1,10})?/")


class _StoryWords(Struct):
    """Of a story no more than its words: to unpack it whole takes ten times as long."""

    words: str = ""


class SiteStories:
    """Knows the story of every writing; `there` are the files that the site has already."""

    def __init__(
        self,
        cache: Cache,
        writings: Sequence[ShownWriting],
        contacts: SiteContacts,
        there: frozenset[str],
    ) -> None:
        self._contacts, self._there = contacts, there
        version = version_of(cache)
        self._keys = {one.slug: self._key(one, version) for one in writings}
        wanted = {one.slug: key_of("story", key) for one, key in self._with_keys(writings)}
        self._blobs: dict[str, bytes] = {}  # deflated: those of a nation's year fill memory otherwise
        self._writings = {one.slug: one for one in writings}
        self._cache, self._wanted = cache, wanted
        self._place: Callable[[], Path] | None = None
        self._unpacked = lru_cache(maxsize=UNPACKED)(self._unpack)
        self.unread: list[Path] = []  # what could not be read at the moment

    def _with_keys(self, writings: Iterable[ShownWriting]) -> Iterator[tuple[ShownWriting, str]]:
        return ((one, self._keys[one.slug]) for one in writings if one.sha256)

    def _key(self, one: ShownWriting, version: str) -> str:
        """What a story hangs on; that of a PDF on the contacts that may show, for others are painted over."""
        loose = [f"{file.name} {digest}" for _, file, digest in one.loose]
        rule = (
            (*sorted(digits_in(one.shown)), "|", *sorted(digits_in(one.hidden)), self._contacts)
            if _is_pdf(one)
            else ()
        )
        return key_of("telling", version, one.sha256 or _stamp(one.path), one.title, *loose, *rule).hex()

    def tell_all(
        self,
        writings: Sequence[ShownWriting],
        trusted: Callable[[ShownWriting], bool],
        folder: Callable[[], Path],
        tick: Callable[[Path, int, int], None],
    ) -> None:
        """Tell what is not known or whose photos are not there; photos go below `folder`.

        `trusted` says of which writings the site has every file.
        """
        self._place = folder
        doubtful = [one for one in writings if not trusted(one)]
        self._take_known(doubtful)
        fresh = [one for one in doubtful if not self._is_known(one)]
        if not fresh:
            return
        place = folder()
        self._unpacked.cache_clear()
        for number, (one, blob) in enumerate(zip(fresh, self._told(fresh, place), strict=True), 1):
            tick(one.path, number, len(fresh))
            if blob is None:
                self.unread.append(one.path)
                self._keys[one.slug] = UNREAD
                continue
            self._keep(one, blob)

    def _keep(self, one: ShownWriting, blob: bytes) -> None:
        self._blobs[one.slug] = zlib.compress(blob, 1)
        if one.sha256:
            self._cache.put(Shelf.MEMO, self._wanted[one.slug], blob)

    def _take_known(self, writings: Sequence[ShownWriting]) -> None:
        """Take from the cache what it has of these, some at a time."""
        for at in range(0, len(writings), UNPACKED):
            wanted = {
                one.slug: self._wanted[one.slug]
                for one in writings[at : at + UNPACKED]
                if one.slug in self._wanted
            }
            kept = self._cache.get_many(Shelf.MEMO, wanted.values())
            self._blobs |= {slug: zlib.compress(kept[key], 1) for slug, key in wanted.items() if key in kept}

    def _is_known(self, one: ShownWriting) -> bool:
        return one.slug in self._blobs and all(name in self._there for name in self.files(one))

    def _told(self, fresh: Sequence[ShownWriting], place: Path) -> Iterator[bytes | None]:
        tasks = [self._task(one) for one in fresh]
        tell = partial(tell_chunk, place=place)
        chunks = [tasks[at : at + CHUNK] for at in range(0, len(tasks), CHUNK)]
        count = min(cores(), 8)
        if len(tasks) < WORTH or count == 1:
            for chunk in chunks:
                yield from tell(chunk)
            return
        with process_pool(count, small=False) as pool:
            for told in in_order(pool, tell, chunks, count * AHEAD):
                yield from told

    def _task(self, one: ShownWriting) -> StoryTask:
        extension = one.path.suffix.casefold()
        is_told = extension in DOCUMENTS or one.has_document
        return StoryTask(
            one.path if is_told else None,
            one.title,
            # One that could not be read for the check has no digest: once it can be, the key is another.
            tuple(file if digest else None for _, file, digest in one.loose),
            one.path if extension in IMAGES else None,
            digits_in(one.shown),
            digits_in(one.hidden),
            self._contacts is SiteContacts.AUTHOR,
        )

    # What pages ask for ------------------------------------------------------------------------------

    def key(self, writing: ShownWriting) -> str:
        """The same while the story is."""
        return self._keys[writing.slug]

    def of(self, writing: ShownWriting) -> Story:
        """The story."""
        return self._unpacked(writing.slug)

    def _unpack(self, slug: str) -> Story:
        blob = self._blob(slug)
        return msgspec.json.decode(blob, type=Story) if blob else Story()

    def _blob(self, slug: str) -> bytes:
        """The packed story. One whose page stays as it is was not asked for, until a list shows it."""
        if slug in self._blobs:
            return zlib.decompress(self._blobs[slug])
        if self._keys[slug] == UNREAD or self._place is None:
            return b""
        if slug in self._wanted and (blob := self._cache.get(Shelf.MEMO, self._wanted[slug])) is not None:
            return blob
        one = self._writings[slug]  # the cache was cleared since
        (told,) = tell_chunk([self._task(one)], self._place())
        if told is None:
            self.unread.append(one.path)
            return b""
        self._keep(one, told)
        return told

    def words(self, writing: ShownWriting) -> str:
        """Its words to search for."""
        blob = self._blob(writing.slug)
        return msgspec.json.decode(blob, type=_StoryWords).words if blob else ""

    def medium(self, writing: ShownWriting) -> str:
        """Where the recording that was handed in lies in the site; empty where there is none."""
        extension = writing.path.suffix.casefold()
        if extension not in (*AUDIO, *VIDEO) or not writing.sha256:
            return ""
        return f"media/{writing.sha256[:24]}{extension}"

    def files(self, writing: ShownWriting) -> list[str]:
        """The photos that its page shows, large and small."""
        return [name for photo in self.of(writing).photos for name in photo_files(photo)]


def tell_chunk(tasks: Sequence[StoryTask], place: Path) -> list[bytes | None]:
    """The stories of some writings, packed, their photos written; None of what can't be read now."""
    return [_tell(task, place) for task in tasks]


def _tell(task: StoryTask, place: Path) -> bytes | None:
    def shoot(photo: WebPhoto) -> None:
        _put(place / "foto" / photo.name[:2] / f"{photo.name}.jpg", photo.large)
        if photo.small:
            _put(place / "foto" / photo.name[:2] / f"{photo.name}-k.jpg", photo.small)

    try:
        story = story_of(task, shoot)
    except OSError:
        return None
    return msgspec.json.encode(_sayable(story))


def _put(file: Path, data: bytes) -> None:
    """Write a file; its folder is there nearly always, and asking a share for it takes as long as writing."""
    try:
        file.write_bytes(data)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _sayable(story: Story) -> Story:
    """The story without halves of letters, which no file can hold."""
    try:
        msgspec.json.encode(story)
    except (UnicodeEncodeError, ValueError):
        return Story(loose=story.loose)
    return story


def _is_pdf(one: ShownWriting) -> bool:
    return one.path.suffix.casefold() == ".pdf"


def _stamp(file: Path) -> str:
    """Size and time of a file that has no other key; nothing where it can't be seen."""
    try:
        facts = file.stat()
    except OSError:
        return ""
    return f"{facts.st_size} {facts.st_mtime_ns}"


def copy_recording(source: Path, target: Path) -> None:
    """Copy audio or video for the web, without the place where it was taken.

    Raises:
        OSError: it can't be read, or the copy can't be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with share.opened(source, share.LARGEST_MEDIUM) as coming, target.open("wb") as going:
        rest = b""
        while chunk := coming.read(PLACE << 20):
            data = _POSITION.sub(_nowhere, rest + chunk)
            # A position may lie across the end of what was read.
            going.write(data[:-64])
            rest = data[-64:]
        going.write(rest)


def _nowhere(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[0-9]", b"0", found[0])
