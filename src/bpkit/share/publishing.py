"""How a form, letter or report gets onto the share: whole or not at all, and never over a person's work.

bpkit remembers what it wrote by its SHA-256 in `.bpkit/written.json`. A file whose content is on that list
is bpkit's own and may be replaced; any other was edited, signed or made by a person, and the new one goes
beside it. What is about to be written stands in `.bpkit/written.log` first: a run that is killed between the
form and the list must not take its own form for a person's the next time. Of any other file the log says at
least in which folder it was about to be written, so that whoever comes next (`tidy`) can clear away there.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from .. import share
from ..errors import ShareError
from ..model.problems import Kind
from ..wording import say
from .placing import (
    OF_SITES,
    TEMPORARY,
    append_line,
    cannot_write,
    content,
    give_back,
    in_use,
    make_folders,
    places_beside,
    something_left,
    take_away,
    unlinked,
    write_atomically,
    write_over,
    wrote,
)

FORGOTTEN = 3600.0  # seconds after which a half-written file is nobody's any more
_MEANWHILE = 20  # how often somebody may save a form while it is about to be written
_FOLDER = "-"  # instead of a digest in the log, where a folder is named and no form


class Status(StrEnum):
    """What became of a file that was to be published."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"  # the same bytes are there already
    BESIDE = "beside"  # a person edited the old one: the new one lies beside it
    SEALED = "sealed"  # the month is sealed: the old one was left alone
    RETIRED = "retired"  # it held no longer, and was taken away


class Published(Struct, frozen=True):
    """Where the file is now, and what became of it."""

    path: Path
    status: Status


class Register:
    """What bpkit wrote below one root folder, by relative path and SHA-256.

    Content counts and not the place: a form in a folder that was renamed since is still bpkit's own.
    """

    def __init__(self, root: Path, *, makes_folders: bool = True) -> None:
        """`makes_folders` says whether folders on the way to a file are made; on a share they are there."""
        self.root = root
        self.makes_folders = makes_folders
        self.file = root / ".bpkit" / "written.json"
        self._log = root / ".bpkit" / "written.log"
        self._written, announced = share.both(lambda: _load(self.file), lambda: _announced(self._log))
        self._saved = dict(self._written)
        self._announced, self._folders = announced
        self._unsure = False
        for name, digest in self._announced.items():  # by a run that was killed: some of it was written
            try:
                if _is(root / name, digest):
                    self._written[name] = digest
            except OSError:
                self._unsure = True
        self._together = False

    def knows(self, data: bytes) -> bool:
        """Whether bpkit once wrote exactly this, or was about to."""
        digest = sha256(data).hexdigest()
        return any(digest in known.values() for known in (self._written, self._announced, self._saved))

    def files(self) -> list[Path]:
        """Every file that bpkit wrote below the root, still there or not."""
        return [self.root / name for name in self._written | self._announced]

    def announce(self, path: Path, data: bytes) -> None:
        """Say that bpkit is about to write this there: a line, which costs less than the whole list.

        Raises:
            ShareError: the share can't be written.
        """
        self._say(f"{sha256(data).hexdigest()} {self._key(path)}")
        self._announced[self._key(path)] = sha256(data).hexdigest()

    def announce_in(self, folder: Path) -> None:
        """Say that bpkit is about to write something into this folder that is no form of its own.

        Raises:
            ShareError: the share can't be written.
        """
        if (key := self._key(folder)) not in self._folders:
            self._say(f"{_FOLDER} {key}")
            self._folders.add(key)

    def _say(self, line: str) -> None:
        try:
            if not self.root.is_dir():  # an unplugged share must not be made anew under its mount point
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.root))
            share.make_folder(self._log.parent)
            append_line(self._log, f"{line}\n".encode(errors="surrogatepass"))
        except OSError as error:
            raise cannot_write(self._log, error) from error

    def unfinished(self) -> list[Path]:
        """The folders in which a run that did not come to its end was about to write."""
        named = (self.root / name for name in self._folders)
        folders = {*named, *((self.root / name).parent for name in self._announced), self.file.parent}
        return sorted(folders) if self._announced or self._folders else []

    @contextmanager
    def together(self) -> Iterator[None]:
        """Save once at the end of what is done in it, however it ends."""
        outer, self._together = self._together, True
        try:
            yield
        finally:
            self._together = outer
            self.save()

    def note(self, path: Path, data: bytes) -> None:
        """Remember that bpkit wrote this there."""
        self._written[self._key(path)] = sha256(data).hexdigest()

    def forget(self, path: Path) -> None:
        """Forget what bpkit wrote there: it is gone."""
        self._written.pop(self._key(path), None)

    def save(self) -> None:
        """Write the register if something was added since it was read, unless that is to be done later.

        Raises:
            ShareError: the share can't be written.
        """
        if self._together:
            return
        if self._written != self._saved:
            text = json.dumps(self._written, ensure_ascii=False, indent=1, sort_keys=True)
            # A folder's name that is no UTF-8 must come back as it was; `json.loads` reads it so.
            write_atomically(self.file, f"{text}\n".encode(errors="surrogatepass"))
            self._saved = dict(self._written)
        # What could not be cleared away stays announced, for whoever comes next.
        if (self._announced or self._folders) and not something_left(self.root) and not self._unsure:
            unlinked(self._log)  # else it says once more what is done by then
            self._announced.clear()
            self._folders.clear()

    def _key(self, path: Path) -> str:
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.absolute().as_posix()


