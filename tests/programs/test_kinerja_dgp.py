"""The example of kinerja-dgp, reckoned by hand and held against JSON, forms, letters and the README."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from math import ceil
from pathlib import Path
from shutil import copytree
from typing import Any

import docx
import pytest
import yaml
from make.shares import walk
from openpyxl import load_workbook

from bpkit.errors import UserError
from bpkit.forms.rounds.list_sheets import list_form
from bpkit.model.rounds import Unit
from bpkit.reading.rounds.lists import read_listing
from bpkit.reports.rounds import unit_words
from bpkit.settings.programs import load_program, read_program
from bpkit.wording import use_language

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "kinerja-dgp"
TOP = "program (KINERJA)_(2013)"
ROW = re.compile(r"^\| (BP\d{3}) \| ([^|]+?) \| ([^|]+?) \|", re.M)


def run(*words: str, code: int | None = None) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bpkit", *words, *(["--lang", "id"] if words[0] != "program" else [])],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "BPKIT_LANG": "id", "COLUMNS": "300"},
    )
    assert code is None or done.returncode == code, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example with everything that bpkit writes into it."""
    place = tmp_path_factory.mktemp("dgp") / "DGP"
    copytree(EXAMPLE, place)
    run("recap", str(place))
    return place


@pytest.fixture(scope="module")
def scores() -> dict[str, Any]:
    """Every unit of the example by its name, as `bpkit score` gives it."""
    found = json.loads(run("score", str(EXAMPLE), "--format", "json"))
    return {one["unit"]: one for unit in found["units"] for one in walk(unit)}


def folder(share: Path, name: str) -> Path:
    (found,) = share.rglob(f"kabupaten ({name})_(2013)")
    return found


def rows_of(unit: Path, code: str) -> list[dict[str, Any]]:
    """The rows of a list, read without bpkit."""
    files = [*unit.glob(f"{code}.*"), *unit.glob(f"{code}/*")]
    rows: list[dict[str, Any]] = []
    for file in sorted(files):
        if file.suffix == ".yaml":
            rows += yaml.safe_load(file.read_text(encoding="utf-8"))
            continue
        columns = {column.name: column.code for column in load_program("kinerja-dgp").table(code).columns}  # type: ignore[union-attr]
        sheet = load_workbook(file).worksheets[0]
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        at = next(n for n, row in enumerate(cells) if "No" in row)
        heads = [columns.get(str(text).removesuffix(" *")) for text in cells[at]]
        for row in cells[at + 1 :]:
            known = {head: value for head, value in zip(heads, row, strict=True) if head}
            rows += [known] if any(value is not None for value in known.values()) else []
            if row[0] is None:
                break
    return rows


def by_hand(unit: Path) -> dict[tuple[str, str], tuple[Fraction, int] | None]:
    """Load and need of every school and subject, by the rules that the page of the programme tells."""
    hours = {row["mapel"]: Fraction(str(row["jam"])) for row in rows_of(unit, "jam-pelajaran")}
    classes: dict[str, list[int | None]] = {}
    for row in rows_of(unit, "sekolah"):
        pupils = row.get("murid")
        classes.setdefault(row["sekolah"], []).append(None if pupils is None else ceil(Fraction(pupils, 32)))
    found: dict[tuple[str, str], tuple[Fraction, int] | None] = {}
    for row in rows_of(unit, "guru"):
        key = (row["sekolah"], row["mapel"])
        known = [number for number in classes[row["sekolah"]] if number is not None]
        if len(known) < len(classes[row["sekolah"]]):
            found[key] = None
            continue
        load = sum(known) * hours[row["mapel"]]
        share = load / 24
        need = 0 if not load else 1 if share <= Fraction(5, 3) else 2 if share < 3 else int(share)
        found[key] = (load, need)
    return found


# What the source says ----------------------------------------------------------------------------------


def test_the_report_says_what_the_source_says(scores: dict[str, Any]) -> None:
    (progress,) = scores["KINERJA"]["progress"]
    words = [one["words"] for one in progress["counts"]]
    assert words[0] == "Penghitungan guru: selesai 6 dari 6"
    assert words[4] == "Regulasi: terbit 3 dari 6; draf akhir 2"
    assert words[6] == "Distribusi: selesai 1 dari 6 (51 kepala sekolah, 129 guru)"
    counts = {one["stage"]: one for one in progress["counts"]}
    assert set(counts["regulasi"]["states"]["terbit"]) == {"Luwu", "Barru", "Aceh Singkil"}
    assert set(counts["regulasi"]["states"]["draf akhir"]) == {"Bondowoso", "Sambas"}
    assert counts["distribusi"]["states"]["selesai"] == ["Luwu Utara"]


