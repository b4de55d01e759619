"""An answer is said again where nothing changed, and only there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from pathlib import Path

import pytest
from make.disturbed import failing
from make.shares import Run, korkot

from bpkit.cache.store import Cache, key_of
from bpkit.cli import answering
from bpkit.model.settings import Settings
from bpkit.model.zones import WIB
from bpkit.reading.folders import read_folder
from bpkit.reading.known import key_of_files
from bpkit.reading.tree.signature import Signature
from bpkit.reading.tree.walker import Walker
from bpkit.work.answers import Answers, KeptAnswer
from bpkit.work.incoming import look, note
from bpkit.work.running import Work

CITY = korkot("Semarang")


@pytest.fixture
def quiet(share: Path) -> Path:
    """A share that nobody touched for longer than the grain of a time stamp."""
    for path in (share, *share.rglob("*")):
        age(path)
    return share


def age(path: Path, days: int = 1) -> None:
    facts = path.stat()
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns - days * 86_400_000_000_000))


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The trees that were read, not merely looked at from outside."""
    seen: list[Path] = []
    real = Work.folder.func  # type: ignore[attr-defined]

    def folder(self: Work) -> object:
        seen.append(self.path)
        return real(self)

    monkeypatch.setattr(Work, "folder", property(folder))
    return seen


COMMANDS = ("validate", "score", "status")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_second_time_nothing_is_read_and_the_same_is_said(
    run: Run, quiet: Path, looked: list[Path], command: str
) -> None:
    first = run(command, quiet, "--format", "json")
    looked.clear()
    assert run(command, quiet, "--format", "json") == first
    assert not looked


def test_without_a_cache_everything_is_read_again(run: Run, quiet: Path, looked: list[Path]) -> None:
    first = run("validate", quiet)
    looked.clear()
    assert run("validate", quiet, "--no-cache") == first
    assert looked


def rewrite(share: Path) -> None:
    document = next((share / CITY).glob("*.docx"))
    document.write_bytes(b"PK")
    age(document)


def lose(share: Path) -> None:
    next((share / CITY).glob("*.docx")).unlink()


def add(share: Path) -> None:
    (share / CITY / "IMG_1.jpg").write_bytes(b"")
    age(share / CITY / "IMG_1.jpg")


def rename(share: Path) -> None:
    (share / CITY).rename((share / CITY).with_name("best practice_korkot (Semarng)_(Oktober)"))


def weigh(share: Path) -> None:
    with (share / "bpkit.yaml").open("a") as file:
        file.write("aturan: {BP201: peringatan, BP301: mati, BP202: galat, BP106: mati, BP105: galat}\n")
    age(share / "bpkit.yaml")


def ignore(share: Path) -> None:
    (share / ".bpkitignore").write_text("*.docx\n")
    age(share / ".bpkitignore")


def quote(share: Path) -> None:
    (share / "referensi").mkdir()
    source = next((share / CITY).glob("*.docx"))
    (share / "referensi" / "pedoman.docx").write_bytes(source.read_bytes())
    age(share / "referensi" / "pedoman.docx")


CHANGES = (rewrite, lose, add, rename, weigh, ignore, quote)


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_whatever_changes_is_seen_at_once(run: Run, quiet: Path, change: Callable[[Path], None]) -> None:
    before = run("validate", quiet, "--format", "json")
    change(quiet)
    after = run("validate", quiet, "--format", "json")
    assert after == run("validate", quiet, "--format", "json", "--no-cache")
    assert after != before or change in (weigh, quote)


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "json"),
        ("--lang", "en"),
        ("-v",),
        ("--select", "BP1"),
        ("--ignore", "BP2"),
        ("--fail-on", "never"),
        ("--period", "2010-11"),
    ],
)
def test_every_option_has_an_answer_of_its_own(run: Run, quiet: Path, options: tuple[str, ...]) -> None:
    run("validate", quiet)
    assert run("validate", quiet, *options) == run("validate", quiet, *options, "--no-cache")


def test_a_waiver_that_ran_out_is_no_part_of_tomorrows_answer(
    run: Run, quiet: Path, monkeypatch: pytest.MonkeyPatch, looked: list[Path]
) -> None:
    with (quiet / "bpkit.yaml").open("a") as file:
        file.write(
            "pengecualian:\n  - {aturan: BP301, berkas: '**', alasan: a, disetujui: b, sampai: 2010-11-30}\n"
        )
    age(quiet / "bpkit.yaml")
    run("validate", quiet)
    looked.clear()
    run("validate", quiet)
    assert not looked

    class Tomorrow(date):
        @classmethod
        def today(cls) -> Tomorrow:
            return cls(2100, 1, 2)

    monkeypatch.setattr("bpkit.work.answers.date", Tomorrow)
    run("validate", quiet)
    assert looked


