"""The self-assessment of reform, reckoned a second time from the bare files, and every case at its edge."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from make.shares import Run, put, walk

from bpkit.figures import places_apart
from bpkit.model.settings import Settings
from bpkit.reading.rounds.walker import proven
from bpkit.sealing import seal_of
from bpkit.work.request import Request
from bpkit.work.rounds import RoundWork

ENABLERS = {"kepemimpinan": 4, "perencanaan": 4, "sdm": 3, "kemitraan": 6, "proses": 3}
RESULTS = ("hasil-masyarakat", "hasil-sdm", "hasil-komunitas", "hasil-kinerja")
PHASES, SIDES = ("plan", "do", "check", "act"), ("kecenderungan", "target")
EXAMPLE = Path(__file__).parents[2] / "examples" / "pmprb-2012"
BELOW = {
    criterion: [f"{number}.{part}" for part in range(1, parts + 1)]
    for number, (criterion, parts) in enumerate((*ENABLERS.items(), *((one, 2) for one in RESULTS)), start=1)
}
PARTS = {
    sub: [f"{sub}.{part}" for part in (PHASES if one in ENABLERS else SIDES)]
    for one, subs in BELOW.items()
    for sub in subs
}
BANDS = ((91, "PDCA penuh", "Unggul"), (71, "Act", "Maju pesat"), (51, "Check", "Membaik"))
LOWER = ((31, "Do", "Mendatar"), (11, "Plan", "Menurun"), (0, "Belum ada", "Tidak diukur"))

AGENCY = "PMPRB (Bener)_(2013)"
UNIT = f"{AGENCY}/unit (Dinas A)_(2013)"
OTHER = f"{AGENCY}/unit (Dinas B)_(2013)"
Values = dict[str, Fraction | None]


# The second reckoning: nothing of the programme but its structure, in the source's words -----------------


def mean(figures: Sequence[Fraction | None]) -> Fraction | None:
    known = [one for one in figures if one is not None]
    return sum(known, Fraction()) / len(known) if known else None


def reckoned(sheets: Sequence[Mapping[str, Fraction]], survey: Sequence[Mapping[str, Fraction]]) -> Values:
    """Every item of a unit: people by phase, phases by sub-criterion, these by criterion, then 60 and 40."""
    found: Values = {}
    for criterion, subs in BELOW.items():
        for sub in subs:
            for part in PARTS[sub]:
                found[part] = mean([one[part] for one in sheets if part in one])
            found[sub] = mean([found[part] for part in PARTS[sub]])
        said, asked = mean([found[sub] for sub in subs]), mean([row.get(criterion) for row in survey])
        if criterion in ENABLERS:
            said = None if said is None or asked is None else said * 60 / 100 + asked * 40 / 100
        found[criterion] = said
    return found


def band(code: str, value: Fraction | None) -> str | None:
    if value is None or code in {part for parts in PARTS.values() for part in parts}:
        return None
    result = code in RESULTS or code[0] in "6789"
    return next(names[result] for least, *names in (*BANDS, *LOWER) if value >= least)


def typed(unit: Path) -> list[dict[str, Fraction]]:
    """What each person typed, in whatever files."""
    found: dict[str, dict[str, Fraction]] = {}
    for file in (unit / "penilaian").glob("*.yaml"):
        told = yaml.safe_load(file.read_text("utf-8"))
        found[told["nama"]] = {code: Fraction(one["nilai"]) for code, one in told["jawaban"].items()}
    for file in (unit / "penilaian").glob("*.xlsx"):
        rows = list(openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True))
        who = next(str(row[1]) for row in rows if row[0] == "Penilai :")
        figures = {str(row[0]): Fraction(str(row[3])) for row in rows[9:] if row[3] is not None}
        found.setdefault(who, {}).update(figures)
    return list(found.values())


def answered(unit: Path) -> list[dict[str, Fraction]]:
    file = unit / "survei.csv"
    rows = csv.DictReader(file.read_text("utf-8-sig").splitlines(), delimiter=";") if file.exists() else ()
    return [{code: Fraction(text.replace(",", ".")) for code, text in row.items() if text} for row in rows]


# Files as people keep them -------------------------------------------------------------------------------


def sheet(root: Path, unit: str = UNIT, who: str = "Rini", **changes: int | None) -> dict[str, Fraction]:
    """A sheet that is whole but for `changes`, such as `_1_1_act=None`; what is on it."""
    answers: dict[str, int] = {}
    for number, part in enumerate(part for parts in PARTS.values() for part in parts):
        given = changes.get("_" + part.replace(".", "_"), 21 + 11 * number % 67)
        answers |= {part: given} if given is not None else {}
    lines = [f"  {code}: {{nilai: {one}, bukti: [b.pdf], sintesis: s}}" for code, one in answers.items()]
    head = f"penilaian: utama\nsuara: asesor\nnama: {who}\njawaban:\n"
    put(root, f"{unit}/penilaian/{who}.yaml", head + "\n".join(lines) + "\n")
    put(root, f"{unit}/bukti/b.pdf", "x")
    return {code: Fraction(one) for code, one in answers.items()}


def survey(root: Path, *rows: Sequence[str | int], unit: str = UNIT, sample: int | None = None) -> None:
    lines = [";".join(ENABLERS), *(";".join(map(str, row)) for row in rows)]
    put(root, f"{unit}/survei.csv", "\n".join(lines) + "\n")
    put(root, f"{unit}/unit.yaml", f"sampel_survei: {sample or len(rows)}\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An agency whose two units are in order."""
    place = tmp_path / "pmprb"
    put(
        place,
        "bpkit.yaml",
        "versi: 1\nrubrik: pmprb-2012\nbahasa: id\nunit:\n  Bener:\n    Dinas A:\n    Dinas B:\n",
    )
    people = "tanggal: 2013-11-20\ndisetujui: [Rini, Budi, Ayu]\n"
    for unit in (UNIT, OTHER):
        sheet(place, unit)
        survey(place, (60, 61, 62, 63, 64), (65, 60, 55, 50, 45), unit=unit)
        put(place, f"{unit}/keputusan.yaml", people)
    put(place, f"{AGENCY}/keputusan.yaml", people)
    put(place, f"{AGENCY}/panel-3/keputusan.yaml", people)
    return place


