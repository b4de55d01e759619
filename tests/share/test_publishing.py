"""A form gets onto the share whole or not at all, and never over a person's work."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import pytest
from make.disturbed import failing

from bpkit.errors import ExitCode, ShareError
from bpkit.share import placing, publishing
from bpkit.share.locking import locked
from bpkit.share.placing import write_atomically
from bpkit.share.publishing import Published, Register, Status, publish

NAME = "Lampiran 3_korkot (Semarang)_(Oktober 2010).xlsx"
BESIDE = "Lampiran 3_korkot (Semarang)_(Oktober 2010) (bpkit).xlsx"
BESIDE_2 = "Lampiran 3_korkot (Semarang)_(Oktober 2010) (bpkit 2).xlsx"


def put(folder: Path, data: bytes, *, sealed: bool = False) -> Published:
    """Publish as a new run would: with the register as the share has it."""
    return publish(folder / NAME, data, Register(folder), sealed=sealed)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_a_new_form_is_written_and_leaves_nothing_else(tmp_path: Path) -> None:
    assert put(tmp_path, b"one") == Published(tmp_path / NAME, Status.WRITTEN)
    assert (tmp_path / NAME).read_bytes() == b"one"
    assert names(tmp_path) == [NAME]


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    target = tmp_path / "keluar" / "2010-10" / NAME
    assert publish(target, b"one", Register(tmp_path)).status is Status.WRITTEN
    assert target.read_bytes() == b"one"


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    put(tmp_path, b"one")
    before = (tmp_path / NAME).stat(), (tmp_path / ".bpkit/written.json").stat()
    assert put(tmp_path, b"one").status is Status.UNCHANGED
    after = (tmp_path / NAME).stat(), (tmp_path / ".bpkit/written.json").stat()
    assert [(s.st_mtime_ns, s.st_ino) for s in before] == [(s.st_mtime_ns, s.st_ino) for s in after]


def test_a_form_of_bpkits_own_is_replaced(tmp_path: Path) -> None:
    put(tmp_path, b"one")
    assert put(tmp_path, b"two").status is Status.WRITTEN
    assert (tmp_path / NAME).read_bytes() == b"two"
    assert names(tmp_path) == [NAME]


def test_a_form_that_a_person_edited_is_left_and_the_new_one_goes_beside_it(tmp_path: Path) -> None:
    put(tmp_path, b"one")
    (tmp_path / NAME).write_bytes(b"one, signed")
    assert put(tmp_path, b"two") == Published(tmp_path / BESIDE, Status.BESIDE)
    assert (tmp_path / NAME).read_bytes() == b"one, signed"
    assert (tmp_path / BESIDE).read_bytes() == b"two"


def test_the_one_beside_is_bpkits_own_and_is_replaced(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"a person's")
    put(tmp_path, b"two")
    assert put(tmp_path, b"three") == Published(tmp_path / BESIDE, Status.BESIDE)
    assert (tmp_path / BESIDE).read_bytes() == b"three"
    assert names(tmp_path) == sorted([BESIDE, NAME])


def test_where_the_one_beside_was_edited_too_a_second_goes_beside(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"a person's")
    put(tmp_path, b"two")
    (tmp_path / BESIDE).write_bytes(b"two, signed")
    assert put(tmp_path, b"three") == Published(tmp_path / BESIDE_2, Status.BESIDE)
    assert (tmp_path / BESIDE).read_bytes() == b"two, signed"


def test_without_the_register_a_form_that_differs_counts_as_a_persons(tmp_path: Path) -> None:
    put(tmp_path, b"one")
    (tmp_path / ".bpkit/written.json").unlink()
    assert put(tmp_path, b"two").status is Status.BESIDE
    assert (tmp_path / NAME).read_bytes() == b"one"


@pytest.mark.parametrize("damaged", [b"", b"[]", b"\xff\xfe", b'{"a": 1}', b'{"a"'])
def test_a_damaged_register_never_costs_a_person_their_form(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / NAME).write_bytes(b"a person's")
    (tmp_path / ".bpkit").mkdir()
    (tmp_path / ".bpkit/written.json").write_bytes(damaged)
    assert put(tmp_path, b"two").status is Status.BESIDE
    assert (tmp_path / NAME).read_bytes() == b"a person's"


def test_a_form_in_a_folder_that_was_renamed_is_still_bpkits_own(tmp_path: Path) -> None:
    publish(tmp_path / "lama" / NAME, b"one", Register(tmp_path))
    (tmp_path / "lama").rename(tmp_path / "baru")
    published = publish(tmp_path / "baru" / NAME, b"two", Register(tmp_path))
    assert published.status is Status.WRITTEN


def test_a_form_put_back_to_what_bpkit_would_write_is_bpkits_own_again(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"two")
    assert put(tmp_path, b"two").status is Status.UNCHANGED
    assert put(tmp_path, b"three").status is Status.WRITTEN


def test_a_sealed_month_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path, b"one")
    assert put(tmp_path, b"two", sealed=True) == Published(tmp_path / NAME, Status.SEALED)
    assert (tmp_path / NAME).read_bytes() == b"one"
    assert names(tmp_path) == [NAME]


def test_a_form_that_a_sealed_month_never_had_is_written(tmp_path: Path) -> None:
    assert put(tmp_path, b"one", sealed=True).status is Status.WRITTEN


@pytest.mark.parametrize("lock", [f"~${NAME}", f"~${NAME[2:]}", f".~lock.{NAME}#"])
def test_a_form_that_somebody_has_open_stops_the_run_with_exit_3(tmp_path: Path, lock: str) -> None:
    put(tmp_path, b"one")
    (tmp_path / lock).write_bytes(b"")
    with pytest.raises(ShareError) as stopped:
        put(tmp_path, b"two")
    assert stopped.value.exit_code is ExitCode.SHARE
    assert NAME in stopped.value.problem
    assert lock in stopped.value.remedy
    assert (tmp_path / NAME).read_bytes() == b"one"
    assert names(tmp_path) == sorted([NAME, lock])


@pytest.mark.parametrize("asked", ["the lock", "the folder"])
def test_a_form_that_somebody_has_open_stays_where_the_share_denies_its_lock(
    tmp_path: Path, asked: str
) -> None:
    put(tmp_path, b"one")
    lock = tmp_path / f"~${NAME}"
    lock.write_bytes(b"")
    register = Register(tmp_path)
    denied = (lock, errno.ENOENT) if asked == "the lock" else (tmp_path, errno.EACCES)
    with failing(*denied, stat=asked == "the lock"), pytest.raises(ShareError):
        publish(tmp_path / NAME, b"two", register)
    assert (tmp_path / NAME).read_bytes() == b"one"


def test_nothing_is_replaced_where_nobody_can_say_whether_it_is_open(tmp_path: Path) -> None:
    put(tmp_path, b"one")
    register = Register(tmp_path)
    with failing(tmp_path, errno.EIO), pytest.raises(ShareError):
        publish(tmp_path / NAME, b"two", register)
    assert (tmp_path / NAME).read_bytes() == b"one"


def test_an_open_form_that_would_not_change_stops_nothing(tmp_path: Path) -> None:
    put(tmp_path, b"one")
    (tmp_path / f"~${NAME}").write_bytes(b"")
    assert put(tmp_path, b"one").status is Status.UNCHANGED


def test_a_target_that_windows_holds_is_untouched_and_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, b"one")

    def held(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(placing, "PAUSE", 0)
    monkeypatch.setattr(placing, "_rename_as", lambda: None)
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(ShareError) as stopped:
        put(tmp_path, b"two")
    assert stopped.value.exit_code is ExitCode.SHARE
    assert (tmp_path / NAME).read_bytes() == b"one"
    assert names(tmp_path) == [NAME]


def test_a_target_that_is_held_for_a_moment_only_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refusals = Path.replace, iter([True, True, False])

    def held_twice(self: Path, target: Path) -> Path:
        if next(refusals):
            raise PermissionError(13, "Access is denied")
        return real(self, target)

    monkeypatch.setattr(placing, "PAUSE", 0)
    monkeypatch.setattr(Path, "replace", held_twice)
    write_atomically(tmp_path / NAME, b"one")
    assert (tmp_path / NAME).read_bytes() == b"one"


def test_a_full_disk_is_a_share_error_and_the_old_form_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, b"one")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ShareError, match="penuh"):
        put(tmp_path, b"two")
    assert (tmp_path / NAME).read_bytes() == b"one"
    assert names(tmp_path) == [NAME]


def test_a_folder_that_takes_the_forms_place_is_a_share_error(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(ShareError):
        put(tmp_path, b"one")


def test_the_register_is_sorted_text_with_paths_relative_to_the_share(tmp_path: Path) -> None:
    register = Register(tmp_path)
    for name in ("b.xlsx", "a.xlsx"):
        publish(tmp_path / "kota" / name, name.encode(), register)
    saved = json.loads((tmp_path / ".bpkit/written.json").read_text("utf-8"))
    assert list(saved) == ["kota/a.xlsx", "kota/b.xlsx"]


def test_a_run_that_is_killed_after_a_form_knows_it_the_next_time(tmp_path: Path) -> None:
    target = tmp_path / "Lampiran 3.xlsx"
    publish(target, b"old", Register(tmp_path))
    killed = Register(tmp_path)
    with suppress(KeyboardInterrupt), killed.together():
        publish(target, b"new", killed)
        killed.save = lambda: None  # type: ignore[method-assign] # nothing more is done
        raise KeyboardInterrupt
    again = Register(tmp_path)
    assert publish(target, b"newer", again).status is Status.WRITTEN
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["Lampiran 3.xlsx"]


def test_a_run_that_is_killed_before_a_form_was_written_knows_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "Lampiran 3.xlsx"
    publish(target, b"old", Register(tmp_path))
    Register(tmp_path).announce(target, b"new")
    assert publish(target, b"newer", Register(tmp_path)).status is Status.WRITTEN


def test_what_was_announced_by_a_killed_run_elsewhere_is_not_forgotten(tmp_path: Path) -> None:
    one, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    Register(tmp_path).announce(one, b"form")
    one.write_bytes(b"form")
    publish(other, b"other", Register(tmp_path))
    assert not (tmp_path / ".bpkit" / "written.log").exists()
    assert publish(one, b"newer", Register(tmp_path)).status is Status.WRITTEN


def test_what_is_done_together_is_saved_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register, saved = Register(tmp_path), []
    real = placing._written_beside

    def written(target: Path, data: bytes) -> AbstractContextManager[Path]:
        saved.append(target.name)
        return real(target, data)

    monkeypatch.setattr(placing, "_written_beside", written)
    with register.together():
        for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
            publish(tmp_path / name, name.encode(), register)
    assert saved == ["a.xlsx", "b.xlsx", "c.xlsx", "written.json"]


def test_a_share_that_was_unplugged_is_not_made_anew(tmp_path: Path) -> None:
    root = tmp_path / "mnt"
    root.mkdir()
    register = Register(root)
    root.rmdir()
    with pytest.raises(ShareError):
        publish(root / "2010-10" / "Lampiran 3.xlsx", b"form", register)
    assert not root.exists()


@pytest.mark.skipif(os.name != "posix", reason="rights of Windows come from the folder by themselves")
def test_a_form_has_the_rights_of_its_folder_and_keeps_those_it_was_given(tmp_path: Path) -> None:
    tmp_path.chmod(0o2775)
    target = tmp_path / "a.xlsx"
    before = os.umask(0o077)
    try:
        publish(target, b"one", Register(tmp_path))
        assert stat.S_IMODE(target.stat().st_mode) == 0o664
        target.chmod(0o640)
        publish(target, b"two", Register(tmp_path))
        assert stat.S_IMODE(target.stat().st_mode) == 0o640
    finally:
        os.umask(before)


def test_what_a_killed_run_left_half_written_is_taken_away_later(tmp_path: Path) -> None:
    old, new = (tmp_path / f"{placing.TEMPORARY}{name}" for name in ("old", "new"))
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (0, time.time() - 2 * publishing.FORGOTTEN))
    publish(tmp_path / "a.xlsx", b"form", Register(tmp_path))
    assert not old.exists()
    assert new.exists()  # another run may be at it


# Somebody saves while bpkit writes --------------------------------------------------------------------

Saving = Callable[[Path], object]

OLD_SHARE = pytest.param("old", id="without Linux's renaming")
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only there names are exchanged")
NEW_SHARE = pytest.param("new", id="with it", marks=ONLY_LINUX)


@pytest.fixture(params=[OLD_SHARE, NEW_SHARE])
def either_share(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share that can exchange two names, and one that can't."""
    if request.param == "old":
        monkeypatch.setattr(placing, "_rename_as", lambda: None)


