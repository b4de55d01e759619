"""The meetings of a cluster, reckoned independently: readiness, ranking, actions that go on, what is told."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from make.shares import Run, put

from bpkit.model.programs import Paper
from bpkit.model.rounds import Report
from bpkit.rules.checklists import parts_of
from bpkit.settings.programs import load_program

FIRST, SECOND = "pertemuan-1 (Sulsel)", "pertemuan-2 (Gorontalo)"
PROBLEMS = ("Data EMIS tidak mutakhir", "Program QA tanpa anggaran", "Operator SIMP belum terlatih")
SCORES = {
    "LPMP Sulsel": ((5, 4, 3), (4, 4, 4), (2, 2, 2)),
    "LPMP Maluku": ((5, 5, 4), (5, 5, 4), (3, 2, 2)),
    "LPMP Sultra": ((3, 4, 4), (4, 3, 4), (1, 2, 2)),
}
OPEN = (
    "- {masalah: Operator SIMP belum terlatih, kegiatan: Melatih operator, penanggung_jawab: Siti Rahma, "
    "sampai: 2010-08-01, status: berjalan}\n"
)
DONE = (
    "- {masalah: Instrumen lama, kegiatan: Validasi, penanggung_jawab: Budi, sampai: 2010-05-01, "
    "status: selesai}\n"
)
HEADINGS = (
    "Topik Pertemuan",
    "Proses Pelaksanaan",
    "Paparan Hasil yang Dicapai",
    "Topik Bahasan di FPK Berikutnya",
    "Kesimpulan dan Saran",
    "Lampiran",
)


def checklist(**changes: str) -> str:
    """The second meeting's own YAML: all yes in time, but for what is given: `_12="tidak"`."""
    lines = ["mulai: 2010-06-03", "selesai: 2010-06-04", "tuan_rumah: LPMP Gorontalo", "topik: [Mutu, SIMP]"]
    lines.append("laporan: {dikirim: [Koordinator Program, Koordinator Klaster, MCPM], dimuat: 2010-06-20}")
    lines.append("daftar_cek:")
    sent = "{jawab: ya, tanggal: 2010-05-27, bukti: [undangan.pdf]}"
    for number in range(1, 27):
        usual = sent if number in (4, 5, 6, 7) else "ya"
        answer = changes.get(f"_{number}", usual)
        lines += [f"  {number}: {answer}"] if answer else []
    return "\n".join(lines) + "\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two meetings: the first left an action open, the second is in order."""
    share = tmp_path / "klaster"
    put(share, "bpkit.yaml", "versi: 1\nrubrik: fpk-2010\ntahun: 2010\nbahasa: id\n")
    first = checklist().replace("2010-06", "2010-04").replace("2010-05-27", "2010-03-27")
    put(share, f"{FIRST}/pertemuan.yaml", first)
    put(share, f"{FIRST}/masalah.yaml", f"- masalah: {PROBLEMS[2]}\n- masalah: Instrumen lama\n")
    put(share, f"{FIRST}/rencana-aksi.yaml", OPEN + DONE)
    put(share, f"{SECOND}/pertemuan.yaml", checklist(_13="tidak berlaku", _12="tidak"))
    put(share, f"{SECOND}/masalah.yaml", "".join(f"- masalah: {name}\n" for name in PROBLEMS))
    for who, rows in SCORES.items():
        said = [
            f"  {name}: {{U: {u}, S: {s}, G: {g}}}" for name, (u, s, g) in zip(PROBLEMS, rows, strict=True)
        ]
        put(share, f"{SECOND}/prioritas/{who}.yaml", "\n".join([f"nama: {who}", "jawaban:", *said, ""]))
    for meeting in (FIRST, SECOND):
        put(share, f"{meeting}/bukti/undangan.pdf", "x")
        report(share / meeting / "laporan.docx", *HEADINGS)
    return share


def report(file: Path, *headings: str, below: str = "Dibahas bersama oleh semua lembaga.") -> None:
    document = Document()
    document.add_heading("Laporan Hasil Pertemuan", 0)
    for heading in headings:
        document.add_heading(heading, 1)
        document.add_paragraph(below)
    document.save(str(file))