def test_the_roster_has_24_districts_in_five_provinces() -> None:
    roster = yaml.safe_load((EXAMPLE / "bpkit.yaml").read_text(encoding="utf-8"))["unit"]["KINERJA"]
    assert [len(districts) for districts in roster.values()] == [5, 5, 5, 5, 4]


def test_a_unit_whose_name_says_what_it_is_is_not_called_so_twice() -> None:
    level = load_program("kinerja-dgp").levels[0]
    assert level.name == "Kabupaten/Kota"
    names = [unit_words(Unit(Path("x"), level, name, None)) for name in ("Luwu", "Kota Makassar")]
    assert names == ["Kabupaten/Kota Luwu", "Kota Makassar"]


def test_the_recommendations_are_the_checklist_in_the_sources_words() -> None:
    (main, _) = load_program("kinerja-dgp").schemes
    assert [len(branch.items) for branch in main.root.items] == [7, 4, 3]
    assert (
        main.root.items[0].items[1].name == "setiap kebijakan hendaknya berorientasi dengan pelayanan publik"
    )
    assert main.root.items[2].items[2].description.endswith("‘governance’.")


# Figures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Luwu Utara", "Barru"])
def test_needs_come_out_as_by_hand(name: str, scores: dict[str, Any]) -> None:
    (need,) = scores[name]["needs"]
    expected = by_hand(folder(EXAMPLE, name))
    assert {(one["place"], one["field"]) for one in need["posts"]} == set(expected)
    for one in need["posts"]:
        hand = expected[one["place"], one["field"]]
        assert (one["load"], one["need"]) == ((None, None) if hand is None else (str(hand[0]), str(hand[1])))
        if hand is not None:
            gap = int(one["there"]) - hand[1]
            assert (int(one["surplus"]), int(one["shortage"])) == (max(gap, 0), max(-gap, 0))
    known = [one for one in need["posts"] if one["need"] is not None]
    for key in ("need", "there", "surplus", "shortage"):
        assert int(need["total"][key]) == sum(int(one[key]) for one in known)
        assert sum(int(one[key]) for one in need["by_place"]) == int(need["total"][key])
        assert sum(int(one[key]) for one in need["by_field"]) == int(need["total"][key])


def test_a_school_of_110_100_and_120_has_twelve_classes_and_needs_two(scores: dict[str, Any]) -> None:
    post = scores["Luwu Utara"]["needs"][0]["posts"][0]
    figures = (post["classes"], post["load"], post["share"], post["need"], post["surplus"])
    assert figures == ("12", "60", "2.5", "2", "3")


def test_a_move_larger_than_the_surplus_is_refused(scores: dict[str, Any]) -> None:
    (need,) = scores["Luwu Utara"]["needs"]
    assert [one["fault"] for one in need["moves"]] == [None, "surplus"]
    assert need["proposals"] == []


def test_writings_are_scored_by_weights(scores: dict[str, Any]) -> None:
    weights = (15, 25, 25, 15, 10, 10)
    one, two = (8, 7, 8, 7, 6, 9), (7, 8, 7, 8, 7, 8)
    value = sum(w * Fraction(a + b, 2) for w, a, b in zip(weights, one, two, strict=True))
    (judgement,) = [j for j in scores["Luwu Utara"]["judgements"] if j["scheme"] == "praktik-baik"]
    (outcome,) = judgement["outcomes"]
    assert (outcome["judged"], outcome["total"]["value"], outcome["passed"]) == (
        "Guru Pindah Tanpa Gaduh", str(value), True,
    )  # fmt: skip


def test_recommendations_are_shares_of_what_applies(scores: dict[str, Any]) -> None:
    (judgement,) = scores["KINERJA"]["judgements"]
    total = judgement["outcomes"][0]["total"]
    assert total["value"] is None
    assert [one["value"] for one in total["items"]] == ["2/3", "0.75", "1/3"]


