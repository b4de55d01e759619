"""Names of people as Indonesians type them: degrees, titles, lists, and who is one person."""

from __future__ import annotations

import pytest
from make.effort import grows_in_proportion

from bpkit.people.names import is_degree, listed, names_several, people, person, same_person, split_names

DEGREES = (
    "S.Kom.I.|S.Sos.I|S.Pd.SD|S.Adm|S.Tr.T|S.Ars|M.Kn|M.Sos|M.Dev|M.E.|A.Ma.Pd|A.K.S.|Am.Keb|Sp.OG|Lc|SSosI"
    "|MKn|AmKeb|S. Sos|S.T|ST|MT|Ph.D|Ph. D.|B.Sc (Hons)|Dipl.-Ing.|CPA|QIA|CFrA|S.Pd., M.Pd.|SE., MM"
    "|SE, MM, Ak, CA|SE MM Ak|S. Kom. I.|A. Md. Keb|S.I.Kom|M.PWK|S.Farm., Apt|S.Kep., Ns.|LL.M.|M.Ec.Dev"
    "|S.Xyz.Q|MA|S.E.M.M.|Sp.A(K)|S,Sos|S. Sos M. Si"
)
TITLES = (
    "Drs. H.|Dra. Hj.|dr.|Ir.|KH.|Prof. Dr. Ir.|R.|R.A.|Rr.|Tgk.|Tn.|Gus|Ustadz|(Cand.) Dr.|Bapak|H.|Alm.|Hj"
)


@pytest.mark.parametrize("degree", DEGREES.split("|"))
@pytest.mark.parametrize("between", [" ", ", ", ","])
def test_a_degree_makes_no_other_person_with_or_without_a_comma(degree: str, between: str) -> None:
    assert person(f"Siti Rahma{between}{degree}") == person("Siti Rahma")


@pytest.mark.parametrize("title", TITLES.split("|"))
def test_a_title_before_it_makes_no_other_person(title: str) -> None:
    assert person(f"{title} Siti Rahma") == person("Siti Rahma")


@pytest.mark.parametrize(
    "pasted",
    [
        "Siti\u00a0Rahma",
        "Siti\u200b Rahma",
        "\u202aSiti Rah\u00adma\u202c",
        "\ufeffSiti  Rahma\u2060",
        "SITI RAHMA, S.SOS",
        "\uff33iti Rahma",
    ],
)
def test_signs_that_came_along_make_no_other_person(pasted: str) -> None:
    assert person(pasted) == person("Siti Rahma")


def test_apostrophes_and_hyphens_that_look_alike_are_alike() -> None:
    assert person("Nur\u2019aini Al\u2011Habsyi") == person("Nur'aini Al-Habsyi")
    assert person("Cafe\u0301") == person("Caf\u00e9")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Budi S.", "Budi T."),
        ("M. Yusuf", "Yusuf"),
        ("Siti R.", "Siti"),
        ("A. Rahman", "Rahman"),
        ("Muh. Ali", "Muhammad Ali"),
        ("Abd. Rahman", "Rahman"),
        ("St. Aisyah", "Aisyah"),
        ("Siti A.R.", "Siti B.K."),
        ("Andi M.Ali", "Andi M.Nur"),
        ("R. Kartini", "Kartini"),
        ("Siti Dea", "Siti"),
        ("Dewi Sri", "Dewi"),
    ],
)
def test_initials_and_short_names_are_no_degrees(one: str, other: str) -> None:
    assert person(one) != person(other)


def test_words_in_brackets_tell_two_people_of_one_name_apart() -> None:
    semarang, surakarta = person("Siti Rahma, S.Sos (Semarang)"), person("Ir. Siti Rahma (Surakarta)")
    assert not same_person(semarang, surakarta)
    assert same_person(semarang, person("Siti Rahma"))


