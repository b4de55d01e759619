"""Who reads: this thread alone, several threads where the share keeps one waiting, processes where cores are
idle, other computers where `--dask` names them. Which it is, the first files tell; what comes out never
depends on it. docs/scale.md says what each brings.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from .. import share
from ..model.facts import Identity, Submission
from ..share import AT_ONCE as THREADS
from .known import CODEC, ReadStem
from .submissions import read_submission
from .tree.stems import Stem

if TYPE_CHECKING:  # a folder is read by this thread alone, and these take a tenth of its time to import
    from concurrent.futures import Executor, Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext

PROBE = 4  # stems that tell how the others are best read
WAITING = 0.25  # how long a file is waited for, beside the work on it, from which on a share is slow
WORTH = 0.4  # seconds of work left from which on further processes pay; each takes a tenth to begin
MOST_PROCESSES = 8
MANY = 4096  # stems from which on processes begin empty: a copy of this one would hold the whole list
CHUNK = 8  # stems that are handed to a process at once; several times as many where they wait for a share
SLOW_CHUNKS = 4
AHEAD = 3  # chunks or threads' files that are under way for each that is being waited for

Prepare = Callable[[Submission], Any]  # what of a submission's text is kept; see `known.TextKeeper`
Packed = tuple[bytes | ReadStem, Any]  # what a process gives back; bytes unless it can't be packed
T = TypeVar("T")
R = TypeVar("R")


class Fresh(Struct, frozen=True):
    """What was read of a stem, its text as it is kept; all but the text packed where a process did so."""

    read: ReadStem
    text: Any = None
    packed: bytes | None = None


class Elsewhere(Protocol):
    """Other computers that read, such as `cluster.Cluster`."""

    def read(self, chunks: Sequence[Sequence[Stem]]) -> Iterator[Sequence[bytes | None]]:
        """The packed records of each chunk in order, None for what is to be read here; may end early."""

    def close(self) -> None:
        """Let them go."""


class Crew:
    """Reads stems in order; `workers` is the number of processes, None as many as pay.

    Raises:
        UserError: there is no `cluster`, or it reads otherwise than this computer.
    """

    def __init__(
        self, workers: int | None = None, prepare: Prepare | None = None, cluster: Elsewhere | None = None
    ) -> None:
        self._workers = workers
        self._prepare = prepare
        self._read_one = partial(read_one, prepare=prepare)
        self._cluster = cluster
        self._waits: list[float] = []  # seconds that each of the first stems was waited for
        self._costs: list[float] = []  # seconds of the processor for each of them
        self._pool: Executor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._cluster is not None:
            self._cluster.close()
        if self._pool is None:
            return
        if kind is not None and not issubclass(kind, Exception):
            _end_processes(self._pool)  # whoever presses Ctrl+C does not want to wait for them
        self._pool.shutdown(cancel_futures=True)

    def read(self, stems: Sequence[Stem], left: int) -> Iterator[Fresh]:
        """What each stem gives; `left` are to be read in all."""
        done = 0
        for found in self._elsewhere(stems):
            done += 1
            yield found
        yield from self._here(stems[done:], left - done)

    def _elsewhere(self, stems: Sequence[Stem]) -> Iterator[Fresh]:
        """What other computers read, as far as they get."""
        if self._cluster is None or not stems:
            return
        chunks = _chunks(stems, CHUNK)
        for chunk, packed in zip(chunks, self._cluster.read(chunks), strict=False):
            yield from map(self._from_elsewhere, chunk, packed)

    def _from_elsewhere(self, stem: Stem, packed: bytes | None) -> Fresh:
        """What was read there, its text prepared here; read here where that is no record."""
        found = CODEC.decode(packed, stem.main) if packed else None
        return prepared(found.submission, self._prepare) if found else self._read_one(stem)

    def _here(self, stems: Sequence[Stem], left: int) -> Iterator[Fresh]:
        probe = max(0, min(PROBE - len(self._waits), len(stems)))
        yield from self._probed(stems[:probe])
        rest = stems[probe:]
        processes = self._processes(left - probe)
        if not rest:
            return
        if processes > 1:
            yield from self._in_processes(rest, processes, small=left < MANY)
        elif self._slow:
            yield from self._in_threads(rest)
        else:
            yield from map(self._read_one, rest)

    def _probed(self, stems: Sequence[Stem]) -> Iterator[Fresh]:
        """The first stems, measured; together where the share is known to be late."""
        if len(stems) < 2 or not share.is_late():
            yield from map(self._measured, stems)
            return
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(PROBE) as pool:
            yield from list(pool.map(self._measured, stems))

    def _measured(self, stem: Stem) -> Fresh:
        waited, cpu = share.waited.seconds, time.thread_time()
        read = self._read_one(stem)
        self._waits.append(share.waited.seconds - waited)
        self._costs.append(time.thread_time() - cpu)
        return read

    @property
    def _slow(self) -> bool:
        """Whether the share keeps one waiting.

        Only the questions to it are timed, which take a hundredth of the work: who waits for a processor that
        others are using is rarely taken from it just then, and hardly ever for most of the first stems.
        """
        return bool(self._waits) and _middle(self._waits) > WAITING * self._cost

    @property
    def _cost(self) -> float:
        """Seconds of the processor for a stem; the first one pays for what is loaded, and says nothing."""
        return _middle(self._costs) if self._costs else 0.0

    def _processes(self, left: int) -> int:
        if self._workers is not None:
            return min(self._workers, -(-left // CHUNK))
        return min(cores(), MOST_PROCESSES) if left * self._cost > WORTH else 1

    def _in_threads(self, stems: Sequence[Stem]) -> Iterator[Fresh]:
        from concurrent.futures import ThreadPoolExecutor

        if not isinstance(self._pool, ThreadPoolExecutor):
            self._pool = ThreadPoolExecutor(THREADS)
        yield from in_order(self._pool, self._read_one, stems, THREADS * AHEAD)

    def _in_processes(self, stems: Sequence[Stem], count: int, *, small: bool) -> Iterator[Fresh]:
        from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

        if not isinstance(self._pool, ProcessPoolExecutor):
            self._pool = process_pool(count, small=small)
        threads = THREADS if self._slow else 1
        chunks = _chunks(stems, CHUNK * SLOW_CHUNKS if self._slow else CHUNK)
        done = 0
        try:
            for packed in in_order(self._pool, ChunkReader(threads, self._read_one), chunks, count * AHEAD):
                yield from map(self._unpacked, chunks[done], packed)
                done += 1
        except BrokenExecutor:
            # Somebody killed a process, or it ran out of memory: what is left is read here.
            self._pool, self._workers = None, 1
            for chunk in chunks[done:]:
                yield from map(self._read_one, chunk)

    def _unpacked(self, stem: Stem, packed: Packed) -> Fresh:
        read, text = packed
        if isinstance(read, ReadStem):
            return Fresh(read, text)
        found = CODEC.decode(read, stem.main)
        return Fresh(found, text, read) if found else self._read_one(stem)


def _middle(seconds: Sequence[float]) -> float:
    """The median, of two the smaller; `statistics` loads for it what nothing else here needs."""
    return sorted(seconds)[(len(seconds) - 1) // 2]


def read_one(stem: Stem, prepare: Prepare | None = None) -> Fresh:
    """What reading a stem gives; with `prepare` its text apart."""
    return prepared(read_submission(stem), prepare)


def prepared(submission: Submission | None, prepare: Prepare | None) -> Fresh:
    """What was read; with `prepare` its text apart."""
    if prepare is None or submission is None or submission.document is None:
        return Fresh(ReadStem(submission))
    text = prepare(submission)
    # What the submission has itself, with captions and names from its YAML, need not be held twice.
    document = replace(submission.document, text="", photos=(), identity=Identity(), damages=())
    bare = replace(submission, document=document)
    return Fresh(ReadStem(bare, text.digest if text else b""), text)


class ChunkReader:
    """What a process does with a chunk of stems, here or on another computer."""

    def __init__(self, threads: int, read: Callable[[Stem], Fresh]) -> None:
        self._threads = threads
        self._read = read

    def __call__(self, stems: Sequence[Stem]) -> list[Packed]:
        """The records of these stems, packed, in their order."""
        if self._threads > 1:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(self._threads) as pool:
                return list(pool.map(self._packed, stems))
        return list(map(self._packed, stems))

    def _packed(self, stem: Stem) -> Packed:
        fresh = self._read(stem)
        return CODEC.encode(fresh.read, stem.main) or fresh.read, fresh.text


def _chunks(stems: Sequence[Stem], size: int) -> list[Sequence[Stem]]:
    return [stems[start : start + size] for start in range(0, len(stems), size)]


def in_order(pool: Executor, work: Callable[[T], R], items: Iterable[T], ahead: int) -> Iterator[R]:
    """The work on every item, in order; at most `ahead` of them are under way or wait to be taken."""
    left = iter(items)
    under_way: deque[Future[R]] = deque(pool.submit(work, item) for item in islice(left, ahead))
    while under_way:
        done = under_way.popleft().result()
        for item in islice(left, 1):
            under_way.append(pool.submit(work, item))
        yield done


def process_pool(count: int, *, small: bool) -> ProcessPoolExecutor:
    """So many processes, which end when this one does; `small`: for so little that copies of it pay."""
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(count, _context(small=small), _begin)


def _begin() -> None:
    """A process of the pool begins: it ends when bpkit does, even killed, and leaves Ctrl+C to it."""
    import multiprocessing
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _end_processes(pool: Executor) -> None:
    """End those of a pool of processes at once."""
    from concurrent.futures import ProcessPoolExecutor

    if isinstance(pool, ProcessPoolExecutor):
        import multiprocessing

        for process in multiprocessing.active_children():  # nothing else of bpkit's is one
            process.terminate()


def _context(*, small: bool) -> BaseContext:
    """Copies of this process where that is safe, for they begin at once; else processes from nothing."""
    import multiprocessing

    if small and sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def cores() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Windows and macOS
        return os.cpu_count() or 1
