"""Who reads: this thread alone, several threads where the share keeps one waiting, processes where cores are
idle. Which it is, the first files tell; what comes out never depends on it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from ..model.facts import Identity, Submission
from ..share import AT_ONCE as THREADS
from .known import CODEC, ReadStem
from .submissions import read_submission
from .tree.stems import Stem

PROBE = 4  # stems that tell how the others are best read
WAITING = 0.5  # the part of the time spent waiting from which on a share is slow
WORTH = 0.4  # seconds of work left from which on further processes pay; each takes a tenth to begin
MOST_PROCESSES = 8
CHUNK = 8  # stems that are handed to a process at once
AHEAD = 3  # chunks or threads' files that are under way for each that is being waited for

Prepare = Callable[[Submission], Any]  # what of a submission's text is kept; see `known.TextKeeper`
Packed = tuple[bytes | ReadStem, Any]  # what a process gives back; bytes unless it can't be packed
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Fresh:
    """What was read of a stem, its text as it is kept; all but the text packed where a process did so."""

    read: ReadStem
    text: Any = None
    packed: bytes | None = None


class Crew:
    """Reads stems in order; `workers` is the number of processes, None as many as pay."""

    def __init__(self, workers: int | None = None, prepare: Prepare | None = None) -> None:
        self._workers = workers
        self._read_one = partial(read_one, prepare=prepare)
        self._slow = False
        self._cost = 0.0  # seconds of the processor for one stem
        self._probed = 0
        self._pool: Executor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def read(self, stems: Sequence[Stem], left: int) -> Iterator[Fresh]:
        """What each stem gives; `left` are to be read in all."""
        probe = max(0, min(PROBE - self._probed, len(stems)))
        for stem in stems[:probe]:
            yield self._measured(stem)
        rest = stems[probe:]
        processes = self._processes(left - probe)
        if not rest:
            return
        if processes > 1:
            yield from self._in_processes(rest, processes)
        elif self._slow:
            yield from self._in_threads(rest)
        else:
            yield from map(self._read_one, rest)

    def _measured(self, stem: Stem) -> Fresh:
        wall, cpu = time.perf_counter(), time.thread_time()
        read = self._read_one(stem)
        wall, cpu = time.perf_counter() - wall, time.thread_time() - cpu
        self._slow = self._slow or cpu < wall * (1 - WAITING)
        self._cost = max(self._cost, cpu)
        self._probed += 1
        return read

    def _processes(self, left: int) -> int:
        if self._workers is not None:
            return min(self._workers, -(-left // CHUNK))
        return min(_cores(), MOST_PROCESSES) if left * self._cost > WORTH else 1

    def _in_threads(self, stems: Sequence[Stem]) -> Iterator[Fresh]:
        if not isinstance(self._pool, ThreadPoolExecutor):
            self._pool = ThreadPoolExecutor(THREADS)
        yield from in_order(self._pool, self._read_one, stems, THREADS * AHEAD)

    def _in_processes(self, stems: Sequence[Stem], count: int) -> Iterator[Fresh]:
        if not isinstance(self._pool, ProcessPoolExecutor):
            self._pool = ProcessPoolExecutor(count, _context())
        chunks = [stems[start : start + CHUNK] for start in range(0, len(stems), CHUNK)]
        threads = THREADS if self._slow else 1
        done = 0
        try:
            for packed in in_order(self._pool, _Work(threads, self._read_one), chunks, count * AHEAD):
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


def read_one(stem: Stem, prepare: Prepare | None = None) -> Fresh:
    """What reading a stem gives; with `prepare` its text apart."""
    submission = read_submission(stem)
    if prepare is None or submission is None or submission.document is None:
        return Fresh(ReadStem(submission))
    text = prepare(submission)
    # What the submission has itself, with captions and names from its YAML, need not be held twice.
    document = replace(submission.document, text="", photos=(), identity=Identity(), damages=())
    bare = replace(submission, document=document)
    return Fresh(ReadStem(bare, text.digest if text else b""), text)


class _Work:
    """What a process does with a chunk of stems."""

    def __init__(self, threads: int, read: Callable[[Stem], Fresh]) -> None:
        self._threads = threads
        self._read = read

    def __call__(self, stems: Sequence[Stem]) -> list[Packed]:
        if self._threads > 1:
            with ThreadPoolExecutor(self._threads) as pool:
                return list(pool.map(self._packed, stems))
        return list(map(self._packed, stems))

    def _packed(self, stem: Stem) -> Packed:
        fresh = self._read(stem)
        return CODEC.encode(fresh.read, stem.main) or fresh.read, fresh.text


def in_order(pool: Executor, work: Callable[[T], R], items: Sequence[T], ahead: int) -> Iterator[R]:
    """The work on every item, in order; at most `ahead` of them are under way or wait to be taken."""
    left = iter(items)
    under_way: deque[Future[R]] = deque(pool.submit(work, item) for item in islice(left, ahead))
    while under_way:
        done = under_way.popleft().result()
        for item in islice(left, 1):
            under_way.append(pool.submit(work, item))
        yield done


def _context() -> multiprocessing.context.BaseContext:
    """Copies of this process where that is safe, for they begin at once; else processes from nothing."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Windows and macOS
        return os.cpu_count() or 1
