"""The commands over a programme whose units are judged, from the command line."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from make.shares import Run, as_json, make_share, walk

from bpkit import share
from bpkit.forms.rounds import recap
from bpkit.model.programs import Form, Program, Scheme
from bpkit.model.rounds import Judgement, Unit
from bpkit.schemas import adapter
from bpkit.scoring.evaluation import judge
from bpkit.work import demo
from bpkit.work.program_trees import judges_units, trees_in
from bpkit.work.request import Request
from bpkit.work.rounds import RoundWork

SETTINGS = "versi: 1\ntahun: 2013\nbahasa: id\nrubrik: program.yaml\n"
FILE = """\
id: contoh
nama: Penilaian Contoh
sumber: Peraturan Contoh 1/2012
anggapan: [Rata-rata sederhana.]
siklus: {tiap: tahun}
tingkat:
  - {kode: unit, nama: Unit kerja, folder: "unit ({unit})_({periode})", panel_minimum: 1}
  - {kode: instansi, nama: Instansi, folder: "PMPRB ({unit})_({periode})"}
yang_dinilai: unit
skala: {min: 0, maks: 100, langkah: 1}
butir: [{kode: "1", nama: Butir 1}, {kode: "2", nama: Butir 2}]
predikat: [{dari: 0, sebut: Belum}, {dari: 50, sebut: Do}]
formulir:
  - {kode: rekap, nama: Rekap Unit, bentuk: xlsx}
  - {kode: surat, nama: Surat, bentuk: docx}
aturan: [BP1, BP2, BP6, BP8, BP9]
"""
ADDED_UP = """\
id: tambah
nama: Tambah
sumber: Contoh
siklus: {tiap: bulan}
tingkat:
  - {kode: desa, nama: Desa, folder: "desa ({unit})_({periode})"}
  - {kode: kota, nama: Kota, folder: "kota ({unit})_({periode})"}
yang_dinilai: unit
butir: [{kode: i, nama: Hadir, jenis: capaian, sasaran: {satuan: orang, target: 100, waktu: jumlah}}]
penilaian:
  nilai-kota:
    nama: Nilai kota
    di: kota
    suara: {desa: {dari: unit, penilaian: utama}}
    butir_dari: utama
"""
AGENCY_NAME = "PMPRB (Kendal)_(2013)"
ONE, TWO = "unit (Dinas Pendidikan)_(2013)", "unit (Dinas Kesehatan)_(2013)"
OF_ONE = f"{AGENCY_NAME}/{ONE}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A programme with an agency of two units, one of which has answered."""
    return begun(tmp_path / "pmprb")


def begun(folder: Path) -> Path:
    for name in (ONE, TWO):
        (folder / AGENCY_NAME / name / "penilaian").mkdir(parents=True)
    (folder / "bpkit.yaml").write_text(SETTINGS)
    (folder / "program.yaml").write_text(FILE)
    answer(folder / OF_ONE, "Siti", one=60, two=55)
    return folder


def answer(unit: Path, who: str, **scores: int) -> None:
    lines = [f'  "{code}": {score}' for code, score in zip("12", scores.values(), strict=False)]
    text = "\n".join(("suara: penilai", f"nama: {who}", "jawaban:", *lines, ""))
    (unit / "penilaian" / f"{who}.yaml").write_text(text)


def rest(root: Path) -> None:
    """What is young may change again within the grain of its time stamp."""
    for path in (root, *root.rglob("*")):
        os.utime(path, (1e9, 1e9))


def values_of(file: Path) -> set[object]:
    """What stands in the cells of a workbook, formulas as they were reckoned."""
    book = openpyxl.load_workbook(file, data_only=True)
    return {cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}


def test_the_kind_of_a_programme_is_told_by_its_file(root: Path, share: Path) -> None:
    assert judges_units(root)
    assert judges_units(root / OF_ONE)
    assert not judges_units(share)
    (root / "program.yaml").write_text("id: x\nyang_dinilai: tulisan\n")
    assert not judges_units(root)


