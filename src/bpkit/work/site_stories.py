"""Text and photos of every writing on a site, and their pages: from the cache, else read now by all cores."""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from .. import limits, share
from ..cache.store import Cache, Shelf, key_of
from ..cache.version import version_of
from ..model.extensions import AUDIO, DOCUMENTS, IMAGES, VIDEO
from ..model.settings import SiteContacts
from ..model.story import ShownPhoto, Story
from ..people.redaction import digits_in
from ..reading.documents.story import StoryTask, story_of
from ..reading.folders import Tick
from ..reading.images.web import WebPhoto
from ..reading.workers import MOST_PROCESSES, cores, in_order, process_pool
from ..site.contents import ShownWriting
from ..site.templating import Card, PageFrame, WritingPage, card_of, files_of, writing_page
from ..wording import speaking
from .site_folder import put_changed, put_file

WORTH = 24  # pages from which on further processes pay
CHUNK = 4
AHEAD = 3
UNREAD = "unread"  # in the place of the key of what can't be read at the moment
AT_ONCE = 256  # stories that are asked of the cache
PLACE = 8  # bytes read at once, in MiB, when a recording is copied

# Where a telephone took a film, as its file says: `+06.9932-110.4203+012.3/`.
_POSITION = re.compile(rb"[+-][0-9]{2}\.[0-9]{3,6}[+-][0-9]{3}\.[0-9]{3,6}(?:[+-][0-9.]{1,10})?/")


class _StoryWords(Struct):
    """Of a story no more than its words: to unpack it whole takes ten times as long."""

    words: str = ""


class _Job(Struct, frozen=True):
    """A page to make: of a story that is known, else of one to be told."""

    page: WritingPage
    task: StoryTask
    story: bytes = b""


class _Told(Struct, frozen=True):
    """What became of a page: the packed story where it was told now, what lists show, the photos it uses."""

    story: bytes
    cover: ShownPhoto | None
    summary: str
    uses: tuple[str, ...]
    is_new: bool  # whether the page is not as it was


class MadePage(Struct, frozen=True):
    """The page of a writing that was made; `uses` are the photos that it shows."""

    page: WritingPage
    uses: tuple[str, ...]
    is_new: bool


class PageMaker(Struct, frozen=True):
    """Tells stories and makes their pages, in this process or another."""

    frame: PageFrame
    new: Path  # where the new site is made
    old: Path | None

    def __call__(self, jobs: Sequence[_Job]) -> list[_Told | None]:
        """What became of each page; None of what can't be read at the moment.

        Raises:
            OSError: the new site can't be written.
        """
        with speaking(self.frame.language):
            return [self._made(job) for job in jobs]

    def _made(self, job: _Job) -> _Told | None:
        told = b"" if job.story else self.told(job.task)
        if told is None:
            return None
        story = msgspec.json.decode(told or job.story, type=Story)
        card = card_of(job.page.writing, story)
        data = writing_page(self.frame, job.page, story, card)
        is_new = put_changed(self.old, self.new, job.page.path, data)
        return _Told(told, card.cover, card.summary, tuple(files_of(story)), is_new)

    def told(self, task: StoryTask) -> bytes | None:
        """A story, packed, its photos written; None where its file can't be read at the moment.

        Raises:
            OSError: the photos can't be written.
        """
        photos: list[WebPhoto] = []
        try:
            story = story_of(task, photos.append)
        except OSError:
            return None
        for photo in photos:
            place = self.new / "foto" / photo.name[:2]
            put_file(place / f"{photo.name}.jpg", photo.large)
            if photo.small:
                put_file(place / f"{photo.name}-k.jpg", photo.small)
        return msgspec.json.encode(_sayable(story))


