"""The template that writings are typed in."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from bpkit.model.facts import Document, Identity
from bpkit.reading.documents.writing import read_writing

TEMPLATE = Path(__file__).parents[3] / "templates" / "tulisan.docx"
FILE = Path("Dari Sampah Menjadi Berkah.docx")
TYPED = {
    "judul": "Dari Sampah Menjadi Berkah",
    "siapa sedang apa": "Warga memilah sampah",
    "nama lengkap": "Siti Rahma",
    "Fasilitator": "Fasilitator Sosial TF-03",
    "HP yang aktif": "0812-3456-7890",
    "atau nama pelaku": "BKM Sejahtera",
    "jalan, kelurahan": "Jl. Mawar 3, Kel. Tandang",
    "lembaga atau pelaku]": "024-7654321",
    "TF-03, korkot": "TF-03",
    "artikel, narasi": "artikel",
    "tanggal diserahkan": "14 Oktober 2010",
}


def fill(control: Any, *, as_word: bool) -> None:
    """Type over one place: Word takes the control away, other programs leave it as it was."""
    words = next(control.iter(qn("w:t")))
    typed = next((text for guide, text in TYPED.items() if guide in words.text), None)
    if typed:
        words.text = typed
        properties = control.find(qn("w:sdtPr"))
        properties.remove(properties.find(qn("w:showingPlcHdr")))
        if as_word:
            control.getparent().replace(control, control.find(qn("w:sdtContent"))[0])


def read(*, filled: bool, as_word: bool = True) -> Document:
    document = docx.Document(str(TEMPLATE))
    for control in list(document.element.iter(qn("w:sdt"))) if filled else ():
        fill(control, as_word=as_word)
    stream = io.BytesIO()
    document.save(stream)
    return read_writing(FILE, stream.getvalue())


def test_an_unfilled_template_says_nothing() -> None:
    document = read(filled=False)
    assert (document.identity, document.heading, document.photos) == (Identity(), None, ())
    assert "[" not in document.text


def test_guidance_that_lost_its_control_is_still_no_fact() -> None:
    document = docx.Document(str(TEMPLATE))
    for control in list(document.element.iter(qn("w:sdt"))):
        control.getparent().replace(control, control.find(qn("w:sdtContent"))[0])
    stream = io.BytesIO()
    document.save(stream)
    found = read_writing(FILE, stream.getvalue())
    assert (found.identity, found.heading) == (Identity(), None)


@pytest.mark.parametrize("as_word", [True, False])
def test_a_filled_template_gives_every_fact(as_word: bool) -> None:
    document = read(filled=True, as_word=as_word)
    author, institution = document.identity.author, document.identity.institution
    facts = (
        document.heading, author.name, author.position, author.contact, institution.name, institution.address,
        institution.contact, document.identity.source, document.identity.kind, document.identity.submitted,
    )  # fmt: skip
    assert [fact.text if fact else None for fact in facts] == [
        "Dari Sampah Menjadi Berkah", "Siti Rahma", "Fasilitator Sosial TF-03", "0812-3456-7890",
        "BKM Sejahtera", "Jl. Mawar 3, Kel. Tandang", "024-7654321", "TF-03", "artikel", "14 Oktober 2010",
    ]  # fmt: skip
