"""`--pdf`: the PDF beside each form, from a LibreOffice that may be missing, hang or crash."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bpkit.errors import UserError
from bpkit.model.outcomes import WrittenForm
from bpkit.work import pdf
from bpkit.work.pdf import write_pdfs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the office here is a shell script")

MAKES = """#!/bin/sh
echo once >> "$0.runs"
out=""; last=""
for word in "$@"; do
  [ "$last" = --outdir ] && out="$word"
  case "$word" in
    *.xlsx|*.docx)
      name=$(basename "$word")
      printf '%%PDF-1.4 of %s %%%%EOF' "$name" > "$out/${name%.*}.pdf" ;;
  esac
  last="$word"
done
"""


def office(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = folder / "office"
    program.write_text(script)
    program.chmod(0o755)
    monkeypatch.setenv(pdf.OFFICE, str(program))
    return program


def forms(folder: Path) -> list[WrittenForm]:
    share = folder / "Berbagi"
    share.mkdir(exist_ok=True)
    made = [share / "Lampiran 3.xlsx", share / "Surat [1] #2.docx"]
    for path in made:
        path.write_bytes(path.name.encode())
    return [WrittenForm(path, "written") for path in made]


def test_each_form_and_letter_gets_its_pdf_and_what_is_unchanged_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = office(tmp_path, MAKES, monkeypatch)
    made, refused = write_pdfs(forms(tmp_path), tmp_path / "Berbagi")
    assert [(one.path.name, one.status) for one in made] == [
        ("Lampiran 3.pdf", "written"),
        ("Surat [1] #2.pdf", "written"),
    ]
    assert refused == []
    before = {one.path: (one.path.read_bytes(), one.path.stat().st_mtime_ns) for one in made}
    again, _ = write_pdfs(forms(tmp_path), tmp_path / "Berbagi")
    assert {one.status for one in again} == {"unchanged"}
    assert {one.path: (one.path.read_bytes(), one.path.stat().st_mtime_ns) for one in again} == before
    assert (tmp_path / "office.runs").read_text().count("once") == 1
    assert program.exists()


def test_a_form_that_changed_gets_a_new_pdf_and_one_that_went_away_loses_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(tmp_path, MAKES, monkeypatch)
    first, second = forms(tmp_path)
    write_pdfs([first, second], tmp_path / "Berbagi")
    first.path.write_bytes(b"other")
    second.path.unlink()
    made, _ = write_pdfs([first, WrittenForm(second.path, "retired")], tmp_path / "Berbagi")
    assert {one.path.name: one.status for one in made} == {
        "Lampiran 3.pdf": "written",
        "Surat [1] #2.pdf": "retired",
    }
    assert not second.path.with_suffix(".pdf").exists()


def test_a_pdf_that_a_person_signed_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office(tmp_path, MAKES, monkeypatch)
    first = forms(tmp_path)[0]
    signed = first.path.with_suffix(".pdf")
    signed.write_bytes(b"%PDF-1.4 signed %%EOF")
    made, _ = write_pdfs([first], tmp_path / "Berbagi")
    assert signed.read_bytes() == b"%PDF-1.4 signed %%EOF"
    assert [(one.path.name, one.status) for one in made] == [("Lampiran 3 (bpkit).pdf", "beside")]
    again, _ = write_pdfs([first], tmp_path / "Berbagi")
    assert [one.status for one in again] == ["unchanged"]


@pytest.mark.parametrize(
    "script", ["#!/bin/sh\nexit 77\n", "#!/bin/sh\nkill -SEGV $$\n", "#!/bin/sh\nsleep 60\n"]
)
def test_an_office_that_crashes_or_hangs_is_told_of_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    office(tmp_path, script, monkeypatch)
    monkeypatch.setattr(pdf, "STARTING", 0.2)
    monkeypatch.setattr(pdf, "A_FILE", 0.0)
    made, refused = write_pdfs(forms(tmp_path), tmp_path / "Berbagi")
    assert made == []
    assert len(refused) == 2
    assert "LibreOffice tidak berhasil" in refused[0]
    assert sorted(path.suffix for path in (tmp_path / "Berbagi").iterdir() if path.is_file()) == [
        ".docx",
        ".xlsx",
    ]


def test_without_libreoffice_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(pdf.OFFICE, str(tmp_path / "nowhere"))
    with pytest.raises(UserError, match="LibreOffice tidak ada"):
        write_pdfs(forms(tmp_path), tmp_path / "Berbagi")
