"""The catalogues of words: both languages, the same places to fill, and nothing that nobody says."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest
import yaml

from bpkit import yamlfile
from bpkit.cli.application import application
from bpkit.forms.common import for_people
from bpkit.rules import catalogue as rules
from bpkit.rules.registry import Subject, all_rules
from bpkit.wording import catalogue, fill, speaking

SOURCE = Path(__file__).parents[1] / "src" / "bpkit"
PARTS = sorted(path.stem for path in (SOURCE / "texts").glob("*.yaml"))


def texts(part: str) -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load((SOURCE / "texts" / f"{part}.yaml").read_text("utf-8"))
    return loaded


def helps() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads((SOURCE / "texts" / "help.json").read_text("utf-8"))
    return loaded


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


class Spoken(NamedTuple):
    """What the code and the templates may say: whole strings, strings with places in them, and every word."""

    whole: frozenset[str]
    made: frozenset[str]  # as patterns, with a group for each place
    words: frozenset[str]


@cache
def spoken() -> Spoken:
    whole: set[str] = set()
    made: set[str] = set()
    words: set[str] = set()
    for file in SOURCE.rglob("*.py"):
        text = file.read_text("utf-8")
        words.update(re.findall(r"\w+", text))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.JoinedStr):
                made.add("".join(map(_pattern, node.values)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    for file in SOURCE.rglob("*.j2"):
        text = file.read_text("utf-8")
        words.update(re.findall(r"\w+", text))
        whole.update(re.findall(r"""["']([a-z_]+\.\w+)["']""", text))
        made.update(f"{re.escape(start)}(.+)" for start in re.findall(r"""["']([a-z_]+\.\w*)["'] ~""", text))
    return Spoken(
        frozenset(whole), frozenset(one for one in made if re.match(r"[a-z]{3}", one)), frozenset(words)
    )


def _pattern(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)"


def is_said(key: str) -> bool:
    """Whether the code names the key, or makes it of words that it names."""
    found = spoken()
    if key in found.whole:
        return True
    fitting = (match for one in found.made if (match := re.fullmatch(one, key)))
    return any(
        all(found.words.issuperset(re.findall(r"\w+", rest)) or is_said(rest) for rest in match.groups())
        for match in fitting
    )


@pytest.mark.parametrize("part", PARTS)
def test_every_text_has_both_languages_and_the_same_places_to_fill(part: str) -> None:
    for key, entry in texts(part).items():
        assert set(entry) == {"id", "en"}, key
        assert all(text.strip() for text in entry.values()), key
        assert places(entry["id"]) == places(entry["en"]), key


@pytest.mark.parametrize("part", PARTS)
def test_no_text_stands_there_that_nobody_says(part: str) -> None:
    assert [key for key in texts(part) if not is_said(f"{part}.{key}")] == []


def test_every_help_text_has_both_languages() -> None:
    assert [key for key, entry in helps().items() if set(entry) != {"id", "en"}] == []


def test_no_help_text_stands_there_that_no_command_or_option_shows() -> None:
    code = "\n".join(file.read_text("utf-8") for file in (SOURCE / "cli").glob("*.py"))
    shown = set(re.findall(r"(?:help_of|_option)\(\s*\"(\w+)\"", code))
    shown.update(re.findall(r"[\"'](words_\w+)[\"']", code))  # of the library
    shown.update(one.callback.__name__ for one in application().registered_commands if one.callback)
    assert sorted(set(helps()) - shown) == []


@pytest.mark.parametrize(("count", "said"), [("1", "1 has not"), ("2", "2 have not"), (1, "1 has not")])
def test_a_finding_says_one_and_several_in_their_own_words(count: object, said: str) -> None:
    with speaking("en"):
        assert fill({"en": "{count} {count:has|have} not"}, count=count) == said


@pytest.mark.parametrize("typed", ["0812", "2010", "", "-1", "٣"])
def test_what_only_looks_like_a_count_is_said_as_it_was_typed(typed: str) -> None:
    with speaking("en"):
        assert fill({"en": "{typed}"}, typed=typed) == typed


@pytest.mark.parametrize(
    "file", [*SOURCE.glob("texts/**/*.yaml"), *SOURCE.glob("rules/*.yaml")], ids=lambda file: file.stem
)
def test_a_catalogue_read_entry_by_entry_is_the_one_that_is_read_whole(file: Path) -> None:
    whole = yamlfile.read(file.read_bytes())
    entries = catalogue(file.relative_to(SOURCE).as_posix())
    assert list(entries) == list(whole)
    assert dict(entries) == whole


def plain_words() -> list[tuple[str, str]]:
    """What letters to cities say of every rule and variant about writings and their folders."""
    own = catalogue("texts/plain/rules.yaml")
    found = []
    told = {Subject.FOLDER, Subject.SUBMISSION, Subject.WRITING}
    for code, rule in all_rules().items():
        known = rules.entry(code)
        for variant, words in ("", {}), *known.get("variants", {}).items():
            said = {**known, **own.get(code, {}), **words, **own.get(f"{code}.{variant}", {})}
            if told & {*rule.subjects} and not code.startswith("BP8"):
                found += [(f"{code} {variant}", said[part]["id"]) for part in ("message", "remedy")]
    return found


def test_letters_say_every_finding_whole() -> None:
    cut = [name for name, text in plain_words() if for_people(text) != " ".join(text.split())]
    assert cut == []
