"""What decides is made only from a whole view: nobody wins on what is left of a disturbed one."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from make.shares import KMW, Run, korkot, write_sheet

LAMPIRAN_2 = f"{KMW}/Lampiran 2_KMW (Jawa Tengah)_(Oktober 2010).xlsx"
PROVISIONAL_2 = f"{KMW}/Lampiran 2_KMW (Jawa Tengah)_(Oktober 2010) (sementara).xlsx"
LETTER = f"{KMW}/Surat Penetapan_KMW (Jawa Tengah)_(Oktober 2010).docx"
SEAL = f"{KMW}/penilaian/segel.json"
SCORES = {"Bank Sampah": 9, "Posyandu": 8, "Jalan": 6, "Air Bersih": 7, "Batik": 6}
CITY = korkot("Surakarta")


def _score(run: Run, share: Path, *more: object) -> Any:
    return json.loads(run("score", share / KMW, "--format", "json", *more)[1])


def _winners(outcome: Any) -> list[str]:
    return [result["title"] for result in outcome["results"] if result["selected"]]


def _decide(folder: Path, text: str) -> Path:
    file = folder / "penilaian" / "keputusan.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def score_missing(share: Path) -> None:
    write_sheet(share / KMW, "Siti Rahma", {**SCORES, "Batik": [6, 6, 6, "", 6, 6, 6, 6]})


def sheet_broken(share: Path) -> None:
    (share / KMW / "penilaian" / "siti.yaml").write_text("rubrik: [", encoding="utf-8")


def panel_too_small(share: Path) -> None:
    (share / KMW / "penilaian" / "siti.yaml").unlink()


def title_gone(share: Path) -> None:
    (share / korkot("Surakarta") / "Batik.docx").unlink()


def title_in_the_decision_that_is_not_there(share: Path) -> None:
    _decide(share / KMW, "tingkat: kmw\nurutan: [Bank Sampah, Bank Sampan]\nalasan: begitulah\n")


def sheet_of_the_city_broken(share: Path) -> None:
    for name in ("Rina Wati", "Agus Salim", "Tono Wibowo"):
        write_sheet(share / CITY, name, {"Air Bersih": 8, "Batik": 8}, level="korkot")
    (share / CITY / "penilaian" / "rina.yaml").write_text("rubrik: [", encoding="utf-8")


DISTURBED: list[tuple[Callable[[Path], None], str]] = [
    (score_missing, "BP802"),
    (sheet_broken, "BP801"),
    (panel_too_small, "BP807"),
    (title_gone, "BP805"),
    (title_in_the_decision_that_is_not_there, "BP805"),
    (sheet_of_the_city_broken, "BP801"),
]
kinds = pytest.mark.parametrize(
    ("disturb", "code"), DISTURBED, ids=[disturb.__name__ for disturb, _ in DISTURBED]
)


@kinds
def test_nobody_is_selected_and_the_cause_is_told(
    run: Run, share: Path, disturb: Callable[[Path], None], code: str
) -> None:
    assert _winners(_score(run, share)) == ["Bank Sampah", "Posyandu", "Air Bersih"]
    disturb(share)
    outcome = _score(run, share)
    assert _winners(outcome) == []
    assert outcome["provisional"]
    assert code in {cause["code"] for cause in outcome["causes"]}


@kinds
def test_no_command_passes_over_it(run: Run, share: Path, disturb: Callable[[Path], None], code: str) -> None:
    disturb(share)
    for command in ("validate", "score", "status", "recap", "run"):
        left, out, _ = run(command, share / KMW)
        assert (left, code in out) == (1, True), command


@kinds
def test_a_letter_and_a_seal_are_refused_with_the_cause(
    run: Run, share: Path, disturb: Callable[[Path], None], code: str
) -> None:
    disturb(share)
    for arguments in (("letter", share / KMW), ("score", share / KMW, "--seal")):
        left, _, err = run(*arguments)
        assert (left, code in err) == (1, True), arguments[0]
    assert not (share / LETTER).exists()
    assert not (share / SEAL).exists()


@kinds
def test_a_form_from_a_whole_view_stays_and_the_provisional_one_lies_beside_it(
    run: Run, share: Path, disturb: Callable[[Path], None], code: str
) -> None:
    run("recap", share / KMW)
    before = (share / LAMPIRAN_2).read_bytes()
    disturb(share)
    run("recap", share / KMW)
    assert (share / LAMPIRAN_2).read_bytes() == before
    assert code in _head(share / PROVISIONAL_2)


def _head(form: Path) -> str:
    from openpyxl import load_workbook

    return str(load_workbook(form)["Lampiran 2"]["A4"].value)


def test_a_provisional_form_goes_away_when_the_view_is_whole_again(run: Run, share: Path) -> None:
    score_missing(share)
    run("recap", share / KMW)
    assert (share / PROVISIONAL_2).exists() and not (share / LAMPIRAN_2).exists()
    write_sheet(share / KMW, "Siti Rahma", SCORES)
    _, out, _ = run("recap", share / KMW)
    assert (share / LAMPIRAN_2).exists() and not (share / PROVISIONAL_2).exists()
    assert "Dihapus" in out


def test_a_provisional_form_that_somebody_wrote_on_stays(run: Run, share: Path) -> None:
    score_missing(share)
    run("recap", share / KMW)
    (share / PROVISIONAL_2).write_bytes(b"catatan rapat")
    write_sheet(share / KMW, "Siti Rahma", SCORES)
    run("recap", share / KMW)
    assert (share / PROVISIONAL_2).read_bytes() == b"catatan rapat"


def test_a_provisional_form_is_no_submission_and_is_written_once(run: Run, share: Path) -> None:
    score_missing(share)
    run("run", share)
    before = (share / PROVISIONAL_2).stat().st_mtime_ns
    _, out, _ = run("run", share / KMW)
    assert "0 berkas ditulis" in out
    assert (share / PROVISIONAL_2).stat().st_mtime_ns == before
    assert "BP105" not in run("validate", share / KMW)[1]


def test_a_lampiran_3_is_disturbed_by_its_citys_panel_and_not_by_the_provinces(run: Run, share: Path) -> None:
    score_missing(share)
    run("run", share)
    assert (share / CITY / "Lampiran 3_korkot (Surakarta)_(Oktober 2010).xlsx").exists()
    sheet_of_the_city_broken(share)
    run("run", share)
    assert (share / CITY / "Lampiran 3_korkot (Surakarta)_(Oktober 2010) (sementara).xlsx").exists()


def test_neither_ignoring_nor_switching_a_rule_off_makes_a_view_whole(run: Run, share: Path) -> None:
    score_missing(share)
    left, out, _ = run("score", share / KMW, "--format", "json", "--ignore", "BP8")
    assert (left, _winners(json.loads(out))) == (1, [])
    config = share / "bpkit.yaml"
    config.write_text(config.read_text("utf-8") + "aturan: {BP802: mati}\n", encoding="utf-8")
    left, out, _ = run("score", share / KMW, "--format", "json")
    assert (left, _winners(json.loads(out))) == (1, [])
    assert [cause["code"] for cause in json.loads(out)["causes"]] == ["BP802"]


def test_ranks_and_values_are_shown_all_the_same(run: Run, share: Path) -> None:
    score_missing(share)
    rows = [(result["rank"], result["na"]) for result in _score(run, share)["results"]]
    assert rows[:4] == [(1, "900.00"), (2, "800.00"), (3, "733.33"), (4, "600.00")]


def test_what_a_city_sends_is_still_scored_while_its_own_panel_is_disturbed(run: Run, share: Path) -> None:
    sheet_of_the_city_broken(share)
    outcome = _score(run, share)
    assert {result["title"]: result["na"] for result in outcome["results"]}["Posyandu"] == "800.00"
    assert [unit["provisional"] for unit in outcome["units"]] == [False, True]


def test_a_tie_selects_those_above_it_but_no_letter_goes_out(run: Run, share: Path) -> None:
    for name in ("Siti Rahma", "Budi Santoso", "Dewi Lestari"):
        write_sheet(share / KMW, name, {**SCORES, "Posyandu": 8, "Air Bersih": 7, "Jalan": 7, "Batik": 7})
    outcome = _score(run, share)
    assert (_winners(outcome), outcome["provisional"]) == (["Bank Sampah", "Posyandu"], False)
    left, _, err = run("letter", share / KMW)
    assert (left, "BP812" in err, "BP812 .:" in err) == (1, True, False)
    assert run("score", share / KMW, "--seal")[0] == 1


def test_a_title_withdrawn_since_it_was_scored_disturbs_nothing(run: Run, share: Path) -> None:
    title_gone(share)
    _decide(share / KMW, "tingkat: kmw\nditarik: [Batik]\n")
    outcome = _score(run, share)
    assert _winners(outcome) == ["Bank Sampah", "Posyandu", "Air Bersih"]
    assert outcome["causes"] == []


def test_a_withdrawn_title_that_still_lies_there_wins_nothing(run: Run, share: Path) -> None:
    _decide(share / KMW, "tingkat: kmw\nditarik: [Bank Sampah]\n")
    outcome = _score(run, share)
    assert [result["title"] for result in outcome["results"]] == ["Posyandu", "Air Bersih", "Batik", "Jalan"]
    assert _winners(outcome) == ["Posyandu", "Air Bersih"]


@pytest.mark.parametrize("more", ["ditarik: [Batix]", "ditarik: [Batik]\nurutan: [Batik]\nalasan: x"])
def test_a_withdrawal_that_means_nothing_or_contradicts_is_told(run: Run, share: Path, more: str) -> None:
    _decide(share / KMW, f"tingkat: kmw\n{more}\n")
    assert [cause["code"] for cause in _score(run, share)["causes"]] == ["BP805"]


def test_sealing_writes_the_forms_anew_and_holds_them(run: Run, share: Path) -> None:
    run("recap", share / KMW)
    write_sheet(share / KMW, "Siti Rahma", {**SCORES, "Batik": 7})
    before = (share / LAMPIRAN_2).read_bytes()
    assert run("score", share / KMW, "--seal", "--ignore", "BP6")[0] == 0
    assert (share / LAMPIRAN_2).read_bytes() != before
    assert Path(LAMPIRAN_2).name in json.loads((share / SEAL).read_text("utf-8"))["forms"]
    assert _score(run, share)["causes"] == []


@pytest.mark.parametrize("change", [Path.unlink, lambda form: form.write_bytes(b"lain")])
def test_a_sealed_form_that_was_changed_or_deleted_is_told(
    run: Run, share: Path, change: Callable[[Path], object]
) -> None:
    run("score", share / KMW, "--seal")
    change(share / LAMPIRAN_2)
    (cause,) = _score(run, share)["causes"]
    assert (cause["code"], cause["path"]) == ("BP813", Path(LAMPIRAN_2).name)
    assert run("validate", share / KMW)[0] == 1


def test_a_letter_from_before_the_seal_is_not_held_by_it(run: Run, share: Path) -> None:
    run("letter", share / KMW)
    before = (share / LETTER).read_bytes()
    for name in ("Siti Rahma", "Budi Santoso", "Dewi Lestari"):
        write_sheet(share / KMW, name, {**SCORES, "Batik": 10})
    assert run("score", share / KMW, "--seal", "--ignore", "BP6")[0] == 0
    assert run("letter", share / KMW)[0] == 0
    assert (share / LETTER).read_bytes() != before


def test_a_panel_without_any_result_is_not_sealed(run: Run, share: Path) -> None:
    for city in ("Semarang", "Surakarta"):
        shutil.rmtree(share / korkot(city))
    for sheet in (share / KMW / "penilaian").iterdir():
        sheet.unlink()
    _decide(share / KMW, "tingkat: kmw\nnomor_surat: 12\n")
    assert run("score", share / KMW, "--seal")[0] == 1
    assert not (share / SEAL).exists()


def test_a_panels_trouble_makes_no_writing_incomplete(run: Run, share: Path) -> None:
    report = json.loads(run("validate", share / KMW, "--format", "json")[1])
    panel_too_small(share)
    after = json.loads(run("validate", share / KMW, "--format", "json")[1])
    assert after["summary"]["complete"] == report["summary"]["complete"] == 5


def test_where_no_sheet_is_seen_no_letter_is_called_done(run: Run, share: Path) -> None:
    for sheet in (share / KMW / "penilaian").iterdir():
        sheet.unlink()
    left, _, err = run("letter", share / KMW)
    assert (left, "belum ada lembar" in err) == (1, True)


def test_status_names_a_folder_that_is_nobodys_as_run_does(run: Run, share: Path) -> None:
    write_sheet(share, "Siti Rahma", SCORES)
    for command in ("run", "status"):
        assert "BP814" in run(command, share)[1], command
