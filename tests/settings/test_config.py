"""bpkit.yaml: what it says, and how it says what is wrong."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from make.levels import LEVELS

from bpkit.errors import UserError
from bpkit.limits import FAULTS
from bpkit.model.units import Severity, unit_key
from bpkit.settings import config as config_module
from bpkit.settings.config import find_config, load_settings
from bpkit.share import Seen
from bpkit.wording import use_language

CODES = {"BP202", "BP301", "BP406"}
WHOLE = """\
versi: 1
program: PNPM Mandiri Perkotaan
tahun: 2010
bahasa: id
rubrik: pob-2010
wilayah:
  Jawa Tengah:
    zona: Asia/Jakarta
    kota:
      Semarang: 9
      Surakarta: [TF-01, TF-02, TF-03]
panel:
  Jawa Tengah: [Siti Rahma, Budi Santoso, Dewi Lestari]
tenaga_ahli:
  Jawa Tengah: [Siti Rahma, Budi Santoso]
kewajiban: {Jawa Tengah: 12}
tenggat: {korkot: 15, kmw: 20, kmp: 25}
aturan: {BP202: mati, BP406: galat}
pengecualian:
  - {aturan: BP301, berkas: "**/Posyandu.docx", alasan: foto hilang, disetujui: TL, sampai: 2010-11-30}