def saved_meanwhile(monkeypatch: pytest.MonkeyPatch, save: Saving) -> None:
    """`save` is done when bpkit has looked at the old form and has its new one ready."""
    real = placing._as_its_place
    times = iter((True,))

    def ready(temporary: Path, target: Path) -> None:
        real(temporary, target)
        if target.name == NAME and next(times, False):
            save(target)

    monkeypatch.setattr(placing, "_as_its_place", ready)


def _save_as_excel_does(target: Path) -> None:
    """Excel writes a new file and gives it the old one's name."""
    new = target.with_name("1A2B3C4D")
    new.write_bytes(b"by hand")
    new.replace(target)


@pytest.mark.parametrize("save", [lambda file: file.write_bytes(b"by hand"), _save_as_excel_does])
@pytest.mark.usefixtures("either_share")
def test_what_a_person_saves_while_bpkit_writes_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Saving
) -> None:
    put(tmp_path, b"one")
    saved_meanwhile(monkeypatch, save)
    assert put(tmp_path, b"two") == Published(tmp_path / BESIDE, Status.BESIDE)
    assert (tmp_path / NAME).read_bytes() == b"by hand"
    assert (tmp_path / BESIDE).read_bytes() == b"two"
    assert names(tmp_path) == sorted([NAME, BESIDE])


