"""What a tree looks like from outside: a hash of the names, sizes and time stamps of all that lies in it.

While it stays the same, so does whatever is read in the tree. Nothing is opened but directories.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct, field

from ... import share
from ...cache.store import GRAIN_NS
from .listing import is_leftover, listed_ahead


class Signature(Struct):
    """The hash of everything that was added; `steady` unless something may change without changing it."""

    steady: bool = True
    seen: share.Seen = field(default_factory=share.Seen)  # every file and every folder
    _hash: object = field(default_factory=lambda: blake2b(digest_size=16))
    _still: int = field(default_factory=lambda: time.time_ns() - GRAIN_NS)

    @property
    def digest(self) -> bytes:
        """The hash so far."""
        return self._hash.digest()  # type: ignore[attr-defined, no-any-return]

    def add_tree(self, folder: Path) -> None:
        """A folder with all that lies in and below it, leftovers of systems and programs apart."""
        self._put("tree", os.fspath(folder))
        # All folders of one depth come together, and then all files: a slow share is asked for many at once.
        listings = [
            one
            for folders, found in listed_ahead(folder, self.seen.folders)
            for one in map(_Listing, folders, found)
        ]
        files = [entry for listing in listings for entry in listing.files]
        facts = share.each(_facts, files, asks=True)
        for listing in listings:
            self._listed(listing, facts)

    def add_files(self, files: Iterable[Path]) -> None:
        """Single files; one that is not there counts as that. What is in a tree that was added is known."""
        files = [*files]
        known = {file: self._known(file) for file in files}
        answers = share.each(_facts_of, [file for file in files if known[file] is None], asks=True)
        for file in files:
            name = os.fspath(file)
            facts = known[file] or next(answers)
            if isinstance(facts, FileNotFoundError):
                self._put("none", name)
            elif isinstance(facts, OSError):
                self.steady = False
            elif isinstance(facts, os.stat_result):
                self._take(name, facts)

    def _known(self, file: Path) -> share.SeenFile | OSError | None:
        """What is known of a file without asking; None where the share is to be asked."""
        if self.seen.lacks(file):
            return FileNotFoundError()
        return self.seen.files.get(os.fspath(file)) if self.seen.has_file(file) else None

    def add_text(self, text: str) -> None:
        """Whatever else matters."""
        self._put("text", text)

    def _listed(self, listing: _Listing, facts: Iterator[os.stat_result | None]) -> None:
        """Take the entries of one folder, with the next facts."""
        self._put("folder", listing.folder)
        if listing.found is None:
            self.steady = False
        else:
            self.seen.folders[listing.folder] = listing.found
        for entry in listing.files:
            self._take_entry(entry.path, next(facts))
        for entry in listing.folders:
            if is_leftover(entry.name):
                self._put("leftover", entry.name)

    def _take_entry(self, path: str, facts: os.stat_result | None) -> None:
        if facts is None:
            self.steady = False
            return
        self._take(path, facts)
        if stat.S_ISLNK(facts.st_mode):
            link = Path(path)
            self.add_files([link])
            try:
                self._put("to", str(link.readlink()))
            except OSError:
                self.steady = False

    def _take(self, path: str, facts: os.stat_result) -> None:
        self.seen.files[path] = share.SeenFile(facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
        # A file that changes twice within the grain of its time stamp shows nothing of the second change.
        if facts.st_mtime_ns >= self._still:
            self.steady = False
        self._put(path, f"{facts.st_mode} {facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns}")

    def _put(self, *parts: str) -> None:
        text = "\0".join(parts) + "\0\n"
        self._hash.update(text.encode("utf-8", "surrogatepass"))  # type: ignore[attr-defined]


class _Listing:
    """What was `found` in one folder; None where it can't be listed."""

    def __init__(self, folder: str, found: list[os.DirEntry[str]] | None) -> None:
        self.folder, self.found = folder, found
        self.files: list[os.DirEntry[str]] = []
        self.folders: list[os.DirEntry[str]] = []
        for entry in found or ():
            (self.folders if entry.is_dir(follow_symlinks=False) else self.files).append(entry)


def _facts_of(file: Path) -> os.stat_result | OSError:
    """What the share says of a file, or why it says nothing."""
    try:
        return file.stat()
    except OSError as error:
        return error


def _facts(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        # Windows told it with the listing; elsewhere the entry would only keep what was asked for it.
        return entry.stat(follow_symlinks=False) if os.name == "nt" else os.lstat(entry.path)
    except OSError:
        return None
