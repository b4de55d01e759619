"""The folder of a site: what bpkit put there, and how a new site takes the place of the old one at once.

The new one is made beside it, out of the old one's files where nothing changed, and comes under its name by
renaming; a run that is killed leaves the old site, or the new one, and never half of either.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import msgspec
from msgspec import Struct, field

from .. import share
from ..errors import ShareError, UserError
from ..reading.tree.listing import SITE_MARK
from ..share.locking import held
from ..share.placing import OF_SITES, patiently, write_atomically
from ..wording import say

FORMAT = 2


class SiteItem(Struct, frozen=True):
    """What one page or bundle of files came to: its key, the files that it shows, those that a bundle is."""

    key: str
    uses: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class SiteRecord(Struct, frozen=True):
    """What a site consists of, as it says so itself; bundles are named after a folder."""

    format: int = FORMAT
    items: dict[str, SiteItem] = field(default_factory=dict)

    def names(self) -> Iterator[str]:
        """Every file of the site."""
        for path, item in self.items.items():
            yield from names_of(path, item)


def names_of(path: str, item: SiteItem) -> Iterator[str]:
    """The files of a page or bundle, and those that it shows."""
    if not path.endswith("/"):
        yield path
    yield from item.files
    yield from item.uses


class SiteFolder:
    """The folder of a site, there or not."""

    def __init__(self, path: Path) -> None:
        """Refuse a folder that holds anything but a site of bpkit's.

        Raises:
            UserError: it does, or there is a file of that name.
            OSError: it can't be read.
        """
        self.path = path
        self._new = path.with_name(f"{OF_SITES}baru-{path.name}")
        self._old = path.with_name(f"{OF_SITES}lama-{path.name}")
        self._clear_away()
        record = self._read()
        there = {name: name for name in _files(path)} if path.exists() else {}
        self.record = _sharing(record, there)
        self.there = frozenset(there)

    def _clear_away(self) -> None:
        """What a run that was killed left: the old site comes back where no new one took its place."""
        if self._old.exists():
            if self.path.exists():
                shutil.rmtree(self._old)
            else:
                self._old.rename(self.path)
        if self._new.exists():
            shutil.rmtree(self._new)

    def _read(self) -> SiteRecord:
        if not self.path.exists():
            return SiteRecord()
        mark = self.path / SITE_MARK
        if not self.path.is_dir() or (not mark.is_file() and any(self.path.iterdir())):
            raise _taken(self.path)
        if not mark.is_file():
            return SiteRecord()
        try:
            record = msgspec.json.decode(share.read(mark), type=SiteRecord)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return SiteRecord()  # a site all the same: everything in it is made anew
        return record if record.format == FORMAT else SiteRecord()

    @property
    def staging(self) -> Path:
        """The folder in which the new site is made, there once something is in it."""
        return self._new

    def keep(self, names: Iterable[str]) -> None:
        """Take files of the old site into the new one, where they are not yet."""
        old, new = os.fspath(self.path), os.fspath(self._new)
        made: set[str] = set()
        for name in names:
            target = f"{new}/{name}"
            folder = target.rpartition("/")[0]
            if folder not in made:
                os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - of thousands; a Path for each takes longer
                made.add(folder)
            try:
                os.link(f"{old}/{name}", target)
            except FileExistsError:
                continue
            except (OSError, NotImplementedError):  # a share without links
                shutil.copyfile(f"{old}/{name}", target)

    def put(self, name: str, data: bytes) -> bool:
        """Put a file into the new site unless the old one has the same; whether it was put."""
        return put_changed(self.path if name in self.there else None, self._new, name, data)

    def switch(self, record: SiteRecord) -> None:
        """Put the new site in the place of the old one.

        Raises:
            OSError: it can't be done; the old site is where it was.
        """
        put_file(self._new / SITE_MARK, _packed(record))
        if self.path.exists():
            _rename(self.path, self._old)
        try:
            _rename(self._new, self.path)
        except OSError:
            if self._old.exists():
                _rename(self._old, self.path)
            raise
        shutil.rmtree(self._old, ignore_errors=True)

    def note(self, record: SiteRecord) -> None:
        """Keep what the site consists of, whose files are as they should be."""
        write_atomically(self.path / SITE_MARK, _packed(record))

    def discard(self) -> None:
        """Let the new site go."""
        shutil.rmtree(self._new, ignore_errors=True)


def put_changed(old: Path | None, new: Path, name: str, data: bytes) -> bool:
    """Put a file into a new site unless the old one, where there is one, has the same; whether it was put.

    A file of the old one has another place on the disk, and stays.

    Raises:
        OSError: it can't be written.
    """
    with suppress(OSError):
        if old and (old / name).read_bytes() == data:
            return False
    put_file(new / name, data)
    return True


def put_file(file: Path, data: bytes) -> None:
    """Write a file; its folder is there nearly always, and asking a share for it takes as long as writing.

    Raises:
        OSError: it can't be done.
    """
    try:
        file.write_bytes(data)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


@contextmanager
def site_folder(path: Path) -> Iterator[SiteFolder]:
    """The folder of a site, for this bpkit alone; nothing of a new site is left over where that fails.

    Raises:
        UserError: there is something else at this path.
        LockedError: another bpkit makes the same site; it is named.
        ShareError: the folder can't be written.
    """
    with _locked(path):
        try:
            folder = SiteFolder(path)
            try:
                yield folder
            finally:
                folder.discard()
        except OSError as error:
            raise _cannot_write(path, error) from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock, holder = (path.with_name(f"{OF_SITES}kunci-{path.name}{end}") for end in ("", ".json"))
    with ExitStack() as stack:
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(held(path, lock, holder, leaves=False))
        except OSError as error:
            raise _cannot_write(path, error) from error
        yield


def _sharing(record: SiteRecord, names: Mapping[str, str]) -> SiteRecord:
    """The record with the names that are known anyway: those of a nation's year take 40 MB."""

    def shared(some: Iterable[str]) -> tuple[str, ...]:
        return tuple(names.get(name, name) for name in some)

    items = {
        names.get(path, path): SiteItem(item.key, shared(item.uses), shared(item.files))
        for path, item in record.items.items()
    }
    return SiteRecord(record.format, items)


def _packed(record: SiteRecord) -> bytes:
    return msgspec.json.encode(record, order="deterministic") + b"\n"


def _files(folder: Path) -> Iterator[str]:
    """Every file below a folder, as seen from it, with `/`."""
    pending = [("", os.fspath(folder))]
    while pending:
        before, here = pending.pop()
        with os.scandir(here) as found:
            for entry in found:
                if entry.is_dir(follow_symlinks=False):
                    pending.append((f"{before}{entry.name}/", entry.path))
                else:
                    yield f"{before}{entry.name}"


def _rename(source: Path, target: Path) -> None:
    patiently(lambda: source.rename(target))


def _taken(path: Path) -> UserError:
    return UserError(say("site.taken", path=path), say("site.taken_remedy"))


def _cannot_write(path: Path, error: OSError) -> ShareError:
    reason = share.reason_of(error)
    return ShareError(say("site.cannot_write", path=path, reason=reason), say("site.cannot_write_remedy"))
