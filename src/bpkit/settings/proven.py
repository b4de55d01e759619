"""Settings and rubrics that were found right once: taken as they were while no byte of their files changed.

pydantic, which proves them and says what is wrong, is loaded only for a file that was not proven yet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from .. import limits, share
from ..cache.store import Cache, Shelf, key_of
from ..cache.version import version_of
from ..model.scores import Rubric
from ..model.settings import Settings
from ..resources import DEFAULT_PROGRAM
from .config import load_settings
from .rubrics import available, is_within, load_rubric, rubric_file

if TYPE_CHECKING:
    from ..cache.codec import Codec
    from ..model.levels import Levels
    from ..model.programs import Program

T = TypeVar("T")


def proven_settings(
    opened: Callable[[], Cache], file: Path | None, codes: Collection[str], rubrics: Collection[str]
) -> Settings:
    """As `load_settings`; `opened` gives the cache, which is not opened where there is no file."""
    if file is None:
        return load_settings(None, codes, rubrics)
    with opened() as cache:
        data = _content(cache, file)
        key = _key(cache, data)
        known = _known(cache, key, Settings, file)
        if known and _is_there(known, rubrics):
            return replace(known, levels=_own_levels(known.rubric, file.parent))
        settings = load_settings(file, codes, rubrics, data)
        _keep(cache, key, Settings, replace(settings, levels=None), file)  # they stand in another file
    return settings


def _own_levels(rubric: str, base: Path) -> Levels | None:
    if rubric == DEFAULT_PROGRAM:
        return None
    from .programs import own_levels  # needed by nobody who keeps to the default

    return own_levels(rubric, base)


def proven_rubric(opened: Callable[[], Cache], name_or_path: str, base: Path | None) -> Rubric:
    """As `load_rubric`."""
    if name_or_path in available():
        return load_rubric(name_or_path)  # to read one takes no longer than to find it kept
    return _proven(opened, rubric_file(name_or_path, base), Rubric, lambda: load_rubric(name_or_path, base))


def proven_program(opened: Callable[[], Cache], name_or_path: str, base: Path | None) -> Program:
    """As `load_program`; a programme that travels with bpkit is kept like one of the user's own."""
    from ..model.programs import Program  # which runs of the POB never need
    from .programs import load_program, program_file

    return _proven(
        opened, program_file(name_or_path, base), Program, lambda: load_program(name_or_path, base)
    )


def _proven(opened: Callable[[], Cache], file: Path, kind: type[T], load: Callable[[], T]) -> T:
    """What a file says: as it was kept, else loaded and kept."""
    with opened() as cache:
        key = _key(cache, _content(cache, file))
        known = _known(cache, key, kind, file)
        if known:
            return known
        loaded = load()
        _keep(cache, key, kind, loaded, file)
    return loaded


def _is_there(settings: Settings, rubrics: Collection[str]) -> bool:
    """Whether what the settings name beside themselves is still there."""
    is_rubric = settings.rubric in rubrics
    if settings.file and not is_rubric:
        own = settings.file.parent / settings.rubric
        is_rubric = share.is_file(own) and is_within(own, settings.file.parent)
    return is_rubric and (settings.templates is None or share.is_folder(settings.templates))


def _content(cache: Cache, file: Path) -> bytes | None:
    """What is in a file; None where nothing is kept, or where it can't be read, as its reader will say."""
    if cache.folder is None:
        return None
    try:
        return share.read(file, limits.TEXT)
    except OSError:
        return None


def _key(cache: Cache, data: bytes | None) -> bytes | None:
    """What the proof of a file with this in it hangs on."""
    return None if data is None else key_of("proven", version_of(cache, ()), data)


def _codec(kind: type[T]) -> Codec[T]:
    from ..cache.codec import Codec  # needed by nobody who has neither a bpkit.yaml nor a rubric

    return Codec(kind)


def _known(cache: Cache, key: bytes | None, kind: type[T], file: Path) -> T | None:
    blob = cache.get(Shelf.PROVEN, key) if key else None
    return _codec(kind).decode(blob, file) if blob is not None else None


def _keep(cache: Cache, key: bytes | None, kind: type[T], record: T, file: Path) -> None:
    blob = _codec(kind).encode(record, file) if key else None
    if key and blob is not None:
        cache.put(Shelf.PROVEN, key, blob)
