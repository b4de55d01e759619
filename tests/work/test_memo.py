"""What the check of a folder yielded is kept, and taken while all that it hangs on is the same."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import date, datetime, timedelta
from errno import EACCES, EAGAIN, EIO
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import docx
import pytest
from make.changes import CHANGES, HANDLINGS, Office
from make.disturbed import failing
from make.pictures import grainy
from make.rosters import fill
from make.shares import KMW, Run, korkot, make_share, write_document, write_sheet

from bpkit import rules
from bpkit.cache.database import Database
from bpkit.cli import options
from bpkit.forms.blank_forms import facts_book
from bpkit.forms.lampiran3 import lampiran3
from bpkit.model.facts import Folder
from bpkit.model.zones import WIB
from bpkit.office import read_parts, to_bytes
from bpkit.reading.images.opening import PhotoOpener
from bpkit.resources import resource
from bpkit.rules.registry import Context
from bpkit.sealing import load, number_of
from bpkit.work import answers, memo, recapping
from bpkit.work.request import Request
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
    """What lies there and may be read."""
    read = {}
    for file in sorted(root.rglob("*")):
        if file.is_file() and ".bpkit" not in file.parts:
            with suppress(PermissionError):
                read[file.relative_to(root).as_posix()] = file.read_bytes()
    return read


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


# What may befall the cache -----------------------------------------------------------------------------


def facts_of(cache: Path) -> sqlite3.Connection:
    return sqlite3.connect(next(cache.glob("facts-*.sqlite")), isolation_level=None)


def cut(cache: Path) -> None:
    for file in cache.glob("*.sqlite"):
        os.truncate(file, file.stat().st_size // 2)


def lost(cache: Path) -> None:
    for file in cache.glob("texts-*"):
        file.unlink()


def forgot(cache: Path) -> None:
    """As after a kill, or where it was made smaller."""
    with closing(facts_of(cache)) as database:
        database.execute("DELETE FROM facts WHERE abs(random()) % 2")
        database.execute("DELETE FROM memo WHERE abs(random()) % 2")


def mixed_up(cache: Path) -> None:
    """A disk gave each block the place of another."""
    with closing(facts_of(cache)) as database:
        database.execute("UPDATE memo SET blob = (SELECT blob FROM memo AS m WHERE m.key > memo.key LIMIT 1)")


HARMS = (cut, lost, forgot, mixed_up)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own."""
    monkeypatch.setenv("BPKIT_CACHE_DIR", str(tmp_path / "simpanan"))
    return tmp_path / "simpanan"


def test_whatever_befalls_the_cache_the_answer_is_right(run: Run, office: Office, cache: Path) -> None:
    write(run, office)
    for number, harm in enumerate(HARMS, start=3):
        harm(cache)
        (office.root / korkot("Semarang") / "Jalan.yaml").write_text(f"sumber: TF-0{number}\n")
        office.still()
        agree(run, office)
    write(run, office)


