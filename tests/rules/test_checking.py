"""Rules against facts: selection, severities, waivers, order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from make.rulefacts import KORKOT_NAME, NO_ROSTER, ROOT, ROSTER, from_source, kmw, korkot, photo, writing
from msgspec.structs import replace

from bpkit import limits
from bpkit.errors import UserError
from bpkit.model.facts import Folder, Medium
from bpkit.model.place import PhotoPlace, Place
from bpkit.model.problems import Finding, Kind, Problem
from bpkit.model.settings import Settings, Waiver
from bpkit.model.units import Severity
from bpkit.rules import registry
from bpkit.rules.catalogue import render
from bpkit.rules.checking import Selection, check, skipped
from bpkit.rules.registry import Context
from bpkit.wording import speaking

SOUND = korkot(KORKOT_NAME, from_source("TF-01", "Satu"), from_source("TF-03", "Tiga"), from_source("korkot"))
SHORT = replace(SOUND, submissions=(*SOUND.submissions, writing("Pendek", pages=1.0, photos=(photo(),))))
GLOB = "**/Pendek.docx"


def codes(
    folder: Folder, settings: Settings = ROSTER, selection: Selection | None = None, **more: Any
) -> list[str]:
    found = check(folder, Context(settings, root=ROOT, **more), selection or Selection())
    return [finding.code for finding in found if not finding.waived]


def waived(pattern: str, rule: str = "BP201", until: date | None = None, **more: Any) -> list[Finding]:
    settings = replace(ROSTER, waivers=(Waiver(rule, pattern, "Disepakati rapat.", "Siti Rahma", until),))
    found = check(SHORT, Context(settings, root=ROOT, **more))
    return [finding for finding in found if finding.waived]


def test_a_sound_folder_has_no_findings() -> None:
    assert codes(SOUND) == []


def test_findings_come_for_the_folder_and_each_of_its_submissions() -> None:
    spoilt = replace(SHORT, strays=(SHORT.path / "catatan.txt",))
    assert codes(spoilt) == ["BP201", "BP301", "BP105"]


def test_of_thousands_of_findings_on_one_file_the_first_are_told_and_the_rest_counted() -> None:
    def damage(number: int) -> Problem:
        return Problem(SHORT.path / "nilai.yaml", place=Place(number), variant="syntax", kind=Kind.BROKEN)

    one = damage(1)
    many = [damage(number) for number in range(1, 3001)]
    context = Context(ROSTER, root=ROOT)
    beside = replace(one, path=SHORT.path / "lain.yaml")
    found = [each for each in check(replace(SOUND, unsafe=(*many, beside)), context) if each.code == "BP901"]
    assert len(found) == limits.FINDINGS + 1
    assert [each.problem.more for each in found if each.problem.more] == [3000 - limits.FINDINGS]
    with speaking("en"):
        assert "2500 more" in render(next(each for each in found if each.problem.more)).message


def test_findings_are_sorted_by_path_then_code_then_place() -> None:
    photos = (photo("b.jpg", 9, 9), photo("a.jpg", 9, 9, ""))
    spoilt = korkot(KORKOT_NAME, writing("Z", photos=photos), writing("A", pages=1.0))
    found = check(spoilt, Context(NO_ROSTER), Selection.of(["BP201", "BP303", "BP304"]))
    assert [(f.problem.path.stem, f.code, f.problem.values.get("photo")) for f in found] == [
        ("A", "BP201", None),
        ("Z", "BP303", "a.jpg"),
        ("Z", "BP303", "b.jpg"),
        ("Z", "BP304", "a.jpg"),
    ]


def test_the_tenth_photo_comes_after_the_second() -> None:
    photos = (replace(photo(f"image{n}", 9, 9), place=PhotoPlace(n)) for n in (10, 2))
    folder = replace(SOUND, submissions=(writing("Z", photos=tuple(photos)),))
    found = check(folder, Context(NO_ROSTER), Selection.of(["BP303"]))
    assert [finding.problem.place and finding.problem.place.part for finding in found] == [
        "image2",
        "image10",
    ]


def test_what_lies_below_is_checked_with_its_own_folder() -> None:
    assert "BP201" not in codes(kmw(children=(SHORT,)))


def test_the_rules_for_writings_speak_of_no_other_medium() -> None:
    recording = writing("Suara", medium=Medium.AUDIO, pages=None, photos=(), heading=None, minutes=20.0)
    assert codes(replace(SOUND, submissions=(*SOUND.submissions, recording))) == []


def test_a_knowledge_product_is_only_checked_for_what_it_is_as_a_file() -> None:
    broken = writing("Produk", pages=1.0, photos=(), damages=(Problem(writing().path, kind=Kind.MACROS),))
    folder = kmw(children=(SOUND,), products=(broken,))
    assert codes(folder, selection=Selection.of(["BP2,BP3,BP9"])) == ["BP905"]


def test_without_a_roster_its_rules_are_silent_and_said_to_be_skipped() -> None:
    assert {"BP103", "BP604", "BP608"} <= set(skipped(Context(NO_ROSTER)))
    assert not skipped(Context(ROSTER))
    assert codes(replace(SOUND, submissions=SOUND.submissions[1:]), NO_ROSTER) == []


def test_a_rule_that_was_not_asked_for_is_not_said_to_be_skipped() -> None:
    assert skipped(Context(NO_ROSTER), Selection.of(["BP604"])) == ("BP604",)
    assert "BP604" not in skipped(Context(replace(NO_ROSTER, severities={"BP604": None})))


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), ["BP201", "BP301"]),
        (["BP3"], (), ["BP301"]),
        (["bp201, BP4"], (), ["BP201"]),
        (["BP201", "BP3"], (), ["BP201", "BP301"]),
        ((), ["BP2"], ["BP301"]),
        (["BP2", "BP3"], ["BP201"], ["BP301"]),
        (None, None, ["BP201", "BP301"]),
    ],
)
def test_rules_are_selected_and_ignored_by_the_beginnings_of_their_codes(
    select: list[str] | None, ignore: list[str] | None, expected: list[str]
) -> None:
    assert codes(SHORT, selection=Selection.of(select, ignore)) == expected


def test_a_beginning_that_no_rule_has_is_refused_with_the_nearest() -> None:
    with speaking("en"), pytest.raises(UserError, match=r"BP3O1.*BP301"):
        Selection.of([], ["BP3O1"])


def test_bpkit_yaml_changes_what_a_rule_weighs() -> None:
    settings = replace(ROSTER, severities={"BP201": Severity.INFO})
    found = check(SHORT, Context(settings), Selection.of(["BP2", "BP3"]))
    assert [finding.severity for finding in found] == [Severity.INFO, Severity.ERROR]


def test_bpkit_yaml_switches_a_rule_off_even_where_it_is_selected() -> None:
    settings = replace(ROSTER, severities={"BP201": None})
    assert codes(SHORT, settings, Selection.of(["BP2"])) == []


@pytest.mark.parametrize(
    "pattern",
    [
        GLOB,
        "Pendek.docx",
        "*.docx",
        "best practice_KMW (Jawa Tengah)_(Oktober)/",
        "**/best practice_korkot (Semarang)_(Oktober)/*",
        "/best practice_KMW*/**",
    ],
)
def test_a_waiver_lets_a_finding_pass_with_its_reason_and_who_agreed(pattern: str) -> None:
    (finding,) = waived(pattern)
    assert (finding.code, finding.waiver, finding.severity) == (
        "BP201",
        "Disepakati rapat. (Siti Rahma)",
        Severity.ERROR,
    )


@pytest.mark.parametrize("pattern", ["pendek.docx", "Pendek", "/Pendek.docx", "best practice_KMW (Bali)*/"])
def test_a_waiver_for_another_file_lets_nothing_pass(pattern: str) -> None:
    assert not waived(pattern)


def test_a_waiver_for_another_rule_lets_nothing_pass() -> None:
    assert not waived(GLOB, rule="BP202")


@pytest.mark.parametrize(
    ("today", "holds"), [(date(2010, 11, 30), True), (date(2010, 12, 1), False), (None, True)]
)
def test_a_waiver_holds_to_the_end_of_its_last_day(today: date | None, holds: bool) -> None:
    assert bool(waived(GLOB, until=date(2010, 11, 30), today=today)) is holds


def test_a_waiver_for_a_writing_holds_for_the_files_that_belong_to_it() -> None:
    copy = SHORT.path / "Pendek.pdf"
    spoilt = writing("Pendek", damages=(Problem(copy, kind=Kind.BROKEN),))
    settings = replace(ROSTER, waivers=(Waiver("BP901", GLOB, "…", "…", None),))
    assert "BP901" not in codes(replace(SOUND, submissions=(spoilt,)), settings)


def test_a_fault_of_our_own_names_the_rule_and_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> list[Any]:
        raise ZeroDivisionError

    rule = replace(registry.all_rules()["BP201"], check=broken)
    monkeypatch.setattr("bpkit.rules.checking.rules_on", lambda _: (rule,))
    with pytest.raises(ZeroDivisionError) as raised:
        check(SOUND, Context(ROSTER))
    assert raised.value.__notes__ == [f"while BP201 looked at {SOUND.path}"]


def test_a_code_can_be_taken_only_once() -> None:
    with pytest.raises(ValueError, match="BP201 is taken by too_short"):
        registry.rule("BP201", Severity.INFO, on=registry.Subject.WRITING)(lambda *_: ())


def test_families_that_are_left_out_over_writings_look_at_units_alone() -> None:
    common = registry.rules_on_writings()
    others = [rule for code, rule in registry.all_rules().items() if code not in common]
    assert others
    assert all(set(rule.subjects) <= {*registry.OF_UNITS} for rule in (*others, *registry._more))
    assert not any(rule.needs_roster for rule in others)
