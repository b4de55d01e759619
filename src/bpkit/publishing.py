"""How a form, letter or report gets onto the share: whole or not at all, and never over a person's work.

bpkit remembers what it wrote by its SHA-256 in `.bpkit/written.json`. A file whose content is on that list
is bpkit's own and may be replaced; any other was edited, signed or made by a person, and the new one goes
beside it. What is about to be written stands in `.bpkit/written.log` first: a run that is killed between the
form and the list must not take its own form for a person's the next time.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from . import share
from .errors import ShareError
from .wording import say

TEMPORARY = ".~bpkit-"  # how the names of half-written files begin
FORGOTTEN = 3600.0  # seconds after which a half-written file is nobody's any more
ATTEMPTS = 4  # a virus scanner may hold a file on Windows for a moment
PAUSE = 0.15  # seconds between attempts


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

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root / ".bpkit" / "written.json"
        self._log = root / ".bpkit" / "written.log"
        self._written = _load(self.file)
        self._saved = dict(self._written)
        self._announced = _announced(self._log)
        for name, digest in self._announced.items():  # by a run that was killed: some of it was written
            if _is(root / name, digest):
                self._written[name] = digest
        self._together = False

    def knows(self, data: bytes) -> bool:
        """Whether bpkit once wrote exactly this, or was about to."""
        digest = _digest(data)
        return any(digest in known.values() for known in (self._written, self._announced, self._saved))

    def files(self) -> list[Path]:
        """Every file that bpkit wrote below the root, still there or not."""
        return [self.root / name for name in self._written | self._announced]

    def announce(self, path: Path, data: bytes) -> None:
        """Say that bpkit is about to write this there: a line, which costs less than the whole list.

        Raises:
            ShareError: the share can't be written.
        """
        line = f"{_digest(data)} {self._key(path)}\n".encode(errors="surrogatepass")
        try:
            if (
                not self.root.is_dir()
            ):  # a share that was unplugged must not be made anew under its mount point
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.root))
            self._log.parent.mkdir(exist_ok=True)
            with self._log.open("ab") as log:
                log.write(line)
                log.flush()
                os.fsync(log.fileno())
        except OSError as error:
            raise _cannot_write(self._log, error) from error
        self._announced[self._key(path)] = _digest(data)

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
        self._written[self._key(path)] = _digest(data)

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
        if self._announced:
            with suppress(OSError):
                self._log.unlink(missing_ok=True)
            self._announced.clear()

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
    if sealed and target.exists():
        return Published(target, Status.SEALED)
    for place in _places(target):
        there = content(place)
        if there is None or there == data or register.knows(there):
            break
    if there != data:
        _refuse_open_file(place)
        register.announce(place, data)
        sweep(place.parent)
        write_atomically(place, data)
    register.note(place, data)
    register.save()
    if there == data:
        return Published(place, Status.UNCHANGED)
    return Published(place, Status.WRITTEN if place == target else Status.BESIDE)


def retire(target: Path, register: Register) -> Iterator[Published]:
    """Take away what bpkit once published under this name or beside it; what a person has edited stays.

    Raises:
        ShareError: somebody has the file open, or it can't be deleted.
    """
    for place in _places(target):
        there = content(place)
        if there is None:
            return
        if register.knows(there):
            _refuse_open_file(place)
            _unlink(place)
            yield Published(place, Status.RETIRED)


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError as error:
        raise _in_use(path) from error
    except OSError as error:
        raise _cannot_write(path, error) from error


def write_atomically(target: Path, data: bytes) -> None:
    """Write a temporary file beside the target and put it in the target's place.

    Raises:
        ShareError: it can't be done; the target is as it was and nothing is left over.
    """
    temporary = target.parent / f"{TEMPORARY}{os.urandom(6).hex()}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _as_its_place(temporary, target)
        _replace(temporary, target)
    except PermissionError as error:
        raise _in_use(target) if target.is_file() else _cannot_write(target, error) from error
    except OSError as error:
        raise _cannot_write(target, error) from error
    finally:
        with suppress(OSError):  # a share that was just unplugged has nothing to clear away
            temporary.unlink(missing_ok=True)


def _as_its_place(temporary: Path, target: Path) -> None:
    """Give a new file the group and the rights that its folder gives, a replaced one those that it has.

    Two people of one group work on a share; what one of them writes the other must be able to replace.
    """
    if os.name != "posix":
        return
    like = target.stat() if target.exists() else target.parent.stat()
    rights = stat.S_IMODE(like.st_mode) & 0o666
    with suppress(OSError):  # a share without rights of its own
        if temporary.stat().st_gid != like.st_gid:
            os.chown(temporary, -1, like.st_gid)
        temporary.chmod(rights)


def sweep(folder: Path) -> None:
    """Take away what a run that was killed left half-written in a folder."""
    with suppress(OSError):
        for left in folder.glob(f"{TEMPORARY}*"):
            if time.time() - left.stat().st_mtime > FORGOTTEN:
                left.unlink(missing_ok=True)


def _replace(temporary: Path, target: Path) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            temporary.replace(target)
        except PermissionError:
            if attempt == ATTEMPTS:
                raise
            time.sleep(PAUSE)
        else:
            return


def beside(target: Path) -> Path:
    """The first name under which a file goes beside one that a person has edited."""
    return target.with_name(f"{target.stem} (bpkit){target.suffix}")


def _places(target: Path) -> Iterator[Path]:
    """The target, then the names beside it: `… (bpkit).xlsx`, `… (bpkit 2).xlsx` and so on."""
    yield target
    yield beside(target)
    number = 2
    while True:
        yield target.with_name(f"{target.stem} (bpkit {number}){target.suffix}")
        number += 1


def content(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none. Raises ShareError where it can't be read."""
    try:
        return share.read(path) if share.exists(path) else None
    except PermissionError as error:
        raise _in_use(path) from error
    except OSError as error:
        raise _cannot_write(path, error) from error


def _refuse_open_file(path: Path) -> None:
    """Excel and Word leave a lock file beside what they have open; LibreOffice does so in its own way."""
    name = path.name
    for lock in (f"~${name}", f"~${name[2:]}", f".~lock.{name}#"):
        if path.exists() and path.with_name(lock).exists():
            raise _in_use(path, lock)


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
    """Whether a file has this content; one that can't be read has not, and is left alone."""
    try:
        return _digest(share.read(path)) == digest
    except OSError:
        return False


def _announced(log: Path) -> dict[str, str]:
    """What a run that did not come to its end was about to write; a line that breaks off says nothing."""
    try:
        lines = share.read(log).decode(errors="surrogatepass").split("\n")[:-1] if share.exists(log) else []
    except (share.TooLargeError, share.SpecialFileError, ValueError):
        return {}
    except OSError as error:
        raise ShareError(say("run.unreadable", path=log), say("run.unreadable_remedy")) from error
    return {name: digest for digest, _, name in (line.partition(" ") for line in lines) if name}


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _in_use(path: Path, lock: str = "") -> ShareError:
    remedy = say("forms.open_lock_remedy", lock=lock) if lock else say("forms.open_remedy")
    return ShareError(say("forms.open", path=path), remedy)


def _cannot_write(path: Path, error: OSError) -> ShareError:
    reason = error.strerror or type(error).__name__
    return ShareError(say("forms.cannot_write", path=path, reason=reason), say("forms.cannot_write_remedy"))
