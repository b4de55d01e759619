"""Nothing goes where it does not belong: no file from outside into a page, no escape onto a screen."""

from __future__ import annotations

import os
import re
import stat
import tempfile
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from make.pictures import photo_of
from make.shares import CONFIG, KMW, Run, korkot, write_document, write_sheet

from bpkit.share.locking import locked
from bpkit.work import running

CITY = korkot("Semarang")
posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes")
pytestmark = posix


@pytest.mark.parametrize("name", ["Bank Sampah foto.png", "lain.png"])
def test_a_picture_behind_a_link_is_on_no_page(run: Run, share: Path, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "rahasia.png"
    secret.write_bytes(photo_of("rahasia"))
    (share / CITY / name).symlink_to(secret)
    run("run", share, "--fail-on", "never", "-q")
    run("validate", share, "--report", tmp_path / "laporan.html", "-q")
    inside = b64encode(secret.read_bytes())[100:160]
    pages = [tmp_path / "laporan.html", share / CITY / "Hasil Pemeriksaan.html"]
    assert [page for page in pages if inside in page.read_bytes()] == []


@pytest.mark.parametrize("how", ["absolute", "relative", "link"])
def test_no_rubric_outside_the_share_is_opened(run: Run, share: Path, tmp_path: Path, how: str) -> None:
    secret = tmp_path / "rahasia.yaml"
    secret.write_text("kata_sandi: mawar\n", encoding="utf-8")
    (share / "rubrik kami.yaml").symlink_to(secret)
    name = {"absolute": str(secret), "relative": "../rahasia.yaml", "link": "rubrik kami.yaml"}[how]
    (share / "bpkit.yaml").write_text(f"{CONFIG}rubrik: {name}\n", encoding="utf-8")
    code, out, err = run("score", share / KMW)
    assert code == 2
    assert "kata_sandi" not in out + err and "mawar" not in out + err
    assert "bpkit.yaml, line 7" in err


def test_a_rubric_that_is_replaced_by_a_link_is_not_opened_either(
    run: Run, share: Path, tmp_path: Path
) -> None:
    own = share / "rubrik kami.yaml"
    built_in = Path(running.__file__).parents[3] / "rubrics" / "pob-2010.yaml"
    own.write_text(built_in.read_text("utf-8").replace("sumber:", "# lain\nsumber:"), encoding="utf-8")
    (share / "bpkit.yaml").write_text(f"{CONFIG}rubrik: rubrik kami.yaml\n", encoding="utf-8")
    assert run("rubric", "check", own)[0] == 0
    run("score", share / KMW)  # the settings are proven now, and kept
    (tmp_path / "rahasia.yaml").write_text("kata_sandi: mawar\n", encoding="utf-8")
    own.unlink()
    own.symlink_to(tmp_path / "rahasia.yaml")
    code, _, err = run("score", share / KMW)
    assert (code, "kata_sandi" in err) == (2, False)


def test_a_message_repeats_little_of_a_file_that_is_none_of_bpkits(run: Run, share: Path) -> None:
    (share / "bpkit.yaml").write_text("root:x:0:0 " * 200 + "mawar", encoding="utf-8")
    code, _, err = run("validate", share)
    assert (code, "mawar" in err) == (2, False)
    assert len(err) < 600


def test_the_lines_of_a_link_called_bpkitignore_are_not_shown(run: Run, share: Path, tmp_path: Path) -> None:
    (tmp_path / "rahasia").write_text("[z-a]mawar\n", encoding="utf-8")
    (share / ".bpkitignore").symlink_to(tmp_path / "rahasia")
    code, out, _ = run("validate", share)
    assert code == 1
    assert "BP904" in out and "mawar" not in out


@pytest.mark.parametrize("name", ["written.log", "written.json", "lock"])
@pytest.mark.parametrize("as_pipe", [False, True])
def test_what_stands_in_the_place_of_bpkits_own_files_is_left_alone(
    run: Run, share: Path, tmp_path: Path, name: str, as_pipe: bool
) -> None:
    precious = tmp_path / "penting.txt"
    precious.write_text("penting", encoding="utf-8")
    (share / ".bpkit").mkdir(exist_ok=True)
    if as_pipe:
        os.mkfifo(share / ".bpkit" / name)
    else:
        (share / ".bpkit" / name).symlink_to(precious)
    assert run("recap", share / KMW)[0] == 0
    assert precious.read_text(encoding="utf-8") == "penting"
    with locked(share):
        assert run("recap", share / KMW)[0] == 4


def test_the_trace_of_a_fault_is_for_its_user_alone_and_holds_nobodys_words(
    run: Run, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "".join(["Bu Siti ", "bilang begini"])

    def broken(*_: object) -> None:
        try:
            raise ValueError(said)
        except ValueError as error:
            raise RuntimeError(said) from error

    monkeypatch.setattr(running, "check", broken)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert run("validate", share, "--no-cache")[0] == 70
    (file,) = tmp_path.glob("bpkit-crash-*.txt")
    text = file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "builtins.RuntimeError" in text and "builtins.ValueError" in text and "in broken" in text
    assert said not in text


# Signs that act on a screen ---------------------------------------------------------------------------

_ACTING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
EVIL = "Air\x1b[31m\x9b2J\x7f\u202ekopi\u2066\x07"


@pytest.fixture
def evil_share(share: Path) -> Path:
    """Names of a writing, a folder, a stray and a link, a title on sheets, an author: all act on a screen."""
    city = share / CITY
    write_document(city / "Air.docx", author="Siti\u202e Rahma", source="TF-04")
    (city / "Air.docx").rename(city / f"{EVIL}.docx")
    (city / f"{EVIL}.yaml").write_text('sumber: "TF-0\\x1b[31m9\\u202e"\n', encoding="utf-8")
    (city / f"x{EVIL}.txt").write_text("x", encoding="utf-8")
    (share / KMW / f"aneh {EVIL}").mkdir()
    (city / f"tautan{EVIL}.docx").symlink_to(f"/tidak/ada/{EVIL}")
    (city / ".bpkitignore").write_text("[z-a]\x1b[31m\u202e\n", encoding="utf-8")
    typed = "".join(sign if sign.isprintable() or sign > "\xa0" else f"\\x{ord(sign):02x}" for sign in EVIL)
    scores = {"Bank Sampah": 9, "Posyandu": 8, "Jalan": 6, "Air Bersih": 7, "Batik": 6, f'"{typed}"': 9}
    for assessor in ("Siti Rahma", "Budi Santoso", "Dewi Lestari"):
        write_sheet(share / KMW, assessor, scores)
    return share


@pytest.mark.parametrize(
    "command", ["validate", "score", "status", "fix", "run", "recap", "letter", "sheets"]
)
def test_no_sign_that_acts_reaches_screen_log_or_json(run: Run, evil_share: Path, command: str) -> None:
    path = evil_share if command in ("validate", "status", "fix", "run") else evil_share / KMW
    as_json = ["--format", "json"] if command not in ("letter", "sheets") else []
    for arguments in ([path], [path, *as_json], [path / EVIL]):
        _, out, err = run(command, *arguments)
        assert _ACTING.findall(out) == [] and _ACTING.findall(err) == []


def _texts(file: Path) -> list[str]:
    if not zipfile.is_zipfile(file):
        return [file.read_text(encoding="utf-8")]
    with zipfile.ZipFile(file) as archive:
        return [
            archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))
        ]


