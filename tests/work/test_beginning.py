"""How a share begins: `bpkit init` from Daftar Wilayah.xlsx, options or answers; the folders of a month."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make.rosters import TWO_PROVINCES, fill, roster
from make.shares import Run, korkot, write_document
from openpyxl import load_workbook

from bpkit import yamlfile
from bpkit.model.settings import City, Province, Settings, Waiver
from bpkit.model.sheet_words import GENERAL
from bpkit.model.units import Period
from bpkit.months.deadlines import following
from bpkit.settings.config_model import ConfigFile, SiteSection
from bpkit.work.beginning import month_folder, settings_of
from bpkit.work.roster import config_text, read_roster

pytestmark = pytest.mark.usefixtures("speaking_indonesian")
BOOK = "Daftar Wilayah.xlsx"
TEAMS = ("TF-01", "TF-02", "TF-03")
FOLDER = "best practice_KMW ({})_({})"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a Daftar Wilayah.xlsx that was filled in."""
    return roster(tmp_path / "Berbagi Kita" / BOOK).parent


def folders(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("best practice_*") if path.is_dir()}


def contents(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and path.name != "lock"}


# From Daftar Wilayah.xlsx ---------------------------------------------------------------------------


def test_a_filled_list_becomes_settings_that_say_the_same(run: Run, root: Path) -> None:
    assert run("init", root, "--from", root / BOOK)[0] == 0
    found = settings_of(root / "bpkit.yaml")
    assert found.provinces == (
        Province(
            "Jawa Tengah", (City("Semarang", 9), City("Kab. Kudus", 3, ("TF-01", "TF-02", "TF-03"))), "WIB"
        ),
        Province("Bali", (City("Denpasar", 4),), "WITA", {"korkot": 18}),
    )
    assert found.panels == {
        "Jawa Tengah": ("Siti Rahma, S.Sos", "Budi Santoso"),
        "KMP": ("Ratih Kumalasari",),
    }
    assert found.experts == {"Bali": ("Made Wirawan, S.E.",)}
    assert (found.deadlines, found.obligations, found.year) == ({"korkot": 14}, {"Bali": 12}, 2010)


def test_waivers_and_severities_need_no_yaml_either(run: Run, root: Path) -> None:
    waiver = ("bp301", "**/Posyandu: Terapung.docx", "foto hilang, kamera juga", "Korkot", date(2010, 11, 30))
    cells = {f"Pengecualian!{letter}5": value for letter, value in zip("ABCDE", waiver, strict=True)}
    fill(root / BOOK, {**cells, "Tingkat Aturan!A5": "BP202", "Tingkat Aturan!B5": "mati"})
    assert run("init", root)[0] == 0
    found = settings_of(root / "bpkit.yaml")
    assert found.waivers == (Waiver("BP301", *waiver[1:]),)
    assert found.severities == {"BP202": None}
    fill(root / BOOK, {"Pengecualian!D5": "KMW", "Tingkat Aturan!B5": "info"})
    out = run("init", root)[1]
    assert "aturan > BP202: mati menjadi info" in out
    assert "pengecualian > BP301 **/Posyandu: Terapung.docx: foto hilang" in out


def test_what_is_written_has_the_comments_of_the_example(run: Run, root: Path) -> None:
    run("init", root)
    text = (root / "bpkit.yaml").read_text("utf-8")
    assert "# Tanggal batas pengiriman" in text and "# pengecualian:" in text
    assert "Surakarta" not in text


def test_the_folders_of_the_first_month_have_the_names_of_the_pob(run: Run, root: Path) -> None:
    run("init", root)
    central, bali = (f"2010-10/{FOLDER.format(name, 'Oktober')}" for name in ("Jawa Tengah", "Bali"))
    assert folders(root) == {
        central,
        f"{central}/best practice_korkot (Semarang)_(Oktober)",
        f"{central}/best practice_korkot (Kab. Kudus)_(Oktober)",
        bali,
        f"{bali}/best practice_korkot (Denpasar)_(Oktober)",
    }
    assert (root / bali / "produk pengetahuan").is_dir()
    assert {path.parent.name for path in root.rglob("penilaian")} == {Path(one).name for one in folders(root)}


def test_nothing_of_what_it_wrote_is_a_stray_and_the_roster_is_whole(run: Run, root: Path) -> None:
    run("init", root)
    for program in ("bpkit.exe", "bpkit"):
        (root / program).touch()
    code, out, _ = run("validate", root, "--select", "BP1,BP608", "--ignore", "BP108")
    assert (code, "BP1" in out, "BP608" in out) == (0, False, False)


def test_it_is_safe_to_run_again(run: Run, root: Path) -> None:
    run("init", root)
    before = contents(root)
    code, out, err = run("init", root)
    assert code == 0
    assert contents(root) == before
    assert "dibuat" not in out
    assert f"sudah ada, tidak diubah: {root / 'bpkit.yaml'}" in err


def test_the_folder_of_a_unit_that_a_run_left_half_made_is_made_whole(run: Run, root: Path) -> None:
    run("init", root, "--month", "2010-10")
    first, second, *_ = sorted(root.glob("2010-10/*/*korkot*"))
    (first / "penilaian").rmdir()
    (second / "penilaian").rmdir()
    (second / "catatan.txt").write_bytes(b"milik orang")
    run("init", root, "--month", "2010-10")
    assert (first / "penilaian").is_dir()
    assert [one.name for one in second.iterdir()] == ["catatan.txt"]


