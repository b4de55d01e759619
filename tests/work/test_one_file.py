"""`bpkit validate FILE`: one writing, as its author checks it before handing it in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from make.shares import CONFIG, Run, korkot, write_document

import bpkit

CITY = korkot("Semarang")


def report(run: Run, file: Path, *more: object) -> Any:
    return json.loads(run("validate", file, "--format", "json", *more)[1])


def codes(found: Any) -> list[str]:
    return sorted(finding["code"] for finding in found["findings"])


def files(root: Path) -> dict[str, bytes]:
    return {one.as_posix(): one.read_bytes() for one in root.rglob("*") if one.is_file()}


def test_a_writing_outside_any_named_folder_is_checked(run: Run, tmp_path: Path) -> None:
    write_document(tmp_path / "Unduhan" / "Kebun Sayur.docx", photos=1)
    found = report(run, tmp_path / "Unduhan" / "Kebun Sayur.docx")
    assert codes(found) == ["BP301"]
    assert [one["title"] for one in found["submissions"]] == ["Kebun Sayur"]
    assert found["path"].endswith("Kebun Sayur.docx")
    assert run("validate", tmp_path / "Unduhan" / "Kebun Sayur.docx")[0] == 1


def test_a_sound_one_is_clean(run: Run, tmp_path: Path) -> None:
    write_document(tmp_path / "Kebun Sayur.docx")
    code, out, _ = run("validate", tmp_path / "Kebun Sayur.docx")
    assert code == 0 and "BP" not in out


def test_what_is_told_of_it_speaks_of_no_city(run: Run, tmp_path: Path) -> None:
    write_document(tmp_path / "Kebun Sayur.docx", photos=1)
    out = run("validate", tmp_path / "Kebun Sayur.docx", "--report", tmp_path / "x.html")[1]
    assert out.splitlines()[0].strip() == "Kebun Sayur.docx"
    page = (tmp_path / "x.html").read_text("utf-8")
    assert "Korkot" not in out
    assert "<h1>Kebun Sayur.docx" in page


def test_what_lies_beside_it_is_nobodys_question(run: Run, share: Path) -> None:
    write_document(share / CITY / "Posyandu.docx", photos=0, paragraphs=1)
    (share / CITY / "penilaian").mkdir()
    (share / CITY / "penilaian" / "keputusan.yaml.txt").write_text("urutan: [x]\n")
    assert codes(report(run, share / CITY / "Jalan.docx")) == []


def test_nothing_is_written_and_nothing_is_missed(run: Run, share: Path) -> None:
    run("run", share)
    before = files(share)
    (share / CITY / "Posyandu.docx").unlink()
    before = files(share)
    assert codes(report(run, share / CITY / "Jalan.docx")) == []
    assert files(share) == before


def test_its_yaml_its_row_and_its_photos_are_read_with_it(run: Run, tmp_path: Path) -> None:
    write_document(tmp_path / "Kebun.docx", photos=1)
    write_document(tmp_path / "Kebun Raya.docx")
    (tmp_path / "Kebun.yaml").write_text("jenis: artikel\n")
    (tmp_path / "Kebun foto 2.jpg").write_bytes(b"")
    (found,) = report(run, tmp_path / "Kebun.docx")["submissions"]
    assert found["kind"] == "artikel" and len(found["photos"]) == 2


@pytest.mark.parametrize("name", ["Kebun.yaml", "Kebun.docx"])
def test_any_file_of_it_stands_for_it(run: Run, tmp_path: Path, name: str) -> None:
    write_document(tmp_path / "Kebun.docx")
    (tmp_path / "Kebun.yaml").write_text("jenis: artikel\n")
    assert [one["title"] for one in report(run, tmp_path / name)["submissions"]] == ["Kebun"]


def test_the_settings_above_it_count(run: Run, share: Path) -> None:
    write_document(share / CITY / "Jalan.docx", photos=1)
    (share / "bpkit.yaml").write_text(CONFIG + "aturan: {BP301: peringatan}\n", encoding="utf-8")
    (finding,) = report(run, share / CITY / "Jalan.docx")["findings"]
    assert (finding["code"], finding["severity"]) == ("BP301", "warning")


def test_a_team_that_the_roster_does_not_have_is_told(run: Run, share: Path) -> None:
    write_document(share / korkot("Surakarta") / "Batik.docx", source="TF-09")
    assert codes(report(run, share / korkot("Surakarta") / "Batik.docx")) == ["BP407"]


def test_it_is_compared_with_what_is_given(run: Run, share: Path, tmp_path: Path) -> None:
    copy = tmp_path / "Jalan.docx"
    copy.write_bytes((share / CITY / "Jalan.docx").read_bytes())
    assert codes(report(run, copy)) == []
    assert "BP701" in codes(report(run, copy, "--compare", share / CITY))


def test_a_damaged_file_is_a_finding(run: Run, tmp_path: Path) -> None:
    write_document(tmp_path / "Kebun.docx")
    (tmp_path / "Kebun.docx").write_bytes((tmp_path / "Kebun.docx").read_bytes()[:-4000])
    assert codes(report(run, tmp_path / "Kebun.docx")) == ["BP901"]


def test_files_and_folders_may_be_given_together(run: Run, share: Path) -> None:
    both = report(run, share / CITY / "Jalan.docx", share / korkot("Surakarta"))
    assert [len(one["submissions"]) for one in both] == [1, 2]


@pytest.mark.parametrize("name", ["catatan.txt", "foto.jpg", "Data.xlsx"])
def test_what_is_no_writing_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert run("validate", tmp_path / name)[0] == 2


def test_a_file_that_is_not_there_is_told_as_a_folder_is(run: Run, tmp_path: Path) -> None:
    assert run("validate", tmp_path / "Tidak Ada.docx")[0] == 3


def test_other_commands_still_want_a_folder(run: Run, share: Path) -> None:
    for command in ("score", "recap", "run", "status"):
        assert run(command, share / CITY / "Jalan.docx")[0] == 2


def test_a_change_is_seen_at_once(run: Run, tmp_path: Path) -> None:
    write_document(tmp_path / "Kebun.docx", photos=1)
    assert codes(report(run, tmp_path / "Kebun.docx")) == ["BP301"]
    write_document(tmp_path / "Kebun.docx")
    assert codes(report(run, tmp_path / "Kebun.docx")) == []


def test_python_checks_a_file_too(tmp_path: Path) -> None:
    write_document(tmp_path / "Kebun.docx", photos=1)
    checked = bpkit.validate(tmp_path / "Kebun.docx")
    assert [finding.code for finding in checked.findings] == ["BP301"]


def test_a_report_is_written_of_it(run: Run, tmp_path: Path) -> None:
    write_document(tmp_path / "Kebun.docx", photos=1)
    run("validate", tmp_path / "Kebun.docx", "--report", tmp_path / "hasil.html", "-q")
    assert "BP301" in (tmp_path / "hasil.html").read_text(encoding="utf-8")