def publish(target: Path, data: bytes, register: Register, *, sealed: bool = False) -> Published:
    """Bring a file onto the share under its name, or beside it where a person's own file stands.

    Running again over the same input writes nothing. `sealed` leaves a file that exists as it is.

    Raises:
        ShareError: somebody has the file open, or the folder can't be written; the old file is untouched.
    """
    if sealed and share.exists(target):
        return Published(target, Status.SEALED)
    for _ in range(_MEANWHILE):
        place, there = _place_for(target, data, register)
        if there == data:
            break
        _refuse_open_file(place)
        register.announce(place, data)
        sweep(place.parent, register, FORGOTTEN)
        if register.makes_folders:
            make_folders(place)
        if write_over(place, data, there, make=False):
            break  # otherwise somebody saved there meanwhile: that is a person's work now
    else:
        raise in_use(target)
    register.note(place, data)
    register.save()
    if there == data:
        return Published(place, Status.UNCHANGED)
    return Published(place, Status.WRITTEN if place == target else Status.BESIDE)


def _place_for(target: Path, data: bytes, register: Register) -> tuple[Path, bytes | None]:
    """The first name that is free or bpkit's own, and what lies there."""
    for place in places_beside(target):
        there = content(place)
        if there is None or there == data or register.knows(there):
            return place, there
    raise AssertionError("there is always a further name")


def retire(target: Path, register: Register) -> Iterator[Published]:
    """Take away what bpkit once published under this name or beside it; what a person has edited stays.

    Raises:
        ShareError: somebody has the file open, or it can't be deleted.
    """
    for place in places_beside(target):
        there = content(place)
        if there is None:
            return
        if register.knows(there):
            _refuse_open_file(place)
            register.announce_in(place.parent)
            if take_away(place, register.knows):
                register.forget(place)
                wrote(place)
                yield Published(place, Status.RETIRED)


def tidy(root: Path) -> None:
    """Clear away what a run left that was killed, or cut off from the share. Hold the share's lock.

    Raises:
        ShareError: nobody can say at the moment what it was about to do.
    """
    register = Register(root)
    folders = register.unfinished()
    cleared = [sweep(folder, register) for folder in folders]
    if cleared and all(cleared):
        register.save()


def sweep(folder: Path, register: Register, age: float = 0.0) -> bool:
    """Take away what is left half-written in a folder; a person's file gets its name back.

    What is younger than `age` in seconds may be somebody's who is at it. False where something is left.
    """
    try:
        left = [folder / one.name for one in share.entries(folder) if _is_left(one.name)]
        for one in left:
            if age and time.time() - one.stat().st_mtime <= age:
                continue
            _sweep(one, register)
    except (OSError, ShareError):
        with suppress(OSError):
            return not share.exists(folder)  # else what lay in it went with it
        return False
    return True


def _is_left(name: str) -> bool:
    return name.startswith(TEMPORARY) and not name.startswith(OF_SITES)


def _sweep(left: Path, register: Register) -> None:
    if left.is_dir() and not left.is_symlink():  # copies on their way
        shutil.rmtree(left)
        return
    _, _, name = left.name.removeprefix(TEMPORARY).partition("~")
    if name and not register.knows(content(left) or b""):
        give_back(left, left.parent / name)
    elif not unlinked(left):
        left.unlink()  # whose error says why


def _refuse_open_file(path: Path) -> None:
    """Excel and Word leave a lock file beside what they have open; LibreOffice does so in its own way.

    Raises:
        ShareError: somebody has it open, or nobody can say at the moment.
    """
    name = path.name
    locks = (f"~${name}", f"~${name[2:]}", f".~lock.{name}#")
    try:
        there = _those_there(path.parent, (name, *locks))
    except OSError as error:
        raise cannot_write(path, error) from error
    for lock in locks:
        if {name, lock} <= there:
            raise in_use(path, lock)


def _those_there(folder: Path, names: Sequence[str]) -> set[str]:
    """Which of the names a folder has. Raises OSError where nobody can say at the moment."""
    try:
        listed = {one.name.casefold() for one in share.entries(folder)}
    except OSError as error:
        if share.kind_of(error) is not Kind.NO_PERMISSION:
            if share.exists(folder):
                raise
            return set()
        return {name for name in names if share.exists(folder / name)}  # who may only write there
    return {name for name in names if name.casefold() in listed}


def _load(file: Path) -> dict[str, str]:
    """The register as it was saved; a lost or damaged one is empty, so that nothing gets overwritten.

    Raises:
        ShareError: it is there, and can't be read at the moment.
    """
    try:
        saved = json.loads(share.read(file)) if share.exists(file) else {}
    except (share.TooLargeError, share.SpecialFileError, ValueError, RecursionError):
        return {}
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    if not isinstance(saved, dict):
        return {}
    return {str(path): digest for path, digest in saved.items() if isinstance(digest, str)}


def _is(path: Path, digest: str) -> bool:
    """Whether a file is there and has this content. Raises OSError where nobody can say."""
    try:
        return share.exists(path) and sha256(share.read(path)).hexdigest() == digest
    except (share.TooLargeError, share.SpecialFileError, ValueError):  # the last: a damaged register's name
        return False
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return False


def _announced(log: Path) -> tuple[dict[str, str], set[str]]:
    """What a run that did not come to its end was about to write, and in which folders it was at work.

    A line that breaks off says nothing.
    """
    try:
        lines = share.read(log).decode(errors="surrogatepass").split("\n")[:-1] if share.exists(log) else []
    except (share.TooLargeError, share.SpecialFileError, ValueError):
        return {}, set()
    except OSError as error:
        raise ShareError(say("run.unreadable", path=log), say("run.unreadable_remedy")) from error
    said = [(first, name) for first, _, name in (line.partition(" ") for line in lines) if name]
    files = {name: digest for digest, name in said if digest != _FOLDER}
    return files, {name for first, name in said if first == _FOLDER}
