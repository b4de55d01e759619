"""RIFF and its kin: WAV (also RF64, Sony's Wave64 and big-endian RIFX), AVI, and QCP of CDMA phones.

Recorders that crash, and programs that write into a pipe, leave the sizes in the header open (0 or all ones)
or wrong; then what lies there counts. A header that agrees with itself and not with the file breaks off.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from .recording import CutShortError, Readable, big, little, piece

_MOST_CHUNKS = 10_000
_MOST_FRAMES = 1_000_000  # pieces of sound and picture counted in an AVI that was never closed
_OPEN = 0x7FFF0000  # from this size on a size means "not known": sox fills in 2 GiB, others all ones


@dataclass(frozen=True, slots=True)
class _Chunk:
    name: bytes
    start: int  # of the content
    length: int  # as the file says


def _is_open(length: int, size: int) -> bool:
    return length == 0 or (length >= _OPEN and length > size)


def _chunks(file: Readable, start: int, end: int, order: str = "<") -> Iterator[_Chunk]:
    for _ in range(_MOST_CHUNKS):
        head = piece(file, start, 8)
        if start + 8 > end or len(head) < 8:
            return
        name, length = struct.unpack(f"{order}4sI", head)
        yield _Chunk(name, start + 8, length)
        start += 8 + length + length % 2


def _wide_chunks(file: Readable, size: int) -> Iterator[_Chunk]:
    """Those of Wave64: names of 16 bytes, sizes of 8 that count the head too, steps of 8."""
    start = 40
    for _ in range(_MOST_CHUNKS):
        head = piece(file, start, 24)
        length = little(head[16:24])
        if len(head) < 24 or start + 24 > size or length < 24:
            return
        yield _Chunk(head[:4], start + 24, length - 24)
        start += (length + 7) // 8 * 8


def wav(file: Readable, size: int) -> float | None:
    """The length of a WAV file, whatever its sizes say."""
    head = piece(file, 0, 12)
    order = ">" if head[:4] == b"RIFX" else "<"
    claimed = struct.unpack_from(f"{order}I", head, 4)[0] + 8
    if head[:4] in (b"RF64", b"BW64"):
        claimed = little(piece(file, 20, 8)) + 8
    sound = _Wave(order)
    for chunk in _chunks(file, 12, size, order):
        sound.take(file, chunk)
        if chunk.name == b"data":
            break
    if not _is_open(claimed - 8, size) and sound.breaks_off(claimed, size):
        raise CutShortError
    return sound.seconds(size)


def wave64(file: Readable, size: int) -> float | None:
    """The length of a Wave64 file, as Sony's programs and recorders for more than 4 GB write it."""
    sound = _Wave("<")
    for chunk in _wide_chunks(file, size):
        sound.take(file, chunk)
        if chunk.name == b"data":
            break
    claimed = little(piece(file, 16, 8))
    if claimed < 1 << 62 and sound.breaks_off(claimed + 8, size):
        raise CutShortError
    return sound.seconds(size)


_PLAIN = (1, 3, 6, 7)  # whole numbers, real numbers, A-law and µ-law: so many bytes are so many samples
_EXTENSIBLE = 0xFFFE


