"""A disk whose operations are counted, and of which one can be made to fail, to stop the process, or to wait.

It stands where Python hands over to the system: opening, reading, asking, listing, writing and renaming below
the watched folders. What a process does elsewhere is not its business.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WRITING = frozenset(
    "open+ write fsync mkdir unlink rmdir rename replace link exchange chmod chown truncate".split()
)
READING = frozenset("open read stat lstat fstat scandir readdir readlink lock".split())


@dataclass(frozen=True)
class Operation:
    """One thing that was asked of the disk: its number in the run, what it was, and the file or folder."""

    number: int
    name: str
    path: str

    @property
    def writes(self) -> bool:
        """Whether it was to change something."""
        return self.name in WRITING


Trouble = Callable[[Operation], None]  # what happens before an operation; it may raise or never return


@dataclass(frozen=True)
class Fails:
    """An error at one operation: once, at every later one on the same path, or at every later one."""

    number: int
    error: int
    how: str = "once"  # once, path, on
    path: str = ""

    def __call__(self, operation: Operation) -> None:
        """Raise where it is this operation's turn."""
        due = operation.number == self.number
        if self.how != "once" and operation.number > self.number:
            due = self.how == "on" or operation.path == self.path
        if due:
            raise OSError(self.error, os.strerror(self.error), operation.path)


@dataclass(frozen=True)
class Stops:
    """The process ends at one operation, as one that is killed: nothing is tidied, nothing is flushed."""

    number: int

    def __call__(self, operation: Operation) -> None:
        """End where it is this operation's turn."""
        if operation.number == self.number:
            os._exit(KILLED)


@dataclass(frozen=True)
class Meets:
    """Something else happens, as somebody who saves a file, right before one operation."""

    number: int
    happens: Callable[[], object]

    def __call__(self, operation: Operation) -> None:
        """Let it happen where it is this operation's turn."""
        if operation.number == self.number:
            self.happens()


KILLED = 137


def no_trouble(_: Operation) -> None:
    """Nothing happens."""