SURVEY = [
    dict(zip(ENABLERS, map(Fraction, row), strict=True))
    for row in ((60, 61, 62, 63, 64), (65, 60, 55, 50, 45))
]


def scored(root: Path, run: Run) -> dict[str, dict[str, Any]]:
    """All items of the first judgement, by folder and code."""
    told = json.loads(run("score", root, "--format", "json")[1])
    units = [one for one in walk(told, "units") if one.get("judgements")]
    totals = {one["path"]: one["judgements"][0]["outcomes"][0]["total"] for one in units}
    return {path: {one["item"]: one for one in walk(total, "items")} for path, total in totals.items()}


def exact(one: Mapping[str, Any]) -> Fraction | None:
    return None if one["value"] is None else Fraction(one["value"])


def figures(found: Mapping[str, Any]) -> Values:
    """The values from the criteria down; above them the source adds nothing up."""
    return {code: exact(one) for code, one in found.items() if code not in ("", "pengungkit", "hasil")}


def bands(found: Mapping[str, Any]) -> dict[str, str | None]:
    return {code: found[code]["band"] or None for code in figures(found)}


def validated(root: Path, run: Run) -> list[tuple[str, str]]:
    told = json.loads(run("validate", root, "--format", "json")[1])
    return [(one["code"], one["path"]) for unit in walk(told, "units") for one in unit["findings"]]


# The cases -----------------------------------------------------------------------------------------------


def test_a_round_in_order_has_no_findings_and_every_value_comes_out(root: Path, run: Run) -> None:
    assert validated(root, run) == []
    found = scored(root, run)
    expected = reckoned(typed(root / UNIT), SURVEY)
    for path in (UNIT, OTHER, AGENCY):
        assert figures(found[path]) == expected
        assert bands(found[path]) == {code: band(code, value) for code, value in expected.items()}
        assert not any(one["provisional"] for one in found[path].values())


