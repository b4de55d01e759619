"""Other computers read what this one would have read, and whatever befalls them, nothing gets lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from make.shares import Run, make_share

from bpkit.errors import UserError
from bpkit.model.facts import Folder
from bpkit.reading import cluster, workers
from bpkit.reading.cluster import STEMS, Cluster, read_chunk
from bpkit.reading.folders import ReadingOptions, read_folder
from bpkit.reading.tree.stems import Stem
from bpkit.reading.workers import Fresh, read_one
from bpkit.work.request import Request
from bpkit.work.running import Work

SECONDS = 30.0  # until a cluster of processes is there


@dataclass
class Started:
    """A scheduler and its workers, a process each."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: Sequence[subprocess.Popen[bytes]]


@contextmanager
def started(place: Path, *shares: Path) -> Iterator[Started]:
    """A scheduler with a worker for each share, which knows it under that path."""
    pytest.importorskip("distributed")
    file = place / "scheduler.json"

    def dask(*arguments: object, share: Path = place) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *map(str, arguments)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env={**os.environ, "BPKIT_SHARE": str(share)}, **quiet)  # type: ignore[call-overload, no-any-return]

    near = ("--host", "127.0.0.1", "--scheduler-file", file, "--no-dashboard")
    at_home = ("worker", "--scheduler-file", file, "--no-dashboard", "--no-nanny", "--nthreads", 1)
    scheduler = dask("scheduler", "--port", 0, *near)
    workers = [dask(*at_home, "--local-directory", place / "w", share=share) for share in shares]
    try:
        yield Started(address_in(file), scheduler, wait_for(file, workers))
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def address_in(file: Path) -> str:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with suppress(OSError, ValueError):
            return str(json.loads(file.read_text())["address"])
        time.sleep(0.05)
    raise AssertionError("no scheduler")


def wait_for(file: Path, workers: list[subprocess.Popen[bytes]]) -> list[subprocess.Popen[bytes]]:
    from distributed import Client

    if not workers:
        return workers
    with Client(address_in(file), set_as_default=False) as client:
        client.wait_for_workers(len(workers), timeout=SECONDS)
    return workers


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_share(tmp_path_factory.mktemp("here") / "Berbagi")


