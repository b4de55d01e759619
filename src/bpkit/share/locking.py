"""Who works on a share: one bpkit at a time, known by name, and never stuck behind one that is gone.

Two things make the lock, for no share keeps both promises everywhere. The system's own lock on `.bpkit/lock`
falls by itself when a process dies, and holds between the processes of one computer on every disk; over SMB
and NFS it may or may not reach other computers. `.bpkit/lock.json` says who works there: computer, process,
user, since when. It is made by an open that fails where the file is (`O_EXCL`), which servers of SMB and of
NFS since version 3 decide, and no cache of a client. Neither links nor renamings are relied on.

Whoever holds the system's lock and finds a name from his own computer knows that this one is dead. A name
from another computer is believed, until it is older than any run.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from .. import share
from ..errors import LockedError, ShareError
from ..wording import printable, say
from .placing import unlinked
from .publishing import tidy
from .run_log import logged

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK, HOLDER = "lock", "lock.json"
ABANDONED = 12 * 3600.0  # seconds: no run takes so long; who lost power is still away the next night
TRIES, PAUSE = 10, 0.1  # how often, and after how many seconds, a name is looked at that is being written
_LARGEST = 4096  # bytes of a name


class Holder(Struct, frozen=True):
    """Who works on a share."""

    host: str = ""
    process: int = 0
    user: str = ""
    since: str = ""

    @property
    def words(self) -> str:
        """The holder as people are told of him."""
        unknown = say("run.lock_unknown")
        who = self.host or unknown, self.process or unknown, self.user or unknown, self.since or unknown
        return say("run.lock_holder", **dict(zip(("host", "process", "user", "since"), who, strict=True)))


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the lock of a share, or of the folder that forms are written to.

    Raises:
        LockedError: another bpkit works there; it is named.
        ShareError: the share is not there, or can't be written.
    """
    with ExitStack() as stack:
        try:
            folder = _own_folder(root)
            stack.enter_context(held(root, folder / LOCK, folder / HOLDER))
        except OSError as error:
            raise ShareError(say("run.unwritable", path=root), say("run.unwritable_remedy")) from error
        tidy(root)
        with logged(root):
            yield


@contextmanager
def held(place: Path, lock: Path, holder: Path, *, leaves: bool = True) -> Iterator[None]:
    """Hold the lock on a place by these two files; `leaves` says whether the first one stays there.

    Raises:
        LockedError: another bpkit holds it; it is named.
        OSError: the files can't be read or written.
    """
    taken = _taken(lock, holder, place)
    try:
        _sign(holder, lock, place, alone=taken is not None)
    except BaseException:
        _release(taken)
        raise
    try:
        yield
    finally:
        _unsign(holder)
        if not leaves and os.name == "posix":  # while it is ours: nobody else may have opened it since
            _take_away(lock)
        _release(taken)
        if not leaves and os.name != "posix":  # where nothing is deleted that is open
            _take_away(lock)


def made_folder(output: Path | None) -> Path | None:
    """The folder that `--output` names, which may be new.

    Raises:
        ShareError: it can't be made.
    """
    try:
        if output:
            output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ShareError(say("run.unwritable", path=output), say("run.unwritable_remedy")) from error
    return output


def _own_folder(root: Path) -> Path:
    """bpkit's own folder. A share that went away is not made anew under the place where it was."""
    folder = root / ".bpkit"
    share.make_folder(folder)
    if not stat.S_ISDIR(folder.lstat().st_mode):
        # What bpkit notes there would be written wherever a link leads.
        raise ShareError(say("run.own_folder", path=folder), say("run.own_folder_remedy"))
    return folder


