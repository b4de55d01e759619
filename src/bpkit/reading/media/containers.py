"""Containers of films and sound: MP4 and its kin (3GP, M4A, QuickTime, F4V), Matroska and WebM, Ogg.

An MP4's header stands before or behind the media, or every fragment has its own.

Ogg holds Vorbis, Opus, Speex, FLAC, and Theora's films. A granule is how far a stream has come at the end of
a page, in its own measure. Streams are mixed page by page, so that the last page of the file may be of
another stream than the longest.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from .recording import CutShortError, Readable, big, little, piece

_MOST_BOXES = (
    100_000  # walked over before a file counts as senseless; a fragment a second makes 2,000 of 16 min
)
_MOST_TRACKS = 32
_LARGEST_RUN = 4 << 20  # bytes of a fragment's list of samples


@dataclass(slots=True)
class _Track:
    """One track: its own measure of time, and how far its fragments have come in it."""

    scale: int = 0
    length: int = 0
    usual: int = 0  # time of a sample, where nothing else is said
    end: int = 0


@dataclass(slots=True)
class _Movie:
    scale: int = 0
    length: int = 0
    tracks: dict[int, _Track] = field(default_factory=dict)

    def seconds(self) -> float | None:
        """By the header, which may know of the first fragment alone, or by the fragments; else by a track."""
        timed = [track for track in self.tracks.values() if track.scale]
        fragments = max((track.end / track.scale for track in timed), default=0.0)
        whole = max(self.length / self.scale if self.scale else 0.0, fragments)
        return whole or max((track.length / track.scale for track in timed), default=0.0) or None


def iso(file: Readable, size: int) -> float | None:
    """The length of an MP4, 3GP or MOV file."""
    movie: _Movie | None = None
    for name, start, end in _boxes(file, 0, size):
        if name in (b"moov", b"mdat") and end > size:
            raise CutShortError
        if name == b"moov":
            movie = _movie(file, start, end)
        elif name == b"moof" and movie:
            _fragment(file, start, end, movie)
    if movie is None:  # it is written last: the recording or the copy never came to its end
        raise CutShortError
    return movie.seconds()


def _boxes(file: Readable, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of the content of each box in turn."""
    for _ in range(_MOST_BOXES):
        if start + 8 > end:
            return
        head = piece(file, start, 16)
        length, inside = big(head[:4]), 8
        if length == 1:
            length, inside = big(head[8:16]), 16
        elif length == 0:
            length = end - start
        if length < inside:
            return
        yield head[4:8], start + inside, start + length
        start += length


def _movie(file: Readable, start: int, end: int) -> _Movie:
    movie = _Movie()
    for name, inside, after in _boxes(file, start, end):
        if name == b"mvhd":
            movie.scale, movie.length = _times(file, inside)
        elif name == b"trak" and len(movie.tracks) < _MOST_TRACKS:
            _track(file, inside, after, movie)
        elif name == b"mvex":
            _extends(file, inside, after, movie)
    return movie


def _times(file: Readable, start: int) -> tuple[int, int]:
    """Time scale and duration of a header, whose fields are wider from version 1 on."""
    head = piece(file, start, 32).ljust(32, b"\0")
    wide = head[0] == 1
    scale, length = struct.unpack_from(">IQ" if wide else ">II", head, 20 if wide else 12)
    unknown = length == (1 << (64 if wide else 32)) - 1
    return scale, 0 if unknown else length


def _track(file: Readable, start: int, end: int, movie: _Movie) -> None:
    key, track = 0, _Track()
    for name, inside, after in _boxes(file, start, end):
        if name == b"tkhd":
            head = piece(file, inside, 24).ljust(24, b"\0")
            key = big(head[20:24] if head[0] == 1 else head[12:16])
        elif name == b"mdia":
            for box, at, _ in _boxes(file, inside, after):
                if box == b"mdhd":
                    track.scale, track.length = _times(file, at)
    movie.tracks[key] = track


def _extends(file: Readable, start: int, end: int, movie: _Movie) -> None:
    """What a movie says of its fragments beforehand: their length in all, that of a sample."""
    for name, inside, _ in _boxes(file, start, end):
        head = piece(file, inside, 24).ljust(24, b"\0")
        if name == b"mehd":
            movie.length = max(movie.length, big(head[4:12] if head[0] == 1 else head[4:8]))
        elif name == b"trex" and (track := movie.tracks.get(big(head[4:8]))):
            track.usual = big(head[12:16])


def _fragment(file: Readable, start: int, end: int, movie: _Movie) -> None:
    for name, inside, after in _boxes(file, start, end):
        if name == b"traf":
            _part(file, inside, after, movie)


