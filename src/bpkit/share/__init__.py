"""Reads files and folders of the share: with a few tries, within limits, and never a pipe or a device.

A share drops out for a moment, a file lies only in the cloud, another program holds it: none of that is the
file's fault. Whoever reads goes through here, so that every `OSError` gets the same tries and the same name.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from msgspec import Struct, field

from .. import limits
from ..model.problems import Kind, Problem

PAUSES = (0.1, 0.3, 0.6)  # seconds before the second, third and fourth try of one file or folder
PATIENCE = 5.0  # seconds that a whole run waits: on a share that is gone, 300 files must not take minutes

# Python gives many errors of Windows one `errno`: a share that is gone is ENOENT, a drive that is not ready
# EACCES. These numbers of Windows alone mean what the name says.
_MISSING = frozenset((None, 2, 3, 161, 267))
_DENIED = frozenset((None, 5, 65))
_HELD = frozenset((32, 33))  # another program has the file, or a part of it, for itself
# What OneDrive and its kin answer for a file that is not on this computer.
_CLOUD = frozenset((*range(358, 405), 1920))
_BUSY = frozenset((errno.EBUSY, errno.EAGAIN, errno.ETXTBSY, errno.EDEADLK))
_ABSENT = frozenset((errno.ENOENT, errno.ENOTDIR))

AT_ONCE = 16  # files of a slow share that are open at the same time
ASKED_AT_ONCE = 128  # questions that it is asked at the same time
_PROBE = 4  # questions that tell whether it is slow
_SLOW = 0.002  # seconds for one of them; a local disk takes some hundredths of a thousandth

S = TypeVar("S")
T = TypeVar("T")


class TooLargeError(OSError):
    """The file is larger than anything that is read whole."""


class SpecialFileError(OSError):
    """A pipe, a socket or a device, which could wait for ever or never end; or a folder."""


class _Patience:
    """How long this run may still wait for the share, over all files and threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spent = 0.0

    def wait(self, seconds: float) -> bool:
        """Wait, or say that there was waiting enough."""
        with self._lock:
            if self._spent + seconds > PATIENCE:
                return False
            self._spent += seconds
        time.sleep(seconds)
        return True


_patience = _Patience()


class SeenFile(Struct, frozen=True, gc=False):
    """What tells whether a file changed, in a quarter of the memory that `os.stat_result` takes."""

    st_size: int
    st_mtime_ns: int
    st_ctime_ns: int


class Seen(Struct):
    """What the share answered a moment ago, by paths; whoever takes it out need not ask again."""

    files: dict[str, SeenFile] = field(default_factory=dict)
    folders: dict[str, list[os.DirEntry[str]]] = field(default_factory=dict)

    def take_folders(self, root: Path) -> dict[str, list[os.DirEntry[str]]]:
        """Take out the listings of a folder and of all below it."""
        name = os.fspath(root)
        below = name.rstrip(os.sep) + os.sep
        inside = [folder for folder in self.folders if folder == name or folder.startswith(below)]
        return {folder: self.folders.pop(folder) for folder in inside}

    def look(self, folder: Path) -> bool:
        """List a folder for whoever asks for it in a moment; false where it can't be, as he will say."""
        name = os.path.abspath(folder)  # noqa: PTH100 - follows no links
        if name not in self.folders and (found := _timed(partial(entries_now, name))) is not None:
            self.folders[name] = found
        return name in self.folders

    def only(self, folder: Path) -> Seen:
        """The listing of this folder alone, which stays when it is taken out here."""
        name = os.fspath(folder)
        return Seen(folders={name: self.folders[name]} if name in self.folders else {})

    def has_file(self, path: Path) -> bool:
        """Whether a listing told of an ordinary file of this name, and no link."""
        found = self.folders.get(os.fspath(path.parent), ())
        return any(entry.name == path.name and entry.is_file(follow_symlinks=False) for entry in found)

    def lacks(self, path: Path) -> bool:
        """Whether a listing told that there is nothing of this name, or of a folder that it would lie in."""
        if ".." in path.parts:  # which no listing tells of, and which leads elsewhere behind a link
            return False
        for one in (path, *path.parents):
            # Nothing is told by a folder without entries: one that is full of a site's pages counts as empty.
            if found := self.folders.get(os.fspath(one.parent)):
                return all(entry.name.casefold() != one.name.casefold() for entry in found)
        return False