def test_the_example_comes_out_as_reckoned_from_its_bare_files(run: Run) -> None:
    found = scored(EXAMPLE, run)
    for path in (path for path in found if "/unit" in path):
        expected = reckoned(typed(EXAMPLE / path), answered(EXAMPLE / path))
        assert figures(found[path]) == expected
        assert bands(found[path]) == {code: band(code, value) for code, value in expected.items()}

    # The agency has the mean of its units, but for what its panel put.
    agency = found["PMPRB (Kabupaten Kendal)_(2013)"]
    units = [
        reckoned(typed(one), answered(one))
        for one in sorted((EXAMPLE / "PMPRB (Kabupaten Kendal)_(2013)").glob("unit*"))
    ]
    expected = {code: mean([one[code] for one in units]) for code in units[0]}
    expected["9.1"] = Fraction(70)
    second = expected["9.2"]
    assert second is not None
    expected["hasil-kinerja"] = (70 + second) / 2
    assert figures(agency) == expected
    assert exact({"value": agency["9.1"]["reckoned"]}) == mean([one["9.1"] for one in units])


def test_three_of_four_phases_are_the_mean_of_three_and_provisional_up_to_the_agency(
    root: Path, run: Run
) -> None:
    answers = sheet(root, _1_1_act=None)
    found, expected = scored(root, run), reckoned([answers], SURVEY)
    assert figures(found[UNIT]) == expected
    assert expected["1.1"] == sum(answers[f"1.1.{one}"] for one in ("plan", "do", "check")) / 3
    unsure = {code for code, one in found[UNIT].items() if one["provisional"]}
    assert unsure == {"1.1.act", "1.1", "kepemimpinan", "pengungkit", ""}
    assert {code for code, one in found[AGENCY].items() if one["provisional"]} == unsure
    assert found[UNIT]["kepemimpinan"]["missing"] == ["asesor: 1.1.act"]
    assert ("BP870", UNIT) in validated(root, run)


def test_a_phase_that_one_of_two_left_blank_is_the_others(root: Path, run: Run) -> None:
    sheets = [sheet(root, _1_1_act=None, _1_1_plan=90), sheet(root, who="Budi", _1_1_act=0, _1_1_plan=10)]
    found = scored(root, run)[UNIT]
    assert figures(found) == reckoned(sheets, SURVEY)
    assert (found["1.1.act"]["value"], found["1.1.act"]["provisional"]) == ("0", True)


@pytest.mark.parametrize("rows", [(), (("", "", "", "", ""),)])
def test_without_a_respondent_enablers_have_no_value_and_results_do(
    root: Path, run: Run, rows: Sequence[Sequence[str]]
) -> None:
    survey(root, *rows, sample=120)
    found, expected = scored(root, run)[UNIT], reckoned(typed(root / UNIT), ())
    assert figures(found) == expected
    assert [expected[one] for one in ENABLERS] == [None] * 5
    assert all(found[one]["provisional"] for one in ENABLERS)
    assert not any(found[one]["provisional"] for one in RESULTS)
    assert found["sdm"]["missing"] == ["survei: sdm"]
    assert [code for code, path in validated(root, run) if path.startswith(UNIT) and code < "BP870"] == [
        "BP842"
    ]


def test_without_assessors_the_survey_does_not_stand_for_them(root: Path, run: Run) -> None:
    (root / UNIT / "penilaian" / "Rini.yaml").unlink()
    found = scored(root, run)[UNIT]
    assert set(figures(found).values()) == {None}
    assert found["proses"]["by_voice"] == {"survei": "54.5"}


@pytest.mark.parametrize(("count", "told"), [(95, True), (120, False)])
def test_fewer_respondents_than_the_sample_count_exactly_and_are_told(
    root: Path, run: Run, count: int, told: bool
) -> None:
    rows = [(f"{number % 7},5", number % 101, 100 - number % 100, 50, 1) for number in range(count)]
    survey(root, *rows, sample=120)
    found = scored(root, run)[UNIT]
    asked = [
        dict(zip(ENABLERS, (Fraction(str(one).replace(",", ".")) for one in row), strict=True))
        for row in rows
    ]
    assert figures(found) == reckoned(typed(root / UNIT), asked)
    assert not found["kepemimpinan"]["provisional"]
    assert (("BP843", "survei.csv") in validated(root / UNIT, run)) is told


