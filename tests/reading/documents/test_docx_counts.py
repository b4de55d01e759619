"""The pages that Word counted are shown beside the estimate, if they are those of this text."""

import re
import zipfile
from pathlib import Path

import pytest
from make.shares import write_document

from bpkit.reading.documents.writing import read_writing


def with_counts(file: Path, pages: int, words: int) -> bytes:
    """The document with these counts, as Word leaves them in a part of their own."""
    copy = file.with_name("copy.docx")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/app.xml":
                data = re.sub(rb"<Pages>[0-9]*<", b"<Pages>%d<" % pages, data)
                data = re.sub(rb"<Words>[0-9]*<", b"<Words>%d<" % words, data)
            new.writestr(name, data)
    return copy.read_bytes()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "Bank Sampah.docx"
    write_document(file)
    return file


def test_the_count_of_this_text_is_shown_beside_the_estimate(file: Path) -> None:
    words = read_writing(file, file.read_bytes()).words
    document = read_writing(file, with_counts(file, 3, words))
    assert (document.pages_in_file, document.pages_from) == (3, "estimate")


def test_a_count_from_before_the_text_was_written_is_not_shown(file: Path) -> None:
    assert read_writing(file, with_counts(file, 1, 12)).pages_in_file is None
    assert read_writing(file, file.read_bytes()).pages_in_file is None
