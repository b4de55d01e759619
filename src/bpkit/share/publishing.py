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
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

from .. import share
from ..errors import ShareError
from ..wording import say

TEMPORARY = ".~bpkit-"  # how the names of half-written files begin
FORGOTTEN = 3600.0  # seconds after which a half-written file is nobody's any more
ATTEMPTS = 4  # a virus scanner may hold a file on Windows for a moment
PAUSE = 0.15  # seconds between attempts
_MEANWHILE = 20  # how often somebody may save a form while it is about to be written
_FOLDER = "-"  # instead of a digest in the log, where a folder is named and no form

_left: set[Path] = set()  # half-written files that this process could not take away


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
        self._written = _load(self.file)
        self._saved = dict(self._written)
        self._announced, self._folders = _announced(self._log)
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
        self._say(f"{_digest(data)} {self._key(path)}")
        self._announced[self._key(path)] = _digest(data)

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
            raise _cannot_write(self._log, error) from error

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
        self._written[self._key(path)] = _digest(data)

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
        if (self._announced or self._folders) and not _something_left(self.root) and not self._unsure:
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
    if sealed and target.exists():
        return Published(target, Status.SEALED)
    for _ in range(_MEANWHILE):
        place, there = _place_for(target, data, register)
        if there == data:
            break
        _refuse_open_file(place)
        register.announce(place, data)
        sweep(place.parent, register, FORGOTTEN)
        if register.makes_folders:
            _make_folders(place)
        if write_over(place, data, there, make=False):
            break  # otherwise somebody saved there meanwhile: that is a person's work now
    else:
        raise _in_use(target)
    register.note(place, data)
    register.save()
    if there == data:
        return Published(place, Status.UNCHANGED)
    return Published(place, Status.WRITTEN if place == target else Status.BESIDE)


def _place_for(target: Path, data: bytes, register: Register) -> tuple[Path, bytes | None]:
    """The first name that is free or bpkit's own, and what lies there."""
    for place in _places(target):
        there = content(place)
        if there is None or there == data or register.knows(there):
            return place, there
    raise AssertionError("there is always a further name")


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
            if _take_away(place, register):
                register.forget(place)
                wrote(place)
                yield Published(place, Status.RETIRED)


def _take_away(place: Path, register: Register) -> bool:
    """Delete what is bpkit's own; False where somebody saved there since it was looked at."""
    aside = _aside(place, os.urandom(6).hex())
    register.announce_in(place.parent)
    try:
        place.rename(aside)
        with _in_hand(aside):
            if register.knows(content(aside) or b""):
                aside.unlink(missing_ok=True)
                return True
            _give_back(aside, place)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _refused(place, error) from error
    return False


def write_atomically(target: Path, data: bytes) -> None:
    """Write a temporary file beside the target and put it in the target's place.

    Raises:
        ShareError: it can't be done; the target is as it was and nothing is left over.
    """
    _make_folder(target)
    with _written_beside(target, data) as temporary:
        _replace(temporary, target)
    wrote(target)


def write_over(target: Path, data: bytes, there: bytes | None, *, make: bool = True) -> bool:
    """The same, but only while the target is as it was seen: `there`, or not there at all.

    False where somebody saved it in between; theirs stays. `make` says whether its folder may be made.

    Raises:
        ShareError: as `write_atomically`.
    """
    if make:
        _make_folder(target)
    with _written_beside(target, data) as temporary:
        if there is None:
            done = take_free_name(temporary, target)
        else:
            done = _exchange(temporary, target, data, there)
    if done:
        wrote(target)
    return done


_gathered: ContextVar[list[Path] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering() -> Iterator[list[Path]]:
    """The files that are written or taken away from here on, but bpkit's own books."""
    files: list[Path] = []
    mark = _gathered.set(files)
    try:
        yield files
    finally:
        _gathered.reset(mark)


def wrote(target: Path) -> None:
    """Note that a file was written, renamed or taken away, for whoever gathers that."""
    gathered = _gathered.get()
    if gathered is not None and ".bpkit" not in target.parts:
        gathered.append(target)


def append_line(file: Path, line: bytes) -> None:
    """Put a line at the end of a file of bpkit's own; a link or a pipe in its place goes away unopened.

    It is on the disk when this comes back. Raises OSError.
    """
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(file.lstat().st_mode):
            file.unlink()
    never = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | never, 0o666)
    with open(handle, "ab") as log:  # noqa: PTH123 - a handle
        if not os.fstat(handle).st_size:
            share.as_its_folder(file)
        log.write(line)
        log.flush()
        os.fsync(log.fileno())