def _part(file: Readable, start: int, end: int, movie: _Movie) -> None:
    """One track's part of a fragment: where it begins, and its runs of samples."""
    track, usual = _Track(), 0
    for name, inside, after in _boxes(file, start, end):
        if name == b"tfhd":
            head = piece(file, inside, 40).ljust(40, b"\0")
            track = movie.tracks.get(big(head[4:8]), track)
            flags = big(head[1:4])
            at = 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
            usual = big(head[at : at + 4]) if flags & 8 else track.usual
        elif name == b"tfdt":
            head = piece(file, inside, 12).ljust(12, b"\0")
            track.end = big(head[4:12] if head[0] == 1 else head[4:8])
        elif name == b"trun":
            track.end += _run(piece(file, inside, min(after - inside, _LARGEST_RUN)), usual)


def _run(run: bytes, usual: int) -> int:
    """The time of a run of samples."""
    flags, count = big(run[1:4]), big(run[4:8])
    if not flags & 0x100:
        return count * usual
    at = 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    step = 4 * sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    return sum(big(run[place : place + 4]) for place in range(at, min(at + count * step, len(run)), step))


# Matroska and WebM -----------------------------------------------------------------------------------

_TAIL = 4 << 20  # bytes at the end that are searched for the last cluster
_MOST_ELEMENTS = 10_000

_CLUSTER, _SEGMENT, _INFO = 0x1F43B675, 0x18538067, 0x1549A966
_SCALE, _DURATION, _TIME = 0x2AD7B1, 0x4489, 0xE7
_SIMPLE_BLOCK, _BLOCK_GROUP, _BLOCK = 0xA3, 0xA0, 0xA1


def mkv(file: Readable, size: int) -> float | None:
    """The duration of a Matroska or WebM file; browsers leave it out, then the last cluster's time."""
    for name, start, end in _elements(file, 0, size):
        if name == _SEGMENT:
            if end > size:
                raise CutShortError
            return _segment(file, start, end)
    return None


def _segment(file: Readable, start: int, end: int) -> float | None:
    scale, length = 1_000_000, 0.0
    for name, inside, after in _elements(file, start, end):
        if name == _CLUSTER:
            break
        if name == _INFO:
            for field, at, stop in _elements(file, inside, after):
                if field == _SCALE:
                    scale = _number(file, at, stop)
                elif field == _DURATION:
                    length = _real(file, at, stop)
    return (length or _last_cluster(file, end)) * scale / 1e9 or None


def _elements(file: Readable, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Identifier, start and end of the content of each EBML element in turn."""
    for _ in range(_MOST_ELEMENTS):
        if start >= end:
            return
        file.seek(start)
        head = file.read(12)
        wide = 9 - head[0].bit_length() if head else 9
        if wide > 4 or len(head) <= wide:
            return
        name = int.from_bytes(head[:wide], "big")
        length, inside = _variable(head[wide:])
        # All bits set means that the length was not known while it was written.
        after = end if length == (1 << 7 * inside) - 1 else start + wide + inside + length
        yield name, start + wide + inside, after
        start = after


def _variable(data: bytes) -> tuple[int, int]:
    width = 9 - data[0].bit_length()
    return int.from_bytes(data[:width], "big") & (1 << 7 * width) - 1, width


def _number(file: Readable, start: int, end: int) -> int:
    file.seek(start)
    return int.from_bytes(file.read(min(8, max(0, end - start))), "big")


def _real(file: Readable, start: int, end: int) -> float:
    file.seek(start)
    data = file.read(8 if end - start == 8 else 4)
    value = struct.unpack(">d" if len(data) == 8 else ">f", data)[0] if len(data) in (4, 8) else 0.0
    return float(value) if 0 < value < 1e15 else 0.0


def _last_cluster(file: Readable, end: int) -> float:
    """The time of the last block of the last cluster."""
    start = max(0, end - _TAIL)
    tail = piece(file, start, _TAIL)
    found = tail.rfind(_CLUSTER.to_bytes(4, "big"))
    if found < 0:
        return 0.0
    inside = next(_elements(file, start + found, end), (0, end, end))[1]
    time = last = 0
    for name, at, stop in _elements(file, inside, end):
        if name == _TIME:
            time = _number(file, at, stop)
        elif name in (_SIMPLE_BLOCK, _BLOCK_GROUP):
            last = max(last, _block_time(file, name, at, stop))
    return float(time + last)


def _block_time(file: Readable, name: int, start: int, end: int) -> int:
    """The time of a block, counted from its cluster's."""
    if name == _BLOCK_GROUP:
        start = next((at for inner, at, _ in _elements(file, start, end) if inner == _BLOCK), end)
    data = piece(file, start, 16)
    if not data:
        return 0
    _, width = _variable(data)  # the number of the track
    return int.from_bytes(data[width : width + 2], "big", signed=True)


# Ogg -------------------------------------------------------------------------------------------------

_OGG_HEAD, _OGG_TAIL = 256 << 10, 1 << 20  # bytes at either end that are searched for pages
_UNSET = (1 << 64) - 1  # of a page on which no packet ends
_LATE = 60.0  # seconds: a first page that ends later was taken from a broadcast that had begun before


@dataclass(frozen=True, slots=True)
class _OggPage:
    serial: int
    granule: int
    first: bool
    data: bytes  # the beginning of its content


@dataclass(frozen=True, slots=True)
class _Measure:
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
