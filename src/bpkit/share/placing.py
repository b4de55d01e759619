"""Files put onto the share: whole or not at all, and never over what a person saved there meanwhile."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from .. import share
from ..errors import ShareError
from ..wording import say

TEMPORARY = ".~bpkit-"  # how the names of half-written files begin
OF_SITES = f"{TEMPORARY}situs-"  # and of what lies beside a site, which only the making of sites clears away
ATTEMPTS = 4  # a virus scanner may hold a file on Windows for a moment
PAUSE = 0.15  # seconds between attempts

_left: set[Path] = set()  # half-written files that this process could not take away


def take_away(place: Path, is_ours: Callable[[bytes], bool]) -> bool:
    """Delete what is bpkit's own; False where somebody saved there since it was looked at.

    Raises:
        ShareError: it can't be done; the file is there, if under a name that is cleared away later.
    """
    aside = _aside(place, os.urandom(6).hex())
    try:
        place.rename(aside)
        with _in_hand(aside):
            if is_ours(content(aside) or b""):
                _clear(aside)
                return True
            give_back(aside, place)
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
        raise cannot_write(target, error) from error


def make_folders(target: Path) -> None:
    """Make the folder of a file and those above it, as `--output` asks. Raises ShareError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(target, error) from error


def _clear(temporary: Path) -> None:
    """Take a half-written file away; where that fails, remember that something is left."""
    if not unlinked(temporary):
        _left.add(temporary)


def something_left(root: Path) -> bool:
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
        _clear(aside)
        return True
    _renamed(aside, target, _EXCHANGED)
    if content(aside) != data:  # saved once more, over the new form: that is the latest
        _renamed(aside, target, _EXCHANGED)
    _clear(aside)
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
        _clear(temporary)


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


def give_back(aside: Path, target: Path) -> None:
    """Give a person's file its name back, or the first free one beside it."""
    for place in places_beside(target):
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


def places_beside(target: Path) -> Iterator[Path]:
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


def _refused(path: Path, error: OSError) -> ShareError:
    """Somebody has the file open, or this user may not: Windows tells both alike, Linux and macOS apart."""
    held = share.is_held(error) or (os.name == "nt" and isinstance(error, PermissionError) and path.is_file())
    return in_use(path) if held else cannot_write(path, error)


def in_use(path: Path, lock: str = "") -> ShareError:
    """Somebody has the file open; `lock` is what Office laid beside it."""
    remedy = say("forms.open_lock_remedy", lock=lock) if lock else say("forms.open_remedy")
    return ShareError(say("forms.open", path=path), remedy)


def cannot_write(path: Path, error: OSError) -> ShareError:
    """The share refused a file, and why."""
    reason = share.reason_of(error)
    return ShareError(say("forms.cannot_write", path=path, reason=reason), say("forms.cannot_write_remedy"))
