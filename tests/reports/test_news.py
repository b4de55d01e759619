"""What `bpkit status` says where nobody sits before a screen: what is new since the last time, or nothing."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from make.shares import KMW, Run, korkot, make_share, write_document
from msgspec.structs import replace

from bpkit.model.outcomes import Checked
from bpkit.model.problems import Kind, Problem
from bpkit.model.zones import WIB
from bpkit.months.standing import Reckoner, Standing
from bpkit.reports.news import Told, ToldFinding, ToldUnit, news_since, told_now
from bpkit.schemas import adapter
from bpkit.work.request import Request
from bpkit.work.running import Work

CITY = korkot("Semarang")
NOON = datetime(2010, 10, 2, 12, tzinfo=WIB)


class Clock:
    """What time it is for bpkit."""

    def __init__(self) -> None:
        self.now = NOON

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("bpkit.cli.options.moment", lambda: made.now)
    monkeypatch.setattr("bpkit.work.answers._days", lambda: str(made.now.date()))
    return made


@pytest.fixture(autouse=True)
def own_cache_of_a_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPKIT_CACHE_DIR", str(tmp_path / "simpanan"))


def sections(out: str) -> dict[str, list[str]]:
    """The lines of a text under their headings, the first line apart."""
    found: dict[str, list[str]] = {}
    for line in out.splitlines()[1:]:
        if line.startswith("  "):
            found[next(reversed(found))].append(line.strip())
        else:
            found[line] = []
    return found


def test_the_first_time_everything_is_told_and_then_nothing_until_something_changes(
    run: Run, share: Path
) -> None:
    code, out, _ = run("status", share)
    assert "Usulan/kuota" in out and "Korkot Surakarta" in out
    assert run("status", share) == (code, "", "")
    assert run("status", share) == (code, "", "")


def test_a_writing_that_came_is_told_once_with_what_is_wrong_with_it(run: Run, share: Path) -> None:
    run("status", share)
    write_document(share / CITY / "Kali Bersih.docx", photos=1)
    out = run("status", share)[1]
    assert out.startswith("Kabar sejak 2 Oktober 2010 12:00 – ")
    found = sections(out)
    assert "Korkot Semarang, Oktober 2010: masuk 3 → 4" in found["Yang berubah"]
    assert "Korkot Semarang, Oktober 2010: tulisan baru “Kali Bersih”" in found["Yang berubah"]
    assert [line for line in found["Temuan baru"] if "Kali Bersih.docx: BP301" in line]
    assert "Sudah dibereskan" not in found
    assert run("status", share)[1] == ""


def test_what_was_mended_is_told_and_what_is_still_open_beside_it(run: Run, share: Path) -> None:
    write_document(share / CITY / "Kali Bersih.docx", photos=1)
    write_document(share / CITY / "Pasar.docx", photos=0)
    run("status", share)
    write_document(share / CITY / "Kali Bersih.docx", photos=2)
    found = sections(run("status", share)[1])
    assert [line for line in found["Sudah dibereskan"] if "Kali Bersih.docx: BP301" in line]
    assert [line for line in found["Masih terbuka"] if "Semarang" in line and line.endswith(": Pasar")]
    assert "Temuan baru" not in found


def test_a_writing_that_is_gone_is_not_called_mended(run: Run, share: Path) -> None:
    write_document(share / CITY / "Kali Bersih.docx", photos=1)
    run("status", share)
    (share / CITY / "Kali Bersih.docx").unlink()
    found = sections(run("status", share)[1])
    assert "Korkot Semarang, Oktober 2010: tulisan tidak ada lagi “Kali Bersih”" in found["Yang berubah"]
    assert not [line for line in found.get("Sudah dibereskan", []) if "Kali Bersih.docx:" in line]


def test_what_is_sealed_and_sent_is_told(run: Run, share: Path, tmp_path: Path) -> None:
    run("status", share)
    run("recap", share / KMW)
    run("score", share / KMW, "--seal")
    run("send", share / KMW, "--output", tmp_path / "kiriman")
    changed = sections(run("status", share)[1])["Yang berubah"]
    assert "KMW Jawa Tengah, Oktober 2010: disegel tidak → ya" in changed
    assert [line for line in changed if line.startswith("KMW Jawa Tengah, Oktober 2010: dikirim belum → ")]


def test_a_last_day_is_told_as_it_comes_near_and_not_every_day(run: Run, share: Path, clock: Clock) -> None:
    run("status", share)
    clock.pass_days(6)
    near = sections(run("status", share)[1])["Dekat batas"]
    assert near[0].endswith("7 hari lagi (15 Oktober 2010); masuk 3 dari 10, lengkap 3")
    clock.pass_days(1)
    assert run("status", share)[1] == ""


def test_two_people_who_look_at_one_share_are_told_each(
    run: Run, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [str(tmp_path / name) for name in ("siti", "budi")]
    for one in people:
        monkeypatch.setenv("BPKIT_CACHE_DIR", one)
        run("status", share)
    write_document(share / CITY / "Kali Bersih.docx")
    for one in people:
        monkeypatch.setenv("BPKIT_CACHE_DIR", one)
        assert "Kali Bersih" in run("status", share)[1]


def test_a_look_before_a_screen_takes_no_news_away(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Screen:
        def isatty(self) -> bool:
            return True

    run("status", share)
    write_document(share / CITY / "Kali Bersih.docx")
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdin", Screen())
        for _ in range(2):
            assert "Usulan/kuota" in run("status", share)[1]
    assert "Usulan/kuota" in run("status", share, "--all")[1]
    assert "Kali Bersih" in run("status", share)[1]


def test_without_a_cache_everything_is_told_each_time(run: Run, share: Path) -> None:
    for _ in range(2):
        assert "Usulan/kuota" in run("status", share, "--no-cache")[1]


def test_every_path_and_language_has_its_own_news(run: Run, share: Path) -> None:
    run("status", share)
    assert "Usulan/kuota" in run("status", share / KMW)[1]
    assert "Proposed/quota" in run("status", share, "--lang", "en")[1]


def test_json_is_whole_unless_news_are_asked_for_and_then_says_that_there_are_none(
    run: Run, share: Path
) -> None:
    for _ in range(2):
        adapter("status").validate_python(json.loads(run("status", share, "--format", "json")[1]))
    values = [json.loads(run("status", share, "--new", "--format", "json")[1]) for _ in range(2)]
    write_document(share / CITY / "Kali Bersih.docx", photos=0)
    values.append(json.loads(run("status", share, "--new", "--format", "json")[1]))
    for value in values:
        adapter("status-new").validate_python(value)
    assert [value["is_new"] for value in values] == [True, False, True]
    assert {one["what"] for one in values[2]["changes"]} >= {"handed_in", "came"}
    assert "BP301" in str(values[2]["new"])


def test_a_year_has_no_news(run: Run, share: Path) -> None:
    assert run("status", share, "--year", "--new")[0] == 2


def test_the_report_has_the_news_before_the_table(run: Run, share: Path, tmp_path: Path) -> None:
    run("status", share)
    write_document(share / CITY / "Kali Bersih.docx")
    run("status", share, "--report", tmp_path / "kabar.html", "-q")
    page = (tmp_path / "kabar.html").read_text(encoding="utf-8")
    assert page.index("Yang berubah") < page.index("Kali Bersih") < page.index("Keadaan tiap folder")


# Against a reckoning of its own ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    share = make_share(tmp_path_factory.mktemp("kabar") / "Berbagi")
    return Work(Request(share, now=NOON, today=NOON.date()))


def standings(work: Work, now: datetime) -> list[Standing]:
    return list(Reckoner(work.settings, work.rubric.quota, now, {}).of(work.checked, work.judged))


def test_the_days_that_speak_are_those_of_a_calendar_on_paper(work: Work) -> None:
    last = {"Korkot": 15, "KMW": 20, "Nasional": 25}  # POB slides 15 and 18
    on_paper = {day - left for day in last.values() for left in (7, 3, 1, 0, -1)}
    before, spoke = told_now(work.checked, standings(work, NOON), None, NOON), set()
    for day in range(3, 31):
        now = NOON.replace(day=day)
        found = standings(work, now)
        told = told_now(work.checked, found, before, now)
        if news_since(before, told, work.checked, found).is_any:
            spoke.add(day)
        before = told
    assert spoke == on_paper


def test_who_has_sent_on_is_not_reminded(work: Work) -> None:
    eve = NOON.replace(day=14)
    found = standings(work, eve)
    found = [replace(one, sent=NOON) if one.judged.folder.unit == "Semarang" else one for one in found]
    told = told_now(work.checked, found, None, eve)
    steps = {unit.name.partition(",")[0]: unit.step for unit in told.units.values()}
    assert steps["Korkot Semarang"] is None and steps["Korkot Surakarta"] == 1


def picture(found: Counter[str]) -> Told:
    findings = {name: ToldFinding("error", f"{name}.docx", name, count) for name, count in found.items()}
    return Told(NOON, {"kota": ToldUnit("Kota", {}, {}, findings)})


def test_new_and_mended_are_the_differences_of_two_lists(work: Work) -> None:
    random = Random(12)
    for _ in range(200):
        first, second = (Counter(random.choices("abcdef", k=random.randrange(8))) for _ in range(2))
        news = news_since(picture(first), picture(second), work.checked, [])
        assert Counter({one.finding.text: one.finding.count for one in news.new}) == second - first
        assert Counter({one.finding.text: one.finding.count for one in news.mended}) == first - second
        assert news.is_any == (first != second)


def test_what_cannot_be_seen_at_the_moment_has_not_been_mended_and_is_not_gone(work: Work) -> None:
    found = standings(work, NOON)
    before = told_now(work.checked, found, None, NOON)
    province = next(one for one in work.checked.walk() if one.folder.unit == "Jawa Tengah")
    hidden = Problem(province.folder.path, kind=Kind.UNREACHABLE)
    months = tuple(_emptied(month, province, hidden) for month in work.checked.children)
    root = replace(work.checked.folder, unsafe=(hidden,), children=tuple(one.folder for one in months))
    dropped = Checked(root, work.checked.findings, (), months)
    left = [one for one in found if one.judged.folder.path != province.folder.path
            and province.folder.path not in one.judged.folder.path.parents]  # fmt: skip
    told = told_now(dropped, left, before, NOON)
    assert told.units.keys() == before.units.keys()
    assert not news_since(before, told, dropped, left).is_any


def _emptied(month: Checked, province: Checked, hidden: Any) -> Checked:
    """A month in which a province's folder can't be listed."""
    kept = tuple(one for one in month.children if one is not province)
    return replace(month, folder=replace(month.folder, children=(), unsafe=(hidden,)), children=kept)


# Programmes whose units are judged --------------------------------------------------------------------


@pytest.fixture
def coast(tmp_path: Path, clock: Clock) -> Path:
    """A programme of counted months, in its first: what is to be handed in is due on 3 February 2010."""
    root = tmp_path / "pesisir"
    (root / "bulan-01").mkdir(parents=True)
    (root / "bpkit.yaml").write_text("rubrik: tablolong\nmulai: 2010-01-04\nbahasa: id\n", "utf-8")
    clock.now = datetime(2010, 1, 20, 12, tzinfo=WIB)
    return root


def test_of_units_too_only_what_is_new_is_told(run: Run, coast: Path) -> None:
    code, out, _ = run("status", coast)
    assert "Keadaan" in out and "Laporan bulanan, bulan-01" in out
    assert run("status", coast) == (code, "", "")
    (coast / "bulan-01" / "realisasi.yaml").write_text("- {butir: P1, nilai: 5}\n", "utf-8")
    told = sections(run("status", coast)[1])
    assert "Laporan bulanan, bulan-01: baris daftar 0 → 1" in told["Yang berubah"]
    assert run("status", coast) == (code, "", "")
    assert "Keadaan" in run("status", coast, "--all")[1]


def test_a_task_of_a_unit_is_told_as_its_last_day_comes_near_and_then_as_late(
    run: Run, coast: Path, clock: Clock
) -> None:
    run("status", coast)
    spoke = {}
    for _ in range(17):
        clock.pass_days(1)
        spoke[clock.now.date().isoformat()] = sections(run("status", coast, "--new")[1])
    told = {day: found.get("Dekat batas", []) for day, found in spoke.items() if found}
    assert [*told] == ["2010-01-27", "2010-01-31", "2010-02-02", "2010-02-03", "2010-02-04"]
    assert told["2010-01-27"] == [
        "Laporan bulanan, bulan-01: Monitoring bulanan, 7 hari lagi (3 Februari 2010)"
    ]
    assert told["2010-02-04"] == []
    assert "BP610" in " ".join(spoke["2010-02-04"]["Temuan baru"])


def test_the_news_of_several_programmes_stand_under_the_name_of_each(
    run: Run, coast: Path, share: Path, tmp_path: Path
) -> None:
    both = tmp_path / "berdua"
    both.mkdir()
    coast.rename(both / "pesisir")
    share.rename(both / "kota")
    assert "Usulan/kuota" in run("status", both)[1]
    assert run("status", both)[1:] == ("", "")
    (both / "pesisir" / "bulan-01" / "realisasi.yaml").write_text("- {butir: P1, nilai: 5}\n", "utf-8")
    out = run("status", both)[1]
    assert out.startswith("== pesisir") and "kota" not in out
    found = json.loads(run("status", both, "--new", "--format", "json")[1])
    assert [one["answer"]["is_new"] for one in found] == [False, False]


def test_the_news_of_units_are_what_the_schema_says(run: Run, coast: Path) -> None:
    for _ in range(2):
        out = run("status", coast, "--new", "--format", "json")[1]
        adapter("round-status-new").validate_python(json.loads(out))