@pytest.fixture(scope="module")
def elsewhere(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The share as two other computers see it: through a link, and as a copy under another name."""
    place = tmp_path_factory.mktemp("there")
    (place / "mnt").symlink_to(tree)
    return place / "mnt", Path(shutil.copytree(tree, place / "salinan"))


@pytest.fixture(scope="module")
def two(elsewhere: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with started(tmp_path_factory.mktemp("cluster"), *elsewhere) as dask:
        yield dask


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many chunks, and no long waits."""
    monkeypatch.setattr(workers, "CHUNK", 1)
    monkeypatch.setattr(cluster, "ANSWER", 2.0)
    monkeypatch.setattr(cluster, "LOOK", 0.2)


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> list[Stem]:
    """What this process reads itself."""
    stems: list[Stem] = []

    def noted(stem: Stem, prepare: object = None) -> Fresh:
        stems.append(stem)
        return read_one(stem)

    monkeypatch.setattr(workers, "read_one", noted)
    return stems


def read(tree: Path, address: str | None = None) -> Folder:
    far = Cluster(address, tree) if address else None
    return read_folder(Work(Request(tree)).layout, options=ReadingOptions(workers=1, cluster=far))


def at_the_second_chunk(monkeypatch: pytest.MonkeyPatch, process: subprocess.Popen[bytes], kind: int) -> None:
    """Send a signal to a process while its cluster is at work."""
    answer, asked = Cluster._answer, [0]

    def watched(self: Cluster, future: object) -> object:
        asked[0] += 1
        if asked[0] == 2:
            process.send_signal(kind)
        return answer(self, future)  # type: ignore[arg-type]

    monkeypatch.setattr(Cluster, "_answer", watched)


def test_computers_that_see_the_share_elsewhere_read_it_all(
    tree: Path, two: Started, read_here: list[Stem]
) -> None:
    found = read(tree, two.address)
    assert not read_here
    assert found == read(tree)


def test_the_answer_is_the_same_to_the_byte_whoever_reads(tree: Path, two: Started, run: Run) -> None:
    asked = ("validate", tree, "--format", "json", "--no-cache", "--quiet")
    alone = run(*asked, "--workers", 1)
    assert run(*asked, "--workers", 2) == run(*asked) == run(*asked, "--dask", two.address) == alone


def test_what_lies_outside_the_share_is_read_here(
    tree: Path, two: Started, tmp_path: Path, read_here: list[Stem]
) -> None:
    other = make_share(tmp_path / "Lain")
    far = Cluster(two.address, tree)
    found = read_folder(Work(Request(other)).layout, options=ReadingOptions(workers=1, cluster=far))
    assert read_here
    assert found == read(other)


def test_a_computer_that_dies_loses_nothing(
    tree: Path, elsewhere: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = read(tree)
    with started(tmp_path, *elsewhere) as dask:
        at_the_second_chunk(monkeypatch, dask.workers[0], signal.SIGKILL)
        assert read(tree, dask.address) == alone
        assert dask.workers[0].wait(5) == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="no process is stopped there")
def test_a_computer_that_freezes_is_not_waited_for_long(
    tree: Path, two: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, begun = read(tree), time.monotonic()
    frozen = two.workers[0]
    at_the_second_chunk(monkeypatch, frozen, signal.SIGSTOP)
    try:
        assert read(tree, two.address) == alone
    finally:
        frozen.send_signal(signal.SIGCONT)
    assert time.monotonic() - begun < SECONDS


def test_without_its_scheduler_all_is_read_here(
    tree: Path, elsewhere: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = read(tree)
    with started(tmp_path, elsewhere[0]) as dask:
        at_the_second_chunk(monkeypatch, dask.scheduler, signal.SIGKILL)
        begun = time.monotonic()
        assert read(tree, dask.address) == alone
        assert time.monotonic() - begun < SECONDS


def test_what_ends_with_an_error_there_is_read_here(
    tree: Path, two: Started, read_here: list[Stem], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cluster, "_sent", failing(Cluster._sent))
    found = read(tree, two.address)
    assert read_here
    read_here.clear()
    assert found == read(tree)
    assert read_here


def failing(send: Callable[..., object]) -> Callable[..., object]:
    """Sends with a number of threads that is none, at which a worker fails."""

    def sent(self: Cluster, stems: Sequence[Stem]) -> object:
        self._threads = "many"  # type: ignore[assignment]
        return send(self, stems)

    return sent


def test_a_fault_of_bpkits_own_is_told_as_such(
    tree: Path, two: Started, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cluster, "_sent", failing(Cluster._sent))
    monkeypatch.setattr(workers, "read_one", lambda *_, **__: 1 // 0)
    code, _, err = run("validate", tree, "--no-cache", "--dask", two.address)
    assert code == 70
    assert "ZeroDivisionError" in err


def test_another_bpkit_is_refused(
    tree: Path, two: Started, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_version", lambda: "0123456789")
    code, out, err = run("validate", tree, "--no-cache", "--dask", two.address)
    assert (code, out) == (2, "")
    assert "01234567" in err
    assert "dask worker" in err


def test_a_computer_that_comes_later_with_another_bpkit_reads_nothing(tree: Path) -> None:
    assert read_chunk([], "another version", str(tree), 1) is None


def test_a_computer_that_sees_another_share_is_refused(tree: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "kosong").mkdir()
    with started(tmp_path, tmp_path / "kosong") as dask:
        code, _, err = run("validate", tree, "--no-cache", "--dask", dask.address, "--lang", "en")
    assert code == 2
    assert str(tmp_path / "kosong") in err
    assert "BPKIT_SHARE" in err


def test_a_scheduler_without_workers_is_said(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    with started(tmp_path) as dask, pytest.raises(UserError, match="tidak punya komputer"):
        read(tree, dask.address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "bukan alamat"])
def test_no_scheduler_is_said_in_plain_words(
    tree: Path, address: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    with socket.socket() as silent:  # somebody who listens, and is no scheduler
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        asked = address.format(port=silent.getsockname()[1])
        code, out, err = run("validate", tree, "--no-cache", "--dask", asked)
    assert (code, out) == (2, "")
    assert asked in err
    assert "Traceback" not in err


def test_without_the_package_it_is_said_how_to_install_it(
    tree: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, _, err = run("validate", tree, "--no-cache", "--dask", "tcp://127.0.0.1:1")
    assert code == 2
    assert "bpkit[dask]" in err


def test_words_with_a_path_of_there_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = tmp_path / "sini", tmp_path / "sana"
    for folder in (here, there):
        folder.mkdir()
        (folder / "Jalan.yaml").symlink_to("Jalan.yaml")  # in a circle: the system's error tells the path
        for name in ("Jalan.doc", "Batik.doc"):
            (folder / name).write_text(
                "<html><body><p>Warga bergotong royong.</p></body></html>", encoding="utf-8"
            )
    stems = [
        Stem("Jalan", [here / "Jalan.doc"], here / "Jalan.yaml"),
        Stem("Batik", [here / "Batik.doc"]),
    ]
    monkeypatch.setenv("BPKIT_SHARE", str(there))
    packed = [STEMS.encode(stem, here) for stem in stems]
    answer = read_chunk([one for one in packed if one], cluster._version(), str(here), 1)
    assert answer is not None
    assert [one is None for one in answer] == [True, False]


def test_no_more_is_sent_than_was_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = Cluster("tcp://127.0.0.1:1", tmp_path)
    sent: list[object] = []
    monkeypatch.setattr(far, "_connected", lambda sample: None)
    monkeypatch.setattr(far, "_sent", sent.append)
    stems = [[Stem(str(number), [tmp_path / f"{number}.txt"])] for number in range(50)]
    answers = far.read(stems)
    assert next(answers) == [None]
    assert len(sent) == workers.AHEAD + 1
    assert len(list(answers)) == 49
