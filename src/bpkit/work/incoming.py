"""The register beside what a command sees: what came, changed, moved and went, and how that is noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from errno import ENOSPC
from itertools import chain
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from .. import share
from ..errors import ShareError
from ..model.agenda import AgendaBook, Gone, Line, Passage, Sighting, View, news
from ..model.facts import Folder, out_of_sight
from ..model.problems import Kind, Problem
from ..model.units import fold
from ..reading.tree.listing import IGNORE_FILE
from ..share.agenda import add_lines, file_of, read_book
from ..wording import say


class Incoming(Struct, frozen=True):
    """The register with what this look adds; `lines` are to be added, `gone` is what misses, by folder.

    `missed` is, by folder, what was not there at an earlier look, as `AgendaBook.missed` says it.
    """

    book: AgendaBook = field(default_factory=AgendaBook)
    lines: tuple[Line, ...] = ()
    gone: Mapping[Path, tuple[Gone, ...]] = field(default_factory=dict)
    missed: Mapping[Path, list[tuple[str, tuple[datetime, datetime]]]] = field(default_factory=dict)
    damage: Problem | None = None  # why the register can't be read now; nothing is known then, nor noted

    def former_titles(self, root: Path) -> dict[Path, list[str]]:
        """Under which other titles the register knows what is there."""
        return {root / path: titles for path, titles in self.book.former_titles().items()}


def book_of(root: Path) -> AgendaBook | Problem:
    """The register of a share, or why it can't be read now."""
    try:
        return read_book(root)
    except OSError as error:
        return share.damage_of(error, file_of(root))


def look(root: Path, folder: Folder, now: datetime, book: AgendaBook | Problem | None = None) -> Incoming:
    """What the register says of a folder of this share, and what it does not yet say.

    `book` is the register as it was read a moment ago; it takes in what it does not yet say.
    """
    book = book_of(root) if book is None else book
    if isinstance(book, Problem):
        return Incoming(damage=book)
    seen = list(_seen(root, folder))
    view = _view_of(root, folder, seen)
    lines = news(book, view, now)
    for line in lines:
        book.take(line)
    folders = {one.path for one in folder.walk()}
    gone_from: dict[Path, list[Gone]] = {}
    taken_back = {
        fold(title.rpartition("/")[2])
        for one in folder.walk()
        for title, _ in (one.decision.withdrawn if one.decision else ())
    }
    for gone in book.gone(view):
        if fold(gone.entry.title) in taken_back:
            continue
        home = next((one for one in (root / gone.entry.path).parents if one in folders), folder.path)
        gone_from.setdefault(home, []).append(gone)
    gone_by = {home: tuple(those) for home, those in gone_from.items()}
    missed: dict[Path, list[tuple[str, tuple[datetime, datetime]]]] = {}
    for one in seen:
        for sighting in one.sightings:
            if times := book.missed(sighting.path, sighting.sha256):
                missed.setdefault(one.folder, []).append((sighting.path, times))
    return Incoming(book, tuple(lines), gone_by, missed)


def note(root: Path, incoming: Incoming) -> None:
    """Add to the register what it does not yet say. Hold the share's lock.

    Raises:
        ShareError: the register can't be read or written, as while Excel holds it.
    """
    if incoming.damage:
        raise unwritable(incoming.damage)
    with _writing(root):
        add_lines(root, incoming.lines)


def note_passage(root: Path, line: Line) -> None:
    """Add that a folder went on or came, unless the register says so of the very same. Hold the share's lock.

    Raises:
        ShareError: as `note`.
    """
    with _writing(root):
        known = read_book(root).passage(line.path)
        if known is None or known.changed or known.sha256 != line.sha256:
            add_lines(root, [line])


def passages(root: Path, folder: Folder, book: AgendaBook) -> dict[Path, Passage]:
    """What the register says of folders that went on or came, at and below this one."""
    found = {one.path: book.passage(path_in_book(one.path, root)) for one in folder.walk()}
    return {path: passage for path, passage in found.items() if passage}


def path_in_book(path: Path, root: Path) -> str:
    """A folder as the register names it."""
    return _relative(path, root) or "."


@contextmanager
def _writing(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        damage = share.damage_of(error, file_of(root))
        raise unwritable(replace(damage, variant="full") if error.errno == ENOSPC else damage) from error


def unwritable(damage: Problem) -> ShareError:
    """What to say where the register can't be read or written: why, in words for people."""
    why = "no_permission" if damage.kind is Kind.NO_PERMISSION else damage.variant or "refused"
    problem = say("run.no_agenda", path=damage.path, reason=say(f"run.why_{why}"))
    return ShareError(problem, say("run.no_agenda_remedy"))


def _view_of(root: Path, folder: Folder, seen: Sequence[_FolderSeen]) -> View:
    """What was seen of the submissions of a folder; a path that can't be looked for may be there."""
    hidden = out_of_sight(folder)

    def exists(path: str) -> bool:
        try:
            return share.exists(root / path)
        except OSError:
            return True
        except ValueError:  # no system can have a file of that name
            return False

    return View(
        scope=path_in_book(folder.path, root),
        seen=tuple(
            sighting
            for one in seen
            for sighting in one.sightings
            if not (hidden and _may_be_ignored(hidden, root / sighting.path))
        ),
        files=frozenset(chain.from_iterable(one.files for one in seen)),
        hides=lambda path: any(_hides(damage, root / path) for damage in hidden),
        exists=exists,
        whole=not hidden,
    )


def _hides(damage: Problem, path: Path) -> bool:
    """Whether a path may be there behind what can't be read: in it, or in the cloud under another name."""
    inside = damage.path == path or damage.path in path.parents
    return inside or (damage.variant == "cloud" and damage.path.parent == path.parent)


def _may_be_ignored(hidden: Sequence[Problem], path: Path) -> bool:
    """Whether a `.bpkitignore` above it can't be read, so that nobody knows whether it was handed in."""
    return any(path.is_relative_to(one.path.parent) for one in hidden if one.path.name == IGNORE_FILE)


class _FolderSeen(Struct, frozen=True):
    """What was seen of the submissions of one folder, and all of their files."""

    folder: Path
    sightings: list[Sighting]
    files: list[str]


def _seen(root: Path, folder: Folder) -> Iterator[_FolderSeen]:
    """What was seen, folder by folder: each is looked at once, for those of a year are unpacked for it."""
    for one in folder.walk():
        period = str(one.period) if one.period else ""
        seen = _FolderSeen(one.path, [], [])
        for submission in (*one.submissions, *one.products):
            path = _relative(submission.path, root)
            seen.sightings.append(Sighting(path, submission.title, one.unit or "", period, submission.sha256))
            seen.files.extend(
                path if file == submission.path else _relative(file, root) for file in submission.files
            )
        yield seen


def _relative(path: Path, root: Path) -> str:
    relative = path.relative_to(root).as_posix()
    return "" if relative == "." else relative
