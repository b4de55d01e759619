"""What the walker makes of folders and files by their names alone."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from make.levels import CITY_LEVEL, NATION_LEVEL, PROVINCE_LEVEL

from bpkit.errors import UserError
from bpkit.model.levels import SHARE, Level
from bpkit.model.problems import Kind
from bpkit.model.settings import City, Province, Settings
from bpkit.model.units import Period
from bpkit.reading.tree.walker import Layout, Walker

KORKOT = "best practice_korkot (Semarang)_(Oktober)"
KMW = "best practice_KMW (Jawa Tengah)_(Oktober)"
OCTOBER = Period(2010, 10)


def make(root: Path, *files: str) -> None:
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def walk(path: Path, period: Period | None = OCTOBER, **settings: object) -> Layout:
    return Walker(path, Settings(**settings), period).walk()  # type: ignore[arg-type]


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_everything_with_one_stem_is_one_submission(tmp_path: Path) -> None:
    here = tmp_path / KORKOT
    make(
        here,
        "Bank Sampah.docx",
        "Bank Sampah.pdf",
        "Bank Sampah.yaml",
        "Bank Sampah 1.jpg",
        "Bank Sampah/a.png",
    )
    (stem,) = walk(here).stems
    assert stem.title == "Bank Sampah"
    assert names(tuple(stem.mains)) == ["Bank Sampah.docx", "Bank Sampah.pdf"]
    assert stem.sidecar and stem.sidecar.name == "Bank Sampah.yaml"
    assert names(tuple(stem.pictures)) == ["Bank Sampah 1.jpg", "a.png"]


def test_a_picture_goes_to_the_longest_title_that_begins_its_name(tmp_path: Path) -> None:
    here = tmp_path / KORKOT
    make(here, "Bank.docx", "Bank Sampah.docx", "Bank Sampah 1.jpg", "Bank1.jpg")
    pictures = {stem.title: names(tuple(stem.pictures)) for stem in walk(here).stems}
    assert pictures == {"Bank": ["Bank1.jpg"], "Bank Sampah": ["Bank Sampah 1.jpg"]}


def test_a_stray_picture_and_an_unknown_file_belong_nowhere(tmp_path: Path) -> None:
    here = tmp_path / KORKOT
    make(here, "Bank.docx", "IMG_0012.jpg", "catatan.txt", "foto/x.jpg", "Sendiri.yaml")
    assert names(walk(here).strays) == ["IMG_0012.jpg", "Sendiri.yaml", "catatan.txt", "foto"]


def test_what_systems_and_bpkit_leave_behind_is_not_seen(tmp_path: Path) -> None:
    here = tmp_path / KORKOT
    make(
        here,
        "Bank.docx",
        "~$Bank.docx",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        ".bpkit/written.json",
        "Lampiran 3_korkot (Semarang)_(Oktober 2010).xlsx",
        "Lampiran 3_korkot (Semarang)_(Oktober 2010) (bpkit).xlsx",
        "Surat Perbaikan_korkot (Semarang)_(Oktober 2010).docx",
        "Hasil Pemeriksaan.html",
        "penilaian/segel.json",
    )
    layout = walk(here)
    assert [stem.title for stem in layout.stems] == ["Bank"]
    assert layout.strays == layout.panel_files == ()


def test_an_ignore_file_holds_from_its_folder_down(tmp_path: Path) -> None:
    make(tmp_path, f"{KORKOT}/Bank.docx", f"{KORKOT}/draf 1.docx", f"{KORKOT}/lama/x.docx")
    (tmp_path / ".bpkitignore").write_text("draf*\nlama/\n", encoding="utf-8")
    layout = walk(tmp_path / KORKOT, root=tmp_path)
    assert [stem.title for stem in layout.stems] == ["Bank"]
    assert layout.strays == ()


@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("", SHARE),
        ("2010-10", NATION_LEVEL),
        (f"2010-10/{KMW}", PROVINCE_LEVEL),
        (f"2010-10/{KMW}/{KORKOT}", CITY_LEVEL),
    ],
)
def test_a_path_says_its_level_by_itself(tmp_path: Path, path: str, level: Level) -> None:
    make(tmp_path, f"2010-10/{KMW}/{KORKOT}/Bank.docx", "bpkit.yaml")
    layout = walk(tmp_path / path, period=None, root=tmp_path)
    assert layout.level == level
    while layout.children:
        (layout,) = layout.children
    assert (layout.level, layout.unit, layout.period) == (CITY_LEVEL, "Semarang", OCTOBER)


def test_a_share_without_month_folders_is_grouped_by_month(tmp_path: Path) -> None:
    make(tmp_path, f"{KMW}/a", "best practice_KMW (Bali)_(September)/a")
    layout = walk(tmp_path, period=None, year=2010, root=tmp_path)
    assert layout.level is SHARE
    assert [(month.period, len(month.children)) for month in layout.children] == [
        (Period(2010, 9), 1),
        (OCTOBER, 1),
    ]


@pytest.mark.parametrize("above", ["2010-10", "2010", "2010/Oktober", "Oktober 2010"])
def test_the_year_comes_from_a_folder_above(tmp_path: Path, above: str) -> None:
    make(tmp_path, f"{above}/{KMW}/{KORKOT}/Bank.docx")
    assert walk(tmp_path / above / KMW / KORKOT, period=None, root=tmp_path).period == OCTOBER


def test_a_year_that_nobody_says_is_a_usage_error_that_tells_where_to_put_it(tmp_path: Path) -> None:
    make(tmp_path, f"{KORKOT}/Bank.docx")
    with pytest.raises(UserError) as caught:
        walk(tmp_path / KORKOT, period=None)
    assert "--period" in caught.value.remedy


def test_the_name_keeps_its_own_month_beside_that_of_the_folder_above(tmp_path: Path) -> None:
    make(tmp_path, "2010-10/best practice_korkot (Semarang)_(September)/Bank.docx")
    layout = walk(
        tmp_path / "2010-10" / "best practice_korkot (Semarang)_(September)", period=None, root=tmp_path
    )
    assert (layout.period, layout.named) == (OCTOBER, Period(2010, 9))


def test_a_city_goes_by_the_spelling_of_the_roster(tmp_path: Path) -> None:
    make(tmp_path, "best practice_korkot (Kota semarang)_(Oktober)/Bank.docx")
    roster = (Province("Jawa Tengah", (City("Semarang", 9),)),)
    assert (
        walk(tmp_path / "best practice_korkot (Kota semarang)_(Oktober)", provinces=roster).unit == "Semarang"
    )


def test_a_misnamed_folder_with_writings_stays_visible(tmp_path: Path) -> None:
    make(tmp_path, f"{KMW}/{KORKOT}/Bank.docx", f"{KMW}/Kiriman Salatiga/Posyandu.docx", f"{KMW}/foto/a.jpg")
    layout = walk(tmp_path / KMW)
    assert names(tuple(child.path for child in layout.children)) == ["Kiriman Salatiga", KORKOT]
    assert names(layout.strays) == ["foto"]


def test_sheets_and_decisions_are_the_panels_and_the_rest_is_astray(tmp_path: Path) -> None:
    here = tmp_path / KORKOT
    make(
        here,
        "Bank.docx",
        "penilaian/siti.yaml",
        "penilaian/budi.xlsx",
        "penilaian/keputusan.yaml",
        "penilaian/x.txt",
    )
    layout = walk(here)
    assert names(layout.panel_files) == ["budi.xlsx", "keputusan.yaml", "siti.yaml"]
    assert names(layout.strays) == ["x.txt"]


def test_knowledge_products_of_a_kmw_are_not_its_cities_writings(tmp_path: Path) -> None:
    make(tmp_path, f"{KMW}/produk pengetahuan/Modul.docx", f"{KMW}/{KORKOT}/Bank.docx")
    layout = walk(tmp_path / KMW)
    assert [stem.title for stem in layout.products] == ["Modul"]
    assert len(layout.children) == 1


def test_a_link_out_of_the_share_is_unsafe_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    make(outside, "Rahasia.docx")
    share = tmp_path / "share"
    make(share, f"{KORKOT}/Bank.docx")
    (share / KORKOT / "Rahasia.docx").symlink_to(outside / "Rahasia.docx")
    layout = walk(share / KORKOT, root=share)
    assert [stem.title for stem in layout.stems] == ["Bank"]
    assert [damage.kind for damage in layout.unsafe] == [Kind.UNSAFE]


@pytest.mark.skipif(os.name == "nt", reason="Windows asks otherwise where a link leads")
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOENT])
def test_a_link_that_nobody_can_follow_at_the_moment_is_not_taken_for_an_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    make(tmp_path, "outside/Rahasia.docx", f"share/{KORKOT}/Bank.docx", f"share/{KORKOT}/.bpkitignore")
    link = tmp_path / "share" / KORKOT / "Rahasia.docx"
    link.symlink_to(tmp_path / "outside" / "Rahasia.docx")
    real = os.lstat

    def asked(path: Any, **named: Any) -> os.stat_result:
        if Path(path).name in (link.name, ".bpkitignore"):
            raise OSError(error, os.strerror(error), str(path))
        return real(path, **named)

    monkeypatch.setattr(os, "lstat", asked)
    layout = walk(link.parent, root=tmp_path / "share")
    assert [stem.title for stem in layout.stems] == ["Bank"]
    assert {(one.path.name, one.kind) for one in layout.unsafe} == {
        (link.name, Kind.UNREACHABLE),
        (".bpkitignore", Kind.UNREACHABLE),
    }


def test_the_months_of_a_share_come_in_their_order_however_their_folders_are_called(tmp_path: Path) -> None:
    for month in ("November", "Oktober"):
        kmw, city = (name.replace("Oktober", month) for name in (KMW, KORKOT))
        make(tmp_path, f"2010/{month}/{kmw}/{city}/Bank.docx")
    months = walk(tmp_path, None).children
    assert [month.period for month in months] == [Period(2010, 10), Period(2010, 11)]


def test_a_link_that_leads_in_a_circle_stops_nothing(tmp_path: Path) -> None:
    make(tmp_path, f"{KORKOT}/Bank.docx")
    (tmp_path / KORKOT / "Diri.docx").symlink_to("Diri.docx")
    layout = walk(tmp_path / KORKOT)
    assert [stem.title for stem in layout.stems] == ["Bank", "Diri"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_a_pipe_that_looks_like_a_document_is_not_opened(tmp_path: Path) -> None:
    make(tmp_path, f"{KORKOT}/Bank.docx")
    os.mkfifo(tmp_path / KORKOT / "Pipa.docx")
    layout = walk(tmp_path / KORKOT)
    assert [stem.title for stem in layout.stems] == ["Bank"]
    assert [(damage.kind, damage.path.name) for damage in layout.unsafe] == [(Kind.UNSAFE, "Pipa.docx")]


def test_an_office_lock_tells_which_document_is_open(tmp_path: Path) -> None:
    here = tmp_path / KORKOT
    make(here, "Bank Sampah.docx", "~$nk Sampah.docx", "Posyandu.docx", "Air.odt", ".~lock.Air.odt#")
    locked = {stem.title: stem.locked for stem in walk(here).stems}
    assert locked == {"Bank Sampah": True, "Posyandu": False, "Air": True}
