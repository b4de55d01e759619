"""The lock on a share: one bpkit at a time, known by name, never stuck, never broken in silence."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from make.shares import KMW, Run

from bpkit.errors import LockedError, ShareError
from bpkit.share import locking
from bpkit.share.locking import ABANDONED, HOLDER, LOCK, locked


def sign(root: Path, **named: object) -> Path:
    """A name on the lock of a share, as another bpkit leaves it."""
    file = root / ".bpkit" / HOLDER
    file.parent.mkdir(exist_ok=True)
    facts = {"host": "PC-SEMARANG", "process": 12, "user": "rina", "since": "2026-11-27T03:00:00+07:00"}
    file.write_text(json.dumps(facts | named), encoding="utf-8")
    return file


def test_who_holds_it_is_named_and_the_name_goes_with_him(tmp_path: Path) -> None:
    with locked(tmp_path):
        held = json.loads((tmp_path / ".bpkit" / HOLDER).read_text(encoding="utf-8"))
        with pytest.raises(LockedError) as refused, locked(tmp_path):
            pass
    assert (held["host"], held["process"]) == (locking._host(), os.getpid())
    assert all(str(held[name]) in refused.value.problem for name in ("host", "process", "since"))
    assert not (tmp_path / ".bpkit" / HOLDER).exists()


def test_one_who_was_killed_on_this_computer_makes_room_and_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = f"""
import os
from pathlib import Path
from bpkit.share.locking import locked
with locked(Path({str(tmp_path)!r})):
    os._exit(9)
"""
    killed = subprocess.Popen([sys.executable, "-c", work])
    killed.wait()
    assert (tmp_path / ".bpkit" / HOLDER).exists()
    with locked(tmp_path):
        assert str(killed.pid) in capsys.readouterr().err
    assert not (tmp_path / ".bpkit" / HOLDER).exists()


def test_one_on_another_computer_is_believed_and_told_how_to_be_released(run: Run, share: Path) -> None:
    file = sign(share)
    code, _, err = run("recap", share / KMW)
    assert code == 4
    assert all(word in err for word in ("PC-SEMARANG", "rina", "2026-11-27", str(file)))
    assert file.exists()


def test_a_name_older_than_any_run_is_taken_over_and_told(run: Run, share: Path) -> None:
    file = sign(share)
    then = time.time() - ABANDONED - 60
    os.utime(file, (then, then))
    code, _, err = run("recap", share / KMW)
    assert code == 0
    assert "PC-SEMARANG" in err
    assert not file.exists()


@pytest.mark.parametrize("data", [b"", b'{"host":"PC-SEM', b"[]", b"\xff", b'{"host": 3}'])
def test_a_name_that_was_never_written_to_its_end_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(locking, "PAUSE", 0.0)
    sign(tmp_path).write_bytes(data)
    with locked(tmp_path):
        pass
    assert not (tmp_path / ".bpkit" / HOLDER).exists()


def test_on_a_share_without_locks_the_name_alone_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "_taken", lambda *_: None)
    with locked(tmp_path), pytest.raises(LockedError), locked(tmp_path):
        pass
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    sign(tmp_path, host=locking._host(), process=gone.pid)
    if os.name == "posix":  # Windows always has locks, and tells of no process
        with locked(tmp_path):
            pass


def test_a_share_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(ShareError), locked(tmp_path / "mnt" / "Berbagi"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_bpkits_own_folder_is_no_link_to_elsewhere(run: Run, share: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "lain"
    elsewhere.mkdir()
    try:
        (share / ".bpkit").symlink_to(elsewhere)
    except OSError:
        pytest.skip("links need a right that this user of Windows lacks")
    code, _, err = run("recap", share / KMW)
    assert code == 3
    assert ".bpkit" in err
    assert list(elsewhere.iterdir()) == []


def test_trouble_of_the_share_is_not_called_another_bpkit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".bpkit").mkdir()
    (tmp_path / ".bpkit" / LOCK).mkdir()  # which nobody can open
    with pytest.raises(ShareError) as refused, locked(tmp_path):
        pass
    assert not isinstance(refused.value, LockedError)
