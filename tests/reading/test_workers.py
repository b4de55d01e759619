"""Whoever reads, the facts are the same, and none gets lost."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from make.pictures import photo_of
from make.shares import Run, korkot

from bpkit import share as shares
from bpkit.cache.store import Cache, NoCache
from bpkit.model.facts import Folder
from bpkit.reading import workers
from bpkit.reading.folders import ReadingOptions, read_folder, stems_of
from bpkit.reading.known import KnownFacts, ReadStem
from bpkit.reading.tree.stems import Stem
from bpkit.reading.workers import Crew, Fresh, in_order, read_one
from bpkit.work.request import Request
from bpkit.work.running import Work


@pytest.fixture
def month(share: Path) -> Path:
    return share / "2010-10"


def read(path: Path, workers: int | None, cache: Cache | None = None) -> Folder:
    options = ReadingOptions(cache or NoCache(), workers=workers)
    return read_folder(Work(Request(path)).layout, options=options)


def test_processes_find_what_one_finds(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CHUNK", 1)
    assert read(month, 3) == read(month, 1)


def test_threads_find_what_one_finds(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = read(month, 1)
    monkeypatch.setattr(workers, "PROBE", 1)
    monkeypatch.setattr(workers, "WAITING", -1.0)  # every share is slow
    monkeypatch.setattr(workers, "WORTH", 60.0)  # and no process pays
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
    monkeypatch.setattr(workers, "PROBE", 0)
    monkeypatch.setattr(workers, "CHUNK", 1)
    monkeypatch.setattr(workers, "read_one", partial(dying, parent=os.getpid()))
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

    monkeypatch.setattr(workers, "read_one", noted)
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


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even few stems go to processes."""
    monkeypatch.setattr(workers, "PROBE", 0)
    monkeypatch.setattr(workers, "CHUNK", 1)


by_copies = pytest.mark.skipif(sys.platform != "linux", reason="processes are no copies there")