@contextmanager
def _written_beside(target: Path, data: bytes) -> Iterator[Path]:
    """A temporary file with the data, for whoever puts it into the target's place."""
    temporary = target.parent / f"{TEMPORARY}{os.urandom(6).hex()}"
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _as_its_place(temporary, target)
        yield temporary
    except OSError as error:
        raise _refused(target, error) from error
    finally:
        _clear(temporary)


def _make_folder(target: Path) -> None:
    """Make the folder of a file, but none above it: a share that went away must not be made anew."""
    try:
        share.make_folder(target.parent)
    except OSError as error:
        raise _cannot_write(target, error) from error


def _make_folders(target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(target, error) from error


def _clear(temporary: Path) -> None:
    """Take a half-written file away; where that fails, remember that something is left."""
    if not unlinked(temporary):
        _left.add(temporary)


def _something_left(root: Path) -> bool:
    """Whether something that this process could not take away is still there."""
    _left.intersection_update([one for one in _left if os.path.lexists(one)])
    return any(one.is_relative_to(root) for one in _left)


def unlinked(file: Path) -> bool:
    """Whether a file is gone; it is tried twice. A share that drops out says of everything that it is."""
    for _ in range(2):
        with suppress(OSError):
            file.unlink(missing_ok=True)
            if file.parent.is_dir() and not share.is_listed(file):
                return True
    return False


@contextmanager
def _in_hand(aside: Path) -> Iterator[None]:
    """What is done with a file that has its own name no more; where that fails, it is left under this one."""
    try:
        yield
    except BaseException:
        _left.add(aside)
        raise


# Into its place, and nobody's work lost on the way ----------------------------------------------------

_HERE = -100  # paths count from the working folder (AT_FDCWD)
_ONLY_FREE, _EXCHANGED = 1, 2  # RENAME_NOREPLACE and RENAME_EXCHANGE of Linux
_UNKNOWN_THERE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)  # SMB and NFS know neither
_NO_LINKS = (*_UNKNOWN_THERE, errno.EPERM, errno.EMLINK, errno.EXDEV)


def _exchange(temporary: Path, target: Path, data: bytes, there: bytes) -> bool:
    """Exchange the two names, look at what came out, and put it back where it is not what was seen.

    What is in hand between the two goes by a name that `sweep` knows: it may be a person's.
    """
    aside = _aside(target, temporary.name.removeprefix(TEMPORARY))
    if _rename_as() is None:
        return _replace_if_same(temporary, target, there)
    temporary.rename(aside)
    with _in_hand(aside):
        return _exchanged(aside, temporary, target, data, there)


def _exchanged(aside: Path, temporary: Path, target: Path, data: bytes, there: bytes) -> bool:
    try:
        exchanged = _renamed(aside, target, _EXCHANGED)
    except OSError:
        aside.rename(temporary)
        raise
    if not exchanged:
        aside.rename(temporary)
        return _replace_if_same(temporary, target, there)
    if content(aside) == there:
        aside.unlink(missing_ok=True)
        return True
    _renamed(aside, target, _EXCHANGED)
    if content(aside) != data:  # saved once more, over the new form: that is the latest
        _renamed(aside, target, _EXCHANGED)
    aside.unlink(missing_ok=True)
    return False


def _replace_if_same(temporary: Path, target: Path, there: bytes) -> bool:
    """Replace the target right after another look at it, which is all that some shares leave to do."""
    if content(target) != there:
        return False
    _replace(temporary, target)
    return True


def take_free_name(temporary: Path, target: Path) -> bool:
    """Give a file a name that nothing has; False where something has it by now."""
    try:
        if not _renamed(temporary, target, _ONLY_FREE):
            _link(temporary, target)
    except FileExistsError:
        return False
    return True


