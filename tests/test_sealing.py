"""A sealed decision holds: what changed since is named."""

from pathlib import Path

import pytest
from make.panel_table import FOLDER, POB, THREE, codes, decision, findings, panel, sheet, three_sheets
from msgspec.structs import replace

from bpkit.model.scores import Panel
from bpkit.scoring.results import assess
from bpkit.sealing import Change, changes, dump, load, seal, unseal

WHEN = "2010-10-23T10:00:00+07:00"
ROWS = {"A": (700, 710, 720), "B": (750, 760, 770)}
TABLE = panel(ROWS, three_sheets(ROWS), decided=decision("tingkat: kmw\nnomor_surat: 12\n"))


def sealed(table: Panel = TABLE) -> Panel:
    return replace(table, seal=seal(assess(table, POB), WHEN))


def since(table: Panel) -> list[Change]:
    return list(changes(assess(table, POB)))


def test_nothing_changed_means_no_finding() -> None:
    assert codes(sealed()) == []


def test_a_panel_without_a_seal_has_nothing_to_hold() -> None:
    assert since(TABLE) == []


def test_a_score_that_changed_names_the_sheet_and_what_comes_out_otherwise() -> None:
    other = [sheet(THREE[0], {"A": 710, "B": 750}), *TABLE.sheets[1:]]
    found = since(replace(sealed(), sheets=tuple(other)))
    assert found == [
        Change("sheet", "changed", "penilaian/Siti Rahma.yaml"),
        Change("results", "changed", "A"),
    ]
    assert codes(replace(sealed(), sheets=tuple(other))) == ["BP813", "BP813"]


def test_a_sheet_that_came_or_went_is_named() -> None:
    table = sealed()
    assert Change("sheet", "gone", "penilaian/Siti Rahma.yaml") in since(
        replace(table, sheets=table.sheets[1:])
    )
    more = (*table.sheets, sheet("Eka", {"A": 700, "B": 700}))
    assert Change("sheet", "new", "penilaian/Eka.yaml") in since(replace(table, sheets=more))


def test_a_writing_that_changed_is_named_by_its_path() -> None:
    edited = replace(TABLE.candidates[0], sha256="other")
    table = replace(sealed(), candidates=(edited, TABLE.candidates[1]))
    (finding,) = findings(table)
    assert (finding.code, finding.problem.path, finding.problem.variant) == (
        "BP813",
        edited.path,
        "document_changed",
    )


def test_the_writings_of_a_city_that_vanished_are_one_finding_and_so_are_the_results() -> None:
    (document, results) = findings(replace(sealed(), candidates=()))[-2:]
    assert (document.problem.path, document.problem.variant) == (
        TABLE.candidates[0].path.parent,
        "document_gone_several",
    )
    assert (results.problem.variant, results.problem.values["count"]) == ("results_changed_several", "2")


def test_a_decision_and_a_rubric_that_changed_are_named() -> None:
    assert since(replace(sealed(), decision=None)) == [Change("decision", "gone", "penilaian/keputusan.yaml")]
    assert Change("rubric", "changed") in changes(assess(sealed(), replace(POB, sha256="other")))


def test_the_order_of_files_is_no_change() -> None:
    table = sealed()
    assert since(replace(table, sheets=table.sheets[::-1], candidates=table.candidates[::-1])) == []


def test_a_seal_comes_back_from_its_file_as_it_went_in() -> None:
    made = sealed().seal
    assert made
    assert load(dump(made).encode()) == made
    assert dump(load(dump(made).encode())) == dump(made)
    assert "Siti Rahma.yaml" in dump(made)
    assert str(Path(FOLDER)) not in dump(made)


def test_unsealing_needs_a_reason_which_stays() -> None:
    made = sealed().seal
    assert made
    with pytest.raises(ValueError, match="reason"):
        unseal(made, "  ", WHEN)
    opened = unseal(made, "skor Budi salah ketik", WHEN)
    assert not opened.closed
    again = seal(assess(TABLE, POB), WHEN, previous=opened)
    assert [(event.action, event.reason) for event in again.history] == [
        ("sealed", ""),
        ("unsealed", "skor Budi salah ketik"),
        ("sealed", ""),
    ]


def test_an_opened_seal_holds_nothing() -> None:
    table = sealed()
    assert table.seal
    opened = replace(table, seal=unseal(table.seal, "salah ketik", WHEN), sheets=table.sheets[1:])
    assert since(opened) == []


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"rubric": 1, "sheets": 2}', b"[" * 9999])
def test_a_damaged_seal_is_a_finding_and_no_crash(data: bytes) -> None:
    assert codes(replace(TABLE, seal=load(data))) == ["BP813"]
