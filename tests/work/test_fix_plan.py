"""`bpkit fix`: what it offers, what it leaves alone, and that all of it can be taken back."""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from make.shares import Run
from openpyxl import load_workbook

from bpkit.model.outcomes import Mend
from bpkit.share import placing
from bpkit.share.locking import locked
from bpkit.work import moves
from bpkit.work.fix_apply import apply, undo
from bpkit.work.fix_plan import plan
from bpkit.work.request import Request
from bpkit.work.running import Work

OKTOBER = "2010-10/best practice_KMW (Jawa Tengah)_(Okt)"
CITY = "best practice_korkot(Semarang)_(Okt)"
CONFIG = """\
versi: 1
tahun: 2010
bahasa: id
wilayah:
  Jawa Tengah:
    kota: {Semarang: 9, Surakarta: 2, Kendal: 3, Tegal: 2}
"""


def put(root: Path, *names: str) -> None:
    """Files whose content is their name."""
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(name.encode())


def put_zip(file: Path, *names: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, name)


def state_of(root: Path) -> dict[str, bytes | None]:
    """Every name of a tree and every byte, but what is bpkit's own."""
    found: dict[str, bytes | None] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if not name.startswith(".bpkit"):
            found[name] = None if path.is_dir() else path.read_bytes()
    return found


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody pulls a plug here, and a busy disk takes its time."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A share whose province and city are called `Okt`."""
    share = tmp_path / "Berbagi"
    put(share, f"{OKTOBER}/{CITY}/Bank Sampah.docx")
    (share / "bpkit.yaml").write_text(CONFIG, encoding="utf-8")
    return share


@pytest.fixture
def city(root: Path) -> Path:
    return root / OKTOBER / CITY


def work(path: Path) -> Work:
    return Work(Request(path, language="id"))


def told(path: Path) -> dict[str, str]:
    """What is planned: why nothing is done about each, or where it goes."""
    return {
        line.old.name: line.why or (line.new.name if line.new else "")
        for line in plan(work(path))
        if line.old.name not in (CITY, Path(OKTOBER).name)
    }


def test_without_apply_nothing_is_changed_and_nothing_is_written(run: Run, root: Path) -> None:
    before = state_of(root)
    code, out, _ = run("fix", root)
    assert code == 0
    assert "best practice_korkot (Semarang)_(Oktober)" in out
    assert "--apply" in out and "--plan" in out
    assert state_of(root) == before
    assert not (root / ".bpkit").exists()


def test_names_are_mended_and_given_back(run: Run, root: Path) -> None:
    before = state_of(root)
    assert run("fix", root, "--apply")[0] == 0
    assert [path.name for path in (root / "2010-10").rglob("*.docx")] == ["Bank Sampah.docx"]
    assert (
        root / "2010-10/best practice_KMW (Jawa Tengah)_(Oktober)/best practice_korkot (Semarang)_(Oktober)"
    ).is_dir()
    assert run("fix", root)[0] == 0
    code, out, _ = run("fix", root, "--undo")
    assert (code, state_of(root)) == (0, before)
    assert f"→ {CITY}" in out
    assert "bpkit fix belum mengubah apa pun" in run("fix", root, "--undo")[1]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="two names there are one")
def test_two_folders_that_differ_only_by_case_stay_two(run: Run, root: Path) -> None:
    put(root / OKTOBER, "best practice_korkot (surakarta)_(oktober)/A.docx")
    put(root / OKTOBER, "best practice_korkot (Surakarta)_(oktober)/B.docx")
    before = state_of(root)
    assert run("fix", root, "--apply")[0] == 1
    folders = {path.parent.name for path in root.rglob("[AB].docx")}
    assert folders == {
        "best practice_korkot (surakarta)_(oktober)",
        "best practice_korkot (Surakarta)_(oktober)",
    }
    assert run("fix", root, "--undo")[0] == 0
    assert state_of(root) == before


