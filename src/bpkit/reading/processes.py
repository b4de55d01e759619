"""Processes of our own, in which libraries read what may take memory or time without end: how one is started,
ended in time and talked to.
"""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import IO

LENGTH = struct.Struct(">Q")  # of what follows, before each message


def started(serving: str) -> subprocess.Popen[bytes]:
    """A Python that runs this, its input and output ours.

    Raises:
        OSError: none can be started.
    """
    # -P: a share may hold a json.py, and is often where people stand.
    command = [sys.executable, "-P", "-c", serving]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 - Python itself
        command, stdin=pipe, stdout=pipe, stderr=null, creationflags=flags
    )


@contextmanager
def killed_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[Timer]:
    """Kill the process unless what is done here ends before; the timer is alive until then."""
    timer = Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield timer
    finally:
        timer.cancel()


def put(stream: IO[bytes] | None, data: bytes) -> None:
    """Send so many bytes, their number first.

    Raises:
        OSError, EOFError: the other process is gone.
    """
    if stream is None:
        raise EOFError
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def get(stream: IO[bytes] | None) -> bytes:
    """Receive what `put` sent.

    Raises:
        struct.error, EOFError: the other process is gone.
    """
    if stream is None:
        raise EOFError
    (length,) = LENGTH.unpack(stream.read(LENGTH.size))
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def limit_memory(most: int) -> None:
    """Let this process take no more than so many bytes; Windows has no such limit of its own."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (most, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def end_after(seconds: int) -> None:
    """Let this process end by then, where nobody may be left to end it; 0 takes that back. Not on Windows."""
    import signal

    if hasattr(signal, "alarm"):
        signal.alarm(seconds)