def test_on_a_full_disk_the_answer_is_right(
    run: Run, office: Office, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(run, office)
    real = Database._prepare

    def prepare(self: Database, connection: sqlite3.Connection) -> None:
        real(self, connection)
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the pages there are as the least

    monkeypatch.setattr(Database, "_prepare", prepare)
    handed_in(office)
    office.still()
    agree(run, office)
    write(run, office)


def test_two_at_once_say_what_each_would_say_alone(office: Office, cache: Path) -> None:
    asked = [sys.executable, "-m", "bpkit", "validate", str(office.root), "--format", "json"]
    three = [subprocess.Popen([*asked, *more], stdout=subprocess.PIPE) for more in ([], [], ["--no-cache"])]
    first, second, alone = ((one.communicate()[0], one.returncode) for one in three)
    assert first == second == alone


# By chance ---------------------------------------------------------------------------------------------


def views(office: Office) -> list[tuple[object, ...]]:
    """What people ask, of the whole share, a month, a province, a city; each in words or for programs."""
    province = office.root / KMW
    asked = [
        ("validate", office.root, "--deep"),
        ("validate", office.root, "-v", "--lang", office.chance.choice(["id", "en"])),
        ("validate", office.root, "--config", office.root / "bpkit.yaml", "--select", "BP1,BP6"),
        ("validate", province.parent, "--ignore", "BP3", "--fail-on", "warning"),
        ("validate", office.a_city()),
        ("score", province, "-v"),
        ("score", office.a_city(), "--format", "json"),
        ("status", office.root, "--year", "--format", "json"),
        ("status", province, "--all", "-v", "--lang", "en"),
        ("seal", office.root, "--format", "json"),
    ]
    return office.chance.sample(asked, 2)


@contextmanager
def closed(office: Office) -> Iterator[None]:
    """What is shut can't be read by whoever runs this either, were it root."""
    with ExitStack() as stack:
        for path in office.shut:
            stack.enter_context(failing(path, EACCES))
        yield


def looked(run: Run, office: Office) -> None:
    """Whatever anybody asks, what was kept makes no difference."""
    agree(run, office)
    for asked in (("status", office.root, "--all", "--format", "json"), *views(office)):
        assert run(*asked) == run(*asked, "--no-cache"), asked


def disturbed(run: Run, office: Office) -> None:
    """A file or folder can't be read for once."""
    path = office.chance.choice([*office.root.glob("20*/**/*")])
    path.chmod(path.stat().st_mode & 0o777)  # which shows in no name, size or time stamp but that of status
    with closed(office), failing(path, office.chance.choice([EIO, EACCES, EAGAIN])):
        looked(run, office)


def test_by_chance_nothing_is_ever_said_that_holds_no_longer(
    run: Run, office: Office, cache: Path, redone: list[str]
) -> None:
    chance, folders = office.chance, 0
    for step in range(STEPS):
        changes = chance.sample(sorted(CHANGES), chance.choice([1, 1, 2, 3]))
        try:
            for change in changes:
                with closed(office), suppress(OSError):  # nobody can do anything with what is shut
                    CHANGES[change](office)
            if chance.random() < 0.9:
                office.still()
            if step and chance.random() < 0.1:
                chance.choice(HARMS)(cache)
            with closed(office):
                looked(run, office)
                if step % 3 == 1:
                    settled(run, office)
            if step % 5 == 4:
                disturbed(run, office)
        except AssertionError as error:
            error.add_note(f"step {step} of seed {SEED}: {changes}")
            raise
        folders += 5 * len(list(office.root.rglob("best practice*/")))
    assert len(redone) < folders


PROGRAMMES = ("fpk-2010", "kinerja-dgp", "pmprb-2012", "tablolong") if STEPS > 3 else ("fpk-2010",)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_by_chance_no_programme_says_what_holds_no_longer(
    run: Run, office: Office, programme: str, tmp_path: Path
) -> None:
    chance, office.root = office.chance, tmp_path / programme
    run("demo", office.root, "--program", programme, "--quiet")
    for step in range(STEPS // 3):
        changes = chance.sample(sorted(HANDLINGS), chance.choice([1, 1, 2, 3]))
        try:
            for change in changes:
                with closed(office), suppress(OSError, ValueError, LookupError):  # of what is broken off
                    HANDLINGS[change](office)
            if chance.random() < 0.9:
                office.still()
            with closed(office):
                agree(run, office)
                asked = ("status", office.root, "--all", *chance.choice([(), ("-v",), ("--lang", "en")]))
                assert run(*asked) == run(*asked, "--no-cache")
                if chance.random() < 0.3:
                    unit = chance.choice([one for one in office.root.rglob("*") if one.is_dir()])
                    run("score", unit, "--seal")
                    settled(run, office)
        except AssertionError as error:
            error.add_note(f"step {step} of seed {SEED}: {changes}")
            raise


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


def spaced(office: Office) -> None:
    """A name that only Windows can't hold, of a folder with nothing in it."""
    (office.root / KMW / "produk pengetahuan ").mkdir()


INGREDIENTS = (
    handed_in, titled, photographed, described, scored, decided, uncounted, called, strayed, linked, weighed,
    waived, enrolled, ruled, copied, quoted, gone, late, spaced,
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


def sidecar_called(city: Path) -> None:
    (city / "Jalan.yaml").rename(city / "Jalan.yml")


def table_called(city: Path) -> None:
    (city / "Data Tulisan.xlsx").rename(city / "data tulisan.xlsx")


def photo_put_away(city: Path) -> None:
    (city / "Posyandu").mkdir()
    (city / "Posyandu 8.jpg").rename(city / "Posyandu" / "Posyandu 8.jpg")


@pytest.mark.parametrize("change", [sidecar_called, table_called, photo_put_away])
def test_what_lies_beside_a_writing_is_told_of_where_it_is_now(
    run: Run, office: Office, change: Callable[[Path], None]
) -> None:
    """And not where the very same was read before."""
    city = office.root / korkot("Semarang")
    (city / "Jalan.yaml").write_text("sumber: TF-07\n")
    (city / "Data Tulisan.xlsx").write_bytes(facts_book(["Posyandu"]))
    fill(city / "Data Tulisan.xlsx", {"Data Tulisan!B2": "Orang Lain"})
    (city / "Posyandu 8.jpg").write_bytes(b"no photo")
    office.still()
    before = said(run, office)
    change(city)
    assert said(run, office) != before
    agree(run, office)


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


def test_a_seal_that_is_opened_is_seen(run: Run, office: Office) -> None:
    """What it held, and what lies there instead, is as it was."""
    run("score", office.root / KMW, "--seal")
    scored(office)
    office.still()
    before = said(run, office)
    run("score", office.root / KMW, "--unseal", "salah hitung")
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


def test_an_empty_folder_that_is_called_otherwise_is_seen(run: Run, office: Office) -> None:
    """Nothing in it has a path, and its city is the same."""
    folder = office.root / korkot("Surakarta")
    (folder / "Batik.docx").unlink()
    (folder / "Air Bersih.docx").unlink()
    office.still()
    before = said(run, office)
    folder.rename(folder.with_name(folder.name.replace("_(Oktober)", "_Oktober").upper()))
    assert said(run, office) != before
    agree(run, office)


def test_a_folder_that_a_month_comes_into_is_no_city_any_more(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "Kiriman"
    folder.mkdir()
    asked = ("validate", folder, "--format", "json")
    before = run(*asked)
    (folder / "2010-10").mkdir()
    assert run(*asked) != before
    assert run(*asked) == run(*asked, "--no-cache")


def test_the_name_of_a_folder_is_judged_where_it_lies(run: Run, office: Office) -> None:
    """Given alone it answers for its own name; in the share the folder above does."""
    folder = office.root / KMW
    folder.rename(folder.with_name(f"{folder.name} "))
    office.still()
    for path in (office.root / f"{KMW} ", office.root):
        asked = ("validate", path, "--format", "json")
        told = run(*asked)
        assert told[1].count("BP109") == 1
        assert told == run(*asked, "--no-cache")


@pytest.mark.parametrize("change", [handed_in, titled], ids=lambda one: one.__name__)
def test_what_may_change_unseen_is_looked_at_each_time(
    run: Run, office: Office, change: Callable[[Office], None]
) -> None:
    """A time stamp in the future shows no change: neither here, nor in what the panel above makes of it."""

    def ahead() -> None:
        for file in (office.root / korkot("Semarang")).iterdir():
            os.utime(file, (4e9, 4e9))

    ahead()
    write(run, office)
    before = said(run, office)
    change(office)
    office.still()
    ahead()
    assert said(run, office) != before
    agree(run, office)
    write(run, office)


def test_a_form_of_another_date_is_made_anew(run: Run, office: Office) -> None:
    asked = ("run", office.root, "--quiet", "--date")
    run(*asked, "2010-10-24")
    before = contents(office.root)
    run(*asked, "2010-10-25")
    assert contents(office.root) != before
    write(run, office)


FORMS = ("lampiran-2.xlsx", "lampiran-3.xlsx")


def retemplated(name: str) -> Callable[[Run, Office], None]:
    """Somebody changes a word in a template of the share's own."""

    def change(run: Run, office: Office) -> None:
        file = office.root / "templat" / name
        parts = read_parts(file.read_bytes())
        file.write_bytes(to_bytes({one: data.replace(b"Halaman", b"Lembar") for one, data in parts.items()}))

    return change


def allotted(run: Run, office: Office) -> None:
    """What a city may propose is told on its form, where its panel has no sheet that hangs on the rubric."""
    file = office.root / "rubrik.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("usulan: 3", "usulan: 4"))


def announced(run: Run, office: Office) -> None:
    """The page of a province leads to its letter."""
    assert run("letter", office.root / KMW)[0] == 0


BESIDES = {
    "allotted": allotted,
    "announced": announced,
    **{f"retemplated {name}": retemplated(name) for name in FORMS},
}


@pytest.mark.parametrize("change", BESIDES.values(), ids=BESIDES)
def test_whatever_a_form_hangs_on_besides_makes_it_anew(
    run: Run, office: Office, change: Callable[[Run, Office], None]
) -> None:
    ruled(office)
    (office.root / "templat").mkdir()
    for name in FORMS:
        (office.root / "templat" / name).write_bytes((resource("templates") / name).read_bytes())
    office.settings(templates="templates: templat\n")
    office.still()
    write(run, office)
    change(run, office)
    office.still()
    before = contents(office.root)
    write(run, office)
    assert contents(office.root) != before


def lying_alone(city: Path, data: bytes) -> None:
    (city / "IMG_1.jpg").write_bytes(data)


def in_a_document(city: Path, data: bytes) -> None:
    document = docx.Document()
    document.add_picture(BytesIO(data))
    document.save(str(city / "Jalan.docx"))


@pytest.mark.parametrize("taken", [lying_alone, in_a_document], ids=lambda one: one.__name__)
def test_a_picture_is_shown_as_it_is_now(
    run: Run, office: Office, taken: Callable[[Path, bytes], None]
) -> None:
    """Though all that is said of it is the same."""
    city = office.root / korkot("Semarang")
    for shade in (40, 41):
        data = grainy(160, 120, shade=shade)
        taken(city, data)
        office.still()
        write(run, office)
        assert b64encode(data).decode() in (city / "Hasil Pemeriksaan.html").read_text(encoding="utf-8")


def test_a_page_without_a_picture_that_could_not_be_opened_is_made_anew(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read of its writing is known, and its form and page are not made yet."""
    writing = office.root / korkot("Semarang") / "Jalan.docx"
    (writing.parent / "Jalan 9.jpg").write_bytes(grainy(80, 60))
    office.still()
    said(run, office)
    with monkeypatch.context() as patch:
        patch.setattr(PhotoOpener, "bytes_of", refuse)
        run("run", office.root, "--quiet", "--date", "2010-10-25")
    write(run, office)


def refuse(_: object, path: Path, *more: object) -> bytes:
    raise OSError(EIO, "", str(path))


def outdone(office: Office) -> None:
    """A value is another one, of a writing that is not selected and does not pass."""
    sheet = office.root / KMW / "penilaian" / "siti.yaml"
    sheet.write_text(sheet.read_text().replace(": 6", ": 5"))


def postponed(office: Office) -> None:
    """Messages say until when."""
    office.settings(due="16")


def joined(office: Office) -> None:
    """The roster has one more city, of which there is no folder yet."""
    file = office.root / "bpkit.yaml"
    file.write_text(file.read_text().replace("kota: {", "kota: {Salatiga: 3, "))


def grown(office: Office) -> None:
    """That city has more teams: all that changes is how much is due."""
    file = office.root / "bpkit.yaml"
    file.write_text(file.read_text().replace("Salatiga: 3", "Salatiga: 4"))


def cleared(office: Office) -> None:
    """A panel has no sheets any more."""
    shutil.rmtree(office.root / KMW / "penilaian")


def laid_out(office: Office) -> None:
    """There is a folder to put them in, and the page leads to it."""
    (office.root / KMW / "penilaian").mkdir()


def test_whatever_a_page_tells_is_told_as_it_is_now(run: Run, office: Office) -> None:
    write(run, office)
    for change in (outdone, weighed, postponed, handed_in, joined, grown, cleared, laid_out):
        before = contents(office.root)
        change(office)
        office.still()
        write(run, office)
        pages = {name for name in before if name.endswith(".html")}
        assert any(contents(office.root)[name] != before[name] for name in pages), change


def test_a_page_that_was_copied_elsewhere_leads_to_where_it_lies_now(
    run: Run, office: Office, tmp_path: Path
) -> None:
    run("run", office.root, "--quiet")
    output = shutil.copytree(office.root, tmp_path / "Arsip" / "2010")
    asked = ("run", office.root, "--quiet", "--output", output)
    run(*asked)
    made = contents(output)
    run(*asked, "--no-cache")
    assert contents(output) == made


def test_a_form_that_is_all_that_is_written_says_what_holds_now(run: Run, office: Office) -> None:
    """What was written last is what lies there."""
    asked = ("recap", office.root / korkot("Semarang"), "--date", "2010-10-20")
    run(*asked)
    handed_in(office)
    described(office)
    office.still()
    run(*asked)
    made = contents(office.root)
    run(*asked, "--no-cache")
    assert contents(office.root) == made


def test_another_bpkit_makes_every_form_anew(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("recap", office.root / korkot("Semarang"), "--date", "2010-10-20")
    run(*asked)
    made: list[Path] = []

    def counted(rows: Any, template: Path, head: str) -> bytes:
        made.append(template)
        return lampiran3(rows, template, head)

    monkeypatch.setattr(recapping, "lampiran3", counted)
    run(*asked)
    assert not made
    for room in (memo, recapping):
        monkeypatch.setattr(room, "version_of", lambda *_: "another")
    run(*asked)
    assert made


def test_a_form_that_is_sealed_says_the_number_of_its_seal(run: Run, office: Office) -> None:
    """It was made of the very same before, without one."""
    day = ("--date", "2010-10-20")
    run("run", office.root / KMW, "--quiet", *day)
    run("score", office.root / KMW, "--seal", *day)
    number = number_of(load((office.root / KMW / "penilaian" / "segel.json").read_bytes()))
    with zipfile.ZipFile(next((office.root / KMW).glob("Lampiran 2*.xlsx"))) as book:
        assert any(number.encode() in book.read(name) for name in book.namelist())


def test_why_a_form_can_not_be_read_is_told_in_the_language_of_the_run(run: Run, office: Office) -> None:
    """Though the form is in Indonesian."""
    asked = ("run", office.root, "--lang", "en")
    run(*asked)
    with failing(next((office.root / KMW).glob("Lampiran 3*.xlsx")), EACCES):
        told = [run(*asked, *more) for more in ((), ("--no-cache",))]
    assert told[0] == told[1]
    assert "can't be written" in told[0][2]


def test_every_form_is_the_same_whatever_the_language_of_the_run(run: Run, office: Office) -> None:
    run("run", office.root, "--quiet", "--lang", "id")
    made = contents(office.root)
    run("run", office.root, "--quiet", "--lang", "en", "--no-cache")
    assert contents(office.root) == made


def test_a_picture_that_is_looked_at_whole_is_told_of_only_then(run: Run, office: Office) -> None:
    """Of one that is damaged in its middle only `--deep` knows."""
    data = grainy(kind="PNG")
    spoilt = data.replace(data[60_000:60_040], bytes(40))
    (office.root / korkot("Semarang") / "Jalan 9.png").write_bytes(spoilt)
    office.still()
    told = [run("validate", office.root, "--format", "json", *deep) for deep in ((), ("--deep",), ())]
    assert told[0] == told[2] != told[1]
    assert told[1] == run("validate", office.root, "--format", "json", "--deep", "--no-cache")


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


def test_a_day_is_over_when_it_is_over_where_the_writings_come_from(run: Run, office: Office) -> None:
    """And not a few hours later, when it is over in Greenwich."""
    (office.root / korkot("Semarang") / "Jalan.yaml").write_text("tanggal: 2010-10-16\n")
    office.still()
    before = said(run, office)
    office.now = datetime(2010, 10, 16, 3, tzinfo=WIB)
    assert said(run, office) != before
    agree(run, office)


def test_a_deadline_of_one_month_makes_no_other_month_anew(
    run: Run, office: Office, redone: list[str]
) -> None:
    for file in office.root.glob("20*/**/*.docx"):
        month = file.relative_to(office.root).parts[0]
        file.with_suffix(".yaml").write_text(f"tanggal: {month}-28\n")
    office.still()
    run("validate", office.root)
    redone.clear()
    office.now += 4 * DAY
    run("validate", office.root)
    assert set(redone) >= {Path(korkot("Surakarta")).name, "2010-10", "Berbagi"}
    assert "2010-11" not in redone


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


def worked(path: Path, *, cache: bool) -> Iterator[tuple[object, ...]]:
    """All that the check of each folder yielded."""
    work = Work(Request(path, today=date(2010, 10, 14), cache=cache))
    for checked, judged in zip(work.checked.walk(), work.judged.walk(), strict=True):
        yield checked.folder.id, checked.findings, checked.complete, checked.produced, checked.skipped
        yield judged.assessment, judged.findings, judged.errors, judged.causes, judged.sends
        yield judged.proposed, judged.whole


def test_what_comes_out_is_what_went_in(run: Run, office: Office, redone: list[str]) -> None:
    run("score", office.root / KMW, "--seal")
    scored(office)
    decided(office)
    office.still()
    assert [*worked(office.root, cache=True)] == [*worked(office.root, cache=False)]
    redone.clear()
    assert [*worked(office.root, cache=True)] == [*worked(office.root, cache=False)]
    assert not redone


def test_of_an_assessment_that_can_not_be_kept_nothing_is(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memo._ASSESSMENT, "encode", lambda *_: None)
    for _ in "ab":
        agree(run, office)


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


@pytest.fixture
def flat(office: Office) -> Office:
    """Without folders for months the share is the nation's folder of each month."""
    for child in (office.root / "2010-10").iterdir():
        shutil.copytree(child, office.root / child.name)
        november = office.root / child.name.replace("Oktober", "November")
        shutil.copytree(child, november)
        for city in november.glob("*korkot*"):
            city.rename(city.with_name(city.name.replace("Oktober", "November")))
    for month in office.root.glob("20*"):
        shutil.rmtree(month)
    write_sheet(office.root, "Ketua", {"Bank Sampah": 8, "Posyandu": 9}, "kmp")
    office.still()
    return office


def test_a_folder_that_stands_for_two_months_keeps_them_apart(run: Run, flat: Office) -> None:
    for name in ("Oktober", "November"):
        agree(run, flat)
        write(run, flat)
        described_in = next(flat.root.glob(f"*KMW*({name})/*Semarang*"))
        (described_in / "Jalan.yaml").write_text(f"sumber: TF-0{flat.chance.randrange(3, 9)}\n")
        flat.still()
    agree(run, flat)
    write(run, flat)


def nations_pages(office: Office) -> list[str]:
    return sorted(file.name for file in office.root.glob("*.html"))


def test_the_nation_has_a_page_of_each_month_where_one_folder_stands_for_two(run: Run, flat: Office) -> None:
    asked = ("run", flat.root, "--fail-on", "never", "--format", "json")
    october, november = (f"Hasil Pemeriksaan_KMP_({month} 2010).html" for month in ("Oktober", "November"))
    run(*asked)
    assert nations_pages(flat) == [november, october]
    page = (flat.root / october).read_text(encoding="utf-8")
    assert "Lampiran 2_KMP_(Oktober 2010)" in page
    assert "November" not in page
    again = json.loads(run(*asked)[1])["recap"]["forms"]
    assert {one["status"] for one in again} == {"unchanged"}
    assert october not in run("validate", flat.root)[1]  # it belongs there


def test_a_page_of_a_month_that_is_alone_again_is_called_as_ever(run: Run, flat: Office) -> None:
    run("run", flat.root, "--quiet")
    shutil.rmtree(next(flat.root.glob("*KMW*(November)")))
    run("run", flat.root, "--quiet")
    assert nations_pages(flat) == ["Hasil Pemeriksaan.html"]
    for folder in flat.root.glob("*KMW*"):
        shutil.move(folder, flat.root / "2010-10" / folder.name)
    run("run", flat.root, "--quiet")
    assert nations_pages(flat) == []
