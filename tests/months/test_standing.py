"""Where a month and a year stand, as `bpkit status` tells it."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from make.shares import KMW, Run, korkot, write_document, write_sheet
from openpyxl import load_workbook

from bpkit.model.levels import Level
from bpkit.model.settings import City
from bpkit.model.zones import WIB
from bpkit.months.standing import owed

CITY = korkot("Semarang")


@pytest.fixture(autouse=True)
def eighteenth(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the eighteenth of October 2010."""
    monkeypatch.setattr("bpkit.cli.options.moment", lambda: datetime(2010, 10, 18, 12, tzinfo=WIB))


def standings(run: Run, path: Path, *more: str) -> dict[str | None, dict[str, Any]]:
    """Every folder's standing by its unit; the nation's under None."""
    return {one["unit"]: one for one in json.loads(run("status", path, "--format", "json", *more)[1])}


def year(run: Run, path: Path) -> Any:
    return json.loads(run("status", path, "--year", "--format", "json")[1])


def test_a_city_owes_a_writing_of_every_team_and_of_the_korkot(run: Run, share: Path) -> None:
    found = standings(run, share)
    assert [
        (found[u]["due"], found[u]["handed_in"]) for u in ("Semarang", "Surakarta", "Jawa Tengah", None)
    ] == [
        (10, 3),
        (3, 2),
        (13, 5),
        (13, 5),
    ]


def test_the_days_are_counted_to_each_level_s_own_last_day(run: Run, share: Path) -> None:
    found = standings(run, share)
    assert [(found[u]["deadline"], found[u]["days_left"]) for u in ("Semarang", "Jawa Tengah", None)] == [
        ("2010-10-15", -3),
        ("2010-10-20", 2),
        ("2010-10-25", 7),
    ]


def test_what_a_city_proposes_is_held_against_its_quota_without_the_korkot_s_own(
    run: Run, share: Path
) -> None:
    write_document(share / CITY / "Milik Korkot.docx", source="Korkot")
    decide(share / CITY, "korkot", "Bank Sampah", "Posyandu", "Milik Korkot")
    found = standings(run, share)
    assert (found["Semarang"]["proposed"], found["Semarang"]["quota"]) == (2, 3)
    assert (found["Surakarta"]["proposed"], found["Surakarta"]["quota"]) == (2, 2)
    assert (found["Jawa Tengah"]["proposed"], found["Jawa Tengah"]["quota"]) == (4, 5)


def decide(folder: Path, level: str, *titles: str) -> None:
    (folder / "penilaian").mkdir(exist_ok=True)
    lines = [f"tingkat: {level}", f"urutan: [{', '.join(titles)}]", "alasan: dibahas"]
    (folder / "penilaian" / "keputusan.yaml").write_text("\n".join(lines), encoding="utf-8")


def test_a_city_of_the_roster_without_a_folder_is_named_and_owes(run: Run, share: Path) -> None:
    for file in (share / korkot("Surakarta")).iterdir():
        file.unlink()
    (share / korkot("Surakarta")).rmdir()
    found = standings(run, share)["Jawa Tengah"]
    assert (found["missing"], found["due"], found["handed_in"]) == (["Surakarta"], 13, 3)
    said = run("status", share, "--all")[1]
    assert "Belum ada foldernya (KMW Jawa Tengah, Oktober 2010): Surakarta" in said
    assert "Surakarta" in run("status", share)[1]


def test_forms_and_seals_are_told_as_they_lie_there(run: Run, share: Path) -> None:
    before = standings(run, share)["Jawa Tengah"]
    assert (before["forms"], before["sealed"]) == ([], False)
    decide(share / KMW, "kmw", "Bank Sampah", "Posyandu", "Air Bersih")
    run("recap", share / KMW)
    run("score", share / KMW, "--seal")
    found = standings(run, share)["Jawa Tengah"]
    assert found["sealed"]
    assert {Path(form).name.split("_")[0] for form in found["forms"]} == {"Lampiran 2", "Lampiran 3"}
    for form in found["forms"]:
        (share / form).unlink()
    assert standings(run, share)["Jawa Tengah"]["forms"] == []


