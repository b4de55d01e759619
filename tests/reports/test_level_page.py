"""`Hasil Pemeriksaan.html` of a province and of the nation, as they lie on the share after a run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html
from make.report_samples import text_of
from make.shares import CONFIG, KMW, Run, korkot, make_share, write_document

from bpkit.model.zones import WIB
from bpkit.reports.level_page import PAGE

ODD = "Kab. 50% #1 [baru] & <b>"
NATION = "2010-10"


def read(folder: Path) -> Any:
    return html.fromstring((folder / PAGE).read_bytes())


def steps(folder: Path) -> list[str]:
    return [text_of(step) for step in read(folder).xpath("//section[contains(@class,'steps')]//li")]


def figures(folder: Path) -> dict[str, str]:
    counts = read(folder).xpath("(//dl[@class='counts'])[1]/div")
    return {text_of(one.xpath("dt")[0]): text_of(one.xpath("dd")[0]) for one in counts}


def targets(folder: Path) -> list[Path]:
    """Where the links of the page lead, as a browser takes them apart."""
    links = [urlsplit(link) for link in read(folder).xpath("//a/@href") if not link.startswith("#")]
    assert not [link for link in links if link.scheme or link.query or link.fragment]
    return [folder / unquote(link.path) for link in links]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A share with a province too many in its roster, a city without a folder, and one with an odd name."""
    share = make_share(tmp_path_factory.mktemp("halaman # 100% [baru]") / "Berbagi")
    roster = CONFIG.replace("Semarang: 9", "Semarang: 9, Tegal: 2") + "  Bali:\n    kota: {Denpasar: 3}\n"
    (share / "bpkit.yaml").write_text(roster, encoding="utf-8")
    odd = korkot("Semarang").replace("Semarang", ODD.replace("<b>", "b"))
    write_document(share / odd / "Air 100% #Bersih [1].docx", photos=0)
    return share


@pytest.fixture
def ran(whole: Path, run: Run) -> Path:
    run("run", whole, "-q")
    return whole


def test_every_link_of_every_page_leads_to_what_is_there(ran: Path) -> None:
    found = {one for folder in (ran / KMW, ran / NATION) for one in targets(folder)}
    assert {one for one in found if not one.exists()} == set()
    names = {one.name for one in found}
    assert {PAGE, "Lampiran 2_KMW (Jawa Tengah)_(Oktober 2010) (sementara).xlsx"} <= names
    assert len([one for one in targets(ran / KMW) if one.name == PAGE]) == 3


def test_a_province_s_page_counts_what_is_in_and_names_what_is_missing(ran: Path) -> None:
    found = figures(ran / KMW)
    assert (found["kota masuk"], found["tulisan masuk"]) == ("3/4", "6/16")
    assert "Korkot Tegal – belum ada foldernya" in text_of(read(ran / KMW))
    assert any("Mintalah foldernya dari: Korkot Tegal." in step for step in steps(ran / KMW))


def test_a_folder_in_which_nothing_lies_is_not_counted_as_in(run: Run, tmp_path: Path) -> None:
    share = make_share(tmp_path / "Berbagi")
    (share / KMW / "best practice_korkot (Tegal)_(Oktober)").mkdir()
    run("run", share, "-q")
    found = figures(share / KMW)["kota masuk"]
    came, _, known = found.partition("/")
    assert int(came) == int(known) - 1


def test_the_nation_s_page_has_every_province_with_its_cities_and_misses_one(ran: Path) -> None:
    found = text_of(read(ran / NATION))
    assert figures(ran / NATION)["propinsi masuk"] == "1/2"
    assert "KMW Bali – belum ada foldernya" in found and "Korkot Semarang" in found
    cells = {cell.text_content().strip(): cell.get("class", "") for cell in read(ran / NATION).iter("td")}
    assert "d1" in cells["Korkot Tegal – belum ada foldernya"].split()
    assert "d0" in cells["KMW Bali – belum ada foldernya"].split()
    assert {one.parent.name for one in targets(ran / NATION) if one.name == PAGE} >= {
        Path(KMW).name, Path(korkot("Semarang")).name,
    }  # fmt: skip


def test_a_province_reads_first_what_makes_its_results_provisional(ran: Path) -> None:
    assert steps(ran / KMW)[0] == "Betulkan dulu yang membuat hasilnya sementara."


def test_the_message_to_a_city_stands_on_its_province_s_page(ran: Path, run: Run) -> None:
    blocks = {block.text for block in read(ran / KMW).xpath("//pre")}
    code, out, _ = run("message", ran / KMW)
    assert code == 0 and blocks
    assert all(block in out for block in blocks)


def test_a_run_on_another_day_leaves_every_page_as_it_was(
    whole: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [whole / KMW / PAGE, whole / NATION / PAGE, whole / korkot("Semarang") / PAGE]
    run("run", whole, "-q")
    before = [page.read_bytes() for page in pages]
    monkeypatch.setattr("bpkit.cli.options.moment", lambda: datetime(2031, 10, 18, 12, tzinfo=WIB))
    run("run", whole, "-q")
    assert [page.read_bytes() for page in pages] == before


def test_pages_written_elsewhere_lead_back_to_the_share(whole: Path, run: Run, tmp_path: Path) -> None:
    run("run", whole, "-q", "--output", tmp_path / "hasil")
    for folder in (tmp_path / "hasil" / KMW, tmp_path / "hasil" / korkot("Semarang")):
        found = targets(folder)
        assert found and [one for one in found if not one.exists()] == []


def test_a_sealed_province_is_told_to_send_on_and_has_its_scores_on_the_page(share: Path, run: Run) -> None:
    run("run", share / KMW, "-q")
    assert steps(share / KMW)[-1] == "Periksa peringkatnya bersama tim penilai, lalu segel keputusannya."
    run("score", share / KMW, "--seal")
    run("run", share / KMW, "-q")
    assert steps(share / KMW)[-1].startswith("Keputusan sudah disegel: teruskan")
    assert figures(share / KMW)["terpilih"] == "3"
    assert "Bank Sampah" in text_of(read(share / KMW).xpath("//table[@class='ranking']")[0])


def test_whose_sheet_is_missing_is_asked_for_by_name(share: Path, run: Run) -> None:
    config = share / "bpkit.yaml"
    names = "panel:\n  Jawa Tengah: [Siti Rahma, Budi Santoso, Dewi Lestari, Agus Salim]\n"
    config.write_text(config.read_text(encoding="utf-8") + names, encoding="utf-8")
    run("run", share / KMW, "-q")
    assert "Mintalah lembar penilaian dari: Agus Salim." in steps(share / KMW)


def test_a_province_that_nobody_scored_yet_is_told_to_begin(share: Path, run: Run) -> None:
    for file in (share / KMW / "penilaian").iterdir():
        file.unlink()
    run("run", share / KMW, "-q")
    assert any(step.startswith("Mulai penilaian") for step in steps(share / KMW))


def test_what_a_person_made_of_the_page_is_not_written_over(share: Path, run: Run) -> None:
    (share / KMW / PAGE).write_text("catatan saya", encoding="utf-8")
    run("run", share / KMW, "-q")
    assert (share / KMW / PAGE).read_text(encoding="utf-8") == "catatan saya"
