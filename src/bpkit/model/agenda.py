"""The register of what came in (buku agenda), as an office keeps one for its mail: lines, and what they say.

A line is never changed. What is known of a file is told by its lines in their order.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from .units import fold


class Event(StrEnum):
    """What a line tells."""

    CAME = "masuk"  # seen for the first time
    CHANGED = "berubah"  # another content under the same path
    MOVED = "pindah"  # the same content under another path
    GONE = "hilang"
    BACK = "kembali"  # there again under its path
    LOOKED = "diperiksa"  # all of a folder was seen; one line a day
    SENT = "dikirim"  # a folder went on to the next level
    RECEIVED = "diterima"  # a folder came from the level below


class Line(Struct, frozen=True):
    """One line. Paths are relative to the share, with `/`; `before` is where a file lay that moved.

    Of a folder that was sent on or came, `title` is the zip or the folder on the other side, and `sha256`
    is of the zip, or of what the folder's files are called and hold.
    """

    when: datetime  # with its zone
    event: Event
    path: str
    title: str = ""
    city: str = ""
    period: str = ""
    before: str = ""
    sha256: str = ""


class RegisteredFile(Struct, frozen=True):
    """What the lines say of one file; `first` is when it was seen first, under whichever path."""

    path: str
    title: str
    city: str
    period: str
    sha256: str
    first: datetime
    last: datetime  # of its last line that saw it
    gone: datetime | None = None


class Gone(Struct, frozen=True):
    """A file that was handed in once and is not there now; `now_at` are the paths of the same content.

    Where there is none, `titled` are the files with its title that may have taken its place: nobody can tell
    of a file that was changed and moved between two looks, so it is gone, and what is there came.
    """

    entry: RegisteredFile
    last_seen: datetime
    now_at: tuple[str, ...] = ()
    titled: tuple[str, ...] = ()


class Passage(Struct, frozen=True):
    """That a folder went on or came; `changed` says whether anything in it was noted as different since."""

    when: datetime
    title: str
    sha256: str
    changed: bool = False


class Sighting(Struct, frozen=True):
    """What a view has of one submission."""

    path: str
    title: str
    city: str
    period: str
    sha256: str  # "" where it could not be read


class View(Struct, frozen=True):
    """What one look at a folder saw: `scope` is the folder, `files` are all of its submissions' files.

    `hides` says whether a path may be there and out of sight, `exists` whether a path outside is there.
    """

    scope: str
    seen: tuple[Sighting, ...]
    files: Collection[str]
    hides: Callable[[str], bool]
    exists: Callable[[str], bool]
    whole: bool = True  # nothing at all was out of sight


def covers(scope: str, path: str) -> bool:
    """Whether a path lies at or below a folder; `.` is the share."""
    return scope in (".", path) or key_of_path(path).startswith(f"{key_of_path(scope)}/")


def key_of_path(path: str) -> str:
    """One key for a name that macOS takes apart (NFD) and others do not."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