@pytest.mark.usefixtures("either_share")
def test_what_a_person_saves_where_nothing_was_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved_meanwhile(monkeypatch, lambda file: file.write_bytes(b"by hand"))
    assert put(tmp_path, b"one") == Published(tmp_path / BESIDE, Status.BESIDE)
    assert (tmp_path / NAME).read_bytes() == b"by hand"
    assert names(tmp_path) == sorted([NAME, BESIDE])


@pytest.mark.parametrize("trouble", [errno.EPERM, errno.ENOTSUP])
def test_a_share_without_links_gets_its_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: int
) -> None:
    def refused(*_: object) -> None:
        raise OSError(trouble, os.strerror(trouble))

    monkeypatch.setattr(placing, "_rename_as", lambda: None)
    monkeypatch.setattr(os, "link", refused)
    assert put(tmp_path, b"one").status is Status.WRITTEN
    assert names(tmp_path) == [NAME]


def test_a_form_that_is_saved_while_it_is_taken_away_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Register(tmp_path)
    target = publish(tmp_path / NAME, b"one", register).path
    monkeypatch.setattr(publishing, "_refuse_open_file", lambda file: file.write_bytes(b"by hand"))
    assert list(publishing.retire(target, register)) == []
    assert target.read_bytes() == b"by hand"
    assert names(tmp_path) == [NAME]


