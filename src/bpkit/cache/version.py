"""Which bpkit it was: a hash of the sources that decide what is read, so that no edit meets old facts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache as remembered
from hashlib import blake2b
from pathlib import Path

from .store import Cache, Shelf, key_of

PACKAGE = Path(__file__).parents[1]
# The rooms that the room `reading` may import (docs/architecture.md).
READERS = (
    "reading", "model", "people", "levels.py",
    "limits.py", "naming.py", "patterns.py", "sealing.py", "share/__init__.py", "yamlfile.py",
)  # fmt: skip
LIBRARIES = ("lxml", "olefile", "pathspec", "phonenumbers", "pypdfium2", "pyyaml", "pillow", "pymediainfo")
# What forms, pages and settings are made with besides.
OTHERS = ("docxtpl", "jinja2", "markupsafe", "openpyxl", "pydantic", "python_docx", "rich")


def version_of(cache: Cache, rooms: tuple[str, ...] = READERS) -> str:
    """The version of these rooms and of the libraries they read with; without rooms that of all of bpkit.

    Hashing all sources takes longer than many a run, so the hash is kept by their sizes and time stamps.
    """
    if getattr(sys, "frozen", False):
        return _version_of_program()
    inside = tuple(room if room.endswith(".py") else f"{room}/" for room in rooms)
    files = [one for one in _sources(PACKAGE) if not rooms or one[0].startswith(inside)]
    libraries = [sys.version, *sorted(_libraries(LIBRARIES if rooms else (*LIBRARIES, *OTHERS)))]
    key = key_of("version", str(PACKAGE), *libraries, repr(files))
    if (known := cache.get(Shelf.MEMO, key)) is not None:
        return known.hex()
    contents = (part for one in files for part in (one[0], _digest(*one)))
    version = key_of(*libraries, *contents)
    cache.put(Shelf.MEMO, key, version)
    return version.hex()


@remembered
def _digest(name: str, size: int, _mtime: int) -> bytes:
    """The hash of a source as it lies there now; kept, for several versions of one run hang on it."""
    # Of hundreds, without Python's own files: in half the time.
    file = os.open(os.path.join(PACKAGE, name), os.O_RDONLY | getattr(os, "O_BINARY", 0))  # noqa: PTH118
    try:
        return blake2b(os.read(file, size + 1), digest_size=16).digest()
    finally:
        os.close(file)


def _version_of_program() -> str:
    """That of a bpkit in one file, whose sources lie inside it: the program as it was built."""
    facts = Path(sys.executable).stat()
    return key_of("program", sys.version, str(facts.st_size), str(facts.st_mtime_ns)).hex()


@remembered  # what runs is what was there when it was loaded
def _sources(package: Path) -> list[tuple[str, int, int]]:
    """Name, size and time stamp of every source, catalogue and template of a page, by name."""
    return sorted(_below(os.fspath(package), len(os.fspath(package)) + 1))


def _below(folder: str, cut: int) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _below(entry.path, cut)
            elif entry.name.endswith((".py", ".yaml", ".json", ".j2", ".js", ".css")):
                facts = entry.stat()
                yield entry.path[cut:].replace(os.sep, "/"), facts.st_size, facts.st_mtime_ns


def _libraries(wanted: tuple[str, ...]) -> Iterator[str]:
    """Those of the libraries that are installed, by the folders that pip leaves: `lxml-6.1.3.dist-info`."""
    for place in sys.path:
        if place.endswith("-packages"):
            with suppress(OSError):
                for name in os.listdir(place):  # noqa: PTH208 - names alone, many times faster
                    if name.endswith(".dist-info") and name.partition("-")[0].lower() in wanted:
                        yield name
