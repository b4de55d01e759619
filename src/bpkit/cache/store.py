"""What bpkit read before, in the user's own cache folder and never on the share.

A file is known by its path, size and time stamps; what was read in it is known by its content, so that a
folder that was copied or renamed is found again. Everything here may be deleted at any moment; a cache that
can't be used is empty, and raises nothing.

    with Cache.open() as cache:
        digest = cache.content_of(path, facts)      # SHA-256, or None where the file has to be read
        blob = cache.get(Shelf.FACTS, key_of(digest, "document", version))
"""

from __future__ import annotations

import os
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Protocol, TypeVar

from msgspec import Struct, field

from .database import Database, Row, databases, delete, size_of

ENVIRONMENT = "BPKIT_CACHE_DIR"
GRAIN_NS = 2_000_000_000  # of the coarsest time stamps, those of FAT
LIMIT = 1 << 30  # bytes: a larger file is made smaller when it is closed
_BATCH = 500  # rows in a transaction, and keys in a query
_MANY = 20_000  # rows that wait at most while another bpkit writes
_LARGE = 512  # bytes from which on a blob is compressed
_EPOCH = date(1970, 1, 1)
_LAYOUT = 1

T = TypeVar("T")


class Shelf(StrEnum):
    """What is kept by a key; the name is that of the table."""

    FACTS = "facts"  # what a reader found in a file, by content and reader
    TEXTS = "texts"  # the text of a writing, by content and reader
    PROVEN = "proven"  # settings and rubrics that were found right, by content
    MEMO = "memo"  # what the check of a folder yielded, by whatever it depends on


_TABLES = ("files", *(shelf.value for shelf in Shelf))
_FILES = "path BLOB PRIMARY KEY, size INT, mtime_ns INT, read_ns INT, digest BLOB, used INT"
_SCHEMA = f"CREATE TABLE files ({_FILES}) WITHOUT ROWID;" + ";".join(
    f"CREATE TABLE {shelf} (key BLOB PRIMARY KEY, blob BLOB, used INT)" for shelf in Shelf
)
_PUT = {shelf: f"INSERT OR REPLACE INTO {shelf} VALUES (?, ?, ?)" for shelf in Shelf}
_PUT_FILE = "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)"
_USED = {shelf: f"UPDATE {shelf} SET used = ? WHERE key = ?" for shelf in Shelf}
_USED_FILE = "UPDATE files SET used = ? WHERE path = ?"


