"""`--report` and `--format json` of every command: written, or refused with a remedy; never passed over."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from make.shares import KMW, Run, korkot, make_share, write_document, write_sheet
from openpyxl import load_workbook

from bpkit.cli import answering
from bpkit.reports.writing import json_text
from bpkit.schemas import adapter

REPORTING = ("validate", "score", "recap", "run", "status", "fix")
EXTENSIONS = (".html", ".xlsx", ".md", ".json")


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A share where a score is missing, so that a panel has something to say."""
    root = make_share(tmp_path / "Berbagi")
    scores: dict[str, int | Sequence[object]] = {
        "Bank Sampah": [9, 9, 9, 9, 9, 9, 9, "''"],
        "Posyandu": 8,
        "Air Bersih": 8,
        "Batik": 6,
    }
    write_sheet(root / KMW, "Dewi Lestari", scores)
    return root


def text_of(file: Path) -> str:
    if file.suffix != ".xlsx":
        return file.read_text(encoding="utf-8")
    book = load_workbook(BytesIO(file.read_bytes()))
    return "\n".join(
        str(v) for s in book for row in s.iter_rows(values_only=True) for v in row if v is not None
    )


@pytest.mark.parametrize("extension", EXTENSIONS)
@pytest.mark.parametrize("command", REPORTING)
def test_every_command_that_takes_a_report_writes_it(
    run: Run, share: Path, tmp_path: Path, command: str, extension: str
) -> None:
    file = tmp_path / f"laporan{extension}"
    run(command, share / KMW, "--report", file, "-q")
    assert text_of(file)


@pytest.mark.parametrize("command", ["letter", "sheets", "doctor", "rules", "init"])
def test_a_command_without_a_report_refuses_the_option(run: Run, share: Path, command: str) -> None:
    code, _, err = run(command, share / KMW, "--report", "x.html")
    assert code == 2
    assert "--report" in err


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_the_report_of_run_holds_findings_ranks_and_what_the_panels_lack(
    run: Run, share: Path, tmp_path: Path, extension: str
) -> None:
    write_document(share / korkot("Surakarta") / "Batik.docx", photos=1)
    file = tmp_path / f"laporan{extension}"
    run("run", share, "--report", file, "-q")
    text = text_of(file)
    for wanted in ("BP301", "BP802", "BP811", "Bank Sampah", "Dewi Lestari", "Lampiran 2"):
        assert wanted in text
    assert re.search(r"800[.,]?", text)  # Posyandu's final value


def test_the_report_of_status_has_a_row_for_every_folder(run: Run, share: Path, tmp_path: Path) -> None:
    run("status", share, "--report", tmp_path / "x.md", "-q")
    text = text_of(tmp_path / "x.md")
    assert all(name in text for name in ("KMW Jawa Tengah", "Korkot Semarang", "Korkot Surakarta"))


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_the_report_of_status_says_why_nobody_is_named_yet(
    run: Run, share: Path, tmp_path: Path, extension: str
) -> None:
    whole = tmp_path / f"utuh{extension}"
    run("status", share, "--report", whole, "-q")
    (share / KMW / "penilaian" / "siti.yaml").write_text("rubrik: [", encoding="utf-8")
    file = tmp_path / f"laporan{extension}"
    run("status", share, "--report", file, "-q")
    assert ("BP801" in text_of(whole), "BP801" in text_of(file)) == (False, True)


def test_the_report_of_fix_says_what_was_renamed(run: Run, share: Path, tmp_path: Path) -> None:
    (share / korkot("Surakarta")).rename(share / KMW / "Best Practice_korkot (Surakarta)-(Okt)")
    run("fix", share, "--apply", "--report", tmp_path / "x.md")
    assert "best practice_korkot (Surakarta)" in text_of(tmp_path / "x.md").replace("\\", "")


JSON_COMMANDS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("validate", (KMW,), "validate"),
    ("validate", (".",), "validate"),
    ("score", (KMW,), "score"),
    ("score", (".",), "score"),
    ("recap", (KMW,), "recap"),
    ("letter", (korkot("Semarang"),), "recap"),
    ("run", (".",), "run"),
    ("status", (".",), "status"),
    ("fix", (".",), "fix"),
    ("doctor", (".",), "doctor"),
    ("rules", (), "rules"),
    ("explain", ("BP303",), "explain"),
    ("rubric", ("show",), "rubric-show"),
    ("rubric", ("check",), "rubric-check"),
)