def test_a_name_that_differs_by_case_alone_is_mended_and_given_back(root: Path) -> None:
    put(root / OKTOBER, "best practice_korkot (surakarta)_(oktober)/A.docx")
    before = state_of(root)
    apply(work(root))
    assert "best practice_korkot (Surakarta)_(Oktober)" in {path.parent.name for path in root.rglob("A.docx")}
    undo(work(root))
    assert state_of(root) == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("best practice_korkot (Kendal)_(Okt-Nov 2010)", "lebih dari satu bulan"),
        ("best%20practice_korkot%20(Kendal)_(Oktober)", "%20"),
        ("best practice_korkot \uff08Kendal\uff09_\uff08Oktober\uff09", "tanda lebar"),
    ],
)
def test_a_name_that_could_mean_several_things_is_left_with_words(
    run: Run, root: Path, name: str, words: str
) -> None:
    put(root / OKTOBER, f"{name}/Tani.docx")
    (line,) = [line for line in plan(work(root)) if line.why]
    assert (line.old.name, line.new, line.why) == (name, None, "unreadable")
    code, out, _ = run("fix", root, "--apply")
    assert code == 1
    assert words in out and "tidak dapat dipastikan" in out
    assert [path.parent.name for path in root.rglob("Tani.docx")] == [name]


# Writings in subfolders --------------------------------------------------------------------------------


def test_a_writing_in_a_subfolder_goes_up_with_all_that_is_its(root: Path, city: Path) -> None:
    put(city, *(f"TF-03/{name}" for name in ("Air.docx", "Air.pdf", "Air.yaml", "Air 1.jpg", "Air/2.jpg")))
    (line,) = [line for line in plan(work(city)) if line.kind == "move"]
    assert {new.relative_to(city).as_posix() for _, new in line.moves} == {
        *("Air.docx", "Air.pdf", "Air.yaml", "Air 1.jpg", "Air")
    }
    apply(work(root))
    (moved,) = root.rglob("Air.docx")
    assert {path.name for path in moved.parent.iterdir()} == {
        *("Air.docx", "Air.pdf", "Air.yaml", "Air 1.jpg", "Air", "Bank Sampah.docx")
    }


def test_pictures_beside_the_only_writing_go_into_the_folder_of_its_name(root: Path, city: Path) -> None:
    put(city, "TF-03/Air.docx", "TF-03/IMG_1.jpg", "TF-03/IMG_2.jpg")
    apply(work(root))
    (moved,) = root.rglob("Air.docx")
    assert [path.name for path in sorted((moved.parent / "Air").iterdir())] == ["IMG_1.jpg", "IMG_2.jpg"]


def test_a_writing_in_the_folder_of_its_photos_goes_up_and_they_stay(root: Path, city: Path) -> None:
    put(city, "Air/Air.docx", "Air/IMG_1.jpg")
    apply(work(root))
    (moved,) = root.rglob("Air.docx")
    assert [path.name for path in (moved.parent / "Air").iterdir()] == ["IMG_1.jpg"]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("dua/Satu.docx", "dua/Dua.docx", "dua/IMG_1.jpg"), "pictures"),
        (("arsip lama/Kuno.docx",), "aside"),
        (("produk pengetahuan/Kajian.docx",), "elsewhere"),
        (("September/Kuno.docx",), "elsewhere"),
        (("best practice_korkot (Kendal)_(Oktober)/Tani.docx",), "elsewhere"),
        (("TF-03/Bank Sampah.doc",), "taken"),
        (("TF-03/bank  sampah.docx",), "taken"),
        (("TF-03/Air.docx", "TF-04/air.docx"), "twice"),
        (("TF-03/Air.docx", "TF-03/Data Tulisan.xlsx"), "facts"),
        (("TF-03/Air.docx", "TF-03/~$Air.docx"), "open"),
        (("TF-03/Air.docx", "penilaian/segel.json"), "sealed"),
    ],
)
def test_what_only_a_person_can_tell_is_left_alone(
    root: Path, city: Path, names: tuple[str, ...], why: str
) -> None:
    put(city, *names)
    before = state_of(city)
    found = [line.why for line in plan(work(city)) if line.kind == "move"]
    assert found and set(found) == {why}
    apply(work(city))
    (now,) = [path for path in root.rglob("best practice_korkot*") if (path / "Bank Sampah.docx").exists()]
    assert state_of(now) == before