class _Pace:
    """How long the last questions took that were asked one by one."""

    def __init__(self) -> None:
        self._last: deque[float] = deque([0.0] * _PROBE, maxlen=_PROBE)

    def took(self, seconds: float) -> None:
        """One more question was answered."""
        self._last.append(seconds)

    @property
    def late(self) -> bool:
        """Whether most of them kept one waiting: a single one says nothing on a busy machine."""
        return sorted(self._last)[1] >= _SLOW


_pace = _Pace()


class _Waited(threading.local):
    """Seconds that this thread spent on opening files, and on reading those that are read whole."""

    seconds = 0.0


waited = _Waited()


def kind_of(error: OSError) -> Kind:
    """Whose trouble an error at reading is: the share's, unless it is known to be another's."""
    if isinstance(error, TooLargeError | SpecialFileError):
        return Kind.UNSAFE
    if error.errno == errno.ELOOP:  # links that lead in a circle lead nowhere tomorrow either
        return Kind.BROKEN
    if isinstance(error, PermissionError) and _windows_code(error) in _DENIED:
        return Kind.NO_PERMISSION
    return Kind.UNREACHABLE


def damage_of(error: OSError, path: Path, *, folder: bool = False) -> Problem:
    """The damage that this error is; its variant says why.

    `folder`, or of a file `open` (elsewhere), `cloud`, `gone`, `large`, `special`, or nothing more.
    """
    kind = kind_of(error)
    found = f"{error.args[1]}" if isinstance(error, TooLargeError) else ""
    variant = "" if kind is Kind.BROKEN else "folder" if folder else _why(error)
    return Problem(path, found=found, variant=variant, kind=kind, detail=str(error))


_SAID = {errno.ENOSPC: "full", errno.EROFS: "read_only"}


def reason_of(error: OSError) -> str:
    """Why the system refused, in the language of the run; in its own words where there are none of ours."""
    from ..wording import say

    why = "absent" if _is_absent(error) else _SAID.get(error.errno or 0, "")
    why = why or ("no_permission" if kind_of(error) is Kind.NO_PERMISSION else _why(error))
    return say(f"run.why_{why}") if why else error.strerror or type(error).__name__


def attempt(read: Callable[[], T]) -> T:
    """What `read` gives, after a few tries with growing pauses.

    Raises:
        OSError: it fails for good, or the last try failed as well.
    """
    for pause in PAUSES:
        try:
            return read()
        except OSError as error:
            if kind_of(error) is not Kind.UNREACHABLE or not _patience.wait(pause):
                raise
    return read()


def read(path: Path, most: int = limits.FILE) -> bytes:
    """The bytes of a file of at most `most` bytes.

    Raises:
        OSError: what `kind_of` tells the kind of.
    """

    def whole() -> bytes:
        begun = time.perf_counter()
        try:
            with _timed(lambda: _open(path, most)) as file:
                return file.read()
        finally:
            waited.seconds += time.perf_counter() - begun

    return attempt(whole)


@contextmanager
def opened(path: Path, most: int = limits.FILE) -> Iterator[BinaryIO]:
    """A file to be read piece by piece; no try is repeated here, but around the whole work (`attempt`).

    Raises:
        OSError: as `read`, at any piece.
    """
    begun = time.perf_counter()
    with _open(path, most) as file:
        waited.seconds += time.perf_counter() - begun
        yield file


def digest_of(file: Path) -> str:
    """The SHA-256 of a file of any size, read piece by piece.

    Raises:
        OSError: it can't be read.
    """
    digest = sha256()
    with opened(file, limits.MEDIUM) as source:
        while piece := source.read(limits.MIB):
            digest.update(piece)
    return digest.hexdigest()


def entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in a folder, sorted by name.

    Raises:
        OSError: it can't be listed to its end.
    """

    return attempt(lambda: _timed(lambda: _scanned(folder)))


def entries_now(folder: str) -> list[os.DirEntry[str]] | None:
    """The same at the first try, for whoever only looks ahead; None where that fails."""
    try:
        return _scanned(folder)
    except OSError:
        return None


def _scanned(folder: Path | str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return sorted(found, key=lambda entry: entry.name)


def each(work: Callable[[S], T], items: Sequence[S], *, asks: bool = False) -> Iterator[T]:
    """The work, mostly waiting, on every item, in order: several at once where the share is slow.

    The first few tell whether it is; none where that is known and the work on each `asks` the share. What
    these say of its pace holds for the questions after them as well.
    """
    probe = 0 if asks and is_late() else _PROBE
    begun = time.perf_counter()
    for item in items[:probe]:
        yield _timed(partial(work, item)) if asks else work(item)
    rest = items[probe:]
    if not rest or (probe and time.perf_counter() - begun < _SLOW * probe):
        yield from map(work, rest)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
        yield from pool.map(work, rest)


def both(first: Callable[[], S], second: Callable[[], T]) -> tuple[S, T]:
    """What two give that ask the share and need nothing of each other: at the same time where it is slow."""
    if not is_late():
        return first(), second()
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(second)
        return first(), other.result()


def is_late() -> bool:
    """Whether the share kept one waiting when it was last asked."""
    return _pace.late


def _timed(ask: Callable[[], T]) -> T:
    """What a single question to the share gives, and how long it took noted."""
    begun = time.perf_counter()
    try:
        return ask()
    finally:
        _pace.took(time.perf_counter() - begun)


def mode_of(path: Path, seen: Seen | None = None, *, of_link: bool = False) -> int | None:
    """The mode of a file or folder, or `of_link` itself; None where there is none of that name.

    A share that drops out says of everything that it is not there, and a name that is listed all the same is
    not gone: nobody's settings, waivers or forms may be passed over for that. In `seen` may be what it listed
    a moment ago.

    Raises:
        OSError: nobody can say at the moment.
    """

    def look() -> int | None:
        try:
            return _timed(path.lstat if of_link else path.stat).st_mode
        except OSError as error:
            if not _is_absent(error):
                raise
            if is_listed(path, seen):
                raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), str(path)) from error
            return None

    return attempt(look)


def is_listed(path: Path, seen: Seen | None = None) -> bool:
    """Whether its folder lists this name. Who may not list a folder has the word of the share alone.

    That a name is not listed is taken from `seen` as well, and what is listed goes there.

    Raises:
        OSError: the folder can't be listed at the moment; so too where it is listed and not there.
    """
    folder, name = os.fspath(path.parent), path.name
    if seen and folder in seen.folders and name not in [entry.name for entry in seen.folders[folder]]:
        return False
    try:
        found = _scanned(folder)
        if seen:
            seen.folders[folder] = found
        return name in [entry.name for entry in found]
    except OSError as error:
        if isinstance(error, NotADirectoryError) or kind_of(error) is Kind.NO_PERMISSION:
            return False
        if _is_absent(error) and (path.parent == path or not is_listed(path.parent)):
            return False
        raise


def exists(path: Path) -> bool:
    """Whether there is anything of that name. Raises OSError as `mode_of`."""
    return mode_of(path) is not None


def is_file(path: Path) -> bool:
    """Whether it is a file; a link that leads nowhere is none. Raises OSError as `mode_of`."""
    return _is(path, stat.S_ISREG)


def is_folder(path: Path) -> bool:
    """Whether it is a folder; a link that leads nowhere is none. Raises OSError as `mode_of`."""
    return _is(path, stat.S_ISDIR)


def _is(path: Path, kind: Callable[[int], bool]) -> bool:
    try:
        mode = mode_of(path)
    except OSError:
        if path.is_symlink():
            return False
        raise
    return mode is not None and kind(mode)


def is_within(path: Path, folder: Path) -> bool:
    """Whether what a path leads to lies in this folder or below it; links in a circle lead nowhere.

    Raises:
        OSError: nobody can say at the moment. A link whose target is not asked for counts as its own place,
            and what it leads to would be read.
    """

    def look() -> bool:
        try:
            return _target(path).is_relative_to(_target(folder))
        except RuntimeError:  # how Python before 3.13 tells of a circle
            return True
        except OSError as error:
            if error.errno == errno.ELOOP:
                return True
            raise

    return attempt(look)


def _target(path: Path) -> Path:
    """Where a path leads. Raises OSError where a part of it can't be asked for."""
    if os.name == "nt":  # where shares of some kinds can't tell a path's last name, and so refuse `strict`
        return path.resolve()
    try:
        return path.resolve(strict=True)
    except OSError as error:
        if not _is_absent(error) or _answers(path):  # it is there, and a part of its way is not
            raise
        return path.resolve()


