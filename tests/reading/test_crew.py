"""Whoever reads, the facts are the same, and none gets lost."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from bpkit.cache.store import Cache, NoCache
from bpkit.model.facts import Folder
from bpkit.reading import crew
from bpkit.reading.crew import Crew, in_order, read_one
from bpkit.reading.folders import read_folder
from bpkit.reading.known import ReadStem
from bpkit.reading.tree.stems import Stem
from bpkit.work.request import Request
from bpkit.work.running import Work


@pytest.fixture
def month(share: Path) -> Path:
    return share / "2010-10"


def read(path: Path, workers: int | None, cache: Cache | None = None) -> Folder:
    return read_folder(Work(Request(path)).layout, crew=Crew(workers), cache=cache or NoCache())


def test_processes_find_what_one_finds(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "CHUNK", 1)
    assert read(month, 3) == read(month, 1)


def test_threads_find_what_one_finds(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = read(month, 1)
    monkeypatch.setattr(crew, "PROBE", 1)
    monkeypatch.setattr(crew, "WAITING", -1.0)  # every share is slow
    assert read(month, 1) == alone


def test_what_a_killed_process_was_to_read_is_read_all_the_same(
    month: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, parent = read(month, 1), os.getpid()

    def dying(stem: Stem) -> ReadStem:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return read_one(stem)

    monkeypatch.setattr(crew, "PROBE", 0)
    monkeypatch.setattr(crew, "CHUNK", 1)
    monkeypatch.setattr(crew, "read_one", dying)
    assert read(month, 2) == alone


def test_facts_from_the_cache_are_those_that_were_read(month: Path, tmp_path: Path) -> None:
    for path in month.rglob("*"):
        os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**13))
    first = []
    for _ in range(2):
        with Cache(tmp_path / "cache") as cache:
            first.append(read(month, 1, cache))
    assert first[0] == first[1] == read(month, 1)


def test_known_facts_open_no_file(month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in month.rglob("*"):
        os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**13))
    with Cache(tmp_path / "cache") as cache:
        read(month, 1, cache)
    opened: list[Stem] = []

    def noted(stem: Stem) -> ReadStem:
        opened.append(stem)
        return read_one(stem)

    monkeypatch.setattr(crew, "read_one", noted)
    with Cache(tmp_path / "cache") as cache:
        read(month, 1, cache)
    assert not opened


def test_no_more_is_under_way_than_was_allowed() -> None:
    from concurrent.futures import ThreadPoolExecutor

    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        return number

    with ThreadPoolExecutor(2) as pool:
        answers = in_order(pool, work, range(100), 5)
        assert next(answers) == 0
        time.sleep(0.05)
        assert len(begun) <= 6
        assert list(answers) == list(range(1, 100))