def test_a_folder_that_goes_by_another_valid_name_is_not_made_twice(run: Run, root: Path) -> None:
    own = (
        root
        / "2010-10"
        / "best practice_KMW_Jawa Tengah_Oktober"
        / "best practice_korkot (Kota Semarang)_(Okt)"
    )
    own.mkdir(parents=True)
    run("init", root)
    assert sum("Semarang" in name for name in folders(root)) == 1
    assert (
        sum(
            name.endswith(("KMW_Jawa Tengah_Oktober", "KMW (Jawa Tengah)_(Oktober)"))
            for name in folders(root)
        )
        == 1
    )


def test_a_list_that_changed_is_said_and_bpkit_yaml_stays(run: Run, root: Path) -> None:
    run("init", root)
    before = (root / "bpkit.yaml").read_bytes()
    fill(
        root / BOOK,
        {
            "Wilayah!D5": 8,
            "Wilayah!C8": "Gianyar",
            "Wilayah!D8": 3,
            "Tim Penilai!B6": "Ani",
            "Tenggat!B5": 15,
        },
    )
    code, out, err = run("init", root)
    assert (code, (root / "bpkit.yaml").read_bytes()) == (1, before)
    assert "Semarang: 9 menjadi 8" in out
    assert "wilayah > Bali > kota > Gianyar: tambahkan 3" in out
    assert (
        'panel > Jawa Tengah: ["Siti Rahma, S.Sos", Budi Santoso] menjadi ["Siti Rahma, S.Sos", Ani]' in out
    )
    assert "tenggat > korkot: 14 menjadi 15" in out
    assert "--apply" in err


def test_apply_renews_what_nobody_edited_and_makes_what_is_new(run: Run, root: Path) -> None:
    run("init", root)
    fill(root / BOOK, {"Wilayah!C8": "Gianyar", "Wilayah!D8": 3})
    assert run("init", root, "--apply")[0] == 0
    assert settings_of(root / "bpkit.yaml").city("Gianyar") == City("Gianyar", 3)
    assert any("Gianyar" in name for name in folders(root))
    assert "menjadi" not in run("init", root)[1]


def test_apply_never_replaces_what_somebody_edited(run: Run, root: Path) -> None:
    run("init", root)
    with (root / "bpkit.yaml").open("a", encoding="utf-8") as file:
        file.write("# milik kami\n")
    before = (root / "bpkit.yaml").read_bytes()
    fill(root / BOOK, {"Wilayah!D5": 8})
    code, _, err = run("init", root, "--apply")
    assert (code, (root / "bpkit.yaml").read_bytes()) == (1, before)
    assert "pernah disunting" in err


def test_a_bpkit_yaml_of_somebodys_own_says_its_differences_at_once(run: Run, root: Path) -> None:
    (root / "bpkit.yaml").write_text("wilayah: {Jawa Tengah: {kota: {Kota Semarang: 9}}}\n", encoding="utf-8")
    out = run("init", root, "--from", root / BOOK)[1]
    assert "kota > Kab. Kudus: tambahkan [TF-01, TF-02, TF-03]" in out
    assert "kota > Semarang" not in out  # Kota Semarang is Semarang


FAULTS = [
    ({"Wilayah!D5": "sembilan"}, "lembar Wilayah, sel D5: “sembilan” bukan bilangan bulat 0–999"),
    ({"Wilayah!D5": 7.5}, "sel D5: “7.5” bukan bilangan bulat"),
    ({"Wilayah!D5": "=4+5"}, "sel D5: berisi rumus (=4+5)"),
    (
        {"Penandatangan!A5": "Bali", "Penandatangan!B5": "membuat", "Penandatangan!E5": 196703141993031002},
        "lembar Penandatangan, sel E5: 1.96703141993031E+17 terlalu panjang untuk sebuah angka",
    ),
    ({"Wilayah!D5": None}, "sel D5: jumlah TF kota itu kosong"),
    ({"Wilayah!D6": 4}, "sel D6: jumlahnya 4, tetapi di kolom Nama TF ada 3 nama"),
    ({"Wilayah!E6": "TF-01; TF 1"}, "sel E6: “TF 1” ditulis dua kali"),
    ({"Wilayah!A5": None}, "sel C5: kota “Semarang” tidak mempunyai propinsi"),
    ({"Wilayah!B5": "WIP"}, "sel B5: “WIP” bukan zona waktu, seharusnya salah satu dari WIB, WITA, WIT"),
    ({"Wilayah!B6": "WIT"}, "sel B6: zonanya WIT, sedangkan baris lain propinsi itu WIB"),
    ({"Wilayah!C6": "semarang"}, "sel C6: kota “semarang” sudah ditulis di sel C5"),
    ({"Wilayah!C7": None}, "sel C7: ada jumlah atau nama TF tetapi nama kotanya kosong"),
    ({"Tim Penilai!A5": "Jawa Tenggah"}, "lembar Tim Penilai, sel A5: “Jawa Tenggah” tidak ada"),
    ({"Tim Penilai!A5": "Jawa Tenggah"}, "maksudnya “Jawa Tengah”?"),
    ({"Tim Penilai!A5": None}, "sel A5: kosong; pilih propinsi atau kotanya"),
    ({"Tim Penilai!B6": "Siti  rahma"}, "sel B6: “Siti rahma” sudah ditulis"),
    ({"Tim Penilai!B6": "Ani; Budi"}, "sel B6: berisi lebih dari satu nama"),
    ({"Tenaga Ahli!B5": "S.E."}, "lembar Tenaga Ahli, sel B5: “S.E.” gelar tanpa nama"),
    ({"Tenggat!C6": 32}, "lembar Tenggat, sel C6: “32” bukan bilangan bulat 1–31"),
    ({"Tenggat!E5": 9}, "sel E5: tulisan wajib sebulan berbeda per propinsi"),
    ({"Pengecualian!A5": "BP999"}, "lembar Pengecualian, sel A5: aturan “BP999” tidak ada"),
    ({"Pengecualian!A5": "BP301", "Pengecualian!B5": "*"}, "sel C5: kosong; pengecualian perlu berkas"),
    ({"Pengecualian!A5": "BP301", "Pengecualian!E5": "nanti"}, "sel E5: “nanti” bukan tanggal"),
    ({"Tingkat Aturan!A5": "BP202", "Tingkat Aturan!B5": "gawat"}, "sel B5: “gawat” bukan tingkat"),
    ({"Umum!B5": "besok"}, "lembar Umum, sel B5: “besok” bukan bulan"),
    ({"Penandatangan!A5": "Bali", "Penandatangan!B5": "saksi"}, "sel B5: “saksi” bukan peran"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "said"), FAULTS)
