"""Whoever reads, the facts are the same, and none gets lost."""

from __future__ import annotations

import os
import shutil
import signal
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from make.pictures import photo_of
from make.shares import Run, korkot

from bpkit.cache.store import Cache, NoCache
from bpkit.model.facts import Folder
from bpkit.reading import crew
from bpkit.reading.crew import Fresh, in_order, read_one
from bpkit.reading.folders import ReadingOptions, read_folder
from bpkit.reading.tree.stems import Stem
from bpkit.work.request import Request
from bpkit.work.running import Work


@pytest.fixture
def month(share: Path) -> Path:
    return share / "2010-10"


def read(path: Path, workers: int | None, cache: Cache | None = None) -> Folder:
    options = ReadingOptions(cache or NoCache(), workers=workers)
    return read_folder(Work(Request(path)).layout, options=options)


def test_processes_find_what_one_finds(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "CHUNK", 1)
    assert read(month, 3) == read(month, 1)


def test_threads_find_what_one_finds(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = read(month, 1)
    monkeypatch.setattr(crew, "PROBE", 1)
    monkeypatch.setattr(crew, "WAITING", -1.0)  # every share is slow
    assert read(month, 1) == alone


def dying(stem: Stem, prepare: object = None, parent: int = 0) -> Fresh:
    """Reads, but for the process that wants it read."""
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_one(stem)


def test_what_a_killed_process_was_to_read_is_read_all_the_same(
    month: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = read(month, 1)
    monkeypatch.setattr(crew, "PROBE", 0)
    monkeypatch.setattr(crew, "CHUNK", 1)
    monkeypatch.setattr(crew, "read_one", partial(dying, parent=os.getpid()))
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

    def noted(stem: Stem, prepare: object = None) -> Fresh:
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


def test_a_writing_that_was_read_alone_is_compared_when_it_has_company(run: Run, share: Path) -> None:
    city, other = (share / korkot(name) for name in ("Semarang", "Surakarta"))
    shutil.copy(sorted(city.glob("*.docx"))[0], other / "Salinan.docx")
    for path in share.rglob("*"):
        os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**13))
    for more in sorted(city.glob("*.docx"))[1:]:
        more.unlink()
    run("validate", city)
    run("validate", other)
    assert "BP701" in run("validate", share, "--select", "BP701")[1]


@pytest.mark.parametrize("with_photos", [True, False])
def test_a_folder_that_was_copied_is_found_again_by_its_content(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch, with_photos: bool
) -> None:
    city = share / korkot("Semarang")
    first = sorted(city.glob("*.docx"))[0]
    first.with_suffix(".yaml").write_text("penulis: {nama: Ani Lestari}\n")
    if with_photos:
        (city / first.stem).mkdir()
        (city / first.stem / "a.jpg").write_bytes(photo_of("a"))
    for path in share.rglob("*"):
        os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**13))
    run("validate", share)
    copied = share.with_name("Salinan")
    shutil.copytree(share, copied, copy_function=shutil.copyfile)
    for path in copied.rglob("*"):
        os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**13))
    opened: list[Stem] = []

    def noted(stem: Stem, prepare: Any = None) -> Fresh:
        opened.append(stem)
        return read_one(stem, prepare)

    monkeypatch.setattr(crew, "read_one", noted)
    again = run("validate", copied, "--format", "json")
    assert not opened
    assert again == run("validate", copied, "--format", "json", "--no-cache")
