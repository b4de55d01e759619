"""An index of texts in SQLite: which of them are the same or similar, without holding them all in memory.

Of every text the index keeps its body, packed, and a print of 32 bits for each of its shingles. Prints only
propose pairs; whatever is said of a pair comes from its bodies, and is kept by content for the next time.
Which pairs are proposed depends on what is compared alone, and never on what was compared before:

- Two long texts, or two short ones, that share a print of their samples. Of a text of fewer than 200 shingles
  all are in the sample, so nothing that is half copied is missed; of a longer one every eighth, by its value.
  Of two long texts with half in common at least 100 shingles are shared, and fewer than two of them are in
  the sample in 2 to 3 of 100,000 cases at 200 shingles, in 1 of two million at 300.
- A short text and a long one that holds half of its prints, looked up in all prints of the long one.
- Of a print that more than 30 texts share each is held against the first of them alone, and a short text
  against the first 30 long ones that hold it: a phrase that everybody uses must not cost its square, and a
  text that a whole province copied is found all the same.
"""

from __future__ import annotations

import sqlite3
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, groupby, islice, repeat
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from ..cache.database import Database, delete, transaction
from .proposals import COMMON, SharedPrints, ShortTexts
from .words import SHINGLE, longest_passage, numbers_in, shingles_of

FEWEST = 20  # shingles: less is a line or two, which anybody may have in common with anybody
SIMILAR = Fraction(1, 2)
_SHORT = 200  # shingles: a text of fewer is sampled whole
_SAMPLE = 8  # every eighth shingle
_FAINT = 16  # half in common shows as half of the sample; an eighth of that is far below any chance
_BATCH = 500  # rows in a query or a transaction
_ROWS = 50  # rows in one statement, which takes 40 % of the time of one by one
_MERGED = 3000  # texts that are merged in one transaction: their samples take some 15 MB
_AT_ONCE = 1000  # short texts that are looked for in one pass over the long ones
_PATIENCE_MS = 60_000  # another bpkit may be at work on ten thousands of texts
_LIMIT = 2 << 30  # bytes: a larger file is begun anew, which costs one slow run
_PRINT, _PRINTS = "I", 0xFFFFFFFF  # 32 bits
_LAYOUT = 1
_MARK = _LAYOUT << 16 | hash(tuple(range(SHINGLE))) & 0xFFFF  # another Python may hash otherwise

_SCHEMA = """
CREATE TABLE texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB UNIQUE, shingles INT, sampled INT, same BLOB);
CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB, prints BLOB);
CREATE TABLE first (print INTEGER PRIMARY KEY, text INT);
CREATE TABLE shared (print INT, text INT, PRIMARY KEY (print, text)) WITHOUT ROWID;
CREATE TABLE held (short INT, long INT, PRIMARY KEY (short, long)) WITHOUT ROWID;
CREATE TABLE pairs (one INT, other INT, common INT, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE TABLE passages (
    one INT, other INT, passage BLOB, length INT, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE TABLE quoted (
    guides BLOB, text INT, common INT, guide INT, PRIMARY KEY (guides, text)) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value INT) WITHOUT ROWID
"""

_ADD_TEXT = "INSERT OR IGNORE INTO texts (digest, shingles, sampled, same) VALUES (?, ?, ?, ?)"
_ADD_BODY = "INSERT INTO bodies VALUES (?, ?, ?)"


class Prepared(NamedTuple):
    """A text as it goes into an index; what lies there is packed."""

    digest: bytes
    shingles: int
    sampled: int
    same: bytes
    sample: array[int]
    body: bytes
    prints: bytes


def file_in(folder: Path | None) -> Path | None:
    """The file of the index in the cache's folder, where there is one."""
    return folder and folder / f"texts-{_LAYOUT}.sqlite"


class IndexLostError(Exception):
    """The index can't be used any more; all texts have to be added again, to a temporary one."""


class IndexedText(Struct, frozen=True, gc=False):
    """What the index knows of a text without its body; `same` is equal where all shingles are."""

    id: int
    digest: bytes
    shingles: int
    sampled: int
    same: bytes

    @property
    def is_short(self) -> bool:
        """Whether a sample would be too small to tell anything."""
        return self.shingles < _SHORT


