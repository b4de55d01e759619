"""PDFium in its own process: what eats memory or time is a finding, and the next file is read."""

import json
import sys
from pathlib import Path

import pytest
from make.contents import kinds
from make.oldformats import pdf, pdf_text, pdf_with_forms
from make.pictures import picture

from bpkit.model.problems import Kind
from bpkit.reading.documents import pdf as pdf_reader
from bpkit.reading.documents.pdf import read_pdf
from bpkit.reading.documents.pdf_pages import packed, read_pages, unpacked

FILE = Path("tulisan.pdf")
SOUND = pdf(
    [pdf_text(72, 700, "Warga memilah sampah") + "q 200 0 0 150 72 400 cm /I0 Do Q"], [picture(64, 48)]
)
# Half a kilobyte that draws itself twice, and so on without end.
ENDLESS = pdf_with_forms("/X0 Do", [("/X0 Do /X0 Do", "1 0 0 1 0 0")], picture(8, 8))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits the time alone")
def test_a_file_that_eats_all_memory_is_unsafe_and_the_next_one_is_read() -> None:
    assert kinds(read_pdf(FILE, ENDLESS)) == [Kind.UNSAFE]
    assert kinds(read_pdf(FILE, SOUND)) == []


def test_a_file_that_takes_too_long_is_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf_reader._CHILD.end()
    monkeypatch.setattr(pdf_reader, "SECONDS", 0.01)  # less than it takes to start
    (damage,) = read_pdf(FILE, SOUND).damages
    assert (damage.kind, damage.found) == (Kind.UNSAFE, "0 s")


def test_one_process_reads_many_files() -> None:
    read_pdf(FILE, SOUND)
    first = pdf_reader._CHILD._process
    read_pdf(FILE, SOUND)
    assert first is not None and pdf_reader._CHILD._process is first


def test_a_process_that_has_gone_is_started_again() -> None:
    read_pdf(FILE, SOUND)
    assert pdf_reader._CHILD._process is not None
    pdf_reader._CHILD._process.kill()
    pdf_reader._CHILD._process.wait()
    assert kinds(read_pdf(FILE, SOUND)) == []


def test_no_process_is_a_damage_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf_reader._CHILD.end()
    monkeypatch.setattr(sys, "executable", "/tidak/ada/python")
    (damage,) = read_pdf(FILE, SOUND).damages
    assert damage.kind is Kind.BROKEN
    assert "PDFium can't be started" in damage.detail


def test_a_fault_of_bpkit_itself_is_raised_where_it_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "_exchange", lambda *_: b'{"fault": "Traceback: baris 7"}')
    with pytest.raises(RuntimeError, match="baris 7"):
        read_pdf(FILE, SOUND)


def test_pages_come_from_the_other_process_as_they_went() -> None:
    pages = read_pages(SOUND)
    assert pages.pages[0].rows and pages.pages[0].pictures
    assert unpacked(json.loads(json.dumps(packed(pages)))) == pages


def test_a_share_with_a_module_of_a_known_name_is_no_way_into_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit", encoding="utf-8")
    pdf_reader._CHILD.end()
    monkeypatch.chdir(tmp_path)
    assert kinds(read_pdf(FILE, SOUND)) == []
