"""`bpkit cache`."""

import json
from pathlib import Path

import pytest
from make.shares import Run

from bpkit.cache.store import Cache, Shelf


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with one fact in it."""
    monkeypatch.setenv("BPKIT_CACHE_DIR", str(tmp_path / "simpanan"))
    with Cache.open() as cache:
        cache.put(Shelf.FACTS, b"kunci", b"nilai")
    return tmp_path / "simpanan"


def test_info_says_where_the_cache_is_and_what_it_holds(run: Run, folder: Path) -> None:
    code, out, _ = run("cache", "info", "--lang", "en")
    assert code == 0
    assert str(folder) in out
    assert "files that were read: 1" in out


def test_info_as_json_has_bytes_rows_and_days(run: Run, folder: Path) -> None:
    told = json.loads(run("cache", "info", "--format", "json")[1])
    assert told["folder"] == str(folder)
    assert told["rows"]["facts"] == 1
    assert told["bytes"] == sum(told["files"].values()) > 0
    assert told["oldest"] == told["newest"]


def test_clear_empties_the_cache(run: Run, folder: Path) -> None:
    code, out, _ = run("cache", "clear", "--lang", "id")
    assert (code, out.startswith("simpanan dihapus")) == (0, True)
    assert json.loads(run("cache", "info", "--format", "json")[1])["rows"]["facts"] == 0


def test_a_file_that_cannot_be_deleted_is_said(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "in use", str(path))

    monkeypatch.setattr(Path, "unlink", held)
    code, _, err = run("cache", "clear", "--lang", "en")
    assert code == 4
    assert "another bpkit is using the cache" in err


def test_where_there_is_no_cache_info_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "berkas").write_text("")
    monkeypatch.setenv("BPKIT_CACHE_DIR", str(tmp_path / "berkas"))
    code, out, _ = run("cache", "info", "--lang", "en")
    assert code == 0
    assert "size: 0.0 MiB" in out