def test_processes_that_begin_from_nothing_find_the_same(
    month: Path, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows and macOS."""
    monkeypatch.setattr(workers, "_context", lambda **_: multiprocessing.get_context("spawn"))
    assert read(month, 2) == read(month, 1)


def test_beside_a_running_thread_no_process_is_a_copy(month: Path, small_chunks: None) -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        assert workers._context(small=True).get_start_method() == "spawn"
        assert read(month, 2) == read(month, 1)
    finally:
        over.set()
        thread.join()


def test_of_a_large_tree_no_process_is_a_copy_with_all_of_it(
    month: Path, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "MANY", 0)
    begun: list[str | None] = []
    real = workers._context

    def context(*, small: bool) -> object:
        begun.append(real(small=small).get_start_method())
        return real(small=small)

    monkeypatch.setattr(workers, "_context", context)
    assert read(month, 2) == read(month, 1)
    assert begun == ["spawn"]


# Processes get what they do by its name, so that it stands outside the tests.


def acting(stem: Stem, prepare: object = None, act: Callable[[], object] = int, parent: int = 0) -> Fresh:
    """Reads, and does something before it where it is another process."""
    if os.getpid() != parent:
        act()
    return read_one(stem)


def fail() -> None:
    raise ZeroDivisionError


SECONDS = chain([0.0], repeat(20.0))  # the first file of each process comes at once


def dawdle() -> None:
    time.sleep(next(SECONDS))


def in_a_process_only(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let processes do this before they read."""
    monkeypatch.setattr(workers, "read_one", partial(acting, act=act, parent=os.getpid()))


@by_copies
def test_a_fault_of_bpkits_own_in_a_process_ends_the_run(
    month: Path, run: Run, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_process_only(monkeypatch, fail)
    code, _, err = run("validate", month, "--workers", 2, "--no-cache")
    assert code == 70
    assert "ZeroDivisionError" in err
    note = next(Path(word) for word in err.split() if "bpkit-crash-" in word)
    assert "in acting" in note.read_text(encoding="utf-8")
    note.unlink()


@by_copies
def test_ctrl_c_leaves_no_process_behind(
    month: Path, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_process_only(monkeypatch, dawdle)
    left = Work(Request(month)).layout
    begun = []

    def interrupted(*_: object) -> None:
        begun.extend(multiprocessing.active_children())
        raise KeyboardInterrupt

    since = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        read_folder(left, options=ReadingOptions(workers=2, tick=interrupted))
    assert begun
    assert time.monotonic() - since < 15
    assert not multiprocessing.active_children()


@by_copies
def test_a_process_ends_when_bpkit_is_killed() -> None:
    script = """
import multiprocessing, os, signal, time
from concurrent.futures import ProcessPoolExecutor
from bpkit.reading.workers import _begin
pool = ProcessPoolExecutor(2, multiprocessing.get_context("fork"), _begin)
for pid in {pool.submit(os.getpid).result(), *(p.pid for p in multiprocessing.active_children())}:
    print(pid)
pool.submit(time.sleep, 60), pool.submit(time.sleep, 60)
print(flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    # What is printed goes into a file: a pipe would be waited for until the last process ends.
    with tempfile.TemporaryFile() as out:
        subprocess.run([sys.executable, "-c", script], stdout=out, check=False)
        out.seek(0)
        processes = [int(pid) for pid in out.read().split()]
    end = time.monotonic() + 10
    while any(map(is_running, processes)) and time.monotonic() < end:
        time.sleep(0.02)
    assert processes
    assert not any(map(is_running, processes))


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # ended, and nobody has asked how


def test_no_process_at_all_can_be_asked_for(month: Path, run: Run) -> None:
    code, out, err = run("validate", month, "--workers", 0)
    assert (code, out) == (2, "")
    assert "--workers" in err


def probed(monkeypatch: pytest.MonkeyPatch, look: Callable[[], object]) -> Crew:
    """A crew after its first stems, each of which took 20 ms of something."""

    def late(stem: Stem, prepare: object = None) -> Fresh:
        look()
        return Fresh(ReadStem(None))

    monkeypatch.setattr(workers, "read_one", late)
    readers = Crew(1)
    list(readers.read([Stem(str(number)) for number in range(4)], 4))
    return readers


def test_waiting_for_a_processor_is_not_taken_for_a_slow_share(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not probed(monkeypatch, lambda: time.sleep(0.02))._slow


def test_waiting_for_files_is_a_slow_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Jalan.txt").touch()
    stat = Path.stat

    def late(path: Path, **options: bool) -> os.stat_result:
        time.sleep(0.02)
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", late)
    assert probed(monkeypatch, lambda: shares.read(tmp_path / "Jalan.txt"))._slow


def test_the_first_files_of_a_late_share_are_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "is_late", lambda: True)
    met = threading.Barrier(workers.PROBE, timeout=10)  # which breaks where one waits for the other
    probed(monkeypatch, met.wait)


def test_one_file_that_comes_late_makes_no_share_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = iter([1.0, 0.0, 0.0, 0.0])

    def look() -> None:
        shares.waited.seconds += next(waits)

    assert not probed(monkeypatch, look)._slow


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

    monkeypatch.setattr(workers, "read_one", noted)
    again = run("validate", copied, "--format", "json")
    assert not opened
    assert again == run("validate", copied, "--format", "json", "--no-cache")


def test_a_file_that_the_share_was_asked_about_is_not_asked_about_again(
    month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {str(path): path.stat() for path in month.rglob("*") if path.is_file()}
    stems = list(stems_of(Work(Request(month)).layout))
    asked: list[object] = []
    real = os.stat

    def stat(path: Any, **named: Any) -> os.stat_result:
        asked.append(path)
        return real(path, **named)

    with Cache(tmp_path / "cache") as cache:
        KnownFacts(cache).look(stems)  # what bpkit itself is made of is looked at once
        monkeypatch.setattr(os, "stat", stat)
        KnownFacts(cache, seen=seen).look(stems)
        assert not [path for path in asked if str(path).endswith(".docx")]
        KnownFacts(cache).look(stems)
        assert [path for path in asked if str(path).endswith(".docx")]
