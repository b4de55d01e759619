"""How long an audio or video file runs (POB slide 7), without reading it whole where that can be helped.

MediaInfo (`mediainfo`) reads what the file says of itself; what it gets wrong is counted in `frames`, and
`claims` tells a file that breaks off. Taggers put an ID3 tag, padded with zeros as it may be, before any kind
of sound and not only before MP3; everything here begins behind it.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from msgspec import Struct

from ... import limits, share
from ...model.extensions import ISO_CONTAINERS, KINDS, RECORDINGS, is_mislabelled
from ...model.problems import Kind, Problem
from ..file_kinds import HEAD, kind_of, tag_length
from . import mediainfo
from .claims import Readable, boxes, breaks_off, piece
from .frames import OWN, CutShortError
from .mediainfo import MediaInfoDiedError

_LONGEST = 100 * 3600.0  # seconds; a header that says more is damaged
_MOST_TAGS = 8  # one behind the other
_PADDING = 1 << 20  # bytes of zeros behind a tag that are skipped

_NEVER_CLOSED = ("avi", "mkv")
_VIDEO_CD_HEAD = 44  # bytes of RIFF before a VideoCD's film, which MediaInfo does not know


class MediumFacts(Struct, frozen=True):
    """What an audio or video file says of itself.

    `minutes` is None where the length can't be known here. The variant of a damage of kind MEDIUM says why:
    `empty`, `foreign` (no medium at all), `cut` (it breaks off), `dictation` (a dictation machine's own
    kind), `unknown` (no length in it), `unmeasured` (MediaInfo is not on this computer), or nothing where its
    head is broken.
    """

    minutes: float | None = None
    damages: tuple[Problem, ...] = ()


class Behind:
    """A file from this place on, as if it began there."""

    def __init__(self, file: Readable, start: int) -> None:
        self._file, self._start = file, start

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place, counted from where this begins."""
        place = offset + self._start if whence == os.SEEK_SET else offset
        return self._file.seek(place, whence) - self._start

    def read(self, size: int = -1, /) -> bytes:
        """The bytes from there on."""
        return self._file.read(size)


def read_medium(path: Path) -> MediumFacts:
    """The length of an audio or video file; whatever is wrong with it is a damage, never an error."""

    def facts() -> MediumFacts:
        with share.opened(path, limits.MEDIUM) as opened:
            file = share.stream(opened)
            size = file.seek(0, os.SEEK_END)
            start = _end_of_tags(file)
            sound = Behind(file, start)
            kind = kind_of(piece(sound, 0, HEAD), path.name)
            if start and kind not in RECORDINGS:
                kind = "mp3"  # the tag says that it is sound
            return _measure(path, sound, size - start, kind)

    try:
        return share.attempt(facts)
    except OSError as error:
        return MediumFacts(damages=(share.damage_of(error, path),))


def _end_of_tags(file: Readable) -> int:
    """Where the sound begins behind ID3 tags and their padding; 0 where there are none."""
    start = 0
    for _ in range(_MOST_TAGS):
        if not (length := tag_length(piece(file, start, 10))):
            break
        start += length
    rest = piece(file, start, _PADDING) if start else b""
    return start + len(rest) - len(rest.lstrip(b"\0"))


def _measure(path: Path, file: Readable, size: int, kind: str) -> MediumFacts:
    if kind == "empty":
        return MediumFacts(damages=(_damage(path, "empty"),))
    mislabelled = is_mislabelled(kind, path.name)
    wrong = (Problem(path, found=kind.upper(), kind=Kind.MISLABELLED, detail=kind),) if mislabelled else ()
    length = _length(path, file, size, _by_extension(path) if kind == "unknown" else kind)
    if isinstance(length, Problem):
        return MediumFacts(damages=(*wrong, length))
    return MediumFacts(length / 60, wrong)


def _length(path: Path, file: Readable, size: int, kind: str) -> float | Problem:
    """The seconds of a recording of this kind, or why they can't be told."""
    if kind not in RECORDINGS:
        return _damage(path, "foreign", kind)
    try:
        seconds = _seconds(file, size, kind)
    except CutShortError:
        return _damage(path, "cut")
    except (struct.error, IndexError, ValueError, OverflowError, MediaInfoDiedError) as error:
        return _damage(path, "", str(error))
    except ImportError as error:
        return _damage(path, "unmeasured", str(error))
    if not seconds or seconds > _LONGEST:
        return _damage(path, "dictation" if kind == "dictation" else "unknown", kind)
    return seconds


def _by_extension(path: Path) -> str:
    """Rubbish before the first frame of an MP3 is common; Sony's recorders begin as they like."""
    extension = path.suffix.casefold()
    return next((kind for kind in ("mp3", "dictation") if extension in KINDS[kind].extensions), "unknown")


def _damage(path: Path, why: str, more: str = "") -> Problem:
    return Problem(path, variant=why, kind=Kind.MEDIUM, detail=more)


def _seconds(file: Readable, size: int, kind: str) -> float | None:
    if breaks_off(file, size, kind):
        raise CutShortError
    if (own := OWN.get(kind)) and (counted := own(file, size)):
        return counted
    if kind == "mpg" and piece(file, 0, 4) == b"RIFF":
        file, size = Behind(file, _VIDEO_CD_HEAD), size - _VIDEO_CD_HEAD
    said = mediainfo.seconds(file, size)
    if not said and kind in _NEVER_CLOSED and size <= mediainfo.THROUGH:
        said = mediainfo.seconds(file, size, through=True)
    return _movie(file, size) if not said and kind in ISO_CONTAINERS else said


def _movie(file: Readable, size: int) -> float | None:
    """What the head of an MP4 says where MediaInfo finds no track that it trusts."""
    start = next((start for name, start, _ in boxes(file, 0, size) if name == b"moov"), size)
    head = piece(file, start, 40).ljust(40, b"\0")
    scale, length = (
        struct.unpack_from(">IQ", head, 28) if head[8] == 1 else struct.unpack_from(">II", head, 20)
    )
    return length / scale if head[4:8] == b"mvhd" and scale else None