def test_validate_says_what_was_found_where(run: Run, root: Path) -> None:
    (root / OF_ONE / "catatan.txt").touch()
    code, out, _ = run("validate", root)
    assert code == 0
    assert "BP105" in out
    assert "3 unit" in out
    value = as_json(run, "validate", root)
    adapter("round-validate").validate_python(value)
    (agency,) = value["units"]
    assert [one["unit"] for one in agency["units"]] == ["Dinas Kesehatan", "Dinas Pendidikan"]
    assert (value["schema"], value["program"], len(value["program_sha256"])) == (1, "contoh", 64)
    assert [one["code"] for one in agency["units"][1]["findings"]] == ["BP105"]


def test_an_error_gives_exit_code_1_and_selection_and_severity_hold(run: Run, root: Path) -> None:
    (root / AGENCY_NAME / "unit (Dinas Air)").mkdir()
    assert run("validate", root)[0] == 1
    assert run("validate", root, "--ignore", "BP110,BP112")[0] == 0
    assert run("validate", root, "--fail-on", "never")[0] == 0


def test_score_shows_every_value_with_its_provenance(run: Run, root: Path) -> None:
    code, out, _ = run("score", root)
    assert code == 0
    assert "57,5 · Do" in out
    assert "belum dinilai" in out
    assert "Rata-rata sederhana." in out
    value = as_json(run, "score", root)
    adapter("round-score").validate_python(value)
    total = value["units"][0]["units"][1]["judgements"][0]["outcomes"][0]["total"]
    assert (total["value"], total["provisional"]) == ("57.5", False)
    (source,) = total["items"][1]["sources"]
    assert (source["path"], source["text"]) == (f"{OF_ONE}/penilaian/Siti.yaml", "55")


def test_what_is_blank_makes_a_value_provisional_and_is_named(run: Run, root: Path) -> None:
    answer(root / OF_ONE, "Siti", one=60)
    _, out, _ = run("score", root / OF_ONE)
    assert "60 · Do · sementara" in out
    assert "BP870" in out


def test_the_path_of_one_unit_gives_what_the_whole_gives(run: Run, root: Path) -> None:
    before = root / "PMPRB (Kendal)_(2012)" / "unit (Dinas Pendidikan)_(2012)"
    (before / "penilaian").mkdir(parents=True)
    whole = as_json(run, "score", root)["units"][1]["units"][1]["judgements"]
    (alone,) = as_json(run, "score", root / OF_ONE)["units"]
    of_alone, of_whole = (one[0]["outcomes"][0]["total"] for one in (alone["judgements"], whole))
    assert of_alone["value"] == of_whole["value"] == "57.5"
    assert [one["value"] for one in of_alone["items"]] == [one["value"] for one in of_whole["items"]]


def test_forms_are_written_once_and_never_over_a_persons_work(run: Run, root: Path) -> None:
    form = root / OF_ONE / "Rekap Unit_Dinas Pendidikan_(2013).xlsx"
    assert run("recap", root / OF_ONE)[0] == 0
    assert 57.5 in values_of(form)
    _, out, _ = run("recap", root / OF_ONE)
    assert "Tidak berubah" in out
    form.write_bytes(b"edited")
    value = as_json(run, "recap", root / OF_ONE)
    adapter("round-recap").validate_python(value)
    assert [one["status"] for one in value["forms"]] == ["beside"]
    assert form.read_bytes() == b"edited"


def test_a_form_from_provisional_values_lies_beside_until_they_are_whole(run: Run, root: Path) -> None:
    answer(root / OF_ONE, "Siti", one=60)
    run("recap", root / OF_ONE)
    name = "Rekap Unit_Dinas Pendidikan_(2013)"
    assert (root / OF_ONE / f"{name} (sementara).xlsx").exists()
    answer(root / OF_ONE, "Siti", one=60, two=50)
    run("recap", root / OF_ONE)
    assert [one.name for one in (root / OF_ONE).glob("Rekap*")] == [f"{name}.xlsx"]


def test_a_letter_waits_until_everything_is_settled(run: Run, root: Path) -> None:
    answer(root / OF_ONE, "Siti", one=60)
    code, _, err = run("letter", root / OF_ONE)
    assert code == 1
    assert "belum ada surat" in err
    answer(root / OF_ONE, "Siti", one=60, two=50)
    assert run("letter", root / OF_ONE)[0] == 0
    assert (root / OF_ONE / "Surat_Dinas Pendidikan_(2013).docx").exists()
    code, _, err = run("letter", root / AGENCY_NAME)
    assert code == 2
    assert "tidak mempunyai surat" in err