def _taken(file: Path, holder: Path, place: Path) -> BaseFileLock | None:
    """The system's lock; None on a share that has none, where the name alone holds."""
    from filelock import FileLock, Timeout

    with suppress(FileNotFoundError):
        if not stat.S_ISREG(file.lstat().st_mode):  # what a link leads to would be emptied
            file.unlink()
    lock = FileLock(file, mode=0o666)  # the next run may be another user's
    try:
        for last in (False, True):
            try:
                lock.acquire(timeout=0)
            except Timeout as error:
                # The library also waits where opening fails: that is the share's trouble, and no other bpkit.
                os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o666))
                if last:
                    raise _held(place, _named(holder), holder, here=True) from error
            else:
                if last or os.path.lexists(file):
                    break
                lock.release()  # the one before took it away between our opening it and its being ours
    except NotImplementedError:
        return None
    return lock


def _release(lock: BaseFileLock | None) -> None:
    if lock is not None:
        with suppress(OSError):  # it falls with the process
            lock.release()


def _take_away(lock: Path) -> None:
    with suppress(OSError):
        lock.unlink(missing_ok=True)


def _sign(file: Path, lock: Path, place: Path, *, alone: bool) -> None:
    """Put our name there, or take the place of one who is gone, and say so.

    `alone` says that the system knows of no other bpkit on this computer.
    """
    for attempt in range(2 * TRIES):
        if _written(file):
            return
        found = _named(file)
        if found is None:
            continue  # gone meanwhile
        here = found.host == _host()
        is_gone = here and (alone or not _lives(found.process))
        if found.host and not is_gone and _age(file, lock) < ABANDONED:
            raise _held(place, found, file, here=here)
        if not found.host and attempt < TRIES:  # just being written, or by one who was killed in the midst
            time.sleep(PAUSE)
            continue
        _say_taken_over(place, found)
        if _named(file) == found:
            file.unlink(missing_ok=True)
    if not _written(file):
        raise _held(place, _named(file), file, here=False)


def _written(file: Path) -> bool:
    """Whether our name is there now; False where one is there already."""
    never = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_BINARY"))
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | never, 0o666)
    except FileExistsError:
        return False
    try:
        data = msgspec.json.encode(_me()) + b"\n"
        while data:
            data = data[os.write(handle, data) :]
    except OSError:
        with suppress(OSError):
            file.unlink()
        raise
    finally:
        os.close(handle)
    share.as_its_folder(file)
    return True


def _named(file: Path) -> Holder | None:
    """Whose name is there; one without a host where it can't be made out, None where there is none."""
    try:
        data = share.read(file, _LARGEST) if share.exists(file) else None
    except (share.TooLargeError, share.SpecialFileError):
        return Holder()
    if data is None:
        return None
    try:
        return msgspec.convert(json.loads(data), Holder)
    except (ValueError, RecursionError):
        return Holder()


def _unsign(file: Path) -> None:
    """Take our name away. Where that fails, the next run on this computer knows that we are gone."""
    try:
        found = _named(file)
        ours = found is None or (found.host, found.process) == (_host(), os.getpid())
    except OSError:
        ours = True  # of those few moments nobody can say; it was ours when we came
    if ours and not unlinked(file):
        sys.stderr.write(printable(say("run.lock_left", file=file)) + "\n")


def _lives(process: int) -> bool:
    """Whether there is such a process on this computer; where nobody can ask, there is."""
    if os.name != "posix" or process <= 0:
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's
        return True
    return True


def _age(file: Path, clock: Path) -> float:
    """Seconds since the name was written, by the share's own clock where it tells."""
    try:
        written = file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
    now = time.time()
    with suppress(OSError):
        os.utime(clock)
        now = clock.stat().st_mtime
    return now - written


def _me() -> Holder:
    import getpass

    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        user = ""
    return Holder(_host(), os.getpid(), user, datetime.now().astimezone().isoformat(timespec="seconds"))


def _host() -> str:
    import socket

    return socket.gethostname() or "localhost"


def _held(place: Path, holder: Holder | None, file: Path, *, here: bool) -> LockedError:
    who = (holder or Holder()).words
    remedy = say("run.locked_remedy") if here else say("run.lock_elsewhere", file=file)
    return LockedError(say("run.locked", path=place, who=who), remedy)


def _say_taken_over(place: Path, holder: Holder) -> None:
    sys.stderr.write(printable(say("run.lock_taken_over", path=place, who=holder.words)) + "\n")
