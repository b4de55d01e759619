"""The command line at its edges: paths as people type them, settings elsewhere, names that nobody expects."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from make.shares import CONFIG, KMW, korkot, write_document

from bpkit.__main__ import main

Validate = Callable[..., tuple[int, Any]]


@pytest.fixture
def validate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Validate:
    def call(*arguments: object) -> tuple[int, Any]:
        typed = ["bpkit", "validate", *map(str, arguments), "--format", "json", "-q"]
        monkeypatch.setattr(sys, "argv", typed)
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        return int(left.value.code or 0), json.loads(out) if out else err

    return call


@pytest.mark.parametrize(
    ("inside", "typed", "level", "unit"),
    [
        (korkot("Semarang"), ".", "korkot", "Semarang"),
        (korkot("Semarang"), "..", "kmw", "Jawa Tengah"),
        (korkot("Semarang"), "../", "kmw", "Jawa Tengah"),
        (KMW, "./", "kmw", "Jawa Tengah"),
        (KMW, "../../2010-10", "kmp", None),
    ],
)
def test_a_path_with_dots_means_the_folder_it_leads_to(
    validate: Validate,
    share: Path,
    monkeypatch: pytest.MonkeyPatch,
    inside: str,
    typed: str,
    level: str,
    unit: str,
) -> None:
    monkeypatch.chdir(share / inside)
    _, report = validate(typed)
    assert (report["path"], report["level"], report["unit"]) == (str(Path(typed)), level, unit)
    assert not {"BP101", "BP109"} & {finding["code"] for finding in report["findings"]}


def test_settings_from_elsewhere_leave_the_share_where_it_is(
    validate: Validate, share: Path, tmp_path: Path
) -> None:
    city = share / korkot("Surakarta")
    (share / "bpkit.yaml").rename(tmp_path / "bpkit.yaml")
    settings = tmp_path / "pengaturan" / "lain.yaml"
    settings.parent.mkdir()
    (tmp_path / "bpkit.yaml").rename(settings)
    waiver = "{aturan: BP605, berkas: '/2010-10/*/', alasan: a, disetujui: b}"
    settings.write_text(f"{CONFIG}pengecualian: [{waiver}]\n", encoding="utf-8")
    (share / "bpkit.yaml").write_text("versi: 1\n", encoding="utf-8")
    (city / "Salinan.docx").symlink_to(city / "Air Bersih.docx")
    _, report = validate(city, "--config", settings)
    found = {finding["code"]: finding for finding in report["findings"]}
    assert "BP904" not in found
    assert found["BP605"]["waived"]


def test_a_folder_given_as_settings_is_wrong_usage(validate: Validate, share: Path) -> None:
    code, said = validate(share, "--config", share)
    assert code == 2
    assert "--config" in said


@pytest.mark.parametrize(("language", "said"), [("id", "tidak dapat dibuat"), ("en", "can't be made")])
def test_a_report_that_can_not_be_made_is_refused_in_the_language_asked_for(
    validate: Validate, share: Path, language: str, said: str
) -> None:
    code, problem = validate(share, "--report", "laporan.pdf", "--lang", language)
    assert code == 2
    assert said in problem


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds such names")
@pytest.mark.parametrize("ending", [".json", ".html", ".md", ".xlsx"])
def test_a_name_that_is_no_unicode_stops_no_report(
    validate: Validate, share: Path, tmp_path: Path, ending: str
) -> None:
    city = share / korkot("Surakarta")
    (city / "Air Bersih.docx").rename(city / os.fsdecode(b"Air\xff.docx"))
    code, report = validate(city, "--report", tmp_path / f"laporan{ending}", "--fail-on", "never")
    assert code == 0
    assert "Air\udcff.docx" in [submission["path"] for submission in report["submissions"]]
    assert (tmp_path / f"laporan{ending}").stat().st_size > 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds no such names")
def test_control_characters_of_a_name_do_nothing_to_the_screen(
    share: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_document(share / "Air.docx", photos=1)
    (share / "Air.docx").rename(share / korkot("Surakarta") / "Air\x1b[31m\nBersih.docx")
    monkeypatch.setattr(sys, "argv", ["bpkit", "validate", str(share), "-q", "-v"])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\n  Air�[31m�Bersih.docx\n" in said.replace(f"{KMW}/", "").replace(f"{korkot('Surakarta')}/", "")


LAST = "import atexit; atexit.register(print, 'at exit'); from bpkit.__main__ import program; program()"


def test_a_process_that_ends_at_once_has_said_everything_and_done_what_was_left_for_the_end() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LAST, "explain", "BP999"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert ended.stdout == "at exit\n"
    assert "BP999" in ended.stderr
