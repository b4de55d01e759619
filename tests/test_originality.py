"""Which texts and photos are the same."""

import random
import re
import sqlite3
import tempfile
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bpkit.model.facts import Document, Fact, Identity, Institution, Medium, Person, Photo, Source, Submission
from bpkit.model.matches import Match, MatchKind
from bpkit.model.problems import Problem
from bpkit.model.settings import Settings
from bpkit.originality import Index, IndexLostError, Texts, body_of, longest_passage, matches
from bpkit.originality.words import words_in
from bpkit.rules.originality import quoted_text, repeated_photo, same_text, similar_text
from bpkit.rules.registry import Context

ROOT = Path("/berbagi")
WORDS = [
    f"{first}{second}{third}"
    for first in "bdgklmnprst"
    for second in "aeiou"
    for third in ("kan", "ti", "rus", "mah")
]


def prose(count: int, seed: int) -> str:
    """That many words in lines of ten, different for every seed."""
    words = random.Random(seed).choices(WORDS, k=count)
    return "\n".join(" ".join(words[at : at + 10]) for at in range(0, count, 10))


def writing(name: str, text: str, *photos: Photo) -> Submission:
    path = ROOT / name
    return Submission(path.stem, path, (path,), Medium.WRITING, document=Document(path, text), photos=photos)


def kinds(found: Sequence[Match]) -> list[tuple[MatchKind, str]]:
    return [(match.kind, match.other.name) for match in found]


def compared(*submissions: Submission) -> dict[str, list[tuple[MatchKind, str]]]:
    return {path.name: kinds(found) for path, found in matches(submissions).items()}


TEXT = prose(300, 1)


def test_different_texts_have_nothing_in_common() -> None:
    assert matches([writing(f"{n}.docx", prose(300, n)) for n in range(20)]) == {}


@pytest.mark.parametrize(
    "other",
    [TEXT.upper(), TEXT.replace("\n", "  \r\n\t"), TEXT.replace(" ", ", "), f"“{TEXT}!”"],
    ids=["case", "blanks", "punctuation", "quotes"],
)
def test_case_blanks_and_punctuation_make_no_other_text(other: str) -> None:
    assert compared(writing("Semarang/a.docx", TEXT), writing("Surakarta/b.docx", other)) == {
        "a.docx": [(MatchKind.SAME, "b.docx")],
        "b.docx": [(MatchKind.SAME, "a.docx")],
    }


def test_accents_compare_in_whichever_unicode_form() -> None:
    assert compared(writing("a.docx", f"caf\u00e9 {TEXT}"), writing("b.docx", f"cafe\u0301 {TEXT}")) == {
        "a.docx": [(MatchKind.SAME, "b.docx")],
        "b.docx": [(MatchKind.SAME, "a.docx")],
    }


def identity(file: Path, name: str, phone: str, institution: str) -> Identity:
    def fact(text: str) -> Fact:
        return Fact(text, Source.LABEL, file)

    return Identity(Person(fact(name), None, fact(phone)), Institution(fact(institution)))


def test_another_title_and_another_author_make_no_other_text() -> None:
    def handed_in(title: str, author: str, phone: str, institution: str) -> Submission:
        text = f"{title}\nPenulis : {author}\nNo. HP : {phone}\n{TEXT}\nLembaga: {institution}"
        made = writing(f"{title}.docx", text)
        return replace(
            made,
            document=Document(made.path, text, heading=Fact(title, Source.TITLE_STYLE, made.path)),
            identity=identity(made.path, author, phone, institution),
        )

    first = handed_in("Dari Sampah Menjadi Berkah", "Siti Rahma", "0812-3456-7890", "BKM Sejahtera")
    second = handed_in("Posyandu Terapung di Kali", "Budi Santoso", "0813-1111-2222", "BKM Harapan Baru")
    assert [match.kind for match in matches([first, second])[first.path]] == [MatchKind.SAME]


def test_a_sentence_that_mentions_the_institution_is_still_compared() -> None:
    lines = [f"{line} BKM Sejahtera {line}" for line in TEXT.splitlines()]
    first = writing("a.docx", "\n".join(lines))
    first = replace(first, identity=identity(first.path, "Siti", "0812", "BKM Sejahtera"))
    second = writing("b.docx", "\n".join(lines[:20]) + prose(100, 9))
    assert [match.kind for match in matches([first, second])[first.path]] == [MatchKind.SIMILAR]