@pytest.mark.parametrize("lock", ["~$nk Sampah.docx", ".~lock.Bank Sampah.docx#"])
def test_a_folder_in_which_somebody_has_a_document_open_keeps_its_name(city: Path, lock: str) -> None:
    (city / lock).touch()
    lines = [line for line in plan(work(city)) if line.kind == "rename"]
    assert [line.why for line in lines if line.old == city] == ["open_inside"]
    apply(work(city))
    assert (city / lock).exists()


def test_a_folder_within_the_folder_of_the_same_name_is_emptied_into_it(root: Path, city: Path) -> None:
    put(city, "best practice_korkot (Semarang)_(Oktober)/Air.docx")
    assert told(city) == {"Air.docx": "Air.docx"}


def test_a_stray_that_is_waived_is_left_alone(root: Path, city: Path) -> None:
    put(city, "TF-03/Air.docx")
    waiver = 'pengecualian: [{aturan: BP105, berkas: "**/TF-03", alasan: "begitu", disetujui: "KMW"}]\n'
    (root / "bpkit.yaml").write_text(CONFIG + waiver, encoding="utf-8")
    assert told(city) == {}


# Zips --------------------------------------------------------------------------------------------------


def test_a_zip_of_writings_is_unpacked_beside_and_stays(root: Path, city: Path) -> None:
    put_zip(city / "kiriman.zip", "kiriman/Air.docx", "kiriman/Air/1.jpg", "kiriman/Thumbs.db", "__MACOSX/x")
    before = state_of(root)
    apply(work(root))
    (moved,) = root.rglob("Air.docx")
    assert moved.read_bytes() == b"kiriman/Air.docx"
    assert {path.name for path in moved.parent.iterdir()} == {
        *("Air.docx", "Air", "Bank Sampah.docx", "kiriman.zip")
    }
    assert told(root) == {"kiriman.zip": "unpacked"}
    undo(work(root))
    assert state_of(root) == before


def test_a_zip_with_a_folder_for_each_writing_is_unpacked_where_everything_has_its_place(
    root: Path, city: Path
) -> None:
    put_zip(
        city / "kiriman.zip",
        *("TF-01/Air.docx", "TF-01/foto.jpg", "TF-02/Dari Sampah.docx", "TF-02/Dari Sampah/1.jpg"),
        *("TF-03/Suara.mp3", "TF-03/Suara.yaml", "TF-03/dalam/Tani.docx", "TF-03/dalam/Tani 1.jpg"),
    )
    before = state_of(root)
    apply(work(root))
    home = next(root.rglob("Air.docx")).parent
    made = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert made == {
        *("Air.docx", "Air/foto.jpg", "Dari Sampah.docx", "Dari Sampah/1.jpg", "Suara.mp3", "Suara.yaml"),
        *("Tani.docx", "Tani 1.jpg", "Bank Sampah.docx", "kiriman.zip"),
    }
    assert told(root) == {"kiriman.zip": "unpacked"}
    undo(work(root))
    assert state_of(root) == before


@pytest.mark.parametrize("name", ["kiriman.rar", "kiriman.7z", "KIRIMAN.RAR"])
def test_an_archive_of_another_kind_is_in_the_plan_with_what_to_do_by_hand(
    run: Run, root: Path, city: Path, name: str
) -> None:
    put(city, name)
    assert told(city) == {name: "by_hand"}
    out = run("fix", root)[1].replace("\n", " ")
    assert f"bpkit tidak dapat membongkar {Path(name).suffix.casefold()}" in out and "Extract Here" in out