"""


def config(folder: Path, text: str) -> Path:
    file = folder / "bpkit.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_key_reaches_the_settings(tmp_path: Path) -> None:
    settings = load_settings(config(tmp_path, WHOLE), CODES)
    semarang, surakarta = settings.city("Kota Semarang"), settings.city("surakarta")
    assert semarang and surakarta and settings.provinces
    assert (semarang.team_count, semarang.teams) == (9, ())
    assert (surakarta.team_count, surakarta.teams) == (3, ("TF-01", "TF-02", "TF-03"))
    assert settings.provinces[0].zone == "Asia/Jakarta"
    assert settings.panels["Jawa Tengah"] == ("Siti Rahma", "Budi Santoso", "Dewi Lestari")
    assert settings.severities == {"BP202": None, "BP406": Severity.ERROR}
    assert settings.waivers[0].until == date(2010, 11, 30)
    assert (settings.year, settings.language, settings.obligations) == (2010, "id", {"Jawa Tengah": 12})


def test_without_a_file_there_are_defaults_and_no_roster() -> None:
    settings = load_settings(None, CODES)
    assert settings.provinces is None
    assert [settings.due(level) for level in LEVELS] == [15, 20, 25]


def test_the_file_is_found_by_walking_up(tmp_path: Path) -> None:
    file = config(tmp_path, WHOLE)
    below = tmp_path / "2010-10" / "x"
    below.mkdir(parents=True)
    assert find_config(below) == file


@pytest.mark.parametrize(
    ("good", "bad", "line", "said"),
    [
        ("wilayah:", "wilyah:", 6, "“wilayah”"),
        ("zona:", "zone:", 8, "“zona”"),
        ("kmw: 20", "kmww: 20", 17, "“kmw”"),
        ("alasan:", "alasann:", 20, "“alasan”"),
        ("BP202: mati", "BP220: mati", 18, "“BP202”"),
        ("aturan: BP301", "aturan: BP031", 20, "“BP301”"),
        ("mati", "matii", 18, "“mati”"),
        ("tahun: 2010", "tahun: dua ribu", 3, "dua ribu"),
        ("Semarang: 9", "Semarang: sembilan", 10, "sembilan"),
        ("Semarang: 9", "Semarang: -1", 10, "-1"),
        ("korkot: 15", "korkot: 32", 17, "1–31"),
        ("tahun: 2010", "tahun: 2010\ntahun: 2011", 4, "tahun"),
        (
            "Jawa Tengah: [Siti Rahma, Budi Santoso, Dewi",
            "Jawa Tengha: [Siti Rahma, Budi, Dewi",
            13,
            "“Jawa Tengah”",
        ),
        ("Semarang: 9", "Semarang: 9\n      semarang: 3", 11, "Semarang"),
        ("sampai: 2010-11-30", "sampai: besok", 20, "2010-11-30"),
        ("bahasa: id", "bahasa: jv", 4, "id, en"),
        ("[Siti Rahma, Budi Santoso]", "Siti Rahma", 15, "Siti Rahma"),
        ("rubrik: pob-2010", "rubrik: pob-2011", 5, "“pob-2010”"),
        ("rubrik: pob-2010", "templates: templat kami", 5, "templat kami"),
        ("[TF-01, TF-02, TF-03]", "[TF-01, TF-02, TF 2]", 11, "“TF-02”"),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_fault_names_file_line_and_the_nearest_key(
    tmp_path: Path, good: str, bad: str, line: int, said: str, language: str
) -> None:
    use_language(language)
    with pytest.raises(UserError) as caught:
        load_settings(config(tmp_path, WHOLE.replace(good, bad, 1)), CODES)
    word = {"id": "baris", "en": "line"}[language]
    assert f"bpkit.yaml, {word} {line}: " in caught.value.problem
    assert said in caught.value.problem
    assert caught.value.remedy


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        load_settings(config(tmp_path, "tahn: 2010\nbahasa: xx\n"), CODES)
    assert len(caught.value.problem.splitlines()) == 2


def test_each_city_of_a_roster_is_compared_once_however_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def key(name: str) -> str:
        asked.append(name)
        return unit_key(name)

    monkeypatch.setattr(config_module, "unit_key", key)
    cities = "".join(f"      Kota {number}: 9\n" for number in range(500))
    text = f"versi: 1\ntahun: 2010\nwilayah:\n  Jawa Tengah:\n    kota:\n{cities}"
    assert load_settings(config(tmp_path, text), CODES).provinces
    assert len(asked) < 600


@pytest.mark.parametrize(
    "roster",
    [
        "wilayah:\n  Jawa Tengah:\n    kota: {" + ", ".join(f"K{n}: 9" for n in range(10_001)) + "}\n",
        "unit:\n  Induk: {" + ", ".join(f"K{n}: " for n in range(10_000)) + "}\n",
        "panel:\n  Jawa Tengah: [" + ", ".join(f"Orang {n}" for n in range(1_001)) + "]\n",
    ],
    ids=["cities", "units", "people"],
)
def test_a_roster_that_would_fill_the_computer_is_refused(tmp_path: Path, roster: str) -> None:
    use_language("en")
    with pytest.raises(UserError) as caught:
        load_settings(config(tmp_path, f"versi: 1\ntahun: 2010\n{roster}"), CODES)
    assert "001 names" in caught.value.problem


def test_of_a_file_with_thousands_of_faults_the_first_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        load_settings(config(tmp_path, "".join(f"k{number}: 1\n" for number in range(5000))), CODES)
    lines = caught.value.problem.splitlines()
    assert len(lines) == FAULTS + 1
    assert "k0" in lines[0]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_settings_that_are_a_link_out_of_their_folder_are_refused_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "rahasia").write_text("kata sandi: 123\n", encoding="utf-8")
    share = tmp_path / "Berbagi"
    share.mkdir()
    (share / "bpkit.yaml").symlink_to(tmp_path / "rahasia")
    with pytest.raises(UserError) as caught:
        find_config(share)
    assert "sandi" not in str(caught.value.problem)
    (share / "bpkit.yaml").unlink()
    (share / "bpkit.yaml").symlink_to(config(share / "..", WHOLE).rename(share / "asli.yaml").name)
    assert find_config(share) == share / "bpkit.yaml"


def test_a_rubric_with_a_sign_that_no_name_may_have_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        load_settings(config(tmp_path, 'versi: 1\nrubrik: "a\\0b"\n'), CODES)
    assert "2" in caught.value.problem


def test_a_list_instead_of_keys_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        load_settings(config(tmp_path, "- satu\n- dua\n"), CODES)


def test_degrees_that_a_list_parted_are_with_their_names(tmp_path: Path) -> None:
    text = WHOLE.replace("[Siti Rahma, Budi Santoso]", "[Siti Rahma, S.Sos, M.Si, Budi Santoso SE]")
    text = text.replace("[Siti Rahma, Budi Santoso, Dewi Lestari]", "[Siti Rahma, S.Sos, Budi Santoso, S.E.]")
    settings = load_settings(config(tmp_path, text), CODES)
    assert settings.panels == {"Jawa Tengah": ("Siti Rahma, S.Sos", "Budi Santoso, S.E.")}
    assert settings.experts == {"Jawa Tengah": ("Siti Rahma, S.Sos, M.Si", "Budi Santoso SE")}


def test_a_degree_without_a_name_before_it_is_refused_with_its_line(tmp_path: Path) -> None:
    use_language("en")
    text = WHOLE.replace("[Siti Rahma, Budi Santoso]", "[S.Sos, Budi Santoso]")
    with pytest.raises(UserError) as caught:
        load_settings(config(tmp_path, text), CODES)
    assert "line 15" in str(caught.value) and "before a degree" in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "bpkit.yml",
        "bpkit.yaml.txt",
        "bpkit.yml.txt",
        "bpkit (1).yaml",
        "bpkit - Copy.yaml",
        "bpkit - Salin (2).yaml",
        "bpkit (Konflik LAPTOP-3 2010-10-14).yaml",
        "Salinan bpkit.yaml",
        "bpkit.yaml.bak",
        "bpkit.yaml.yaml",
    ],
)
def test_settings_that_their_name_keeps_from_counting_are_refused_with_the_right_one(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("versi: 1\n")
    (tmp_path / "2010-10").mkdir()
    with pytest.raises(UserError) as caught:
        find_config(tmp_path / "2010-10")
    assert name in caught.value.problem
    assert "bpkit.yaml" in caught.value.remedy
    assert find_config(tmp_path / "2010-10", lenient=True) is None


def test_beside_the_settings_that_count_a_copy_stops_nothing(tmp_path: Path) -> None:
    for name in ("bpkit.yaml", "bpkit.yml", "bpkit (1).yaml"):
        (tmp_path / name).write_text("versi: 1\n")
    assert find_config(tmp_path) == tmp_path / "bpkit.yaml"


@pytest.mark.parametrize("name", ["bpkit.py", "bpkit.txt", "bpkit-1.2.tar.gz", "bpkit notes.yaml"])
def test_other_files_of_that_beginning_are_no_settings(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert find_config(tmp_path) is None


def test_settings_of_a_terabyte_are_refused_and_not_read(tmp_path: Path) -> None:
    with (tmp_path / "bpkit.yaml").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UserError):
        load_settings(tmp_path / "bpkit.yaml", CODES)


def test_a_folder_without_settings_is_listed_once_however_often_it_is_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[str] = []
    scan = os.scandir

    def watched(folder: str) -> Any:
        listed.append(os.fspath(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", watched)
    seen = Seen()
    assert find_config(tmp_path, seen=seen) is find_config(tmp_path, seen=seen) is None
    assert listed.count(os.fspath(tmp_path)) == 1
    (tmp_path / "bpkit.yaml").write_text("versi: 1\n")
    assert find_config(tmp_path, seen=seen) == tmp_path / "bpkit.yaml"