def test_a_survey_saved_as_excel_or_in_utf_16_counts_as_well(root: Path, run: Run) -> None:
    before = figures(scored(root, run)[UNIT])
    file = root / UNIT / "survei.csv"
    file.write_text(file.read_text("utf-8").replace(";", "\t"), encoding="utf-16")
    assert figures(scored(root, run)[UNIT]) == before
    file.unlink()
    run("sheets", root / UNIT, "--assessor", "Rini")
    book = openpyxl.load_workbook(root / UNIT / "survei.xlsx")
    page = book.worksheets[0]
    head = next(row[0].row for row in page.iter_rows() if row[0].value == "No")
    for number, row in enumerate(SURVEY, start=1):
        for column, figure in enumerate(row.values(), start=2):
            page.cell(head + number, column).value = int(figure)
    book.save(root / UNIT / "survei.xlsx")
    assert figures(scored(root, run)[UNIT]) == before


EDGES = {
    "1.1": ((30, 30, 30, 30), "Plan"),
    "1.2": ((31, 31, 30, 30), "Plan"),
    "1.3": ((31, 31, 31, 30), "Plan"),
    "1.4": ((31, 31, 31, 31), "Do"),
    "2.1": ((51, 50, 51, 50), "Do"),
    "2.2": ((51, 51, 51, 51), "Check"),
    "2.3": ((11, 11, 11, 10), "Belum ada"),
    "2.4": ((91, 91, 91, 90), "Act"),
    "3.1": ((100, 100, 100, 64), "PDCA penuh"),
    "6.1": ((31, 30), "Menurun"),
    "6.2": ((31, 31), "Mendatar"),
    "7.1": ((0, 0), "Tidak diukur"),
    "7.2": ((91, 91), "Unggul"),
}


def test_a_band_begins_exactly_at_its_edge(root: Path, run: Run) -> None:
    typed_in: dict[str, int | None] = {
        "_" + part.replace(".", "_"): one
        for sub, (phases, _) in EDGES.items()
        for part, one in zip(PARTS[sub], phases, strict=True)
    }
    sheet(root, UNIT, "Rini", **typed_in)
    found = scored(root, run)[UNIT]
    for sub, (phases, name) in EDGES.items():
        assert (exact(found[sub]), found[sub]["band"]) == (Fraction(sum(phases), len(phases)), name)


def test_a_criterion_a_hair_below_an_edge_is_below_it_on_forms_too(root: Path, run: Run) -> None:
    all_alike = {"_" + part.replace(".", "_"): 31 for sub in BELOW["sdm"] for part in PARTS[sub]}
    sheet(root, UNIT, "Rini", **all_alike)
    survey(root, (60, 60, "30,999", 60, 60))
    found = scored(root, run)[UNIT]["sdm"]
    assert (found["value"], found["band"]) == ("30.9996", "Plan")
    run("recap", root / UNIT)
    (row,) = [row for row in rows_of(root / UNIT, "Nilai untuk Sistem Online") if row[0] == "sdm"]
    assert row[4:6] == (30.9996, "Plan")
    (file,) = (root / UNIT).glob("Nilai Unit Kerja*.xlsx")
    cells = {row[0].value: row[4] for row in openpyxl.load_workbook(file).worksheets[0].iter_rows()}
    assert cells["sdm"].number_format == "0.0000"


def test_on_the_screen_too_no_figure_stands_across_the_edge_of_its_band(root: Path, run: Run) -> None:
    all_alike = {"_" + part.replace(".", "_"): 31 for sub in BELOW["sdm"] for part in PARTS[sub]}
    sheet(root, UNIT, "Rini", **all_alike)
    survey(root, *((60, 60, one, 60, 60) for one in (31, 31, "30,99")))
    out = run("score", root / UNIT, "--verbose")[1]
    assert "SDM Aparatur = 30,999 · Plan" in out  # 30,9986…, which two decimals show as 31,00: Do


