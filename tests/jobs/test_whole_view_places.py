"""A share disturbed in one place at a time: a letter that would differ is refused, and the place is named."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from make.shares import KMW, Run, korkot, write_sheet

CITY = korkot("Surakarta")
PANEL = f"{KMW}/penilaian"
LAMPIRAN_2 = f"{KMW}/Lampiran 2_KMW (Jawa Tengah)_(Oktober 2010).xlsx"
FOURTH = "Rina Wati"


def _rename(path: Path, name: str) -> None:
    path.rename(path.with_name(name))


def _become_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _become_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("rusak", encoding="utf-8")


def _pack(folder: Path) -> None:
    shutil.make_archive(str(folder), "zip", folder)
    shutil.rmtree(folder)


def _lead_out(path: Path) -> None:
    """A link to a place outside the share, where what it is called lies."""
    share = next(one for one in path.parents if (one / "bpkit.yaml").exists())
    elsewhere = share.with_name(f"luar {path.name}")
    if path.exists():
        path.rename(elsewhere)
    path.symlink_to(elsewhere)


def _lead_aside(folder: Path) -> None:
    """A link to a folder that was moved within the share."""
    elsewhere = folder.parents[1] / "Dipindah"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)


PLACES: list[tuple[str, Callable[[Path], object], str]] = [
    (CITY, lambda folder: _rename(folder, "New folder"), "BP101"),
    (CITY, lambda folder: _rename(folder, "best practice_korkot (Surakrata)_(Oktober)"), "BP103"),
    (CITY, lambda folder: _rename(folder, "best practice_korkot (Surakarta)_(September)"), "BP104"),
    (CITY, lambda folder: _rename(folder, "best practice_korkot (Semarang)_(oktober)"), "BP106"),
    (f"{PANEL}/rina.yaml", lambda file: _rename(file, "rina.yaml.crdownload"), "BP814"),
    (f"{PANEL}/keputusan.yaml", lambda file: _rename(file, "keputusan.yaml.part"), "BP814"),
    (f"{PANEL}/keputusan.yaml", _become_folder, "BP814"),
    (f"{PANEL}/rina.yaml", _become_folder, "BP814"),
    (PANEL, _become_file, "BP814"),
    (PANEL, _pack, "BP814"),
    (CITY, _lead_out, "BP904"),
    (CITY, _lead_aside, "BP904"),
    (f"{CITY}/Tulisan Baru.docx", _lead_out, "BP904"),
    (f"{CITY}/Tulisan Baru.docx", os.mkfifo, "BP904"),
    (f"{PANEL}/keputusan.yaml", _lead_out, "BP904"),
]
PLACES = [one for one in PLACES if os.name == "posix" or one[2] != "BP904"]  # links need rights on Windows
places = pytest.mark.parametrize(("place", "disturb", "code"), PLACES)


@pytest.fixture
def share(share: Path) -> Path:
    """A panel of four that overrode its ranking."""
    write_sheet(
        share / KMW, FOURTH, {"Bank Sampah": 9, "Posyandu": 8, "Jalan": 6, "Air Bersih": 8, "Batik": 6}
    )
    text = "tingkat: kmw\nurutan: [Air Bersih, Bank Sampah, Posyandu]\nalasan: dibahas bersama\n"
    (share / PANEL / "keputusan.yaml").write_text(text, encoding="utf-8")
    return share


@places
def test_the_place_is_named_and_nobody_is_announced(
    run: Run, share: Path, place: str, disturb: Callable[[Path], object], code: str
) -> None:
    assert run("score", share / KMW)[0] == 0
    disturb(share / place)
    left, out, _ = run("score", share / KMW, "--format", "json")
    outcome = json.loads(out)
    assert (left, [one["title"] for one in outcome["results"] if one["selected"]]) == (1, [])
    assert code in {cause["code"] for cause in outcome["causes"]}
    left, _, err = run("letter", share / KMW)
    assert (left, code in err) == (1, True)
    assert not list((share / KMW).glob("Surat*"))


@places
def test_no_form_from_a_whole_view_is_written_over(
    run: Run, share: Path, place: str, disturb: Callable[[Path], object], code: str
) -> None:
    run("recap", share / KMW)
    before = (share / LAMPIRAN_2).read_bytes()
    disturb(share / place)
    left, out, _ = run("recap", share / KMW)
    assert (left, code in out) == (1, True)
    assert (share / LAMPIRAN_2).read_bytes() == before


def test_an_archive_is_missed_only_where_the_panels_folder_is(run: Run, share: Path) -> None:
    (share / KMW / "penilaian.zip").write_bytes(b"PK")  # kept beside the folder that it was made of
    (share / CITY / "Bahan penilaian.zip").write_bytes(b"PK")
    assert run("score", share / KMW)[0] == 0


def test_a_name_that_bpkit_yaml_takes_lightly_disturbs_nothing(run: Run, share: Path) -> None:
    _rename(share / CITY, "best practice_korkot (Surakarta)_(September)")
    config = share / "bpkit.yaml"
    config.write_text(f"{config.read_text('utf-8')}aturan: {{BP104: peringatan}}\n", encoding="utf-8")
    assert run("score", share / KMW)[0] == 0


def test_what_a_disturbed_province_would_send_instead_is_no_fault_of_the_nations_sheets(
    run: Run, share: Path
) -> None:
    nation = share / "2010-10"
    for name in ("Hana", "Irma", "Joko", "Kiki", "Lina"):
        write_sheet(nation, name, {"Bank Sampah": 9, "Posyandu": 8, "Air Bersih": 8}, level="kmp")
    (share / PANEL / "keputusan.yaml").unlink()
    for name in ("Siti Rahma", "Budi Santoso", "Dewi Lestari", FOURTH):
        scores = {"Bank Sampah": 9, "Posyandu": 8, "Jalan": 6, "Air Bersih": 8, "Batik": 7}
        write_sheet(share / KMW, name, scores)
    assert run("score", nation)[0] == 0
    (share / CITY / "Air Bersih.docx").unlink()  # the province would now send Batik in its place
    left, out, _ = run("score", nation, "--format", "json")
    assert left == 1
    assert {cause["code"] for cause in json.loads(out)["causes"]} == {"BP805"}


def test_a_damaged_writing_may_win_and_is_called_incomplete(run: Run, share: Path) -> None:
    (share / CITY / "Air Bersih.docx").write_bytes(b"")
    code, out, _ = run("score", share / KMW)
    assert (code, "belum lengkap" in out) == (0, True)
