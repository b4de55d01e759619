"""Text that was pasted from WhatsApp, Word, a PDF or a web page reads as if it had been typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from make.identities import blocks, identity, said
from make.panel_table import candidate, codes, panel, sheet

from bpkit.model.dates import parse_date
from bpkit.model.problems import Finding, Problem
from bpkit.model.signs import hyphenated, loose, plain, visible
from bpkit.model.units import Severity
from bpkit.people.contacts import is_contact
from bpkit.reading.sidecar import read_sidecar
from bpkit.reports.screen import escape
from bpkit.rules.catalogue import render

NUMBERS = {
    "whatsapp": "\u202a+62\u00a0812\u20113456\u20117890\u202c",
    "isolates": "\u2066+62 812-3456-7890\u2069",
    "no-break hyphen": "0812\u20113456\u20117890",
    "hyphen": "0812\u20103456\u20107890",
    "minus": "0812\u22123456\u22127890",
    "figure dash": "0812\u20123456\u20127890",
    "en dash": "0812\u20133456\u20137890",
    "em dash": "0812\u20143456\u20147890",
    "soft hyphen": "0812-\u00ad3456-7890\u00ad",
    "word joiner": "0812-\u20603456\u2060-7890",
    "zero width": "\u200b0812-3456\u200d-7890\ufeff",
    "full width": "\uff10\uff18\uff11\uff12\uff0d\uff13\uff14\uff15\uff16\uff0d\uff17\uff18\uff19\uff10",
    "thin blanks": "0812\u20093456\u202f7890",
}


def typed(number: str) -> str:
    return {
        "whatsapp": "+62 812-3456-7890",
        "isolates": "+62 812-3456-7890",
        "thin blanks": "0812 3456 7890",
    }.get(number, "0812-3456-7890")


@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize(
    "line", ["Siti Rahma, Faskel TF-03, {}", "Penulis: Siti Rahma, Faskel TF-03\nHP: {}"]
)
def test_a_telephone_is_found_and_read_as_typed(kind: str, line: str) -> None:
    found = identity(*blocks(line.format(NUMBERS[kind])))
    expected = f"Siti Rahma | Faskel TF-03 | {typed(kind)}"
    assert said(found.author.name, found.author.position, found.author.contact) == expected
    assert is_contact(NUMBERS[kind])


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_telephone_in_the_yaml_is_read_as_typed(kind: str) -> None:
    text = f'penulis: {{nama: "Siti\u00a0Rahma\u200b", kontak: "{NUMBERS[kind]}"}}\n'
    read = read_sidecar(Path("A.yaml"), text.encode())
    assert not read.damages
    assert said(read.identity.author.name, read.identity.author.contact) == f"Siti Rahma | {typed(kind)}"


def test_a_degree_that_yaml_took_for_a_key_of_the_author_is_with_the_name() -> None:
    read = read_sidecar(Path("A.yaml"), b"penulis: {nama: Siti Rahma, S.Sos, jabatan: Faskel}\n")
    assert not read.damages
    assert said(read.identity.author.name, read.identity.author.position) == "Siti Rahma, S.Sos | Faskel"


@pytest.mark.parametrize(
    "line",
    [
        "Penulis\uff1a Siti Rahma\nHP\u00a0: siti\uff20example.org",
        "Pen\u00adulis\u200b : Siti Rah\u00adma\nEmail\u2003:\u2003siti@\u200bexample.org",
        "Penulis \u2236 Siti\u00a0Rahma\nE\u2011mail : siti@example.org",
        "| Nama\u200e Penulis | Siti Rahma\u200f\n| E\u2011mail\u00a0| \ufeffsiti@example.org",
    ],
)
def test_labels_and_names_are_read_through_unseen_signs(line: str) -> None:
    found = identity(*blocks(line))
    assert said(found.author.name, found.author.contact) == "Siti Rahma | siti@example.org"


@pytest.mark.parametrize(
    "text", ["14\u00a0Oktober\u00a02010", "14\u201110\u20112010", "14\u201310\u20132010", "\u200e14/10/2010"]
)
def test_a_date_is_read_through_them(text: str) -> None:
    assert str(parse_date(text)) == "2010-10-14"


def test_digits_of_other_scripts_are_no_figures() -> None:
    assert plain("\u0660\u0668") == "\u0660\u0668" and not is_contact("\u0660\u0668\u0661\u0662" * 3)


@pytest.mark.parametrize("title", ["Air\u2011Bersih", "Air\u00ad-Bersih\u200b", "air\u2013bersih"])
def test_a_title_that_was_pasted_into_a_sheet_means_its_writing(title: str) -> None:
    sheets = [sheet(name, {title: 700}, name=f"{name}.yaml") for name in ("Siti", "Budi", "Dewi")]
    assert codes(panel(["Air-Bersih"], sheets)) == []


def test_titles_that_differ_by_a_dash_alone_stay_two() -> None:
    titles = [candidate("Air-Bersih"), candidate("Air\u2013Bersih")]
    rows = {"Air-Bersih": 700, "Air\u2013Bersih": 710}
    sheets = [sheet(name, rows, name=f"{name}.yaml") for name in ("Siti", "Budi", "Dewi")]
    assert codes(panel(titles, sheets)) == []


def test_nobody_sees_a_black_sign_for_what_nobody_sees() -> None:
    problem = Problem(Path("A.docx"), "\u202a0812\t3456\u202c", values={"detail": ""}, variant="author")
    said_now = render(Finding("BP406", Severity.WARNING, problem))
    assert "“0812 3456”" in said_now.message and "\ufffd" not in said_now.message
    assert escape("Nama\tSiti\u00a0Rahma\u200b") == "Nama Siti Rahma"
    assert escape("a\x1bb") == "a\ufffdb"


def test_what_is_shown_keeps_what_people_see() -> None:
    assert visible("\u201cNur\u2019aini\u201d \u2013 10") == "\u201cNur\u2019aini\u201d \u2013 10"
    assert hyphenated("RT 3 \u2013 4, 10\u201312") == "RT 3 \u2013 4, 10-12"
    assert loose("Nur\u2019aini  \u2014 X") == "nur'aini - x"
