"""Who reads: this thread alone, several threads where the share keeps one waiting, processes where cores are
idle. Which it is, the first files tell; what comes out never depends on it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from ..share import AT_ONCE as THREADS
from .known import CODEC, ReadStem
from .submissions import read_submission
from .tree.stems import Stem

if TYPE_CHECKING:  # a folder is read by this thread alone, and these take a tenth of its time to import
    from concurrent.futures import Executor, Future
    from multiprocessing.context import BaseContext

PROBE = 4  # stems that tell how the others are best read
WAITING = 0.5  # the part of the time spent waiting from which on a share is slow
WORTH = 0.4  # seconds of work left from which on further processes pay; each takes a tenth to begin
MOST_PROCESSES = 8
CHUNK = 8  # stems that are handed to a process at once
AHEAD = 3  # chunks or threads' files that are under way for each that is being waited for

Packed = bytes | ReadStem  # what a process gives back; bytes unless it can't be packed
T = TypeVar("T")
R = TypeVar("R")


class Crew:
    """Reads stems in order; `workers` is the number of processes, None as many as pay."""

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers
        self._slow = False
        self._cost = 0.0  # seconds of the processor for one stem
        self._probed = 0
        self._pool: Executor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def read(self, stems: Sequence[Stem], left: int) -> Iterator[tuple[ReadStem, bytes | None]]:
        """What each stem gives, with its packed form where there is one; `left` are to be read in all."""
        probe = max(0, min(PROBE - self._probed, len(stems)))
        for stem in stems[:probe]:
            yield self._measured(stem), None
        rest = stems[probe:]
        processes = self._processes(left - probe)
        if not rest:
            return
        if processes > 1:
            yield from self._in_processes(rest, processes)
        elif self._slow:
            yield from ((read, None) for read in self._in_threads(rest))
        else:
            yield from ((read_one(stem), None) for stem in rest)

    def _measured(self, stem: Stem) -> ReadStem:
        wall, cpu = time.perf_counter(), time.thread_time()
        read = read_one(stem)
        wall, cpu = time.perf_counter() - wall, time.thread_time() - cpu
        self._slow = self._slow or cpu < wall * (1 - WAITING)
        self._cost = max(self._cost, cpu)
        self._probed += 1
        return read

    def _processes(self, left: int) -> int:
        if self._workers is not None:
            return min(self._workers, -(-left // CHUNK))
        return min(_cores(), MOST_PROCESSES) if left * self._cost > WORTH else 1

    def _in_threads(self, stems: Sequence[Stem]) -> Iterator[ReadStem]:
        from concurrent.futures import ThreadPoolExecutor

        if not isinstance(self._pool, ThreadPoolExecutor):
            self._pool = ThreadPoolExecutor(THREADS)
        yield from in_order(self._pool, read_one, stems, THREADS * AHEAD)

    def _in_processes(self, stems: Sequence[Stem], count: int) -> Iterator[tuple[ReadStem, bytes | None]]:
        from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

        if not isinstance(self._pool, ProcessPoolExecutor):
            self._pool = ProcessPoolExecutor(count, _context())
        chunks = [stems[start : start + CHUNK] for start in range(0, len(stems), CHUNK)]
        threads = THREADS if self._slow else 1
        done = 0
        try:
            for packed in in_order(self._pool, _Work(threads), chunks, count * AHEAD):
                yield from map(_unpacked, chunks[done], packed)
                done += 1
        except BrokenExecutor:
            # Somebody killed a process, or it ran out of memory: what is left is read here.
            self._pool, self._workers = None, 1
            for chunk in chunks[done:]:
                yield from ((read_one(stem), None) for stem in chunk)


def read_one(stem: Stem) -> ReadStem:
    """What reading a stem gives."""
    return ReadStem(read_submission(stem))


class _Work:
    """What a process does with a chunk of stems."""

    def __init__(self, threads: int) -> None:
        self._threads = threads

    def __call__(self, stems: Sequence[Stem]) -> list[Packed]:
        if self._threads > 1:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(self._threads) as pool:
                return list(pool.map(_packed, stems))
        return list(map(_packed, stems))


def _packed(stem: Stem) -> Packed:
    read = read_one(stem)
    return CODEC.encode(read, stem.main) or read


def _unpacked(stem: Stem, packed: Packed) -> tuple[ReadStem, bytes | None]:
    if isinstance(packed, ReadStem):
        return packed, None
    read = CODEC.decode(packed, stem.main)
    return (read, packed) if read else (read_one(stem), None)


def in_order(pool: Executor, work: Callable[[T], R], items: Sequence[T], ahead: int) -> Iterator[R]:
    """The work on every item, in order; at most `ahead` of them are under way or wait to be taken."""
    left = iter(items)
    under_way: deque[Future[R]] = deque(pool.submit(work, item) for item in islice(left, ahead))
    while under_way:
        done = under_way.popleft().result()
        for item in islice(left, 1):
            under_way.append(pool.submit(work, item))
        yield done


def _context() -> BaseContext:
    """Copies of this process where that is safe, for they begin at once; else processes from nothing."""
    import multiprocessing

    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Windows and macOS
        return os.cpu_count() or 1