def test_sheets_are_made_for_who_has_none_and_old_ones_stay(run: Run, root: Path) -> None:
    unit = root / OF_ONE
    code, out, _ = run("sheets", unit, "--assessor", "Siti", "--assessor", "Budi")
    assert code == 0
    assert "Tidak berubah: penilaian/Siti.yaml" in out
    made = unit / "penilaian" / "Lembar Budi.xlsx"
    assert {"Budi", "Dinas Pendidikan", "2013", "Butir 1"} <= values_of(made)
    made.write_bytes(b"filled in")
    run("sheets", unit, "--assessor", "Budi")
    assert made.read_bytes() == b"filled in"
    run("sheets", unit, "--format", "yaml")
    text = (unit / "penilaian" / "Lembar Penilai 1.yaml").read_text("utf-8")
    assert "# 1: Butir 1" in text


def test_sheets_need_the_folder_of_a_unit(run: Run, root: Path) -> None:
    code, _, err = run("sheets", root)
    assert code == 2
    assert "unit (unit kerja)_(2012)" in err


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_changes_no_byte(run: Run, root: Path) -> None:
    code, out, _ = run("run", root)
    assert code == 0
    assert "57,5" in out
    before = snapshot(root)
    run("run", root)
    assert snapshot(root) == before
    adapter("round-run").validate_python(as_json(run, "run", root))


def test_status_tells_where_every_unit_stands_and_writes_nothing(run: Run, root: Path) -> None:
    before = snapshot(root)
    code, out, _ = run("status", root)
    assert code == 0
    assert "Dinas Kesehatan" in out
    adapter("round-status").validate_python(as_json(run, "status", root))
    assert snapshot(root) == before


@pytest.mark.parametrize("extension", ["json", "html", "md", "xlsx"])
@pytest.mark.parametrize("command", ["validate", "score", "recap", "run", "status"])
def test_every_answer_comes_as_a_report_too(
    run: Run, root: Path, tmp_path: Path, command: str, extension: str
) -> None:
    (root / OF_ONE / "catatan.txt").touch()
    file = tmp_path / f"laporan.{extension}"
    code, _, err = run(command, root, "--report", file, "--quiet")
    assert code in (0, 1), err
    assert file.stat().st_size > 100


def test_a_period_may_be_given_in_words_and_no_other(run: Run, root: Path) -> None:
    value = as_json(run, "validate", root / OF_ONE, "--period", "2011")
    assert value["units"][0]["period"] == "2011"
    code, _, err = run("validate", root, "--period", "TW 9")
    assert code == 2
    assert "2012" in err


def test_a_share_holds_several_programmes_and_run_goes_through_all(
    run: Run, root: Path, tmp_path: Path
) -> None:
    pob = make_share(tmp_path / "pob")
    assert trees_in(tmp_path) == [root, pob] or trees_in(tmp_path) == sorted([root, pob])
    code, out, _ = run("run", tmp_path)
    assert code in (0, 1)
    assert "== pmprb (pmprb) ==" in out
    assert "57,5" in out
    assert (root / OF_ONE / "Rekap Unit_Dinas Pendidikan_(2013).xlsx").exists()
    assert list(pob.rglob("Lampiran 2*"))
    value = as_json(run, "status", tmp_path)
    assert [one["path"] for one in value] == ["pmprb", "pob"]
    adapter("round-status").validate_python(value[0]["answer"])
    adapter("status").validate_python(value[1]["answer"])


def test_a_programme_inside_a_share_of_writings_is_no_stray_of_it(
    run: Run, tmp_path: Path, root: Path
) -> None:
    share = make_share(tmp_path / "Berbagi")
    alone = as_json(run, "validate", share)
    root.rename(share / "reformasi")
    for words in ([], ["--no-cache"]):
        assert as_json(run, "validate", share, *words) == alone
    _, out, _ = run("run", share)
    assert "== reformasi (reformasi) ==" in out
    assert "57,5" in out


def test_paths_of_different_kinds_are_not_checked_together(run: Run, root: Path, share: Path) -> None:
    code, _, err = run("validate", root, share)
    assert code == 2
    assert "berbeda jenisnya" in err


