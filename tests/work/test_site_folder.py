"""How a site comes into its place: only what changed, all at once, and never over anything else."""

import json
import os
import socket
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest
from make.disturbed import failing
from make.shares import KMW, Run, korkot, write_document, write_sheet
from make.sites import broken_links, everything, site_of

from bpkit.errors import LockedError, ShareError, UserError
from bpkit.work import site_folder, site_stories


def test_unchanged_input_gives_the_same_bytes_and_touches_nothing(share: Path, tmp_path: Path) -> None:
    site_of(share, tmp_path / "satu")
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "satu").rglob("*")}
    assert site_of(share, tmp_path / "satu").is_unchanged
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "satu").rglob("*")} == before
    site_of(share, tmp_path / "dua")
    assert everything(tmp_path / "satu") == everything(tmp_path / "dua")


def test_the_number_of_processes_changes_no_byte(share: Path, tmp_path: Path) -> None:
    site_of(share, tmp_path / "satu", workers=1)
    site_of(share, tmp_path / "dua", workers=2, cache=False)
    assert everything(tmp_path / "satu") == everything(tmp_path / "dua")


def test_pages_are_made_here_where_processes_end(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site_of(share, tmp_path / "satu")

    def broken(*_: object) -> Iterator[object]:
        yield from ()
        raise BrokenExecutor

    monkeypatch.setattr(site_stories, "in_order", broken)
    site_of(share, tmp_path / "dua", workers=2)
    assert everything(tmp_path / "satu") == everything(tmp_path / "dua")


def test_only_what_changed_is_written_again(share: Path, tmp_path: Path) -> None:
    site_of(share, tmp_path / "situs")
    before = {file.name: file.stat().st_ino for file in (tmp_path / "situs" / "tulisan").iterdir()}
    write_document(share / korkot("Semarang") / "Jalan.docx", author="Orang Lain", photos=3)
    site_of(share, tmp_path / "situs")
    after = {file.name: file.stat().st_ino for file in (tmp_path / "situs" / "tulisan").iterdir()}
    assert [name.partition("-")[0] for name in after if before[name] != after[name]] == ["jalan"]
    site_of(share, tmp_path / "anew")
    assert everything(tmp_path / "situs") == everything(tmp_path / "anew")


def test_a_writing_that_was_taken_away_leaves_nothing_behind(share: Path, tmp_path: Path) -> None:
    site_of(share, tmp_path / "situs")
    (share / korkot("Semarang") / "Jalan.docx").unlink()
    assert site_of(share, tmp_path / "situs").gone > 3
    site_of(share, tmp_path / "anew")
    assert everything(tmp_path / "situs") == everything(tmp_path / "anew")
    assert [*broken_links(tmp_path / "situs")] == []


def test_photos_come_back_where_somebody_deleted_them(share: Path, tmp_path: Path) -> None:
    site_of(share, tmp_path / "situs")
    before = everything(tmp_path / "situs")
    next((tmp_path / "situs" / "foto").rglob("*.jpg")).unlink()
    site_of(share, tmp_path / "situs")
    assert everything(tmp_path / "situs") == before


def test_a_folder_that_is_no_site_is_left_alone(share: Path, tmp_path: Path) -> None:
    other = tmp_path / "dokumen"
    other.mkdir()
    (other / "penting.txt").write_text("x")
    with pytest.raises(UserError, match="bukan situs"):
        site_of(share, other)
    assert [file.name for file in other.iterdir()] == ["penting.txt"]
    with pytest.raises(UserError, match="bukan situs"):
        site_of(share, other / "penting.txt")


def test_an_empty_folder_becomes_a_site(share: Path, tmp_path: Path) -> None:
    (tmp_path / "situs").mkdir()
    site_of(share, tmp_path / "situs")
    assert (tmp_path / "situs" / "index.html").is_file()


@pytest.mark.parametrize("place", ["", "2010-10", KMW, f"{KMW}/situs", "2010-10/situs", ".."])
def test_a_site_is_not_made_among_what_was_handed_in(share: Path, place: str) -> None:
    before = everything(share)
    with pytest.raises(UserError, match="berisi kiriman"):
        site_of(share, (share / place).resolve())
    assert everything(share) == before


def test_a_site_on_the_share_is_nobodys_stray(share: Path, run: Run) -> None:
    site_of(share, share / "situs")
    code, out, _ = run("validate", share, "--select", "BP1", "--no-cache")
    assert "situs" not in out
    assert code == 0
    assert site_of(share, share / "situs").is_unchanged


def test_a_site_that_broke_off_leaves_the_old_one(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "situs"
    site_of(share, site)
    before = everything(site)
    (share / korkot("Semarang") / "Jalan.docx").unlink()

    def fail(source: Path, target: Path) -> None:
        if target == site and source.name.startswith(".~bpkit-situs-baru"):
            raise OSError(5, "I/O")
        source.rename(target)

    monkeypatch.setattr(site_folder, "_rename", fail)
    with pytest.raises(ShareError, match="situs"):
        site_of(share, site)
    assert everything(site) == before
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".~")] == []