def test_a_fault_is_said_with_its_sheet_and_cell_and_nothing_is_made(
    run: Run, root: Path, cells: dict[str, object], said: str
) -> None:
    roster(root / BOOK, {**TWO_PROVINCES, **cells})
    code, _, err = run("init", root)
    assert code == 2
    assert said in err
    assert "Perbaiki sel-sel itu di Daftar Wilayah.xlsx" in err
    assert not (root / "bpkit.yaml").exists()


def test_every_fault_of_the_list_is_said_at_once(run: Run, root: Path) -> None:
    fill(root / BOOK, {"Wilayah!D5": "sembilan", "Tenggat!C6": 32})
    err = run("init", root)[2]
    assert "sel D5" in err and "sel C6" in err


@pytest.mark.parametrize("data", [b"", b"bukan Excel", b"PK\x03\x04rusak"])
def test_what_is_no_workbook_is_said_and_never_a_traceback(run: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / BOOK).write_bytes(data)
    code, _, err = run("init", tmp_path)
    assert code == 2
    assert "tidak dapat dibaca sebagai buku kerja Excel" in err


def test_a_list_that_is_not_there_or_not_filled_in_is_said(run: Run, tmp_path: Path) -> None:
    assert "tidak ada" in run("init", tmp_path, "--from", tmp_path / "x.xlsx")[2]
    run("init", tmp_path, "--form")
    code, _, err = run("init", tmp_path, "--from", tmp_path / BOOK)
    assert (code, "belum diisi" in err) == (2, True)


def test_provinces_may_be_joined_over_their_cities_and_columns_moved(run: Run, root: Path) -> None:
    book = load_workbook(root / BOOK)
    sheet = book["Wilayah"]
    sheet.insert_cols(3)
    sheet.insert_rows(1, 2)
    sheet.merge_cells("A7:A8")
    book.save(root / BOOK)
    assert run("init", root)[0] == 0
    assert [len(one.cities) for one in settings_of(root / "bpkit.yaml").provinces or ()] == [2, 1]


def test_the_form_says_what_bpkit_yaml_says_and_reads_back_without_a_difference(run: Run, root: Path) -> None:
    run("init", root)
    (root / BOOK).unlink()
    assert run("init", root, "--form")[0] == 0
    assert "menjadi" not in (out := run("init", root)[1]) and "tambahkan" not in out and "hapus" not in out


@pytest.mark.parametrize(
    "said",
    [
        "tenggat: {korkot: 15, kmw: 20, kmp: 25}",  # each level's own
        "tenggat: {kmw: 20, kmp: 26}",
        "panel: {Bali: []}\ntenaga_ahli: {Bali: []}",
        "kop: {Bali: {}}\npenandatangan: {Bali: {}}",
        "rubrik: pob-2010\nprogram: PNPM Mandiri Perkotaan\nsitus: {kontak: lembaga}",
        "kewajiban: {Bali: 0}",
    ],
)
def test_what_is_usual_may_be_spelt_out_beside_a_form_that_nobody_touched(
    run: Run, tmp_path: Path, said: str
) -> None:
    text = f"wilayah: {{Bali: {{tenggat: {{korkot: 15}}, kota: {{Denpasar: 3}}}}}}\n{said}\n"
    (tmp_path / "bpkit.yaml").write_text(text, encoding="utf-8")
    assert run("init", tmp_path, "--form")[0] == 0
    assert run("init", tmp_path)[:1] == (0,)
    assert "BP901" not in run("validate", tmp_path, "--select", "BP901")[1]


def test_a_form_of_units_that_nobody_touched_wants_no_year(run: Run, units: Path) -> None:
    file = units / "bpkit.yaml"
    run("init", units)
    file.write_text("".join(one for one in file.open() if not one.startswith("tahun")), encoding="utf-8")
    (units / BOOK).unlink(missing_ok=True)
    assert run("init", units, "--form")[0] == 0
    code, out, _ = run("init", units)
    assert (code, "tahun" in out) == (0, False)


