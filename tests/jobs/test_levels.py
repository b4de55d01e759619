"""A programme of writings with other levels than the default's, from its file to the forms."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from make.levels import LEVELS
from make.shares import Run, write_document, write_sheet
from openpyxl import load_workbook

from bpkit.levels import levels_in, levels_of
from bpkit.naming import FolderName, parse
from bpkit.resources import resource
from bpkit.settings.config import load_settings
from bpkit.settings.rubrics import read_rubric

TWO = """tingkat:
  - {kode: sekolah, nama: Sekolah, folder: "unit ({unit})_({periode})", panel_minimum: 1, kursi: 2}
  - {kode: dinas, nama: Dinas, folder: "dinas ({unit})_({periode})", panel_minimum: 1, kursi: 1, lulus: ya}
"""
FOUR = """tingkat:
  - {kode: desa, nama: Desa, folder: "praktik baik_desa ({unit})_({periode})", kursi: 2}
  - {kode: camat, nama: Kecamatan, folder: "praktik baik_kecamatan ({unit})_({periode})", kursi: 2, lulus: ya}
  - {kode: kabupaten, nama: Kabupaten, folder: "praktik baik_kabupaten ({unit})_({periode})", kursi: 1}
  - {kode: pusat, nama: Pusat, kursi: 1, lulus: ya}
"""
FIVE = FOUR.replace(
    "  - {kode: pusat",
    '  - {kode: provinsi, nama: Provinsi, folder: "praktik baik_provinsi ({unit})_({periode})", kursi: 1}\n'
    "  - {kode: pusat",
)


def programme(levels: str) -> str:
    """The default programme's file with these levels, and without its figures by level."""
    text = (resource("rubrics") / "pob-2010.yaml").read_text("utf-8")
    text = re.sub(r"^siklus:.*?(?=^pemecah_seri)", levels, text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^(panel_minimum|terpilih):.*\n", "", text, flags=re.MULTILINE)
    return text.replace("id: pob-2010", "id: sendiri")


def share(root: Path, levels: str, *writings: str) -> Path:
    """A share that follows a programme of its own, with writings at these places below the month."""
    (root / "sendiri.yaml").write_text(programme(levels), "utf-8")
    (root / "bpkit.yaml").write_text("rubrik: sendiri.yaml\ntahun: 2010\n", "utf-8")
    for writing in writings:
        write_document(root / "2010-10" / f"{writing}.docx")
    return root


def score(folder: Path, level: str, scores: dict[str, int]) -> None:
    """A sheet of the one member that a panel has."""
    file = write_sheet(folder, "Ani Rahma", scores, level)
    file.write_text(file.read_text("utf-8").replace("pob-2010", "sendiri"), "utf-8")


def nested(told: dict[str, Any]) -> dict[str, Any]:
    """Level and unit of every folder below this one, as they lie."""
    return {
        f"{unit['level']} {unit['unit'] or unit['period']}": nested(unit) for unit in told.get("units", [])
    }


def validated(run: Run, folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("validate", folder, "--format", "json")[1])
    return found


KABUPATEN = "praktik baik_kabupaten (Kendal)_(Oktober)"
BOJA = f"{KABUPATEN}/praktik baik_kecamatan (Boja)_(Oktober)"
METESEH, CAMPUREJO = (f"{BOJA}/praktik baik_desa ({desa})_(Oktober)" for desa in ("Meteseh", "Campurejo"))


def test_two_levels_lie_in_each_other(run: Run, tmp_path: Path) -> None:
    root = share(tmp_path, TWO, "dinas (Kendal)_(Oktober)/unit (SD 1)_(Oktober)/Kebun")
    assert nested(validated(run, root)) == {"dinas Kendal": {"sekolah SD 1": {}}}


@pytest.mark.parametrize(
    ("levels", "above", "found"),
    [
        (FOUR, "", {"pusat 2010-10": {"kabupaten Kendal": {"camat Boja": {"desa Meteseh": {}}}}}),
        (
            FIVE,
            "praktik baik_provinsi (Jawa Tengah)_(Oktober)/",
            {
                "pusat 2010-10": {
                    "provinsi Jawa Tengah": {"kabupaten Kendal": {"camat Boja": {"desa Meteseh": {}}}}
                }
            },
        ),
    ],
)
def test_four_and_five_levels_lie_in_each_other_below_the_month(
    run: Run, tmp_path: Path, levels: str, above: str, found: dict[str, Any]
) -> None:
    root = share(tmp_path, levels, f"{above}{METESEH}/Kebun")
    assert nested(validated(run, root)) == found


def test_a_misnamed_folder_in_the_middle_is_known_by_what_it_holds(run: Run, tmp_path: Path) -> None:
    root = share(tmp_path, FOUR, f"{KABUPATEN}/Boja/praktik baik_desa (Meteseh)_(Oktober)/Kebun")
    (kabupaten,) = validated(run, root)["units"][0]["units"]
    assert nested(kabupaten) == {"camat 2010-10": {"desa Meteseh": {}}}
    (finding,) = (one for one in kabupaten["units"][0]["findings"] if one["code"] == "BP101")
    assert finding["expected"] == "praktik baik_kecamatan unit_Oktober"


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("Praktik-baik kecamatan Boja Okt", "praktik baik_kecamatan Boja_Oktober"),
        ("praktek baik_kecamatan (Boja)_(Oktober)", "praktik baik_kecamatan (Boja)_(Oktober)"),
        ("praktik baik_kecamatn (Boja)-(Oktober)", "praktik baik_kecamatan (Boja)_(Oktober)"),
    ],
)
def test_names_of_ones_own_programme_are_read_as_people_type_them(name: str, valid: str) -> None:
    levels = levels_in(FOUR.encode())
    assert levels
    read = parse(name, levels)
    assert isinstance(read, FolderName)
    assert (read.exact, read.format()) == (False, valid)


