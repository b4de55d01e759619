"""How long an audio or video file runs (POB slide 7), from its header and without reading it whole."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from .. import share
from ..model.facts import Damage, DamageKind
from .containers import READERS, CutShortError, is_cut
from .kinds import HEAD, is_mislabelled, kind_of

MEDIA_KINDS = frozenset(READERS) | {"mp3", "ogg", "flac", "wav", "wma", "wmv"}
_PROBE_SECONDS = 30.0
_LONGEST = 100 * 3600.0  # seconds; a header that says more is damaged


@dataclass(frozen=True, slots=True)
class MediumFacts:
    """What an audio or video file says of itself.

    `minutes` is None where the length can't be known here. `how` names what measured it: `header`, `tinytag`,
    `mediainfo` or `ffprobe`. The detail of a BP502 damage begins with a word that says why: `empty`,
    `foreign` (no medium at all), `broken`, `cut` (it breaks off) or `unknown` (no length in it).
    """

    minutes: float | None = None
    damages: tuple[Damage, ...] = ()
    how: str = ""


def read_medium(path: Path) -> MediumFacts:
    """The length of an audio or video file; whatever is wrong with it is a damage, never an error."""

    def facts() -> MediumFacts:
        with share.opened(path, share.LARGEST_MEDIUM) as opened:
            file = share.stream(opened)
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            kind = kind_of(file.read(HEAD), path.name)
            return _measure(path, file, size, kind)

    try:
        return share.attempt(facts)
    except OSError as error:
        return MediumFacts(damages=(share.damage_of(error, path),))


def _measure(path: Path, file: BinaryIO, size: int, kind: str) -> MediumFacts:
    wrong = (
        (Damage(DamageKind.MISLABELLED, path, kind, found=kind.upper()),)
        if is_mislabelled(kind, path.name)
        else ()
    )
    if kind == "empty":
        return _unreadable(path, "empty")
    if kind == "unknown" and path.suffix.lower() == ".mp3":
        kind = "mp3"  # rubbish before the first frame is common, and players skip it
    if kind not in MEDIA_KINDS:
        return _unreadable(path, "foreign", kind, *wrong)
    seconds, how, why = None, "", "unknown"
    try:
        seconds, how = _own(file, size, kind)
    except CutShortError:
        return _unreadable(path, "cut", "", *wrong)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        why, kind = "broken", str(error)
    if not seconds:
        seconds, how = _probe(path)
    if not seconds or seconds > _LONGEST:
        return _unreadable(path, why, kind, *wrong)
    return MediumFacts(seconds / 60, wrong, how)


def _unreadable(path: Path, why: str, more: str = "", *others: Damage) -> MediumFacts:
    detail = f"{why}: {more}" if more else why
    return MediumFacts(damages=(*others, Damage(DamageKind.MEDIUM, path, detail)))


def _own(file: BinaryIO, size: int, kind: str) -> tuple[float | None, str]:
    """Seconds and what measured them, with what every installation has."""
    if kind in READERS:
        return READERS[kind](file, size), "header"
    file.seek(0)
    if is_cut(kind, file.read(256 << 10), size):
        raise CutShortError
    file.seek(0)
    return _tagged(file, kind), "tinytag"


def _tagged(file: BinaryIO, kind: str) -> float | None:
    from tinytag import TinyTag, TinyTagException

    try:
        # The name only tells tinytag which of its readers to use; the content has been looked at already.
        return TinyTag.get(f"_.{kind}", file_obj=file, tags=False).duration
    except TinyTagException as error:
        raise ValueError(str(error)) from error


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
