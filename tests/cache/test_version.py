"""Which bpkit it was that read."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpkit.cache import version
from bpkit.cache.store import Cache, NoCache
from bpkit.cache.version import READERS, version_of


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of bpkit's sources."""
    copy = tmp_path / "bpkit"
    shutil.copytree(version.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(version, "PACKAGE", copy)
    return copy


@pytest.fixture(autouse=True)
def another_process() -> Iterator[None]:
    """What was seen of the sources is for this test alone."""
    version._sources.cache_clear()
    yield
    version._sources.cache_clear()


def later(cache: Cache | None = None, rooms: tuple[str, ...] = READERS) -> str:
    """The version that a run finds that begins now."""
    version._sources.cache_clear()
    return version_of(cache or NoCache(), rooms)


def test_every_room_that_reading_may_import_is_looked_at(package: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text("utf-8")
    (row,) = (line for line in page.splitlines() if line.startswith("| `reading` |"))
    rooms = {name.strip(" `") for name in row.split("|")[3].split(",")} | {"reading"}
    assert {room.removesuffix("/__init__.py").removesuffix(".py") for room in READERS} >= rooms - {"cache"}
    assert all((package / room).exists() for room in READERS)


def test_an_edit_that_keeps_size_and_version_makes_another_version(package: Path) -> None:
    before = version_of(NoCache())
    file = package / "reading" / "sidecar.py"
    file.write_text(file.read_text("utf-8").replace("judul", "judil", 1), "utf-8")
    assert later() != before


def test_an_edit_of_what_reads_nothing_keeps_the_version_of_the_readers(package: Path) -> None:
    readers, everything = version_of(NoCache()), version_of(NoCache(), ())
    (package / "reports" / "markdown.py").write_text("")
    assert later() == readers
    assert later(rooms=()) != everything


def test_the_sources_are_read_once(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cache.open(tmp_path / "simpanan") as cache:
        before = version_of(cache)
    monkeypatch.setattr(version, "_digest", lambda *facts: pytest.fail(f"{facts} was read"))
    with Cache.open(tmp_path / "simpanan") as cache:
        assert later(cache) == before


def test_an_edit_while_it_runs_is_no_part_of_what_runs(package: Path) -> None:
    before = version_of(NoCache())
    (package / "naming.py").write_text("")
    assert version_of(NoCache()) == before != later()


def test_the_same_sources_installed_once_more_are_the_same_version(package: Path, tmp_path: Path) -> None:
    with Cache.open(tmp_path / "simpanan") as cache:
        before = version_of(cache)
        for file in package.rglob("*.py"):
            os.utime(file, (1, 1))
        assert later(cache) == before
        (package / "naming.py").write_text("")
        assert later(cache) != before


def test_another_library_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = version_of(NoCache())
    (tmp_path / "site-packages" / "lxml-99.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    assert version_of(NoCache()) != before