def told(run: Run, root: Path, code: str, *more: str) -> list[Any]:
    _, out, err = run("validate", root, "--format", "json", "--select", code, *more)
    value = json.loads(out)
    assert value, err
    return [one for unit in value["units"] for one in unit["findings"]]


def judged(run: Run, root: Path) -> dict[str, Any]:
    value = json.loads(run("score", root, "--format", "json")[1])
    (meeting,) = [one for one in value["units"] if one["unit"] == "Gorontalo"]
    return {one["scheme"]: one["outcomes"] for one in meeting["judgements"]}


def change(root: Path, **changes: str) -> None:
    put(root, f"{SECOND}/pertemuan.yaml", checklist(**{"_13": "tidak berlaku", "_12": "tidak", **changes}))


def test_readiness_is_yes_over_what_applies(run: Run, root: Path) -> None:
    (outcome,) = judged(run, root)["utama"]
    assert Fraction(outcome["total"]["value"]) == Fraction(24, 25)
    assert not outcome["total"]["provisional"]


def test_with_every_conditional_item_out_of_play_the_others_count(run: Run, root: Path) -> None:
    change(root, _14="tidak berlaku")
    assert Fraction(judged(run, root)["utama"][0]["total"]["value"]) == Fraction(23, 24)


def test_the_ranking_is_the_sum_of_means_and_equals_share_a_rank(run: Run, root: Path) -> None:
    found = {one["judged"]: one for one in judged(run, root)["prioritas"]}
    for n, name in enumerate(PROBLEMS):
        means = (Fraction(sum(rows[n][i] for rows in SCORES.values()), len(SCORES)) for i in range(3))
        assert Fraction(found[name]["total"]["value"]) == sum(means), name
    assert [found[name]["rank"] for name in PROBLEMS] == [1, 1, 3]


def test_the_plenary_settles_equals(run: Run, root: Path) -> None:
    order = [PROBLEMS[1], PROBLEMS[0], PROBLEMS[2]]
    put(root, f"{SECOND}/keputusan.yaml", "urutan:\n" + "".join(f"  - {name}\n" for name in order))
    found = {one["judged"]: one["rank"] for one in judged(run, root)["prioritas"]}
    assert [found[name] for name in order] == [1, 2, 3]


def test_an_item_without_an_answer_is_told_with_its_words(run: Run, root: Path) -> None:
    assert told(run, root, "BP831") == []
    change(root, _26="")
    (found,) = told(run, root, "BP831")
    assert "26 Orang/seksi dokumentasi" in found["message"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("mulai: 2010-06-03\n", "belum ditulis"),
        ("mulai: nanti\n", "nanti"),
        ("mulai: 2010-07-03\n", "lebih awal"),
    ],
)
def test_the_day_that_others_are_counted_from_is_asked_for(
    run: Run, root: Path, typed: str, words: str
) -> None:
    file = root / SECOND / "pertemuan.yaml"
    new = "" if words == "belum ditulis" else typed
    file.write_text(file.read_text("utf-8").replace("mulai: 2010-06-03\n", new), encoding="utf-8")
    (found,) = told(run, root, "BP831")
    assert words in found["message"]


def sheet(root: Path, **answers: str) -> None:
    typed = "".join(f"  {number[1:]}: {answer}\n" for number, answer in answers.items())
    put(root, f"{SECOND}/penilaian/Siti.yaml", f"nama: Siti\njawaban:\n{typed}")


def test_a_sheet_filled_in_part_beside_the_meetings_own_checklist_leaves_nothing_open(
    run: Run, root: Path
) -> None:
    before = told(run, root, "BP8")
    sheet(root, _1="ya", _4="ya")  # without the day and the evidence that the checklist has
    (outcome,) = judged(run, root)["utama"]
    assert (Fraction(outcome["total"]["value"]), outcome["total"]["provisional"]) == (Fraction(24, 25), False)
    assert told(run, root, "BP8") == before