@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_no_letter_of_the_table_is_lost_on_a_narrow_screen(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = run("status", share / CITY)[1]
    for word in ("Wajib", "Usulan/kuota", "Segel", "Batas", "lewat (15 Oktober 2010)", "Korkot Semarang"):
        assert word in out


# A year --------------------------------------------------------------------------------------------


def another_month(share: Path, month: int, name: str, *titles: str) -> Path:
    kmw = share / f"2010-{month:02}" / f"best practice_KMW (Jawa Tengah)_({name})"
    for title in titles:
        author = "Penulis Bank Sampah" if title == "Koperasi" else f"Penulis {title}"
        write_document(kmw / f"best practice_korkot (Semarang)_({name})" / f"{title}.docx", author=author)
    return kmw


def test_a_year_adds_up_what_became_of_an_author_s_writings(run: Run, share: Path) -> None:
    kmw = another_month(share, 9, "September", "Koperasi")
    for assessor in ("Siti Rahma", "Budi Santoso", "Dewi Lestari"):
        write_sheet(kmw, assessor, {"Koperasi": 9})
    for number in range(5):
        write_sheet(share / "2010-09", f"Penilai{number} Nasional", {"Koperasi": 8}, "kmp")
    found = year(run, share)
    authors = {one["name"]: one for one in found["authors"]}
    bank = authors["Penulis Bank Sampah"]
    assert (bank["writings"], bank["selected"], bank["won"]) == (2, 2, 1)
    assert found["rewards"] == ["Penulis Bank Sampah"]
    assert found["workshops"] == ["Penulis Bank Sampah", "Penulis Posyandu", "Penulis Air Bersih"]
    assert bank["titles"] == ["Koperasi (September 2010)", "Bank Sampah (Oktober 2010)"]
    cities = {one["name"]: one for one in found["cities"]}
    assert cities["Semarang"]["months"] == {"2010-09": 1, "2010-10": 3}
    assert cities["Semarang"]["due"] == {"2010-09": 10, "2010-10": 10}


def test_a_month_that_nobody_made_a_folder_for_is_owed_all_the_same(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpkit.cli.options.moment", lambda: datetime(2010, 12, 14, tzinfo=WIB))
    duties = [
        one for one in year(run, share)["duties"] if (one["city"], one["name"]) == ("Surakarta", "TF-01")
    ]
    assert [(one["done"], one["due"], one["lacking"]) for one in duties] == [(1, 2, ["2010-11"])]


def test_teams_that_the_roster_only_counts_owe_together(run: Run, share: Path) -> None:
    duties = [one for one in year(run, share)["duties"] if one["city"] == "Semarang"]
    assert [(one["kind"], one["name"], one["done"], one["due"]) for one in duties] == [
        ("team", "", 3, 9),
        ("own_team", "", 0, 1),
    ]


def test_nobody_is_a_candidate_while_a_panel_can_decide_nothing(run: Run, share: Path) -> None:
    (share / KMW / "penilaian" / "siti.yaml").write_text("rubrik: pob-2010\nnilai: {Hilang: {}}\n", "utf-8")
    found = year(run, share)
    assert (found["rewards"], found["workshops"]) == ([], [])
    assert KMW in found["open_panels"]


def test_the_year_comes_as_a_workbook_and_a_page(run: Run, share: Path, tmp_path: Path) -> None:
    for name in ("tahun.xlsx", "tahun.html"):
        assert run("status", share, "--year", "--report", tmp_path / name, "-q")[0] == 0
    sheets = load_workbook(tmp_path / "tahun.xlsx").worksheets
    cells = {str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}
    cells |= {sheet.title for sheet in sheets}
    page = (tmp_path / "tahun.html").read_text(encoding="utf-8")
    for words in ("Penulis Bank Sampah", "3/10", "Calon peserta lokakarya"):
        assert words in page and words in cells
    assert re.search(r'class="long">[0-9]+/[0-9]+</text>', page)  # above a month: what came of what was due


def test_a_city_owes_a_writing_of_its_own_team_only_where_its_level_asks_for_one() -> None:
    city = City("Semarang", 3)
    assert owed(city, Level("korkot", "Korkot", own_writing=True)) == 4
    assert owed(city, Level("korkot", "Korkot")) == 3