def test_one_changed_word_makes_a_text_nearly_the_same() -> None:
    changed = TEXT.split()
    changed[100] = "lain"
    found = matches([writing("a.docx", TEXT), writing("b.docx", " ".join(changed))])
    assert kinds(found[ROOT / "a.docx"]) == [(MatchKind.SIMILAR, "b.docx")]


def test_a_few_words_that_a_pdf_parts_make_no_other_text() -> None:
    changed = TEXT.split()
    changed[100] = "lain"
    found = matches([writing("a.docx", TEXT), writing("b.pdf", " ".join(changed))])
    assert kinds(found[ROOT / "a.docx"]) == [(MatchKind.SAME, "b.pdf")]


@pytest.mark.parametrize(("copied", "found"), [(154, True), (150, False), (60, False)])
def test_from_half_of_the_shingles_in_common_on_texts_are_nearly_the_same(copied: int, found: bool) -> None:
    own = TEXT.split()
    other = " ".join([*own[:copied], *prose(300 - copied, 7).split()])
    result = matches([writing("a.docx", TEXT), writing("b.docx", other)])
    assert bool(result) is found
    if found:
        match = result[ROOT / "a.docx"][0]
        assert match.share == Fraction(copied - 4, 296)


def test_a_short_text_inside_a_long_one_is_found() -> None:
    long = prose(400, 3) + "\n" + prose(60, 4) + "\n" + prose(400, 5)
    found = matches([writing("panjang.docx", long), writing("pendek.docx", prose(60, 4))])
    assert kinds(found[ROOT / "panjang.docx"]) == [(MatchKind.SIMILAR, "pendek.docx")]


def test_a_line_or_two_in_common_is_nothing() -> None:
    assert (
        matches([writing("a.docx", prose(15, 1)), writing("b.docx", prose(15, 1) + " " + prose(300, 2))])
        == {}
    )


def test_two_short_texts_that_are_wholly_the_same_are_found() -> None:
    assert compared(writing("a.docx", prose(12, 1)), writing("b.docx", prose(12, 1))) == {
        "a.docx": [(MatchKind.SAME, "b.docx")],
        "b.docx": [(MatchKind.SAME, "a.docx")],
    }


def test_empty_texts_are_not_the_same_text() -> None:
    assert matches([writing("a.docx", ""), writing("b.docx", ""), writing("c.docx", "satu dua")]) == {}


def test_a_stock_phrase_that_everybody_uses_is_nothing() -> None:
    stock = prose(40, 99)
    assert matches([writing(f"{n}.docx", f"{stock} {prose(300, n)}") for n in range(60)]) == {}


def test_a_text_that_a_whole_province_copied_with_small_changes_is_found_everywhere() -> None:
    def with_change(n: int) -> Submission:
        words = TEXT.split()
        words[7 * n] = f"kota{n}"
        return writing(f"{n:02d}.docx", " ".join(words))

    assert len(matches([with_change(n) for n in range(42)])) == 42


def test_of_a_hundred_equal_texts_each_names_some_others() -> None:
    found = matches([writing(f"{n:03d}.docx", TEXT) for n in range(100)])
    assert len(found) == 100
    assert all(match.kind is MatchKind.SAME for each in found.values() for match in each)
    assert all(1 <= len(each) <= 10 for each in found.values())


def test_the_longest_passage_in_common_is_told_as_it_was_typed() -> None:
    passage, length = longest_passage(
        "Kata pembuka. Warga RW 03 memilah, sampah\nsetiap Hari Minggu. Penutup.",
        "lain warga rw 03 memilah sampah setiap hari minggu tetapi",
    )
    assert (passage, length) == ("Warga RW 03 memilah, sampah setiap Hari Minggu", 8)


def test_a_long_passage_is_shortened_and_its_words_are_counted() -> None:
    passage, length = longest_passage(TEXT, TEXT)
    assert length == 300
    assert passage == " ".join(TEXT.split()[:25]) + " …"


def photo(name: str, digest: str) -> Photo:
    return Photo(name, 640, 480, digest=digest)