@pytest.mark.parametrize(("typed", "told"), [(14, "tambahkan 14"), (15, ""), (None, "")])
def test_a_day_of_the_list_is_told_where_it_is_another(
    run: Run, tmp_path: Path, typed: int | None, told: str
) -> None:
    (tmp_path / "bpkit.yaml").write_text("wilayah: {Bali: {kota: {Denpasar: 3}}}\n", encoding="utf-8")
    run("init", tmp_path, "--form")
    fill(tmp_path / BOOK, {"Tenggat!B5": typed})
    code, out, _ = run("init", tmp_path)
    assert (code, "tenggat" in out, told in out) == (int(bool(told)), bool(told), True)


@pytest.mark.parametrize(
    ("options", "there", "said"),
    [
        (("--form",), "bahasa: id\n", "Isi Daftar Wilayah.xlsx"),
        (("--templates",), "bahasa: id\n", "Templat ini"),
        (("--program", "pmprb-2012"), "bahasa: id\n", "sudah ada"),
        (("--form", "--lang", "en"), "bahasa: id\n", "Fill in Daftar Wilayah.xlsx"),
        (("--templates",), "bahasa: [id\n", "These templates"),  # damaged: the forms are written anyhow
        (("--from", "LIST"), "", "dibuat"),
    ],
)
def test_a_share_is_begun_in_its_own_language(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], there: str, said: str
) -> None:
    monkeypatch.setenv("BPKIT_LANG", "")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    fill(root / BOOK, {row_of("bahasa"): "Indonesia"})
    book = (root / BOOK).rename(root.parent / "LIST")
    if there:
        (root / "bpkit.yaml").write_text(there, encoding="utf-8")
    _, out, err = run("init", root, *(book if one == "LIST" else one for one in options))
    assert said in out + err


def test_the_form_is_never_written_over(run: Run, root: Path) -> None:
    before = (root / BOOK).read_bytes()
    code, out, _ = run("init", root, "--form")
    assert (code, (root / BOOK).read_bytes()) == (0, before)
    assert "sudah ada, tidak diubah" in out


def test_the_form_has_drop_downs_where_there_is_something_to_choose(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path, "--form")[0] == 0
    book = load_workbook(tmp_path / BOOK)
    chosen = {sheet.title: [one.formula1 for one in sheet.data_validations.dataValidation] for sheet in book}
    assert '"WIB,WITA,WIT"' in chosen["Wilayah"]
    assert all("Wilayah!$A$5:$A$64" in chosen[name] for name in ("Tim Penilai", "Tenaga Ahli", "Tenggat"))


# YAML drops signs that are not printable; U+2800, which looks like a blank, is read as one.
NAMES = st.text(min_size=1, max_size=12).filter(lambda name: name.isprintable() and "\u2800" not in name)


@settings(max_examples=20)
@given(st.lists(NAMES.filter(str.strip), min_size=1, max_size=4, unique=True))
def test_whatever_a_name_holds_comes_back_from_the_yaml(names: list[str]) -> None:
    names = [" ".join(name.split()) for name in names]
    said = Settings(
        program=names[0],
        provinces=(Province(names[0], tuple(City(one, 1, (one,)) for one in dict.fromkeys(names))),),
        panels={names[0]: tuple(names)},
    )
    typed = yamlfile.read(config_text(said, {}).encode())
    assert typed["program"] == names[0]
    assert list(typed["wilayah"]) == [names[0]]
    assert list(typed["wilayah"][names[0]]["kota"]) == list(dict.fromkeys(names))
    assert typed["panel"][names[0]] == names


def test_the_example_of_a_bpkit_yaml_is_replaced_by_the_list(run: Run, root: Path) -> None:
    other = root.parent / "lain"
    assert run("init", other)[0] == 0
    (other / BOOK).write_bytes((root / BOOK).read_bytes())
    assert run("init", other)[0] == 0
    assert settings_of(other / "bpkit.yaml").city("Denpasar")
    assert any(name.startswith("2010-10/") for name in folders(other))


def test_what_the_example_of_a_bpkit_yaml_says_is_nobodys(run: Run, root: Path) -> None:
    other = root.parent / "lain"
    run("init", other)
    assert run("init", other, "--form")[0] == 0
    assert read_roster(other / BOOK, Settings()).is_blank
    book = load_workbook(roster(other / BOOK))
    book["Umum"]["B5"] = "November 2026"
    book.save(other / BOOK)
    run("init", other)
    assert settings_of(other / "bpkit.yaml").year == 2026
    assert {name.partition("/")[0] for name in folders(other)} == {"2026-11"}


@pytest.mark.parametrize(
    ("typed", "teams"),
    [
        ("Andi Baso; Siti Nur'aini, S.T.; TF-03", ("Andi Baso", "Siti Nur'aini, S.T.", "TF-03")),
        ("TF-01, TF-02", ("TF-01", "TF-02")),
        ("TF A, TF B; SE, ST", ("TF A", "TF B", "SE", "ST")),
        ("Andi Baso, SE, M.Si\nBudi", ("Andi Baso, SE, M.Si", "Budi")),
    ],
)
def test_a_degree_is_no_team_of_its_own(run: Run, root: Path, typed: str, teams: tuple[str, ...]) -> None:
    book = load_workbook(root / BOOK)
    book["Wilayah"]["D5"], book["Wilayah"]["E5"] = None, typed
    book.save(root / BOOK)
    assert run("init", root)[0] == 0
    semarang = settings_of(root / "bpkit.yaml").city("Semarang")
    assert semarang and semarang.teams == teams