def test_a_change_within_the_grain_of_a_time_stamp_is_seen(run: Run, share: Path) -> None:
    sidecar = next((share / CITY).glob("*.docx")).with_suffix(".yaml")
    said = []
    for name in ("Ani Lestari", "Adi Wibowo"):  # of one length, one after the other
        sidecar.write_text(f"penulis: {{nama: {name}}}\n")
        os.utime(sidecar, ns=(1, share.stat().st_mtime_ns))
        said.append(json.loads(run("validate", share, "--format", "json")[1]))
    names = {json.dumps(one).count("Adi Wibowo") > 0 for one in said}
    assert names == {False, True}


def test_what_can_not_be_read_at_the_moment_is_asked_again(
    run: Run, quiet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BPKIT_CACHE_DIR", str(tmp_path / "cache"))  # where no other test met the same content
    with failing(next(quiet.rglob("*.docx"))):
        assert "BP908" in run("validate", quiet)[1]
    assert "BP908" not in run("validate", quiet)[1]


def test_a_run_that_found_all_forms_as_they_are_is_not_done_again(
    run: Run, quiet: Path, looked: list[Path]
) -> None:
    for _ in range(2):
        run("run", quiet)
        for path in (quiet, *quiet.rglob("*")):
            age(path)
    first = run("run", quiet)
    looked.clear()
    assert run("run", quiet) == first
    assert not looked


def test_a_form_that_somebody_deleted_is_made_again(run: Run, quiet: Path) -> None:
    for _ in range(3):
        run("run", quiet)
        for path in (quiet, *quiet.rglob("*")):
            age(path)
    form = next(quiet.rglob("Lampiran 3_korkot*.xlsx"))
    data = form.read_bytes()
    form.unlink()
    run("run", quiet)
    assert form.read_bytes() == data


def test_a_form_whose_inputs_are_the_same_is_not_built_again(
    run: Run, quiet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("run", quiet)
    built: list[object] = []
    monkeypatch.setattr("bpkit.work.recapping.lampiran3", lambda *facts: built.append(facts))
    code, out, _ = run("run", quiet, "--format", "json")
    assert not built
    assert {form["status"] for form in json.loads(out)["recap"]["forms"]} <= {"unchanged"}
    assert code in (0, 1)


@pytest.mark.parametrize("change", [weigh, ignore, quote], ids=lambda one: one.__name__)
def test_what_changes_on_the_share_is_seen_where_a_city_alone_is_asked_for(
    run: Run, quiet: Path, looked: list[Path], change: Callable[[Path], None]
) -> None:
    city = quiet / CITY
    run("validate", city)
    run("validate", city)
    looked.clear()
    change(quiet)
    after = run("validate", city)
    assert looked
    assert after == run("validate", city, "--no-cache")


def test_a_tree_in_which_a_file_was_just_written_is_not_steady(quiet: Path) -> None:
    still = Signature()
    still.add_tree(quiet)
    assert still.steady
    (quiet / CITY / "Baru.docx").write_bytes(b"PK")
    fresh = Signature()
    fresh.add_tree(quiet)
    assert not fresh.steady


def test_a_file_that_was_just_written_has_no_key(quiet: Path) -> None:
    file = quiet / "bpkit.yaml"
    assert key_of_files(("a",), [file])
    file.touch()
    assert key_of_files(("a",), [file]) is None


def test_an_answer_given_before_a_deadline_holds_for_the_day(
    run: Run, quiet: Path, looked: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Now(datetime):
        shown = datetime(2010, 10, 14, 12, tzinfo=WIB)

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return cls.shown

    monkeypatch.setattr("bpkit.work.answers.datetime", Now)
    monkeypatch.setattr("bpkit.cli.options.moment", Now.now)
    (quiet / CITY / "Jalan.yaml").write_text("tanggal: 2010-10-18\n")
    age(quiet / CITY / "Jalan.yaml")
    age(quiet / CITY)
    add_register(quiet)
    assert "BP601" not in run("validate", quiet / CITY, "--format", "json")[1]
    looked.clear()
    run("validate", quiet / CITY, "--format", "json")
    assert not looked
    Now.shown = datetime(2010, 10, 16, 12, tzinfo=WIB)
    assert "BP601" in run("validate", quiet / CITY, "--format", "json")[1]
    assert looked


def add_register(share: Path) -> None:
    """Let the register know all that is there."""
    note(
        share,
        look(share, read_folder(Walker(share, Settings(), None).walk()), datetime(2010, 10, 14, tzinfo=WIB)),
    )
    age(share / ".bpkit" / "buku-agenda.csv")


def test_an_answer_of_many_pieces_is_said_again_and_not_without_one_of_them(
    run: Run, quiet: Path, looked: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_PIECE", 16)
    asked = ("validate", quiet, "--format", "json")
    first = run(*asked)
    looked.clear()
    assert run(*asked) == first
    assert not looked
    with Cache.open() as cache:
        answer = Answers(cache, ("?",), [quiet], None)
        answer.keep(cache, KeptAnswer([b"one", b"two"], 0), [])
        again = Answers(cache, ("?",), [quiet], None)
        assert again.known() == KeptAnswer([b"one", b"two"], 0)
        cache._database.write([("DELETE FROM memo WHERE key = ?", [(key_of("piece", b"two"),)])])
        assert again.known() is None