@pytest.mark.parametrize("aside", ["(ketua)", "(S.Sos)", "(Alm)", "(Anggota)", "[sekretaris]"])
def test_seats_and_degrees_in_brackets_tell_nobody_apart(aside: str) -> None:
    assert person(f"Siti Rahma {aside}") == person("Siti Rahma")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Siti Aminah, S.Sos, Budi Santoso, S.E.", ("Siti Aminah, S.Sos", "Budi Santoso, S.E.")),
        ("Siti Aminah dan Budi Santoso", ("Siti Aminah", "Budi Santoso")),
        ("Siti Aminah, S.Sos., M.Si. & Budi, SE, MM", ("Siti Aminah, S.Sos., M.Si.", "Budi, SE, MM")),
        ("SITI AMINAH, S.SOS, BUDI SANTOSO, SE, DEWI", ("SITI AMINAH, S.SOS", "BUDI SANTOSO, SE", "DEWI")),
        ("Siti, BUDI, Eko, TRI", ("Siti", "BUDI", "Eko", "TRI")),
        ("Muh.Ali, Abd.Rahman, Drs.Ahmad, Hj.Siti", ("Muh.Ali", "Abd.Rahman", "Drs.Ahmad", "Hj.Siti")),
        ("M.Ani, A.Desi, M. Devi, Moh.Tri", ("M.Ani", "A.Desi", "M. Devi", "Moh.Tri")),
        ("Siti Rahma, TA Sosialisasi, Budi, TA Teknik", ("Siti Rahma, TA Sosialisasi", "Budi, TA Teknik")),
        ("Siti (Semarang, Jateng), Budi", ("Siti (Semarang, Jateng)", "Budi")),
    ],
)
def test_a_list_in_one_text_is_taken_apart_at_people(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names


def test_a_degree_that_a_list_parted_is_with_its_name_again() -> None:
    entries = ["Siti Aminah", "S.Sos", "M.Si", "Budi Santoso", "S.E."]
    assert listed(entries) == [("Siti Aminah, S.Sos, M.Si", 0), ("Budi Santoso, S.E.", 3)]


def test_words_in_brackets_that_a_list_parted_are_together_again() -> None:
    entries = ["Siti Rahma (Semarang", "Jawa Tengah)", "Budi (ketua"]
    assert listed(entries) == [("Siti Rahma (Semarang, Jawa Tengah)", 0), ("Budi (ketua", 2)]


def test_a_line_of_authors_with_degrees_means_each_of_them() -> None:
    authors = people("Siti Aminah, S.Sos, Budi Santoso S.Kom.I.")
    assert {person("Siti Aminah"), person("Budi Santoso")} <= authors


def test_several_people_in_one_name_are_noticed_and_degrees_are_none() -> None:
    assert names_several("Siti Aminah dan Budi") and names_several("Siti; Budi")
    assert not names_several("Siti Aminah, S.Sos; ") and not names_several("Dandan Ramdani")


def test_a_position_in_a_list_of_degrees_is_no_degree() -> None:
    assert not is_degree("TA Sosialisasi") and not is_degree("M. Yusuf") and not is_degree("")


@pytest.mark.parametrize(
    "name", ["Budi, " + "S. " * 30 + "7", "S. " * 5_000, "Budi, " + "S.Sos, " * 30_000, "a, " * 30_000]
)
def test_a_name_without_end_is_a_name(name: str) -> None:
    assert person(name) is not None
    assert len(split_names(name)) <= 30_000


@pytest.mark.parametrize("part", ["S. ", "S.Sos, ", "a, "])
def test_a_long_name_is_work_in_proportion(part: str) -> None:
    assert grows_in_proportion(lambda count: (person("Budi, " + part * count), split_names(part * count)))


def test_a_list_with_a_bracket_that_nobody_closes_is_work_in_proportion() -> None:
    assert listed(["Ana (", *["Budi"] * 30_000])[0][1] == 0
    assert grows_in_proportion(lambda count: listed(["Ana (", *["Budi"] * count]))
