"""`bpkit doctor`: what it tries, and what it says is to be done."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from make.shares import Run

from bpkit.cli import doctor
from bpkit.share import placing
from bpkit.share.locking import locked
from bpkit.work.moves import MoveLog


def test_a_sound_share_is_good_and_nothing_is_left_on_it(run: Run, share: Path) -> None:
    code, out, _ = run("doctor", share)
    assert code == 0
    assert "GALAT" not in out
    assert "boleh menulis" in out and "tidak pernah menimpa" in out and "huruf besar" in out
    assert sorted(path.name for path in (share / ".bpkit").iterdir()) == ["lock"]


def test_it_tells_when_bpkit_last_worked(run: Run, share: Path) -> None:
    assert "belum pernah dijalankan" in run("doctor", share)[1]
    run("run", share, "-q")
    assert "terakhir dijalankan" in run("doctor", share)[1]
    later = datetime(2031, 10, 18, 12, 5).astimezone().timestamp()  # the book has one line a day of a look
    os.utime(share / ".bpkit" / "riwayat.jsonl", (later, later))
    assert "terakhir dijalankan: 18 Oktober 2031 pukul 12:05" in run("doctor", share)[1]


def test_a_lock_that_another_holds_is_told(run: Run, share: Path) -> None:
    with locked(share):
        code, out, _ = run("doctor", share)
    assert code == 3
    assert "bpkit lain sedang bekerja" in out


@pytest.mark.parametrize(("hours", "words"), [(0, "sama dengan jam"), (5, "berbeda 300 menit")])
def test_a_clock_that_is_wrong_is_told(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch, hours: int, words: str
) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600 * hours)
    code, out, _ = run("doctor", share)
    assert (code, words in out) == (0, True)


def test_a_share_that_renames_over_files_is_bad(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def over(old: Path, new: Path) -> bool:
        old.replace(new)
        return True

    monkeypatch.setattr(placing, "take_free_name", over)
    code, out, _ = run("doctor", share)
    assert code == 3
    assert "dapat menimpa" in out


def test_a_share_that_can_not_be_written_says_what_to_ask_for(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Path) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor, "_tried", refused)
    code, out, _ = run("doctor", share)
    assert code == 3
    assert "Minta izin" in out


def test_a_share_that_can_only_be_read_is_told_once_in_words(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", refused)
    monkeypatch.setattr(Path, "open", refused)
    code, out, _ = run("doctor", share)
    assert (code, out.count("GALAT")) == (3, 1)
    assert "(tempat itu hanya dapat dibaca). Minta izin" in out


def test_the_command_that_is_named_has_the_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kosong").mkdir()
    assert f'bpkit init "{tmp_path / "kosong"}"' in run("doctor", tmp_path / "kosong", "--lang", "id")[1]


def test_a_full_disk_missing_programs_and_a_mend_that_stopped_are_notes(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("run", share, "-q")
    MoveLog(share).add("x", "begin")
    usage = shutil.disk_usage(share)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(os, "environ", {**os.environ, "ProgramFiles": str(share)})
    code, out, _ = run("doctor", share, "--format", "json")
    notes = " ".join(one["text"] for one in json.loads(out) if one["state"] == "missing")
    assert code == 0
    assert "tinggal 1 MB" in notes and "LibreOffice" in notes and "--undo" in notes
