"""The register on the share: what came, changed, moved and went is noted once and never touched again."""

from __future__ import annotations

import contextlib
import csv
import errno
import json
import multiprocessing
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make.disturbed import failing
from make.shares import KMW, Run, korkot, write_document

from bpkit.model.agenda import AgendaBook, Event, Line, Sighting, View, news
from bpkit.model.zones import WIB
from bpkit.share import TooLargeError, damage_of
from bpkit.share.agenda import COLUMNS, add_lines, file_of, parsed, read_book
from bpkit.wording import speaking
from bpkit.work.incoming import look, unwritable
from bpkit.work.recapping import recap
from bpkit.work.request import Request
from bpkit.work.running import Work

CITY = korkot("Semarang")
NOON = datetime(2010, 10, 12, 12, tzinfo=WIB)


def book_after(share: Path, now: datetime = NOON, below: str = ".") -> list[str]:
    """What `bpkit run` at that moment leaves in the register, a line each: event and title."""
    recap(Work(Request(share / below, now=now, today=now.date())), None, None, below=True)
    return events(share)


def events(share: Path) -> list[str]:
    lines = parsed(file_of(share).read_bytes())
    return [f"{line.event.value} {line.title or line.path}" for line in lines]


def gone(run: Run, share: Path, *more: object) -> list[dict[str, Any]]:
    """The findings BP611 anywhere on the share."""
    report = json.loads(run("validate", share, "--format", "json", "--select", "BP611", *more)[1])
    return [finding for part in every(report) for finding in part["findings"]]