def test_the_same_photo_elsewhere_is_named_on_both_sides() -> None:
    first, second = (
        writing("a.docx", "", photo("image1.jpg", "x1")),
        writing("b.docx", "", photo("rapat.jpg", "x1")),
    )
    found = matches([first, second])
    assert found[first.path] == (
        Match(MatchKind.PHOTO, second.path, "b", photo="image1.jpg", other_photo="rapat.jpg"),
    )
    assert found[second.path] == (
        Match(MatchKind.PHOTO, first.path, "a", photo="rapat.jpg", other_photo="image1.jpg"),
    )


def test_the_same_photo_twice_in_one_writing_is_one_finding() -> None:
    found = matches([writing("a.docx", "", photo("1.jpg", "x"), photo("2.jpg", "y"), photo("3.jpg", "x"))])
    assert found == {
        ROOT / "a.docx": (Match(MatchKind.PHOTO, ROOT / "a.docx", "a", photo="3.jpg", other_photo="1.jpg"),)
    }


def test_photos_whose_content_is_unknown_are_not_the_same() -> None:
    assert matches([writing("a.docx", "", photo("1", "")), writing("b.docx", "", photo("1", ""))]) == {}


def test_much_out_of_the_guidelines_is_found_with_its_share() -> None:
    guide = prose(1000, 50)
    text = "\n".join([*guide.splitlines()[10:22], *prose(180, 8).splitlines()])
    references = [(ROOT / "referensi/pedoman.pdf", guide), (ROOT / "referensi/lain.docx", prose(500, 51))]
    (match,) = matches([writing("a.docx", text)], references)[ROOT / "a.docx"]
    assert (match.kind, match.other.name, match.length) == (MatchKind.QUOTED, "pedoman.pdf", 120)
    assert match.share == Fraction(116, 296)


def test_a_little_out_of_the_guidelines_is_fine() -> None:
    text = "\n".join([*prose(1000, 50).splitlines()[:5], *prose(250, 8).splitlines()])
    assert matches([writing("a.docx", text)], [(ROOT / "referensi/pedoman.pdf", prose(1000, 50))]) == {}


def test_quotations_from_several_guidelines_add_up() -> None:
    guides = [(ROOT / f"referensi/{n}.pdf", prose(500, 60 + n)) for n in range(3)]
    text = "\n".join(
        [*(line for _, guide in guides for line in guide.splitlines()[:4]), *prose(200, 8).splitlines()]
    )
    (match,) = matches([writing("a.docx", text)], guides)[ROOT / "a.docx"]
    assert match.share == Fraction(3 * 36, 316)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_what_is_compared_makes_no_difference(shuffler: random.Random) -> None:
    words = TEXT.split()
    submissions = [
        *(writing(f"sama{n}.docx", TEXT) for n in range(3)),
        writing("mirip.docx", " ".join([*words[:200], *prose(100, 5).split()])),
        *(writing(f"beda{n}.docx", prose(300, 20 + n), photo("f", "z")) for n in range(3)),
    ]
    references = [(ROOT / "referensi/a.pdf", prose(300, 20)), (ROOT / "referensi/b.pdf", prose(300, 21))]
    expected = matches(submissions, references)
    shuffler.shuffle(submissions)
    shuffler.shuffle(references)
    assert matches(submissions, references) == expected


# The index -----------------------------------------------------------------------------------------------

FEW = st.lists(st.sampled_from(["air", "sungai", "warga", "RW"]), max_size=60).map(" ".join)


def naive_shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def naive_pairs(texts: dict[str, str]) -> dict[tuple[str, str], Fraction]:
    """Every pair that has half of the shorter one's shingles in common, by the definition."""
    shingles = {name: naive_shingles(text) for name, text in texts.items()}
    found = {}
    for one, other in combinations(sorted(texts), 2):
        mine, theirs = shingles[one], shingles[other]
        fewest = min(len(mine), len(theirs))
        if mine and (mine == theirs or (fewest >= 20 and 2 * len(mine & theirs) >= fewest)):
            found[one, other] = Fraction(len(mine & theirs), fewest)
    return found