class Pair(Struct, frozen=True):
    """Two texts, the first as it was given first, and how many shingles they have in common."""

    one: IndexedText
    other: IndexedText
    common: int

    @property
    def share(self) -> Fraction:
        """The part of the shorter one's shingles."""
        return Fraction(self.common, min(self.one.shingles, self.other.shingles))

    @property
    def likeness(self) -> Fraction:
        """The part of the shingles of both together."""
        return Fraction(self.common, self.one.shingles + self.other.shingles - self.common)


class Quotation(Struct, frozen=True):
    """How many shingles a text has out of guidelines, and out of which most of them."""

    text: IndexedText
    common: int
    guide: int  # its place among those that were given


class Index:
    """The texts that were ever added to a file, or to a temporary one. One object belongs to one thread.

    Every method raises IndexLostError where the file is damaged, locked for long or the disk is full.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._database = Database(file, _SCHEMA, _MARK)
        if file and self._database.pages()[1] > _LIMIT:
            self._database.close()
            with suppress(OSError):
                delete(file)
            self._database = Database(file, _SCHEMA, _MARK)
        self._connection = self._database.connection or _temporary()
        self._connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        self._waiting: dict[bytes, Prepared] = {}
        self._added: set[bytes] = set()
        self._samples: dict[int, array[int]] = {}  # of what was added and is not merged yet
        self._found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._shingles = lru_cache(64)(self._read_shingles)
        self._body = lru_cache(64)(self._read_body)
        self._passage = lru_cache(4096)(self._find_passage)

    def add(self, text: str) -> bytes:
        """Add a text; the digest by which it is asked for."""
        digest = digest_of(text)
        return digest if digest in self._added or self.has([digest]) else self.keep(prepared(text))

    def keep(self, text: Prepared) -> bytes:
        """Add a text that was taken apart elsewhere; its digest."""
        if text.digest not in self._added:
            self._added.add(text.digest)
            self._waiting[text.digest] = text
            if len(self._waiting) >= _BATCH:
                self._flush()
        return text.digest

    def has(self, digests: Iterable[bytes]) -> set[bytes]:
        """Which of these texts are in it."""
        asked = set(digests)
        rows = self._select("SELECT digest FROM texts WHERE digest IN", asked - self._added)
        return (asked & self._added) | {digest for (digest,) in rows}

    def texts(self, digests: Iterable[bytes]) -> dict[bytes, IndexedText]:
        """What is known of these texts, without those that have fewer than five words."""
        self._flush()
        asked = set(digests)
        rows = self._select("SELECT id, digest, shingles, sampled, same FROM texts WHERE digest IN", asked)
        found = {row[1]: IndexedText(*row) for row in rows}
        if len(found) < len(asked):
            raise IndexLostError(f"{len(asked) - len(found)} texts are not there")
        return {digest: text for digest, text in found.items() if text.shingles}

    def pairs(self, texts: Sequence[IndexedText]) -> Iterator[Pair]:
        """The pairs with half of the shorter one's shingles in common, the first in order first.

        No two of the texts have the same shingles.
        """
        self._merge()
        large = [text for text in texts if text.shingles >= FEWEST]
        proposed = {*self._sharing(large), *self._holding(large)}
        for left, right in sorted(proposed):
            pair = Pair(large[left], large[right], self._common(large[left], large[right]))
            if pair.share >= SIMILAR:
                yield pair

    def passage(self, one: IndexedText, other: IndexedText) -> tuple[str, int]:
        """The longest run of words in both, shortened, as the first has it, and the number of its words."""
        return self._passage(one.id, other.id)

    def quoted_passage(self, text: IndexedText, guide: str) -> tuple[str, int]:
        """As `passage`, of a text and one that is not in the index."""
        return longest_passage(self._body(text.id), guide)

    def quotations(
        self, texts: Sequence[IndexedText], guides: Sequence[str], least: Fraction
    ) -> Iterator[Quotation]:
        """The texts of which at least this part stands in guidelines, all of them together."""
        key = digest_of("\0".join(guides))
        rows = self._run("SELECT text, common, guide FROM quoted WHERE guides = ?", (key,))
        known = {text: (common, guide) for text, common, guide in rows}
        told = [shingles_of(numbers_in(guide)) for guide in guides]
        everything = frozenset().union(*told)
        prints = {shingle & _PRINTS for shingle in everything}
        for text in texts:
            if text.shingles < FEWEST:
                continue
            if text.id not in known:
                known[text.id] = self._quoted(text, told, everything, prints, least)
                self._keep("quoted", (key, text.id, *known[text.id]))
            common, guide = known[text.id]
            if common >= least * text.shingles:
                yield Quotation(text, common, guide)

    def save(self) -> None:
        """Keep what was found by comparing."""
        found, self._found = self._found, defaultdict(list)
        with _guarded(), transaction(self._connection):
            for table, rows in found.items():
                places = ", ".join("?" * len(rows[0]))
                self._connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", rows)

    def close(self) -> None:
        """Let the file go."""
        with suppress(sqlite3.Error):
            self._connection.close()

    # Adding -------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        known = {digest for (digest,) in self._select("SELECT digest FROM texts WHERE digest IN", waiting)}
        with _guarded(), transaction(self._connection):
            for text in (text for digest, text in waiting.items() if digest not in known):
                # Another bpkit may have added it meanwhile.
                done = self._connection.execute(_ADD_TEXT, text[:4])
                if done.rowcount and done.lastrowid:
                    self._connection.execute(_ADD_BODY, (done.lastrowid, text.body, text.prints))
                    self._samples[done.lastrowid] = text.sample
        if len(self._samples) >= _MERGED:
            self._merge()

    def _merge(self) -> None:
        """Bring the texts that were added since the last time among the prints and the short ones."""
        self._flush()
        (last,) = self._run("SELECT coalesce(max(id), 0) FROM texts")[0]
        done = dict(self._run("SELECT name, value FROM state")).get("merged", 0)
        for start in range(done, last, _MERGED):
            end = min(start + _MERGED, last)
            with _guarded(), transaction(self._connection):
                self._merge_prints(start, end)
                self._merge_short(start, end)
                self._connection.execute("INSERT OR REPLACE INTO state VALUES ('merged', ?)", (end,))
        self._samples.clear()

    def _merge_prints(self, done: int, last: int) -> None:
        """Put the samples of new texts to the others, in the order of prints, for pages lie on disk by it."""
        run, many = self._connection.execute, self._connection.executemany
        run("CREATE TEMP TABLE fresh (print INT, text INT)")
        query = "SELECT id, shingles FROM texts WHERE id > ? AND id <= ? AND shingles >= ?"
        texts = run(query, (done, last, FEWEST))
        samples = ((id_, self._samples.get(id_) or self._sample(id_, shingles)) for id_, shingles in texts)
        pairs = chain.from_iterable(zip(sample, repeat(id_)) for id_, sample in samples)
        values = chain.from_iterable(pairs)
        while some := list(islice(values, 2 * _ROWS)):
            run(f"INSERT INTO fresh VALUES {','.join(['(?, ?)'] * (len(some) // 2))}", some)
        run("CREATE TEMP TABLE ordered AS SELECT print, text FROM fresh ORDER BY print, text")
        run("INSERT OR IGNORE INTO first SELECT print, text FROM ordered")
        found = run(
            "SELECT print, ordered.text, first.text FROM ordered CROSS JOIN first USING (print)"
            " WHERE first.text != ordered.text"
        )
        rows = ((print_, text) for print_, *texts in found.fetchall() for text in texts)
        many("INSERT OR IGNORE INTO shared VALUES (?, ?)", rows)
        run("DROP TABLE fresh")
        run("DROP TABLE ordered")

    def _sample(self, id_: int, shingles: int) -> Sequence[int]:
        """The sample of a text that another run added and did not merge."""
        ((_, packed),) = self._packed([id_])
        return _sampled(_prints_in(packed), shingles)

    def _merge_short(self, done: int, last: int) -> None:
        """Note which short text is held by which long ones, of each as many as show that it is common."""
        query = "SELECT id, shingles FROM texts WHERE shingles >= ? AND shingles < ? AND id > ? AND id <= ?"
        run = self._connection.execute
        old, new = (
            run(query, (FEWEST, _SHORT, *between)).fetchall() for between in ((0, done), (done, last))
        )
        for short, since in ((new, 0), (old, done)):
            if not short:
                continue
            counts = dict(run("SELECT short, count(*) FROM held GROUP BY short").fetchall())
            left = {id_: COMMON + 1 - counts.get(id_, 0) for id_, _ in short}
            long = run(
                "SELECT id FROM texts WHERE shingles >= ? AND id > ? AND id <= ?", (_SHORT, since, last)
            )
            found = self._looked_for(dict(short), [id_ for (id_,) in long.fetchall()], left)
            self._connection.executemany("INSERT OR IGNORE INTO held VALUES (?, ?)", found)

    # Proposing ----------------------------------------------------------------------------------------

    def _sharing(self, texts: Sequence[IndexedText]) -> Iterator[tuple[int, int]]:
        """The places of two long or two short texts that share enough prints of their samples."""
        places = {text.id: place for place, text in enumerate(texts)}
        shared = SharedPrints(len(texts))
        for _, group in groupby(self._rows("SELECT print, text FROM shared"), itemgetter(0)):
            where = sorted(places[text] for _, text in group if text in places)
            if len(where) > 1:
                shared.note(tuple(place for place in where if texts[place].is_short))
                shared.note(tuple(place for place in where if not texts[place].is_short))
        for left, right, count in shared.pairs():
            if count * _FAINT >= min(texts[left].sampled, texts[right].sampled):
                yield left, right

    def _holding(self, texts: Sequence[IndexedText]) -> Iterator[tuple[int, int]]:
        """The places of a short text and a long one that seems to hold half of it."""
        places = {text.id: place for place, text in enumerate(texts)}
        held: dict[int, list[int]] = defaultdict(list)
        for short, long in self._rows("SELECT short, long FROM held"):
            held[short].append(long)
        common = {
            short: texts[places[short]].shingles
            for short in held
            if len(held[short]) > COMMON and short in places
        }
        long = [text.id for text in texts if not text.is_short] if common else []
        found = self._looked_for(common, long, dict.fromkeys(common, COMMON))
        rest = ((short, one) for short, several in held.items() if short not in common for one in several)
        for short, one in chain(found, rest):
            if short in places and one in places:
                yield min(places[short], places[one]), max(places[short], places[one])

    def _looked_for(
        self, short: Mapping[int, int], long: Sequence[int], left: Mapping[int, int]
    ) -> Iterator[tuple[int, int]]:
        """Which short texts (with the numbers of their shingles) are held by which long ones, in their order.

        Of each short text as many are named as are `left`.
        """
        wanted = [id_ for id_ in short if left[id_] > 0]
        for start in range(0, len(wanted), _AT_ONCE):
            some = {id_: short[id_] for id_ in wanted[start : start + _AT_ONCE]}
            prints = {id_: set(_prints_in(packed)) for id_, packed in self._packed(list(some))}
            search = ShortTexts(some, prints, left)
            for id_, packed in self._packed(long):
                if not search.goes_on:
                    break
                yield from ((one, id_) for one in search.held_by(_prints_in(packed)))

    # Comparing ----------------------------------------------------------------------------------------

    def _common(self, one: IndexedText, other: IndexedText) -> int:
        """How many shingles two texts have in common; not exactly where it is certainly less than half."""
        low, high = sorted((one.id, other.id))
        if known := self._run("SELECT common FROM pairs WHERE one = ? AND other = ?", (low, high)):
            return int(known[0][0])
        prints = [set(_prints_in(packed)) for _, packed in self._packed([low, high])]
        common = len(prints[0] & prints[1]) + min(one.shingles, other.shingles) - min(map(len, prints))
        if common >= SIMILAR * min(one.shingles, other.shingles):
            common = len(self._shingles(one.id) & self._shingles(other.id))
        self._keep("pairs", (low, high, common))
        return common

    def _quoted(
        self,
        text: IndexedText,
        guides: Sequence[frozenset[int]],
        everything: frozenset[int],
        prints: set[int],
        least: Fraction,
    ) -> tuple[int, int]:
        """How many of a text's shingles are in the guidelines, and the place of the one that has most."""
        ((_, packed),) = self._packed([text.id])
        own_prints = set(_prints_in(packed))
        if len(own_prints & prints) + text.shingles - len(own_prints) < least * text.shingles:
            return 0, 0
        own = self._shingles(text.id)
        counts = [len(own & guide) for guide in guides]
        return len(own & everything), counts.index(max(counts))

    def _find_passage(self, one: int, other: int) -> tuple[str, int]:
        query = "SELECT passage, length FROM passages WHERE one = ? AND other = ?"
        if known := self._run(query, (one, other)):
            return known[0][0].decode("utf-8", "surrogatepass"), known[0][1]
        found = longest_passage(self._body(one), self._body(other))
        self._keep("passages", (one, other, found[0].encode("utf-8", "surrogatepass"), found[1]))
        return found

    def _read_shingles(self, id_: int) -> frozenset[int]:
        return shingles_of(numbers_in(self._body(id_)))

    def _read_body(self, id_: int) -> str:
        with _guarded():
            ((packed,),) = self._run("SELECT body FROM bodies WHERE id = ?", (id_,))
            return zlib.decompress(packed).decode("utf-8", "surrogatepass")

    # SQL ----------------------------------------------------------------------------------------------

    def _keep(self, table: str, row: tuple[Any, ...]) -> None:
        self._found[table].append(row)

    def _run(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with _guarded():
            return self._connection.execute(query, values).fetchall()

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        with _guarded():
            yield from self._connection.execute(query)

    def _select(self, query: str, values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        """The rows for these values, in no order; the query ends with `IN`."""
        left = iter(values)
        while some := list(islice(left, _BATCH)):
            yield from self._run(f"{query} ({','.join('?' * len(some))})", some)

    def _packed(self, ids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The packed prints of these texts, in this order."""
        for start in range(0, len(ids), _BATCH):
            some = ids[start : start + _BATCH]
            found = dict(self._select("SELECT id, prints FROM bodies WHERE id IN", some))
            if len(found) < len(some):
                raise IndexLostError("prints are gone")
            yield from ((id_, found[id_]) for id_ in some)


def digest_of(text: str) -> bytes:
    """A short name for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def prepared(text: str) -> Prepared:
    """A text as it goes into an index: its row, its sample, its body and its prints."""
    shingles = shingles_of(numbers_in(text))
    prints = [shingle & _PRINTS for shingle in shingles]
    sample = array(_PRINT, _sampled(prints, len(shingles)))
    # The hash of a set and a sum know no order.
    same = f"{hash(shingles):x} {sum(prints):x} {len(shingles)}".encode()
    body = zlib.compress(text.encode("utf-8", "surrogatepass"), 1)
    packed = array(_PRINT, prints).tobytes()
    packed += _check_sum(packed)
    return Prepared(digest_of(text), len(shingles), len(sample), same, sample, body, packed)


def _check_sum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "little")


def _prints_in(packed: bytes) -> array[int]:
    """The prints of a text. Raises IndexLostError where the disk has changed them."""
    prints = array(_PRINT)
    if packed[-4:] != _check_sum(packed[:-4]):
        raise IndexLostError("prints are damaged")
    prints.frombytes(packed[:-4])
    return prints


def _sampled(prints: Sequence[int], shingles: int) -> Sequence[int]:
    """The prints that are in the sample of a text with that many shingles."""
    return prints if shingles < _SHORT else [one for one in prints if not one % _SAMPLE]


def _temporary() -> sqlite3.Connection:
    """A database in a file without a name, which grows on disk and is gone when it is closed."""
    connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA cache_size = -16384")  # KiB
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    return connection


@contextmanager
def _guarded() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, zlib.error, ValueError) as error:
        raise IndexLostError(str(error)) from error