def every(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [report, *(one for unit in report.get("units", []) for one in every(unit))]


def test_what_came_in_is_noted_once_and_a_look_once_a_day(share: Path) -> None:
    first = book_after(share)
    assert sorted(first) == sorted(
        [f"masuk {title}" for title in ("Air Bersih", "Bank Sampah", "Batik", "Jalan", "Posyandu")]
        + ["diperiksa ."]
    )
    assert book_after(share, NOON + timedelta(hours=2)) == first
    assert book_after(share, NOON + timedelta(days=1)) == [*first, "diperiksa ."]


def test_lines_are_only_ever_added(share: Path) -> None:
    book_after(share)
    before = file_of(share).read_bytes()
    write_document(share / CITY / "Jalan.docx", paragraphs=9)
    (share / CITY / "Posyandu.docx").unlink()
    (share / CITY / "Bank Sampah.docx").rename(share / korkot("Surakarta") / "Bank Sampah.docx")
    assert set(book_after(share, NOON + timedelta(days=1))[6:]) == {
        "berubah Jalan",
        "hilang Posyandu",
        "pindah Bank Sampah",
        "diperiksa .",
    }
    assert file_of(share).read_bytes().startswith(before)


def test_what_is_back_is_noted_as_that(share: Path) -> None:
    data = (share / CITY / "Jalan.docx").read_bytes()
    book_after(share)
    (share / CITY / "Jalan.docx").unlink()
    book_after(share, NOON + timedelta(days=1))
    (share / CITY / "Jalan.docx").write_bytes(data)
    assert "kembali Jalan" in book_after(share, NOON + timedelta(days=2))


def test_only_commands_that_write_to_the_share_note_anything(run: Run, share: Path, tmp_path: Path) -> None:
    for command in ("validate", "score", "status"):
        run(command, share)
    run("run", share, "--output", tmp_path / "out")
    assert not file_of(share).exists()
    run("recap", share / KMW)
    assert len(events(share)) == 6


def test_a_city_that_is_looked_at_alone_says_nothing_of_the_others(share: Path) -> None:
    book_after(share)
    (share / korkot("Surakarta") / "Batik.docx").unlink()
    assert "hilang Batik" not in book_after(share, NOON + timedelta(days=1), CITY)
    assert "hilang Batik" in book_after(share, NOON + timedelta(days=1), korkot("Surakarta"))


# What is gone --------------------------------------------------------------------------------------


def test_what_is_gone_is_told_with_the_day_it_was_last_seen(run: Run, share: Path) -> None:
    book_after(share)
    book_after(share, NOON + timedelta(days=3))
    (share / CITY / "Jalan.docx").unlink()
    (finding,) = gone(run, share)
    assert (finding["found"], finding["severity"]) == ("15 Oktober 2010", "warning")
    assert finding["path"].endswith("Jalan.docx")
    book_after(share, NOON + timedelta(days=5))
    assert [one["found"] for one in gone(run, share)] == ["15 Oktober 2010"]


def test_what_went_to_another_city_is_told_with_where_it_lies(run: Run, share: Path) -> None:
    book_after(share)
    (share / CITY / "Jalan.docx").rename(share / korkot("Surakarta") / "Jalan.docx")
    for _ in range(2):
        (finding,) = gone(run, share)
        assert korkot("Surakarta") + "/Jalan.docx" in finding["message"]
        assert finding["severity"] == "warning"
        book_after(share, NOON + timedelta(days=1))


def test_another_name_in_the_same_folder_is_no_loss(run: Run, share: Path) -> None:
    book_after(share)
    (share / CITY / "Jalan.docx").rename(share / CITY / "Jalan Baru.docx")
    (finding,) = gone(run, share)
    assert finding["severity"] == "info" and "Jalan Baru.docx" in finding["message"]


@pytest.mark.parametrize(("home", "severity"), [(CITY, "info"), (korkot("Surakarta"), "warning")])
def test_what_was_rewritten_under_its_title_is_told_with_where_that_lies(
    run: Run, share: Path, home: str, severity: str
) -> None:
    book_after(share)
    (share / CITY / "Jalan.docx").unlink()
    write_document(share / home / "JALAN.docx", paragraphs=9)
    for _ in range(2):
        (finding,) = gone(run, share)
        assert finding["severity"] == severity
        assert "dengan isi lain" in finding["message"] and f"{home}/JALAN.docx" in finding["message"]
        book_after(share, NOON + timedelta(days=1))


def test_a_folder_that_got_its_right_name_loses_nothing(run: Run, share: Path) -> None:
    wrong = share / KMW / "best practice_korkot (Semarang)_(Okt)"
    (share / CITY).rename(wrong)
    book_after(share)
    wrong.rename(share / CITY)
    assert not gone(run, share)
    assert "pindah Jalan" in book_after(share, NOON + timedelta(days=1))
    assert not gone(run, share)


def test_what_went_with_its_whole_folder_is_told_by_the_folder_above(run: Run, share: Path) -> None:
    book_after(share)
    for file in (share / korkot("Surakarta")).iterdir():
        if file.is_file():
            file.unlink()
    for page in (share / korkot("Surakarta")).iterdir():
        page.rmdir()
    (share / korkot("Surakarta")).rmdir()
    report = json.loads(run("validate", share / KMW, "--format", "json", "--select", "BP611")[1])
    assert len(report["findings"]) == 2


@pytest.mark.parametrize("hidden", [CITY, KMW, f"{CITY}/Jalan.docx"])
def test_what_nobody_can_see_now_is_not_gone(share: Path, hidden: str) -> None:
    book_after(share)
    with failing(share / hidden):
        found = look(share, Work(Request(share)).folder, NOON + timedelta(days=1))
    assert not found.lines and not found.gone


def test_what_bpkitignore_names_now_is_not_gone(run: Run, share: Path) -> None:
    book_after(share)
    (share / ".bpkitignore").write_text("Jalan.docx\n")
    assert not gone(run, share)


def test_what_the_panel_took_back_is_not_missed(run: Run, share: Path) -> None:
    book_after(share)
    (share / CITY / "Jalan.docx").unlink()
    (share / KMW / "penilaian" / "keputusan.yaml").write_text("tingkat: kmw\nditarik: [Jalan]\n", "utf-8")
    assert not gone(run, share)


# Titles on sheets ----------------------------------------------------------------------------------


def test_a_title_that_the_register_knows_is_offered_under_its_new_name(run: Run, share: Path) -> None:
    book_after(share)
    (share / CITY / "Jalan.docx").rename(share / CITY / "Setapak ke Sekolah.docx")
    for _ in range(2):
        findings = json.loads(run("score", share / KMW, "--format", "json")[1])["findings"]
        (finding,) = (one for one in findings if one["code"] == "BP805")
        assert "“Setapak ke Sekolah”" in finding["remedy"]
        book_after(share, NOON + timedelta(days=1))


def test_without_a_register_nobody_guesses_a_rename(run: Run, share: Path) -> None:
    (share / CITY / "Jalan.docx").rename(share / CITY / "Setapak ke Sekolah.docx")
    findings = json.loads(run("score", share / KMW, "--format", "json")[1])["findings"]
    assert "Setapak" not in json.dumps([one for one in findings if one["code"] == "BP805"])


# The file ------------------------------------------------------------------------------------------


def a_line(title: str = "Jalan", path: str = "2010-10/Jalan.docx", **more: Any) -> Line:
    return Line(NOON, Event.CAME, path, title, "Semarang", "2010-10", sha256="0" * 64, **more)


def lines_of(root: Path) -> list[Line]:
    return list(parsed(file_of(root).read_bytes()))


def test_the_file_opens_in_excel_as_it_is_set_up_in_indonesia(tmp_path: Path) -> None:
    add_lines(tmp_path, [a_line("Kanal; “Jongaya”")])
    data = file_of(tmp_path).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\r\n") == 2 == data.count(b"\n")
    head, row = csv.reader(data.decode("utf-8-sig").splitlines(), delimiter=";")
    assert tuple(head) == COLUMNS
    assert row[:5] == ["2010-10-12", "12:00:00 WIB", "masuk", "Kanal; “Jongaya”", "Semarang"]


@pytest.mark.parametrize("title", ["=1+1", "@SUM(A1)", "-2+3", "+62 812", "\t=cmd", " =1", "'=1", "＝1"])
def test_no_title_becomes_a_formula(tmp_path: Path, title: str) -> None:
    add_lines(tmp_path, [a_line(title)])
    (row,) = list(csv.reader(file_of(tmp_path).read_text("utf-8-sig").splitlines(), delimiter=";"))[1:]
    assert row[3][0] not in "=+-@\t\r"
    assert lines_of(tmp_path) == [a_line(title)]


@given(title=st.text(max_size=30), path=st.text(min_size=1, max_size=40))
def test_whatever_a_name_holds_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, title: str, path: str
) -> None:
    root = tmp_path_factory.mktemp("book")
    add_lines(root, [a_line(title, path), a_line()])
    assert lines_of(root) == [a_line(title, path), a_line()]