# Months ---------------------------------------------------------------------------------------------


def test_the_next_month_follows_the_newest_and_is_made_once(run: Run, root: Path) -> None:
    run("init", root)
    assert run("init", root, "--next-month")[0] == 0
    assert {name.partition("/")[0] for name in folders(root)} == {"2010-10", "2010-11"}
    before = folders(root)
    code, _, err = run("init", root, "--next-month")
    assert (code, folders(root)) == (0, before)
    assert "November 2010 masih kosong" in err and "--month 2010-12" in err
    month = (
        root / "2010-11" / FOLDER.format("Bali", "November") / "best practice_korkot (Denpasar)_(November)"
    )
    write_document(month / "Bank Sampah.docx")
    assert run("init", root, "--next-month")[0] == 0
    assert any(name.startswith("2010-12/") for name in folders(root))


def test_on_a_share_without_months_the_next_one_is_made_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bpkit.yaml").write_text("wilayah: {Bali: {kota: {Denpasar: 3}}}\n", encoding="utf-8")
    assert run("init", tmp_path, "--next-month")[0] == 0
    before = folders(tmp_path)
    today = date.today()
    wanted = str(following(Period(today.year, today.month)))
    assert {name.partition("/")[0] for name in before} == {wanted}
    code, _, err = run("init", tmp_path, "--next-month")
    assert (code, "masih kosong" in err, folders(tmp_path)) == (0, True, before)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "rubrik: pmprb-2012\ntahun: 2013\nunit: {Kabupaten Kendal: [Dinas Pendidikan]}\n",
            "PMPRB (Kabupaten Kendal)_(2014)",
        ),
        ("rubrik: fpk-2010\n", "pertemuan-1 (Bone)"),
        ("rubrik: tablolong\n", "bulan-01"),
    ],
)
def test_on_a_share_without_periods_the_next_one_is_made_once(
    run: Run, tmp_path: Path, said: str, wanted: str
) -> None:
    (tmp_path / "bpkit.yaml").write_text(said, encoding="utf-8")
    host = ("--host", "Bone") if "fpk" in said else ()
    for _ in range(3):
        assert run("init", tmp_path, "--next-month", *host)[0] == 0
        assert [path.name for path in tmp_path.iterdir() if path.is_dir() and path.name[0] != "."] == [wanted]


def test_december_is_followed_by_january_of_the_next_year(run: Run, root: Path) -> None:
    run("init", root, "--month", "Desember 2010")
    run("init", root, "--next-month")
    assert {name.partition("/")[0] for name in folders(root)} == {"2010-12", "2011-01"}


@pytest.mark.parametrize(
    ("there", "made"),
    [
        ("2010-10", "2010-11"),
        ("Oktober 2010", "November 2010"),
        ("2010/Oktober", "2010/November"),
        ("2010/10", "2010/11"),
    ],
)
def test_a_new_month_is_named_as_its_neighbours_are(tmp_path: Path, there: str, made: str) -> None:
    (tmp_path / there).mkdir(parents=True)
    assert month_folder(tmp_path, Period(2010, 11)) == tmp_path / made
    assert month_folder(tmp_path, Period(2010, 10)) == tmp_path / there


def test_the_example_share_gets_its_next_month(run: Run, share: Path) -> None:
    assert run("init", share, "--next-month")[0] == 0
    assert (share / korkot("Semarang").replace("Oktober", "November").replace("2010-10", "2010-11")).is_dir()