def pairs_found(texts: dict[str, str], file: Path | None = None) -> dict[tuple[str, str], Fraction]:
    found = matches([writing(name, text) for name, text in texts.items()], file=file)
    return {
        (path.name, match.other.name): match.share
        for path, each in found.items()
        for match in each
        if path.name < match.other.name
    }


def corpus(chance: random.Random) -> dict[str, str]:
    """Texts out of each other: copied in part or whole, changed, short, long, of few words over and over."""
    texts: list[str] = []
    for _ in range(chance.randint(2, 9)):
        old = chance.choice(texts).split() if texts else []
        start = chance.randrange(len(old) + 1)
        part = old[start : start + chance.choice([30, 100, 200, 1000])]
        for _ in range(chance.choice([0, 0, 1, 10]) if part else 0):
            part[chance.randrange(len(part))] = "lain"
        own = chance.choices(chance.choice([WORDS, WORDS[:2], WORDS[:5]]), k=chance.choice([0, 10, 50, 300]))
        texts.append(" ".join([*part, *own] if chance.random() < 0.5 else [*own, *part]))
    return {f"{number}.docx": text for number, text in enumerate(texts)}


@settings(max_examples=50)
@given(st.randoms(use_true_random=False))
def test_every_pair_that_there_is_is_found_and_no_other(chance: random.Random) -> None:
    texts = corpus(chance)
    assert pairs_found(texts) == naive_pairs(texts)