def test_a_run_that_was_killed_between_two_names_gives_the_old_site_back(share: Path, tmp_path: Path) -> None:
    site = tmp_path / "situs"
    site_of(share, site)
    before = everything(site)
    site.rename(tmp_path / ".~bpkit-situs-lama-situs")
    (tmp_path / ".~bpkit-situs-baru-situs").mkdir()
    assert site_of(share, site).is_unchanged
    assert everything(site) == before
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".~")] == []


def test_two_do_not_make_one_site_at_once(share: Path, tmp_path: Path) -> None:
    with site_folder.site_folder(tmp_path / "situs"), pytest.raises(LockedError) as refused:
        site_of(share, tmp_path / "situs")
    assert f"{socket.gethostname()}, proses {os.getpid()}" in refused.value.problem
    assert site_of(share, tmp_path / "situs").made


def test_one_who_was_killed_making_a_site_makes_room_and_is_told(
    share: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = {"host": socket.gethostname(), "process": 1, "user": "ani", "since": "2010-10-20T08:00:00+07:00"}
    (tmp_path / ".~bpkit-situs-kunci-situs.json").write_text(json.dumps(gone), encoding="utf-8")
    assert site_of(share, tmp_path / "situs").made
    assert "pengguna ani" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".~")] == []


def test_a_folder_that_can_not_be_opened_empties_no_site(share: Path, tmp_path: Path) -> None:
    site = tmp_path / "situs"
    site_of(share, site)
    before = everything(site)
    with failing(share / korkot("Semarang")), pytest.raises(ShareError, match="Semarang"):
        site_of(share, site)
    assert everything(site) == before


def test_what_a_site_lacks_for_a_file_that_can_not_be_read_is_said(
    share: Path, tmp_path: Path, run: Run
) -> None:
    sheet = write_sheet(share / KMW, "Siti", {"Jalan": 9})
    with failing(sheet):
        code, _, said = run("site", share, "--output", tmp_path / "situs", "--lang", "en")
    assert code == 0
    assert "nobody is named yet" in said
    assert f"{sheet} can't be read" in said


def test_a_writing_that_can_not_be_read_now_keeps_its_page(share: Path, tmp_path: Path) -> None:
    site = tmp_path / "situs"
    site_of(share, site)
    before = {
        name: data for name, data in everything(site).items() if name.startswith(("tulisan/jalan", "foto"))
    }
    write_document(share / korkot("Semarang") / "Jalan.docx", paragraphs=3)
    with failing(share / korkot("Semarang") / "Jalan.docx"):
        built = site_of(share, site)
    assert [file.name for file in built.unread] == ["Jalan.docx"]
    after = everything(site)
    assert {name: after.get(name) for name in before} == before


def test_a_run_renews_the_site_with_what_it_found(share: Path, tmp_path: Path, run: Run) -> None:
    site = tmp_path / "situs"
    assert run("run", share, "--site", site)[0] in (0, 1)
    assert (site / "index.html").is_file()
    for _ in range(3):
        assert run("run", share, "--site", site)[0] in (0, 1)
    (site / "index.html").unlink()
    (site / ".bpkit-situs.json").unlink()
    assert run("run", share, "--site", site)[0] == 2


def test_a_programme_that_judges_units_has_no_site(tmp_path: Path, run: Run) -> None:
    share = tmp_path / "Berbagi"
    share.mkdir()
    (share / "program.yaml").write_text("id: contoh\nyang_dinilai: unit\ntingkat: []\n")
    (share / "bpkit.yaml").write_text("versi: 1\ntahun: 2013\nrubrik: program.yaml\n")
    code, _, err = run("site", share, "--output", tmp_path / "situs", "--lang", "id")
    assert code == 2
    assert not (tmp_path / "situs").exists()
    assert err