class AgendaBook:
    """What all lines say together."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.entries: dict[str, RegisteredFile] = {}
        self._looks: list[tuple[str, datetime]] = []
        self._looks_at: dict[str, list[datetime]] = {}  # the same by folder, the earliest first
        self._moved: dict[str, str] = {}  # where a file went, by where it lay
        self._left: dict[str, RegisteredFile] = {}  # what was known of it there
        self._first: dict[str, datetime] = {}  # when a content was seen first
        self._passed: dict[str, tuple[Passage, int]] = {}  # folders that went on or came, and at which line
        self._touched: dict[str, int] = {}  # at which line anything last happened in a folder
        self._count = 0
        for line in lines:
            self.take(line)

    @property
    def last_look(self) -> datetime | None:
        """When all of some folder was last seen; None where nothing ever was."""
        return max((when for _, when in self._looks), default=None)

    def take(self, line: Line) -> None:
        """Add what a line says."""
        self._count += 1
        if line.event is Event.LOOKED:
            self._looks.append((line.path, line.when))
            insort(self._looks_at.setdefault(key_of_path(line.path), []), line.when)
            return
        if line.event in (Event.SENT, Event.RECEIVED):
            passage = Passage(line.when, line.title, line.sha256)
            self._passed[key_of_path(line.path)] = (passage, self._count)
            return
        self._touch(line.path)
        self._touch(line.before)
        key, before = key_of_path(line.path), key_of_path(line.before)
        if line.event is Event.GONE:
            if (entry := self.entries.get(key)) and entry.gone is None:
                self.entries[key] = replace(entry, gone=line.when)
            return
        # It may come back to where it lay, or another may come to lie there: what went on from there went on.
        if onward := self._moved.pop(key, None):
            self._moved |= {began: onward for began, to in self._moved.items() if to == key}
        known = self.entries.get(key)
        if line.event is Event.MOVED and before in self.entries:
            known = self.entries.pop(before)
            self._moved[before] = key
            self._left[before] = replace(known, gone=line.when)
        first = min(known.first, line.when) if known else line.when
        self._left.pop(key, None)
        self.entries[key] = RegisteredFile(
            line.path, line.title, line.city, line.period, line.sha256, first, line.when
        )
        self._first[line.sha256] = min(self._first.get(line.sha256, line.when), line.when)

    def first_seen(self, path: str, sha256: str = "") -> datetime | None:
        """When a file, or its very content, was seen first."""
        entry = self.entries.get(key_of_path(path))
        times = [time for time in (entry and entry.first, self._first.get(sha256)) if time]
        return min(times, default=None)

    def looks(self, path: str) -> Iterator[datetime]:
        """When everything was seen in a folder that the path lies in."""
        return (when for scope, when in self._looks if covers(scope, path))

    def missed(self, path: str, sha256: str = "") -> tuple[datetime, datetime] | None:
        """When a file was seen first, and when everything in its folder was last seen before that.

        It was not there then. None where nobody looked before.
        """
        first = self.first_seen(path, sha256) if self._looks_at else None
        if first is None:
            return None
        key = key_of_path(path)
        scopes = [".", *(key[:end] for end in (*_slashes(key), len(key)))]
        found = [looks for scope in scopes if (looks := self._looks_at.get(scope))]
        before = [looks[place - 1] for looks in found if (place := bisect_left(looks, first))]
        return (first, max(before)) if before else None

    def looked_today(self, scope: str, now: datetime) -> bool:
        """Whether this folder, whole, was seen on the day that it is."""
        day = now.date()
        return any(one == scope and when.astimezone(now.tzinfo).date() == day for one, when in self._looks)

    def last_seen(self, entry: RegisteredFile) -> datetime:
        """When a file was seen last: by its own lines, or by a look that missed nothing."""
        looks = (when for when in self.looks(entry.path) if entry.gone is None or when < entry.gone)
        return max([entry.last, *looks])

    def passage(self, folder: str) -> Passage | None:
        """When a folder last went on or came; None where it never did."""
        key = key_of_path(folder)
        if key not in self._passed:
            return None
        found, line = self._passed[key]
        # By their order: two lines of one second have one time.
        return replace(found, changed=self._touched.get(key, 0) > line)

    def _touch(self, path: str) -> None:
        """Remember that something happened in every folder above a path."""
        above = key_of_path(path)
        while above:
            above = above.rpartition("/")[0]
            self._touched[above or "."] = self._count

    def went_to(self, path: str) -> str | None:
        """Where a file lies that once lay there, after all its moves."""
        key = begun = key_of_path(path)
        passed: set[str] = set()
        while key in self._moved and key not in passed:  # a file that people edit may lead in a circle
            passed.add(key)
            key = self._moved[key]
        return self.entries[key].path if key != begun and key in self.entries else None

    def former_titles(self) -> dict[str, list[str]]:
        """Under which titles every file that moved was known, by the path that it has now."""
        titles: dict[str, list[str]] = {}
        for before, left in self._left.items():
            if now := self.went_to(before):
                titles.setdefault(now, []).append(left.title)
        return titles

    def missing(self, view: View) -> list[RegisteredFile]:
        """What the view should have and has not, gone now or before; what nobody can see is not among it."""
        return self._not_there(self.entries.values(), view)

    def gone(self, view: View) -> list[Gone]:
        """The same, and what moved to another folder or title; with where the content lies now."""
        places: dict[str, list[str]] = {}
        for entry in self.entries.values():
            if entry.gone is None:
                places.setdefault(entry.sha256, []).append(entry.path)
        gone = [(one, places.get(one.sha256, [])) for one in self.missing(view)]
        for one in self._not_there(filter(self._went, self._left.values()), view):
            went = self.went_to(one.path)  # where it may have been mended since
            alike = [path for path in places.get(one.sha256, ()) if path != went]
            gone.append((one, [went, *alike] if went else alike))
        seen = ((one, self.last_seen(one), tuple(paths)) for one, paths in gone)
        return [
            Gone(one, last, paths, () if paths else tuple(self._titled(one, last)))
            for one, last, paths in seen
        ]

    def _titled(self, lost: RegisteredFile, last: datetime) -> Iterator[str]:
        """What has a lost file's title, in its folder or come since: `Jalan.docx` that was `Jalan.doc`."""
        title, folder = fold(lost.title), key_of_path(lost.path).rpartition("/")[0]
        for key, entry in self.entries.items():
            beside = key.rpartition("/")[0] == folder
            if entry.gone is None and fold(entry.title) == title and (beside or entry.first > last):
                yield entry.path

    def _went(self, left: RegisteredFile) -> bool:
        """Whether what moved is another submission now; a folder that got its right name changes nothing.

        Of what is gone from where it went, that place tells.
        """
        path = self.went_to(left.path)
        now = self.entries[key_of_path(path)] if path else left
        is_other = (now.title, now.city, now.period) != (left.title, left.city, left.period)
        return is_other and now.gone is None

    @staticmethod
    def _not_there(entries: Iterable[RegisteredFile], view: View) -> list[RegisteredFile]:
        there = {key_of_path(path) for path in view.files}
        return [
            entry
            for entry in entries
            if key_of_path(entry.path) not in there
            and covers(view.scope, entry.path)
            and not view.hides(entry.path)
            and not view.exists(entry.path)
        ]


