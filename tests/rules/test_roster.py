"""BP604, BP605 and BP608: who has not handed in."""

import pytest
from make.rulefacts import KORKOT_NAME, NO_ROSTER, from_source, kmw, korkot, problems, writing

from bpkit.model.facts import Medium
from bpkit.model.problems import Listed
from bpkit.model.sources import is_own_team, is_team, team_key

SURAKARTA = "best practice_korkot (Surakarta)_(Oktober)"


def test_every_team_of_the_roster_without_a_writing_is_named() -> None:
    (problem,) = problems("BP604", korkot())
    assert problem.values["team"] == Listed.of(["TF-01", "TF-03"])
    folder = korkot(KORKOT_NAME, from_source("Tim Fasilitator 3"))
    assert [problem.values["team"] for problem in problems("BP604", folder)] == ["TF-01"]


def test_teams_that_all_handed_in_raise_nothing() -> None:
    assert not problems("BP604", korkot(KORKOT_NAME, from_source("TF 1"), from_source("TF 3", "Lain")))


def test_a_recording_is_no_writing_of_its_team() -> None:
    recording = writing(medium=Medium.AUDIO)
    (problem,) = problems("BP604", korkot(KORKOT_NAME, recording))
    assert "TF-03" in problem.expected


def test_where_the_roster_only_counts_teams_the_number_lacking_is_told() -> None:
    folder = korkot(
        SURAKARTA,
        from_source("TF-01"),
        from_source("TF 1", "Lain"),
        from_source("BKM", "Tiga"),
        unit="Surakarta",
    )
    (problem,) = problems("BP604", folder)
    assert (problem.variant, problem.found, problem.expected, problem.values["lacking"]) == (
        "count",
        "1",
        "3",
        "2",
    )


def test_as_many_teams_as_the_roster_counts_raise_nothing() -> None:
    writings = [from_source(f"TF-0{number}", f"Tulisan {number}") for number in (1, 2, 3)]
    assert not problems("BP604", korkot(SURAKARTA, *writings, unit="Surakarta"))


def test_a_korkot_folder_without_the_korkots_own_writing_is_told() -> None:
    assert problems("BP605", korkot(KORKOT_NAME, writing()))
    assert problems("BP605", korkot(KORKOT_NAME, writing()), NO_ROSTER)


@pytest.mark.parametrize("source", ["korkot", "Korkot", "Tim Korkot Semarang", "Askot CD"])
def test_a_writing_of_the_korkot_team_is_known_by_its_source(source: str) -> None:
    assert not problems("BP605", korkot(KORKOT_NAME, from_source(source)))


def test_a_kmw_folder_owes_no_writing_of_a_korkot() -> None:
    assert not problems("BP605", kmw())


def test_every_city_of_the_roster_without_a_folder_is_named() -> None:
    assert [problem.expected for problem in problems("BP608", kmw(children=(korkot(),)))] == ["Surakarta"]


def test_several_cities_without_a_folder_are_one_finding() -> None:
    (problem,) = problems("BP608", kmw())
    assert (problem.variant, problem.expected) == ("several", Listed.of(["Semarang", "Surakarta"]))


def test_a_province_with_all_its_folders_raises_nothing() -> None:
    assert not problems("BP608", kmw(children=(korkot(), korkot(SURAKARTA, unit="Kota Surakarta"))))


def test_a_province_outside_the_roster_owes_no_folders() -> None:
    assert not problems("BP608", kmw(unit="Papua"))


@pytest.mark.parametrize(
    "name",
    ["TF-03", "TF 3", "TF03", "tf.3", "Tim Fasilitator 3", "Tim Faskel 03", "Fasilitator Sosial TF-03", "03"],
)
def test_a_team_is_the_same_in_every_spelling(name: str) -> None:
    assert team_key(name) == "#3"


def test_teams_with_names_compare_by_their_names() -> None:
    assert team_key("Tim Mawar") == team_key("TF Mawar") == team_key("mawar")


@pytest.mark.parametrize("source", ["BKM Sejahtera", "TA KMW", "korkot", "Tim Penggerak PKK"])
def test_other_actors_are_no_teams(source: str) -> None:
    assert not is_team(source)


def test_a_team_of_a_korkot_is_not_the_korkot() -> None:
    assert not is_own_team("TF-03 Korkot Semarang")