def test_no_sign_that_acts_reaches_a_page_a_workbook_or_a_letter(
    run: Run, evil_share: Path, tmp_path: Path
) -> None:
    before = set(evil_share.rglob("*"))
    for extension in (".html", ".md", ".xlsx", ".json"):
        run("validate", evil_share, "--report", tmp_path / f"periksa{extension}", "-q")
        run("score", evil_share / KMW, "--report", tmp_path / f"nilai{extension}", "-q")
    run("run", evil_share, "-q")
    run("sheets", evil_share / KMW)
    run("letter", evil_share / CITY)
    made = {file for file in evil_share.rglob("*") if file.is_file() and ".bpkit" not in file.parts} - before
    files = [*made, *(file for file in tmp_path.iterdir() if file.is_file())]
    assert len(files) > 12
    assert [file.name for file in files for text in _texts(file) if _ACTING.search(text)] == []


def test_a_title_with_signs_that_no_form_carries_is_found_again(run: Run, share: Path) -> None:
    """Old disks have a dash of Windows-1252 as U+0096; a score sheet says `�` for it."""
    old = share / korkot("Surakarta") / "Batik.docx"
    old.rename(old.with_name("Batik \x96 Tulis.docx"))
    for file in (share / KMW / "penilaian").iterdir():
        file.write_text(file.read_text("utf-8").replace("Batik", '"Batik � Tulis"'), encoding="utf-8")
    assert run("score", share / KMW)[0] == 0