class SiteStories:
    """Knows the story of every writing; `there` are the files that the site has already."""

    def __init__(
        self,
        cache: Cache,
        writings: Sequence[ShownWriting],
        contacts: SiteContacts,
        there: frozenset[str],
    ) -> None:
        self._contacts, self._there, self._cache = contacts, there, cache
        version = version_of(cache)
        self._keys = {one.slug: self._key(one, version) for one in writings}
        self._blobs: dict[str, bytes] = {}  # deflated, of what the cache does not keep
        self._cards: dict[str, Card] = {}
        self.maker: PageMaker | None = None  # known once the pages are
        self.unread: list[Path] = []  # what could not be read at the moment

    def _key(self, one: ShownWriting, version: str) -> str:
        """What a story hangs on; that of a PDF on the contacts that may show, for others are painted over."""
        loose = [f"{file.name} {digest}" for _, file, digest in one.loose]
        rule = (
            (*sorted(digits_in(one.shown)), "|", *sorted(digits_in(one.hidden)), self._contacts)
            if _is_pdf(one)
            else ()
        )
        return key_of("telling", version, one.sha256 or _stamp(one.path), one.title, *loose, *rule).hex()

    # Making pages ------------------------------------------------------------------------------------

    def make(self, pages: Sequence[WritingPage], workers: int | None, tick: Tick) -> Iterator[MadePage]:
        """Make these pages, in their order, without those whose writings can't be read at the moment.

        `workers` is the number of processes, None as many as pay; the pages are the same.

        Raises:
            OSError: the new site can't be written.
        """
        for number, (job, told) in enumerate(self._worked(self._jobs(pages), len(pages), workers), 1):
            writing = job.page.writing
            tick(writing.path, number, len(pages))
            if told is None:
                self.unread.append(writing.path)
                self._keys[writing.slug] = UNREAD
                continue
            if told.story:
                self._keep(writing, told.story)
            self._cards[writing.slug] = Card(writing, told.cover, told.summary)
            yield MadePage(job.page, told.uses, told.is_new)

    def _worked(
        self, jobs: Iterator[Sequence[_Job]], count: int, workers: int | None
    ) -> Iterator[tuple[_Job, _Told | None]]:
        """Each job with what became of it."""
        assert self.maker is not None  # noqa: S101 - for mypy
        processes = min(workers or min(cores(), MOST_PROCESSES), -(-count // CHUNK))
        under_way: deque[Sequence[_Job]] = deque()
        if processes > 1 and (workers or count >= WORTH):

            def noted() -> Iterator[Sequence[_Job]]:
                for chunk in jobs:
                    under_way.append(chunk)
                    yield chunk

            try:
                with process_pool(processes, small=False) as pool:
                    for told in in_order(pool, self.maker, noted(), processes * AHEAD):
                        yield from zip(under_way.popleft(), told, strict=True)
            except BrokenExecutor:
                pass  # somebody killed a process, or it ran out of memory: what is left is made here
        for chunk in chain(under_way, jobs):
            yield from zip(chunk, self.maker(chunk), strict=True)

    def _jobs(self, pages: Sequence[WritingPage]) -> Iterator[Sequence[_Job]]:
        """The pages with their stories as far as the cache has them and the site their photos."""
        for at in range(0, len(pages), CHUNK):
            some = pages[at : at + CHUNK]
            known = self._known([page.writing for page in some])
            yield [
                _Job(page, self._task(page.writing), self._usable(known.get(page.writing.slug, b"")))
                for page in some
            ]

    def _usable(self, blob: bytes) -> bytes:
        """A story whose photos are all there."""
        return blob if blob and self._there.issuperset(files_of(_unpacked(blob))) else b""

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

    # Keeping them ------------------------------------------------------------------------------------

    def _wanted(self, one: ShownWriting) -> bytes:
        """What the cache keeps a story by."""
        return key_of("story", self._keys[one.slug])

    def _keep(self, one: ShownWriting, blob: bytes) -> None:
        if one.sha256 and self._cache.folder is not None:
            self._cache.put(Shelf.MEMO, self._wanted(one), blob)
        else:
            self._blobs[one.slug] = zlib.compress(blob, 1)

    def _known(self, writings: Iterable[ShownWriting]) -> dict[str, bytes]:
        """The packed stories of these, as far as they are kept, by the names of their pages."""
        wanted = {one.slug: self._wanted(one) for one in writings if one.sha256}
        kept = self._cache.get_many(Shelf.MEMO, wanted.values())
        found = {slug: kept[key] for slug, key in wanted.items() if key in kept}
        return found | {
            one.slug: zlib.decompress(self._blobs[one.slug]) for one in writings if one.slug in self._blobs
        }

    def _blob(self, one: ShownWriting) -> bytes:
        """The packed story of one whose page stays as it is, until a list shows it."""
        if self._keys[one.slug] == UNREAD or self.maker is None:
            return b""
        if blob := self._known([one]).get(one.slug):
            return blob
        told = self.maker.told(self._task(one))  # the cache was cleared since
        if told is None:
            self.unread.append(one.path)
            return b""
        self._keep(one, told)
        return told

    # What pages ask for ------------------------------------------------------------------------------

    def key(self, writing: ShownWriting) -> str:
        """The same while the story is."""
        return self._keys[writing.slug]

    def card(self, writing: ShownWriting) -> Card:
        """How it stands in lists."""
        if writing.slug not in self._cards:
            self._cards[writing.slug] = card_of(writing, _unpacked(self._blob(writing)))
        return self._cards[writing.slug]

    def words(self, writings: Sequence[ShownWriting]) -> dict[str, str]:
        """The words to search for of each, by the name of its page."""
        found: dict[str, str] = {}
        for at in range(0, len(writings), AT_ONCE):
            some = writings[at : at + AT_ONCE]
            known = self._known(some)
            for one in some:
                blob = known.get(one.slug) or self._blob(one)
                found[one.slug] = msgspec.json.decode(blob, type=_StoryWords).words if blob else ""
        return found

    def medium(self, writing: ShownWriting) -> str:
        """Where the recording that was handed in lies in the site; empty where there is none."""
        extension = writing.path.suffix.casefold()
        if extension not in (*AUDIO, *VIDEO) or not writing.sha256:
            return ""
        return f"media/{writing.sha256[:24]}{extension}"


def _unpacked(blob: bytes) -> Story:
    return msgspec.json.decode(blob, type=Story) if blob else Story()


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
    with share.opened(source, limits.MEDIUM) as coming, target.open("wb") as going:
        rest = b""
        while chunk := coming.read(PLACE << 20):
            data = _POSITION.sub(_nowhere, rest + chunk)
            # A position may lie across the end of what was read.
            going.write(data[:-64])
            rest = data[-64:]
        going.write(rest)


def _nowhere(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[0-9]", b"0", found[0])
