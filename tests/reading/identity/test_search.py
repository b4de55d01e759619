"""Identity facts as people type them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from make.identities import FILE, PROSE, blocks, identity, said
from msgspec import Struct

from bpkit.model.facts import Identity, Source
from bpkit.reading.documents.content import DocumentContent, DocumentPart, Paragraph
from bpkit.reading.identity.search import read_candidates
from bpkit.reading.identity.tables import _rows


class Ending(Struct, frozen=True):
    text: str
    author: str
    institution: str
    own: str

    def __str__(self) -> str:
        return self.text.replace("\n", " / ")[:60]


def endings() -> list[Ending]:
    file = Path(__file__).parents[2] / "data" / "identity_endings.txt"
    _, *parts = file.read_text("utf-8").split("\n~~~~\n")
    split = (part.replace("\\t", "\t").strip("\n").split("\n=> ") for part in parts)
    return [Ending(*part) for part in split]


@pytest.mark.parametrize("ending", endings(), ids=str)
def test_an_ending_is_read_as_a_person_reads_it(ending: Ending) -> None:
    found = identity(*blocks(ending.text))
    author, institution = found.author, found.institution
    assert said(author.name, author.position, author.contact) == ending.author
    assert said(institution.name, institution.address, institution.contact) == ending.institution
    assert said(found.source, found.submitted, found.kind) == ending.own


@pytest.mark.parametrize("part", [DocumentPart.TEXT_BOX, DocumentPart.HEADER, DocumentPart.FOOTER])
def test_facts_are_found_outside_the_body_too(part: DocumentPart) -> None:
    found = identity(*blocks("Penulis: Siti Rahma\nJabatan: Faskel TF-03\nHP: 0812-3456-7890", part))
    assert said(found.author.name, found.author.position, found.author.contact) == (
        "Siti Rahma | Faskel TF-03 | 0812-3456-7890"
    )


def test_the_middle_of_a_book_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bpkit.reading.identity.search.MOST_BLOCKS", 3)
    ends = ("Penulis: Siti Rahma", *("Jabatan: Bupati",) * 9, "No. HP Penulis: 0812-3456-7890")
    found = identity(*(Paragraph(line) for line in ends))
    assert found.author.contact and found.author.contact.text == "0812-3456-7890"
    assert len(read_candidates(DocumentContent(tuple(Paragraph("Jabatan: Bupati") for _ in range(20))))) == 6


class Unread(list[list[str]]):
    """Rows that nobody may go through."""

    def __iter__(self) -> Iterator[list[str]]:
        pytest.fail("a table of thousands of rows would take minutes")


def test_a_row_that_is_no_header_looks_at_no_row_below_it() -> None:
    assert len(list(_rows(Unread([["Bu Sri", "12 kg"]])))) == 2


def test_a_byline_and_an_ending_complete_each_other() -> None:
    body = [
        *blocks("Oleh: Siti Rahma"),
        Paragraph(PROSE),
        *blocks("Nama: Siti Rahma, S.Sos\nHP: 0812-3456-7890"),
    ]
    found = identity(*body)
    assert said(found.author.name, found.author.contact) == "Siti Rahma | 0812-3456-7890"


def test_a_profile_in_the_middle_is_not_the_author() -> None:
    profile = "Nama: Sumiyati\nJabatan: Ketua KSM Melati\nHP: 0813-2222-3333"
    found = identity(
        *blocks(profile), Paragraph(PROSE), *blocks("Penulis: Siti Rahma\nJabatan: Faskel TF-03")
    )
    assert (
        said(found.author.name, found.author.position, found.author.contact)
        == "Siti Rahma | Faskel TF-03 | -"
    )


def test_a_caption_gives_no_facts() -> None:
    assert identity(Paragraph("Siti Rahma, Faskel TF-03", style="caption")) == Identity()


def test_every_fact_says_where_it_stands() -> None:
    found = identity(*blocks("Penulis: Siti Rahma"), *blocks("| HP | 0812-3456-7890"))
    name, contact = found.author.name, found.author.contact
    assert name and name.place and (name.source, name.place.part) == (Source.LABEL, "Penulis: Siti Rahma")
    assert contact and (contact.source, contact.file) == (Source.TABLE, FILE)


def test_running_text_gives_no_facts() -> None:
    assert identity(Paragraph(PROSE), Paragraph(f"Alamat: {PROSE}")) == Identity()