def test_a_name_that_is_no_utf_8_comes_back_as_it_was(tmp_path: Path) -> None:
    add_lines(tmp_path, [a_line("Jalan \udce9")])
    assert lines_of(tmp_path) == [a_line("Jalan \udce9")]


def test_a_line_that_broke_off_swallows_no_other(tmp_path: Path) -> None:
    add_lines(tmp_path, [a_line("Satu"), a_line("Dua")])
    whole = file_of(tmp_path).read_bytes()
    start = whole.rstrip(b"\r\n").rfind(b"\n") + 1
    for cut in range(start + 1, len(whole)):
        file_of(tmp_path).write_bytes(whole[:cut])
        add_lines(tmp_path, [a_line("Tiga")])
        data = file_of(tmp_path).read_bytes()
        assert data.startswith(whole[:cut])
        titles = [line.title for line in parsed(data)]
        assert titles[0] == "Satu" and titles[-1] == "Tiga"
        assert titles[1:-1] in ([], ["Dua"])


def test_what_excel_makes_of_it_when_somebody_saves_still_counts(tmp_path: Path) -> None:
    add_lines(tmp_path, [a_line("Jalan – “Baru”")])
    text = file_of(tmp_path).read_text("utf-8-sig").replace(";", ",").replace("2010-10-12", "12/10/2010")
    file_of(tmp_path).write_bytes(text.encode("cp1252"))
    add_lines(tmp_path, [a_line("Lain")])
    assert lines_of(tmp_path) == [a_line("Jalan – “Baru”"), a_line("Lain")]


def test_other_lines_stay_and_say_nothing(tmp_path: Path) -> None:
    add_lines(tmp_path, [a_line()])
    with file_of(tmp_path).open("ab") as file:
        file.write(b"catatan kami;;\r\n\r\n")
    add_lines(tmp_path, [a_line("Lain")])
    assert len(lines_of(tmp_path)) == 2 and b"catatan kami" in file_of(tmp_path).read_bytes()


def test_lines_go_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "share" / ".bpkit").mkdir(parents=True)
    other = tmp_path / "catatan.txt"
    other.write_text("milik orang")
    file_of(tmp_path / "share").symlink_to(other)
    with pytest.raises(OSError, match=r"link|Invalid|argument"):
        add_lines(tmp_path / "share", [a_line()])
    assert other.read_text() == "milik orang"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / ".bpkit").mkdir()
    os.mkfifo(file_of(tmp_path))
    with pytest.raises(OSError, match=r"link|Invalid|argument"):
        add_lines(tmp_path, [a_line()])