@pytest.mark.parametrize(("command", "more", "schema"), JSON_COMMANDS)
def test_json_is_all_that_stands_on_stdout_and_fits_its_schema(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch, command: str, more: tuple[str, ...], schema: str
) -> None:
    monkeypatch.chdir(share)
    _, out, _ = run(command, *more, "--format", "json")
    assert adapter(schema).validate_json(out)


@pytest.mark.parametrize("schema", sorted({schema for *_, schema in JSON_COMMANDS}))
def test_a_schema_names_every_key_and_takes_no_other(run: Run, schema: str) -> None:
    parts = [json.loads(run("schema", schema)[1])]
    parts += parts[0].get("$defs", {}).values()
    shapes = [part for part in parts if "properties" in part]
    assert shapes
    assert all(part["additionalProperties"] is False for part in shapes)
    optional = {name for part in shapes for name in part["properties"]} - {
        name for part in shapes for name in part["required"]
    }
    assert optional <= {"units"}


@pytest.mark.parametrize("command", ["sheets", "init", "demo", "schema"])
def test_a_command_that_has_no_json_refuses_it(run: Run, share: Path, command: str) -> None:
    assert run(command, share, "--format", "json")[0] == 2


def test_the_json_of_fix_names_old_and_new_and_what_was_refused(run: Run, share: Path) -> None:
    old = share / KMW / "Best Practice_korkot (Surakarta)-(Okt)"
    old.mkdir()
    found = json.loads(run("fix", share / KMW, "--format", "json")[1])["renamings"]
    assert [(one["old"], one["refused"], one["renamed"]) for one in found] == [(old.name, True, False)]


def test_a_folder_that_is_itself_renamed_is_told_by_its_name(run: Run, share: Path) -> None:
    old = (share / korkot("Surakarta")).rename(share / KMW / "Best Practice_korkot (Surakarta)-(Okt)")
    (found,) = json.loads(run("fix", old, "--format", "json")[1])["renamings"]
    assert (found["old"], found["new"]) == (old.name, "best practice_korkot (Surakarta)_(Oktober)")


def test_the_json_of_recap_tells_what_was_refused(run: Run, share: Path) -> None:
    run("recap", share / KMW)
    form = next((share / KMW).glob("Lampiran 2*"))
    write_sheet(share / KMW, "Dewi Lestari", {"Bank Sampah": 9, "Posyandu": 8, "Air Bersih": 8, "Batik": 6})
    form.with_name(f"~${form.name}").touch()
    code, out, _ = run("recap", share / KMW, "--format", "json")
    assert code == 3
    assert form.name in json.loads(out)["refused"][0]


@pytest.mark.parametrize(
    "sign", ["\x1b", "\x9b", "\x7f", "\u202e", "\u2066", "\u200b", "\u2028", "\U000e0041"]
)
def test_json_holds_no_sign_that_acts_or_hides(sign: str) -> None:
    text = json_text({"judul": f"a{sign}b é"})
    assert sign not in text
    assert "é" in text
    assert json.loads(text) == {"judul": f"a{sign}b é"}


def test_a_report_never_goes_over_a_persons_file(run: Run, share: Path, tmp_path: Path) -> None:
    run("sheets", share / KMW)
    form = next((share / KMW / "penilaian").glob("*.xlsx"))
    before = form.read_bytes()
    outside = tmp_path / "catatan.md"
    outside.write_text("# Catatan rapat", encoding="utf-8")
    run("recap", share / KMW)
    own = next((share / KMW).glob("Lampiran 2*"))
    for file in (form, outside, own):
        code, _, err = run("validate", share, "--report", file, "-q")
        assert code == 2
        assert file.name in err and "--report" in err
    assert form.read_bytes() == before
    assert outside.read_text(encoding="utf-8") == "# Catatan rapat"


