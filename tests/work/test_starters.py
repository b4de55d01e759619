"""The files that people double-click: their text, and those of Linux and macOS run by a real sh.

No Windows is at hand where these tests run: of a .cmd only the text is tried, and what bpkit makes of the
command line that cmd.exe hands over.
"""

from __future__ import annotations

import io
import os
import re
import stat
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from make.rosters import fill, roster
from make.shares import KMW, Run, korkot, write_document

from bpkit.work.starters import STARTERS, System, dropped, starter_text, write_starters

NAMES = [starter.title for starter in STARTERS]


@pytest.fixture(autouse=True)
def indonesian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever the computer speaks; what starters leave goes into the test's own folder; nothing opens."""
    monkeypatch.setenv("BPKIT_LANG", "id")
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path / "dokumen"))
    tools = tmp_path / "alat"
    tools.mkdir()
    opener = tools / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >> "{tmp_path / "dibuka.txt"}"\n', encoding="utf-8")
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")


def opened(tmp_path: Path) -> list[str]:
    """What was given to the computer to open: its programs may come a moment later."""
    log = tmp_path / "dibuka.txt"
    for _ in range(100):
        if log.exists():
            break
        time.sleep(0.02)
    return [Path(line).name for line in log.read_text("utf-8").splitlines()] if log.exists() else []


# Windows: the text --------------------------------------------------------------------------------


@pytest.fixture(params=STARTERS, ids=lambda one: str(one.title))
def cmd(request: pytest.FixtureRequest) -> str:
    """The text of a .cmd."""
    return starter_text(request.param, ".cmd").decode("ascii")  # whatever the code page, it reads the same


def lines(cmd: str) -> list[str]:
    return cmd.split("\r\n")


def test_every_line_of_a_cmd_ends_as_windows_wants_it(cmd: str) -> None:
    assert cmd.endswith("\r\n")
    assert cmd.count("\n") == cmd.count("\r\n") == cmd.count("\r")


def test_a_cmd_sets_utf_8_first_and_keeps_the_window_open_last(cmd: str) -> None:
    said = lines(cmd)
    assert said[0] == "@echo off"
    assert "chcp 65001 >nul" in said
    assert said.index("pause >nul") > max(i for i, line in enumerate(said) if " start " in line)


def test_every_way_through_a_cmd_comes_to_the_pause(cmd: str) -> None:
    said = lines(cmd)
    pause = said.index("pause >nul")
    assert not [line for line in said[:pause] if re.match(r"exit\b", line)]
    targets = set(re.findall(r"\bgoto (\w+)", cmd))
    assert targets == {line[1:] for line in said if line.startswith(":")}
    assert all(said.index(f":{target}") < pause for target in targets)


def test_no_address_stands_where_cmd_would_take_it_apart(cmd: str) -> None:
    """`%~dp0` is filled in before a line is parsed: outside quotes a `&` or `)` would end it."""
    for line in lines(cmd):
        bare = re.sub(r'"[^"]*"', "", line)
        assert not re.search(r"%~\w+", bare), line
        assert "%*" not in bare or line == "set BPKIT_GIVEN=%*", line
    assert "(" not in re.sub(r"(?m)^(?:rem|echo).*$", "", cmd)  # a block would be parsed as a whole


def test_what_was_dropped_is_read_with_delayed_expansion_alone(cmd: str) -> None:
    said = lines(cmd)
    delayed = said.index("setlocal EnableDelayedExpansion")
    assert (
        said.index("setlocal EnableExtensions DisableDelayedExpansion")
        < said.index("set BPKIT_GIVEN=%*")
        < delayed
    )
    assert said.index('set "BPKIT_CALLED=!CMDCMDLINE!"') > delayed
    assert not re.search(r"%(?:CMDCMDLINE|BPKIT_\w+)%", cmd)


def test_a_cmd_of_explorer_closes_all_of_cmd_so_that_no_rest_is_run(cmd: str) -> None:
    assert lines(cmd)[-3] == 'if /i not "!BPKIT_CALLED:%~nx0=!"=="!BPKIT_CALLED!" exit !BPKIT_CODE!'
    assert lines(cmd)[-2] == "exit /b !BPKIT_CODE!"


def test_a_cmd_never_changes_into_the_share(cmd: str) -> None:
    """cmd.exe knows no \\\\server\\share as its folder: every address is whole."""
    assert not re.search(r"(?im)^(?:cd|chdir|pushd)\b", cmd)
    assert 'set "BPKIT_HOME=%~dp0."' in cmd  # with the dot, for a backslash before a quote would hide it


