"""The pages written by hand: what they point to is there, and the commands they show exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bpkit.cli.application import application
from bpkit.rules.registry import all_rules

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))
PLACES = ("src/", "docs/", "tests/", "tools/", "templates/", "rubrics/", "examples/", "benchmarks/")


def code_on(page: Path) -> str:
    """What stands between back-ticks, in fences and on indented lines."""
    text = page.read_text("utf-8")
    fences = re.findall(r"```.*?\n(.*?)```", text, re.S)
    return "\n".join([*fences, *re.findall(r"`([^`\n]+)`", text), *re.findall(r"^(?: {4}.*)$", text, re.M)])


def names(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_path_of_the_repository_that_is_named_is_there(page: Path) -> None:
    named = re.findall(r"`([\w/.-]+)`", page.read_text("utf-8"))
    paths = [name for name in named if name.startswith(PLACES)]
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_command_that_is_shown_exists(page: Path) -> None:
    commands = {one.callback.__name__ for one in application().registered_commands if one.callback}
    commands |= {group.name or "" for group in application().registered_groups}
    shown = re.findall(r"(?:^ *|bin/)bpkit ([a-z]+)\b", code_on(page), re.M)
    assert sorted(set(shown) - commands) == []


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_rule_that_is_named_exists(page: Path) -> None:
    assert set(re.findall(r"\bBP[0-9]{3}\b", page.read_text("utf-8"))) <= set(all_rules())


def test_the_readme_lists_every_command() -> None:
    rows = "\n".join(re.findall(r"^\| `.*\|$", (ROOT / "README.md").read_text("utf-8"), re.M))
    commands = {one.callback.__name__ for one in application().registered_commands if one.callback}
    assert {command for command in commands if not re.search(rf"`{command}\b", rows)} == set()