def test_a_citys_zip_becomes_its_folder(root: Path) -> None:
    put_zip(root / OKTOBER / "best practice_korkot (Tegal)_(Oktober).zip", "Tambak.docx", "Tambak 1.jpg")
    put_zip(root / OKTOBER / "surat.zip", "best practice_korkot (Kendal)_(Oktober)/Tani.docx")
    apply(work(root))
    assert {path.parent.name for path in root.rglob("Ta*.docx")} == {
        *("best practice_korkot (Tegal)_(Oktober)", "best practice_korkot (Kendal)_(Oktober)")
    }
    assert set(told(root).values()) == {"unpacked"}


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("Bank Sampah.doc",), "taken"),
        (("../Air.docx",), "zip_unsafe"),
        (("Air.docx", "air.docx"), "zip_collision"),
        (("arsip/Air.docx",), "aside"),
        (("satu/Air.docx", "dua/Tani.docx", "dua/Kebun.docx", "dua/1.jpg"), "deep"),
        (("satu/Air.docx", "dua/daftar hadir.txt"), "deep"),
        (("satu/Air.docx", "dua/air.docx"), "twice"),
        (("satu/Air.docx", "dua/Bank Sampah.docx"), "taken"),
        (("satu/Air.docx", "draf/Tani.docx"), "aside"),
        (("satu/Air.docx", "best practice_korkot (Tegal)_(Oktober)/Tani.docx"), "elsewhere"),
        (("kiriman/bagit.txt", "kiriman/data/Air.docx"), "parcel"),
    ],
)
def test_a_zip_that_can_not_be_unpacked_safely_is_left_alone(
    city: Path, names: tuple[str, ...], why: str
) -> None:
    put_zip(city / "kiriman.zip", *names)
    assert told(city) == {"kiriman.zip": why}


def test_a_zip_that_is_none_and_a_citys_without_a_name_say_so(root: Path, city: Path) -> None:
    put(city, "rusak.zip")
    put_zip(root / OKTOBER / "entah.zip", "Tambak.docx")
    assert told(root) == {"rusak.zip": "zip_no_zip", "entah.zip": "whose"}


def test_a_zip_whose_names_zipfile_cuts_to_nothing_is_left_alone(city: Path, run: Run) -> None:
    put_zip(city / "kiriman.zip", "Air.docx")
    file = city / "kiriman.zip"
    file.write_bytes(file.read_bytes().replace(b"Air.docx", b"\0ir.docx"))
    assert told(city) == {"kiriman.zip": "zip_unsafe"}
    assert run("fix", city)[0] == 1


