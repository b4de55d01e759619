"""bpkit as a library: what docs/library.md shows is what happens."""

import doctest
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

import bpkit

ROOT = Path(__file__).parents[1]


def test_the_examples_of_its_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples" / "Berbagi", tmp_path / "Berbagi")
    shutil.copytree(ROOT / "examples" / "pmprb-2012", tmp_path / "pmprb")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    examples = doctest.DocTestParser().get_doctest(
        text.replace("```", ""), {"Fraction": Fraction}, "library.md", None, 0
    )
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples)
    assert (result.failed, result.attempted > 15) == (0, True)


def test_a_folder_that_is_not_there_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(bpkit.ShareError) as caught:
        bpkit.validate(tmp_path / "nirgends")
    assert caught.value.remedy


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    with pytest.raises(AttributeError, match="wishes"):
        _ = bpkit.wishes


def test_every_name_it_offers_is_there() -> None:
    assert all(hasattr(bpkit, name) for name in bpkit.__all__)