@pytest.mark.parametrize(
    "words", [("score", "--seal"), ("score", "--unseal", "x"), ("validate", "--deep")], ids=" ".join
)
def test_an_option_that_would_do_nothing_is_refused(run: Run, root: Path, words: tuple[str, ...]) -> None:
    command, *option = words
    code, _, err = run(command, root, *option)
    assert code == 2
    assert option[0] in err


def test_the_lock_keeps_a_second_run_out(run: Run, root: Path) -> None:
    from filelock import FileLock

    (root / ".bpkit").mkdir()
    with FileLock(root / ".bpkit" / "lock"):
        assert run("recap", root)[0] == 4


def test_init_begins_a_programme_with_its_first_period(run: Run, root: Path, tmp_path: Path) -> None:
    target = tmp_path / "baru"
    code, _, err = run("init", target, "--program", root / "program.yaml")
    assert code == 0, err
    year = date.today().year
    assert (target / f"PMPRB (Nama Unit)_({year})" / f"unit (Nama Unit)_({year})" / "penilaian").is_dir()
    text = (target / "bpkit.yaml").read_text("utf-8")
    assert "rubrik: program.yaml" in text
    assert (target / "program.yaml").read_text("utf-8") == FILE
    assert run("validate", target)[0] == 0
    code, _, _ = run("init", target, "--program", "program.yaml")
    assert code == 2
    assert (target / "bpkit.yaml").read_text("utf-8") == text


def test_init_of_a_programme_of_writings_gives_the_settings_of_writings(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "satu", "--program", "pob-2010")[0] == 0
    assert run("init", tmp_path / "dua")[0] == 0
    one, two = ((tmp_path / name / "bpkit.yaml").read_bytes() for name in ("satu", "dua"))
    assert one == two


