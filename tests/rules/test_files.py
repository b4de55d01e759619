"""BP901 to BP908: files that can't be taken as they are."""

import pytest
from make.rulefacts import korkot, photo, problems, writing
from msgspec.structs import replace

from bpkit.model.place import Place
from bpkit.model.problems import Kind, Problem

KINDS = {
    "BP901": Kind.BROKEN,
    "BP902": Kind.PROTECTED,
    "BP903": Kind.MISLABELLED,
    "BP904": Kind.UNSAFE,
    "BP905": Kind.MACROS,
    "BP906": Kind.NO_PERMISSION,
    "BP907": Kind.IN_USE,
    "BP908": Kind.UNREACHABLE,
}


@pytest.mark.parametrize(("code", "kind"), KINDS.items())
def test_each_damage_is_told_by_its_own_rule_at_its_own_file(code: str, kind: Kind) -> None:
    copy = writing().path.with_suffix(".pdf")
    spoilt = writing(
        damages=(Problem(copy, found="a", expected="b", place=Place(line=3), kind=kind, detail="detail"),)
    )
    assert [other for other in KINDS if problems(other, spoilt)] == [code]
    (problem,) = problems(code, spoilt)
    assert (problem.path, problem.place, problem.found, problem.expected) == (copy, Place(line=3), "a", "b")


def test_a_loose_photo_that_may_not_be_read_is_told() -> None:
    loose = writing().path.parent / "foto.jpg"
    spoilt = writing(photos=(replace(photo(), damage=Problem(loose, kind=Kind.NO_PERMISSION)),))
    assert [problem.path for problem in problems("BP906", spoilt)] == [loose]
    assert not problems("BP305", spoilt)


@pytest.mark.parametrize(
    ("code", "kind", "variant"),
    [
        ("BP904", Kind.UNSAFE, "link"),
        ("BP904", Kind.UNSAFE, "special"),
        ("BP906", Kind.NO_PERMISSION, "folder"),
    ],
)
def test_links_devices_and_closed_folders_are_told_at_the_folder(code: str, kind: Kind, variant: str) -> None:
    folder = korkot()
    damage = Problem(folder.path / "x", variant=variant, kind=kind)
    (problem,) = problems(code, replace(folder, unsafe=(damage,)))
    assert (problem.path, problem.variant) == (folder.path / "x", variant)


def test_sound_files_raise_nothing() -> None:
    assert not [code for code in KINDS if problems(code, writing()) or problems(code, korkot())]
