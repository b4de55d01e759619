"""Slips in what people read: a double blank at an empty place, a decimal point in Indonesian, `1 errors`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from make.shares import KMW, Run, korkot, make_share, write_document, write_sheet

from bpkit.wording import LANGUAGES, decimal, printable, say, speaking

SOURCE = Path(__file__).parents[2] / "src" / "bpkit"
SLIP = re.compile(r"(?<=\S)  +(?=\S)|“\s*”|\(\s*\)|\s[,;:](?=\s|$)|\s\.(?=\s|$)|\.\.(?!\.)(?<!\.\.\.)")
POINT = re.compile(r"(?<![\w.])[0-9]+\.[0-9]+(?![\w.])")
ONE = re.compile(
    r"\b1 (?:\w+ )?(?:submissions|errors|warnings|infos|files|titles|assessors|cities|provinces)\b"
)


def said(run: Run, *words: object) -> str:
    """What a command prints, else what it says on stderr."""
    _, out, err = run(*words)
    return out or err


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A share in which much is wrong, and everything only once."""
    root = make_share(tmp_path / "Berbagi")
    write_document(root / korkot("Surakarta") / "Batik.docx", author="Penulis Batik", photos=1, paragraphs=1)
    (root / korkot("Semarang") / "Jalan.docx").write_bytes(b"")
    halves: dict[str, Any] = {"Bank Sampah": [*[9] * 7, "7,5"], "Posyandu": 3, "Air Bersih": ["", *[9] * 7]}
    write_sheet(root / KMW, "Dewi Lestari", halves)
    rubric = (SOURCE.parents[1] / "rubrics" / "pob-2010.yaml").read_text(encoding="utf-8")
    (root / "setengah.yaml").write_text(rubric.replace("langkah: 1", "langkah: 0.5"), encoding="utf-8")
    return root


def sentences(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("message", "remedy", "text", "why", "finding", "mend"):
                yield from sentences(inner) if not isinstance(inner, str) else [inner]
            elif not isinstance(inner, str):
                yield from sentences(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from [inner] if isinstance(inner, str) else sentences(inner)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["validate", "score", "run", "doctor"])
def test_what_is_found_is_said_without_slips(run: Run, share: Path, command: str, language: str) -> None:
    quiet = () if command == "doctor" else ("-q",)
    found = list(
        sentences(json.loads(said(run, command, share, "--format", "json", "--lang", language, *quiet)))
    )
    assert found
    assert [text for text in found if SLIP.search(text) or (language == "en" and ONE.search(text))] == []
    if language == "id":
        assert [text for text in found if POINT.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_of_small_commands_have_no_slips(run: Run, share: Path, tmp_path: Path, language: str) -> None:
    answers = [
        said(run, "doctor", share, "--lang", language),
        said(run, "init", tmp_path / "baru", "--templates", "--lang", language),
        said(run, "sheets", share / KMW, "--lang", language),
        said(run, "letter", share / KMW, "--lang", language),
        said(run, "rubric", "check", "--lang", language),
        said(run, "validate", share / "tidak ada", "--lang", language),
        said(run, "recap", share / korkot("Semarang"), "--date", "besok", "--lang", language),
    ]
    lines = [line.strip() for text in answers for line in text.splitlines()]
    assert [line for line in lines if SLIP.search(line)] == []


def test_steps_of_a_scale_are_said_in_indonesian(run: Run, share: Path) -> None:
    settings = share / "bpkit.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "rubrik: setengah.yaml\n", encoding="utf-8")
    scores: dict[str, Any] = dict.fromkeys(("Posyandu", "Air Bersih", "Batik"), 7)
    file = write_sheet(share / KMW, "Dewi Lestari", {"Bank Sampah": [*[9] * 7, "7,3"], **scores})
    file.write_text(file.read_text(encoding="utf-8").replace("rubrik: pob-2010\n", ""), encoding="utf-8")
    report = json.loads(said(run, "score", share / KMW, "--format", "json", "--lang", "id", "-q"))
    (found,) = [one for one in report["findings"] if one["code"] == "BP803"]
    assert found["expected"] == "1; 1,5 … 10"


def texts(file: Path) -> Iterator[tuple[str, str]]:
    def walk(value: Any, name: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from walk(inner, f"{name}.{key}")
        elif isinstance(value, str):
            yield name, value

    loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    yield from walk(loaded, file.stem)


@pytest.mark.parametrize(
    "file",
    [*sorted(SOURCE.glob("texts/*.yaml")), *sorted(SOURCE.glob("rules/*.yaml")), SOURCE / "texts/help.json"],
    ids=lambda file: file.name,
)
def test_no_catalogue_has_a_double_blank(file: Path) -> None:
    slips = [
        name
        for name, text in texts(file)
        if re.search(r"(?<=\S)  +(?=\S)", text) and not {*name.split(".")} & {"bad", "good", "chart_legend"}
    ]
    assert slips == []


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 more errors"), (1, "1 more error."), (2, "2 more errors")]
)
def test_a_count_chooses_its_word(count: int, said: str) -> None:
    with speaking("en"):
        assert said in say("report.more", count=count)


def test_a_figure_has_the_sign_of_the_language() -> None:
    assert decimal("742.33") == "742,33"
    with speaking("en"):
        assert decimal("742.33") == "742.33"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x1b[31mb", "a\ufffd[31mb"), ("a\tb", "a b"), ("a\nb", "a\nb"), ("a\x9bb", "a\ufffdb")],
)
def test_what_acts_on_a_terminal_is_only_shown(text: str, shown: str) -> None:
    assert printable(text) == shown
