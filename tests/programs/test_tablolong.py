"""The programme with indicators: its example reckoned anew, and every case that concerns indicators."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from make.shares import Run

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "tablolong"
LAST = "bulan-18"
ROW = re.compile(r"^\| (BP\d{3}) \| ([^|]+) \| .+ \|$", re.M)
MONTH = {"butir": "i", "nilai": 84}

PROGRAM: dict[str, Any] = {
    "id": "kami",
    "nama": "Program kami",
    "sumber": "Kami sendiri",
    "siklus": {"tiap": "bulan-ke", "jumlah": 3},
    "tingkat": [{"kode": "laporan", "nama": "Laporan", "folder": "{periode}"}],
    "yang_dinilai": "unit",
    "suara": {"angka": {"dari": "daftar", "tabel": "realisasi"}},
    "gabung": "tidak",
    "daftar": {
        "realisasi": {
            "nama": "Realisasi",
            "kunci": ["butir", "kelompok"],
            "kolom": [
                {"kode": "butir"},
                {"kode": "kelompok", "jenis": "pilihan", "pilihan": ["A", "B", "semua"]},
                {"kode": "nilai", "jenis": "angka"},
            ],
        },
        "peserta": {
            "nama": "Peserta",
            "kolom": [
                {"kode": "nama", "jenis": "orang"},
                {"kode": "kelompok", "jenis": "pilihan", "pilihan": ["A", "B"]},
                {"kode": "usia", "jenis": "bilangan"},
                {"kode": "tanggal_lahir", "jenis": "tanggal"},
            ],
        },
        "penutupan": {
            "nama": "Penutupan",
            "kolom": [
                {"kode": "keputusan", "jenis": "pilihan", "pilihan": ["selesai", "lanjut"]},
                {"kode": "alasan"},
                {"kode": "kepada"},
            ],
        },
    },
    "aturan": ["BP8", "BP85"],
    "ketentuan": {
        "peserta": "peserta",
        "penutup": "penutupan",
        "anggota_per_kelompok": 2,
        "usia_minimum": 18,
        "usia_maksimum": 60,
    },
}


class Trial:
    """A small share with one indicator `i`, written month by month."""

    def __init__(self, folder: Path, run: Run, target: Mapping[str, Any]) -> None:
        item = {"kode": "i", "nama": "Indikator", "jenis": "capaian", "sasaran": dict(target)}
        program = {**PROGRAM, "butir": [item]}
        self.folder, self.run = folder, run
        text = yaml.safe_dump(program, allow_unicode=True)
        (folder / "kami.yaml").write_text(text.replace(": true", ": ya").replace(": false", ": tidak"))
        (folder / "bpkit.yaml").write_text("versi: 1\nrubrik: kami.yaml\nmulai: 2010-01-04\nbahasa: id\n")

    def month(self, number: int, *rows: Mapping[str, Any], code: str = "realisasi", name: str = "") -> None:
        """The list of a month."""
        place = self.folder / (name or f"bulan-{number:02}")
        place.mkdir(exist_ok=True)
        (place / f"{code}.yaml").write_text(yaml.safe_dump([dict(row) for row in rows]))

    def value(self, number: int) -> dict[str, Any]:
        """What came of the indicator in a month."""
        units = json.loads(self.run("score", str(self.folder), "--format", "json")[1])["units"]
        unit = next(one for one in units if one["path"] == f"bulan-{number:02}")
        return dict(unit["judgements"][0]["outcomes"][0]["total"]["items"][0])

    def found(self, code: str) -> list[dict[str, Any]]:
        """The findings of a code, with the month they are in."""
        data = json.loads(self.run("validate", str(self.folder), "--format", "json", "--select", code)[1])
        every = [*data["findings"], *(one for unit in data["units"] for one in unit["findings"])]
        return [one for one in every if one["code"] == code]


@pytest.fixture
def trial(tmp_path: Path, run: Run) -> Any:
    return lambda **target: Trial(tmp_path, run, target)


# One indicator ---------------------------------------------------------------------------------------


def test_84_of_90_is_14_of_15(trial: Any) -> None:
    one = trial(target=90)
    one.month(1, {"butir": "i", "nilai": 84})
    assert one.value(1)["value"] == "14/15"


@pytest.mark.parametrize(("actual", "value"), [(8, "1.2"), (10, "1"), (15, "0.5"), (20, "0"), (25, "-0.5")])
def test_lower_is_better_goes_below_zero_past_twice_its_target(trial: Any, actual: int, value: str) -> None:
    one = trial(target=10, arah="turun")
    one.month(1, {"butir": "i", "nilai": actual})
    assert one.value(1)["value"] == value


@pytest.mark.parametrize("way", ["naik", "turun"])
@pytest.mark.parametrize("actual", [0, 5])
def test_a_target_of_zero_gives_no_value_and_is_not_provisional(trial: Any, way: str, actual: int) -> None:
    one = trial(target=0, arah=way)
    one.month(1, {"butir": "i", "nilai": actual})
    assert (one.value(1)["value"], one.value(1)["provisional"]) == (None, False)


def test_without_a_target_the_actual_is_shown_and_held_against_nothing(trial: Any) -> None:
    one = trial(satuan="kali")
    one.month(1, {"butir": "i", "nilai": 7})
    value = one.value(1)
    assert (value["value"], value["provisional"], value["actual"], value["target"]) == (
        None,
        False,
        "7",
        None,
    )
    said = one.run("score", str(one.folder))[1]
    assert "7 (tanpa target)" in said


def test_a_target_or_a_baseline_that_is_missing_is_said_once(trial: Any) -> None:
    one = trial(satuan="kali")
    one.month(1, {"butir": "i", "nilai": 7})
    one.month(2, {"butir": "i", "nilai": 7})
    assert len(one.found("BP851")) == 2
    two = trial(satuan="kali", target=9, awal=0)
    assert two.found("BP851") == []


def test_a_cumulative_figure_that_falls_is_found_in_the_month_it_falls_in(trial: Any) -> None:
    one = trial(target=90)
    for number, figure in ((1, 80), (2, 79), (3, 79)):
        one.month(number, {"butir": "i", "nilai": figure})
    assert [finding["path"] for finding in one.found("BP853")] == ["bulan-02"]


@pytest.mark.parametrize("target", [{"kumulatif": False}, {"arah": "turun"}, {"waktu": "jumlah"}])
def test_what_may_fall_is_not_found(trial: Any, target: dict[str, Any]) -> None:
    one = trial(target=90, **target)
    one.month(1, {"butir": "i", "nilai": 80})
    one.month(2, {"butir": "i", "nilai": 79})
    assert one.found("BP853") == []


def test_cumulative_figures_are_never_summed(trial: Any) -> None:
    one = trial(target=90)
    one.month(1, {"butir": "i", "nilai": 40})
    one.month(2, {"butir": "i", "nilai": 45})
    assert one.value(2)["value"] == "0.5"


def test_two_reports_for_one_month_count_with_neither(trial: Any) -> None:
    one = trial(target=90)
    one.month(1, {"butir": "i", "nilai": 40})
    one.month(1, {"butir": "i", "nilai": 45}, name="Bulan ke-1")
    assert one.value(1)["value"] is None
    assert len(one.found("BP853")) == 2
    assert one.found("BP825")


def test_a_stated_whole_is_never_the_sum_of_parts(trial: Any) -> None:
    one = trial(target=90)
    parts = [{"butir": "i", "kelompok": group, "nilai": 30} for group in "AB"]
    one.month(1, *parts)
    assert one.value(1)["actual"] == "60"
    one.month(1, *parts, {"butir": "i", "kelompok": "semua", "nilai": 63})
    assert one.value(1)["actual"] == "63"


def test_parts_that_do_not_add_up_give_no_figure_without_a_stated_whole(trial: Any) -> None:
    one = trial(target=90, bagian="tidak")
    parts = [{"butir": "i", "kelompok": group, "nilai": 30} for group in "AB"]
    one.month(1, *parts)
    assert (one.value(1)["value"], one.value(1)["provisional"]) == (None, True)
    one.month(1, *parts, {"butir": "i", "nilai": 45})
    assert one.value(1)["value"] == "0.5"


def test_ratios_add_their_parts_before_they_are_divided(trial: Any) -> None:
    one = trial(target=1, waktu="rasio")
    one.month(1, {"butir": "i", "nilai": "84/90"})
    one.month(2, {"butir": "i", "nilai": "5/10"})
    assert one.value(2)["value"] == "0.89"


def test_a_month_that_owes_no_figure_lacks_none_and_keeps_the_sum(trial: Any) -> None:
    one = trial(target=11, waktu="jumlah", sampai=1)
    one.month(1, {"butir": "i", "nilai": 8})
    one.month(2)
    assert one.value(2)["missing"] == []
    one.month(2, {"butir": "i", "kelompok": "A", "nilai": ""})
    assert (one.value(1)["value"], one.found("BP852")) == ("8/11", [])


def test_a_month_without_its_figure_is_found_and_makes_later_sums_provisional(trial: Any) -> None:
    one = trial(target=30, waktu="jumlah")
    one.month(1, {"butir": "i", "nilai": 10})
    one.month(2, {"butir": "x", "nilai": 10})
    one.month(3, {"butir": "i", "nilai": 10})
    assert [finding["path"] for finding in one.found("BP852")] == ["bulan-02"]
    assert (one.value(3)["actual"], one.value(3)["provisional"]) == ("20", True)


def test_pace_is_held_against_the_plan_of_the_month_and_the_end_alone_is_no_plan(trial: Any) -> None:
    one = trial(target=30, per_periode={2: 20})
    for number in (1, 2, 3):
        one.month(number, {"butir": "i", "nilai": 15})
    assert [finding["path"] for finding in one.found("BP854")] == ["bulan-02", "bulan-03"]
    two = trial(target=30)
    assert [finding["path"] for finding in two.found("BP854")] == ["bulan-03"]


# People and the end ----------------------------------------------------------------------------------


def people(*rows: tuple[str, str, int | str]) -> list[dict[str, Any]]:
    return [
        {"nama": name, "kelompok": group, ("usia" if isinstance(age, int) else "tanggal_lahir"): age}
        for name, group, age in rows
    ]


GOOD = (("Ana Lado", "A", 18), ("Budi Tefa", "A", 60), ("Citra Sina", "B", 30), ("Dedi Foeh", "B", 40))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (GOOD, []),
        (GOOD[:-1], ["beranggota 1 orang"]),
        ((*GOOD, ("Eka Kale", "B", 20)), ["beranggota 3 orang"]),
        (GOOD[:2], ["beranggota 0 orang"]),
        ((*GOOD[:3], ("Dedi Foeh", "B", 17)), ["17 tahun"]),
        ((*GOOD[:3], ("Dedi Foeh", "B", 61)), ["61 tahun"]),
        ((*GOOD[:3], ("Dedi Foeh", "B", "1949-01-04")), ["61 tahun"]),
        ((*GOOD[:3], ("Dedi Foeh", "B", "1949-01-05")), []),
        ((*GOOD[:3], ("Dedi Foeh", "B", "1992-01-04")), []),
        ((*GOOD[:3], ("Dedi Foeh", "B", "1992-01-05")), ["17 tahun"]),
        ((*GOOD[:3], ("ana lado", "B", 18)), ["ana lado ada di kelompok A dan di kelompok B"]),
        ((*GOOD[:3], ("Citra Sina", "B", 30)), ["tercatat dua kali"]),
    ],
)
def test_groups_have_their_size_their_ages_and_nobody_twice(
    trial: Any, rows: tuple[tuple[str, str, int | str], ...], words: list[str]
) -> None:
    one = trial(target=90)
    one.month(1, *people(*rows), code="peserta")
    messages = [finding["message"] for finding in one.found("BP855")]
    assert len(messages) == len(words)
    assert all(word in message for word, message in zip(words, messages, strict=True))


@pytest.mark.parametrize(("size", "told"), [(29, ["29"]), (30, []), (31, ["31"])])
def test_a_group_has_thirty_people(size: int, told: list[str], run: Run, tmp_path: Path) -> None:
    (tmp_path / "bpkit.yaml").write_text("versi: 1\nrubrik: tablolong\nmulai: 2010-01-04\nbahasa: id\n")
    (tmp_path / "bulan-01").mkdir()
    sizes = {"nelayan": size, "perempuan": 30, "pemuda": 30}
    rows = [
        {"nama": f"{group} {'abcdefghijklmnopqrstuvwxyzäöüßéè'[n]}", "kelompok": group, "usia": 30}
        for group, many in sizes.items()
        for n in range(many)
    ]
    (tmp_path / "bulan-01" / "peserta.yaml").write_text(yaml.safe_dump(rows), encoding="utf-8")
    data = json.loads(run("validate", tmp_path, "--format", "json", "--select", "BP855")[1])
    found = [one["message"] for unit in data["units"] for one in unit["findings"]]
    assert [word for word, one in zip(told, found, strict=True) if f"beranggota {word} orang" in one] == told


@pytest.mark.parametrize(
    ("figure", "row", "words"),
    [
        (90, {"keputusan": "selesai", "alasan": "tercapai"}, []),
        (84, {"keputusan": "selesai", "alasan": "waktunya habis"}, ["belum mencapai target"]),
        (84, {"keputusan": "lanjut", "alasan": "kurang modal", "kepada": "Dinas"}, []),
        (90, {"keputusan": "selesai"}, ["tanpa alasan"]),
        (84, {"keputusan": "lanjut", "alasan": "kurang modal"}, ["tidak menyebut kepada siapa"]),
        (90, {"alasan": "tercapai"}, ["Belum ada keputusan"]),
        (90, None, ["bulan terakhir"]),
    ],
)
def test_the_end_has_a_decision_with_its_reason(
    trial: Any, figure: int, row: dict[str, str] | None, words: list[str]
) -> None:
    one = trial(target=90)
    one.month(3, {"butir": "i", "nilai": figure})
    if row:
        one.month(3, row, code="penutupan")
    messages = [finding["message"] for finding in one.found("BP856")]
    assert len(messages) == len(words)
    assert all(word in message for word, message in zip(words, messages, strict=True))


def test_a_list_that_is_named_and_not_there_is_refused(trial: Any) -> None:
    one = trial(target=90)
    file = one.folder / "kami.yaml"
    file.write_text(file.read_text().replace("penutup: penutupan", "penutup: terakhir"))
    code, printed, problems = one.run("program", "check", str(file))
    assert code
    assert "terakhir" in printed + problems


# The example -----------------------------------------------------------------------------------------


@cache
def months() -> dict[int, list[dict[str, Any]]]:
    """The rows of every month as typed, read without bpkit."""
    found: dict[int, list[dict[str, Any]]] = {}
    for number in range(1, 19):
        folder = EXAMPLE / f"bulan-{number:02}"
        if (folder / "realisasi.yaml").exists():
            found[number] = yaml.safe_load((folder / "realisasi.yaml").read_text(encoding="utf-8"))
            continue
        sheet = openpyxl.load_workbook(folder / "realisasi.xlsx").worksheets[0]
        rows = [[cell.value for cell in row][1:4] for row in sheet.iter_rows()]
        rows = [row for row in rows if re.fullmatch("[A-Z][0-9][ab]?", str(row[0]))]
        found[number] = [{"butir": code, "kelompok": group, "nilai": figure} for code, group, figure in rows]
    return found


def figure(code: str, number: int) -> list[str]:
    return [str(row["nilai"]) for row in months()[number] if row["butir"] == code]


def reckoned() -> dict[str, Fraction]:
    """What every indicator reached by the last month."""
    added = {"P1", "P2", "P3", "P4", "S2"}
    found: dict[str, Fraction] = {}
    for code in sorted({row["butir"] for rows in months().values() for row in rows}):
        every = [text for number in range(1, 19) for text in figure(code, number)]
        if code == "S1":
            parts = [text.split("/") for text in every]
            found[code] = Fraction(sum(int(a) for a, _ in parts), sum(int(b) for _, b in parts))
        else:
            found[code] = sum(map(Fraction, every if code in added else figure(code, 18)), Fraction())
    return found


def leaves(value: dict[str, Any]) -> list[dict[str, Any]]:
    return [value] if not value["items"] else [leaf for one in value["items"] for leaf in leaves(one)]


@pytest.fixture
def share(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "contoh")
    return tmp_path / "contoh"


def test_the_example_is_reckoned_as_by_hand(share: Path, run: Run) -> None:
    data = json.loads(run("score", str(share / LAST), "--format", "json")[1])
    main, agreed = data["units"][0]["judgements"]
    found = {one["item"]: one for one in leaves(main["outcomes"][0]["total"])}
    by_hand = reckoned()
    assert {code: Fraction(one["actual"]) for code, one in found.items()} == by_hand
    targets = {**dict.fromkeys(("K1", "K2", "K3", "K4", "K5", "K6", "K7"), 90), "P1": 11, "P2": 6, "P3": 12}
    targets["P4"] = 24 + 12 + 6
    assert {code: Fraction(one["value"]) for code, one in found.items() if one["value"] is not None} == {
        code: by_hand[code] / target for code, target in targets.items()
    }
    assert [one["value"] for one in leaves(agreed["outcomes"][0]["total"])] == list("343343")


def test_what_validate_finds_is_what_the_readme_lists(run: Run) -> None:
    data = json.loads(run("validate", str(EXAMPLE), "--format", "json")[1])
    every = [*data["findings"], *(one for unit in data["units"] for one in unit["findings"])]
    listed = ROW.findall(EXAMPLE.with_suffix(".md").read_text(encoding="utf-8"))
    assert sorted((one["code"], one["path"]) for one in every) == sorted(listed)


def test_forms_show_the_same_figures_and_the_check_agrees(share: Path, run: Run) -> None:
    assert run("recap", str(share / LAST))[0] in (0, 1)
    names = {one.name.partition("_")[0] for one in (share / LAST).glob("*.xlsx")}
    assert names == {"Monitoring Bulanan", "Evaluasi Proses", "Evaluasi Hasil", "Laporan Akhir"}
    by_hand = reckoned()
    book = openpyxl.load_workbook(share / LAST / f"Laporan Akhir_({LAST}).xlsx", data_only=True)
    rows: list[Any] = [*book.worksheets[0].iter_rows(values_only=True)]
    shown = {row[0]: row[5] for row in rows if row[0] in by_hand and isinstance(row[5], int | float)}
    assert {code: Fraction(one).limit_denominator(10**6) for code, one in shown.items()} == by_hand
    check = next(sheet for sheet in book.worksheets if sheet.title.startswith("Periksa"))
    words = [row[-1] for row in check.iter_rows(values_only=True)]
    assert (words.count("cocok"), words.count("beda")) == (len(by_hand), 0)
    again: Any = openpyxl.load_workbook(next((share / LAST).glob("Lap*")))
    assert sum(len(sheet._charts) for sheet in again) >= 5


def test_forms_of_quarters_and_halves_come_in_their_months_only(share: Path, run: Run) -> None:
    run("recap", str(share))
    there = {
        number: {one.name.partition("_")[0] for one in (share / f"bulan-{number:02}").glob("Eva*.xlsx")}
        for number in range(1, 19)
    }
    assert [number for number, names in there.items() if "Evaluasi Proses" in names] == [3, 6, 9, 12, 15, 18]
    assert [number for number, names in there.items() if "Evaluasi Hasil" in names] == [6, 12, 18]


def test_letters_of_termination_and_referral_are_about_their_groups(share: Path, run: Run) -> None:
    import docx

    assert run("letter", str(share / LAST))[0] == 0
    tables = {}
    for file in (share / LAST).glob("Surat*.docx"):
        document = docx.Document(str(file))
        tables[file.name.partition("_")[0]] = [[c.text for c in row.cells] for row in document.tables[1].rows]
    assert [row[0] for row in tables["Surat Terminasi"][1:]] == ["nelayan", "perempuan", "pemuda"]
    assert [row[0] for row in tables["Surat Rujukan"][1:]] == ["nelayan"]


def test_a_referral_that_nobody_needs_is_not_written(share: Path, run: Run) -> None:
    file = share / LAST / "terminasi.yaml"
    file.write_text(file.read_text().replace("keputusan: rujukan", "keputusan: program baru"))
    run("letter", str(share / LAST))
    assert [one.name.partition("_")[0] for one in (share / LAST).glob("Surat*")] == ["Surat Terminasi"]
