"""A panel's other papers (attendance, budgets) keep nobody from a selection, and no scores are missed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from make.score_forms import edited

from bpkit.work.request import Request
from bpkit.work.running import Work

Rows = Sequence[Sequence[object]]
HADIR: Rows = [["No", "Nama", "Jabatan"], [1, "Siti Rahma", "TA"], [2, "Rina Wati", "Korkot"]]
RAB: Rows = [["No", "Uraian", "Vol", "Satuan", "Harga", "Jumlah"], [1, "Konsumsi", 2, "hari", 50000, 100000]]
COLUMNS: Rows = [["No", "Nama", "Hari 1", "Hari 2"], [1, 2, 3, 4], [1, "Siti Rahma", "hadir", "hadir"]]
TITLES: Rows = [["No", "Judul Tulisan", "Penulis"], [1, "Jalan", "Ana"], [2, "Batik", "Budi"]]
RECAP: Rows = [["No", "Judul Tulisan", "Siti", "Budi", "Dewi", "NA"], [1, "Jalan", 800, 700, 750, 750]]
SCORES: Rows = [["Kriteria", "A", "B", "C", "D"], ["Jalan", 8, 7, "8,5", 9], ["Batik", 7, 7, 7, 7]]
HUNDREDS: Rows = [["Judul", "A", "B", "C", "D"], ["Jalan", 80, 75, 90, 85]]


def book(rows: Rows) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def put(panel: Path, name: str, data: bytes) -> Work:
    file = panel / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return Work(Request(panel.parent))


def selected(work: Work) -> list[str]:
    assert work.judged.assessment
    return [one.candidate.key for one in work.judged.assessment.results if one.selected]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Daftar Hadir Penilaian.xlsx", HADIR),
        ("Peserta.xlsx", COLUMNS),
        ("RAB.xlsx", RAB),
        ("Buku1.xlsx", RAB),
        ("Daftar judul.xlsx", TITLES),
        ("Rekap NA.xlsx", RECAP),
        ("Buku1.xlsx", ()),
    ],
)
def test_another_paper_of_the_panel_is_astray_and_stops_nothing(panel: Path, name: str, rows: Rows) -> None:
    work = put(panel, name, book(rows))
    assert selected(work) == ["Jalan", "Batik"]
    assert [path.name for path in work.folder.strays] == [name]


def test_a_yaml_of_something_else_is_astray_and_stops_nothing(panel: Path) -> None:
    work = put(panel, "rapat.yaml", b"tempat: aula\npukul: 9\n")
    assert selected(work) == ["Jalan", "Batik"]
    assert [path.name for path in work.folder.strays] == ["rapat.yaml"]


def test_papers_in_a_folder_of_their_own_stop_nothing(panel: Path) -> None:
    assert selected(put(panel, "rapat/Hadir.xlsx", book(HADIR))) == ["Jalan", "Batik"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Buku1.xlsx", SCORES),
        ("Buku1.xlsx", HUNDREDS),
        ("Rekap.xlsx", [["Judul", *SCORES[0][1:]], *SCORES[1:]]),
        ("Hasil penilaian.xlsx", HADIR),
        ("Siti Rahma (2).xlsx", HADIR),
        ("keputusan.xlsx", HADIR),
    ],
)
def test_what_may_hold_scores_is_never_taken_for_another_paper(panel: Path, name: str, rows: Rows) -> None:
    work = put(panel, name, book(rows))
    assert selected(work) == []
    assert ("BP801", name) in [(one.code, one.problem.path.name) for one in work.judged.findings]


@pytest.mark.parametrize("data", [b"nilia:\n  Batik: 7\n", b"Penilai: Rina\n", b"", b"- Batik\n"])
def test_a_yaml_that_may_have_been_a_sheet_is_never_taken_for_another_paper(panel: Path, data: bytes) -> None:
    assert selected(put(panel, "rina.yaml", data)) == []


def test_a_form_that_lost_its_header_is_never_taken_for_another_paper(panel: Path) -> None:
    data = edited(lambda form, _: form.delete_rows(9, 2))
    assert selected(put(panel, "Daftar hadir.xlsx", data)) == []
