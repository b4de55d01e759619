"""What was typed: understood where it was spoilt on the way, explained where it is wrong."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typer
from make.shares import KMW, Run, korkot, make_share, write_document, write_sheet
from rich.console import Console

from bpkit.cli.application import application
from bpkit.cli.telling import in_columns
from bpkit.cli.usage import understood
from bpkit.reports import screen

ENGLISH = re.compile(r"\b(?:Usage|Try|Error|No such|Missing|Invalid|Got unexpected|Options|Arguments|Show)\b")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("validate",), "PATH... belum disebut"),
        (("recap", "a", "b"), "terlalu banyak alamat atau kata: b"),
        (("recap", ".", "--tidak-ada"), "tidak ada pilihan --tidak-ada"),
        (("validate", ".", "--foo"), "Mungkin maksudnya: --format"),
        (("validat", "."), "tidak ada perintah “validat”"),
        (("recap", ".", "--format", "xml"), "Pilih salah satu: text, json"),
        (("recap", ".", "--workers", "0"), "paling kecil 1"),
        (("recap", ".", "--workers", "dua"), "“dua” bukan angka"),
        (("recap", ".", "--format"), "sesudah --format harus ada nilainya"),
        (("recap", ".", "--quiet=ya"), "--quiet tidak memakai nilai"),
        (("recap", ".", "--report", "."), "“.” adalah folder, bukan berkas"),
        (("rubric", "salah"), "tidak ada perintah “salah”"),
    ],
)
def test_wrong_usage_is_explained_in_the_language_of_the_run(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.setenv("BPKIT_LANG", "id")
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert not ENGLISH.search(err)


def test_the_same_in_english(run: Run) -> None:
    assert "there is no option --foo" in run("validate", ".", "--foo", "--lang", "en")[2]


@pytest.mark.parametrize("arguments", [("--help",), ("recap", "--help"), ("rubric", "--help"), ("rubric",)])
def test_the_headings_of_help_are_in_the_language_of_the_run(arguments: tuple[str, ...]) -> None:
    out = told_by_a_process("id", *arguments)
    assert "Pemakaian: " in out and "Pilihan" in out and "Tampilkan bantuan ini." in out
    assert not ENGLISH.search(out)
    assert "Usage: " in told_by_a_process("en", *arguments)


def told_by_a_process(language: str, *arguments: str) -> str:
    """What a process of its own says: options get their words when they are loaded, in its language."""
    environment = {**os.environ, "BPKIT_LANG": language, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "bpkit", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False).stdout


def test_a_path_without_quotes_is_shown_with_them(run: Run, share: Path) -> None:
    torn = str(share / KMW).split(" ")
    code, _, err = run("score", *torn, "--lang", "id")
    assert code == 2
    assert f'bpkit score "{share / KMW}" --lang id' in err


def test_a_torn_path_of_a_command_that_takes_several_is_shown_with_quotes(run: Run, share: Path) -> None:
    torn = str(share / korkot("Semarang")).split(" ")
    code, _, err = run("validate", *torn, "-q")
    assert code == 3
    assert f'bpkit validate "{share / korkot("Semarang")}" -q' in err


def test_a_path_that_is_simply_not_there_gets_no_quotes(run: Run, tmp_path: Path) -> None:
    assert "bpkit validate" not in run("validate", tmp_path / "tidak", "-q")[2]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (['S:\\Berbagi"'], ["S:\\Berbagi"]),
        (['S:\\Berbagi" --format json'], ["S:\\Berbagi", "--format", "json"]),
        (['--output=S:\\Keluar"'], ["--output=S:\\Keluar"]),
        (["\u202aC:\\Users\\Siti\\Berbagi"], ["C:\\Users\\Siti\\Berbagi"]),
        (["--report=\u202aC:\\laporan.html"], ["--report=C:\\laporan.html"]),
        (["“S:\\Berbagi”"], ["S:\\Berbagi"]),
        (['"\\\\server\\Berbagi"'], ["\\\\server\\Berbagi"]),
        (["--anyway", 'kata "Budi" begitu'], ["--anyway", 'kata "Budi" begitu']),
        (["file:///S:/Air%20Bersih"], ["S:/Air Bersih"]),
        (["file:///C:/Berbagi/Hasil%20Pemeriksaan.html?x=1#semarang"], ["C:/Berbagi/Hasil Pemeriksaan.html"]),
        (["file://server/data/Air%20Bersih%20%231"], ["//server/data/Air Bersih #1"]),
        (["FILE://localhost/srv/Berbagi"], ["/srv/Berbagi"]),
        (["file:/srv/Berbagi"], ["/srv/Berbagi"]),
        (["file:\\\\\\C:\\A%20B"], ["C:\\A B"]),
        (["--report=file:///S:/laporan%201.html"], ["--report=S:/laporan 1.html"]),
        (['\u202a"file:///S:/Air%20Bersih"'], ["S:/Air Bersih"]),
        (['file:///S:/Air%20Bersih" -q'], ["S:/Air Bersih", "-q"]),
        (["--anyway", "file: belum ada"], ["--anyway", "file: belum ada"]),
        (["--lang", "profile:///x"], ["--lang", "profile:///x"]),
        (["file://", "file:///", "file://localhost/"], ["file://", "file:///", "file://localhost/"]),
        (["score", "a b"], ["score", "a b"]),
    ],
)
def test_what_windows_and_clipboards_add_is_taken_away(typed: list[str], meant: list[str]) -> None:
    assert understood(typed) == meant


def test_a_path_that_begins_with_a_folder_loses_the_quote_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Berbagi Kita").mkdir()
    monkeypatch.chdir(tmp_path)
    assert understood(["status", 'Berbagi Kita" --all']) == ["status", "Berbagi Kita", "--all"]


def test_a_file_whose_name_has_such_signs_is_that_file(tmp_path: Path) -> None:
    name = str(tmp_path / "Kata “Kita”")
    Path(name).touch()
    assert understood([name]) == [name]


def test_a_path_with_the_quote_of_windows_is_read(run: Run, share: Path) -> None:
    code, out, _ = run("status", f'{share}/" --format json --fail-on never')
    assert code == 0
    assert out.startswith("[")
    assert run("status", f"\u202a{share}", "--fail-on", "never")[0] == 0


def test_an_address_copied_from_a_browser_is_the_path_that_it_names(run: Run, share: Path) -> None:
    folder = share / KMW
    assert "%20" in folder.as_uri()
    assert run("status", folder.as_uri(), "-q", "--fail-on", "never")[0] == 0
    assert run("status", f"{folder.as_uri()}#semarang", "-q", "--fail-on", "never")[0] == 0


def test_a_sign_that_parts_addresses_may_stand_in_a_name(tmp_path: Path) -> None:
    (tmp_path / "Air #1").mkdir()
    assert understood([f"file://{tmp_path}/Air #1"]) == [str(tmp_path / "Air #1")]


# What typer leaves raw -------------------------------------------------------------------------------


def every_command(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from every_command(command, (*path, name))


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_help_and_no_usage_shows_a_raw_placeholder(
    language: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BPKIT_LANG", language)
    commands = [*every_command(typer.main.get_command(application()))]
    assert len(commands) > 30
    for words in commands:
        for more in (["-h"], ["--tidak-ada"]):
            _, out, err = run(*words, *more)
            assert not re.search(r"[{}@]|%\w", out + err), (words, out + err)
    err = run("start", "x")[2]
    assert ("ACTION" in err, "<" in err) == (True, False)


# Tables ------------------------------------------------------------------------------------------------

LONG = ("Dana Bergulir yang Tidak Pernah Macet", "Mangrove Pagar Kampung Mangunharjo")


@pytest.fixture(scope="module")
def wide_share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_share(tmp_path_factory.mktemp("lebar") / "Berbagi")
    for title in LONG:
        write_document(root / korkot("Semarang") / f"{title}.docx")
    scores = dict.fromkeys((*LONG, "Bank Sampah", "Posyandu", "Air Bersih", "Batik"), 8)
    write_sheet(root / KMW, "Siti Rahma", scores)
    return root


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch, run: Run) -> Callable[..., str]:
    def shown(width: int, *arguments: object) -> str:
        screens: list[Console] = []

        def console() -> Console:
            screens.append(Console(file=io.StringIO(), width=width, highlight=False, no_color=True))
            return screens[-1]

        monkeypatch.setattr(screen, "console", console)
        _, out, _ = run(*arguments, "--no-cache", "-q", "--fail-on", "never")
        return out + "".join(one.file.getvalue() for one in screens)  # type: ignore[attr-defined]

    return shown


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("more", [("score", KMW), ("status", "."), ("run", "."), ("status", ".", "--year")])
def test_a_table_fits_the_screen_and_loses_no_letter(
    narrow: Callable[..., str], wide_share: Path, width: int, more: tuple[str, ...]
) -> None:
    command, path, *options = more
    text = narrow(width, command, wide_share / path, *options)
    tables = [line for line in text.splitlines() if re.search(r"\S  +\S", line)]
    assert tables
    assert max(map(len, tables)) <= width
    assert "…" not in "".join(tables)
    if command == "score":
        words = " ".join(text.split())
        assert all(word in words for title in LONG for word in title.split())
        assert ("Tidak muat di layar ini: " in words) == (width < 120)
        assert "Keterangan" in text and "Terpilih" in text


def test_the_narrowest_screen_still_tears_no_number_and_no_heading(
    narrow: Callable[..., str], wide_share: Path
) -> None:
    lines = narrow(40, "score", wide_share / KMW).splitlines()
    assert max(map(len, lines)) <= 40
    heading = next(line.split() for line in lines if "Judul" in line)
    assert heading == ["No", "Judul", "NA", "Terpilih"]
    assert any("800,00" in line for line in lines)


def test_a_name_that_goes_on_in_a_further_line_keeps_its_place_in_the_tree(
    narrow: Callable[..., str], wide_share: Path
) -> None:
    lines = narrow(40, "status", wide_share).splitlines()
    broken = [after for line, after in pairwise(lines) if re.fullmatch(r"  KMW\b.*", line)]
    assert any(re.match(r"  Tengah\b", after) for after in broken), broken


def test_of_several_that_were_given_each_says_which_it_is(run: Run, share: Path) -> None:
    one, other = share / korkot("Semarang") / "Jalan.docx", share / korkot("Surakarta")
    _, out, _ = run("validate", one, other)
    assert [line for line in out.splitlines() if line in (str(one), str(other))] == [str(one), str(other)]
    assert str(one) not in run("validate", one)[1]


def test_an_assessor_who_gave_no_score_shows_a_dash(narrow: Callable[..., str], share: Path) -> None:
    for assessor, titles in (("Siti Rahma", ("Posyandu",)), ("Budi Santoso", ("Posyandu", "Batik"))):
        for old in (share / KMW / "penilaian").glob(f"{assessor.split()[0].lower()}*"):
            old.unlink()
        write_sheet(share / KMW, assessor, dict.fromkeys(titles, 8))
    lines = [line for line in narrow(160, "score", share / KMW).splitlines() if "Batik" in line]
    assert any("800 600 –" in line for line in lines), lines


def test_what_is_found_about_a_folder_stands_under_its_name(run: Run, share: Path) -> None:
    odd = share / KMW / "Kiriman Tegal"
    write_document(odd / "Tambak.docx")
    _, out, _ = run("validate", share)
    lines = [line.strip() for line in out.splitlines()]
    place = next(number for number, line in enumerate(lines) if line.startswith("BP101"))
    assert lines[place - 1] == "Kiriman Tegal"


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("arguments", [("rules",), ("program", "list"), ("cache", "info"), ("doctor", ".")])
def test_rows_that_are_told_go_on_below_their_last_column(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch, width: int, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(share)
    _, out, _ = run(*arguments)
    shown = in_columns(out, width)
    rows = [line for line in shown.splitlines() if re.match(r"\S+(?: \S+)* {2,}\S", line)]
    assert all(len(line) <= width for line in rows)
    assert shown.split() == out.split()


def test_a_command_to_copy_stays_one_line() -> None:
    line = 'Jalankan: bpkit run "S:\\Berbagi\\2010-10\\best practice_KMW (Jawa Tengah)_(Oktober)" --quiet'
    assert in_columns(line, 40) == line


def test_a_command_that_a_result_ends_in_stays_one_line_too(
    narrow: Callable[..., str], wide_share: Path
) -> None:
    write_document(wide_share / korkot("Semarang") / "Kiriman TF" / "Tambak.docx")
    assert f'bpkit fix "{wide_share}" --plan Rencana.xlsx' in narrow(40, "fix", wide_share)
    assert f'bpkit validate "{wide_share}"' in narrow(40, "run", wide_share)