def test_what_the_checklist_leaves_out_a_sheet_may_say_and_what_both_leave_out_is_missing(
    run: Run, root: Path
) -> None:
    before = told(run, root, "BP870")
    change(root, _25="", _26="")
    sheet(root, _25="ya")
    (outcome,) = judged(run, root)["utama"]
    assert outcome["total"]["provisional"]
    (found,) = [one for one in told(run, root, "BP870") if one not in before]
    assert found["found"] == "panitia: 26"
    sheet(root, _25="ya", _26="ya")
    assert not judged(run, root)["utama"][0]["total"]["provisional"]


def test_a_sheet_that_says_otherwise_in_many_items_is_told_once_and_briefly(run: Run, root: Path) -> None:
    before = told(run, root, "BP8")
    sheet(root, **{f"_{number}": "tidak" for number in range(1, 27)})
    found = [one for one in told(run, root, "BP8") if one not in before]
    assert [one["code"] for one in found] == ["BP801"]
    assert (
        "(1, 2, 3, 4, 5, 6, 7, 8, 9, 10 … dan 15 lagi); yang dihitung pertemuan.yaml" in found[0]["message"]
    )
    assert Fraction(judged(run, root)["utama"][0]["total"]["value"]) == Fraction(24, 25)


def test_only_a_conditional_item_may_not_apply_and_that_is_told_once(run: Run, root: Path) -> None:
    change(root, _12="tidak berlaku")
    codes = [one["code"] for one in told(run, root, "BP8")]
    assert codes.count("BP832") == 1
    assert "BP824" not in codes


def test_evidence_is_owed_for_invitations_and_lies_in_its_folder(run: Run, root: Path) -> None:
    assert told(run, root, "BP833") == []
    change(root, _4="{jawab: ya, tanggal: 2010-05-27}", _6="{jawab: ya, bukti: [hilang.pdf]}")
    found = told(run, root, "BP8")
    assert [one["code"] for one in found if one["code"] in ("BP833", "BP872", "BP873")] == ["BP833"] * 2


@pytest.mark.parametrize(("day", "late"), [("2010-05-27", False), ("2010-05-28", True)])
def test_seven_days_are_counted_across_the_end_of_a_month(run: Run, root: Path, day: str, late: bool) -> None:
    change(root, _4=f"{{jawab: ya, tanggal: {day}, bukti: [undangan.pdf]}}")
    found = [one for one in told(run, root, "BP610") if one["message"].startswith("“4 ")]
    assert bool(found) is late


def test_a_report_is_owed_with_its_parts_once_the_meeting_is_over(run: Run, root: Path) -> None:
    assert told(run, root, "BP834") == []
    report(root / SECOND / "laporan.docx", *HEADINGS[:-2])
    (found,) = told(run, root, "BP834")
    assert "kesimpulan dan saran, lampiran laporan" in found["message"]
    report(root / SECOND / "laporan.docx", *HEADINGS, below="................")
    assert "topik pertemuan" in told(run, root, "BP834")[0]["message"]
    (root / SECOND / "laporan.docx").unlink()
    assert "belum ada" in told(run, root, "BP834")[0]["message"]


def test_a_report_goes_to_everybody_who_gets_it(run: Run, root: Path) -> None:
    file = root / SECOND / "pertemuan.yaml"
    text = file.read_text("utf-8").replace(", MCPM]", "]").replace("dimuat: 2010-06-20", "dimuat: belum")
    file.write_text(text, encoding="utf-8")
    messages = sorted(one["message"] for one in told(run, root, "BP834"))
    assert [one.rpartition(": ")[2] for one in messages] == ["MCPM.", "mailing list/website klaster."]


