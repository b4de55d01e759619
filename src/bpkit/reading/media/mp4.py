"""MP4 and its kin: 3GP, M4A, QuickTime, F4V; the header before or behind the media, or fragments."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from .recording import CutShortError, Readable, big, piece

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