@dataclass
class Disk:
    """What is asked below the watched folders; `trouble` is called before every operation."""

    roots: Sequence[Path]
    trouble: Trouble = no_trouble
    knows_exchange: bool = True  # whether names can be exchanged in one step: Linux, on its own disks
    order: Callable[[list[Any]], list[Any]] = list  # in which order a folder is listed
    done: list[Operation] = field(default_factory=list)
    _handles: dict[int, str] = field(default_factory=dict)
    _asleep: bool = False

    def asked(self, name: str, path: str) -> None:
        """An operation is about to be done. Raises OSError where it fails."""
        if self._asleep or not self._watched(path):
            return
        operation = Operation(len(self.done) + 1, name, path)
        self.done.append(operation)
        self._asleep = True  # what the trouble itself does is not counted
        try:
            self.trouble(operation)
        finally:
            self._asleep = False

    def install(self) -> None:
        """Stand in for the system in this process, for good."""
        for name, paths in _PATHS.items():
            setattr(os, name, self._by_path(getattr(os, name), name, paths))
        for name in ("fsync", "fstat", "read", "ftruncate", "fchmod"):
            setattr(os, name, self._by_handle(getattr(os, name), name))
        os.open = self._opener(os.open)
        os.write = self._writer(os.write)
        os.close = self._closer(os.close)  # type: ignore[assignment]
        os.scandir = self._scanner(os.scandir)
        io.open = builtins.open = self._file_opener
        sqlite3.connect = self._connector(sqlite3.connect)
        setattr(shutil, "_USE_CP_SENDFILE", False)  # noqa: B010 - which copies without reading or writing
        self._install_locks()
        self._install_exchange()

    def _watched(self, path: str) -> bool:
        return any(path == str(root) or path.startswith(f"{root}{os.sep}") for root in self.roots)

    def _name(self, path: Any, folder: int | None = None) -> str:
        if isinstance(path, int):
            return self._handles.get(path, "")
        text = os.fsdecode(os.fspath(path))
        if folder is not None:
            return os.path.join(self._handles.get(folder, "/"), text)  # noqa: PTH118
        return text if text.startswith(os.sep) else os.path.join(os.getcwd(), text)  # noqa: PTH118, PTH109

    def _by_path(self, real: Callable[..., Any], name: str, paths: int) -> Callable[..., Any]:
        called = "unlink" if name == "remove" else name

        def call(*given: Any, **named: Any) -> Any:
            folder = named.get("dir_fd", named.get("src_dir_fd"))
            asked = "lstat" if name == "stat" and not named.get("follow_symlinks", True) else called
            for path in given[:paths]:
                if self._watched(where := self._name(path, folder)):
                    self.asked(asked, where)
                    break
            return real(*given, **named)

        return call

    def _by_handle(self, real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(handle: int, *given: Any) -> Any:
            self.asked({"ftruncate": "truncate", "fchmod": "chmod"}.get(name, name), self._name(handle))
            return real(handle, *given)

        return call

    def _opener(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            where = self._name(path, dir_fd)
            self.asked("open+" if flags & (os.O_CREAT | os.O_TRUNC) else "open", where)
            handle = real(path, flags, mode, dir_fd=dir_fd)
            self._handles[handle] = where
            return handle

        return call

    def _writer(self, real: Callable[[int, Any], int]) -> Callable[[int, Any], int]:
        def call(handle: int, data: Any) -> int:
            where = self._name(handle)
            self.asked("write", where)
            if self._watched(where) and len(data) > 1:  # a disk that is full takes a part
                first = real(handle, bytes(data)[: len(data) // 2])
                try:
                    self.asked("write", where)
                except OSError:
                    return first
                return first + real(handle, bytes(data)[first:])
            return real(handle, data)

        return call

    def _closer(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def call(handle: int) -> None:
            self._handles.pop(handle, None)
            real(handle)

        return call

    def _scanner(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any = ".") -> Any:
            where = self._name(path)
            self.asked("scandir", where)
            return _Listing(self, real(path), where) if self._watched(where) else real(path)

        return call

    def _file_opener(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        where = self._name(file)
        if not self._watched(where):
            return _OPEN(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = _File(self, where, file, mode.replace("b", "").replace("t", ""), closefd, opener)
        if buffering == 0:
            return raw
        kind = io.BufferedRandom if "+" in mode else io.BufferedReader if "r" in mode else io.BufferedWriter
        buffered = kind(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)

    def _connector(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """SQLite asks the disk by itself: what can be stopped is one of its statements."""

        def connect(file: Any, *given: Any, **named: Any) -> Any:
            connection = real(file, *given, **named)
            where = os.fspath(file)
            connection.set_trace_callback(lambda _: self.asked("sql", where))
            return connection

        return connect

    def _install_locks(self) -> None:
        try:
            import fcntl
        except ImportError:
            return
        fcntl.flock = self._by_handle(fcntl.flock, "lock")

    def _install_exchange(self) -> None:
        from bpkit.share import placing

        real = placing._rename_as() if self.knows_exchange else None

        def rename(old: bytes, new: bytes, how: int) -> int:
            try:
                self.asked("exchange" if how == 2 else "rename", os.fsdecode(new))
            except OSError as error:
                return error.errno or errno.EIO
            return real(old, new, how) if real else errno.ENOSYS

        placing._rename_as = lambda: rename if real else None  # type: ignore[assignment]


_OPEN = io.open
# How many of the first arguments are paths.
_PATHS = {
    **dict.fromkeys(("stat", "lstat", "mkdir", "unlink", "remove", "rmdir", "readlink", "listdir"), 1),
    **dict.fromkeys(("chmod", "chown", "utime", "truncate"), 1),
    **dict.fromkeys(("rename", "replace", "link"), 2),
}


class _File(io.FileIO):
    """An open file of the disk."""

    def __init__(self, disk: Disk, where: str, file: Any, mode: str, closefd: bool, opener: Any) -> None:
        self._disk, self._where = disk, where
        if not isinstance(file, int) and opener is None:
            disk.asked("open" if mode == "r" else "open+", where)
        super().__init__(file, mode, closefd, opener)
        disk._handles[self.fileno()] = where

    def readinto(self, buffer: Any) -> int | None:
        self._disk.asked("read", self._where)
        return super().readinto(buffer)

    def readall(self) -> bytes:
        self._disk.asked("read", self._where)
        return super().readall()

    def read(self, size: int | None = -1) -> bytes:
        self._disk.asked("read", self._where)
        return super().read(-1 if size is None else size)

    def write(self, data: Any) -> int:
        self._disk.asked("write", self._where)
        whole = bytes(data)
        first = super().write(whole[: len(whole) // 2]) or 0
        try:
            self._disk.asked("write", self._where)
        except OSError:  # as a disk that is full: it takes a part, and the error comes with the next piece
            if first:
                return first
            raise
        return first + (super().write(whole[first:]) or 0)

    def close(self) -> None:
        if not self.closed:
            self._disk._handles.pop(self.fileno(), None)
        super().close()


class _Listing:
    """A folder as it is listed, in the order that the disk likes."""

    def __init__(self, disk: Disk, real: Any, where: str) -> None:
        self._disk, self._real, self._where = disk, real, where
        self._entries: Iterator[Any] | None = None

    def __enter__(self) -> _Listing:
        return self

    def __exit__(self, *_: object) -> None:
        self._real.close()

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if self._entries is None:
            self._disk.asked("readdir", self._where)
            self._entries = iter(self._disk.order([_Entry(self._disk, one) for one in self._real]))
        return next(self._entries)

    def close(self) -> None:
        self._real.close()


class _Entry:
    """One name in a listing; what it is comes with the name, all else is asked for."""

    def __init__(self, disk: Disk, real: os.DirEntry[str]) -> None:
        self._disk, self._real = disk, real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __fspath__(self) -> str:
        return self._real.path

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        self._disk.asked("stat" if follow_symlinks else "lstat", self._disk._name(self._real.path))
        return self._real.stat(follow_symlinks=follow_symlinks)