# Findings ----------------------------------------------------------------------------------------------


def test_validate_finds_what_the_readme_lists() -> None:
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    listed = {(code, unit, "" if file == "–" else file) for code, unit, file in ROW.findall(text)}
    units = json.loads(run("validate", str(EXAMPLE), "--format", "json"))["units"]
    found = set()
    for unit in (one for top in units for one in walk(top)):
        for finding in unit["findings"]:
            path = finding["path"].removeprefix(unit["path"]).lstrip("/")
            found.add((finding["code"], unit["unit"], path))
    assert found == listed


# Forms and letters -------------------------------------------------------------------------------------


def test_the_form_of_a_need_shows_what_json_says(share: Path, scores: dict[str, Any]) -> None:
    book = load_workbook(next(folder(share, "Barru").glob("Kebutuhan Guru*.xlsx")), data_only=True)
    rows = [[cell.value for cell in row] for row in book["Kebutuhan"].iter_rows()]
    shown = {(row[1], row[2]): row[4:10] for row in rows if isinstance(row[0], int)}
    for one in scores["Barru"]["needs"][0]["posts"]:
        load, share_of, *figures = shown[one["place"], one["field"]]
        assert (load, figures) == (
            int(one["load"]), [int(one[key]) for key in ("need", "there", "surplus", "shortage")],
        )  # fmt: skip
        assert Fraction(str(share_of)).limit_denominator(1000) == Fraction(one["share"])
    assert book.sheetnames[-1] == "Periksa"
    verdicts = [row[5].value for row in book["Periksa"].iter_rows() if row[5].value in ("cocok", "beda")]
    assert len(verdicts) > 30
    assert set(verdicts) == {"cocok"}


def test_every_form_has_its_assumptions_and_a_check(share: Path) -> None:
    for path in share.rglob("Status Penyerapan*.xlsx"):
        book = load_workbook(path, data_only=True)
        assert [name for name in book.sheetnames if name != "Anggapan"] == ["Status", "Gambar", "Periksa"]
        cells = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert "Tujuh tahap penyerapan" in "\n".join(str(one) for one in cells if one)
        below = [str(cell.value) for row in book["Status"].iter_rows() for cell in row if cell.value]
        assert any("Anggapan" in one for one in below)


def test_no_table_is_shrunk_until_it_fits_one_page(share: Path) -> None:
    shrunk = [
        (path.name, sheet.title)
        for path in share.rglob("*_(2013).xlsx")
        for sheet in load_workbook(path).worksheets
        if sheet.page_setup.fitToHeight and not sheet._charts  # type: ignore[attr-defined]
    ]
    assert shrunk == []


def test_the_status_tells_provinces_apart(share: Path) -> None:
    book = load_workbook(next((share / TOP).glob("Status Penyerapan_*.xlsx")), data_only=True)
    values = {cell.value for row in book["Status"].iter_rows() for cell in row}
    assert {"Aceh: 1/5", "Sulawesi Selatan: 3/5", "Papua: 0/4", 51, 129} <= values
    assert "Regulasi: terbit 3 dari 6; draf akhir 2" in values
    assert len(book["Gambar"]._charts) == 1  # type: ignore[attr-defined]


def test_the_report_and_the_letter_go_out(share: Path) -> None:
    run("letter", str(share / TOP), code=0)
    run("letter", str(folder(share, "Barru")), code=0)
    report = docx.Document(str(next((share / TOP).glob("Laporan*.docx"))))
    text = "\n".join(one.text for one in report.paragraphs)
    assert "Distribusi: selesai 1 dari 6 (51 kepala sekolah, 129 guru)" in text
    cells = [[cell.text for cell in row.cells] for row in report.tables[0].rows]
    answers = {row[0]: row[2] for row in cells}
    assert (answers["pimpinan.a"], answers["pimpinan.d"], answers["pimpinan.g"]) == (
        "Ya",
        "Tidak",
        "Tidak berlaku",
    )
    letter = docx.Document(str(next(folder(share, "Barru").glob("Surat*.docx"))))
    tables = [[cell.text for cell in row.cells] for table in letter.tables for row in table.rows]
    assert ["Matematika", "5", "7", "4", "2"] in tables
    assert ["SMPN 1 Barru", "SMPN 2 Barru", "Matematika", "2", "dihitung"] in tables
    assert "Bupati/Walikota Barru" in "\n".join(one.text for one in letter.paragraphs)