@ONLY_LINUX
def test_a_persons_file_that_a_killed_run_had_in_hand_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, b"one")
    saved_meanwhile(monkeypatch, lambda file: file.write_bytes(b"by hand"))

    def killed(_: Path) -> bytes:
        raise KeyboardInterrupt

    real = placing._renamed
    monkeypatch.setattr(
        placing,
        "_renamed",
        lambda *given: (real(*given), monkeypatch.setattr(placing, "content", killed))[0],
    )
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path, b"two")
    monkeypatch.undo()
    in_hand = next(tmp_path.glob(f"{placing.TEMPORARY}*"))
    assert in_hand.read_bytes() == b"by hand"
    os.utime(in_hand, (0, time.time() - 2 * publishing.FORGOTTEN))
    put(tmp_path, b"three")
    assert (tmp_path / BESIDE).read_bytes() == b"by hand"
    assert (tmp_path / NAME).read_bytes() == b"three"
    assert names(tmp_path) == sorted([NAME, BESIDE])


@pytest.mark.skipif(os.name != "posix", reason="Windows tells both alike")
@pytest.mark.parametrize(("error", "is_open"), [(errno.EACCES, False), (errno.EBUSY, True)])
def test_who_may_not_write_is_not_told_that_somebody_has_the_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, is_open: bool
) -> None:
    put(tmp_path, b"one")

    def refused(*_: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(placing, "_as_its_place", refused)
    with pytest.raises(ShareError) as stopped:
        put(tmp_path, b"two")
    assert ("dibuka" in stopped.value.problem) == is_open


def test_a_folder_that_somebody_renamed_meanwhile_is_not_made_anew(tmp_path: Path) -> None:
    register = Register(tmp_path, makes_folders=False)
    with pytest.raises(ShareError):
        publish(tmp_path / "Semarang" / NAME, b"one", register)
    assert not (tmp_path / "Semarang").exists()


def test_litter_is_cleared_away_by_whoever_holds_the_lock_next(tmp_path: Path) -> None:
    folder = tmp_path / "penilaian"
    folder.mkdir()
    killed = Register(tmp_path)
    killed.announce_in(folder)
    (folder / f"{placing.TEMPORARY}0123").write_bytes(b"half")
    (folder / f"{placing.TEMPORARY}kiriman").mkdir()
    with locked(tmp_path):
        assert list(folder.iterdir()) == []
    assert not (tmp_path / ".bpkit" / "written.log").exists()


def test_a_form_that_is_retired_is_forgotten(tmp_path: Path) -> None:
    register = Register(tmp_path)
    target = publish(tmp_path / NAME, b"one", register).path
    assert [one.path for one in publishing.retire(target, register)] == [target]
    register.save()
    assert Register(tmp_path).files() == []


def test_what_is_listed_is_never_taken_for_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, b"one")
    real = Path.stat

    def drops_out(self: Path, **more: bool) -> os.stat_result:
        if self.name == "written.json":
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self))
        return real(self, **more)

    monkeypatch.setattr(Path, "stat", drops_out)
    with pytest.raises(ShareError):
        Register(tmp_path)