def _slashes(path: str) -> Iterator[int]:
    """Where the folders end that a path lies in."""
    place = path.find("/")
    while place >= 0:
        yield place
        place = path.find("/", place + 1)


def news(book: AgendaBook, view: View, now: datetime) -> list[Line]:
    """The lines that a view adds to the book."""
    missing = {entry.path: entry for entry in book.missing(view) if entry.gone is None}
    lines = []
    for seen in view.seen:
        if seen.sha256 and (line := _line(book, view, seen, missing, now)):
            lines.append(line)
            missing.pop(line.before, None)
    lines += [
        Line(now, Event.GONE, one.path, one.title, one.city, one.period, sha256=one.sha256)
        for one in missing.values()
    ]
    if view.whole and not book.looked_today(view.scope, now):
        lines.append(Line(now, Event.LOOKED, view.scope))
    return lines


def _line(
    book: AgendaBook, view: View, seen: Sighting, missing: dict[str, RegisteredFile], now: datetime
) -> Line | None:
    known = book.entries.get(key_of_path(seen.path))
    if known is None:
        before = _before(book, view, seen, missing)
        event = Event.MOVED if before else Event.CAME
    else:
        before = ""
        event = Event.BACK if known.gone else Event.CHANGED
        if not known.gone and known.sha256 == seen.sha256:
            return None
    return Line(now, event, seen.path, seen.title, seen.city, seen.period, before, seen.sha256)


def _before(book: AgendaBook, view: View, seen: Sighting, missing: dict[str, RegisteredFile]) -> str:
    """Where the same content lay and is no more: in this view, else anywhere; of the same title first."""

    def likeness(entry: RegisteredFile) -> tuple[bool, str]:
        return fold(entry.title) != fold(seen.title), entry.path

    here = [entry for entry in missing.values() if entry.sha256 == seen.sha256]
    if here:
        return min(here, key=likeness).path
    outside = (entry for entry in book.entries.values() if entry.sha256 == seen.sha256)
    lost = [entry for entry in outside if not covers(view.scope, entry.path) or entry.gone]
    return next((entry.path for entry in sorted(lost, key=likeness) if not view.exists(entry.path)), "")