def _add_many(root: Path, name: str) -> None:
    for number in range(60):
        add_lines(root, [a_line(f"{name} {number} " + "panjang " * 40)])


def test_two_at_once_lose_no_line_and_tear_none(tmp_path: Path) -> None:
    add_lines(tmp_path, [a_line()])
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(_add_many, [(tmp_path, "satu"), (tmp_path, "dua")])
    assert len(lines_of(tmp_path)) == 121
    assert file_of(tmp_path).read_bytes().count(b"\n") == 122


def test_a_register_that_cannot_be_written_keeps_no_form_from_being_written(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("bpkit.work.incoming.add_lines", held)
    code, _, err = run("run", share)
    assert code == 3 and "buku-agenda.csv" in err
    assert list((share / KMW).glob("Lampiran 2*"))


def test_a_register_that_cannot_be_read_says_nothing_and_is_left_alone(
    share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book_after(share)
    before = file_of(share).read_bytes()
    (share / CITY / "Jalan.docx").unlink()

    def fails(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("bpkit.work.incoming.read_book", fails)
    work = Work(Request(share, now=NOON, today=NOON.date()))
    assert recap(work, None, None, below=True).refused and not work.steady
    assert file_of(share).read_bytes() == before


def test_two_that_note_the_same_agree_on_when_it_was_first_seen(share: Path) -> None:
    first = look(share, Work(Request(share)).folder, NOON)
    second = look(share, Work(Request(share)).folder, NOON + timedelta(minutes=5))
    add_lines(share, second.lines)
    add_lines(share, first.lines)
    assert read_book(share).first_seen(f"{CITY}/Jalan.docx") == NOON


def test_a_writing_that_was_mended_keeps_the_day_it_first_came(share: Path) -> None:
    book_after(share)
    write_document(share / CITY / "Jalan.docx", paragraphs=9)
    book_after(share, NOON + timedelta(days=1))
    (share / CITY / "Jalan.docx").rename(share / CITY / "Jalan Baru.docx")
    book_after(share, NOON + timedelta(days=2))
    assert read_book(share).first_seen(f"{CITY}/Jalan Baru.docx") == NOON


def _started(share: Path) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-m", "bpkit", "run", str(share), "-q"], stdout=quiet, stderr=quiet
    )


def test_two_runs_that_race_and_one_that_is_killed_note_everything_once(share: Path) -> None:
    racing = [_started(share), _started(share)]
    assert {process.wait() for process in racing} <= {0, 1, 4}
    (share / CITY / "Jalan.docx").rename(share / CITY / "Jalan Baru.docx")
    killed = _started(share)
    with contextlib.suppress(subprocess.TimeoutExpired):
        killed.wait(0.7)
    killed.kill()
    killed.wait()
    assert _started(share).wait() in (0, 1)
    noted = [line for line in events(share) if not line.startswith("diperiksa")]
    assert sorted(noted) == sorted(
        [f"masuk {title}" for title in ("Air Bersih", "Bank Sampah", "Batik", "Jalan", "Posyandu")]
        + ["pindah Jalan Baru"]
    )


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "Anda tidak mempunyai izin"),
        (OSError(errno.EBUSY, "Device or resource busy"), "sedang dibuka program lain"),
        (OSError(errno.ENOENT, "No such file or directory"), "tidak terjangkau"),
        (OSError(errno.EIO, "Input/output error"), "menolaknya"),
        (TooLargeError(0, "9 MB"), "terlalu besar"),
    ],
)
def test_why_the_register_can_not_be_used_is_told_in_one_language(
    error: OSError, words: str, tmp_path: Path
) -> None:
    with speaking("id"):
        told = unwritable(damage_of(error, tmp_path)).problem
    assert words in told
    assert not error.strerror or error.strerror not in told


def renamed(share: Path, old: str, new: str) -> None:
    """Another city's folder: the same writings under another name."""
    book_after(share)
    (share / old).rename(share / new)
    book_after(share, NOON + timedelta(days=1))


def test_a_city_that_was_renamed_is_told_once_as_news(run: Run, share: Path) -> None:
    renamed(share, CITY, korkot("Kota Atas"))
    (found,) = gone(run, share)
    assert (found["severity"], found["path"]) == ("info", CITY)
    assert "Kota Atas" in found["message"] and "Jalan" in found["message"]


def test_a_folder_that_went_to_another_month_is_a_warning(run: Run, share: Path) -> None:
    renamed(share, "2010-10", "2010-11")
    assert [one["severity"] for one in gone(run, share)] == ["warning"]


