"""Where the units of a round are, by the names of their folders, and what lies in them."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from make.shares import write_document
from make.unitfacts import meetings, months, program

from bpkit import share
from bpkit.model.problems import Kind
from bpkit.model.programs import Cycle, Form, Level, Program
from bpkit.model.rounds import Round, Span, Unit
from bpkit.model.settings import RosterUnit, Settings
from bpkit.model.spans import SaidSpan
from bpkit.reading.rounds.walker import RoundOptions, read_round

AGENCY = "PMPRB (Kendal)_(2013)"
UNIT = "unit (Dinas Pendidikan)_(2013)"


def made(root: Path, *folders: str) -> Path:
    for folder in folders:
        (root / folder).mkdir(parents=True)
    return root


def read(path: Path, of: Program | None = None, **settings: Any) -> Round:
    settings = {"root": path, **settings}
    return read_round(path, of or program(), Settings(**settings))


def test_a_folder_that_can_be_listed_at_the_first_look_alone_is_no_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = made(tmp_path, f"{AGENCY}/{UNIT}/penilaian") / AGENCY / UNIT
    real, asked = share.entries, 0

    def entries(folder: Path) -> list[os.DirEntry[str]]:
        nonlocal asked
        asked += folder == unit
        if folder == unit and asked > 1:
            raise PermissionError(errno.EACCES, "no")
        return real(folder)

    monkeypatch.setattr(share, "entries", entries)
    found = [one.problems for one in read(tmp_path).walk() if one.path == unit]
    assert [(one.path, one.kind) for one in found[0]] == [(unit, Kind.NO_PERMISSION)]
    monkeypatch.setattr(share, "entries", real)
    assert [one.problems for one in read(tmp_path).walk() if one.path == unit] == [()]


def told(units: Iterator[Unit]) -> list[tuple[str, str, int]]:
    return [(one.level.code, one.name, one.span.year if one.span else 0) for one in units]


def test_units_nest_as_the_levels_do(tmp_path: Path) -> None:
    found = read(made(tmp_path, f"{AGENCY}/{UNIT}", f"{AGENCY}/unit (Dinas Kesehatan)_(2013)"))
    assert told(found.walk()) == [
        ("instansi", "Kendal", 2013),
        ("unit", "Dinas Kesehatan", 2013),
        ("unit", "Dinas Pendidikan", 2013),
    ]


def test_the_given_path_may_be_the_folder_of_any_unit(tmp_path: Path) -> None:
    made(tmp_path, f"{AGENCY}/{UNIT}")
    for root in (tmp_path, None):
        inner = read(tmp_path / AGENCY / UNIT, root=root)
        assert told(inner.walk()) == [("unit", "Dinas Pendidikan", 2013)]
        assert len(list(read(tmp_path / AGENCY, root=root).walk())) == 2


def test_folders_of_periods_may_stand_between(tmp_path: Path) -> None:
    made(tmp_path, "2012/PMPRB (Kendal)_(2012)", f"2013/{AGENCY}", "2013/PMPRB (Batang)")
    found = read(tmp_path)
    assert told(found.walk()) == [
        ("instansi", "Kendal", 2012),
        ("instansi", "Batang", 2013),
        ("instansi", "Kendal", 2013),
    ]
    assert [one.name for one in read(tmp_path / "2013").walk()] == ["Batang", "Kendal"]


def test_levels_five_deep_and_without_words_of_their_own(tmp_path: Path) -> None:
    names = ("kelas", "sekolah", "kecamatan", "kabupaten", "provinsi")
    levels = [Level(name, name, "{unit}") for name in names[:-1]]
    deep = program(levels=(*levels, Level("provinsi", "Provinsi", "provinsi ({unit})_({periode})")))
    found = read(made(tmp_path, "provinsi (Aceh)_(2013)/Bener/Bukit/SDN 1/6A/bukti"), deep)
    assert [(one.level.code, one.name) for one in found.walk()] == [
        ("provinsi", "Aceh"),
        ("kabupaten", "Bener"),
        ("kecamatan", "Bukit"),
        ("sekolah", "SDN 1"),
        ("kelas", "6A"),
    ]
    assert {one.span for one in found.walk()} == {Span(2013, 1, Cycle.YEAR)}


def test_periods_that_are_counted_are_folders_of_their_own(tmp_path: Path) -> None:
    made(tmp_path, "bulan-01", "Bulan 2", "bulan-19", "Rapat")
    found = read(tmp_path, months())
    assert [one.span and one.span.number for one in found.units] == [1, 2, 19]
    assert [path.name for path in found.strays] == ["Rapat"]


def test_the_year_may_come_from_the_settings_and_an_option_holds_over_all(tmp_path: Path) -> None:
    quarterly = program(cycle=Cycle.QUARTER)
    made(tmp_path, "unit (Dinas)_(TW III)")
    assert read(tmp_path, quarterly).units[0].span is None
    assert read(tmp_path, quarterly, year=2012).units[0].span == Span(2012, 3, Cycle.QUARTER)
    options = RoundOptions(period=SaidSpan(2011, 1))
    other = read_round(tmp_path, quarterly, Settings(root=tmp_path), options)
    assert other.units[0].span == Span(2011, 1, Cycle.QUARTER)


def test_the_roster_spells_the_name(tmp_path: Path) -> None:
    made(tmp_path, "unit (dinas  pendidikan)_(2013)")
    roster = (RosterUnit("Kendal", (RosterUnit("Dinas Pendidikan"),)),)
    assert read(tmp_path, units=roster).units[0].name == "Dinas Pendidikan"


def test_a_folder_with_settings_of_its_own_is_another_programmes(tmp_path: Path) -> None:
    made(tmp_path, AGENCY, "forum/pertemuan-1 (Ambon)")
    (tmp_path / "forum" / "bpkit.yaml").write_text("rubrik: lain.yaml\n")
    found = read(tmp_path)
    assert [one.name for one in found.walk()] == ["Kendal"]
    assert found.strays == ()


def test_the_units_own_yaml_gives_facts_with_their_places(tmp_path: Path) -> None:
    folder = made(tmp_path, "pertemuan-2 (Gorontalo)") / "pertemuan-2 (Gorontalo)"
    (folder / "pertemuan.yaml").write_text("mulai: 2010-06-03\ntamu: {jumlah: 40}\ndaftar_cek: {1: ya}\n")
    facts = read(tmp_path, meetings()).units[0].facts
    assert {key: source.text for key, source in facts.items()} == {"mulai": "2010-06-03", "tamu.jumlah": "40"}
    assert facts["tamu.jumlah"].place.line == 2


def test_a_yaml_that_can_not_be_read_is_a_problem_with_its_line(tmp_path: Path) -> None:
    folder = made(tmp_path, "pertemuan-2 (Gorontalo)") / "pertemuan-2 (Gorontalo)"
    (folder / "pertemuan.yaml").write_text("mulai: [1\n")
    (problem,) = read(tmp_path, meetings()).units[0].problems
    assert (problem.kind, problem.path.name) == (Kind.SHEET, "pertemuan.yaml")


def test_evidence_is_known_by_name(tmp_path: Path) -> None:
    folder = made(tmp_path, f"{UNIT}/bukti/foto") / UNIT
    for name in ("bukti/a.pdf", "bukti/foto/b.jpg", "bukti/Thumbs.db"):
        (folder / name).touch()
    unit = read(tmp_path).units[0]
    assert unit.evidence == {"a.pdf", "foto/b.jpg"}
    assert unit.strays == ()


def test_a_document_that_is_owed_is_read_with_its_headings(tmp_path: Path) -> None:
    folder = made(tmp_path, "pertemuan-2 (Gorontalo)") / "pertemuan-2 (Gorontalo)"
    import docx

    document = docx.Document()
    document.add_heading("Hasil", 1)
    document.add_paragraph("Peserta sepakat tentang tiga hal yang dikerjakan bersama sesudah pertemuan ini.")
    document.save(str(folder / "Laporan Pertemuan.docx"))
    report = read(tmp_path, meetings()).units[0].reports["laporan"]
    assert report.headings == ("Hasil",)
    assert "sepakat" in report.text


def test_writings_lie_in_their_folder_or_loose_where_the_programme_says_so(tmp_path: Path) -> None:
    folder = made(tmp_path, "pertemuan-2 (Gorontalo)/tulisan") / "pertemuan-2 (Gorontalo)"
    write_document(folder / "tulisan" / "Bank Sampah.docx")
    write_document(folder / "Posyandu.docx")
    strict, loose = meetings(), meetings(parameters={"tulisan": "ya"})
    unit = read(tmp_path, strict).units[0]
    assert [one.title for one in unit.writings] == ["Bank Sampah"]
    assert [path.name for path in unit.strays] == ["Posyandu.docx"]
    unit = read(tmp_path, loose).units[0]
    assert [one.title for one in unit.writings] == ["Bank Sampah", "Posyandu"]
    assert unit.strays == ()


def test_a_form_that_bpkit_wrote_is_no_stray_where_the_register_was_lost(tmp_path: Path) -> None:
    folder = made(tmp_path, UNIT) / UNIT
    (folder / "Rekap Unit_Dinas Pendidikan_(2013).xlsx").touch()
    of = program(forms=(Form("rekap", "Rekap Unit", "unit", "xlsx"),))
    assert read(tmp_path, of).units[0].strays == ()
    assert len(read(tmp_path).units[0].strays) == 1


def test_what_belongs_to_nothing_is_a_stray(tmp_path: Path) -> None:
    folder = made(tmp_path, f"{UNIT}/penilaian", f"{UNIT}/Arsip") / UNIT
    (folder / "penilaian" / "rapat.pdf").touch()
    (folder / "catatan.txt").touch()
    names = [path.name for path in read(tmp_path).units[0].strays]
    assert names == ["Arsip", "catatan.txt", "rapat.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such links and pipes")
def test_links_out_of_the_share_and_pipes_are_problems_of_the_unit(tmp_path: Path) -> None:
    folder = made(tmp_path / "share", f"{AGENCY}/{UNIT}") / AGENCY / UNIT
    (folder / "keluar").symlink_to(tmp_path)
    os.mkfifo(folder / "pipa")
    (folder / "Thumbs.db").touch()
    found = read(tmp_path / "share")
    unit = next(one for one in found.walk() if one.level.code == "unit")
    assert [(one.path.name, one.kind) for one in unit.problems] == [
        ("keluar", Kind.UNSAFE),
        ("pipa", Kind.UNSAFE),
    ]
    assert unit.strays == ()