def test_demo_copies_the_example_of_a_programme(
    run: Run, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = tmp_path / "examples"
    begun(examples / "contoh")
    monkeypatch.setattr(demo, "resource", lambda name: tmp_path / name)
    code, _, err = run("demo", tmp_path / "coba", "--program", "contoh")
    assert code == 0, err
    assert (tmp_path / "coba" / OF_ONE / "penilaian" / "Siti.yaml").exists()
    code, _, err = run("demo", tmp_path / "lain", "--program", "conto")
    assert code == 2
    assert "contoh" in err
    assert run("demo", tmp_path / "coba", "--program", "contoh")[0] == 2


@pytest.mark.parametrize("command", ["validate", "score", "recap", "status", "run", "doctor"])
def test_a_broken_programme_file_is_told_as_one(run: Run, root: Path, command: str) -> None:
    (root / "program.yaml").write_text(FILE.replace("tiap: tahun", "tiap: tahunan"))
    code, _, err = run(command, root)
    assert code == 2
    assert "bpkit program check" in err or "bpkit program show" in err
    assert "instrumen" not in err
    assert "baris 5" in err or "line 5" in err


def test_doctor_looks_at_a_programme_of_units(run: Run, root: Path) -> None:
    code, out, _ = run("doctor", root)
    assert code == 0
    assert "Penilaian Contoh" in out
    assert "Unit kerja: 2, Instansi: 1" in out
    (root / "program.yaml").write_text(FILE.replace("bentuk: docx", "bentuk: docx, templat: hilang.docx"))
    assert run("doctor", root)[0] in (2, 3)


def test_an_answer_is_given_again_until_anything_changes(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest(root)
    first = run("score", root / OF_ONE)
    with monkeypatch.context() as patched:
        patched.setattr("bpkit.work.rounds.read_round", lambda *_: pytest.fail("read anew"))
        assert run("score", root / OF_ONE) == first
    answer(root / OF_ONE, "Budi", one=100, two=100)
    assert "78,75" in run("score", root / OF_ONE)[1]
    (root / "program.yaml").write_text(FILE.replace("sebut: Do", "sebut: Lain"))
    assert "Lain" in run("score", root / OF_ONE)[1]


@pytest.mark.parametrize("command", ["run", "recap", "status"])
def test_what_was_done_already_is_said_again_and_no_form_is_made(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    run(command, root)
    rest(root)
    second = run(command, root)
    with monkeypatch.context() as patched:
        patched.setattr("bpkit.work.rounds.read_round", lambda *_: pytest.fail("read anew"))
        assert run(command, root) == second
    for form in root.rglob("*.xlsx"):
        form.unlink()
    assert ("Ditulis" in run(command, root)[1]) is (command != "status")


def test_forms_of_units_in_which_nothing_changed_are_not_built_again(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(root / AGENCY_NAME / TWO, "Budi", one=70, two=75)
    run("recap", root)
    rest(root)
    made: list[str] = []
    build = recap.recap_form

    def counted(program: Program, form: Form, unit: Unit, *more: Any, **rest: Any) -> bytes:
        made.append(unit.path.name)
        return build(program, form, unit, *more, **rest)

    monkeypatch.setattr(recap, "recap_form", counted)
    answer(root / OF_ONE, "Siti", one=61, two=55)
    run("recap", root)
    assert made == [ONE]


def test_an_agency_stands_on_what_its_units_have_over_all_their_periods(run: Run, tmp_path: Path) -> None:
    (tmp_path / "program.yaml").write_text(ADDED_UP)
    (tmp_path / "bpkit.yaml").write_text(SETTINGS)
    for month, figures in enumerate(((10, 30), (20, 50)), start=1):
        for name, figure in zip("AB", figures, strict=True):
            folder = tmp_path / f"kota (K)_(2013-0{month})" / f"desa ({name})_(2013-0{month})" / "penilaian"
            folder.mkdir(parents=True)
            (folder / "a.yaml").write_text(f"nama: Siti\njawaban: {{i: {figure}}}\n")
    found = {one["path"]: one for one in walk(as_json(run, "score", tmp_path)) if "path" in one}
    second = found["kota (K)_(2013-02)"]["judgements"][0]["outcomes"][0]["total"]
    assert second["value"] == "0.55"  # (30/100 + 80/100) ÷ 2, and not (20/100 + 50/100) ÷ 2


def test_what_the_roster_names_two_levels_down_is_a_blank_there_too(run: Run, tmp_path: Path) -> None:
    middle = '  - {kode: camat, nama: Camat, folder: "camat ({unit})_({periode})"}\n  - {kode: kota'
    (tmp_path / "program.yaml").write_text(ADDED_UP.replace("  - {kode: kota", middle))
    (tmp_path / "bpkit.yaml").write_text(SETTINGS + "unit: {K: {C: {A: , B: }}}\n")
    folder = tmp_path / "kota (K)_(2013-01)" / "camat (C)_(2013-01)" / "desa (A)_(2013-01)" / "penilaian"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text("nama: Siti\njawaban: {i: 10}\n")
    found = {one["path"]: one for one in walk(as_json(run, "score", tmp_path)) if "path" in one}
    total = found["kota (K)_(2013-01)"]["judgements"][0]["outcomes"][0]["total"]
    assert (total["value"], total["provisional"], total["missing"]) == ("0.1", True, ["B"])


def test_a_slow_share_is_asked_for_a_units_folder_by_the_walk_and_once_more_for_all_that_lies_in_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Counter[str] = Counter()
    listed = share.entries

    def entries(folder: Path) -> list[os.DirEntry[str]]:
        asked[folder.name] += 1
        return listed(folder)

    monkeypatch.setattr(share, "entries", entries)
    assert RoundWork(Request(path=root)).result.units
    assert 0 < asked[ONE] <= 2


def test_a_period_is_judged_once_though_the_next_one_is_held_against_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = root / OF_ONE.replace("2013", "2012")
    (before / "penilaian").mkdir(parents=True)
    answer(before, "Siti", one=50, two=55)
    judged: list[tuple[str, Path]] = []

    def counted(
        program: Program, scheme: Scheme, unit: Unit, earlier: Sequence[Unit], **more: Any
    ) -> Judgement:
        judged.append((scheme.code, unit.path))
        return judge(program, scheme, unit, earlier, **more)

    monkeypatch.setattr("bpkit.work.rounds.judge", counted)
    held = [one for unit in RoundWork(Request(path=root)).result.walk() for one in unit.judgements]
    assert any(one.earlier for one in held)
    assert len(judged) == len(set(judged))
