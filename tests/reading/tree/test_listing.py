"""What systems leave behind is never seen; what people hand in never falls under it."""

from pathlib import Path

import pytest
from make.levels import CITY_LEVEL, NATION_LEVEL, PROVINCE_LEVEL
from make.pictures import photo_of
from make.shares import CONFIG, KMW, korkot, write_document

from bpkit.model.levels import SHARE
from bpkit.model.problems import Kind
from bpkit.model.settings import Settings
from bpkit.model.units import Period
from bpkit.reading.documents.writing import read_references
from bpkit.reading.tree.listing import is_leftover
from bpkit.reading.tree.walker import Layout, Walker
from bpkit.work.recapping import recap
from bpkit.work.request import Request
from bpkit.work.running import Work

FOLDERS = (
    "#recycle",
    "#Recycle",
    "$RECYCLE.BIN",
    "RECYCLER",
    ".Trash-1000",
    ".Trashes",
    "@Recycle",
    "@Recently-Snapshot",
    "#snapshot",
    ".snapshot",
    "~snapshot",
    ".zfs",
    "@eaDir",
    "@tmp",
    "__MACOSX",
    ".AppleDouble",
    "Network Trash Folder",
    "Temporary Items",
    ".Spotlight-V100",
    ".stversions",
    ".sync",
    ".tmp.driveupload",
    ".dropbox.cache",
    "System Volume Information",
    "lost+found",
    "FOUND.000",
    ".git",
)
FILES = (
    "._Bank Sampah.docx",
    "~WRL0001.tmp",
    "~WRD0004.tmp",
    "~DFA1B2.tmp",
    "A1B2C3D4.tmp",
    "Icon\r",
    ".picasa.ini",
    "ehthumbs.db",
    ".dropbox",
    "._sync_3f2a.db-wal",
    ".sync_3f2a.db",
    ".nextcloudsync.log",
    ".owncloudsync.log.1",
    ".fuse_hidden0000001200000001",
    ".nfs00000000025c91fa00000001",
    ".goutputstream-7Y2K1Z",
    ".~lock.Bank Sampah.docx#",
    "autorun.inf",
    ".com.apple.timemachine.donotpresent",
    ".849C9593-D756-4E56-8D6E-42412F2A707B",
    ".syncthing.Bank Sampah.docx.tmp",
    "~syncthing~Bank Sampah.docx.tmp",
    ".Bank Sampah.docx.Ab3dEf",
    ".directory",
    "Thumbs.db:encryptable",
)
HANDED_IN = (
    "Icon.docx",
    "Iconic.pdf",
    "#1 Bank Sampah.docx",
    "@Kampung Kita.docx",
    "#recycle.docx",
    "$100 untuk Warga.docx",
    "Suara.tmp.docx",
    "Tong Sampah.Trash.docx",
    "Recycler Kampung.docx",
    "Sync.mp3",
    "Directory Warga.pdf",
    "Found.000.docx",
    "~Dari Sampah.docx",
    "A1B2C3D4.docx",
    "Surat Perbaikan_Kampung Kita_(Kisah 2010).docx",
    "Surat Penetapan_Batas Desa_(Oktober 2010).docx",
    "Surat Perbaikan_korkot (Kampung Kita)_(Oktober 2010).docx",
)


def walked(root: Path) -> Layout:
    return Walker(root, Settings(root=root), Period(2010, 10)).walk()


def below(layout: Layout) -> list[Layout]:
    return [layout, *(one for child in layout.children for one in below(child))]


@pytest.mark.parametrize("name", [*FOLDERS, *FILES])
def test_what_a_system_leaves_behind_is_known_in_any_letter_case(name: str) -> None:
    assert is_leftover(name)
    assert is_leftover(name.swapcase())


def test_leftovers_are_never_entered_nor_named_at_any_level(tmp_path: Path) -> None:
    for above in ("", "2010-10", KMW, f"{KMW}/penilaian", korkot("Semarang"), f"{korkot('Semarang')}/Bank"):
        for name in FOLDERS:
            inside = tmp_path / above / name / "best practice_korkot (Tegal)_(Oktober)"
            inside.mkdir(parents=True)
            (inside / "Dibuang.docx").touch()
            (inside.parent / "foto.jpg").touch()
        for name in FILES:
            (tmp_path / above / name).touch()
    (tmp_path / korkot("Semarang") / "Bank.docx").touch()
    layouts = below(walked(tmp_path))
    assert [one.level for one in layouts] == [NATION_LEVEL, PROVINCE_LEVEL, CITY_LEVEL] or [
        one.level for one in layouts
    ] == [SHARE, NATION_LEVEL, PROVINCE_LEVEL, CITY_LEVEL]
    assert [stem.title for stem in layouts[-1].stems] == ["Bank"]
    assert not [one.strays for one in layouts if one.strays or one.unsafe or one.panel_files]
    assert not layouts[-1].stems[0].pictures


@pytest.mark.parametrize("name", HANDED_IN)
def test_a_title_that_looks_a_little_like_it_is_handed_in(tmp_path: Path, name: str) -> None:
    folder = tmp_path / korkot("Semarang")
    folder.mkdir(parents=True)
    (folder / name).touch()
    assert [stem.main.name for stem in below(walked(tmp_path))[-1].stems] == [name]


@pytest.mark.parametrize(
    "name",
    [
        "Surat Perbaikan_korkot (Semarang)_(Oktober 2010).docx",
        "Surat Perbaikan_korkot (Semarang)_(September 2010) (bpkit 2).docx",
        "Lampiran 3_korkot (Semarang)_(Oktober 2010) (sementara).xlsx",
        "Hasil Pemeriksaan (bpkit).html",
    ],
)
def test_a_form_of_this_unit_is_bpkits_own_even_without_its_register(tmp_path: Path, name: str) -> None:
    folder = tmp_path / korkot("Semarang")
    folder.mkdir(parents=True)
    (folder / name).touch()
    layout = below(walked(tmp_path))[-1]
    assert (layout.stems, layout.strays) == ((), ())


def test_forms_are_never_written_into_a_leftover(tmp_path: Path) -> None:
    (tmp_path / "bpkit.yaml").write_text(CONFIG, encoding="utf-8")
    write_document(tmp_path / korkot("Semarang") / "Bank.docx", photos=1, paragraphs=1)
    bins = [tmp_path / KMW / "#recycle", tmp_path / "$RECYCLE.BIN" / korkot("Tegal")]
    for folder in bins:
        write_document(folder / "Dibuang.docx", photos=1, paragraphs=1)
    recap(Work(Request(tmp_path)), None, None, below=True)
    assert [[file.name for file in folder.iterdir()] for folder in bins] == [["Dibuang.docx"]] * 2
    assert list((tmp_path / korkot("Semarang")).glob("Lampiran 3*"))


def test_guidelines_that_somebody_deleted_are_none(tmp_path: Path) -> None:
    write_document(tmp_path / "referensi" / "Pedoman.docx", photos=0, paragraphs=2)
    write_document(tmp_path / "referensi" / "#recycle" / "Lama.docx", photos=0, paragraphs=2)
    assert [path.name for path, _ in read_references(tmp_path).texts] == ["Pedoman.docx"]


def test_half_a_download_is_told_as_one_and_is_no_stray(tmp_path: Path) -> None:
    folder = tmp_path / korkot("Semarang")
    folder.mkdir(parents=True)
    (folder / "Bank.docx.crdownload").write_bytes(photo_of("x"))
    layout = below(walked(tmp_path))[-1]
    assert [damage.kind for damage in layout.unsafe] == [Kind.IN_USE]
    assert layout.strays == ()