MAY = r"S:\best practice_KMW (Bali)_(Mei)"
SIGNS = r"\\server\Berbagi\50% & lebih!.docx"
CALLS = [
    (r'C:\WINDOWS\system32\cmd.exe /c ""S:\Berbagi\Periksa.cmd" "', []),
    (r'C:\WINDOWS\system32\cmd.exe /c ""S:\Berbagi\Periksa.cmd""', []),
    (r'cmd /c ""S:\Berbagi Kita\Periksa.cmd" "S:\best practice_KMW (Bali)_(Mei)" "', [MAY]),
    (r'cmd /c ""S:\Berbagi Kita\Periksa.cmd" "S:\best practice_KMW (Bali)_(Mei)""', [MAY]),
    (r'cmd /c ""S:\A&B\Periksa.cmd" S:\A&B\Jalan&Air.docx"', [r"S:\A&B\Jalan&Air.docx"]),
    (r'cmd /c ""S:\Periksa.cmd" "S:\satu dua.docx" S:\tiga.docx"', [r"S:\satu dua.docx", r"S:\tiga.docx"]),
    (r'cmd /c ""\\server\Berbagi\PERIKSA.CMD" "\\server\Berbagi\50% & lebih!.docx" "', [SIGNS]),
    (r'cmd /c ""S:\Periksa.cmd" S:\"', ["S:\\"]),
    (r"C:\WINDOWS\system32\cmd.exe /c S:\Periksa.cmd S:\satu.docx", [r"S:\satu.docx"]),
]  # fmt: skip


@pytest.mark.parametrize(("called", "found"), CALLS)
def test_what_explorer_drops_on_a_cmd_comes_whole(called: str, found: list[str]) -> None:
    assert dropped({"BPKIT_STARTER": "Periksa.cmd", "BPKIT_CALLED": called, "BPKIT_GIVEN": "S:\\A"}) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('"S:\\satu dua"', ["S:\\satu dua"]),
        ('"S:\\satu dua\\"', ["S:\\satu dua\\"]),
        ("S:\\a S:\\b", ["S:\\a", "S:\\b"]),
        ("", []),
    ],
)
def test_what_is_typed_at_a_prompt_comes_whole_too(typed: str, found: list[str]) -> None:
    called = r'"C:\WINDOWS\system32\cmd.exe" '
    assert dropped({"BPKIT_STARTER": "Periksa.cmd", "BPKIT_CALLED": called, "BPKIT_GIVEN": typed}) == found


# What init writes -----------------------------------------------------------------------------------