def test_a_month_needs_a_roster(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bpkit.yaml").write_text("tahun: 2010\n", encoding="utf-8")
    code, _, err = run("init", tmp_path, "--month", "2010-10")
    assert (code, "Daftar Wilayah.xlsx" in err) == (2, True)


@pytest.mark.parametrize("options", [("--next-month",), ("--month", "2010-11"), ("--month", "kapan")])
def test_a_month_that_is_refused_leaves_nothing(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    assert run("init", tmp_path / "Baru", *options)[0] == 2
    assert run("init", tmp_path, *options)[0] == 2
    assert not [*tmp_path.iterdir()]


def test_two_ways_to_name_a_month_are_refused(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path, "--next-month", "--month", "2010-10")[0] == 2


# Answers --------------------------------------------------------------------------------------------

OPTIONS = (
    "--name", "Program Kita", "--month", "2010-10", "--province", "Jawa Tengah; WIB", "--province", "Bali",
    "--city", "Jawa Tengah / Semarang; 9", "--city", "Bali / Denpasar; TF-01, TF-02",
    "--panel", "Jawa Tengah / Siti Rahma, S.Sos; Budi", "--panel", "KMP / Ratih",
    "--expert", "Bali / Made, S.E., Ketut", "--deadlines", "14, 20, 25",
)  # fmt: skip
ANSWERS = "Program Kita\n2010-10\nJawa Tengah; WIB\nSemarang; 9\n\nBali\nDenpasar; TF-01, TF-02\n\n\n"
PEOPLE = "Siti Rahma, S.Sos; Budi\n\n\nMade, S.E., Ketut\n14, 20, 25\n"


def test_every_question_is_an_option_too(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path, *OPTIONS)[0] == 0
    found = settings_of(tmp_path / "bpkit.yaml")
    assert found.program == "Program Kita"
    assert found.provinces == (
        Province("Jawa Tengah", (City("Semarang", 9),), "WIB"),
        Province("Bali", (City("Denpasar", 2, ("TF-01", "TF-02")),)),
    )
    assert found.panels == {"Jawa Tengah": ("Siti Rahma, S.Sos", "Budi"), "KMP": ("Ratih",)}
    assert (found.experts, found.deadlines) == ({"Bali": ("Made, S.E.", "Ketut")}, {"korkot": 14})
    assert any("Denpasar" in name for name in folders(tmp_path))


def test_answers_make_what_options_make(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(ANSWERS + PEOPLE))
    assert run("init", tmp_path / "satu", "--ask")[0] == 0
    pairs = zip(OPTIONS[::2], OPTIONS[1::2], strict=True)
    without = [part for pair in pairs if "KMP" not in pair[1] for part in pair]
    assert run("init", tmp_path / "dua", *without)[0] == 0
    one, two = ((tmp_path / name / "bpkit.yaml").read_text("utf-8") for name in ("satu", "dua"))
    assert one == two


def test_on_a_terminal_it_asks_and_asks_again_where_an_answer_makes_no_sense(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, ANSWERS.replace("Semarang; 9\n", "Semarang\nSemarang; 9\n").encode() + PEOPLE.encode())
    command = [sys.executable, "-m", "bpkit", "init", str(tmp_path), "--lang", "id"]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, timeout=60, check=False)
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "“Semarang” bukan kota dengan jumlah TF-nya" in done.stderr
    assert settings_of(tmp_path / "bpkit.yaml").city("Denpasar")


BAD = [
    ("--province", "; WIB"), ("--province", "Bali; XYZ"), ("--city", "Semarang; 9"),
    ("--deadlines", "15, 20"), ("--deadlines", "15, 20, 99"), ("--month", "besok"),
]  # fmt: skip


@pytest.mark.parametrize(("option", "value"), BAD)
def test_an_option_that_makes_no_sense_is_refused_and_nothing_is_made(
    run: Run, tmp_path: Path, option: str, value: str
) -> None:
    good = () if option in ("--province", "--city") else ("--province", "Bali", "--city", "Denpasar; 2")
    assert run("init", tmp_path / "baru", *good, option, value)[0] == 2
    assert not (tmp_path / "baru" / "bpkit.yaml").exists()


def test_without_a_terminal_nobody_is_asked_and_the_example_is_written(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path)[0] == 0
    assert "Surakarta" in (tmp_path / "bpkit.yaml").read_text("utf-8")
    assert folders(tmp_path) == set()


def test_the_first_month_is_this_one_where_nobody_says_another(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path, "--province", "Bali", "--city", "Denpasar; 2")[0] == 0
    assert (tmp_path / f"{date.today():%Y-%m}").is_dir()


# What stands once, and the roster of units ------------------------------------------------------------

WHOLE = """\
tahun: 2012
bahasa: en
templates: templat
unit:
  Kabupaten Kendal: [Dinas Pendidikan, "Dinas: Kesehatan"]
  Kabupaten Batang:
situs: {judul: Praktik Baik, kontak: penulis, surel: kmw@example.org, whatsapp: 0812-3456-7890,
  alamat: "https://example.org/praktik/"}
wilayah: {Jawa Tengah: {kota: {Semarang: 9}}}
"""


def row_of(key: str) -> str:
    return f"Umum!B{4 + list(GENERAL).index(key)}"


def test_what_has_no_table_of_its_own_has_a_row_and_comes_back_as_it_was(run: Run, tmp_path: Path) -> None:
    (tmp_path / "templat").mkdir()
    (tmp_path / "bpkit.yaml").write_text(WHOLE, "utf-8")
    before = settings_of(tmp_path / "bpkit.yaml")
    assert run("init", tmp_path, "--form", "--lang", "id")[0] == 0
    (tmp_path / "bpkit.yaml").unlink()
    assert run("init", tmp_path, "--lang", "id")[0] == 0
    after = settings_of(tmp_path / "bpkit.yaml")
    for name in ("year", "language", "rubric", "templates", "start", "site", "units", "provinces"):
        assert getattr(after, name) == getattr(before, name), name


@pytest.mark.parametrize("sheet", ["Penandatangan", "Kop Surat"])
def test_signers_without_a_letterhead_are_written_and_the_other_way_round(
    run: Run, root: Path, sheet: str
) -> None:
    cells = {
        "A5": "Bali",
        "B5": "mengetahui" if sheet == "Penandatangan" else "KMW Bali",
        "C5": "Made Wirawan",
    }
    fill(root / BOOK, {f"{sheet}!{name}": text for name, text in cells.items()})
    assert run("init", root)[0] == 0
    assert [*settings_of(root / "bpkit.yaml").offices] == ["Bali"]
    assert run("init", root)[0] == 0  # and nothing differs


def test_every_key_of_bpkit_yaml_has_its_place_in_the_workbook() -> None:
    tables = {"versi", "wilayah", "panel", "tenaga_ahli", "kewajiban", "tenggat", "aturan", "pengecualian"}
    tables |= {"kop", "penandatangan", "unit"}
    single = {key.partition(".")[0] for key in GENERAL} - {"bulan"}
    assert set(ConfigFile.model_fields) == tables | single
    assert {f"situs.{key}" for key in SiteSection.model_fields} <= set(GENERAL)


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("situs.surel", "kmw@", "alamat surel seperti kmw@example.org"),
        ("situs.kontak", "semua", "salah satu dari lembaga, penulis, tidak"),
        ("rubrik", "pob-2009", "tidak ada rubrik “pob-2009”"),
        ("templates", "templat kami", "folder “templat kami” di bawah “templates” tidak ada"),
        ("mulai", "awal tahun", "tanggal seperti 2010-11-30"),
        ("tahun", "=2010", "berisi rumus"),
    ],
)
def test_a_value_that_is_wrong_names_its_cell(run: Run, root: Path, key: str, typed: str, said: str) -> None:
    fill(root / BOOK, {row_of(key): typed})
    code, _, err = run("init", root)
    assert (code, (root / "bpkit.yaml").exists()) == (2, False)
    assert f"lembar Umum, sel {row_of(key)[5:]}" in err and said in err


