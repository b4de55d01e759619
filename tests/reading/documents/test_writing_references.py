"""The guidelines under `referensi/` are read once, and again where they changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from make.disturbed import failing
from make.shares import write_document

from bpkit import share
from bpkit.cache.store import Cache, NoCache
from bpkit.reading.documents import writing
from bpkit.reading.documents.writing import References, read_references

LONG_AGO = 10**18  # nanoseconds


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """A guideline that has lain still for long."""
    file = tmp_path / "referensi" / "Pedoman.docx"
    file.parent.mkdir()
    return written(file, 3)


def written(file: Path, paragraphs: int, moment: int = LONG_AGO) -> Path:
    write_document(file, photos=0, paragraphs=paragraphs)
    os.utime(file, ns=(moment, moment))
    return file


def read(guide: Path, cache: Cache | None = None) -> References:
    root = guide.parents[1]
    with cache or Cache(root / "simpanan") as used:
        return read_references(root, used)


def test_a_kept_text_is_the_one_that_was_read(guide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(guide)
    monkeypatch.setattr(share, "read", None)

    assert read(guide) == first
    assert [path for path, text in first.texts if len(text) > 100] == [guide]


def test_a_guideline_that_changed_is_read_again(guide: Path) -> None:
    read(guide)
    written(guide, 4, LONG_AGO + 1)

    assert read(guide) == read(guide, NoCache())


def test_another_bpkit_reads_the_guidelines_again(guide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(guide)
    monkeypatch.setattr(writing, "version_of", lambda _: "another")
    monkeypatch.setattr(share, "read", lambda _: b"")

    assert not read(guide).texts


def test_a_guideline_that_can_not_be_seen_is_looked_for_again(guide: Path) -> None:
    with failing(guide):
        assert read(guide).unread
    assert read(guide).texts
