"""BP401 to BP407: who wrote, about whom, and where it comes from."""

import pytest
from make.rulefacts import (
    NO_ROSTER,
    ROSTER,
    SOUND_IDENTITY,
    changed,
    fact,
    from_source,
    guessed_source,
    identified,
    korkot,
    problems,
    writing,
)
from msgspec.structs import replace

from bpkit.model.facts import Fact
from bpkit.model.place import Place
from bpkit.model.problems import Kind, Problem
from bpkit.rules.registry import Context

CODES = ("BP401", "BP402", "BP403", "BP404", "BP405", "BP406", "BP407")


def test_a_sound_identity_raises_nothing() -> None:
    assert not [code for code in CODES if problems(code, writing())]


@pytest.mark.parametrize("nothing", [None, fact(""), fact(" - "), fact("........"), fact("…")])
@pytest.mark.parametrize(
    ("code", "section", "part"),
    [
        ("BP401", "author", "name"),
        ("BP402", "author", "position"),
        ("BP403", "author", "contact"),
        ("BP405", "institution", "contact"),
    ],
)
def test_what_is_missing_or_was_left_blank_is_told_by_its_own_rule(
    code: str, section: str, part: str, nothing: Fact | None
) -> None:
    spoilt = identified(section, **{part: nothing})
    assert [other for other in CODES if problems(other, spoilt)] == [code]


@pytest.mark.parametrize(
    ("missing", "variant"), [(["name"], "name"), (["address"], "address"), (["name", "address"], "both")]
)
def test_an_institution_needs_name_and_address(missing: list[str], variant: str) -> None:
    (problem,) = problems("BP404", identified("institution", **dict.fromkeys(missing)))
    assert problem.variant == variant


@pytest.mark.parametrize("whose", ["author", "institution"])
def test_an_impossible_contact_is_told_with_whose_it_is(whose: str) -> None:
    (problem,) = problems("BP406", identified(whose, contact=fact("0812-345")))
    assert (problem.variant, problem.found) == (whose, "0812-345")


def test_an_impossible_contact_is_told_even_where_the_document_is_unread() -> None:
    spoilt = identified("author", contact=fact("0812-345"))
    unread = changed(spoilt, pages=None, damages=(Problem(spoilt.path, kind=Kind.PROTECTED),))
    assert problems("BP406", unread)


def test_a_contact_from_the_yaml_says_in_which_file_it_stands() -> None:
    yaml = writing().path.with_suffix(".yaml")
    (problem,) = problems("BP406", identified("author", contact=fact("0812-345", yaml)))
    assert (problem.path, problem.place) == (writing().path, Place(part=yaml.name))


def test_a_writing_without_a_source_is_told() -> None:
    (problem,) = problems("BP407", writing(identity=replace(SOUND_IDENTITY, source=None)))
    assert problem.variant == ""


def test_a_source_that_only_the_position_tells_is_asked_for() -> None:
    (problem,) = problems("BP407", guessed_source())
    assert (problem.variant, problem.found) == ("guessed", "TF-03")


@pytest.mark.parametrize(
    "source", ["TF-03", "TF 3", "tf03", "Tim Fasilitator 3", "korkot", "TA KMW", "BKM Sejahtera"]
)
def test_a_team_of_the_roster_in_any_spelling_and_any_other_actor_are_right(source: str) -> None:
    assert not problems("BP407", from_source(source))


@pytest.mark.parametrize("source", ["TF-13", "Tim Fasilitator 9", "TF Melati"])
def test_a_team_that_the_roster_does_not_name_is_told_with_those_it_names(source: str) -> None:
    (problem,) = problems("BP407", from_source(source))
    assert (problem.variant, problem.found, problem.expected) == ("roster", source, "TF-01, TF-03")


def test_where_the_roster_only_counts_teams_any_of_them_is_right() -> None:
    surakarta = korkot("best practice_korkot (Surakarta)_(Oktober)", unit="Surakarta")
    assert not problems("BP407", from_source("TF-13"), Context(ROSTER, folder=surakarta))
    assert not problems("BP407", from_source("TF-13"), NO_ROSTER)
