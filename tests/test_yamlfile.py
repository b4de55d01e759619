"""YAML stays what was typed, and says where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpkit.model.problems import UnreadableError
from bpkit.model.signs import decode
from bpkit.yamlfile import place_of, read


def test_scalars_stay_the_text_they_were() -> None:
    typed = read(b"a: 7.50\nb: no\nc: 2010-10-14\nd: 0812\ne: 1e3\nf: '8'\n")
    assert typed == {"a": "7.50", "b": "no", "c": "2010-10-14", "d": "0812", "e": "1e3", "f": "8"}


def test_null_is_empty_and_a_quoted_one_is_text() -> None:
    assert read(b"a: ~\nb: null\nc:\nd: 'null'\n") == {"a": "", "b": "", "c": "", "d": "null"}


def test_every_key_and_value_knows_its_line() -> None:
    typed = read(b"# first\na:\n  - x\n  - k: v\n")
    assert place_of(typed, ("a",)) == (2, 1)
    assert place_of(typed, ("a", 0)) == (3, 5)
    assert place_of(typed, ("a", 1, "k")) == (4, 8)
    assert place_of(typed, ("a", 1, "gone")) == (4, 5)


@pytest.mark.parametrize(
    ("data", "variant", "line"),
    [
        (b"a: 1\nb: 2\na: 3\n", "twice", 3),
        (b"a: [1\nb: 2\n", "syntax", 2),
        (b"a: 1\n\tb: 2\n", "syntax", 2),
        (b"a: 1\nb: *x\n", "alias", 2),
        (b"a: &x\n  b: *x\n", "alias", 2),
        (b"a: &x {b: 1}\nc:\n  <<: *x\n", "merge", 3),
        (b"a: 1\n---\nb: 2\n", "second_document", 2),
        (b"? [a, b]\n: 1\n", "key", 1),
        (b"a: 1\nb: \x00\n", "character", 2),
        (b"[" * 100_000, "too_deep", 1),
        (b"- " * 100_000, "too_deep", 1),
        (b"a: !!python/object/apply:os.system [true]\nb: [\n", "syntax", 3),
    ],
)
def test_a_fault_names_its_kind_and_line(data: bytes, variant: str, line: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert (caught.value.variant, caught.value.place.line) == (variant, line)


def test_a_tag_runs_nothing() -> None:
    assert read(b"a: !!python/object/apply:os.system ['exit 1']\n") == {"a": ["exit 1"]}


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert read(b"") == read(b"# nothing\n") == read(b"~\n") == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_notepad_may_save_as_it_likes(encoding: str) -> None:
    assert read("nama: Désirée\n".encode(encoding)) == {"nama": "Désirée"}


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_stumble(data: bytes) -> None:
    decode(data)
    try:
        read(data)
    except UnreadableError as fault:
        assert fault.place.line


def test_a_mark_for_the_next_document_may_be_the_last_line() -> None:
    assert read(b"nama: Ana\n---\n") == {"nama": "Ana"}


@pytest.mark.parametrize(
    ("typed", "variant", "detail"),
    [
        ("{a: 3,5, b: 2,5}", "decimals", "3,5"),
        ("{a: 2,5, 5: 4}", "decimals", "2,5"),
        ("{5: 4, a: 2,5}", "decimals", "2,5"),
        ("{a: 3, 5, b: 2, 5}", "twice", "5"),
        ("{5: 1, 5: 2}", "twice", "5"),
    ],
)
def test_decimal_commas_between_braces_are_called_so_and_a_key_twice_is_not(
    typed: str, variant: str, detail: str
) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(typed.encode())
    assert (caught.value.variant, caught.value.detail) == (variant, detail)