def test_letters_of_a_code_page_that_nobody_names_are_not_guessed(city: Path) -> None:
    put_zip(city / "kiriman.zip", "Caf\xe9.docx")
    data = bytearray((city / "kiriman.zip").read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        data[data.index(mark) + (7 if mark[2] == 3 else 9)] &= ~8  # the mark for UTF-8
    (city / "kiriman.zip").write_bytes(data)
    assert told(city) == {"kiriman.zip": "zip_letters"}


# A plan that a person looked at ------------------------------------------------------------------------


def answered(file: Path, answers: dict[str, str]) -> None:
    """Write into the column Kerjakan, by the name in the column Dari."""
    book = load_workbook(file)
    for row in book.worksheets[0].iter_rows():
        old = str(row[3].value or "")
        for name, answer in answers.items():
            if old.endswith(name):
                row[1].value = answer or None
    book.save(file)


def test_declined_lines_of_a_plan_are_not_done(run: Run, root: Path, city: Path, tmp_path: Path) -> None:
    put(city, "TF-03/Air.docx", "TF-04/Tani.docx", "TF-05/Jalan.docx")
    file = tmp_path / "Rencana.xlsx"
    assert run("fix", root, "--plan", file, "-q")[0] == 0
    answered(file, {"Air.docx": "Tidak", "Jalan.docx": ""})
    put(city, "TF-06/Baru.docx")
    code, out, _ = run("fix", root, "--apply", file)
    assert code == 0
    assert "Anda menolaknya" in out and "tidak ada di rencana" in out
    there = {path.stem: path.parent.name for path in root.rglob("*.docx")}
    home = "best practice_korkot (Semarang)_(Oktober)"
    assert there == {"Air": "TF-03", "Tani": home, "Jalan": "TF-05", "Baru": "TF-06", "Bank Sampah": home}


def test_a_plan_that_holds_no_longer_is_not_forced(run: Run, root: Path, city: Path, tmp_path: Path) -> None:
    put(city, "TF-03/Air.docx")
    file = tmp_path / "Rencana.xlsx"
    run("fix", root, "--plan", file, "-q")
    (city / "TF-03").rename(city / "TF-04")
    code, out, _ = run("fix", root, file, "--apply")
    assert code == 1
    assert "tidak lagi begitu" in out and "TF-03/Air.docx" in out
    assert [path.parent.name for path in root.rglob("Air.docx")] == ["TF-04"]


def test_an_answer_that_is_neither_yes_nor_no_stops_everything(run: Run, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "Rencana.xlsx"
    run("fix", root, "--plan", file, "-q")
    answered(file, {CITY: "mungkin"})
    before = state_of(root)
    code, _, err = run("fix", root, "--apply", file)
    assert (code, state_of(root)) == (2, before)
    assert "B" in err and "mungkin" in err


def test_a_plan_is_never_written_over_a_file_and_anything_else_is_no_plan(
    run: Run, root: Path, tmp_path: Path
) -> None:
    file = tmp_path / "Rencana.xlsx"
    file.write_bytes(b"mine")
    assert run("fix", root, "--plan", file)[0] == 2
    assert file.read_bytes() == b"mine"
    assert run("fix", root, "--apply", file)[0] == 2
    assert run("fix", root, "--plan", tmp_path / "rencana.txt")[0] == 2
    assert run("fix", file, "--apply")[0] == 2
    assert run("fix", root, "--apply", "--undo")[0] == 2


def test_a_plan_in_english_is_read_in_indonesian(run: Run, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "Plan.xlsx"
    run("fix", root, "--plan", file, "--lang", "en", "-q")
    answered(file, {CITY: "no"})
    found = json.loads(run("fix", root, "--apply", file, "--format", "json")[1])
    assert [one["renamed"] for one in found["renamings"]] == [False, True]


# Taking back -------------------------------------------------------------------------------------------


def mended(city: Path) -> Path:
    """A city of which everything was mended; where it lies now."""
    put(city, "TF-03/Air.docx", "TF-03/IMG_1.jpg", "TF-03/IMG_2.jpg", "b/c/Tani.docx")
    put_zip(city / "kiriman.zip", "Pasar.docx", "Pasar/1.jpg")
    root = city.parents[2]
    apply(work(root))
    (found,) = root.rglob("best practice_korkot*")
    return found


def test_a_writing_that_a_person_changed_since_stays_whole_where_it_is(
    run: Run, root: Path, city: Path
) -> None:
    now = mended(city)
    (now / "Air.docx").write_bytes(b"new words")
    code, out, _ = run("fix", root, "--undo")
    assert code == 1
    assert "sudah diubah orang" in out
    assert (city / "Air.docx").read_bytes() == b"new words"
    assert sorted(path.name for path in (city / "Air").iterdir()) == ["IMG_1.jpg", "IMG_2.jpg"]
    assert (city / "b/c/Tani.docx").exists()  # of which nothing stood in the way
    (city / "Air.docx").write_bytes(b"TF-03/Air.docx")
    assert run("fix", root, "--undo")[0] == 0
    assert (city / "TF-03" / "Air.docx").exists()


def test_what_a_person_renamed_since_is_left_with_words(run: Run, root: Path, city: Path) -> None:
    now = mended(city)
    (now / "Air.docx").rename(now / "Air Bersih.docx")
    (now / "Pasar").rename(now / "Pasar Lama")
    code, out, _ = run("fix", root, "--undo")
    assert code == 1
    assert "tidak ada lagi di tempatnya" in out
    assert (city / "Air Bersih.docx").read_bytes() == b"TF-03/Air.docx"
    assert (city / "Pasar Lama" / "1.jpg").exists()


def test_what_was_unpacked_and_worked_on_since_is_not_deleted(run: Run, root: Path, city: Path) -> None:
    now = mended(city)
    (now / "Pasar" / "2.jpg").write_bytes(b"added")
    assert run("fix", root, "--undo")[0] == 1
    assert (city / "Pasar.docx").exists() and (city / "Pasar" / "2.jpg").read_bytes() == b"added"


def test_nothing_goes_back_over_what_has_the_old_name_by_now(run: Run, root: Path, city: Path) -> None:
    now = mended(city)
    put(now, "TF-03/Air.docx")
    (now / "TF-03" / "Air.docx").write_bytes(b"another")
    code, out, _ = run("fix", root, "--undo")
    assert code == 1
    assert "sudah dipakai yang lain" in out
    assert (city / "TF-03" / "Air.docx").read_bytes() == b"another"
    assert (city / "Air.docx").read_bytes() == b"TF-03/Air.docx"


def test_a_folder_that_people_worked_in_since_gets_its_old_name_with_their_work(
    root: Path, city: Path
) -> None:
    apply(work(root))
    (now,) = root.rglob("best practice_korkot*")
    put(now, "Baru.docx")
    undo(work(root))
    assert (city / "Baru.docx").exists()


def test_a_given_folder_that_is_its_own_share_is_renamed_and_given_back(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "best practice_korkot (Semarang)_(Okt 2010)"
    put(folder, "TF-03/Air.docx")
    before = state_of(tmp_path)
    assert run("fix", folder, "--apply")[0] == 0
    new = tmp_path / "best practice_korkot (Semarang)_(Oktober 2010)"
    assert (new / "Air.docx").exists() and not folder.exists()
    assert run("fix", new, "--undo")[0] == 0
    assert {name for name in state_of(tmp_path) if ".bpkit" not in name} == {*before}


def test_only_the_last_run_at_or_below_the_folder_is_taken_back(root: Path, city: Path) -> None:
    put(root / OKTOBER, "best practice_korkot (Kendal)_(okt)/Tani.docx")
    kendal = root / OKTOBER / "best practice_korkot (Kendal)_(okt)"
    apply(work(city))
    apply(work(kendal))
    undo(work(city.with_name("best practice_korkot (Semarang)_(Oktober)")))
    assert city.is_dir() and not kendal.exists()


def test_what_fails_half_way_is_put_back_and_told(
    run: Run, root: Path, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(city, "TF-03/Air.docx", "TF-03/Air 1.jpg")
    before = state_of(city)
    real = moves.rename

    def failing(old: Path, new: Path) -> None:
        if new.name == "Air 1.jpg" and new.parent == city:
            raise PermissionError(13, "in use")
        real(old, new)

    monkeypatch.setattr(moves, "rename", failing)
    code, _, err = run("fix", city, "--apply")
    assert code == 3
    assert "Air.docx" in err
    assert state_of(city.with_name("best practice_korkot (Semarang)_(Oktober)")) == before


def test_nothing_moves_while_another_bpkit_works(run: Run, root: Path) -> None:
    before = state_of(root)
    with locked(root):
        assert run("fix", root, "--apply")[0] == 4
        assert run("fix", root, "--undo")[0] == 4
        assert run("fix", root)[0] == 0
    assert state_of(root) == before


# Killed at every operation -----------------------------------------------------------------------------

STEP = 1 if os.environ.get("BPKIT_EVERY_KILL") else 4  # every operation takes its time in the last two
OPERATIONS = ("open", "fsync", "rename", "replace", "link", "mkdir", "rmdir", "unlink", "utime")


def killed_at(number: int, do: Callable[[], object]) -> bool:
    """Do it in a process that dies at its operation of this number; whether it died."""
    child = os.fork()
    if child == 0:
        _die_at(number)
        try:
            do()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def _die_at(number: int) -> None:
    left = [number]

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                os._exit(9)
            return real(*given, **more)

        return call

    append = placing.append_line

    def torn(file: Path, line: bytes) -> None:
        if left[0] == 0:  # half of a line
            with file.open("ab") as log:
                log.write(line[: len(line) // 2])
            os._exit(9)
        left[0] -= 1
        append(file, line)

    setattr(moves, "append_line", torn)  # noqa: B010 - which it has from another module
    for name in OPERATIONS:
        setattr(os, name, dying(getattr(os, name)))
    placing._renamed = dying(placing._renamed)


@pytest.fixture
def crowded(root: Path, city: Path) -> Path:
    """Something of everything, names that differ only by case among it."""
    put(city, "TF-03/Air.docx", "TF-03/IMG_1.jpg", "b/c/Tani.docx")
    put(root / OKTOBER, "best practice_korkot (surakarta)_(Oktober)/Batik.docx")
    put_zip(city / "kiriman.zip", "Pasar.docx", "Pasar/1.jpg")
    return root


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_run_that_is_killed_at_any_operation_can_be_taken_back(crowded: Path, tmp_path: Path) -> None:
    before = state_of(crowded)
    copy = tmp_path / "copy" / "Berbagi"
    number, died = 0, True
    while died:
        shutil.rmtree(copy.parent, ignore_errors=True)
        shutil.copytree(crowded, copy)
        died = killed_at(number, lambda: apply(work(copy)))
        back = undo(work(copy))
        assert (state_of(copy), back.problems) == (before, {}), number
        number += 1
    assert number > 70


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_run_that_is_killed_at_any_operation_is_finished_by_the_next_one_and_taken_back_whole(
    crowded: Path, tmp_path: Path
) -> None:
    before = state_of(crowded)
    copy = tmp_path / "copy" / "Berbagi"
    shutil.copytree(crowded, copy)
    apply(work(copy))
    after = state_of(copy)
    number, died = 0, True
    while died:
        shutil.rmtree(copy.parent)
        shutil.copytree(crowded, copy)
        died = killed_at(number, lambda: apply(work(copy)))
        apply(work(copy))
        assert state_of(copy) == after, number
        undo(work(copy))
        assert state_of(copy) == before, number
        number += STEP
    assert number > 70


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_taking_back_that_is_killed_at_any_operation_is_finished_by_the_next(
    crowded: Path, tmp_path: Path
) -> None:
    before = state_of(crowded)
    done = tmp_path / "done"
    shutil.copytree(crowded, done)
    apply(work(done))
    copy = tmp_path / "copy"
    number, died = 0, True
    while died:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(done, copy)
        died = killed_at(number, lambda: undo(work(copy)))
        undo(work(copy))
        assert state_of(copy) == before, number
        number += STEP
    assert number > 50


def test_a_line_of_the_plan_is_the_same_after_a_copy_of_the_share(crowded: Path, tmp_path: Path) -> None:
    """Numbers of folders on the disk are another there, which must not keep anything from going back."""
    before = state_of(crowded)
    apply(work(crowded))
    copy = tmp_path / "copy"
    shutil.copytree(crowded, copy)
    back = undo(work(copy))
    assert (back.problems, state_of(copy)) == ({}, before)
    assert all(isinstance(line, Mend) for line in back.lines)