def test_starters_are_written_once_and_an_edited_one_stays(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "Berbagi"
    assert run("init", root, "--starters", "windows", "--starters", "linux")[0] == 0
    assert {path.name for path in root.glob("*.cmd")} == {f"{name}.cmd" for name in NAMES}
    assert {path.stem for path in root.glob("*.desktop")} == set(NAMES)
    (root / "Nilai.cmd").write_text("milik kami", encoding="utf-8")
    (root / "Periksa.cmd").unlink()
    run("init", root, "--starters", "windows")
    assert (root / "Nilai.cmd").read_text("utf-8") == "milik kami"
    assert (root / "Periksa.cmd").read_bytes() == starter_text(STARTERS[1], ".cmd")


def test_those_of_linux_and_macos_may_be_run(tmp_path: Path) -> None:
    list(write_starters(tmp_path, [System.LINUX, System.MACOS]))
    assert all(path.stat().st_mode & stat.S_IXUSR for path in tmp_path.glob("*.[cd]*") if path.is_file())


# Linux and macOS: run -------------------------------------------------------------------------------


def put_bpkit(folder: Path) -> None:
    """The bpkit of these tests, as a program beside the starters."""
    shim = folder / "bpkit"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bpkit "$@"\n', encoding="utf-8")
    shim.chmod(0o755)


def sh(
    file: Path, *dropped: Path | str, answers: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """A starter as Finder runs it, with the bpkit of these tests."""
    put_bpkit(file.parent)
    return subprocess.run(
        ["sh", file, *dropped], input=answers, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


@pytest.fixture
def started(share: Path) -> Path:
    """A share with starters, at an address that is hard to write."""
    moved = share.rename(share.with_name("Berbagi & 'Kita' (100%) $HOME"))
    list(write_starters(moved, [System.LINUX]))
    return moved


def test_a_writing_that_was_dropped_is_checked_and_the_page_opens(started: Path, tmp_path: Path) -> None:
    writing = tmp_path / "Unduhan (1)" / "Jalan & Air $5; 'baik'.docx"
    write_document(writing, photos=1)
    done = sh(started / "Periksa.command", writing)
    assert done.returncode == 1, done.stderr
    assert "BP301" in done.stdout
    assert opened(tmp_path) == ["Hasil Periksa.html"]
    assert "Jalan &amp; Air" in (tmp_path / "dokumen/bpkit/Hasil Periksa.html").read_text("utf-8")


def test_a_desktop_file_finds_the_starter_beside_it(started: Path, tmp_path: Path) -> None:
    entries = dict(
        line.split("=", 1)
        for line in (started / "Periksa.desktop").read_text("utf-8").splitlines()
        if "=" in line
    )
    # A value's escapes, then those of the argument in quotes, as the Desktop Entry Specification has them.
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', entries["Exec"].replace("\\\\", "\\"))
    words = [re.sub(r"\\(.)", r"\1", quoted) or bare for quoted, bare in found]
    filled = {"%k": [str(started / "Periksa.desktop")], "%F": [str(started / korkot("Semarang"))]}
    command = [part for word in words for part in filled.get(word, [word])]
    (started / "bpkit").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    (started / "bpkit").chmod(0o755)
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", timeout=120)
    assert done.stdout.splitlines() == ["start", "periksa", "--lang", "id", "--", *filled["%F"]], done.stderr


def test_scoring_asks_what_to_do_and_does_it(
    run: Run, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in ("1", "2", "3", f"4\n{tmp_path / 'kiriman'}"):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{answer}\n"))
        code, out, err = run("start", "nilai", share / KMW)
        assert code == 0, out + err
    assert (share / KMW / "penilaian" / "Keputusan.xlsx").is_file()
    assert list((share / KMW).glob("Lampiran 2_*.xlsx")) and list(
        (share / KMW).glob("Surat Penetapan_*.docx")
    )
    assert (share / KMW / "penilaian" / "segel.json").is_file()
    assert [file.suffix for file in (tmp_path / "kiriman").iterdir()] == [".zip"]


def test_a_choice_that_there_is_not_is_refused(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("9\n"))
    code, _, err = run("start", "nilai", share / KMW)
    assert (code, "1 sampai 4" in err) == (2, True)


def test_beginning_opens_the_list_and_then_sets_up(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "Berbagi"
    root.mkdir()
    assert run("start", "mulai", "--home", root)[0] == 0
    assert run("start", "mulai", "--home", root)[0] == 2  # nobody has filled it in
    assert opened(tmp_path)[0] == "Daftar Wilayah.xlsx"
    roster(root / "Daftar Wilayah.xlsx")
    assert run("start", "mulai", "--home", root)[0] == 0
    assert (root / "bpkit.yaml").is_file()
    assert list(root.rglob("best practice_korkot (Denpasar)_(Oktober)"))


@pytest.mark.parametrize(("language", "shown"), [("id", "(y/t) [t]"), ("en", "(y/n) [n]")])
def test_what_enter_means_is_shown_in_the_letters_of_the_question(
    run: Run, tmp_path: Path, language: str, shown: str
) -> None:
    root = roster(tmp_path / "Berbagi" / "Daftar Wilayah.xlsx").parent
    run("init", root)
    fill(root / "Daftar Wilayah.xlsx", {"Wilayah!D5": 8})
    before = (root / "bpkit.yaml").read_bytes()
    assert shown in run("start", "mulai", "--home", root, "--lang", language)[2]
    assert (root / "bpkit.yaml").read_bytes() == before


def test_this_month_is_begun_and_shown(
    run: Run, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    code, _, err = run("start", "bulan-ini", "--home", share)
    assert code in (0, 1), err
    assert list(share.glob("20*/*KMW (Jawa Tengah)*"))[1:]
    assert opened(tmp_path) == ["Bulan Ini.html"]


UNITS = "rubrik: {}\nunit:\n  Kabupaten Kendal: [Dinas Pendidikan]\n"


def test_this_year_of_a_programme_of_units_is_begun_and_shown(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "Berbagi"
    root.mkdir()
    (root / "bpkit.yaml").write_text(UNITS.format("pmprb-2012"), "utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    code, out, err = run("start", "bulan-ini", "--home", root)
    assert code in (0, 1), err
    year = date.today().year
    assert f"Folder {year} belum ada" in out + err and f"Unit kerja Dinas Pendidikan, {year}" in out
    assert list(root.glob(f"PMPRB (Kabupaten Kendal)_({year})/unit (Dinas Pendidikan)_({year})"))
    assert opened(tmp_path) == ["Bulan Ini.html"]
    assert "belum ada. Buat" not in "".join(map(str, run("start", "bulan-ini", "--home", root)))


def test_the_next_meeting_is_begun_with_its_host_once_the_last_one_has_anything_in_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "Berbagi"
    (root / "pertemuan-1 (Makassar)").mkdir(parents=True)
    (root / "bpkit.yaml").write_text("rubrik: fpk-2010\n", "utf-8")
    assert "belum ada. Buat" not in "".join(map(str, run("start", "bulan-ini", "--home", root)))
    (root / "pertemuan-1 (Makassar)" / "pertemuan.yaml").write_text("mulai: 2010-04-07\n", "utf-8")
    run("start", "bulan-ini", "--home", root)  # nobody says so
    assert not list(root.glob("pertemuan-2*"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\nGorontalo\n"))
    run("start", "bulan-ini", "--home", root)
    assert (root / "pertemuan-2 (Gorontalo)").is_dir()


def test_a_unit_is_sent_nowhere_and_scoring_does_not_offer_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = tmp_path / "Berbagi" / "PMPRB (Kendal)_(2010)" / "unit (Dinas)_(2010)"
    unit.mkdir(parents=True)
    (tmp_path / "Berbagi" / "bpkit.yaml").write_text("rubrik: pmprb-2012\n", "utf-8")
    for answer, wanted in (("4", 2), ("1", 0)):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{answer}\n"))
        code, out, _ = run("start", "nilai", unit)
        assert (code, "Kirim" in out) == (wanted, False)
    assert (unit / "unit.xlsx").is_file()
    for command in ("send", "fix", "message"):
        assert "menilai unit" in run(command, unit)[2]
    assert "menilai unit" in run("status", unit, "--year")[2]


def test_a_schedule_is_made_once_and_calls_what_leaves_a_line(
    run: Run, started: Path, tmp_path: Path
) -> None:
    """The crontab here is a file; the command of its line is run as cron runs it, by sh."""
    table = tmp_path / "crontab.txt"
    cron = tmp_path / "alat" / "crontab"
    cron.write_text(
        f'#!/bin/sh\nif [ "$1" = -l ]; then cat "{table}"; else cat > "{table}"; fi\n', encoding="utf-8"
    )
    cron.chmod(0o755)
    table.write_text("0 1 * * * lama\n", encoding="utf-8")
    assert run("start", "jadwalkan", "--home", started)[0] == 0
    assert "Sudah terjadwal" in run("start", "jadwalkan", "--home", started)[1]
    kept, line = table.read_text("utf-8").splitlines()
    assert kept == "0 1 * * * lama"
    timed = re.fullmatch(r"0 6 \* \* 1-5 (.+)", line)
    assert timed
    called = timed[1].replace(r"\%", "%")  # as cron reads it
    subprocess.run(["sh", "-c", called], check=False, timeout=120)
    log = (tmp_path / "dokumen/bpkit/harian.log").read_text("utf-8")
    assert re.fullmatch(rf"\S+ \S+ [01] {re.escape(str(started))}\n", log)
    assert list((started / KMW).glob("Lampiran 2_*.xlsx"))


def test_where_nothing_can_schedule_the_command_is_said(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    code, _, err = run("start", "jadwalkan", "--home", share)
    assert (code, "start harian" in err) == (3, True)


def test_what_is_not_there_any_more_is_said(run: Run, tmp_path: Path) -> None:
    code, _, err = run("start", "periksa", tmp_path / "hilang.docx")
    assert (code, "hilang.docx tidak ada" in err) == (3, True)


def test_a_computer_without_bpkit_is_told_how_to_get_it(share: Path) -> None:
    list(write_starters(share, [System.LINUX]))
    done = subprocess.run(
        ["/bin/sh", share / "Periksa.command"], capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(share)},
    )  # fmt: skip
    assert (done.returncode, "bpkit belum ada di komputer ini" in done.stdout) == (3, True)