def test_no_letter_goes_out_while_a_move_is_refused(share: Path) -> None:
    run("letter", str(folder(share, "Luwu Utara")))
    assert not list(folder(share, "Luwu Utara").glob("Surat*.docx"))


def test_no_letter_tells_of_a_need_that_nobody_has_lists_of(share: Path) -> None:
    run("letter", str(folder(share, "Luwu")), code=2)
    assert not list(folder(share, "Luwu").glob("Surat*.docx"))


def test_lists_come_back_from_excel_as_they_were_in_yaml(tmp_path: Path) -> None:
    program = load_program("kinerja-dgp")
    unit = folder(EXAMPLE, "Luwu Utara")
    for code in ("sekolah", "jam-pelajaran", "guru", "pemindahan", "penyerapan"):
        table = program.table(code)
        assert table
        typed = read_listing(unit, table)
        assert typed
        (tmp_path / f"{code}.xlsx").write_bytes(list_form(program, table, [row.cells for row in typed.rows]))
        back = read_listing(tmp_path, table)
        assert back
        assert [row.cells for row in back.rows] == [row.cells for row in typed.rows]
        assert back.problems == ()


# The programme file ------------------------------------------------------------------------------------

TEXT = (ROOT / "rubrics" / "kinerja-dgp.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{di_atas: 5/3, jadi: 2}", "{di_atas: 5/3, dari: 2, jadi: 2}", "tepat satu dari “dari”"),
        ("{di_atas: 5/3, jadi: 2}", "{jadi: 2}", "tepat satu dari “dari”"),
        ("{di_atas: 5/3, jadi: 2}", "{di_atas: 5/3, jadi: 0}", "lebih kecil daripada baris sebelumnya"),
        ("{di_atas: 5/3, jadi: 2}", "{di_atas: 5/3, jadi: 2, setiap: 1}", "“setiap” hanya di baris"),
        ("{di_atas: 5/3, jadi: 2}", "{di_atas: 0, jadi: 2}", "tidak lebih tinggi dari baris sebelumnya"),
        ("      - {dari: 0, jadi: 0}\n", "", "tabel pembulatan mulai di 0"),
        ("peserta: {daftar: sekolah,", "peserta: {daftar: sekola,", "daftar “sekola”; maksudnya “sekolah”"),
        (
            "bidang: mapel, kelompok: kelas, banyak: jam}",
            "bidang: mapl, kelompok: kelas, banyak: jam}",
            "kolom “mapl”",
        ),
        (
            "    jam: {daftar: jam-pelajaran, bidang: mapel, kelompok: kelas, banyak: jam}\n",
            "",
            "ditulis keduanya",
        ),
        ("keadaan: [draf akhir, terbit]", "keadaan: [rancangan, terbit]", "keadaan “rancangan” tidak ada"),
        ("angka: [kepala_sekolah, guru]", "angka: [kepala, guru]", "kolom “kepala”"),
        ("{kode: anggaran, nama: Anggaran}", "{kode: regulasi, nama: Lagi}", "kode “regulasi” sudah dipakai"),
        ("    daftar: penyerapan\n", "    daftar: penyerapn\n", "daftar “penyerapn”"),
        ("beban: 24", "beban: 0", "beban"),
        ("rasio: 32\n", "rasio: 0\n", "rasio"),
    ],
)
def test_a_need_that_could_not_be_carried_out_is_refused(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    use_language("id")
    assert old in TEXT
    (tmp_path / "kami.yaml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as raised:
        read_program(tmp_path / "kami.yaml")
    assert said in raised.value.problem


def test_what_needs_say_is_part_of_the_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "kami.yaml").write_text(TEXT.replace("rasio: 32\n", "rasio: 28\n", 1), encoding="utf-8")
    assert read_program(tmp_path / "kami.yaml").sha256 != load_program("kinerja-dgp").sha256


def test_the_programme_is_shown_with_its_need_its_stages_and_its_assumptions() -> None:
    shown = run("program", "show", "kinerja-dgp")
    assert "> 5/3 → 2, 3 → 3 (+1 / 1)" in shown
    assert "Regulasi · draf akhir → terbit" in shown
    assert "Rombongan belajar = murid dibagi 32" in shown
