"""The year's deadlines as a calendar file that other programs take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from make.shares import Run

from bpkit.model.settings import Province, Settings
from bpkit.reports.icalendar import calendar_of

ROSTER = Settings(
    provinces=(
        Province("Jawa Tengah"),
        Province("Bali; “Barat”, dan Papua Nusantara", deadlines={"korkot": 31}),
    ),
    experts={"Jawa Tengah": ("Siti Rahma",)},
)


def unfolded(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


def events(data: bytes) -> list[dict[str, str]]:
    """The events as the standard reads them."""
    found: list[dict[str, str]] = []
    for line in unfolded(data):
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and ":" in line:
            name, _, value = line.partition(":")
            found[-1].setdefault(name.partition(";")[0], value)
    return found


def test_every_month_has_its_three_days_and_the_year_its_products() -> None:
    days = [event["DTSTART"] for event in events(calendar_of(Settings(), 2010))]
    assert days == [f"2010{month:02}{day}" for month in range(1, 13) for day in (15, 20, 25)]
    assert events(calendar_of(ROSTER, 2010))[-1]["DTSTART"] == "20101231"


def test_a_province_with_another_day_has_an_event_of_its_own() -> None:
    february = [e for e in events(calendar_of(ROSTER, 2012)) if "Februari" in e["SUMMARY"]]
    by_day = {event["DTSTART"]: event["SUMMARY"] for event in february}
    assert "Jawa Tengah" in by_day["20120215"] and "Bali" in by_day["20120229"]


def test_lines_are_as_the_standard_wants_them() -> None:
    data = calendar_of(ROSTER, 2010)
    lines = data.split(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"") and lines[-1] == b""
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no letter is taken apart
    assert r"Bali\; “Barat”\, dan Papua Nusantara" in "\n".join(unfolded(data))
    assert data.count(b"BEGIN:") == data.count(b"END:")


def test_each_event_has_one_name_for_good() -> None:
    first, again = calendar_of(ROSTER, 2010), calendar_of(ROSTER, 2010)
    names = [event["UID"] for event in events(first)]
    assert first == again and len(set(names)) == len(names)
    assert not set(names) & {event["UID"] for event in events(calendar_of(ROSTER, 2011))}
    assert all(re.fullmatch("[0-9]{8}T000000Z", event["DTSTAMP"]) for event in events(first))


def test_the_command_writes_it_and_nothing_on_the_share(run: Run, share: Path, tmp_path: Path) -> None:
    before = sorted(share.rglob("*"))
    file = tmp_path / "tenggat.ics"
    for _ in range(2):
        assert run("status", share, "--ics", file)[0] == 0
    assert len(events(file.read_bytes())) == 36
    assert sorted(share.rglob("*")) == before


@pytest.mark.parametrize("name", ["tenggat", "tenggat.txt", "tenggat.ics.txt"])
def test_a_name_that_no_calendar_program_opens_is_refused(
    run: Run, share: Path, tmp_path: Path, name: str
) -> None:
    code, _, err = run("status", share, "--ics", tmp_path / name)
    assert (code, ".ics" in err, (tmp_path / name).exists()) == (2, True, False)


def test_somebody_s_own_calendar_is_left_alone(run: Run, share: Path, tmp_path: Path) -> None:
    file = tmp_path / "kami.ics"
    file.write_bytes(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    assert run("status", share, "--ics", file)[0] == 2
    assert file.read_bytes() == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(("more", "year"), [((), "2010"), (("--period", "2011-03"), "2011")])
def test_the_year_is_that_of_the_settings_unless_another_is_given(
    run: Run, share: Path, tmp_path: Path, more: tuple[str, ...], year: str
) -> None:
    run("status", share, "--ics", tmp_path / "x.ics", *more)
    assert {event["DTSTART"][:4] for event in events((tmp_path / "x.ics").read_bytes())} == {year}


def test_a_programme_of_units_has_its_tasks_in_the_calendar(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bpkit.yaml").write_text("rubrik: fpk-2010\nbahasa: id\n", "utf-8")
    for number, day in ((1, "2009-12-03"), (2, "2010-06-11")):
        (tmp_path / f"pertemuan-{number} (Bone)").mkdir()
        file = tmp_path / f"pertemuan-{number} (Bone)" / "pertemuan.yaml"
        file.write_text(f"mulai: {day}\n", "utf-8")
    file = tmp_path / "tenggat.ics"
    assert run("status", tmp_path, "--ics", file)[0] == 0
    found = events(file.read_bytes())
    assert [event["DTSTART"] for event in found] == ["20100604", "20100608", "20100611"]
    assert len({event["UID"] for event in found}) == 3
    assert "pertemuan-2 (Bone)" in found[0]["SUMMARY"]
    data = file.read_bytes()
    assert run("status", tmp_path, "--ics", file)[0] == 0
    assert file.read_bytes() == data


def test_a_calendar_with_nothing_in_it_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bpkit.yaml").write_text("rubrik: kinerja-dgp\nbahasa: id\n", "utf-8")
    code, _, err = run("status", tmp_path, "--ics", tmp_path / "tenggat.ics")
    assert (code, "tidak ada tenggat" in err) == (2, True)
    assert not (tmp_path / "tenggat.ics").exists()


def test_the_calendar_of_several_programmes_is_asked_one_by_one(run: Run, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "bpkit.yaml").write_text("rubrik: fpk-2010\n", "utf-8")
    code, _, err = run("status", tmp_path, "--ics", tmp_path / "tenggat.ics")
    assert (code, "a, b" in err) == (2, True)