def _answers(path: Path) -> bool:
    """Whether the share tells anything of what a path leads to."""
    with suppress(OSError):
        return bool(path.stat())
    return False


def make_folder(folder: Path) -> None:
    """Make a folder, where there is none, with the group and the rights of the one it lies in.

    Raises:
        OSError: it can't be made; so too where the folder above is not there.
    """
    try:
        folder.mkdir()
    except FileExistsError:
        return
    as_its_folder(folder)


def as_its_folder(made: Path) -> None:
    """Give what bpkit made the group and the rights that its folder has, whatever this user's `umask` is.

    Two people of one group work on a share; what one of them makes the other must be able to write.
    """
    if os.name != "posix":
        return
    with suppress(OSError):  # another user's, or a share without rights of its own
        above, own = made.parent.stat(), made.stat()
        given = stat.S_IMODE(above.st_mode) & (0o2777 if stat.S_ISDIR(own.st_mode) else 0o666)
        if own.st_gid != above.st_gid:
            os.chown(made, -1, above.st_gid)
        if stat.S_IMODE(own.st_mode) != given:
            made.chmod(given)


def is_ordinary(mode: int) -> bool:
    """Whether it is a file or a folder, and no pipe, socket or device."""
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


class Stream:
    """An open file in which a wrong place is the content's fault: ValueError, and no trouble of the share.

    A damaged head of a medium sends its reader to places before the beginning or beyond any disk.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """As a file's; raises ValueError where there can be no such place."""
        try:
            return self._file.seek(offset, whence)
        except OSError as error:
            if error.errno == errno.EINVAL:
                raise ValueError(f"no place {offset} in the file") from error
            raise

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def stream(file: BinaryIO) -> BinaryIO:
    """The file as a `Stream`."""
    return cast("BinaryIO", Stream(file))


def _open(path: Path, most: int) -> BinaryIO:
    """An ordinary file, opened with one question to the share, and looked at only then."""
    try:
        file = io.open(path, "rb", opener=_without_waiting)  # noqa: SIM115, UP020 - `open` as of a path
    except OSError:
        _refuse(path.stat(), path, most)  # whose error has, on Windows, the number that tells why
        raise
    try:
        _refuse(os.fstat(file.fileno()), path, most)
    except BaseException:
        file.close()
        raise
    return file


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes into is open at once, and can be looked at."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse(facts: os.stat_result, path: Path, most: int) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise SpecialFileError(errno.ENXIO, "no ordinary file", str(path))
    if facts.st_size > most:
        raise TooLargeError(errno.EFBIG, f"{facts.st_size / limits.MIB:.0f} MiB", str(path))


def _why(error: OSError) -> str:
    if isinstance(error, TooLargeError):
        return "large"
    if isinstance(error, SpecialFileError):
        return "special"
    if is_held(error):
        return "open"
    windows = _windows_code(error)
    # Windows gives every error that it has no number for as EINVAL.
    if windows in _CLOUD or (error.errno == errno.EINVAL and windows in (None, 87)):
        return "cloud"
    return "gone" if _is_absent(error) else ""


def is_held(error: OSError) -> bool:
    """Whether another program has the file, or a part of it, for itself."""
    return _windows_code(error) in _HELD or error.errno in _BUSY


def _is_absent(error: OSError) -> bool:
    return error.errno in _ABSENT and _windows_code(error) in _MISSING


def _windows_code(error: OSError) -> int | None:
    return getattr(error, "winerror", None)