def cache_folder() -> Path:
    """Where the cache lies: `BPKIT_CACHE_DIR`, else where this system keeps what may be deleted."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("bpkit", appauthor=False)


def key_of(*parts: str | bytes) -> bytes:
    """A short key for what depends on all of these, in this order."""
    made = blake2b(digest_size=16)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        made.update(len(data).to_bytes(8, "little") + data)
    return made.digest()


class FileFacts(Protocol):
    """What is asked of a file: an `os.stat_result`, or a part of it."""

    @property
    def st_size(self) -> int:
        """Bytes."""

    @property
    def st_mtime_ns(self) -> int:
        """When it was written."""

    @property
    def st_ctime_ns(self) -> int:
        """When anything about it changed; on Windows when it was made."""


class CacheInfo(Struct, frozen=True):
    """What the cache holds: bytes on disk, rows of each table, first and last day of use."""

    folder: Path
    files: Mapping[str, int] = field(default_factory=dict)  # bytes by name
    rows: Mapping[str, int] = field(default_factory=dict)
    oldest: date | None = None
    newest: date | None = None

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(self.files.values())


class Cache:
    """The store of one run. Threads may share it; a process opens its own."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._database = Database(folder and folder / f"facts-{_LAYOUT}.sqlite", _SCHEMA, _LAYOUT)
        self._lock = threading.RLock()
        self._waiting: dict[str, dict[bytes, Row]] = {}
        self._count = 0
        self._today = (date.today() - _EPOCH).days

    @classmethod
    def open(cls, folder: Path | None = None) -> Cache:
        """The cache in this folder, else in the user's own."""
        return cls(folder or cache_folder())

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Files --------------------------------------------------------------------------------------------

    def content_of(self, path: Path | str, facts: FileFacts) -> str | None:
        """The SHA-256 of a file that is still as it was when it was read; None where nobody can tell."""
        return self.contents_of([(path, facts)]).get(os.fspath(path))

    def contents_of(self, files: Iterable[tuple[Path | str, FileFacts]]) -> dict[str, str]:
        """The SHA-256 of each file that is still as it was, by its path."""
        asked = {_name_of(path, facts): (os.fspath(path), facts) for path, facts in files}
        found = {}
        for row in self._rows("files", "path", asked):
            path, facts = asked[row[0]]
            if _is_unchanged(row, facts):
                found[path] = row[4].hex()
        return found

    def remember_file(
        self, path: Path | str, facts: FileFacts, digest: str, read_ns: int | None = None
    ) -> None:
        """Keep that a file with these size and time stamp has this SHA-256.

        `facts` are those from before it was read, `read_ns` the time at which reading began (now, without).
        """
        key, moment = _name_of(path, facts), time.time_ns() if read_ns is None else read_ns
        row = (key, facts.st_size, facts.st_mtime_ns, moment, bytes.fromhex(digest), self._today)
        self._later(_PUT_FILE, key, row)

    def sizes(self) -> frozenset[int]:
        """The sizes of all files whose SHA-256 is known."""
        self.flush()
        return frozenset(size for (size,) in self._database.rows("SELECT DISTINCT size FROM files"))

    # Whatever has a key -------------------------------------------------------------------------------

    def get(self, shelf: Shelf, key: bytes) -> bytes | None:
        """What is kept under a key."""
        return self.get_many(shelf, [key]).get(key)

    def get_many(self, shelf: Shelf, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """What is kept under each of these keys."""
        found = {}
        for key, packed, _ in self._rows(shelf, "key", dict.fromkeys(keys)):
            if (blob := _unpacked(key, packed)) is not None:
                found[key] = blob
        return found

    def put(self, shelf: Shelf, key: bytes, blob: bytes) -> None:
        """Keep something under a key, in place of what was there."""
        if self._database.may_write:
            self._later(_PUT[shelf], key, (key, _packed(key, blob), self._today))

    # The whole ----------------------------------------------------------------------------------------

    def info(self) -> CacheInfo:
        """What the cache holds."""
        if self.folder is None:
            return CacheInfo(Path())
        self.flush()
        days = " UNION ALL ".join(f"SELECT min(used) AS day, max(used) AS last FROM {t}" for t in _TABLES)
        found = self._database.rows(f"SELECT min(day), max(last) FROM ({days})")
        oldest, newest = found[0] if found else (None, None)
        counts = {t: self._database.rows(f"SELECT count(*) FROM {t}") for t in _TABLES}
        return CacheInfo(
            self.folder,
            {file.name: size_of(file) for file in databases(self.folder)},
            {table: count[0][0] for table, count in counts.items() if count},
            *(None if day is None else _EPOCH + timedelta(day) for day in (oldest, newest)),
        )

    def clear(self) -> None:
        """Delete everything, of every version, also what could be compared; the cache is empty, not closed.

        Raises:
            OSError: another program holds a file.
        """
        self._forget()
        self._database.close()
        for file in databases(self.folder) if self.folder else ():
            delete(file)
        self._database = Database(self._database.file, _SCHEMA, _LAYOUT)

    def prune(self, limit: int = LIMIT) -> None:
        """Delete what was not used for longest until the file takes no more than this many bytes."""
        self.flush()
        if self._database.pages()[0] <= limit:
            return
        days = " UNION ".join(f"SELECT used FROM {table}" for table in _TABLES)
        for (day,) in sorted(self._database.rows(days)):
            if day < self._today:
                self._delete(_TABLES, "used <= ?", day)
            if self._database.pages()[0] <= limit:
                break
        # What is left was all used today: of every four let one go, whichever, until it fits.
        for first in (b"\x40", b"\x80", b"\xc0", b"\xff" * 17):
            if self._database.pages()[0] > limit:
                self._delete(tuple(Shelf), "key < ?", first)
        self._database.shrink()

    def flush(self) -> None:
        """Write what waits to be written, in one transaction; what can't be is let go."""
        with self._lock:
            statements = [(statement, list(rows.values())) for statement, rows in self._waiting.items()]
            written = not statements or self._database.write(statements)
            if written or not self._database.may_write or self._count > _MANY:
                self._forget()

    def close(self) -> None:
        """Write what waits, keep the file within its limit, and let it go."""
        self.flush()
        self.prune()
        self._forget()
        self._database.close()

    def _delete(self, tables: Sequence[str], condition: str, value: object) -> None:
        self._database.write([(f"DELETE FROM {table} WHERE {condition}", [(value,)]) for table in tables])

    def _later(self, statement: str, key: bytes, row: Row) -> None:
        if not self._database.may_write:
            return
        with self._lock:
            self._waiting.setdefault(statement, {})[key] = row
            self._count += 1
            if not self._count % _BATCH:
                self.flush()

    def _forget(self) -> None:
        with self._lock:
            self._waiting.clear()
            self._count = 0

    def _rows(self, table: str, name: str, keys: Mapping[bytes, object]) -> Iterator[Row]:
        """The rows with these keys, those that still wait to be written among them."""
        put, used = (_PUT_FILE, _USED_FILE) if table == "files" else (_PUT[Shelf(table)], _USED[Shelf(table)])
        with self._lock:
            waiting = self._waiting.get(put, {})
            known = {key: waiting[key] for key in keys if key in waiting} if waiting else {}
        yield from known.values()
        for some in _batches(key for key in keys if key not in known):
            places = ",".join("?" * len(some))
            for row in self._database.rows(f"SELECT * FROM {table} WHERE {name} IN ({places})", some):
                if row[-1] != self._today:
                    self._later(used, row[0], (self._today, row[0]))
                yield row


class NoCache(Cache):
    """A cache that keeps nothing, for `--no-cache`."""

    def __init__(self) -> None:
        super().__init__(None)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    left = iter(items)
    while some := list(islice(left, _BATCH)):
        yield some


def _name_of(path: Path | str, facts: FileFacts) -> bytes:
    """A file as it is now: whoever sets its time stamp back can't set back when that was done."""
    return b"%s\0%d" % (os.fsencode(path), facts.st_ctime_ns)


def _is_unchanged(row: Row, facts: FileFacts) -> bool:
    """Whether the file is the one that was read.

    A file that changed twice within the grain of its time stamp shows nothing of the second change, so one
    that was read so soon after it was written is read again, as git does it.
    """
    _, size, mtime_ns, read_ns, *_ = row
    same = (size, mtime_ns) == (facts.st_size, facts.st_mtime_ns)
    return same and bool(read_ns - mtime_ns > GRAIN_NS)


# A blob is kept as a check sum of key and bytes, a sign whether it is compressed, and the bytes: what a disk
# or a kill made of it must never be taken for facts.
def _packed(key: bytes, blob: bytes) -> bytes:
    body = _body(blob)
    return zlib.crc32(body, zlib.crc32(key)).to_bytes(4, "little") + body


@lru_cache(maxsize=1)  # what was read is kept twice running: by the file's place, and by its content
def _body(blob: bytes) -> bytes:
    small = zlib.compress(blob, 1) if len(blob) >= _LARGE else blob
    return b"\1" + small if len(small) < len(blob) else b"\0" + blob


def _unpacked(key: bytes, packed: object) -> bytes | None:
    if not isinstance(packed, bytes):  # a record has its types in it, and they may be damaged, too
        return None
    body = packed[4:]
    if zlib.crc32(body, zlib.crc32(key)).to_bytes(4, "little") != packed[:4]:
        return None
    try:
        return zlib.decompress(body[1:]) if body[:1] == b"\1" else body[1:]
    except zlib.error:
        return None
