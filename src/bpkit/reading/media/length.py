"""How long an audio or video file runs (POB slide 7), from its header and without reading it whole."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ... import share
from ...model.problems import Kind, Problem
from ..file_kinds import HEAD, KINDS, is_mislabelled, kind_of
from . import mpeg, recorders, riff
from .containers import iso, mkv, ogg
from .recording import Behind, CutShortError, Readable, end_of_tags, piece

# What tells the length of each kind: seconds, or None where the file does not say. A reader seeks to what it
# needs, for videos on a slow share weigh hundreds of megabytes.
READERS: dict[str, Callable[[Readable, int], float | None]] = {
    "aac": mpeg.aac,
    "ac3": mpeg.ac3,
    "aiff": riff.aiff,
    "amr": mpeg.amr,
    "au": recorders.au,
    "avi": riff.avi,
    "caf": recorders.caf,
    "dictation": recorders.dictation,
    "dv": mpeg.dv,
    "flac": mpeg.flac,
    "flv": recorders.flv,
    "gsm": mpeg.gsm,
    "m4a": iso,
    "mkv": mkv,
    "monkey": recorders.monkey,
    "mov": iso,
    "mp3": mpeg.mp3,
    "mp4": iso,
    "3gp": iso,
    "mpg": mpeg.mpg,
    "musepack": recorders.musepack,
    "ogg": ogg,
    "qcp": riff.qcp,
    "real": recorders.real,
    "ts": mpeg.ts,
    "tta": recorders.tta,
    "voc": recorders.voc,
    "w64": riff.wave64,
    "wav": riff.wav,
    "wavpack": recorders.wavpack,
    "wma": recorders.asf,
    "wmv": recorders.asf,
}
_PACKED = ("aac", "amr", "flac", "mp3", "ogg")  # in these even silence is no row of zeros
_ROOM = 64 << 10
_PROBE_SECONDS = 30.0
_LONGEST = 100 * 3600.0  # seconds; a header that says more is damaged


@dataclass(frozen=True, slots=True)
class MediumFacts:
    """What an audio or video file says of itself.

    `minutes` is None where the length can't be known here. `how` names what measured it: `header`,
    `mediainfo` or `ffprobe`. The variant of a damage of kind MEDIUM says why: `empty`, `foreign` (no medium
    at all), `cut` (it breaks off), `dictation` (a dictation machine's own kind), `unknown` (no length in it),
    or nothing where its head is broken.
    """

    minutes: float | None = None
    damages: tuple[Problem, ...] = ()
    how: str = ""


def read_medium(path: Path) -> MediumFacts:
    """The length of an audio or video file; whatever is wrong with it is a damage, never an error."""

    def facts() -> MediumFacts:
        with share.opened(path, share.LARGEST_MEDIUM) as opened:
            file = share.stream(opened)
            size = file.seek(0, os.SEEK_END)
            start = end_of_tags(file)
            sound = Behind(file, start)
            kind = kind_of(piece(sound, 0, HEAD), path.name)
            if start and kind not in READERS:
                kind = "mp3"  # the tag says that it is sound
            return _measure(path, sound, size - start, kind)

    try:
        return share.attempt(facts)
    except OSError as error:
        return MediumFacts(damages=(share.damage_of(error, path),))


def _measure(path: Path, file: Readable, size: int, kind: str) -> MediumFacts:
    wrong = (
        (Problem(path, found=kind.upper(), kind=Kind.MISLABELLED, detail=kind),)
        if is_mislabelled(kind, path.name)
        else ()
    )
    if kind == "empty":
        return _unreadable(path, "empty")
    if kind == "unknown":
        kind = _by_extension(path)
    if kind not in READERS:
        return _unreadable(path, "foreign", kind, *wrong)
    seconds, how, why = None, "header", "unknown"
    try:
        seconds = READERS[kind](file, size)
        if kind in _PACKED and _ends_in_zeros(file, size):
            raise CutShortError
    except CutShortError:
        return _unreadable(path, "cut", "", *wrong)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        why, kind = "", str(error)
    if not seconds:
        seconds, how = _probe(path)
    if not seconds or seconds > _LONGEST:
        return _unreadable(path, "dictation" if kind == "dictation" else why, kind, *wrong)
    return MediumFacts(seconds / 60, wrong, how)


def _by_extension(path: Path) -> str:
    """Rubbish before the first frame of an MP3 is common; Sony's recorders begin as they like."""
    extension = path.suffix.casefold()
    return next((kind for kind in ("mp3", "dictation") if extension in KINDS[kind]), "unknown")


def _ends_in_zeros(file: Readable, size: int) -> bool:
    """Whether it is a half copy: Windows makes room for the whole file first, and fills it from the front."""
    return size > 2 * _ROOM and not piece(file, size - _ROOM, _ROOM).strip(b"\0")


def _unreadable(path: Path, why: str, more: str = "", *others: Problem) -> MediumFacts:
    return MediumFacts(damages=(*others, Problem(path, variant=why, kind=Kind.MEDIUM, detail=more)))


def _probe(path: Path) -> tuple[float | None, str]:
    """What a heavier tool says, where there is one on this machine."""
    if seconds := _mediainfo(path):
        return seconds, "mediainfo"
    return _ffprobe(path), "ffprobe"


def _mediainfo(path: Path) -> float | None:
    try:
        library = import_module("pymediainfo")  # the extra bpkit[media]
        tracks = library.MediaInfo.parse(path).general_tracks
    except (ImportError, OSError, RuntimeError):
        return None
    return float(tracks[0].duration) / 1000 if tracks and tracks[0].duration else None


def _ffprobe(path: Path) -> float | None:
    if not (tool := shutil.which("ffprobe")):
        return None
    # A name that starts with a dash or looks like an address must stay a file.
    command = [tool, "-v", "error", "-show_entries", "format=duration", "-of", "json", "-i", f"file:{path}"]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=_PROBE_SECONDS, check=True)  # noqa: S603
        return float(json.loads(answer.stdout)["format"]["duration"])
    except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError):
        return None