def rows_of(folder: Path, name: str, page: int | str = 0) -> list[tuple[Any, ...]]:
    (file,) = folder.glob(f"{name}*.xlsx")
    book = openpyxl.load_workbook(file, data_only=True)
    return list((book.worksheets[page] if isinstance(page, int) else book[page]).iter_rows(values_only=True))


def test_an_agency_with_one_unit_of_two_has_that_ones_values_and_is_provisional(root: Path, run: Run) -> None:
    for file in sorted((root / OTHER).rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    (root / OTHER).rmdir()
    found = scored(root, run)
    assert figures(found[AGENCY]) == figures(found[UNIT])
    assert all(one["provisional"] for one in found[AGENCY].values())
    assert "Dinas B: 1.1" in found[AGENCY]["1.1"]["missing"]
    assert {"BP608", "BP870"} <= {code for code, path in validated(root, run) if path == AGENCY}


@pytest.mark.parametrize("reason", ["   ", "Kunjungan lapangan"])
def test_a_unit_panels_value_stands_with_a_reason_and_only_then(root: Path, run: Run, reason: str) -> None:
    ruled = f'nilai: {{"1.1": {{nilai: 30.5, alasan: "{reason}"}}}}\n'
    put(root, f"{UNIT}/keputusan.yaml", ruled + "tanggal: 2013-11-20\ndisetujui: [Rini]\n")
    found, before = scored(root, run)[UNIT], reckoned(typed(root / UNIT), SURVEY)
    told = ("BP826", f"{UNIT}/keputusan.yaml") in validated(root, run)
    if not reason.strip():
        assert (figures(found), told) == (before, True)
        return
    said = mean([Fraction(61, 2), *(before[one] for one in ("1.2", "1.3", "1.4"))])
    assert said is not None and not told
    assert (found["1.1"]["value"], found["1.1"]["band"]) == ("30.5", "Plan")
    assert exact(found["kepemimpinan"]) == said * 3 / 5 + Fraction(125, 2) * 2 / 5
    assert exact({"value": found["1.1"]["reckoned"]}) == before["1.1"]
    assert {code for code, one in figures(found).items() if one != before[code]} == {"1.1", "kepemimpinan"}


def test_an_agencys_value_for_a_sub_criterion_still_weighs_with_the_survey(root: Path, run: Run) -> None:
    sheet(root, OTHER, _1_1_plan=0, _1_2_plan=99)
    survey(root, (10, 20, 30, 40, 50), unit=OTHER)
    ruled = 'nilai: {"1.1": {nilai: 80, alasan: Dilihat sendiri}}\n'
    put(root, f"{AGENCY}/keputusan.yaml", ruled + "tanggal: 2013-11-20\ndisetujui: [Rini, Budi, Ayu]\n")
    found = scored(root, run)
    below = []
    for path, asked in ((UNIT, Fraction(125, 2)), (OTHER, Fraction(10))):
        own = figures(found[path])
        said = mean([Fraction(80), *(own[one] for one in ("1.2", "1.3", "1.4"))])
        assert said is not None
        below.append(said * 3 / 5 + asked * 2 / 5)
    assert exact(found[AGENCY]["kepemimpinan"]) == mean(below)
    assert exact(found[AGENCY]["sdm"]) == mean([exact(found[path]["sdm"]) for path in (UNIT, OTHER)])


def test_what_changes_after_the_seal_is_told_until_the_seal_is_opened(root: Path, run: Run) -> None:
    assert run("score", root / UNIT, "--seal")[0] == 0
    assert "BP813" not in {code for code, _ in validated(root, run)}
    sheet(root, _1_1_plan=1)
    assert "BP813" in {code for code, _ in validated(root, run)}
    assert run("score", root / UNIT, "--unseal", "Salah ketik")[0] == 0
    assert "BP813" not in {code for code, _ in validated(root, run)}


def test_evidence_that_changes_comes_or_goes_after_the_seal_is_named(root: Path, run: Run) -> None:
    proofs = root / UNIT / "bukti"
    (proofs / "lama").mkdir(parents=True, exist_ok=True)
    for name in ("notulen.pdf", "lama/renstra.pdf", "foto.jpg"):
        (proofs / name).write_bytes(name.encode())
    assert run("score", root / UNIT, "--seal")[0] == 0
    assert run("seal", "verify", root)[0] == 0
    (proofs / "notulen.pdf").write_bytes(b"notulen.pdg")  # as many bytes as before
    (proofs / "lama" / "renstra.pdf").unlink()
    (proofs / "baru.pdf").write_bytes(b"baru")
    said = json.loads(run("seal", "verify", root, "--format", "json")[1])
    named = {Path(one["path"]).name: one["message"].split()[2] for one in said["findings"]}
    assert named == {"notulen.pdf": "berubah", "renstra.pdf": "hilang", "baru.pdf": "datang"}
    assert "BP813" in {code for code, _ in validated(root, run)}


def test_evidence_of_a_unit_below_is_sealed_by_the_panel_above(root: Path, run: Run) -> None:
    proof = root / UNIT / "bukti" / "notulen.pdf"
    proof.parent.mkdir(exist_ok=True)
    proof.write_bytes(b"lama")
    program = RoundWork(Request(root)).program
    sitting = next(one for one in program.sittings if one.level != program.levels[0].code)
    agency = next(
        one for one in RoundWork(Request(root)).result.walk() if one.unit.path == root / AGENCY
    ).unit
    sealed = seal_of(program, sitting, proven(agency, Settings(), ()), None, "2013")
    assert sealed.beside[f"{UNIT.rpartition('/')[2]}/bukti/notulen.pdf"] == sha256(b"lama").hexdigest()


def test_the_seals_of_panels_are_links_of_a_chain_and_their_forms_carry_the_number(
    root: Path, run: Run
) -> None:
    assert run("score", root / UNIT, "--seal", "--by", "Rini")[0] == 0
    assert run("seal", "verify", root)[0] == 0
    said = json.loads(run("seal", "verify", root, "--format", "json")[1])
    (sealed,) = said["seals"]
    assert (sealed["state"], sealed["by"]) == ("holds", "Rini")
    form = next((root / UNIT).glob("*.xlsx"))
    form.write_bytes(form.read_bytes() + b" ")
    assert "BP813" in {code for code, _ in validated(root, run)}
    (root / sealed["place"]).unlink()
    assert "BP815" in {code for code, _ in validated(root, run)}
    assert run("seal", "verify", root)[0] == 1


def filled(file: Path, typed: Mapping[str, str], values: Mapping[str, tuple[int, str]]) -> None:
    """A decision as a panel fills it in: beside its labels, and in the rows of items."""
    book = openpyxl.load_workbook(file)
    for row in book.worksheets[0].iter_rows():
        for label, value in pairwise(row):
            if str(label.value) in typed:
                value.value = typed[str(label.value)]
        if values.get(str(row[0].value)):
            row[3].value, row[4].value = values[str(row[0].value)]
    book.save(file)


def test_panels_two_and_three_decide_in_excel_and_seal_what_they_decided(root: Path, run: Run) -> None:
    for file in (root / AGENCY / "keputusan.yaml", root / AGENCY / "panel-3" / "keputusan.yaml"):
        file.unlink()
    for unit in (UNIT, OTHER):
        plan = "- {butir: '1.1', perbaikan: x, tindak_lanjut: y, penanggung_jawab: Ayu, sampai: 2014-06-01}\n"
        put(root, f"{unit}/rencana-perbaikan.yaml", plan)
    out = run("sheets", root / AGENCY)[1]
    assert ("Keputusan.xlsx" in out, "panel-3/Keputusan.xlsx" in out) == (True, True)
    assert "BP845" in dict(validated(root, run))  # blank ones decide nothing
    people = {"Disetujui oleh :": "Rini; Budi; Ayu", "Tanggal :": "2013-12-02"}
    filled(root / AGENCY / "Keputusan.xlsx", people, {"9.1": (70, "Dihitung ulang")})
    filled(root / AGENCY / "panel-3" / "Keputusan.xlsx", people, {})
    assert validated(root, run) == []
    nine = scored(root, run)[AGENCY]["9.1"]
    assert (nine["value"], nine["ruled"]) == ("70", "Dihitung ulang")
    code, _, err = run("score", root / AGENCY, "--seal")
    assert (code, err.count("Disegel")) == (0, 2), err
    filled(root / AGENCY / "Keputusan.xlsx", {}, {"9.1": (75, "Dihitung ulang")})
    put(root, f"{UNIT}/rencana-perbaikan.yaml", plan.replace("Ayu", "Budi"))
    assert [code for code, _ in validated(root, run)].count("BP813") >= 2


def test_forms_of_units_and_agency_show_the_values_and_their_formulas_agree(root: Path, run: Run) -> None:
    sheet(root, OTHER, _1_1_plan=0, _1_2_plan=99)
    survey(root, (10, 20, 30, 40, "51,5"), (10, "", 31, 41, 51), (11, 21, 31, 41, 51), unit=OTHER)
    put_by_panels(root)
    run("recap", root)
    found = scored(root, run)
    values = [exact(found[path]["kepemimpinan"]) for path in (OTHER, UNIT)]
    assert sorted(told_by_units(root, "kepemimpinan")) == sorted(one for one in values if one is not None)
    for path, name, at in (
        (UNIT, "Nilai Unit Kerja", 4),
        (OTHER, "Nilai Unit Kerja", 4),
        (AGENCY, "Rekap", 2),
    ):
        rows = {
            row[0]: row
            for row in rows_of(root / path, name, "Nilai instansi" if path == AGENCY else 0)
            if row[0]
        }
        for code, value in figures(found[path]).items():
            assert value is not None
            assert rows[code][at] == pytest.approx(float(value), rel=1e-14)
            assert (rows[code][at + 1] or None) == (found[path][code]["band"] or None)
        rows = {row[0]: row for row in rows_of(root / path, name, "Periksa") if row[0]}
        assert {rows[code][-1] for code in figures(found[path])} == {"cocok"}
        assert str(rows_of(root / path, name, "Periksa")[2][0]).startswith("Semua 133 baris cocok")


def told_by_units(root: Path, code: str) -> list[Fraction]:
    """The figures whose mean the agency's sheet `Periksa` takes again."""
    (file,) = (root / AGENCY).glob("Rekap*.xlsx")
    rows = openpyxl.load_workbook(file)["Periksa"].iter_rows(values_only=True)
    formula = next(str(row[3]) for row in rows if row[0] == code)
    return [Fraction(one) for one in formula.removeprefix("=AVERAGE(").removesuffix(")").split(",")]


def put_by_panels(root: Path) -> None:
    """A value of a unit's panel, one of the agency's on a criterion, and one below another criterion."""
    people = "tanggal: 2013-11-20\ndisetujui: [Rini, Budi, Ayu]\n"
    own = 'nilai: {"1.3": {nilai: 30.5, alasan: Dilihat}}\n'
    above = 'nilai: {sdm: {nilai: 31, alasan: Dilihat}, "9.1": {nilai: 70, alasan: Dilihat}}\n'
    put(root, f"{UNIT}/keputusan.yaml", own + people)
    put(root, f"{AGENCY}/keputusan.yaml", above + people)


def test_the_values_to_type_in_are_rounded_and_stay_in_their_band(root: Path, run: Run) -> None:
    run("recap", root / UNIT)
    rows = rows_of(root / UNIT, "Nilai untuk Sistem Online")
    typed_in = {row[0]: row for row in rows if row[0] in {*ENABLERS, *RESULTS, *PARTS}}
    found = scored(root, run)[UNIT]
    assert set(typed_in) == {*ENABLERS, *RESULTS, *PARTS}
    for code, row in typed_in.items():
        value = exact(found[code])
        assert value is not None
        assert Fraction(str(row[3]).replace(",", ".")) == value
        assert abs(Fraction(str(row[4])) - value) <= Fraction(1, 200)
        assert row[5] == found[code]["band"]


def test_an_edge_whose_decimals_never_end_is_no_reason_to_look_for_ever() -> None:
    third = Fraction(1, 3)
    assert [places_apart(third, (third,)), places_apart(third - Fraction(1, 10**5), (third,))] == [2, 2]
    assert places_apart(Fraction("30.9996"), (Fraction(31),)) == 4