class _Wave:
    """What the chunks of a WAV file tell of its length."""

    def __init__(self, order: str) -> None:
        self._order = order
        self._format = b""
        self._samples = self._data = self._start = 0

    def breaks_off(self, claimed: int, size: int) -> bool:
        """Whether the file is shorter than its head and its sound both say."""
        end = self._start + self._data
        return claimed > size + 1 and end <= claimed + 1 and (end > size + 1 or not self._start)

    def take(self, file: Readable, chunk: _Chunk) -> None:
        """One chunk more."""
        if chunk.name == b"ds64":
            body = piece(file, chunk.start, 24)
            self._data, self._samples = little(body[8:16]), little(body[16:24])
        elif chunk.name == b"fmt ":
            self._format = piece(file, chunk.start, min(chunk.length, 64))
        elif chunk.name == b"fact" and not self._samples:
            self._samples = struct.unpack(f"{self._order}I", piece(file, chunk.start, 4))[0]
        elif chunk.name == b"data":
            self._start = chunk.start
            self._data = self._data if self._data and chunk.length >= _OPEN else chunk.length

    def seconds(self, size: int) -> float | None:
        """How long it runs. Raises struct.error where it does not say how it sounds."""
        code, channels, rate, speed, block, bits = struct.unpack_from(f"{self._order}HHIIHH", self._format)
        if not self._start or not rate:
            return None
        rest = size - self._start
        # Plain WAV counts to 4 GB and then begins anew.
        is_all = _is_open(self._data, rest) or self._data > rest or rest - self._data >= 1 << 32
        data = rest if is_all else self._data
        if code == _EXTENSIBLE:
            code = struct.unpack_from(f"{self._order}H", self._format.ljust(26, b"\0"), 24)[0]
        if code in _PLAIN:
            speed = rate * (block or channels * ((bits + 7) // 8))
        elif self._samples and not is_all:
            return self._samples / float(rate)
        return data / float(speed) if speed else None


def qcp(file: Readable, size: int) -> float | None:
    """Speech of CDMA phones: its packets of 20 ms, else its bytes by their speed."""
    speed, data = 0, 0
    for chunk in _chunks(file, 12, size):
        if chunk.name == b"fmt ":
            speed = little(piece(file, chunk.start + 100, 2))
        elif chunk.name == b"vrat" and (packets := little(piece(file, chunk.start + 4, 4))):
            return packets * 0.02
        elif chunk.name == b"data":
            data = chunk.length if chunk.start + chunk.length <= size else size - chunk.start
    return data * 8 / speed if speed else None


@dataclass(slots=True)
class _Streams:
    """What the header list of an AVI file says: seconds of a frame, seconds in all."""

    longest: float = 0.0
    frame: float = 0.0  # of the first stream of pictures
    movie: int = 0  # where sound and picture begin


def avi(file: Readable, size: int) -> float | None:
    """The longest of the streams of an AVI file; one that was never closed is counted frame by frame."""
    claimed = little(piece(file, 4, 4))
    streams = _Streams()
    for chunk in _chunks(file, 12, size):
        name = piece(file, chunk.start, 4) if chunk.name == b"LIST" else b""
        if name == b"hdrl":
            _headers(piece(file, chunk.start, min(chunk.length, 1 << 20)), streams)
        elif name == b"movi":
            streams.movie = chunk.start + 4
            break
    if not _is_open(claimed, size) and claimed + 8 > size + 1:
        raise CutShortError
    # ffmpeg fills in a length of its own fancy (0x40000000) where it can't come back to the head.
    never_closed = _is_open(claimed, size) or not streams.longest
    if never_closed and streams.movie and streams.frame:
        return _frames(file, streams.movie, size) * streams.frame
    return streams.longest or None


def _headers(head: bytes, streams: _Streams) -> None:
    position = head.find(b"strh")
    while position >= 0:
        scale, rate, _, length = struct.unpack_from("<4I", head.ljust(position + 44, b"\0"), position + 28)
        step = scale / rate if rate else 0.0
        if head[position + 8 : position + 12] == b"vids":
            streams.frame = streams.frame or step
        streams.longest = max(streams.longest, length * step)
        position = head.find(b"strh", position + 4)
    # Files of more than a gigabyte (OpenDML) have several parts; all their frames stand here.
    if (position := head.find(b"dmlh")) >= 0:
        streams.longest = max(streams.longest, little(head[position + 8 : position + 12]) * streams.frame)


def _frames(file: Readable, start: int, size: int) -> int:
    """The pictures between here and the end."""
    count = 0
    for _ in range(_MOST_FRAMES):
        head = piece(file, start, 8)
        if len(head) < 8 or start + 8 > size:
            break
        if head[:4] in (b"LIST", b"RIFF"):  # of records, and of the further parts of a large file
            start += 12
            continue
        count += head[2:4] in (b"dc", b"db")
        length = little(head[4:8])
        start += 8 + length + length % 2
    return count


def aiff(file: Readable, size: int) -> float | None:
    """Apple's AIFF and AIFC: their frames by their rate."""
    if big(piece(file, 4, 4)) + 8 > size + 1 and big(piece(file, 4, 4)) < _OPEN:
        raise CutShortError
    frames, rate, width, data = 0, 0.0, 0, 0
    for chunk in _chunks(file, 12, size, ">"):
        if chunk.name == b"COMM":
            channels, frames, bits, exponent, mantissa = struct.unpack(">hIhHQ", piece(file, chunk.start, 18))
            rate = mantissa * 2.0 ** ((exponent & 0x7FFF) - 16446)
            width = channels * ((bits + 7) // 8)
        elif chunk.name == b"SSND":
            data = min(chunk.length or size, size - chunk.start) - 8
    if not frames and width > 0:
        frames = data // width
    return frames / rate if rate > 0 else None