def test_a_workbook_without_those_rows_leaves_them_as_they_are(run: Run, root: Path) -> None:
    run("init", root)
    with (root / "bpkit.yaml").open("a", encoding="utf-8") as file:
        file.write("\nsitus: {surel: kmw@example.org}\nmulai: 2010-01-04\n")
    book = load_workbook(root / BOOK)
    for row in book["Umum"].iter_rows(min_row=6):
        row[0].value = None
    book.save(root / BOOK)
    assert run("init", root)[0] == 0


def test_a_city_that_was_renamed_on_the_list_has_its_old_folder_named(run: Run, root: Path) -> None:
    run("init", root)
    fill(root / BOOK, {"Wilayah!C5": "Kota Atas"})
    _, out, err = run("init", root, "--apply")
    assert "(Kota Atas)" in out and "tidak ada lagi dalam daftar" in err and "(Semarang)" in err


def test_where_workbook_and_yaml_differ_bpkit_yaml_counts_and_that_is_an_error(run: Run, root: Path) -> None:
    run("init", root)
    asked = ("validate", root, "--select", "BP901")
    assert "BP901" not in run(*asked)[1]
    fill(root / BOOK, {row_of("situs.surel"): "kmw@example.org", "Wilayah!D5": 8})
    code, out, _ = run(*asked)
    assert code == 1 and "yang dihitung bpkit.yaml" in out.replace("\n", " ")
    assert settings_of(root / "bpkit.yaml").city("Semarang") == City("Semarang", 9)
    fill(root / BOOK, {"Wilayah!D5": "sembilan"})
    assert "tidak dapat dibandingkan" in run(*asked)[1].replace("\n", " ")
    (root / BOOK).unlink()
    assert "BP901" not in run(*asked)[1]


def test_a_unit_that_stands_twice_or_below_nothing_is_named_with_its_cell(run: Run, root: Path) -> None:
    cells = {"A5": "Kabupaten Kendal", "B5": "Dinas Pendidikan", "B6": "dinas pendidikan", "C7": "Seksi"}
    run("init", root.parent / "unit", "--form")
    fill(root.parent / "unit" / BOOK, {f"Unit!{name}": text for name, text in cells.items()})
    fill(root.parent / "unit" / BOOK, {"Unit!A8": "Kabupaten Batang", "Unit!C9": "Seksi"})
    code, _, err = run("init", root.parent / "unit")
    assert code == 2
    assert "lembar Unit, sel B6: “dinas pendidikan” sudah ditulis" in err
    assert "lembar Unit, sel C9: unit “Seksi” tidak mempunyai unit di atasnya" in err


# The periods of programmes that judge units -----------------------------------------------------------

UNITS = "rubrik: {}\ntahun: 2013\nunit:\n  Kabupaten Kendal: [Dinas Pendidikan, Dinas Kesehatan]\n"
SHARED = Path(__file__).parents[2] / "rubrics"


@pytest.fixture
def units(tmp_path: Path) -> Path:
    (tmp_path / "bpkit.yaml").write_text(UNITS.format("pmprb-2012"), "utf-8")
    return tmp_path