def test_a_level_in_the_middle_selects_for_the_next_one(run: Run, tmp_path: Path) -> None:
    root = share(tmp_path, FOUR, f"{METESEH}/Kebun", f"{METESEH}/Pasar", f"{CAMPUREJO}/Sumur")
    month = root / "2010-10"
    score(month / BOJA, "camat", {"Kebun": 8, "Pasar": 6, "Sumur": 9})
    score(month / KABUPATEN, "kabupaten", {"Kebun": 9, "Sumur": 8})
    told = json.loads(run("score", month / KABUPATEN, "--format", "json")[1])
    assert [(one["title"], one["selected"]) for one in told["results"]] == [("Kebun", True), ("Sumur", False)]
    assert [(one["title"], one["passed"], one["selected"]) for one in told["units"][0]["results"]] == [
        ("Sumur", True, True),
        ("Kebun", True, True),
        ("Pasar", False, False),
    ]


def test_forms_are_called_and_headed_after_the_level(run: Run, tmp_path: Path) -> None:
    root = share(tmp_path, FOUR, f"{METESEH}/Kebun", f"{CAMPUREJO}/Sumur")
    folder = root / "2010-10" / BOJA
    score(folder, "camat", {"Kebun": 8, "Sumur": 9})
    run("recap", folder)
    book = load_workbook(folder / "Lampiran 2_kecamatan (Boja)_(Oktober 2010).xlsx")
    words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert "Kecamatan Boja" in words
    assert (folder / "Lampiran 3_kecamatan (Boja)_(Oktober 2010).xlsx").exists()
    again = validated(run, folder)
    assert not any(finding["code"] == "BP105" for finding in again["findings"])


def test_a_sheet_names_a_level_of_its_programme(run: Run, tmp_path: Path) -> None:
    root = share(tmp_path, FOUR, f"{METESEH}/Kebun")
    score(root / "2010-10" / BOJA, "kmw", {"Kebun": 8})
    told = validated(run, root / "2010-10" / BOJA)
    (finding,) = (one for one in told["findings"] if one["code"] == "BP801")
    assert "kmw" in finding["message"]
    assert finding["remedy"] == "Write desa, camat, kabupaten or pusat."


def test_levels_that_change_are_seen_by_what_was_read_before(run: Run, tmp_path: Path) -> None:
    root = share(tmp_path, FOUR, f"{METESEH}/Kebun")
    score(root / "2010-10" / BOJA, "kecamatan", {"Kebun": 8})
    assert "BP801" in {one["code"] for one in validated(run, root / "2010-10" / BOJA)["findings"]}
    (root / "sendiri.yaml").write_text(programme(FOUR.replace("kode: camat", "kode: kecamatan")), "utf-8")
    assert "BP801" not in {one["code"] for one in validated(run, root / "2010-10" / BOJA)["findings"]}


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("kode: dinas", "kode: sekolah", "“sekolah” is taken"),
        ('"dinas (', '"unit (', "“unit” is taken"),
        ('folder: "unit ({unit})_({periode})", ', "", "the level “sekolah” needs a pattern"),
        ("_({periode})", "", "needs a pattern for its folders"),
        ("lulus: ya", "lulus: kadang", "ya (yes) or tidak (no)"),
        ("kursi: 1", "kursy: 1", "kursi"),
        ("kursi: 1, ", "", "terpilih: dinas"),
        (", panel_minimum: 1, kursi: 2", ", meneruskan: sebagian", "semua, terpilih, tidak"),
        (TWO[TWO.index("  - {kode: dinas") :], "", "two to five levels"),
    ],
)
def test_levels_that_can_not_work_are_refused_with_the_reason(
    run: Run, tmp_path: Path, good: str, bad: str, words: str
) -> None:
    file = tmp_path / "sendiri.yaml"
    file.write_text(programme(TWO.replace(good, bad)), "utf-8")
    code, _, err = run("rubric", "check", file)
    assert code == 2
    assert words in err


def test_broken_levels_stop_a_check_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    root = share(tmp_path, TWO.replace("kode: dinas", "kod: dinas"))
    code, _, err = run("validate", root)
    assert code == 2
    assert "kod" in err and "sendiri.yaml" in err


def test_what_a_level_is_called_does_not_change_the_rubric_and_whom_it_lets_pass_does(tmp_path: Path) -> None:
    text = (resource("rubrics") / "pob-2010.yaml").read_text("utf-8")

    def sha256(good: str = "", bad: str = "") -> str:
        file = tmp_path / "rubrik.yaml"
        file.write_text(text.replace(good, bad, 1) if good else text, "utf-8")
        return read_rubric(file).sha256

    bare = re.sub(r"^siklus:.*?(?=^pemecah_seri)", "", text, flags=re.MULTILINE | re.DOTALL)
    assert sha256() == sha256("nama: Korkot", "nama: Kota") == sha256(text, bare)
    assert sha256() != sha256("meneruskan: semua ", "meneruskan: tidak ")


def test_a_rubric_without_levels_has_those_of_the_default_programme(tmp_path: Path) -> None:
    text = (resource("rubrics") / "pob-2010.yaml").read_text("utf-8")
    bare = re.sub(r"^siklus:.*?(?=^pemecah_seri)", "", text, flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "sendiri.yaml").write_text(bare, "utf-8")
    (tmp_path / "bpkit.yaml").write_text("rubrik: sendiri.yaml\ntenggat: {kmw: 18}\n", "utf-8")
    settings = load_settings(tmp_path / "bpkit.yaml", ())
    assert levels_of(settings) == LEVELS
    assert [settings.due(level) for level in LEVELS] == [15, 18, 25]
