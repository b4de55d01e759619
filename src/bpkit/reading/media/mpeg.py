"""MPEG and what is built like it: sound as a row of frames (MP3, AAC, AC-3, speech of phones), and films.

Where a head tells how many frames there are, it is believed; else they are counted, for a bit rate may vary
and a copy may break off. MPEG's films have no head that tells their length: it is from the first clock to
the last.
"""

from __future__ import annotations

from collections.abc import Iterator

from .recording import CutShortError, Readable, big, piece

_WHOLE = 64 << 20  # bytes; hours of speech
_MOST_FRAMES = 4_000_000  # a day of speech
_LOST = 1 << 20  # bytes without a frame after which what follows is none of it

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
    counted, end = _counted(data, at)
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


def _counted(data: bytes, at: int) -> tuple[float, int]:
    """Seconds of the frames from here on, and where the last of them ends."""
    seconds, end = 0.0, at
    for _ in range(_MOST_FRAMES):
        frame = frame_of(data, at)
        if frame is None:
            following = data.find(b"\xff", at + 1, at + _LOST)
            if following < 0:
                break
            at = following
            continue
        at += frame[0]
        seconds, end = seconds + frame[1], at
    return seconds, end


_AMR_FRAMES = {
    b"#!AMR\n": (12, 13, 15, 17, 19, 20, 26, 31, 5, 6, 5, 5, 0, 0, 0, 0),
    b"#!AMR-WB\n": (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 5, 0, 0, 0, 0, 0),
}


def amr(file: Readable, size: int) -> float | None:
    """Speech of phones: every frame is 20 ms, and only counting them tells how many there are."""
    data = piece(file, 0, min(size, _WHOLE))
    mark = next((mark for mark in _AMR_FRAMES if data.startswith(mark)), b"")
    if not mark:
        return None
    position, frames, sizes = len(mark), 0, _AMR_FRAMES[mark]
    while position < len(data) and frames < _MOST_FRAMES:
        position += sizes[data[position] >> 3 & 15] + 1
        frames += 1
    return frames * 0.02 or None


_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


def aac(file: Readable, size: int) -> float | None:
    """Bare AAC: every frame is 1024 samples, counted likewise."""
    data = piece(file, 0, min(size, _WHOLE))
    position, seconds = 0, 0.0
    while position + 7 <= len(data) and data[position] == 0xFF and data[position + 1] & 0xF6 == 0xF0:
        rate = data[position + 2] >> 2 & 15
        length = big(data[position + 3 : position + 6]) >> 5 & 0x1FFF
        if length < 7 or rate >= len(_AAC_RATES):
            break
        seconds += 1024 / _AAC_RATES[rate]
        position += length
    return seconds or None


_AC3_SPEEDS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)


def ac3(file: Readable, size: int) -> float | None:
    """Dolby Digital, whose bit rate never varies."""
    head = piece(file, 0, 6)
    speed = (head[4] & 0x3F) >> 1
    if head[5] >> 3 > 10 or speed >= len(_AC3_SPEEDS):
        return None  # Digital Plus, which no recorder of ours writes
    return size * 8 / (_AC3_SPEEDS[speed] * 1000)


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


# Films -----------------------------------------------------------------------------------------------

_TAIL = 1 << 20  # bytes at either end that are searched for a clock
_ROUND = 1 << 33  # the clock begins anew after 26.5 hours
_SLOWEST = 2000  # bytes a second: a film with fewer has been joined of parts whose clocks begin anew
_STEP = 4 << 20
_LARGEST = 4 << 30  # bytes of bare pictures that are counted


def mpg(file: Readable, size: int) -> float | None:
    """A program stream (also DVD's .vob, a VideoCD's .dat, camcorders' .mod); bare pictures are counted."""
    head = piece(file, 0, _TAIL)
    if head[:4] == b"\0\0\1\xb3":
        return _pictures(file, size, head)
    return _between(list(_clocks(head))[:1], list(_clocks(piece(file, size - _TAIL, _TAIL)))[-1:], size)


def _between(first: list[int], last: list[int], size: int) -> float | None:
    if not first or not last:
        return None
    seconds = (last[0] - first[0]) % _ROUND / 90_000
    is_joined = size > _TAIL and size < seconds * _SLOWEST
    return None if is_joined else seconds or None


def _clocks(data: bytes) -> Iterator[int]:
    """The system clock, in 1/90000 s, of every pack header."""
    position = data.find(b"\0\0\1\xba")
    while 0 <= position <= len(data) - 9:
        pack = data[position + 4 : position + 9]
        bits = big(pack)
        if pack[0] & 0xC4 == 0x44:
            yield (bits >> 35 & 7) << 30 | (bits >> 19 & 0x7FFF) << 15 | bits >> 3 & 0x7FFF
        elif pack[0] & 0xF1 == 0x21:
            yield (bits >> 33 & 7) << 30 | (bits >> 17 & 0x7FFF) << 15 | bits >> 1 & 0x7FFF
        position = data.find(b"\0\0\1\xba", position + 4)


_PICTURE_RATES = (24000 / 1001, 24, 25, 30000 / 1001, 30, 50, 60000 / 1001, 60)


def _pictures(file: Readable, size: int, head: bytes) -> float | None:
    """Bare pictures (.m1v, .m2v): their number by their rate."""
    rate, count, kept = head[7] & 15, 0, b""
    if not 1 <= rate <= len(_PICTURE_RATES):
        return None
    for start in range(0, min(size, _LARGEST), _STEP):
        data = kept + piece(file, start, _STEP)
        count += data.count(b"\0\0\1\0")
        kept = data[-3:]
    return count / _PICTURE_RATES[rate - 1] or None


def ts(file: Readable, size: int) -> float | None:
    """From the first clock of a transport stream (camcorders' .mts) to the last of the same programme."""
    head = piece(file, 0, _TAIL)
    if (found := packets(head)) is None:
        return None
    start, step = found
    first = next(_references(head[start:], step), None)
    after = start + max(0, size - _TAIL - start) // step * step
    tail = _references(piece(file, after, _TAIL + step), step)
    last = [clock for stream, clock in tail if first and stream == first[0]]
    return _between([first[1]] if first else [], last[-1:], size)


def packets(data: bytes) -> tuple[int, int] | None:
    """Where the packets of a transport stream begin, be it in mid-packet, and how long they are."""
    for step, least in ((188, 3), (192, 3), (204, 5)):
        for start in range(step):
            # In mid-packet three bytes that fit may be chance.
            count = least if start in (0, 4) else 12
            if len(data) > start + (count - 1) * step and data[start::step][:count] == b"G" * count:
                return start, step
    return None


def _references(data: bytes, step: int) -> Iterator[tuple[int, int]]:
    """Stream and clock (1/90000 s) of the packets that carry a clock."""
    for position in range(0, len(data) - 11, step):
        packet = data[position : position + 12]
        if packet[0] == 0x47 and packet[3] & 0x20 and packet[4] >= 7 and packet[5] & 0x10:
            yield big(packet[1:3]) & 0x1FFF, big(packet[6:11]) >> 7


def dv(file: Readable, size: int) -> float | None:
    """Bare DV of tape camcorders: every picture has one size."""
    is_pal = piece(file, 3, 1)[0] & 0x80
    return size // 144_000 / 25 if is_pal else size // 120_000 * 1001 / 30_000
