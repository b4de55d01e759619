"""How often the share is asked while a tree is walked, and for how much at once where it is slow."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from make.shares import KMW, korkot

from bpkit import share
from bpkit.model.settings import Settings
from bpkit.model.units import Period
from bpkit.reading.tree.signature import Signature
from bpkit.reading.tree.walker import Layout, Walker

CITIES = [f"Kota {letter}" for letter in "ABCDEFGH"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "Berbagi"
    for city in CITIES:
        (root / korkot(city) / "penilaian").mkdir(parents=True)
        (root / korkot(city) / "Bank Sampah.docx").touch()
    return root


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Every folder that is listed, and whether by a thread of its own."""
    real, asked = os.scandir, []

    def scandir(path: Any) -> Any:
        asked.append((os.fspath(path), threading.current_thread() is not threading.main_thread()))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    return asked


def walked(root: Path, seen: share.Seen | None = None) -> Layout:
    return Walker(root, Settings(root=root), Period(2010, 10), seen=seen).walk()


def test_a_folder_that_was_listed_for_the_answer_is_not_listed_for_the_walk(
    tree: Path, listed: list[tuple[str, bool]]
) -> None:
    plain = walked(tree)
    listed.clear()
    signature = Signature()
    signature.add_tree(tree)
    assert walked(tree, signature.seen) == plain
    assert len(listed) == len({folder for folder, _ in listed}) == 2 * len(CITIES) + 3


def test_a_folder_that_was_looked_at_is_not_listed_again(tree: Path, listed: list[tuple[str, bool]]) -> None:
    plain, seen = Signature(), share.Seen()
    plain.add_tree(tree)
    assert seen.look(tree)
    listed.clear()
    signature = Signature(seen=seen)
    signature.add_tree(tree)
    assert str(tree) not in {folder for folder, _ in listed}
    assert signature.digest == plain.digest


def test_what_can_not_be_listed_is_no_folder_that_was_looked_at(tree: Path) -> None:
    seen = share.Seen()
    assert not seen.look(tree / "2010-11")
    assert not seen.look(tree / korkot(CITIES[0]) / "Bank Sampah.docx")
    assert not seen.folders


def test_a_second_walk_sees_what_came_since_the_first(tree: Path) -> None:
    signature = Signature()
    signature.add_tree(tree)
    walked(tree, signature.seen)
    (tree / korkot(CITIES[0]) / "Sumur Resapan.docx").touch()
    assert len(walked(tree, signature.seen).children[0].children[0].children[0].stems) == 2


def test_folders_of_a_slow_share_are_listed_ahead_and_together(
    tree: Path, listed: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = walked(tree)
    listed.clear()
    monkeypatch.setattr(share, "is_late", lambda: True)
    assert walked(tree) == plain
    assert all(apart for folder, apart in listed if folder.startswith(str(tree / KMW)))
    assert len(listed) == len({folder for folder, _ in listed})


def test_of_what_a_tree_told_of_single_files_the_share_is_not_asked_again(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tree / "bpkit.yaml").touch()
    signature = Signature()
    signature.add_tree(tree)
    before = signature.digest

    def asked(path: Path, **_: Any) -> os.stat_result:
        raise AssertionError(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", asked)
        signature.add_files([tree / "bpkit.yaml"])
        assert signature.digest == before  # it is in the tree's already
        signature.add_files([tree / ".bpkit" / "buku-agenda.csv"])
    other = Signature()
    other.add_tree(tree)
    (tree / ".bpkit").mkdir()
    other.add_files([tree / ".bpkit" / "buku-agenda.csv"])
    assert signature.digest == other.digest != before


def test_a_file_in_a_folder_that_systems_leave_behind_is_asked_for(tree: Path) -> None:
    (tree / ".bpkit").mkdir()
    digests = set()
    for text in ("", "2010-10-01"):
        (tree / ".bpkit" / "buku-agenda.csv").write_text(text)
        signature = Signature()
        signature.add_tree(tree)
        signature.add_files([tree / ".bpkit" / "buku-agenda.csv"])
        digests.add(signature.digest)
    assert len(digests) == 2


def test_a_listing_tells_what_lies_in_its_folder_and_what_does_not(tree: Path) -> None:
    (tree / "bpkit.yaml").touch()
    (tree / "BPKIT (1).yaml").symlink_to(tree / "bpkit.yaml")
    signature = Signature()
    signature.add_tree(tree)
    seen = signature.seen.only(tree)
    signature.seen.take_folders(tree)
    assert seen.has_file(tree / "bpkit.yaml")
    assert not seen.has_file(tree / "BPKIT (1).yaml")  # leads elsewhere
    assert seen.lacks(tree / ".bpkit" / "written.json")
    assert not seen.lacks(tree / "Bpkit.yaml")  # on Windows it is there
    assert not seen.lacks(tree / korkot(CITIES[0]) / "penilaian" / "keputusan.yaml")  # may be there
    assert not seen.lacks(tree.parent / "bpkit.yaml")  # nobody looked
    assert not seen.lacks(tree / ".." / "bpkit.yaml")  # lies elsewhere


def test_three_late_answers_of_four_make_a_share_slow() -> None:
    pace = share._Pace()
    for seconds in (0.015, 0.0001, 0.015):
        pace.took(seconds)
    assert not pace.late
    pace.took(0.015)
    assert pace.late


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Bank Sampah.docx")
    with pytest.raises(share.SpecialFileError):
        share.read(tmp_path / "Bank Sampah.docx")
