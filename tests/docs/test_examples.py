"""The example share is what its script makes, and shows what its README says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any
from zipfile import ZipFile, is_zipfile

import docx
import pytest
import yaml

ROOT = Path(__file__).parents[2]
SHARE = ROOT / "examples" / "Berbagi"
PHOTO = ".jpg"

pytest.importorskip("PIL", reason="the pictures are drawn with Pillow")
sys.path.append(str(ROOT / "tools"))
make_examples = pytest.importorskip("make_examples")
PLANTED: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (ROOT / "tools" / "examples" / "kesalahan.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def remade() -> dict[Path, bytes]:
    """The share as the script makes it, with the committed photos in place of newly drawn ones."""
    committed: dict[tuple[str, int], bytes] = {}
    for path in _documents():
        with ZipFile(path) as package:
            names = sorted(name for name in package.namelist() if name.endswith(PHOTO))
            committed |= {(path.stem, number): package.read(name) for number, name in enumerate(names)}
    for folder in (path for path in SHARE.rglob("*") if path.is_dir()):
        for number, picture in enumerate(make_examples.writings("pekalongan")[1].pictures):
            if (folder / picture.file).is_file():
                committed[(folder.name, number)] = (folder / picture.file).read_bytes()

    def drawn(writing: Any, number: int) -> bytes:
        if (writing.stem, number) in committed:
            return committed[(writing.stem, number)]
        data: bytes = make_examples.draw(writing, number)  # of the document that was cut off
        return data

    return dict(make_examples.share(drawn))


def test_the_share_holds_the_files_that_the_script_makes_and_no_others(remade: dict[Path, bytes]) -> None:
    assert {path.relative_to(SHARE) for path in SHARE.rglob("*") if path.is_file()} == set(remade)


def test_every_text_is_what_the_script_makes(remade: dict[Path, bytes]) -> None:
    for path, data in remade.items():
        if path.suffix in (".yaml", ".db"):
            assert (SHARE / path).read_bytes() == data, path


@pytest.mark.skipif(
    f"python-docx=={version('python-docx')}" not in (ROOT / "constraints.txt").read_text("utf-8").split(),
    reason="the share was made with the pinned python-docx; others write other properties",
)
def test_every_document_has_the_parts_that_the_script_makes(remade: dict[Path, bytes]) -> None:
    for path in _documents():
        with ZipFile(path) as there, ZipFile(BytesIO(remade[path.relative_to(SHARE)])) as made:
            for name in ("word/document.xml", "docProps/core.xml"):
                assert there.read(name) == made.read(name), path
            assert [(info.filename, info.date_time) for info in there.infolist()] == [
                (info.filename, info.date_time) for info in made.infolist()
            ]


def test_a_photo_drawn_again_is_the_same_picture() -> None:
    from PIL import Image, ImageChops, ImageStat

    writing = make_examples.writings("semarang")[0]
    path = SHARE / make_examples.CITIES["Semarang"] / f"{writing.stem}.docx"
    with ZipFile(path) as package:
        there = Image.open(BytesIO(package.read("word/media/image1.jpg")))
    again = Image.open(BytesIO(make_examples.draw(writing, 0)))
    # Other versions of Pillow may compress otherwise; the scene is the same.
    assert again.size == there.size
    assert max(ImageStat.Stat(ImageChops.difference(again, there)).mean) < 4


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


def test_the_totals_written_beside_the_scores_are_right() -> None:
    weights = (10, 20, 10, 10, 10, 20, 10, 10)
    lines = (ROOT / "tools" / "examples" / "penilaian.yaml").read_text(encoding="utf-8").splitlines()
    rows = [line.split("# ") for line in lines if line.startswith("      - [") and "null" not in line]
    assert len(rows) > 80
    for scores, total in rows:
        row = yaml.safe_load(scores)[0]
        assert sum(score * weight for score, weight in zip(row, weights, strict=True)) == int(
            total.split(",")[0]
        )


@pytest.mark.parametrize("command", PLANTED)
def test_what_bpkit_finds_is_what_was_planted(command: str) -> None:
    # What is wrong with a panel is said by both.
    entries = [*PLANTED["score"], *(PLANTED["validate"] if command == "validate" else [])]
    planted = {(one["aturan"], _path(one).as_posix(), one.get("dikecualikan", False)) for one in entries}
    above = "" if command == "validate" else make_examples.MONTH.as_posix()
    found = {(finding["code"], path, finding["waived"]) for finding, path in _findings(_run(command), above)}
    assert found == planted


def test_the_readme_tells_every_mistake_that_was_planted() -> None:
    readme = (ROOT / "examples" / "README.md").read_text(encoding="utf-8").splitlines()
    for entry in PLANTED["validate"]:
        row = f"| {entry['aturan']} | " + ": ".join(
            part
            for part in (entry["satuan"].replace("Sulawesi", "KMW Sulawesi"), entry.get("berkas"))
            if part
        )
        assert any(line.startswith(f"{row} |") for line in readme), row


def test_while_sulawesi_selatan_is_not_in_order_only_jawa_tengah_names_its_best() -> None:
    assert sorted(map(len, _selected(_run("score")).values())) == [0, 0, 3]


def test_three_of_jawa_tengah_two_of_sulawesi_selatan_and_four_of_the_nation_win(tmp_path: Path) -> None:
    share = tmp_path / "Berbagi"
    copytree(SHARE, share)
    panel = share / make_examples.PANELS["Sulawesi Selatan"] / "penilaian"
    decision = "tingkat: kmw\nditarik: [Pasar Senggol Bebas Rentenir]\n"
    (panel / "keputusan.yaml").write_text(decision, encoding="utf-8")
    own = panel / "Nurhayati Saleh.yaml"
    text = re.sub(r"  Rapat di Atas Perahu:\n(    .*\n)+", "", own.read_text(encoding="utf-8"))
    own.write_text(text + "berhalangan: [Rapat di Atas Perahu]\n", encoding="utf-8")
    selected = _selected(_run("score", share / make_examples.MONTH))
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


def _path(entry: dict[str, Any]) -> Path:
    return Path(make_examples.PANELS[entry["satuan"]], entry.get("berkas", ""))


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
    path = path or (SHARE if command == "validate" else SHARE / make_examples.MONTH)
    words = [sys.executable, "-m", "bpkit", command, str(path), "--format", "json", "--no-cache"]
    done = subprocess.run(words, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == (1 if path.is_relative_to(SHARE) else 0), done.stderr
    return json.loads(done.stdout)


def _findings(outcome: Any, above: str) -> Iterator[tuple[dict[str, Any], str]]:
    for one in _outcomes(outcome):
        for finding in one["findings"]:
            yield finding, "/".join(part for part in (above, finding["path"]) if part)


def _outcomes(outcome: Any) -> Iterator[dict[str, Any]]:
    """The outcome and those of the units below it."""
    for one in outcome if isinstance(outcome, list) else [outcome]:
        yield one
        yield from _outcomes(one.get("units", []))