def made(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*(*") if path.is_dir()}


def test_a_programme_of_units_is_begun_in_excel_too(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path, "--form")
    fill(tmp_path / BOOK, {row_of("rubrik"): "pmprb-2012", row_of("tahun"): 2013})
    fill(tmp_path / BOOK, {"Unit!A5": "Kabupaten Kendal", "Unit!B6": "Dinas Pendidikan"})
    assert run("init", tmp_path)[0] == 0
    home = "PMPRB (Kabupaten Kendal)_(2013)"
    assert made(tmp_path) == {home, f"{home}/unit (Dinas Pendidikan)_(2013)"}
    assert "BP1" not in run("validate", tmp_path, "--select", "BP1")[1]


def test_the_form_of_a_programme_is_asked_for_with_its_name(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "A", "--program", "pmprb-2012", "--form")[0] == 0
    assert sorted(one.name for one in (tmp_path / "A").iterdir() if one.is_file()) == [BOOK]
    book = load_workbook(tmp_path / "A" / BOOK)
    assert [book["Unit"].cell(4, column).value for column in (1, 2)] == [
        "Unit 1: Instansi",
        "Unit 2: Unit kerja",
    ]
    assert "pmprb-2012" in [cell.value for cell in book["Umum"]["B"]]
    assert run("init", tmp_path / "B", "--program", "pmprb-2102", "--form")[0] == 2
    assert not (tmp_path / "B").exists()


@pytest.mark.parametrize("name", ["fpk-2010", "tablolong"])
def test_a_programme_of_one_unit_or_of_hosts_has_no_list_to_fill_in(
    run: Run, tmp_path: Path, name: str
) -> None:
    code, _, err = run("init", tmp_path / "A", "--program", name, "--form")
    assert code == 2 and "tuan rumahnya berganti" in err and f"--program {name}" in err
    (tmp_path / "bpkit.yaml").write_text(f"rubrik: {name}\n", encoding="utf-8")
    assert run("init", tmp_path, "--form")[0] == 2
    assert run("start", "mulai", "--home", tmp_path, "--no-open")[0] == 2
    assert [one.name for one in tmp_path.iterdir()] == ["bpkit.yaml"]


def test_two_things_that_are_asked_for_at_once_are_refused(run: Run, tmp_path: Path) -> None:
    for both in (("--show", "--form"), ("--templates", "--form"), ("--program", "fpk-2010", "--templates")):
        code, _, err = run("init", tmp_path, *both)
        assert code == 2 and "tidak dapat dipakai bersama" in err
    assert [*tmp_path.iterdir()] == []


def test_the_next_period_has_the_units_of_the_roster_in_the_right_names(run: Run, units: Path) -> None:
    home = "PMPRB (Kabupaten Kendal)_({})"
    assert run("init", units)[0] == 0
    assert run("init", units, "--next-month")[0] == 0
    wanted = {part for year in (2013, 2014) for part in (home.format(year),)}
    wanted |= {f"{home.format(year)}/unit ({name})_({year})" for year in (2013, 2014)
               for name in ("Dinas Pendidikan", "Dinas Kesehatan")}  # fmt: skip
    assert made(units) == wanted
    assert (units / home.format(2014) / "unit (Dinas Kesehatan)_(2014)" / "bukti").is_dir()
    assert "masih kosong" in run("init", units, "--next-month")[2]
    assert made(units) == wanted
    assert run("init", units, "--month", "2016")[0] == 0
    assert units.joinpath(home.format(2016)).is_dir()


def test_what_units_below_tell_gets_no_folder_for_sheets(run: Run, units: Path) -> None:
    run("init", units)
    above = units / "PMPRB (Kabupaten Kendal)_(2013)"
    assert {path.name.partition(" ")[0] for path in above.iterdir()} == {"unit"}


def test_without_a_roster_the_next_period_has_the_units_of_the_last(run: Run, units: Path) -> None:
    run("init", units)
    (units / "bpkit.yaml").write_text("rubrik: pmprb-2012\ntahun: 2013\n", "utf-8")
    kept = units / "PMPRB (Kabupaten Kendal)_(2013)" / "unit (Dinas Pendidikan)_(2013)"
    kept.with_name("unit (Dinas Kesehatan)_(2013)").rename(kept.with_name("unit_Dinas Kehutanan_2013"))
    assert run("init", units, "--next-month")[0] == 0
    assert {path.name for path in units.glob("*2014*/unit*")} == {
        "unit (Dinas Pendidikan)_(2014)", "unit (Dinas Kehutanan)_(2014)",
    }  # fmt: skip


def test_folders_of_periods_are_named_as_their_neighbours_are(run: Run, tmp_path: Path) -> None:
    text = (SHARED / "pmprb-2012.yaml").read_text("utf-8").replace("{tiap: tahun}", "{tiap: triwulan}")
    (tmp_path / "triwulanan.yaml").write_text(text, "utf-8")
    (tmp_path / "bpkit.yaml").write_text(UNITS.format("triwulanan.yaml"), "utf-8")
    (tmp_path / "2013" / "Triwulan IV" / "PMPRB (Kabupaten Kendal)_(Triwulan IV 2013)").mkdir(parents=True)
    assert run("init", tmp_path, "--next-month")[0] == 0
    assert (tmp_path / "2014" / "Triwulan I" / "PMPRB (Kabupaten Kendal)_(Triwulan I 2014)").is_dir()
    assert run("init", tmp_path, "--month", "TW 3")[0] == 0
    assert (tmp_path / "2013" / "Triwulan III" / "PMPRB (Kabupaten Kendal)_(Triwulan III 2013)").is_dir()


def test_a_host_that_changes_is_never_guessed_and_a_programme_ends(run: Run, tmp_path: Path) -> None:
    meetings, months = tmp_path / "fpk", tmp_path / "tablolong"
    for folder, program in ((meetings, "fpk-2010"), (months, "tablolong")):
        folder.mkdir()
        (folder / "bpkit.yaml").write_text(f"rubrik: {program}\nmulai: 2010-01-04\n", "utf-8")
    (meetings / "pertemuan-2 (Gorontalo)").mkdir()
    code, _, err = run("init", meetings, "--next-month")
    assert (code, "pertemuan-3 (…)" in err) == (2, True)
    assert run("init", meetings, "--next-month", "--host", "Bone")[0] == 0
    assert (meetings / "pertemuan-3 (Bone)").is_dir()
    (months / "bulan-17").mkdir()
    assert run("init", months, "--next-month")[0] == 0
    assert (months / "bulan-18").is_dir()
    (months / "bulan-18" / "laporan.yaml").touch()
    assert run("init", months, "--next-month")[0] == 2
