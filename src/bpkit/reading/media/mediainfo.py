"""MediaInfo in a process of its own, which asks for the bytes that it needs; one process reads many files.

One changed byte in an MP4 lets MediaInfo 24.12 search without end, and nothing in a run may hang or die of
one file. The process never touches the share: whoever asks reads for it, with his own limits and tries.
"""

from __future__ import annotations

import atexit
import json
import os
import struct
import sys
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any

from ... import limits
from ..processes import LENGTH, end_after, get, killed_after, limit_memory, put, started
from .claims import Readable, piece

if TYPE_CHECKING:
    import subprocess

SECONDS = limits.MEDIA_SECONDS
_TO_START = 60.0  # seconds, where a virus scanner first looks at the library
MEMORY = limits.MEDIA_MEMORY
# Bytes that it may read. It needs under 1 MB of most files and 15 MB of a film in fragments; a film that was
# never closed says nothing in its head, and is read through.
LITTLE, THROUGH = 256 << 20, 1 << 30
# At once. Of a file that lies whole in the first piece MediaInfo takes the MP3 in an AVI for twice as long,
# and WAV with open sizes for endless; no recording of some seconds is as small as this.
_STEP, _LONG_STEP = 8 << 10, 512 << 10
_COST = 64  # a piece counts as so many bytes at least, for it may be empty
_ONE_AT_A_TIME = Lock()


class MediaInfoDiedError(Exception):
    """It came to no end with a file, or ended itself."""


def seconds(file: Readable, size: int, *, through: bool = False) -> float:
    """The length of the longest track; 0 where MediaInfo does not know it.

    Raises:
        ImportError: MediaInfo is not on this computer.
        MediaInfoDiedError: the file is damaged in such a way that it can't be read.
        OSError: the share's trouble.
    """
    with _ONE_AT_A_TIME:
        return _CHILD.ask(file, size, through=through)


def can_measure() -> bool:
    """Whether MediaInfo is on this computer; without it most kinds have no length."""
    try:
        return _library() is not None
    except ImportError:
        return False


class _MediaInfoProcess:
    """The process, started when the first recording is met that MediaInfo has to read."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._has_answered = False

    def ask(self, file: Readable, size: int, *, through: bool) -> float:
        """As `seconds`."""
        try:
            return self._asked(file, size, through)
        except (OSError, MediaInfoDiedError):
            self.end()  # it may still wait for an answer
            raise

    def _asked(self, file: Readable, size: int, through: bool) -> float:
        left = THROUGH if through else LITTLE
        end, step = 0, _STEP
        said = self._exchange(json.dumps({"size": size, "through": through}).encode())
        while said[:1] == b"?":
            (place,) = LENGTH.unpack(said[1:])
            step = min(2 * step, _LONG_STEP) if place == end else _STEP  # who reads on will read on
            data = piece(file, place, step) if left > 0 and place < size else b""
            end = place + len(data)
            left -= max(len(data), _COST)
            said = self._exchange(data)
        answer = json.loads(said[1:])
        if "missing" in answer:
            raise ImportError(answer["missing"])
        return float(answer["seconds"]) if left > 0 else 0.0

    def _exchange(self, data: bytes) -> bytes:
        """What is said to these bytes, unless it takes too long or the process dies of them."""
        process = self._running()
        try:
            with killed_after(SECONDS if self._has_answered else SECONDS + _TO_START, process):
                put(process.stdin, data)
                said = get(process.stdout)
        except (OSError, EOFError, struct.error) as error:
            raise MediaInfoDiedError(str(error) or type(error).__name__) from error
        self._has_answered = True
        return said

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            try:
                self._process = started(f"from {__name__} import serve; serve()")
            except OSError as error:
                raise ImportError(f"MediaInfo can't be started: {error}") from error
        return self._process

    def end(self) -> None:
        """Let the process go."""
        if self._process is not None:
            self._process.kill()
            with suppress(OSError):  # what was not yet sent
                self._process.communicate()
            self._process, self._has_answered = None, False


_CHILD = _MediaInfoProcess()
atexit.register(_CHILD.end)


# The other process ------------------------------------------------------------------------------------


def serve() -> None:
    """Measure what is asked for until nobody asks any more."""
    limit_memory(MEMORY)
    with suppress(struct.error, EOFError):
        while True:
            asked = json.loads(_next())
            answer = _measured(_Asked(asked["size"]), asked["through"])
            put(sys.stdout.buffer, b"=" + json.dumps(answer).encode())


def _next() -> bytes:
    """What comes next. Until it comes nothing is late; then nobody may be left to end this process."""
    end_after(0)
    data = get(sys.stdin.buffer)
    end_after(int(SECONDS + _TO_START))
    return data


def _measured(file: _Asked, through: bool) -> dict[str, Any]:
    try:
        found = _library().parse(file, parse_speed=1.0 if through else 0.0, buffer_size=_STEP)
    except ImportError as error:
        return {"missing": str(error)}
    except RuntimeError:
        return {"seconds": 0}
    # The whole of a transport stream begins before its film, by a second and more.
    streams = [_number(track.duration) for track in found.tracks if track.track_type in ("Audio", "Video")]
    whole = [_number(track.duration) for track in found.general_tracks]
    return {"seconds": (max(streams, default=0.0) or max(whole, default=0.0)) / 1000}


def _number(said: Any) -> float:
    """MediaInfo says numbers as such, as text, or not at all."""
    return float(said or 0)


def _library() -> Any:
    """MediaInfo with its library, of 15 MB."""
    from pymediainfo import MediaInfo

    if not MediaInfo.can_parse():
        raise ImportError("MediaInfo's library can't be loaded")
    return MediaInfo


class _Asked:
    """A file whose bytes are asked for, piece by piece."""

    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0
        self._start, self._piece = 0, b""

    def seek(self, offset: int, whence: int = 0) -> None:
        self._at = self._size if whence == os.SEEK_END else offset

    def tell(self) -> int:
        return self._at

    def read(self, size: int) -> bytes:
        if not self._start <= self._at < self._start + len(self._piece):
            put(sys.stdout.buffer, b"?" + LENGTH.pack(self._at))
            self._start, self._piece = self._at, _next()
        inside = self._at - self._start
        data = self._piece[inside : inside + size]
        self._at += len(data)
        return data