def test_a_report_never_goes_over_what_was_saved_while_the_share_was_read(
    run: Run, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, real = tmp_path / "laporan.md", answering._as_bytes

    def meanwhile(*given: Any) -> bytes:
        file.write_text("# Catatan rapat", encoding="utf-8")
        return real(*given)

    monkeypatch.setattr(answering, "_as_bytes", meanwhile)
    assert run("validate", share, "--report", file, "-q")[0] == 2
    assert file.read_text(encoding="utf-8") == "# Catatan rapat"


@pytest.mark.parametrize(
    ("command", "extension", "inside"),
    [
        *(("validate", extension, inside) for extension in EXTENSIONS for inside in (True, False)),
        *((command, ".json", False) for command in REPORTING[1:]),
    ],
)
def test_a_report_replaces_the_one_before(
    run: Run, share: Path, tmp_path: Path, command: str, extension: str, inside: bool
) -> None:
    file = (share if inside else tmp_path) / f"laporan{extension}"
    run(command, share / KMW, "--report", file, "-q")
    before = file.read_bytes()
    assert run(command, share / KMW, "--report", file, "-q")[0] in (0, 1)
    assert len(file.read_bytes()) > len(before) / 2


@pytest.mark.parametrize("inside", [True, False])
def test_a_workbook_that_somebody_ticked_off_is_no_report_of_bpkits_any_more(
    run: Run, share: Path, tmp_path: Path, inside: bool
) -> None:
    file = (share if inside else tmp_path) / "laporan.xlsx"
    run("validate", share, "--report", file, "-q")
    book = load_workbook(file)
    book.worksheets[0]["L2"] = "sudah"
    book.save(file)
    assert run("validate", share, "--report", file, "-q")[0] == 2
    assert load_workbook(file).worksheets[0]["L2"].value == "sudah"


def test_a_status_only_looks_at_writings_unless_an_exit_code_is_asked_for(run: Run, tmp_path: Path) -> None:
    root = make_share(tmp_path / "Lain")
    write_document(root / korkot("Surakarta") / "Batik.docx", photos=1, author="Penulis Batik")
    assert run("status", root)[0] == 0
    assert run("status", root, "--fail-on", "error")[0] == 1


def test_a_status_ends_with_one_where_a_panel_can_not_decide(run: Run, share: Path) -> None:
    assert run("status", share)[0] == 1
    assert run("status", share, "--fail-on", "never")[0] == 0


def test_ignoring_the_rule_on_names_leaves_fix_nothing_to_do(run: Run, share: Path) -> None:
    old = share / KMW / "best-practice Korkot Tegal Okt"
    old.mkdir()
    run("fix", share, "--ignore", "BP102")
    assert old.is_dir()
    run("fix", share, "--select", "BP3")
    assert old.is_dir()
    run("fix", share, "--apply")
    assert not old.exists()


@pytest.mark.parametrize("command", ["score", "recap", "run", "status", "fix"])
def test_verbose_says_more(run: Run, share: Path, command: str) -> None:
    (share / KMW / "best-practice Korkot Tegal Okt").mkdir()
    more = ("--dry-run",) if command == "fix" else ()
    run(command, share, *more)  # so that forms are there already
    assert len(run(command, share, *more, "-v")[1]) > len(run(command, share, *more)[1])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes, and holds no such names")
@pytest.mark.parametrize("command", ["validate", "run", "status"])
def test_a_reader_who_leaves_changes_no_exit_code(share: Path, command: str) -> None:
    write_document(share / korkot("Surakarta") / "Batik.docx", photos=1)
    read, write = os.pipe()
    os.close(read)
    left = subprocess.run(
        [sys.executable, "-m", "bpkit", command, str(share), "--fail-on", "error"],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
        text=True,
    )
    os.close(write)
    assert left.returncode == 1
    assert "Traceback" not in left.stderr and "bpkit-crash" not in left.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds no such names")
def test_no_escape_sequence_reaches_the_terminal_from_a_name(run: Run, share: Path) -> None:
    (share / KMW / "best-practice Korkot Te\x1b[31mgal\x9b2J Okt").mkdir()
    _, out, err = run("fix", share, "--apply")
    assert not re.search("[\x1b\x9b]", out + err)
    code, _, err = run("validate", share / "tidak\x1b[31m ada\x9b")
    assert code == 3
    assert "tidak" in err and not re.search("[\x1b\x9b]", err)


DATES = ("2010-10-23", "23/10/2010", "23-10-2010", "23 Oktober 2010", "Sabtu, 23 Okt 2010", "23.10.10")


@pytest.mark.parametrize("typed", DATES)
def test_a_date_is_taken_in_every_form_that_a_sheet_may_have(run: Run, share: Path, typed: str) -> None:
    write_sheet(share / KMW, "Dewi Lestari", {"Bank Sampah": 9, "Posyandu": 8, "Air Bersih": 8, "Batik": 6})
    assert run("recap", share / korkot("Semarang"), "--date", typed)[0] in (0, 1)
    form = next((share / korkot("Semarang")).glob("Lampiran 3*"))
    assert "23 Oktober 2010" in text_of(form)


def test_what_is_no_date_is_refused_with_examples(run: Run, share: Path) -> None:
    code, _, err = run("recap", share / KMW, "--date", "besok")
    assert code == 2
    assert "23 Oktober 2010" in err


def test_init_makes_its_folder_and_says_how_templates_come_into_use(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "baru" / "Berbagi"
    assert run("init", folder)[0] == 0
    assert (folder / "bpkit.yaml").is_file()
    code, out, err = run("init", folder, "--templates")
    assert code == 0
    assert "surat-penetapan-kmw.docx" in out
    assert "templates: templat" in err
    (folder / "bpkit.yaml").write_text("versi: 1\ntemplates: templat\n", encoding="utf-8")
    assert run("doctor", folder)[0] == 0


def test_init_on_a_file_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "berkas").touch()
    assert run("init", tmp_path / "berkas")[0] == 2


def test_one_is_singular_in_english(run: Run, share: Path) -> None:
    write_document(share / korkot("Surakarta") / "Batik.docx", photos=1)
    (share / korkot("Surakarta") / "Air Bersih.docx").unlink()
    out = run("validate", share / korkot("Surakarta"), "--lang", "en")[1]
    assert "1 submission, 0 complete · 1 error, " in out


def test_a_form_beside_a_signed_one_is_written_once(run: Run, share: Path) -> None:
    run("run", share)
    form = next((share / KMW).glob("Lampiran 2*"))
    form.write_bytes(b"ditandatangani")
    first = json.loads(run("run", share, "--format", "json")[1])["recap"]["forms"]
    again: list[dict[str, Any]] = json.loads(run("run", share, "--format", "json")[1])["recap"]["forms"]
    assert [one["status"] for one in first if "(bpkit)" in one["path"]] == ["beside"]
    assert {one["status"] for one in again} == {"unchanged"}
    assert "0 berkas ditulis" in run("run", share)[1]


def incomplete_winner(share: Path) -> None:
    """Bank Sampah wins with a single photo."""
    write_sheet(
        share / KMW,
        "Dewi Lestari",
        {"Bank Sampah": 9, "Posyandu": 8, "Jalan": 6, "Air Bersih": 8, "Batik": 6},
    )
    write_document(share / korkot("Semarang") / "Bank Sampah.docx", author="Penulis Bank Sampah", photos=1)


@pytest.mark.parametrize("command", ["score", "recap", "run", "status", "letter"])
def test_an_incomplete_winner_is_said_on_the_screen(run: Run, share: Path, command: str) -> None:
    incomplete_winner(share)
    out = run(command, share / KMW)[1]
    words = "tulisan belum lengkap" if command == "score" else "tulisannya belum lengkap"
    assert words in out


def test_an_incomplete_winner_is_said_in_the_form_and_the_letter(run: Run, share: Path) -> None:
    incomplete_winner(share)
    run("recap", share / KMW)
    run("letter", share / KMW)
    assert "syarat tulisan belum lengkap" in text_of(next((share / KMW).glob("Lampiran 2*")))
    letter = load_letter(next((share / KMW).glob("Surat Penetapan*")))
    assert "Syarat tulisan belum lengkap pada “Bank Sampah”" in letter


def load_letter(file: Path) -> str:
    import docx

    return "\n".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_an_incomplete_winner_is_said_in_every_report(
    run: Run, share: Path, tmp_path: Path, extension: str
) -> None:
    incomplete_winner(share)
    run("score", share / KMW, "--report", tmp_path / f"x{extension}", "-q")
    wanted = '"complete": false' if extension == ".json" else "tulisan belum lengkap"
    assert wanted in text_of(tmp_path / f"x{extension}")
    run("score", share / KMW, "--ignore", "BP3", "--report", tmp_path / f"y{extension}", "-q")
    assert wanted not in text_of(tmp_path / f"y{extension}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the temporary folder to its user")
def test_what_is_to_be_sent_after_a_fault_is_for_its_user_alone(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bpkit.work.running.check", lambda *_: 1 / 0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert [run("validate", share)[0] for _ in range(2)] == [70, 70]
    written = list(tmp_path.glob("bpkit-crash-*.txt"))
    assert len(written) == 2
    assert {file.stat().st_mode & 0o777 for file in written} == {0o600}


def test_a_clock_that_stands_before_1980_stops_neither_letter_nor_report(
    run: Run, share: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    incomplete_winner(share)
    long_ago = time.gmtime(0)
    monkeypatch.setattr(time, "localtime", lambda *_: long_ago)
    assert run("letter", share / KMW)[0] == 0
    for command in REPORTING:
        assert run(command, share, "--report", tmp_path / f"{command}.xlsx", "-q")[0] in (0, 1)
    assert "Bank Sampah" in load_letter(next((share / KMW).glob("Surat Penetapan*")))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_report_into_a_folder_that_may_not_be_written_ends_with_three(
    run: Run, share: Path, tmp_path: Path
) -> None:
    closed = tmp_path / "tertutup"
    closed.mkdir(mode=0o500)
    assert run("validate", share, "--report", closed / "x.html")[0] == 3
