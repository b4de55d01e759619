"""The main job as people start it: validate, score, recap, run; what they print and how they end."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from make.shares import KMW, Run, as_json, korkot, write_document, write_sheet
from openpyxl import load_workbook

from bpkit.share import placing
from bpkit.share.locking import locked
from bpkit.work import panel


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_a_city_with_everything_in_order_is_clean_but_for_what_it_still_owes(run: Run, share: Path) -> None:
    code, out, _ = run("validate", share / korkot("Surakarta"), "--format", "json")
    report = json.loads(out)
    assert code == 0
    assert (report["level"], report["unit"], report["period"]) == ("korkot", "Surakarta", "2010-10")
    assert [finding["code"] for finding in report["findings"]] == ["BP605"]
    assert report["summary"]["complete"] == report["summary"]["submissions"] == 2
    assert report["submissions"][0]["author"]["name"] == "Penulis Air Bersih"


def test_an_error_ends_with_one_and_its_remedy_is_on_screen(run: Run, share: Path) -> None:
    write_document(share / korkot("Surakarta") / "Batik.docx", photos=1)
    code, out, _ = run("validate", share / korkot("Surakarta"))
    assert code == 1
    assert "BP301" in out and "Kerjakan dulu" in out


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("error", 1), ("warning", 1)])
def test_fail_on_decides_from_which_severity_on(run: Run, share: Path, fail_on: str, code: int) -> None:
    write_document(share / korkot("Surakarta") / "Batik.docx", photos=1)
    assert run("validate", share / korkot("Surakarta"), "--fail-on", fail_on)[0] == code


def test_select_and_ignore_choose_rules_by_the_beginning_of_their_codes(run: Run, share: Path) -> None:
    write_document(share / korkot("Surakarta") / "Batik.docx", photos=0, paragraphs=1)
    chosen = as_json(run, "validate", share / korkot("Surakarta"), "--select", "BP3,BP2")
    assert {finding["code"] for finding in chosen["findings"]} == {"BP201", "BP301"}
    fewer = as_json(run, "validate", share / korkot("Surakarta"), "--ignore", "BP3")
    assert "BP301" not in {finding["code"] for finding in fewer["findings"]}


def test_a_province_holds_one_object_per_city(run: Run, share: Path) -> None:
    report = as_json(run, "validate", share / KMW)
    assert report["level"] == "kmw"
    assert [unit["unit"] for unit in report["units"]] == ["Semarang", "Surakarta"]
    assert report["summary"]["submissions"] == 5


def test_a_share_holds_one_object_per_month(run: Run, share: Path) -> None:
    report = as_json(run, "validate", share)
    (month,) = report["units"]
    assert (report["level"], month["level"], month["period"]) == ("share", "kmp", "2010-10")


def test_several_paths_give_an_array_in_their_order(run: Run, share: Path) -> None:
    paths = [share / korkot("Surakarta"), share / korkot("Semarang")]
    reports = as_json(run, "validate", *paths)
    assert [report["unit"] for report in reports] == ["Surakarta", "Semarang"]


def test_the_panel_ranks_and_names_the_best_three(run: Run, share: Path) -> None:
    code, out, _ = run("score", share / KMW, "--format", "json", "--select", "BP8")
    report = json.loads(out)
    assert code == 0
    rows = [(r["rank"], r["title"], r["na"], r["passed"], r["selected"]) for r in report["results"]]
    assert rows == [
        (1, "Bank Sampah", "900.00", True, True),
        (2, "Posyandu", "800.00", True, True),
        (3, "Air Bersih", "733.33", True, True),
        (4, "Batik", "600.00", False, False),
        (4, "Jalan", "600.00", False, False),
    ]
    assert report["results"][2]["totals"] == {
        "Siti Rahma": "700",
        "Budi Santoso": "800",
        "Dewi Lestari": "700",
    }


def test_a_bad_score_makes_a_title_provisional_whatever_is_ignored(run: Run, share: Path) -> None:
    write_sheet(
        share / KMW, "Siti Rahma", {"Bank Sampah": 11, "Posyandu": 8, "Jalan": 6, "Air Bersih": 7, "Batik": 6}
    )
    code, out, _ = run("score", share / KMW, "--format", "json")
    assert code == 1
    assert "BP803" in {finding["code"] for finding in json.loads(out)["findings"]}
    ignored = as_json(run, "score", share / KMW, "--ignore", "BP8")
    bank = next(result for result in ignored["results"] if result["title"] == "Bank Sampah")
    assert (bank["provisional"], bank["passed"], bank["rank"], bank["selected"]) == (True, False, None, False)


def test_a_city_that_decided_sends_what_it_decided(run: Run, share: Path) -> None:
    decision = share / korkot("Semarang") / "penilaian" / "keputusan.yaml"
    decision.parent.mkdir()
    decision.write_text(
        "tingkat: korkot\ntanggal: 2010-10-18\nurutan: [Posyandu, Bank Sampah]\n", encoding="utf-8"
    )
    report = as_json(run, "score", share / KMW)
    assert {result["title"] for result in report["results"]} == {
        "Bank Sampah",
        "Posyandu",
        "Air Bersih",
        "Batik",
    }
    assert [f["found"] for f in report["findings"] if f["code"] == "BP805"] == ["Jalan"]


def test_run_writes_every_form_where_it_belongs(run: Run, share: Path) -> None:
    code, out, _ = run("run", share, "--fail-on", "never")
    assert code == 0
    forms = sorted(path.relative_to(share).as_posix() for path in share.rglob("Lampiran*.xlsx"))
    assert forms == sorted(
        [
            f"{KMW}/Lampiran 2_KMW (Jawa Tengah)_(Oktober 2010).xlsx",
            f"{KMW}/Lampiran 3_KMW (Jawa Tengah)_(Oktober 2010).xlsx",
            f"{korkot('Semarang')}/Lampiran 3_korkot (Semarang)_(Oktober 2010).xlsx",
            f"{korkot('Surakarta')}/Lampiran 3_korkot (Surakarta)_(Oktober 2010).xlsx",
        ]
    )
    assert "Semarang" in out


def test_run_again_changes_no_byte_and_finds_the_same(run: Run, share: Path) -> None:
    first = run("run", share, "--format", "json")
    before = files(share)
    second = run("run", share, "--format", "json")
    assert files(share) == before
    assert json.loads(first[1])["validate"] == json.loads(second[1])["validate"]
    assert {form["status"] for form in json.loads(second[1])["recap"]["forms"]} == {"unchanged"}


def test_what_people_handed_in_is_never_touched(run: Run, share: Path) -> None:
    before = files(share)
    run("run", share)
    after = files(share)
    assert {name: after[name] for name in before} == before


def test_a_form_that_somebody_edited_stays_and_the_new_one_goes_beside_it(run: Run, share: Path) -> None:
    run("recap", share / korkot("Semarang"))
    form = share / korkot("Semarang") / "Lampiran 3_korkot (Semarang)_(Oktober 2010).xlsx"
    book = load_workbook(form)
    book.worksheets[0]["A1"] = "diparaf"
    book.save(form)
    signed = form.read_bytes()
    write_document(share / korkot("Semarang") / "Jalan.docx", photos=1)
    _, out, _ = run("recap", share / korkot("Semarang"))
    assert form.read_bytes() == signed
    assert form.with_name(f"{form.stem} (bpkit).xlsx").exists()
    assert "(bpkit)" in out


def test_output_puts_the_forms_elsewhere(run: Run, share: Path, tmp_path: Path) -> None:
    before = files(share)
    run("recap", share / KMW, "--output", tmp_path / "keluar")
    assert sorted(path.name for path in (tmp_path / "keluar").glob("*.xlsx")) == [
        "Lampiran 2_KMW (Jawa Tengah)_(Oktober 2010).xlsx",
        "Lampiran 3_KMW (Jawa Tengah)_(Oktober 2010).xlsx",
    ]
    assert files(share) == before


def test_fix_renames_a_readable_folder_and_nothing_else(run: Run, share: Path) -> None:
    folder = share / korkot("Semarang")
    odd = folder.with_name("Best Practice_korkot(semarang)-(Okt)")
    folder.rename(odd)
    assert run("fix", share, "--dry-run")[0] == 0
    assert odd.is_dir()
    code, out, _ = run("fix", share, "--apply")
    assert code == 0
    assert folder.is_dir() and not odd.exists()
    assert "best practice_korkot (Semarang)_(Oktober)" in out


def test_fix_refuses_a_name_that_is_taken(run: Run, share: Path) -> None:
    odd = (share / korkot("Semarang")).with_name("best practice_korkot (Semarang)_(Okt)")
    write_document(odd / "Lain.docx")
    assert run("fix", share, "--apply")[0] == 1
    assert (odd / "Lain.docx").exists()


def test_a_path_that_is_not_there_is_the_shares_fault(run: Run, tmp_path: Path) -> None:
    code, _, err = run("validate", tmp_path / "tidak ada")
    assert code == 3
    assert "tidak ada" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--period", "Oktober"),
        ("--lang", "jv"),
        ("--select", "XX9"),
        ("--config", "hilang.yaml"),
        ("--format", "xml"),
        ("--no-such-option",),
    ],
)
def test_wrong_usage_ends_with_two(run: Run, share: Path, arguments: tuple[str, ...]) -> None:
    code, out, err = run("validate", share, *arguments)
    assert (code, out) == (2, "")
    assert err


def test_a_broken_configuration_ends_with_two_and_names_the_line(run: Run, share: Path) -> None:
    (share / "bpkit.yaml").write_text("versi: 1\nwilyah: {}\n", encoding="utf-8")
    code, _, err = run("validate", share)
    assert code == 2
    assert "baris 2" in err or "line 2" in err


def test_a_fault_of_its_own_ends_with_seventy_and_says_what_to_send(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bpkit.work.running.check", lambda *_: 1 / 0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, _, err = run("validate", share)
    assert code == 70
    (report,) = tmp_path.glob("bpkit-crash-*.txt")
    assert report.name in err
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")


def test_a_second_run_on_a_locked_share_ends_with_four(run: Run, share: Path) -> None:
    from bpkit.share.locking import locked

    with locked(share):
        assert run("run", share)[0] == 4


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read and write everything")
def test_a_share_that_can_not_be_written_ends_with_three(run: Run, share: Path) -> None:
    (share / KMW).chmod(0o500)
    try:
        assert run("recap", share / KMW)[0] == 3
    finally:
        (share / KMW).chmod(0o700)


def test_messages_come_in_both_languages(run: Run, share: Path) -> None:
    write_document(share / korkot("Surakarta") / "Batik.docx", photos=1)
    messages = {
        language: [
            f["message"]
            for f in as_json(run, "validate", share, "--lang", language)["units"][0]["units"][0]["units"][1][
                "findings"
            ]
        ]
        for language in ("id", "en")
    }
    assert len(messages["id"]) == len(messages["en"])
    assert all(one != other for one, other in zip(messages["id"], messages["en"], strict=True))


def test_the_version_is_told(run: Run) -> None:
    assert run("--version")[1].startswith("bpkit ")


@pytest.mark.parametrize("name", ["validate", "score", "recap", "run", "fix", "sheet", "config", "rubric"])
def test_every_schema_is_a_json_schema(run: Run, name: str) -> None:
    schema = json.loads(run("schema", name)[1])
    assert schema["type"] == "object" and schema["properties"]


def test_what_is_printed_fits_its_schema(run: Run, share: Path) -> None:
    from bpkit.schemas import adapter

    for path in (share, share / KMW, share / korkot("Semarang")):
        adapter("validate").validate_json(run("validate", path, "--format", "json")[1])
        adapter("score").validate_json(run("score", path, "--format", "json")[1])


def test_a_sheet_is_made_once_and_new_titles_go_on_a_further_one(run: Run, share: Path) -> None:
    folder = share / korkot("Surakarta")
    arguments = ("sheets", folder, "--assessor", "Rina Wati")
    assert run(*arguments)[0] == 0
    form = folder / "penilaian" / "Lembar Penilaian_Rina Wati_(Oktober 2010).xlsx"
    before = form.read_bytes()
    assert "Tidak berubah" in run(*arguments)[1]
    write_document(folder / "Kampung Hijau.docx", source="TF-02")
    run(*arguments)
    assert form.read_bytes() == before
    assert form.with_name(f"{form.stem} (2).xlsx").exists()


def test_two_who_make_sheets_at_once_double_no_form(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def late(root: Path) -> Iterator[None]:
        monkeypatch.setattr(panel, "locked", locked)
        assert run("sheets", share / KMW)[0] == 0  # the other one, who comes first
        with locked(root):
            yield

    monkeypatch.setattr(panel, "locked", late)
    assert run("sheets", share / KMW)[0] == 0
    forms = sorted(file.name for file in (share / KMW / "penilaian").glob("*.xlsx"))
    assert [name for name in forms if "(2)" in name] == []
    assert len([name for name in forms if name.startswith("Lembar")]) == 3


def test_a_sheet_goes_over_nothing_that_came_while_it_was_made(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = placing._as_its_place

    def ready(temporary: Path, target: Path) -> None:
        real(temporary, target)
        if "Penilai 1" in target.name and not target.exists():
            target.write_bytes(b"by hand")

    monkeypatch.setattr(placing, "_as_its_place", ready)
    monkeypatch.setattr(panel, "_names_from", lambda target: iter((target, target.with_name("lain.xlsx"))))
    assert run("sheets", share / KMW)[0] == 0
    first = next((share / KMW / "penilaian").glob("*Penilai 1*"))
    assert first.read_bytes() == b"by hand"
    assert (share / KMW / "penilaian" / "lain.xlsx").stat().st_size > 1000


def test_nothing_is_renamed_while_another_bpkit_writes(run: Run, share: Path) -> None:
    folder = share / korkot("Semarang")
    wrong = folder.rename(folder.with_name("Best Practice_korkot(semarang)-(Okt)"))
    with locked(share):
        assert run("fix", share, "--apply")[0] == 4
        assert run("fix", share, "--dry-run")[0] == 0
    assert wrong.exists()
    assert run("fix", share, "--apply")[0] == 0
    assert folder.exists()


def test_a_folder_that_is_renamed_after_the_seal_is_still_the_sealed_one(run: Run, share: Path) -> None:
    folder = share / korkot("Semarang")
    folder.rename(folder.with_name("Best Practice_korkot(semarang)-(Okt)"))
    assert run("score", share / KMW, "--seal")[0] == 0
    assert run("fix", share, "--apply")[0] == 0
    assert folder.is_dir()
    code, out, _ = run("score", share / KMW)
    assert (code, "BP813" in out) == (0, False)
    moved = share / korkot("Surakarta") / "Jalan.docx"
    (folder / "Jalan.docx").rename(moved)  # to another city: that is no other name of the same place
    assert "BP813" in run("score", share / KMW)[1]


def test_a_sealed_decision_holds_until_it_is_opened_with_a_reason(run: Run, share: Path) -> None:
    assert run("score", share / KMW, "--seal", "--ignore", "BP6")[0] == 0
    write_sheet(
        share / KMW, "Siti Rahma", {"Bank Sampah": 8, "Posyandu": 8, "Jalan": 6, "Air Bersih": 7, "Batik": 6}
    )
    code, out, _ = run("score", share / KMW, "--format", "json")
    assert code == 1
    assert "BP813" in {finding["code"] for finding in json.loads(out)["findings"]}
    assert run("score", share / KMW, "--unseal", " ")[0] == 2
    assert "BP813" not in run("score", share / KMW, "--unseal", "skor salah ketik")[1]
    report = as_json(run, "score", share / KMW)
    assert "BP813" not in {finding["code"] for finding in report["findings"]}
    assert "skor salah ketik" in (share / KMW / "penilaian" / "segel.json").read_text(encoding="utf-8")


def test_a_city_that_proposed_too_much_does_not_keep_the_province_from_sealing(run: Run, share: Path) -> None:
    for number in range(4):
        write_document(share / korkot("Surakarta") / f"Tulisan {number}.docx", author="Agus Salim")
    extra = {f"Tulisan {number}": 6 for number in range(4)}
    scores = {"Bank Sampah": 9, "Posyandu": 8, "Jalan": 6, "Air Bersih": 7, "Batik": 6, **extra}
    for name in ("Siti Rahma", "Budi Santoso", "Dewi Lestari"):
        write_sheet(share / KMW, name, scores)
    _, out, _ = run("score", share / KMW, "--seal", "--format", "json")
    assert "BP606" in {finding["code"] for finding in json.loads(out)["findings"]}
    assert (share / KMW / "penilaian" / "segel.json").exists()


def test_the_schema_of_a_sheet_has_every_key_that_is_read(run: Run) -> None:
    from bpkit.reading.panel.sheets import KEYS

    assert set(json.loads(run("schema", "sheet")[1])["properties"]) == set(KEYS)


def test_a_form_that_is_open_in_excel_is_left_alone_and_the_others_are_written(run: Run, share: Path) -> None:
    run("run", share)
    form = share / korkot("Semarang") / "Lampiran 3_korkot (Semarang)_(Oktober 2010).xlsx"
    before = form.read_bytes()
    form.with_name(f"~${form.name}").write_bytes(b"")
    for city in ("Semarang", "Surakarta"):
        write_document(share / korkot(city) / "Kampung Hijau.docx", source="TF-02")
    other = share / korkot("Surakarta") / "Lampiran 3_korkot (Surakarta)_(Oktober 2010).xlsx"
    old = other.read_bytes()
    code, _, err = run("run", share, "--fail-on", "never")
    assert code == 3
    assert form.name in err
    assert form.read_bytes() == before
    assert other.read_bytes() != old


def test_nothing_that_is_ignored_lets_a_decision_be_sealed_in_spite_of_errors(run: Run, share: Path) -> None:
    titles = ("Bank Sampah", "Posyandu", "Jalan", "Air Bersih", "Batik")
    write_sheet(share / KMW, "Siti Rahma", dict.fromkeys(titles, 11))
    assert run("score", share / KMW, "--seal", "--ignore", "BP8")[0] == 1
    assert not (share / KMW / "penilaian" / "segel.json").exists()