@settings(max_examples=12)
@given(st.randoms(use_true_random=False))
def test_what_was_compared_before_makes_no_difference(chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts-1.sqlite"
        texts = corpus(chance)
        for _ in range(3):
            some = dict(chance.sample(sorted(texts.items()), chance.randint(1, len(texts))))
            some = {chance.choice(["x", ""]) + name: text for name, text in some.items()}
            submissions = [writing(name, text) for name, text in some.items()]
            assert matches(submissions, file=file) == matches(submissions)


def test_a_stock_phrase_in_every_second_short_text_is_not_lost_on_the_way(tmp_path: Path) -> None:
    short = prose(40, 99)
    texts = {f"{n:02d}.docx": f"{prose(300, n)}\n{short}" for n in range(40)}
    found = pairs_found({**texts, "pendek.docx": short}, tmp_path / "texts-1.sqlite")
    assert found == {(f"{n:02d}.docx", "pendek.docx"): 1 for n in range(30)}


def test_a_text_that_is_compared_again_is_not_taken_apart_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "texts-1.sqlite"
    submissions = [writing("a.docx", TEXT), writing("b.docx", prose(40, 4) + "\n" + TEXT)]
    references = [(ROOT / "referensi/a.pdf", TEXT)]
    before = matches(submissions, references, file)
    assert before
    for name in ("numbers_in", "longest_passage"):
        monkeypatch.setattr(f"bpkit.originality.index.{name}", lambda *given: pytest.fail("taken apart"))
    assert matches(submissions, file=file) == {
        path: tuple(match for match in each if match.kind is not MatchKind.QUOTED)
        for path, each in before.items()
    }


@pytest.mark.parametrize("size", [0, 3000, 40_000])
def test_a_damaged_index_is_done_without(tmp_path: Path, size: int) -> None:
    file = tmp_path / "texts-1.sqlite"
    submissions = [writing(f"{n}.docx", prose(300, n // 2)) for n in range(40)]
    expected = matches(submissions)
    assert matches(submissions, file=file) == expected
    data = bytearray(file.read_bytes())
    data[size::2] = bytes(len(data[size::2]))
    file.write_bytes(data)
    assert matches(submissions, file=file) == expected
    assert matches(submissions, file=file) == expected


def test_prints_that_the_disk_changed_are_not_compared(tmp_path: Path) -> None:
    file = tmp_path / "texts-1.sqlite"
    submissions = [writing("a.docx", TEXT), writing("b.docx", TEXT + prose(40, 4))]
    assert matches(submissions, file=file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE bodies SET prints = x'00' || substr(prints, 2)")
    connection.close()
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM pairs")
    connection.close()
    texts = Texts(file)
    for one in submissions:
        texts.take(one)
    with pytest.raises(IndexLostError):
        texts.matches(submissions)
    texts.close()
    assert len(matches(submissions, file=file)) == 2


def test_on_a_full_disk_texts_are_compared_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Index.__init__

    def small(index: Index, file: Path | None = None) -> None:
        made(index, file)
        if file:
            index._connection.execute("PRAGMA max_page_count = 1")

    monkeypatch.setattr(Index, "__init__", small)
    submissions = [writing(f"{n}.docx", prose(300, n // 2)) for n in range(40)]
    assert len(matches(submissions, file=tmp_path / "texts-1.sqlite")) == 40


def test_where_there_can_be_no_index_texts_are_compared_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    submissions = [writing("a.docx", TEXT), writing("b.docx", TEXT)]
    assert len(matches(submissions, file=tmp_path / "berkas" / "texts-1.sqlite")) == 2


def test_a_photo_in_every_writing_is_told_of_each_once() -> None:
    shown = photo("1.jpg", "x")
    found = matches([writing(f"{n:05d}.docx", "", shown) for n in range(20_000)])
    assert {match.other.name for each in found.values() for match in each} == {"00000.docx", "00001.docx"}
    assert [len(each) for each in found.values()] == [1] * 20_000


def test_one_word_again_and_again_is_compared_as_well() -> None:
    word = "kata " * 20_000
    found = matches([writing("a.docx", word), writing("b.docx", word), writing("c.docx", word + "lain")])
    assert [match.length for match in found[ROOT / "a.docx"]] == [20_000]
    assert longest_passage(word, word + word)[1] == 20_000


def test_a_line_of_identity_is_no_part_of_the_body() -> None:
    made = writing("Judul Tulisan.docx", "JUDUL TULISAN\nWarga memilah sampah.")
    assert body_of(made) == "Warga memilah sampah."


@given(FEW, FEW)
def test_the_longest_passage_is_the_longest_there_is(one: str, other: str) -> None:
    own, theirs = one.lower().split(), other.lower().split()
    runs = {tuple(theirs[a:b]) for a in range(len(theirs)) for b in range(a + 5, len(theirs) + 1)}
    places = [(a, b) for a in range(len(own)) for b in range(a + 5, len(own) + 1) if tuple(own[a:b]) in runs]
    first, last = max(places, key=lambda place: (place[1] - place[0], -place[0]), default=(0, 0))
    shown = " ".join(one.split()[first:last][:25]) + (" …" if last - first > 25 else "")
    assert longest_passage(one, other) == (shown, last - first)


@given(st.text(st.sampled_from("aB1 _-.,“”…•\u00a0\u2028é\u0301ß½™İ\u200bﬁΣ\ud800\n")))
def test_words_are_the_same_by_the_quick_way(text: str) -> None:
    assert words_in(text) == re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def test_matches_become_faults_that_say_where_and_how_much() -> None:
    subject = writing("2010-10/a.docx", TEXT)
    other = ROOT / "2010-09/b.docx"
    found = (
        Match(MatchKind.PHOTO, other, "b", photo="1.jpg", other_photo="2.jpg"),
        Match(MatchKind.PHOTO, subject.path, "a", photo="3.jpg", other_photo="1.jpg"),
        Match(MatchKind.SAME, other, "b", Fraction(1), "kata", 300),
        Match(MatchKind.SIMILAR, other, "b", Fraction(2, 3), "kata yang sama", 30),
        Match(MatchKind.QUOTED, ROOT / "referensi/p.pdf", "p", Fraction(1, 4), "kutipan", 40),
    )
    context = Context(Settings(root=ROOT), matches={subject.path: found})
    checks = (repeated_photo, same_text, similar_text, quoted_text)
    problems: list[Problem] = [problem for check in checks for problem in check(subject, context)]
    assert [(problem.found, problem.variant) for problem in problems] == [
        ("2010-09/b.docx", ""),
        ("2010-10/a.docx", "here"),
        ("2010-09/b.docx", ""),
        ("66%", ""),
        ("25%", ""),
    ]
    assert problems[3].values["passage"] == "kata yang sama"


def test_without_matches_the_rules_are_silent() -> None:
    subject = writing("a.docx", TEXT)
    checks = (repeated_photo, same_text, similar_text, quoted_text)
    assert [problem for check in checks for problem in check(subject, Context(Settings()))] == []
