"""The example share shows what its README says, no more and no less."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any
from zipfile import is_zipfile

import docx
import yaml

EXAMPLES = Path(__file__).parents[2] / "examples"
SHARE = EXAMPLES / "Berbagi"
MONTH = "2010-10"
ROW = re.compile(r"^\| (BP\d{3}) \| ([^|:]+)(?:: ([^|]+))? \| (.+) \|$", re.M)  # code, where: file, what


def listed() -> set[tuple[str, str, bool]]:
    """What the README's table of mistakes lists: code, path, and whether it is waived."""
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## Kesalahan")[2].partition("\n## ")[0]
    return {
        (code, "/".join(part for part in (_folder(unit), file) if part), "dikecualikan" in what)
        for code, unit, file, what in ROW.findall(table)
    }


def _folder(unit: str) -> str:
    """The folder of a city or province, from the share's root."""
    name = unit.removeprefix("KMW ")
    (folder,) = (path for path in SHARE.rglob("best practice*") if name in path.name)
    return folder.relative_to(SHARE).as_posix()


def test_the_share_is_under_six_megabytes() -> None:
    assert sum(path.stat().st_size for path in SHARE.rglob("*") if path.is_file()) < 6_000_000


def test_every_sound_document_opens_in_python_docx() -> None:
    documents = list(_documents())
    assert len(documents) >= 24
    for path in documents:
        assert sum(len(paragraph.text) for paragraph in docx.Document(str(path)).paragraphs) > 300


def test_every_title_on_a_sheet_or_in_a_decision_is_a_submission() -> None:
    titles = {path.stem for path in SHARE.rglob("*.docx")}
    for path in SHARE.rglob("penilaian/*.yaml"):
        sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
        named = {*sheet.get("nilai", {}), *sheet.get("berhalangan", []), *sheet.get("urutan", [])}
        assert named <= titles, path


def test_what_validate_finds_is_what_the_readme_lists() -> None:
    found = {(finding["code"], path, finding["waived"]) for finding, path in _findings(_run("validate"))}
    assert found == listed()


def test_what_score_finds_is_what_the_readme_lists_of_the_panels() -> None:
    found = {
        (finding["code"], f"{MONTH}/{path}", finding["waived"]) for finding, path in _findings(_run("score"))
    }
    assert found == {row for row in listed() if row[0].startswith("BP8")}


def test_while_sulawesi_selatan_is_not_in_order_only_jawa_tengah_names_its_best() -> None:
    assert sorted(map(len, _selected(_run("score")).values())) == [0, 0, 3]


def test_three_of_jawa_tengah_two_of_sulawesi_selatan_and_four_of_the_nation_win(tmp_path: Path) -> None:
    share = tmp_path / "Berbagi"
    copytree(SHARE, share)
    panel = share / _folder("Sulawesi Selatan") / "penilaian"
    decision = "tingkat: kmw\nditarik: [Pasar Senggol Bebas Rentenir]\n"
    (panel / "keputusan.yaml").write_text(decision, encoding="utf-8")
    own = panel / "Nurhayati Saleh.yaml"
    text = re.sub(r"  Rapat di Atas Perahu:\n(    .*\n)+", "", own.read_text(encoding="utf-8"))
    own.write_text(text + "berhalangan: [Rapat di Atas Perahu]\n", encoding="utf-8")
    selected = _selected(_run("score", share / MONTH))
    assert selected["Jawa Tengah"] == [
        ("Dana Bergulir yang Tidak Macet", "820.00"),
        ("Dari Sampah Menjadi Berkah", "793.33"),
        ("Relawan Muda Turun ke Peta", "770.00"),
    ]
    assert [title for title, _ in selected["Sulawesi Selatan"]] == [
        "Perempuan Nelayan Pulau Lae-Lae Mengolah Ikan",
        "Posyandu Terapung",
    ]
    assert sorted(map(len, selected.values())) == [2, 3, 4]


def _documents() -> Iterator[Path]:
    """The documents that are whole."""
    return (path for path in sorted(SHARE.rglob("*.docx")) if is_zipfile(path))


def _selected(outcome: Any) -> dict[str, list[tuple[str, str]]]:
    """Titles and final values of those that the provinces and the nation selected."""
    return {
        one["unit"]: [(result["title"], result["na"]) for result in one["results"] if result["selected"]]
        for one in _outcomes(outcome)
        if one["level"] in ("kmw", "kmp")
    }


@cache
def _run(command: str, path: Path | None = None) -> Any:
    """What bpkit says of the share (`validate`), or of its month (`score`)."""
    path = path or (SHARE if command == "validate" else SHARE / MONTH)
    words = [sys.executable, "-m", "bpkit", command, str(path), "--format", "json", "--no-cache"]
    done = subprocess.run(words, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == (1 if path.is_relative_to(SHARE) else 0), done.stderr
    return json.loads(done.stdout)


def _findings(outcome: Any) -> Iterator[tuple[dict[str, Any], str]]:
    return ((finding, finding["path"]) for one in _outcomes(outcome) for finding in one["findings"])


def _outcomes(outcome: Any) -> Iterator[dict[str, Any]]:
    """The outcome and those of the units below it."""
    for one in outcome if isinstance(outcome, list) else [outcome]:
        yield one
        yield from _outcomes(one.get("units", []))
