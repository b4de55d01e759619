"""`keputusan.yaml`, as people type it."""

from datetime import date
from pathlib import Path

import pytest
from make.panel_table import codes, panel

from bpkit.model.place import Place
from bpkit.model.scores import Decision
from bpkit.reading.panel.sheets import read_decision

WHOLE = """\
tingkat: kmw
nomor_surat: 012/KMW-JT/BP/X/2010
tanggal: 23 Oktober 2010
urutan: [Judul A, Judul B]
alasan: lebih mudah ditiru
"""


def read(text: str) -> Decision:
    return read_decision(Path("keputusan.yaml"), text.encode())


def test_a_whole_decision_gives_its_facts_and_no_problem() -> None:
    decision = read(WHOLE)
    assert decision.problems == ()
    assert (decision.level, decision.letter) == ("kmw", "012/KMW-JT/BP/X/2010")
    assert (decision.date, decision.reason) == (date(2010, 10, 23), "lebih mudah ditiru")
    assert decision.order == (("Judul A", Place(4, 10)), ("Judul B", Place(4, 19)))


def test_a_list_with_a_line_for_every_title_reads_the_same() -> None:
    text = WHOLE.replace("[Judul A, Judul B]", "\n  - Judul A\n  - Judul B")
    assert [title for title, _ in read(text).order or ()] == ["Judul A", "Judul B"]


def test_a_decision_without_an_order_has_none() -> None:
    assert read("tingkat: kmw\nnomor_surat: 12\n").order is None


def test_an_empty_order_names_nobody() -> None:
    assert read("tingkat: korkot\nurutan: []\n").order == ()


@pytest.mark.parametrize(
    ("old", "new", "variant"),
    [
        ("alasan:", "alasn:", "unknown_key"),
        ("tingkat: kmw", "tingkat: pusat", "not_level"),
        ("[Judul A, Judul B]", "Judul A", "not_list"),
        ("[Judul A, Judul B]", "[Judul A, [Judul B]]", "not_list"),
        ("[Judul A, Judul B]", "[Judul A", "syntax"),
        ("23 Oktober 2010", "31 Februari 2010", "not_date"),
        ("alasan:", "tingkat: kmw\nalasan:", "twice"),
    ],
)
def test_whatever_is_wrong_with_a_decision_is_a_trouble_with_its_place(
    old: str, new: str, variant: str
) -> None:
    (problem,) = read(WHOLE.replace(old, new)).problems
    assert problem.variant == variant
    assert problem.place
    assert "BP801" in codes(panel(["A"], [], decided=read(WHOLE.replace(old, new))))


def test_an_order_that_is_no_list_is_no_order() -> None:
    assert read(WHOLE.replace("[Judul A, Judul B]", "Judul A")).order is None


@pytest.mark.parametrize("typed", ["'-'", "…", "—", "'.'"])
def test_a_dash_is_no_reason(typed: str) -> None:
    assert read(f"tingkat: kmw\nurutan: [Judul A]\nalasan: {typed}\n").reason == ""