def test_headings_in_other_words_are_known_and_the_more_exact_one_wins() -> None:
    paper = load_program("fpk-2010").papers[0]
    assert isinstance(paper, Paper)
    headings = ("A. Tema", "II. Hasil", "Topik FPK berikutnya", "5. SIMPULAN")
    text = "\n".join(f"{one}\nisi" for one in headings)
    found = parts_of(paper, Report("laporan", Path("laporan.docx"), headings, text))
    assert set(found) == {
        "topik pertemuan", "paparan hasil yang dicapai", "topik bahasan di FPK berikutnya",
        "kesimpulan dan saran",
    }  # fmt: skip
    alone = Report("laporan", Path("laporan.docx"), headings[2:3], f"{headings[2]}\nisi")
    assert set(parts_of(paper, alone)) == {"topik bahasan di FPK berikutnya"}


def test_an_action_goes_on_until_a_later_meeting_says_that_it_is_done(run: Run, root: Path) -> None:
    (found,) = told(run, root, "BP835")
    assert "Melatih operator" in found["message"]
    put(root, f"{SECOND}/rencana-aksi.yaml", OPEN.replace("berjalan", "selesai"))
    assert told(run, root, "BP835") == []


def test_an_action_says_who_and_by_when_and_about_a_problem_that_is_listed(run: Run, root: Path) -> None:
    put(
        root,
        f"{SECOND}/rencana-aksi.yaml",
        OPEN.replace("berjalan", "selesai") + "- {masalah: X, kegiatan: Y}\n",
    )
    messages = [one["message"] for one in told(run, root, "BP835")]
    assert len(messages) == 2
    assert any("Penanggung jawab, Sampai" in one for one in messages)
    assert any("“X”" in one for one in messages)


def test_what_comes_first_has_an_action_here_or_carried(run: Run, root: Path) -> None:
    first = [one["found"] for one in told(run, root, "BP836")]
    assert sorted(first) == sorted(PROBLEMS[:2])
    carried = OPEN.replace(PROBLEMS[2], PROBLEMS[0]) + OPEN.replace(PROBLEMS[2], PROBLEMS[1])
    put(root, f"{FIRST}/rencana-aksi.yaml", carried.replace("operator, pen", "operator 2, pen", 1))
    assert told(run, root, "BP836") == []


def test_the_forms_show_what_was_reckoned_and_what_is_carried(run: Run, root: Path) -> None:
    assert run("run", root)[0] in (0, 1)
    checked = openpyxl.load_workbook(
        root / SECOND / "Daftar Cek_Gorontalo_(pertemuan-2).xlsx", data_only=True
    )
    values = [cell.value for row in checked.worksheets[0].iter_rows() for cell in row]
    assert 0.96 in values
    assert any("24 dari 25" in str(value) for value in values)
    plan = openpyxl.load_workbook(root / SECOND / "Rencana Aksi_Gorontalo_(pertemuan-2).xlsx")
    texts = [cell.value for row in plan.worksheets[0].iter_rows() for cell in row]
    assert FIRST in texts
    assert "Melatih operator" in texts
    assert "Validasi" not in texts


def test_the_list_of_a_new_meeting_begins_with_what_is_open(run: Run, root: Path) -> None:
    assert run("sheets", root / SECOND)[0] == 0
    book = openpyxl.load_workbook(root / SECOND / "rencana-aksi.xlsx")
    assert "Melatih operator" in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]


def test_an_invitation_goes_out_before_anything_is_answered_and_the_report_waits(
    run: Run, root: Path
) -> None:
    change(root, _26="")
    code, _, err = run("letter", root / SECOND)
    assert code == 3
    assert "Laporan" in err
    name = "Undangan_Gorontalo_(pertemuan-2).docx"
    texts = [one.text for one in Document(str(root / SECOND / name)).paragraphs]
    assert "1. Koordinator Program" in texts
    cells = [c.text for t in Document(str(root / SECOND / name)).tables for row in t.rows for c in row.cells]
    assert "Melatih operator" in cells  # which the meeting before left open
    assert run("letter", root / FIRST)[0] in (0, 3)
    first = Document(str(root / FIRST / "Undangan_Sulsel_(pertemuan-1).docx"))
    assert "Melatih operator" not in [c.text for t in first.tables for row in t.rows for c in row.cells]
    change(root)
    assert run("letter", root / SECOND)[0] == 0
