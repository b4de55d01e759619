"""A seeded part of `make fuzz`: some mutants of every kind are read, or answered in words."""

from __future__ import annotations

from collections.abc import Iterator
from shutil import rmtree

import pytest

from fuzz.__main__ import fails
from fuzz.mutants import mutant
from fuzz.targets import TARGETS, scratch, seeds_of

FEW = {"share": 1, "book-of-own": 1, "round": 0, "medium": 2, "pdf": 2, "parcel": 2, "template": 3}


@pytest.fixture(scope="module", autouse=True)
def tidy() -> Iterator[None]:
    yield
    rmtree(scratch(), ignore_errors=True)


@pytest.mark.parametrize("kind", TARGETS)
def test_no_mutant_is_a_fault_of_bpkits_own(kind: str) -> None:
    told = {number: fails(kind, number) for number in range(FEW.get(kind, 3))}
    assert {f"{kind}:{number}": why for number, why in told.items() if why} == {}


def test_a_seed_always_gives_the_same_mutant() -> None:
    name, data = seeds_of("docx")[0]
    assert mutant(data, "docx:7") == mutant(data, "docx:7") != data
    assert mutant(data, "docx:8") != mutant(data, "docx:7")
    assert name.endswith(".docx")
