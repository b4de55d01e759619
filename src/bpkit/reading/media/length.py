"""How long an audio or video file runs (POB slide 7), without reading it whole where that can be helped.

MediaInfo reads what the file says of itself; what it gets wrong is counted in `frames`, and `claims` tells a
file that breaks off. Taggers put an ID3 tag, padded with zeros as it may be, before any kind of sound and not
only before MP3; everything here begins behind it.
"""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ... import share
from ...model.extensions import KINDS, RECORDINGS, is_mislabelled
from ...model.facts import Damage, DamageKind
from ..file_kinds import HEAD, kind_of, tag_length
from .claims import Readable, boxes, breaks_off, piece
from .frames import OWN, CutShortError

_LONGEST = 100 * 3600.0  # seconds; a header that says more is damaged
_MOST_TAGS = 8  # one behind the other
_PADDING = 1 << 20  # bytes of zeros behind a tag that are skipped

# Bytes that MediaInfo may read. It needs under 1 MB of most files and 15 MB of a film in fragments; a film
# that was never closed says nothing in its head, and is read through.
_LITTLE, _THROUGH = 256 << 20, 1 << 30
# At once. Of a file that lies whole in the first piece MediaInfo 24.12 takes the MP3 in an AVI for twice as
# long, and WAV with open sizes for endless; no recording of some seconds is as small as this.
_STEP = 8 << 10
_NEVER_CLOSED = ("avi", "mkv")
_VIDEO_CD_HEAD = 44  # bytes of RIFF before a VideoCD's film, which MediaInfo does not know
_ISO = ("m4a", "mp4", "3gp", "mov")


@dataclass(frozen=True, slots=True)
class MediumFacts:
    """What an audio or video file says of itself.

    `minutes` is None where the length can't be known here. The variant of a damage of kind MEDIUM says why:
    `empty`, `foreign` (no medium at all), `cut` (it breaks off), `dictation` (a dictation machine's own
    kind), `unknown` (no length in it), `unmeasured` (MediaInfo is not on this computer), or nothing where its
    head is broken.
    """

    minutes: float | None = None
    damages: tuple[Damage, ...] = ()


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
        with share.opened(path, share.LARGEST_MEDIUM) as opened:
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
    wrong = (Damage(DamageKind.MISLABELLED, path, kind, found=kind.upper()),) if mislabelled else ()
    length = _length(path, file, size, _by_extension(path) if kind == "unknown" else kind)
    if isinstance(length, Damage):
        return MediumFacts(damages=(*wrong, length))
    return MediumFacts(length / 60, wrong)


def _length(path: Path, file: Readable, size: int, kind: str) -> float | Damage:
    """The seconds of a recording of this kind, or why they can't be told."""
    if kind not in RECORDINGS:
        return _damage(path, "foreign", kind)
    try:
        seconds = _seconds(file, size, kind)
    except CutShortError:
        return _damage(path, "cut")
    except (struct.error, IndexError, ValueError, OverflowError) as error:
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


def _damage(path: Path, why: str, more: str = "") -> Damage:
    return Damage(DamageKind.MEDIUM, path, more, variant=why)


def _seconds(file: Readable, size: int, kind: str) -> float | None:
    if breaks_off(file, size, kind):
        raise CutShortError
    if (own := OWN.get(kind)) and (counted := own(file, size)):
        return counted
    if kind == "mpg" and piece(file, 0, 4) == b"RIFF":
        file, size = Behind(file, _VIDEO_CD_HEAD), size - _VIDEO_CD_HEAD
    tracks = _tracks(file, size)
    if kind in _NEVER_CLOSED and size <= _THROUGH and not _said(tracks):
        tracks = _tracks(file, size, through=True)
    seconds = _said(tracks)
    if not seconds and kind in _ISO:
        return _movie(file, size)
    return seconds


def _said(tracks: Sequence[Any]) -> float:
    """The seconds of the longest track, else of the whole; 0 where MediaInfo can't say."""
    # The whole of a transport stream begins before its film, by a second and more.
    streams = [_number(track.duration) for track in tracks if track.track_type in ("Audio", "Video")]
    return (max(streams, default=0.0) or _number(tracks[0].duration) if tracks else 0.0) / 1000


def _number(said: Any) -> float:
    """MediaInfo says numbers as such, as text, or not at all."""
    return float(said or 0)


def _movie(file: Readable, size: int) -> float | None:
    """What the head of an MP4 says where MediaInfo finds no track that it trusts."""
    start = next((start for name, start, _ in boxes(file, 0, size) if name == b"moov"), size)
    head = piece(file, start, 40).ljust(40, b"\0")
    scale, length = (
        struct.unpack_from(">IQ", head, 28) if head[8] == 1 else struct.unpack_from(">II", head, 20)
    )
    return length / scale if head[4:8] == b"mvhd" and scale else None


_alone = threading.Lock()  # MediaInfo's library has one set of options, how much to read among them


def _tracks(file: Readable, size: int, *, through: bool = False) -> list[Any]:
    """The tracks that MediaInfo finds, beginning with the file as a whole; none where it reads too much.

    Raises:
        ImportError: MediaInfo is not on this computer.
        OSError: the share's trouble.
    """
    media_info = _library()
    source = _Source(file, size, _THROUGH if through else _LITTLE)
    with _alone:
        try:
            found = media_info.parse(source, parse_speed=1.0 if through else 0.0, buffer_size=_STEP)
        except RuntimeError as error:
            raise ValueError(str(error)) from error
    if source.trouble:
        raise source.trouble
    return [] if source.spent else list(found.tracks)


def can_measure() -> bool:
    """Whether MediaInfo is on this computer; without it most kinds have no length."""
    try:
        return _library() is not None
    except ImportError:
        return False


@cache
def _library() -> Any:
    """MediaInfo with its library, of 15 MB, which only folders with recordings need."""
    from pymediainfo import MediaInfo

    if not MediaInfo.can_parse():
        raise ImportError("MediaInfo's library can't be loaded")
    return MediaInfo


class _Source:
    """A file for MediaInfo: so many bytes of it at most, and what goes wrong is kept until it has closed."""

    def __init__(self, file: Readable, size: int, most: int) -> None:
        self._file, self._size, self._left = file, size, most
        self._at = 0
        self.trouble: OSError | None = None

    @property
    def spent(self) -> bool:
        return self._left <= 0

    def seek(self, offset: int, whence: int = 0) -> None:
        self._at = self._size if whence == os.SEEK_END else offset

    def tell(self) -> int:
        return self._at

    def read(self, size: int) -> bytes:
        if self.spent or self._at >= self._size:
            return b""
        try:
            data = piece(self._file, self._at, size)
        except OSError as error:
            self.trouble = error
            return b""
        self._at += len(data)
        self._left -= len(data)
        return data
