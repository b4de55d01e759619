"""What the check of a folder yielded is kept, and taken while all that it hangs on is the same."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from make.changes import CHANGES, Office
from make.shares import KMW, Run, korkot, make_share, write_document, write_sheet

from bpkit import rules
from bpkit.cli import options
from bpkit.model.facts import Folder
from bpkit.resources import resource
from bpkit.rules.registry import Context
from bpkit.work import answers, memo
from bpkit.work.running import Work

STEPS = int(os.environ.get("STEPS", "3"))  # `make memo` takes hundreds
SEED = int(os.environ.get("SEED", "0"))
LOOKS = ("validate", "score")


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A share of two cities and a second month."""
    root = make_share(tmp_path_factory.mktemp("months") / "Berbagi")
    write_document(root / "2010-11" / Path(korkot("Semarang")).relative_to("2010-10") / "Pasar.docx")
    return root


@pytest.fixture
def office(two_months: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The share, whose clock is in our hand."""
    made = Office(shutil.copytree(two_months, tmp_path / "Berbagi"), Random(SEED))
    made.settings()
    made.still()
    monkeypatch.setattr(options, "moment", lambda: made.now)
    monkeypatch.setattr(answers, "_days", lambda: str(made.now))
    return made


@pytest.fixture
def redone(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that were checked, and not taken from what was kept."""
    seen: list[str] = []
    real = Work._work_anew

    def anew(self: Work, folder: Folder, *more: Any) -> Any:
        if self._keeps:
            seen.append(folder.path.name)
        return real(self, folder, *more)

    monkeypatch.setattr(Work, "_work_anew", anew)
    return seen


def said(run: Run, office: Office, *options: str) -> list[tuple[int, str, str]]:
    """What the commands say that only look."""
    return [run(command, office.root, "--format", "json", *options) for command in LOOKS]


def agree(run: Run, office: Office) -> None:
    """What is said with what was kept is said without it, to the byte."""
    assert said(run, office) == said(run, office, "--no-cache")


def contents(root: Path) -> dict[str, bytes]:
    files = (file for file in sorted(root.rglob("*")) if file.is_file() and ".bpkit" not in file.parts)
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


def write(run: Run, office: Office) -> tuple[str, str]:
    """What is written with what was kept is what would be written without it; what both runs say."""
    asked = ("run", office.root, "--format", "json", "--fail-on", "never", "--date", "2010-10-25")
    first = run(*asked)
    made = contents(office.root)
    again = run(*asked, "--no-cache")
    assert contents(office.root) == made
    return first[1], again[1]


def settled(run: Run, office: Office) -> None:
    """The same, and what was written stays as it is."""
    first, again = write(run, office)
    if first:
        said, told = json.loads(first), json.loads(again)
        said["recap"].pop("forms")
        assert {one["status"] for one in told["recap"].pop("forms")} <= {"unchanged", "sealed"}
        assert said == told


def test_by_chance_nothing_is_ever_said_that_holds_no_longer(
    run: Run, office: Office, redone: list[str]
) -> None:
    chance, folders = office.chance, 0
    for step in range(STEPS):
        changes = chance.sample(sorted(CHANGES), chance.choice([1, 1, 2, 3]))
        for change in changes:
            CHANGES[change](office)
        if chance.random() < 0.9:
            office.still()
        try:
            agree(run, office)
            asked = ("status", office.root, "--all", "--format", "json")
            assert run(*asked) == run(*asked, "--no-cache")
            if step % 3 == 1:
                settled(run, office)
        except AssertionError as error:
            error.add_note(f"step {step} of seed {SEED}: {changes}")
            raise
        folders += 3 * len(list(office.root.rglob("best practice*/")))
    assert len(redone) < folders


# One thing at a time -----------------------------------------------------------------------------------

DAY = timedelta(days=1)


def handed_in(office: Office) -> None:
    write_document(office.root / korkot("Semarang") / "Bank Sampah.docx", photos=0)


def titled(office: Office) -> None:
    file = office.root / korkot("Semarang") / "Jalan.docx"
    file.rename(file.with_name("Jembatan.docx"))


def photographed(office: Office) -> None:
    (office.root / korkot("Semarang") / "Jalan 1.jpg").write_bytes(b"no photo")


def described(office: Office) -> None:
    (office.root / korkot("Semarang") / "Jalan.yaml").write_text("sumber: TF-07\n")


def scored(office: Office) -> None:
    sheet = office.root / KMW / "penilaian" / "siti.yaml"
    sheet.write_text(sheet.read_text().replace(": 9", ": 5"))


def decided(office: Office) -> None:
    file = office.root / KMW / "penilaian" / "keputusan.yaml"
    file.write_text("tingkat: kmw\nurutan: [Batik, Jalan]\n")


def uncounted(office: Office) -> None:
    sheet = office.root / KMW / "penilaian" / "siti.yaml"
    sheet.rename(office.root / KMW / "siti.yaml")


def called(office: Office) -> None:
    folder = office.root / korkot("Semarang")
    folder.rename(folder.with_name("best practice_korkot (Semarng)_(Oktober)"))


def strayed(office: Office) -> None:
    (office.root / korkot("Semarang") / "catatan.txt").touch()


def linked(office: Office) -> None:
    (office.root / korkot("Semarang") / "Tautan.docx").symlink_to("/etc/hostname")


def weighed(office: Office) -> None:
    office.settings(weights="BP104: info, BP605: galat")


def waived(office: Office) -> None:
    office.settings(waivers='pengecualian: [{aturan: BP605, berkas: "**", alasan: a, disetujui: b}]\n')


def enrolled(office: Office) -> None:
    office.settings(teams="3")


def ruled(office: Office) -> None:
    text = resource("rubrics").joinpath("pob-2010.yaml").read_text(encoding="utf-8")
    (office.root / "rubrik.yaml").write_text(text.replace("nilai_lulus: 700", "nilai_lulus: 900"))
    office.settings(rubric="rubrik: rubrik.yaml\n")


def copied(office: Office) -> None:
    """What changes in Semarang is what it has in common with a writing in another city."""
    source = office.root / korkot("Semarang") / "Jalan.docx"
    (office.root / korkot("Surakarta") / "Batik.docx").write_bytes(source.read_bytes())


def quoted(office: Office) -> None:
    (office.root / "referensi").mkdir()
    source = office.root / korkot("Semarang") / "Jalan.docx"
    (office.root / "referensi" / "pedoman.docx").write_bytes(source.read_bytes())


def gone(office: Office) -> None:
    (office.root / korkot("Surakarta") / "Batik.docx").unlink()


def late(office: Office) -> None:
    """What comes after the register saw its folder, and after the deadline."""
    office.now += 4 * DAY
    write_document(office.root / korkot("Semarang") / "Terlambat.docx")


INGREDIENTS = (
    handed_in, titled, photographed, described, scored, decided, uncounted, called, strayed, linked, weighed,
    waived, enrolled, ruled, copied, quoted, gone, late,
)  # fmt: skip


@pytest.mark.parametrize("change", INGREDIENTS, ids=lambda one: one.__name__)
def test_whatever_a_check_hangs_on_makes_it_anew(
    run: Run, office: Office, change: Callable[[Office], None]
) -> None:
    office.now += 2 * DAY
    run("run", office.root, "--quiet")
    before = said(run, office)
    change(office)
    office.still()
    after = said(run, office)
    assert after != before
    assert after == said(run, office, "--no-cache")


def test_a_rubric_of_the_share_s_own_that_changes_changes_what_was_scored(run: Run, office: Office) -> None:
    ruled(office)
    office.still()
    before = said(run, office)
    file = office.root / "rubrik.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("nilai_lulus: 900", "nilai_lulus: 600"))
    office.still()
    assert said(run, office) != before
    agree(run, office)


@pytest.mark.parametrize("change", [late, gone, titled], ids=lambda one: one.__name__)
def test_what_only_the_register_knows_goes_with_it(
    run: Run, office: Office, change: Callable[[Office], None]
) -> None:
    office.now += 2 * DAY
    run("run", office.root, "--quiet")
    change(office)
    office.still()
    run("run", office.root, "--quiet")
    before = said(run, office)
    (office.root / ".bpkit" / "buku-agenda.csv").unlink()
    assert said(run, office) != before
    agree(run, office)


def test_a_title_that_only_the_register_remembers_goes_with_it(run: Run, office: Office) -> None:
    """What came from another city, and stands under its former title on the sheet of this one."""
    run("run", office.root, "--quiet")
    file = office.root / korkot("Semarang") / "Jalan.docx"
    file.rename(office.root / korkot("Surakarta") / "Jembatan.docx")
    write_sheet(office.root / korkot("Surakarta"), "Tono", {"Jalan": 8}, "korkot")
    office.still()
    run("run", office.root, "--quiet")
    before = said(run, office)
    (office.root / ".bpkit" / "buku-agenda.csv").unlink()
    assert said(run, office) != before
    agree(run, office)


def test_a_seal_that_somebody_edits_is_seen(run: Run, office: Office) -> None:
    run("score", office.root / KMW, "--seal")
    office.still()
    before = said(run, office)
    seal = office.root / KMW / "penilaian" / "segel.json"
    seal.write_text(seal.read_text(encoding="utf-8").replace("a", "b", 40), encoding="utf-8")
    office.still()
    assert said(run, office) != before
    agree(run, office)


def test_a_form_that_somebody_edits_behind_its_seal_is_seen(run: Run, office: Office) -> None:
    run("score", office.root / KMW, "--seal")
    office.still()
    before = said(run, office)
    form = next((office.root / KMW).glob("Lampiran 2*.xlsx"))
    form.write_bytes(form.read_bytes() + b" ")
    office.still()
    assert said(run, office) != before
    agree(run, office)


def test_what_lies_among_products_and_is_none_is_seen(run: Run, office: Office) -> None:
    """The folder itself has the same names as before."""
    home = office.root / KMW / "produk pengetahuan"
    write_document(home / "Pelajaran.docx")
    office.still()
    before = said(run, office)
    (home / "catatan.txt").touch()
    office.still()
    assert said(run, office) != before
    agree(run, office)


def test_a_form_of_another_date_is_made_anew(run: Run, office: Office) -> None:
    asked = ("run", office.root, "--quiet", "--date")
    run(*asked, "2010-10-24")
    before = contents(office.root)
    run(*asked, "2010-10-25")
    assert contents(office.root) != before
    write(run, office)


def test_a_month_that_is_asked_for_is_part_of_the_key(run: Run, office: Office) -> None:
    run("validate", office.root / KMW)
    asked = ("validate", office.root / KMW, "--format", "json", "--period", "2010-12")
    assert run(*asked) == run(*asked, "--no-cache")


def test_a_waiver_that_ran_out_holds_no_longer(run: Run, office: Office) -> None:
    office.settings(
        waivers='pengecualian: [{aturan: BP605, berkas: "**", alasan: a, disetujui: b, sampai: 2010-10-20}]\n'
    )
    office.still()
    asked = ("validate", office.root, "--format", "json")
    before = run(*asked)
    office.now += 10 * DAY
    assert run(*asked) != before
    agree(run, office)


def test_what_was_in_time_yesterday_is_late_once_its_day_is_over(run: Run, office: Office) -> None:
    (office.root / korkot("Semarang") / "Jalan.yaml").write_text("tanggal: 2010-10-16\n")
    office.still()
    asked = ("validate", office.root, "--format", "json")
    before = run(*asked)
    office.now += 4 * DAY
    after = run(*asked)
    assert "BP601" in after[1] and "BP601" not in before[1]
    office.now -= 4 * DAY
    assert run(*asked) == before
    agree(run, office)


def test_what_was_said_when_all_was_over_is_not_said_before_it(run: Run, office: Office) -> None:
    """A computer's clock ran ahead of every deadline, and was put right."""
    (office.root / korkot("Semarang") / "Jalan.yaml").write_text("tanggal: 2010-10-16\n")
    office.still()
    run("run", office.root, "--quiet")
    office.now += 60 * DAY
    run("run", office.root, "--quiet")  # which notes that it looked: the register has no news
    office.still()
    assert "BP601" in said(run, office)[0][1]
    office.now -= 60 * DAY
    assert "BP601" not in said(run, office)[0][1]
    agree(run, office)


def test_only_what_changed_is_done_again(run: Run, office: Office, redone: list[str]) -> None:
    run("run", office.root, "--quiet")
    redone.clear()
    described(office)
    office.still()
    run("run", office.root, "--quiet")
    assert redone == [
        Path(korkot("Semarang")).name, Path(KMW).name, "2010-10", "Berbagi",
    ]  # fmt: skip


def test_another_day_does_nothing_again(run: Run, office: Office, redone: list[str]) -> None:
    office.now += 60 * DAY
    run("run", office.root, "--quiet")
    redone.clear()
    office.now += DAY
    run("run", office.root, "--quiet")
    run("validate", office.root)
    assert redone == []


def test_what_another_bpkit_kept_is_not_taken(
    run: Run, office: Office, redone: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("validate", office.root)
    redone.clear()
    monkeypatch.setattr(memo, "version_of", lambda *_: "another")
    run("validate", office.root, "-v")
    assert Path(KMW).name in redone


def test_other_rules_that_were_asked_for_give_another_answer(run: Run, office: Office) -> None:
    run("validate", office.root)
    for asked in (("--select", "BP6"), ("--ignore", "BP6")):
        told = ("validate", office.root, "--format", "json", *asked)
        assert run(*told) == run(*told, "--no-cache")


def test_every_fact_of_a_folder_and_all_that_rules_may_know_is_in_the_key() -> None:
    """Whoever adds a field decides where it goes: into `Memo.key`, or into what a key in it stands for."""
    of_key = {"submissions", "products", "sheets", "uncounted", "decision", "key"}
    told = {"path", "level", "unit", "period", "named", "above", "strays", "unsafe", "entries"}
    seal = {"seal", "sealed_forms", "seal_problems"}
    assert {*Folder.__struct_fields__} == of_key | told | seal | {"children"}
    of_run = {"settings", "rubric", "root", "today"}
    by_folder = {"folder", "matches", "gone", "book"}
    clock, of_programmes = {"now", "asked"}, {"round", "tallied"}
    assert {*Context.__struct_fields__} == of_run | by_folder | clock | of_programmes


def test_no_rule_asks_for_the_time_but_by_asking_whether_a_day_is_over() -> None:
    rounds = ("rounds.py", "checklists.py")  # of programmes whose checks are not kept
    for file in Path(rules.__file__).parent.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert "context.now" not in text, file
        assert "context.today" not in text or file.name in (*rounds, "checking.py"), file


def test_a_folder_that_stands_for_two_months_keeps_them_apart(run: Run, office: Office) -> None:
    """Without folders for months the share is the nation's folder of each month."""
    for child in (office.root / "2010-10").iterdir():
        shutil.copytree(child, office.root / child.name)
        november = office.root / child.name.replace("Oktober", "November")
        shutil.copytree(child, november)
        for city in november.glob("*korkot*"):
            city.rename(city.with_name(city.name.replace("Oktober", "November")))
    for month in office.root.glob("20*"):
        shutil.rmtree(month)
    office.still()
    for name in ("Oktober", "November", "Oktober"):
        agree(run, office)
        write(run, office)
        described_in = next(office.root.glob(f"*KMW*({name})/*Semarang*"))
        (described_in / "Jalan.yaml").write_text(f"sumber: TF-0{office.chance.randrange(3, 9)}\n")
        office.still()
    agree(run, office)
    write(run, office)
