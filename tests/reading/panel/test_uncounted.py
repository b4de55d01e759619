"""Nothing in or beside `penilaian/` is passed over: it is read, or BP814 says that it was meant."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from make.disturbed import failing
from make.oldbooks import cells_of, package, xlsb
from make.realfiles import office
from make.score_forms import edited, scored
from make.shares import KMW, korkot, write_sheet

from bpkit.__main__ import main
from bpkit.forms.blank_forms import decision_book
from bpkit.levels import default_levels
from bpkit.model.problems import Finding, Problem
from bpkit.model.units import Period, Severity
from bpkit.rules.catalogue import render
from bpkit.settings.rubrics import load_rubric
from bpkit.wording import LANGUAGES, catalogue, speaking
from bpkit.work.request import Request
from bpkit.work.running import Work

DECISION = "tingkat: kmw\nurutan: [Batik]\nalasan: Paling rapi.\n"
SHEET = """\
rubrik: pob-2010
tingkat: kmw
penilai: {nama: Rina Wati, jabatan: TA}
nilai:
  Batik:
    inovasi: 7
"""


def written(folder: Path, name: str, content: str | bytes = SHEET) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def said(panel: Path, code: str = "BP814") -> list[Finding]:
    """What `score` says under this code of the panel in this folder."""
    return [one for one in Work(Request(panel.parent)).judged.findings if one.code == code]


def variants(panel: Path) -> list[tuple[str, str, str]]:
    return [(one.problem.path.name, one.problem.variant, one.problem.expected) for one in said(panel)]


def strays(panel: Path) -> list[str]:
    return [path.name for path in Work(Request(panel.parent)).folder.strays]


@pytest.mark.parametrize(
    "name",
    [
        "keputusan.yaml.txt",
        "keputusan.yml.txt",
        "keputusan.txt",
        "keputusan (1).yaml",
        "keputusan - Copy.yaml",
        "keputusan - Salinan (2).yaml",
        "Salinan keputusan.yaml",
        "keputusan.yaml.bak",
        "keputusan.yaml.yaml",
        "keputusan",
        "keputusan_final.yml",
        "Hasil rapat.yaml",
    ],
)
def test_a_decision_by_another_name_is_said_with_the_name_that_counts(panel: Path, name: str) -> None:
    written(panel, name, DECISION)
    assert variants(panel) == [(name, "rename", "keputusan.yaml")]


@pytest.mark.parametrize("name", ["Keputusan.xlsx.txt", "Keputusan.XLSX.bak", "putusan.txt"])
def test_a_decision_in_excel_by_another_name_is_to_be_called_as_excel_calls_it(
    panel: Path, name: str
) -> None:
    titles = ["Bank Sampah"]
    (panel / name).write_bytes(decision_book(default_levels().lowest, "Semarang", Period(2010, 10), titles))
    assert variants(panel) == [(name, "rename", "Keputusan.xlsx")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rina Wati.yaml.txt", "Rina Wati.yaml"),
        ("Rina Wati.txt", "Rina Wati.yaml"),
        ("Rina Wati.yml.bak", "Rina Wati.yaml"),
        ("lembar", "lembar.yaml"),
    ],
)
def test_a_sheet_by_another_ending_is_said_with_its_right_name(panel: Path, name: str, expected: str) -> None:
    written(panel, name)
    assert variants(panel) == [(name, "rename", expected)]


def test_a_workbook_by_another_ending_is_known_by_its_content(panel: Path) -> None:
    written(panel, "Rina Wati.xlsx.bak", edited(scored))
    assert variants(panel) == [("Rina Wati.xlsx.bak", "rename", "Rina Wati.xlsx")]


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("Rina Wati.csv", "format"),
        ("Rina Wati.numbers", "format"),
        ("nilai.gsheet", "shortcut"),
        ("Rina.lnk", "shortcut"),
        ("Lembar.url", "shortcut"),
        ("lembar.zip", "archive"),
        ("keputusan.docx", "document"),
        ("Lembar Penilaian_Rina Wati.pdf", "document"),
        ("nilai rina.png", "document"),
        ("Formulir penilaian.doc", "document"),
    ],
)
def test_what_holds_scores_in_a_form_that_is_not_read_is_said(panel: Path, name: str, variant: str) -> None:
    written(panel, name, b"whatever")
    assert [(one[0], one[1]) for one in variants(panel)] == [(name, variant)]


@pytest.mark.parametrize(
    "name",
    [
        "Notulen rapat penilaian.docx",
        "Daftar hadir.pdf",
        "Surat undangan.docx",
        "foto rapat.jpg",
        "catatan.txt",
    ],
)
def test_notes_of_the_panel_are_astray_and_no_more(panel: Path, name: str) -> None:
    written(panel, name, "Rapat tanggal 22.\nAlasan: hujan.\n")
    assert variants(panel) == []
    assert strays(panel) == [name]


@pytest.mark.parametrize("name", ["siti.pdf", "Siti Rahma (1).pdf", "Lembar Penilaian_Siti Rahma.pdf"])
def test_a_scan_of_a_sheet_that_counts_disturbs_nothing(panel: Path, name: str) -> None:
    written(panel, name, b"%PDF-1.4")
    assert variants(panel) == []


def test_a_scan_of_somebody_whom_the_panel_names_and_who_has_no_sheet_is_said(panel: Path) -> None:
    config = panel.parents[2] / "bpkit.yaml"
    config.write_text(config.read_text() + "panel:\n  Jawa Tengah: [Siti Rahma, Rina Wati]\n")
    written(panel, "Rina.pdf", b"%PDF-1.4")
    assert [one[1] for one in variants(panel)] == ["document"]


@pytest.mark.parametrize("name", ["keputusan (1).yaml", "keputusan.yml", "keputusan.yaml.txt"])
@pytest.mark.parametrize(("content", "variant"), [(DECISION, "same"), (DECISION + "catatan: x\n", "copy")])
def test_a_copy_beside_the_decision_weighs_by_whether_it_says_the_same(
    panel: Path, name: str, content: str, variant: str
) -> None:
    written(panel, "keputusan.yaml", DECISION)
    written(panel, name, content)
    (finding,) = said(panel)
    assert (finding.problem.variant, finding.problem.found) == (variant, "keputusan.yaml")
    assert finding.severity is (Severity.WARNING if variant == "same" else Severity.ERROR)


@pytest.mark.parametrize("name", ["keputusan.yml", "Keputusan.YAML", "keputusan .yaml"])
def test_a_decision_counts_in_every_spelling_of_its_name(panel: Path, name: str) -> None:
    written(panel, name, DECISION)
    decision = Work(Request(panel.parent)).folder.decision
    assert decision and decision.order and decision.order[0][0] == "Batik"
    assert variants(panel) == []


def test_a_broken_copy_of_the_decision_is_no_broken_sheet(panel: Path) -> None:
    written(panel, "keputusan (1).yaml", 'urutan: ["Batik\n')
    assert [one[1] for one in variants(panel)] == ["rename"]
    assert said(panel, "BP801") == []


@pytest.mark.parametrize("folder", ["Rina Wati", "Arsip/lama", "penilaian"])
def test_sheets_in_a_folder_of_the_panel_s_own_are_said_once_a_folder(panel: Path, folder: str) -> None:
    written(panel / folder, "lembar.yaml")
    written(panel / folder, "b.xlsx", edited(scored))
    ((name, variant, _),) = variants(panel)
    assert (name, variant) == (folder.partition("/")[0], "folder")
    assert "lembar.yaml" in said(panel)[0].problem.found


@pytest.mark.parametrize("folder", ["Penilaian KMW", "nilai", "Penliaian", "penilaian (1)"])
def test_a_misnamed_folder_of_sheets_is_said(panel: Path, folder: str) -> None:
    written(panel.parent / folder, "rina.yaml")
    written(panel.parent / folder, "rina.docx", b"x")
    assert variants(panel) == [(folder, "misnamed", "penilaian")]


def test_a_panel_s_folder_one_too_deep_is_said(panel: Path) -> None:
    written(panel.parent / "Arsip" / "penilaian", "rina.yaml")
    ((name, variant, _),) = variants(panel)
    assert (name, variant) == ("Arsip", "elsewhere")


@pytest.mark.parametrize(
    ("name", "content"),
    [("rina.yaml", SHEET), ("keputusan.yaml", DECISION), ("rina.xlsx", edited(scored)), ("rina.txt", SHEET)],
)
def test_a_sheet_or_decision_one_folder_too_high_is_said(
    panel: Path, name: str, content: str | bytes
) -> None:
    written(panel.parent, name, content)
    ((found, variant, expected),) = variants(panel)
    assert (found, variant) == (name, "above")
    assert expected.startswith("penilaian/")


def test_a_workbook_of_something_else_beside_the_panel_is_astray(panel: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["No", "Judul Tulisan", "Penulis"])
    book.save(panel.parent / "Daftar kiriman.xlsx")
    assert variants(panel) == []
    assert strays(panel) == ["Daftar kiriman.xlsx"]


def test_beside_a_city_s_writings_a_sheet_is_said_and_a_writing_s_yaml_is_not(panel: Path) -> None:
    city = panel.parents[2] / korkot("Semarang")
    written(city, "rina.yaml")
    written(city, "Jalan.yaml", "judul: Jalan\nsumber: TF-03\n")
    work = Work(Request(city))
    assert [one.problem.path.name for one in work.judged.findings] == ["rina.yaml"]
    assert [one.problem.path.name for one in work.checked.findings if one.code == "BP814"] == ["rina.yaml"]


def test_a_folder_without_any_sheet_that_counts_is_not_silent(panel: Path) -> None:
    for file in panel.iterdir():
        file.rename(file.with_name(f"{file.name}.txt"))
    work = Work(Request(panel.parent))
    assert work.judged.assessment is None
    assert len([one for one in work.judged.findings if one.code == "BP814"]) == 3


def test_sheets_at_the_root_of_the_share_are_said(panel: Path) -> None:
    root = panel.parents[2]
    written(root, "keputusan.yaml", DECISION)
    judged = Work(Request(root)).judged
    assert [(one.code, one.problem.path.name) for one in judged.findings] == [("BP814", "keputusan.yaml")]


@pytest.mark.parametrize("name", ["Penilaian", "PENILAIAN", "penilaian ", "penilai\N{ZERO WIDTH SPACE}an"])
def test_every_folder_that_means_penilaian_is_read(panel: Path, name: str) -> None:
    write_sheet(panel.parent, "Rina Wati", {"Batik": 6, "Jalan": 6})
    written(panel.parent / name, "rina.yaml", (panel / "rina.yaml").read_bytes())
    (panel / "rina.yaml").unlink()
    work = Work(Request(panel.parent))
    assert len(work.folder.sheets) == 4
    assert work.judged.assessment and len(work.judged.assessment.assessors) == 4


FORMATS: dict[str, Callable[[bytes], bytes]] = {
    "xlsx": lambda data: data,
    "xlsm": lambda data: data,
    "xltx": lambda data: data,
    "xls": lambda _: office("lembar.xls"),
    "xlsb": lambda data: xlsb(cells_of(data)),
    "ods": lambda _: office("lembar.ods"),
}


@pytest.mark.parametrize("ending", FORMATS)
def test_a_form_counts_in_every_format(panel: Path, ending: str) -> None:
    written(panel, f"Rina.{ending}", FORMATS[ending](edited(scored)))
    sheets = [one for one in Work(Request(panel.parent)).folder.sheets if one.path.suffix == f".{ending}"]
    assert [one.assessor for one in sheets] == ["Siti Rahma"]
    assert variants(panel) == []


def test_a_link_out_of_the_share_in_the_panel_s_folder_is_not_silent(panel: Path, tmp_path: Path) -> None:
    written(tmp_path, "keputusan.yaml", DECISION)
    (panel / "keputusan.yaml").symlink_to(tmp_path / "keputusan.yaml")
    assert [one.problem.path.name for one in said(panel, "BP904")] == ["keputusan.yaml"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
@pytest.mark.parametrize("folder", ["penilaian", "produk pengetahuan"])
def test_a_pipe_is_said_wherever_it_lies(panel: Path, folder: str) -> None:
    (panel.parent / folder).mkdir(exist_ok=True)
    os.mkfifo(panel.parent / folder / "keputusan.yaml")
    found = Work(Request(panel.parent)).checked.findings
    assert [one.problem.path.name for one in found if one.code == "BP904"] == ["keputusan.yaml"]


def test_a_sheet_that_may_not_be_read_is_said_once_and_nobody_wins_without_it(
    panel: Path,
) -> None:
    with failing(panel / "siti.yaml", errno.EACCES):
        judged = Work(Request(panel.parent)).judged
    assert [one.code for one in judged.findings if one.problem.path.name == "siti.yaml"] == ["BP906"]
    assert judged.assessment and all(result.provisional for result in judged.assessment.results)


def test_a_sheet_with_the_titles_of_a_whole_nation_is_not_too_large(panel: Path) -> None:
    row = "".join(f"    {code}: 8\n" for code in load_rubric("pob-2010").codes) + "    catatan: Foto baik.\n"
    titles = "".join(f"  Air Bersih untuk Seratus Rumah di Lorong {n:04}:\n{row}" for n in range(3000))
    (panel / "siti.yaml").write_text(
        f"rubrik: pob-2010\ntingkat: kmw\npenilai: {{nama: Siti, jabatan: TA}}\nnilai:\n{titles}", "utf-8"
    )
    assert (panel / "siti.yaml").stat().st_size > 1 << 19
    assert said(panel, "BP801") == []


def test_a_file_of_a_terabyte_is_a_finding_and_is_not_read(panel: Path) -> None:
    for name in ("siti.yaml", "Rina.xlsx"):
        with (panel / name).open("wb") as file:
            file.truncate(1 << 40)
    found = [one.problem.variant for one in said(panel, "BP801")]
    assert found == ["form_too_large", "form_too_large"]


def test_the_same_sheet_in_two_formats_is_a_warning_and_another_one_an_error(panel: Path) -> None:
    written(panel, "Rina.xlsx", edited(lambda form, _: _for_share(form, 7)))
    written(panel, "Rina.xlsb", xlsb(cells_of((panel / "Rina.xlsx").read_bytes())))
    assert [one.severity for one in said(panel, "BP806")] == [Severity.WARNING]
    written(panel, "Rina.xlsb", xlsb(cells_of(edited(lambda form, _: _for_share(form, 6)))))
    assert [one.severity for one in said(panel, "BP806")] == [Severity.ERROR]


def _for_share(form: object, score: int) -> None:
    scored(form, scores=((score, score, score),))
    form["B4"], form["B11"], form["I7"] = "Rina Wati", "Batik", "pob-2010"  # type: ignore[index]
    form["B12"] = form["B13"] = None  # type: ignore[index]
    for row in (12, 13):
        for column in (4, 5, 6):
            form.cell(row, column).value = None  # type: ignore[attr-defined]


def test_an_archive_of_one_part_is_no_workbook(panel: Path) -> None:
    written(panel, "Rina.ods", package({"a.txt": "x"}))
    assert [one.problem.variant for one in said(panel, "BP801")] == ["form_other_kind"]


def test_a_link_to_the_panel_s_folder_is_said(panel: Path) -> None:
    elsewhere = panel.parents[2] / "semua penilaian"
    panel.rename(elsewhere)
    panel.symlink_to(elsewhere, target_is_directory=True)
    assert ("penilaian", "shortcut", "penilaian") in variants(panel)


@pytest.mark.parametrize("name", ["keputusan.docx", "Lembar Penilaian_Rina Wati.csv", "keputusan.gsheet"])
def test_beside_the_panel_s_folder_a_clear_name_is_enough(panel: Path, name: str) -> None:
    written(panel.parent, name, b"x")
    assert [one[:2] for one in variants(panel)] == [(name, "above")]


@pytest.mark.parametrize("name", ["Laporan.xlsx", "Notulen.docx", "Data/Laporan.xlsx", "Arsip/foto.jpg"])
def test_what_lies_beside_the_panel_s_folder_by_chance_is_astray(panel: Path, name: str) -> None:
    written(panel.parent, name, b"PK")
    assert variants(panel) == []


def test_an_assessor_s_form_in_a_folder_of_any_name_is_said(panel: Path) -> None:
    written(panel.parent / "Kiriman", "Lembar Penilaian_Rina Wati.xlsx", edited(scored))
    assert [one[:2] for one in variants(panel)] == [("Kiriman", "elsewhere")]


def test_a_sheet_named_for_somebody_whose_workbook_counts_is_read_beside_it(panel: Path) -> None:
    written(panel, "Rina Wati.xlsx", edited(scored))
    written(panel, "Rina Wati.yaml.txt")
    assert variants(panel) == [("Rina Wati.yaml.txt", "rename", "Rina Wati.yaml")]


def test_what_bpkitignore_names_is_nobody_s_business(panel: Path) -> None:
    written(panel, ".bpkitignore", "arsip/\n*.csv\n")
    written(panel / "arsip", "rina.yaml")
    written(panel, "Rina.csv", b"x")
    assert variants(panel) == []


@pytest.mark.parametrize("where", ["penilaian", "2011/penilaian"])
def test_a_panel_s_folder_above_the_months_is_said(panel: Path, where: str) -> None:
    root = panel.parents[2]
    written(root / where, "rina.yaml")
    judged = Work(Request(root)).judged
    assert [(one.problem.path, one.problem.variant) for one in judged.findings] == [(root / where, "high")]


def test_a_city_whose_only_decision_is_misnamed_ends_with_a_finding(
    panel: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    city = panel.parents[2] / korkot("Semarang")
    written(city / "penilaian", "keputusan.yaml.txt", DECISION)
    monkeypatch.setattr(sys, "argv", ["bpkit", "score", str(city), "--lang", "en"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    assert "Rename it to “keputusan.yaml”" in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_not_to_count_has_its_words(language: str) -> None:
    source = (Path(__file__).parents[3] / "src/bpkit/reading/panel/uncounted.py").read_text()
    words = catalogue("rules/sheets.yaml")["BP814"]["variants"]
    for variant in words:
        assert f'"{variant}"' in source, variant
        problem = Problem(Path("penilaian/Rina.csv"), "FOUND", "EXPECTED", variant=variant)
        with speaking(language):
            shown = render(Finding("BP814", Severity.ERROR, problem))
        assert "Rina.csv" in shown.message
        assert "{" not in shown.message + shown.remedy


@pytest.mark.parametrize("unit", [KMW, korkot("Semarang")])
def test_a_panel_s_folder_that_can_t_be_listed_is_not_silent(
    panel: Path, unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = panel.parents[2] / unit / "penilaian"
    folder.mkdir(exist_ok=True)
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    findings = Work(Request(folder.parent)).judged.findings
    assert [one.code for one in findings if one.problem.path == folder] == ["BP906"]


@pytest.mark.parametrize("name", ["Rina Wati.xlsx.crdownload", "Rina.yaml.part", "keputusan.yaml.partial"])
def test_a_sheet_or_decision_that_is_still_being_copied_is_waited_for(panel: Path, name: str) -> None:
    written(panel, name, b"half")
    assert variants(panel) == [(name, "unfinished", name.rpartition(".")[0])]


@pytest.mark.parametrize("name", ["siti.yaml.part", "foto.jpg.crdownload"])
def test_what_came_at_the_second_try_or_is_no_sheet_is_not_waited_for(panel: Path, name: str) -> None:
    written(panel, name, b"half")
    assert variants(panel) == []


@pytest.mark.parametrize("name", ["penilaian.zip", "Penilaian KMW.rar", "Hasil penilaian.7z"])
def test_the_panel_s_folder_in_an_archive_is_said(panel: Path, name: str) -> None:
    written(panel.parent, name, b"whatever")
    assert [one[:2] for one in variants(panel)] == [(name, "archive")]


def test_a_form_in_a_folder_that_somebody_made_beside_the_panel_s_is_said(panel: Path) -> None:
    written(panel.parent / "Rina", "rina.xlsx", edited(scored))
    assert [one[:2] for one in variants(panel)] == [("Rina", "elsewhere")]


@pytest.mark.parametrize("name", ["Rina.xml", "Rina.prn", "Rina.xlam"])
def test_what_only_spreadsheets_write_is_said(panel: Path, name: str) -> None:
    written(panel, name, b"<?xml version='1.0'?>")
    assert variants(panel) == [(name, "format", "Rina.xlsx")]


def test_a_sheet_that_was_sent_as_a_mail_is_said_with_its_right_name(panel: Path) -> None:
    written(panel, "Nilai Rina.eml")
    assert variants(panel) == [("Nilai Rina.eml", "rename", "Nilai Rina.yaml")]