def _link(temporary: Path, target: Path) -> None:
    """The same without Linux's own renaming. Raises FileExistsError where something has the name."""
    if os.name == "nt":  # whose renaming replaces nothing
        temporary.rename(target)
        return
    try:
        os.link(temporary, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if share.exists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        _replace(temporary, target)
    else:
        temporary.unlink(missing_ok=True)


def _renamed(old: Path, new: Path, how: int) -> bool:
    """Whether it was renamed so: False where the system or the share knows no such renaming."""
    rename = _rename_as()
    if rename is None:
        return False
    number = rename(os.fsencode(old), os.fsencode(new), how)
    if number in _UNKNOWN_THERE:
        return False
    if number:
        raise OSError(number, os.strerror(number), str(new))
    return True


@cache
def _rename_as() -> Callable[[bytes, bytes, int], int] | None:
    """Linux's `renameat2`, giving the number of its error or 0; None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    call: Any = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return None

    def rename(old: bytes, new: bytes, how: int) -> int:
        done = call(_HERE, ctypes.c_char_p(old), _HERE, ctypes.c_char_p(new), ctypes.c_uint(how))
        return ctypes.get_errno() if done else 0

    return rename


def _aside(target: Path, mark: str) -> Path:
    """The name of a file that is whole and on its way to or from the target's name."""
    return target.with_name(f"{TEMPORARY}{mark}~{target.name}")


def _give_back(aside: Path, target: Path) -> None:
    """Give a person's file its name back, or the first free one beside it."""
    for place in _places(target):
        if take_free_name(aside, place):
            return


def _as_its_place(temporary: Path, target: Path) -> None:
    """Give a new file the group and the rights that its folder gives, a replaced one those that it has.

    Two people of one group work on a share; what one of them writes the other must be able to replace.
    """
    if os.name != "posix":
        return
    if not share.exists(target):
        share.as_its_folder(temporary)
        return
    like = target.stat()
    with suppress(OSError):  # a share without rights of its own
        if temporary.stat().st_gid != like.st_gid:
            os.chown(temporary, -1, like.st_gid)
        temporary.chmod(stat.S_IMODE(like.st_mode) & 0o666)


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
        left = [folder / one.name for one in share.entries(folder) if one.name.startswith(TEMPORARY)]
        for one in left:
            if age and time.time() - one.stat().st_mtime <= age:
                continue
            _sweep(one, register)
    except FileNotFoundError:
        return True
    except (OSError, ShareError):
        return False
    return True


def _sweep(left: Path, register: Register) -> None:
    if left.is_dir() and not left.is_symlink():  # copies on their way
        shutil.rmtree(left)
        return
    _, _, name = left.name.removeprefix(TEMPORARY).partition("~")
    if name and not register.knows(content(left) or b""):
        _give_back(left, left.parent / name)
    else:
        left.unlink(missing_ok=True)


def _replace(temporary: Path, target: Path) -> None:
    patiently(lambda: temporary.replace(target))


def patiently(rename: Callable[[], object]) -> None:
    """Rename, in a few attempts: a virus scanner on Windows may hold a file for a moment.

    Raises:
        OSError: it can't be done.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            rename()
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
    except OSError as error:
        raise _refused(path, error) from error


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
    """Whether a file is there and has this content. Raises OSError where nobody can say."""
    try:
        return share.exists(path) and _digest(share.read(path)) == digest
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


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _refused(path: Path, error: OSError) -> ShareError:
    """Somebody has the file open, or this user may not: Windows tells both alike, Linux and macOS apart."""
    held = share.is_held(error) or (os.name == "nt" and isinstance(error, PermissionError) and path.is_file())
    return _in_use(path) if held else _cannot_write(path, error)


def _in_use(path: Path, lock: str = "") -> ShareError:
    remedy = say("forms.open_lock_remedy", lock=lock) if lock else say("forms.open_remedy")
    return ShareError(say("forms.open", path=path), remedy)


def _cannot_write(path: Path, error: OSError) -> ShareError:
    reason = error.strerror or type(error).__name__
    return ShareError(say("forms.cannot_write", path=path, reason=reason), say("forms.cannot_write_remedy"))
