"""Lengths that MediaInfo does not give, or gives wrongly; docs/own.md says which, and how that was measured.

Sound as a row of frames is counted frame by frame where no head says how many there are: MediaInfo takes the
bit rate of the beginning for that of the whole, and a bit rate may vary and a copy may break off.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator

from msgspec import Struct

from ... import limits
from .claims import HEAD, Readable, big, little, piece

_WHOLE = limits.MEDIA_WHOLE
_MOST_FRAMES = limits.MEDIA_FRAMES
_LOST = 1 << 20  # bytes without a frame after which what follows is none of it


class CutShortError(Exception):
    """The file ends before its own header says that it does."""


_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_SPEEDS = {  # kbit/s by version (MPEG 1, else 2) and layer
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


def frame_of(data: bytes, at: int) -> tuple[int, float] | None:
    """Bytes and seconds of the MPEG frame at this place, if there is one."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return None
    version, layer = data[at + 1] >> 3 & 3, 4 - (data[at + 1] >> 1 & 3)
    speed, rate, padding = data[at + 2] >> 4, data[at + 2] >> 2 & 3, data[at + 2] >> 1 & 1
    if version == 1 or layer == 4 or speed in (0, 15) or rate == 3:
        return None
    bits = _SPEEDS[1 if version == 3 else 2, layer][speed - 1] * 1000
    hertz = _RATES[version][rate]
    samples = 384 if layer == 1 else 1152 if layer == 2 or version == 3 else 576
    slot = 4 if layer == 1 else 1
    return (samples // 8 * bits // hertz // slot + padding) * slot, samples / hertz


def mp3(file: Readable, size: int) -> float | None:
    """MPEG audio of any layer: by its Xing or VBRI head, else frame by frame."""
    data = piece(file, 0, min(size, _WHOLE))
    at = _first(data)
    if at is None:
        return None
    length, seconds = frame_of(data, at) or (0, 0.0)
    frames, claimed = _head(data[at : at + max(length, 192)])
    if claimed > size - at + 1:
        raise CutShortError
    if frames:
        return frames * seconds
    counted, end = _counted(data, at, frame_of, _LOST)
    # What is beyond the bytes at hand runs on as what is in them.
    return counted * ((size - at) / (end - at)) if size > len(data) and end > at else counted or None


def _first(data: bytes) -> int | None:
    """Where the first frame stands that another one follows; rubbish before it is common, and is skipped."""
    at = data.find(b"\xff", 0, _LOST)
    while at >= 0:
        frame = frame_of(data, at)
        if frame and (frame_of(data, at + frame[0]) or at + frame[0] >= len(data)):
            return at
        at = data.find(b"\xff", at + 1, _LOST)
    return None


def _head(frame: bytes) -> tuple[int, int]:
    """The frames and bytes that the first frame says follow; 0 where it says nothing."""
    if (at := max(frame.find(b"Xing", 4, 64), frame.find(b"Info", 4, 64))) >= 0:
        flags = big(frame[at + 4 : at + 8])
        frames = big(frame[at + 8 : at + 12]) if flags & 1 else 0
        after = at + 8 + (4 if flags & 1 else 0)
        return frames, big(frame[after : after + 4]) if flags & 2 else 0
    if frame[36:40] == b"VBRI":
        return big(frame[50:54]), big(frame[46:50])
    return 0, 0


def _counted(
    data: bytes, at: int, frame: Callable[[bytes, int], tuple[int, float] | None], lost: int = 0
) -> tuple[float, int]:
    """Seconds of the frames from here on, and where the last of them ends; `lost` bytes may be no frames."""
    seconds, end = 0.0, at
    for _ in range(_MOST_FRAMES):
        found = frame(data, at)
        if found is None:
            at = data.find(b"\xff", at + 1, at + lost)
            if at < 0:
                break
            continue
        at += found[0]
        seconds, end = seconds + found[1], at
    return seconds, end


_AMR_FRAMES = {
    b"#!AMR\n": (12, 13, 15, 17, 19, 20, 26, 31, 5, 6, 5, 5, 0, 0, 0, 0),
    b"#!AMR-WB\n": (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 5, 0, 0, 0, 0, 0),
}


def amr(file: Readable, size: int) -> float | None:
    """Speech of phones: every frame is 20 ms, and those of pauses are smaller."""
    data = piece(file, 0, min(size, _WHOLE))
    mark = next((mark for mark in _AMR_FRAMES if data.startswith(mark)), b"")
    if not mark:
        return None
    sizes = _AMR_FRAMES[mark]

    def frame(data: bytes, at: int) -> tuple[int, float] | None:
        return (sizes[data[at] >> 3 & 15] + 1, 0.02) if at < len(data) else None

    return _counted(data, len(mark), frame)[0] or None


_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


def aac(file: Readable, size: int) -> float | None:
    """Bare AAC: every frame is 1024 samples."""
    return _counted(piece(file, 0, min(size, _WHOLE)), 0, _aac_frame)[0] or None


def _aac_frame(data: bytes, at: int) -> tuple[int, float] | None:
    if at + 7 > len(data) or data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0:
        return None
    rate, length = data[at + 2] >> 2 & 15, big(data[at + 3 : at + 6]) >> 5 & 0x1FFF
    return (length, 1024 / _AAC_RATES[rate]) if length >= 7 and rate < len(_AAC_RATES) else None


def gsm(_: Readable, size: int) -> float | None:
    """Speech as GSM carries it: 33 bytes are 20 ms."""
    return size // 33 * 0.02 or None


_FLAC_BLOCKS = {1: 192} | {n: 576 << n - 2 for n in range(2, 6)} | {n: 256 << n - 8 for n in range(8, 16)}
_FLAC_TAIL = 1 << 20


def flac(file: Readable, size: int) -> float | None:
    """FLAC by its head; one that was written into a pipe leaves the samples out, and its last frame tells."""
    head = piece(file, 0, 42)
    packed = big(head[18:26])
    rate, total, block = packed >> 44, packed & (1 << 36) - 1, big(head[8:10])
    if not rate:
        return None
    reached = max(_flac_frames(piece(file, size - _FLAC_TAIL, _FLAC_TAIL), block), default=0)
    if total and reached and total - reached > 2 * max(block, rate):
        raise CutShortError
    return (total or reached) / rate or None


def _flac_frames(data: bytes, block: int) -> Iterator[int]:
    """Where each frame begins whose header proves itself, counted in samples."""
    data += bytes(16)  # the last frame may be smaller than the longest header
    at = data.find(b"\xff")
    while 0 <= at < len(data) - 16:
        if data[at + 1] & 0xFE == 0xF8 and (place := _flac_frame(data[at : at + 16], block)) is not None:
            yield place
        at = data.find(b"\xff", at + 1)


def _flac_frame(head: bytes, block: int) -> int | None:
    width = 8 - (head[4] ^ 0xFF).bit_length()  # as UTF-8: so many ones begin the number
    width = max(width, 1)
    if width == 8 or head[3] & 1 or head[2] & 15 == 15:
        return None
    number = head[4] & (0x7F if width == 1 else 0x7F >> width)
    for letter in head[5 : 4 + width]:
        number = number << 6 | letter & 0x3F
    code = head[2] >> 4
    end = 4 + width + {6: 1, 7: 2}.get(code, 0) + {12: 1, 13: 2, 14: 2}.get(head[2] & 15, 0)
    if end >= len(head) or _crc8(head[:end]) != head[end]:
        return None
    own = _FLAC_BLOCKS.get(code, big(head[4 + width : 5 + width + code - 6]) + 1 if code in (6, 7) else 0)
    # With blocks of one size their number is counted, else the samples.
    return number + own if head[1] & 1 else number * block + own


def _crc8(data: bytes) -> int:
    value = 0
    for letter in data:
        value ^= letter
        for _ in range(8):
            value = (value << 1 ^ 7 if value & 0x80 else value << 1) & 0xFF
    return value


# Ogg holds Vorbis, Opus, Speex, FLAC, and Theora's films. A granule is how far a stream has come at the end
# of a page, in its own measure. Streams are mixed page by page, so that the last page of the file may be of
# another stream than the longest.
_OGG_HEAD, _OGG_TAIL = 256 << 10, 1 << 20  # bytes at either end that are searched for pages
_UNSET = (1 << 64) - 1  # of a page on which no packet ends
_LATE = 60.0  # seconds: a first page that ends later was taken from a broadcast that had begun before


class _OggPage(Struct, frozen=True):
    serial: int
    granule: int
    first: bool
    data: bytes  # the beginning of its content


class _Measure(Struct, frozen=True):
    """How granules of one stream become seconds."""

    rate: float
    skipped: int = 0  # samples before the beginning
    shift: int = 0  # of Theora: the frames since the last whole picture stand in so many low bits

    def seconds(self, granule: int) -> float:
        frames = granule if not self.shift else (granule >> self.shift) + (granule & (1 << self.shift) - 1)
        return max(0, frames - self.skipped) / self.rate


def ogg(file: Readable, size: int) -> float | None:
    """The seconds of the longest stream."""
    head = list(_pages(piece(file, 0, _OGG_HEAD)))
    streams = {page.serial: _measure(page.data) for page in head if page.first}
    begun: dict[int, int] = {}
    for page in head:
        if page.granule:
            begun.setdefault(page.serial, page.granule)
    last = {
        page.serial: page.granule for page in _pages(piece(file, size - _OGG_TAIL, _OGG_TAIL)) if page.granule
    }
    seconds = 0.0
    for serial, measure in streams.items():
        if measure and serial in last:
            start, end = (measure.seconds(places.get(serial, 0)) for places in (begun, last))
            seconds = max(seconds, end - start if _LATE < start < end else end)
    return seconds or None


def _pages(data: bytes) -> Iterator[_OggPage]:
    position = data.find(b"OggS")
    while 0 <= position <= len(data) - 27:
        kind, granule, serial = data[position + 5], *struct.unpack_from("<QI", data, position + 6)
        content = position + 27 + data[position + 26]
        if data[position + 4] == 0 and kind < 8:
            known = 0 if granule == _UNSET else granule
            yield _OggPage(serial, known, bool(kind & 2), data[content : content + 128])
        position = data.find(b"OggS", position + 4)


def _measure(data: bytes) -> _Measure | None:
    """How a stream is measured by its first packet; None for what is neither sound nor film."""
    rate, skipped, shift = 0.0, 0, 0
    if data.startswith(b"\1vorbis"):
        rate = little(data[12:16])
    elif data.startswith(b"OpusHead"):
        rate, skipped = 48000, little(data[10:12])  # whatever was recorded: Opus counts so
    elif data.startswith(b"Speex   "):
        rate = little(data[36:40])
    elif data.startswith(b"\x7fFLAC"):
        rate = big(data[27:30]) >> 4
    elif data.startswith(b"\x80theora"):
        numerator, denominator = big(data[22:26]), big(data[26:30])
        rate, shift = (numerator / denominator if denominator else 0), big(data[40:42]) >> 5 & 31
    return _Measure(rate, skipped, shift) if rate else None


# Of old machines -------------------------------------------------------------------------------------


def caf(file: Readable, size: int) -> float | None:
    """Plain sound in Apple's CAF: its bytes by their rate. What is packed says its length itself."""
    head = piece(file, 0, HEAD)
    described, start = head.find(b"desc"), head.find(b"data")
    if described < 0 or start < 0 or head[described + 20 : described + 24] != b"lpcm":
        return None
    rate, _, _, of_packet, samples = struct.unpack_from(">d4sIII", head, described + 12)
    data = min(big(head[start + 4 : start + 12]), size - start - 12) - 4
    return data // of_packet * samples / rate if of_packet and rate > 0 else None


def voc(file: Readable, size: int) -> float | None:
    """Creative's sound, block by block."""
    seconds, speed, start = 0.0, 0.0, little(piece(file, 20, 2))
    for _ in range(_MOST_BLOCKS):
        head = piece(file, start, 20).ljust(20, b"\0")
        kind, length = head[0], little(head[1:4])
        if kind == 0 or start >= size:
            break
        if kind == 9:
            speed = little(head[4:8]) * head[8] * head[9] / 8
        elif kind == 1:
            speed = 1e6 / (256 - head[4])
        if kind == 3:  # silence
            seconds += (little(head[4:6]) + 1) * (256 - head[6]) / 1e6
        elif kind in (1, 2, 9) and speed:
            seconds += (length - {1: 2, 9: 12}.get(kind, 0)) / speed
        start += 4 + length
    return seconds or None


_MOST_BLOCKS = limits.MEDIA_BLOCKS


def qcp(file: Readable, size: int) -> float | None:
    """Speech of CDMA phones: its packets of 20 ms, else its bytes by their speed."""
    head = piece(file, 0, HEAD)
    packets, form, data = (head.find(name) for name in (b"vrat", b"fmt ", b"data"))
    if packets > 0 and (count := little(head[packets + 12 : packets + 16])):
        return count * 0.02
    speed = little(head[form + 108 : form + 110])
    known = form > 0 and data > 0 and speed > 0
    return min(little(head[data + 4 : data + 8]), size - data - 8) * 8 / speed if known else None


def dictation(file: Readable, _: int) -> float | None:
    """DSS of Olympus and Philips, which says hours, minutes and seconds; Sony's own kinds are secret."""
    head = piece(file, 0, 68)
    if head[1:4] not in (b"dss", b"ds2") or not re.fullmatch(rb"[0-9]{6}", head[62:68]):
        return None
    hours, minutes, seconds = (int(head[at : at + 2]) for at in (62, 64, 66))
    return float(hours * 3600 + minutes * 60 + seconds) or None


OWN: dict[str, Callable[[Readable, int], float | None]] = {
    "aac": aac,
    "amr": amr,
    "caf": caf,
    "dictation": dictation,
    "flac": flac,
    "gsm": gsm,
    "mp3": mp3,
    "ogg": ogg,
    "qcp": qcp,
    "voc": voc,
}
