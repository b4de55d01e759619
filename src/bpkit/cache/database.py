"""A SQLite file that may be lost at any moment: made anew where it is damaged, done without where that fails.

Nothing is raised. A run that can't use it does its work all the same, only slower, and says why to whoever
turns on logging of `bpkit.cache`.
"""

from __future__ import annotations

import os
import re
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

BUSY_MS = 2000  # how long a write waits for another bpkit's
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700  # it holds facts about people
_FORGOTTEN = 60 * 86400  # seconds: a file of another version that nobody wrote in that time is deleted
_BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside its file

_NAME = re.compile(r"(facts|texts)-[0-9]+\.sqlite")


Row = tuple[Any, ...]


class Database:
    """One SQLite file with these tables; where it can't be had, one that is always empty.

    `mark` is a number that tells this layout from any other. One object belongs to one process; threads may
    share it.
    """

    def __init__(self, file: Path | None, schema: str, mark: int) -> None:
        self.file = file
        self._schema, self._mark = schema, mark
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._may_write = True
        self._remade = False
        if file is not None:
            self._connect()

    @property
    def connection(self) -> sqlite3.Connection | None:
        """The connection, for who deals with errors alone; None where there is no file to ask."""
        return self._connection

    @property
    def may_write(self) -> bool:
        """Whether what is written stands a chance of being kept."""
        return self._connection is not None and self._may_write

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """What a query finds; nothing where the file can't be read."""
        with self._lock:
            if self._connection is None:
                return []
            try:
                return self._connection.execute(query, parameters).fetchall()
            except sqlite3.Error as error:
                self._failed(error, writing=False)
                return []

    def write(self, statements: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> bool:
        """Do all of this or nothing; whether it was done. False where another bpkit writes just now."""
        with self._lock:
            if self._connection is None or not self._may_write:
                return False
            try:
                self._transact(self._connection, statements)
            except sqlite3.Error as error:
                self._failed(error, writing=True)
                return False
            return True

    def pages(self) -> tuple[int, int]:
        """The bytes that are used and those of the whole file."""
        size, count, free = (
            self._pragma(f"PRAGMA {name}") for name in ("page_size", "page_count", "freelist_count")
        )
        return size * (count - free), size * count

    def shrink(self) -> None:
        """Give the room of what was deleted back."""
        with self._lock, suppress(sqlite3.Error):
            if self._connection is not None:
                self._connection.executescript("PRAGMA incremental_vacuum")
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            if self._connection is not None:
                with suppress(sqlite3.Error):
                    self._connection.close()
            self._connection = None

    def _pragma(self, pragma: str) -> int:
        found = self.rows(pragma)
        return int(found[0][0]) if found else 0

    def _connect(self) -> None:
        try:
            self._connection = self._opened()
        except sqlite3.Error as error:
            self._failed(error, writing=False)
        except OSError as error:
            _note(self.file, error)

    def _opened(self) -> sqlite3.Connection:
        """A connection to the file as it should be.

        Raises:
            OSError: the folder can't be made.
            sqlite3.Error: the file is damaged, of another layout, locked, or can't be made.
        """
        assert self.file is not None  # noqa: S101 - only called where there is one
        _make_private(self.file)
        # Transactions are begun by hand.
        connection = sqlite3.connect(
            self.file, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        mark = connection.execute("PRAGMA user_version").fetchone()[0]
        if mark != self._mark:
            # Nothing is in it yet that the disk would have to be waited for, which costs a dozen times.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        # Whoever reads does not wait for who writes. A kill loses the last transactions at most.
        with suppress(sqlite3.OperationalError):  # another one is just doing the same
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA cache_size = -16384")  # KiB
        connection.execute("PRAGMA temp_store = MEMORY")
        if mark != self._mark:
            with transaction(connection):
                self._make_tables(connection)
        connection.execute("PRAGMA synchronous = NORMAL")

    def _make_tables(self, connection: sqlite3.Connection) -> None:
        if connection.execute("PRAGMA user_version").fetchone()[0] == self._mark:
            return  # another bpkit was first
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise sqlite3.DatabaseError("tables of another layout")
        for statement in self._schema.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {self._mark}")

    def _transact(
        self, connection: sqlite3.Connection, statements: Iterable[tuple[str, Iterable[Sequence[Any]]]]
    ) -> None:
        with transaction(connection):
            for statement, rows in statements:
                connection.executemany(statement, rows)

    def _failed(self, error: sqlite3.Error, *, writing: bool) -> None:
        """Make the file anew, write no more, or go without it, as the error asks for."""
        _note(self.file, error)
        code = getattr(error, "sqlite_errorcode", None)
        primary = None if code is None else code & 0xFF
        if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return
        if writing and primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR):
            self._may_write = False
            return
        self.close()
        if primary not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY):
            self._make_anew()

    def _make_anew(self) -> None:
        if self._remade or self.file is None:
            return
        self._remade = True
        from filelock import FileLock, Timeout

        # Two bpkits may find the damage together: the second must not delete what the first has made.
        lock = FileLock(self.file.with_suffix(".lock"), timeout=BUSY_MS / 1000, mode=_PRIVATE_FILE)
        with suppress(OSError, Timeout, sqlite3.Error), lock:
            if not self._is_whole():
                delete(self.file)
            self._connection = self._opened()

    def _is_whole(self) -> bool:
        try:
            connection = self._opened()
        except (sqlite3.Error, OSError):
            return False
        try:
            tables = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master")}
            wanted = {statement.strip() for statement in self._schema.split(";")}
            return wanted <= tables and connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        except sqlite3.Error:
            return False
        finally:
            connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is done, or nothing of it; others that write wait meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # SQLite rolls back by itself where the disk is full
            connection.execute("ROLLBACK")
        raise


def _note(file: Path | None, error: Exception) -> None:
    """Say why the cache helps less, to whoever turned on logging."""
    import logging  # costs more than opening the file, and is hardly ever needed

    logging.getLogger("bpkit.cache").debug("%s: %s", file, error)


def _make_private(file: Path) -> None:
    file.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    if not file.exists():
        _delete_forgotten(file)
        # SQLite gives what it keeps beside the file the same mode.
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, _PRIVATE_FILE))


def _delete_forgotten(file: Path) -> None:
    """Delete the files of other versions that nobody has written for long."""
    for other in databases(file.parent):
        with suppress(OSError):
            if time.time() - other.stat().st_mtime > _FORGOTTEN:
                delete(other)


def databases(folder: Path) -> list[Path]:
    """What bpkit keeps in its folder, whatever its version; the folder may hold other things."""
    with suppress(OSError):
        return sorted(file for file in folder.iterdir() if _NAME.fullmatch(file.name))
    return []


def delete(file: Path) -> None:
    """Delete a database with what lies beside it, where there is one. Raises OSError where it can't be."""
    for suffix in _BESIDE:
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def size_of(file: Path) -> int:
    """The bytes of a database with what lies beside it."""
    found = 0
    for suffix in _BESIDE:
        with suppress(OSError):
            found += file.with_name(file.name + suffix).stat().st_size
    return found
