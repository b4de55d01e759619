"""A share that answers late: every open, stat and listing below a folder waits first.

Python imports this at its start where the folder of this file is on PYTHONPATH, in worker processes as well.
BPKIT_SLOW_FOLDER is the share, BPKIT_SLOW_MS how late it answers; BPKIT_SLOW_COUNT names a file that gets a
letter for every call: o(pen), s(tat), l(isting).

Covered is what Python code asks through `open`, `io.open`, `os.open`, `os.stat`, `os.lstat`, `os.scandir`,
`os.listdir` and `DirEntry.stat`, and so pathlib, zipfile, shutil and os.walk. Not covered is what a library
in C opens by its name (lxml, PDFium, SQLite), what is read from a file that is open, renaming and removing.
"""

from __future__ import annotations

import builtins
import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


class SlowEntry:
    """An entry of a listing, whose status is one more question to the share."""

    def __init__(self, entry: os.DirEntry[Any], wait: Callable[[str], None]) -> None:
        self._entry, self._wait = entry, wait

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """As of any entry, but late."""
        self._wait("s")
        return self._entry.stat(follow_symlinks=follow_symlinks)

    def __getattr__(self, name: str) -> object:
        return getattr(self._entry, name)

    def __fspath__(self) -> Any:
        return self._entry.path


class SlowListing:
    """A listing of a folder."""

    def __init__(self, listing: Any, wait: Callable[[str], None]) -> None:
        self._listing, self._wait = listing, wait

    def __iter__(self) -> Iterator[SlowEntry]:
        return self

    def __next__(self) -> SlowEntry:
        return SlowEntry(next(self._listing), self._wait)

    def __enter__(self) -> SlowListing:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """The share is asked no more."""
        self._listing.close()


def install(folder: str, wait: Callable[[str], None]) -> None:
    """Let `wait` come before every call about something below the folder; it is told which kind of call."""
    share = os.path.realpath(folder)
    here = Path.cwd()
    asking = threading.local()  # `open` asks through `os.open` where it is told to: one question

    def concerns(path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False  # a descriptor
        name = str(here / os.fsdecode(path))
        return name == share or name.startswith(share + os.sep)

    def slow(module: Any, name: str, kind: str) -> None:
        function = getattr(module, name)

        def late(path: Any = ".", *arguments: Any, **options: Any) -> Any:
            if getattr(asking, "now", False) or not concerns(path):
                return function(path, *arguments, **options)
            wait(kind)
            asking.now = True
            try:
                answer = function(path, *arguments, **options)
            finally:
                asking.now = False
            return SlowListing(answer, wait) if name == "scandir" else answer

        # So that it can be sent to a worker process by its name, as the original can.
        late.__module__, late.__qualname__ = module.__name__, name
        setattr(module, name, late)

    for name, kind in (("stat", "s"), ("lstat", "s"), ("scandir", "l"), ("listdir", "l"), ("open", "o")):
        slow(os, name, kind)
    slow(io, "open", "o")
    builtins.open = io.open


def waiting(seconds: float, count: str) -> Callable[[str], None]:
    """Waits, and writes a letter for every call, so that processes that are killed are counted as well."""
    tally = os.open(count, os.O_WRONLY | os.O_APPEND | os.O_CREAT) if count else None

    def wait(kind: str) -> None:
        if tally is not None:
            os.write(tally, kind.encode())
        if seconds:
            time.sleep(seconds)

    return wait


if share := os.environ.get("BPKIT_SLOW_FOLDER"):
    late_by = float(os.environ.get("BPKIT_SLOW_MS", "0")) / 1000
    install(share, waiting(late_by, os.environ.get("BPKIT_SLOW_COUNT", "")))