def test_the_form_of_the_old_name_is_called_that(run: Run, share: Path) -> None:
    renamed(share, CITY, korkot("Kota Atas"))
    _, out, _ = run("validate", share / korkot("Kota Atas"), "--select", "BP105", "--lang", "id")
    assert "formulir atas nama Semarang" in " ".join(out.split())


def test_a_writing_that_was_renamed_and_then_mended_is_still_news(run: Run, share: Path) -> None:
    book_after(share)
    (share / CITY / "Jalan.docx").rename(share / CITY / "Jalan Baru.docx")
    book_after(share, NOON + timedelta(days=1))
    write_document(share / CITY / "Jalan Baru.docx", paragraphs=9)
    book_after(share, NOON + timedelta(days=2))
    (finding,) = gone(run, share)
    assert finding["severity"] == "info" and "Jalan Baru.docx" in finding["message"]


def test_a_title_that_was_renamed_twice_leads_to_its_last_name() -> None:
    day, sha = timedelta(days=1), "a" * 64
    book = AgendaBook(
        [
            Line(NOON, Event.CAME, "x/A.docx", "A", "x", "2010-10", sha256=sha),
            Line(NOON + day, Event.MOVED, "x/B.docx", "B", "x", "2010-10", "x/A.docx", sha),
            Line(NOON + 2 * day, Event.MOVED, "x/C.docx", "C", "x", "2010-10", "x/B.docx", sha),
        ]
    )
    assert book.went_to("x/A.docx") == "x/C.docx"
    assert book.former_titles() == {"x/C.docx": ["A", "B"]}


class Desk:
    """A drawer of papers that somebody moves about, and a reckoning of where each went."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.here: dict[str, str] = {}  # path: content
        self.then: dict[str, str] = {}  # at the look before
        self.last: dict[str, str] = {}  # the content that was last seen of a path
        self.went: dict[str, str | None] = {}
        self.trash: list[tuple[str, str]] = []
        self.count = 0

    def act(self) -> None:
        """Something happens to one paper, or a new one comes."""
        self.count += 1
        deed = self.random.choice(["come", "come", "go", "move", "rename", "mend", "back"])
        if deed == "back" and self.trash:
            self.here.setdefault(*self.trash.pop())
        if deed == "come" or not self.here:
            self.here[f"{self.random.choice(['Semarang', 'Solo'])}/T{self.count}"] = f"{self.count:064x}"
            return
        path = self.random.choice(sorted(self.here))
        city, _, name = path.partition("/")
        other = f"{'Solo' if city == 'Semarang' else 'Semarang'}/{name}"
        if deed == "go":
            self.trash.append((path, self.here.pop(path)))
        elif deed == "mend":
            self.here[path] = f"{self.count:064x}"
        elif deed == "rename":
            self.here[f"{city}/R{self.count}"] = self.here.pop(path)
        elif deed == "move" and other not in self.here:
            self.here[other] = self.here.pop(path)

    def reckon(self) -> dict[str, set[str]]:
        """What is missed, and where it lies now."""
        for path in {*self.last} - {*self.here}:
            if path in self.then or self.went.get(path) is None:
                new = (one for one in self.here if one not in self.then)
                self.went[path] = next((one for one in new if self.here[one] == self.last[path]), None)
        self.last |= self.here
        self.then = dict(self.here)
        found: dict[str, set[str]] = {}
        for path in {*self.last} - {*self.here}:
            end: str | None = path
            for _ in self.last:
                if end and end not in self.here and self.went.get(end):
                    end = self.went[end]
            if end in self.here:
                found[path] = {str(end)}
            elif end == path:
                found[path] = set()
        return found


@pytest.mark.parametrize("seed", range(60))
def test_what_is_missed_and_where_it_went_is_as_somebody_with_the_papers_reckons(seed: int) -> None:
    desk, book = Desk(seed), AgendaBook()
    for day in range(12):
        desk.act()  # once a day: of what was moved and mended between two looks nobody can tell
        seen = tuple(
            Sighting(path, path.partition("/")[2], path.partition("/")[0], "2010-10", content)
            for path, content in sorted(desk.here.items())
        )
        view = View(".", seen, frozenset(desk.here), lambda _: False, desk.here.__contains__)
        for line in news(book, view, NOON + timedelta(days=day)):
            book.take(line)
        assert {one.entry.path: {*one.now_at} for one in book.gone(view)} == desk.reckon()
