"""The YAML beside a submission."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpkit.model.facts import Fact, Identity, Institution, Medium, Person, Photo, Source
from bpkit.model.place import PhotoPlace
from bpkit.model.problems import Kind
from bpkit.reading.sidecar import Sidecar, merge, read_sidecar

FILE = Path("Dari Sampah Menjadi Berkah.yaml")
WHOLE = """
judul: Dari Sampah Menjadi Berkah
penulis: {nama: Siti Rahma, jabatan: Fasilitator Sosial TF-03, kontak: 0812-3456-7890}
lembaga: {nama: BKM Sejahtera, alamat: "Jl. Mawar 3, Kel. Tandang", kontak: 024-7654321}
sumber: TF-03
media: tulisan
jenis: artikel
jenis_produk: best practice
tanggal: 2010-10-14
foto: {foto1.jpg: Warga memilah sampah}
"""


def read(text: str) -> Sidecar:
    return read_sidecar(FILE, text.encode())


def test_every_key_is_read() -> None:
    sidecar = read(WHOLE)
    author, institution = sidecar.identity.author, sidecar.identity.institution
    facts = (
        sidecar.title, author.name, author.position, author.contact, institution.name, institution.address,
        institution.contact, sidecar.identity.source, sidecar.identity.kind, sidecar.identity.submitted,
    )  # fmt: skip
    assert [fact.text if fact else None for fact in facts] == [
        "Dari Sampah Menjadi Berkah", "Siti Rahma", "Fasilitator Sosial TF-03", "0812-3456-7890",
        "BKM Sejahtera", "Jl. Mawar 3, Kel. Tandang", "024-7654321", "TF-03", "artikel", "2010-10-14",
    ]  # fmt: skip
    assert (sidecar.medium, sidecar.product, sidecar.damages) == (Medium.WRITING, "best practice", ())
    assert (
        author.name
        and author.name.place
        and (author.name.source, author.name.place.line) == (Source.SIDECAR, 3)
    )


def test_an_empty_sidecar_says_nothing() -> None:
    assert read("") == Sidecar() == read("penulis:\ntanggal: ~\n")


@pytest.mark.parametrize(
    ("text", "line", "found", "expected"),
    [
        ("penulsi: {nama: x}", 1, "penulsi", "penulis"),
        ("sumber: TF-03\nlembaga:\n  nmaa: x", 3, "nmaa", "nama"),
        ("penulis: Siti", 1, "Siti", "{nama: …, jabatan: …, kontak: …}"),
        ("penulis:\n  kontak: [0812]", 2, "kontak", "kontak: …"),
        ("sumber: TF\ntanggal: besok", 2, "besok", "2010-10-14"),
        ("media: gambar", 1, "gambar", "tulisan, audio, video, audiovisual, grafis"),
        ("jenis_produk: buku", 1, "buku", "best practice, produk pengetahuan"),
        ("- a\n- b", 1, "[…]", None),
        ("foto: [a]", 1, "[…]", None),
    ],
)
def test_what_is_wrong_is_a_damage_with_its_line(
    text: str, line: int, found: str, expected: str | None
) -> None:
    (damage,) = read(text).damages
    assert (damage.kind, damage.path) == (Kind.BROKEN, FILE)
    assert damage.place and (damage.place.line, damage.found) == (line, found)
    assert expected is None or damage.expected == expected


@pytest.mark.parametrize(
    "text", ["judul: [", "judul: a\njudul: b", "a: *x", "a: b\n--- \nc: d", "\tjudul: a"]
)
def test_broken_yaml_is_a_damage_with_its_line(text: str) -> None:
    (damage,) = read(text).damages
    assert damage.kind is Kind.BROKEN and damage.place and damage.place.line


def test_one_wrong_key_does_not_hide_the_others() -> None:
    sidecar = read("penulsi: x\nsumber: TF-03\nmedia: gambar\njenis: artikel")
    assert sidecar.identity.source and sidecar.identity.kind
    assert len(sidecar.damages) == 2


def test_a_date_may_be_typed_as_people_type_it() -> None:
    submitted = read("tanggal: 14 Oktober 2010").identity.submitted
    assert submitted and submitted.text == "14 Oktober 2010"


def test_captions_go_to_the_photos_they_name() -> None:
    photos = (Photo("Foto1.JPG", 800, 600), Photo("foto2.jpg", 800, 600))
    first, second = read(WHOLE).captioned(photos)
    assert first.caption and first.caption.text == "Warga memilah sampah"
    assert second.caption is None


@pytest.mark.parametrize("key", ["foto ke-2", "Foto 2", "2"])
def test_a_photo_in_the_document_is_captioned_as_findings_call_it(key: str) -> None:
    photos = tuple(Photo("image1.jpeg", 800, 600, place=PhotoPlace(number)) for number in (1, 2))
    first, second = read(f"foto: {{{key}: Warga memilah sampah}}").captioned(photos)
    assert first.caption is None and second.caption and second.caption.text == "Warga memilah sampah"


def fact(text: str, source: Source) -> Fact:
    return Fact(text, source, FILE)


def test_the_sidecar_wins_field_by_field() -> None:
    typed = Identity(Person(fact("Siti", Source.SIDECAR)), Institution(contact=fact("024", Source.SIDECAR)))
    found = Identity(
        Person(fact("Budi", Source.LABEL), fact("Faskel", Source.TABLE)), source=fact("TF-03", Source.LINE)
    )
    merged = merge(typed, found)
    assert merged.author.name == fact("Siti", Source.SIDECAR)
    assert merged.author.position == fact("Faskel", Source.TABLE)
    assert merged.institution.contact == fact("024", Source.SIDECAR)
    assert merged.source == fact("TF-03", Source.LINE)


@given(st.text(max_size=200))
def test_no_text_ever_raises(text: str) -> None:
    read(text)


@given(st.binary(max_size=200))
def test_no_bytes_ever_raise(data: bytes) -> None:
    read_sidecar(FILE, data)
