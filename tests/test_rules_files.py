"""BP901 to BP908: files that can't be taken as they are."""

from dataclasses import replace

import pytest
from rulefacts import faults, korkot, photo, writing

from bpkit.model.facts import Damage, DamageKind
from bpkit.model.place import Place

KINDS = {
    "BP901": DamageKind.BROKEN,
    "BP902": DamageKind.PROTECTED,
    "BP903": DamageKind.MISLABELLED,
    "BP904": DamageKind.UNSAFE,
    "BP905": DamageKind.MACROS,
    "BP906": DamageKind.NO_PERMISSION,
    "BP907": DamageKind.IN_USE,
    "BP908": DamageKind.UNREACHABLE,
}


@pytest.mark.parametrize(("code", "kind"), KINDS.items())
def test_each_damage_is_told_by_its_own_rule_at_its_own_file(code: str, kind: DamageKind) -> None:
    copy = writing().path.with_suffix(".pdf")
    spoilt = writing(damages=(Damage(kind, copy, "detail", Place(line=3), "a", "b"),))
    assert [other for other in KINDS if faults(other, spoilt)] == [code]
    (fault,) = faults(code, spoilt)
    assert (fault.path, fault.place, fault.found, fault.expected) == (copy, Place(line=3), "a", "b")


@pytest.mark.parametrize(("expected", "variant"), [("", "syntax"), ("penulis", "value")])
def test_a_yaml_says_whether_it_or_one_entry_can_not_be_used(expected: str, variant: str) -> None:
    damage = Damage(
        DamageKind.BROKEN, writing().path.with_suffix(".yaml"), "", Place(3, 1), "penuls", expected
    )
    (fault,) = faults("BP901", writing(damages=(damage,)))
    assert fault.variant == variant


def test_a_loose_photo_that_may_not_be_read_is_told() -> None:
    loose = writing().path.parent / "foto.jpg"
    spoilt = writing(photos=(replace(photo(), damage=Damage(DamageKind.NO_PERMISSION, loose)),))
    assert [fault.path for fault in faults("BP906", spoilt)] == [loose]
    assert not faults("BP305", spoilt)


@pytest.mark.parametrize(
    ("code", "kind", "variant"),
    [
        ("BP904", DamageKind.UNSAFE, "link"),
        ("BP906", DamageKind.NO_PERMISSION, "folder"),
    ],
)
def test_links_and_closed_folders_are_told_at_the_folder(code: str, kind: DamageKind, variant: str) -> None:
    folder = korkot()
    (fault,) = faults(code, replace(folder, unsafe=(Damage(kind, folder.path / "x", found="/etc"),)))
    assert (fault.path, fault.variant) == (folder.path / "x", variant)


def test_a_pipe_or_device_is_told_at_the_folder_and_is_no_link() -> None:
    folder = korkot()
    (fault,) = faults("BP904", replace(folder, unsafe=(Damage(DamageKind.UNSAFE, folder.path / "x.docx"),)))
    assert fault.variant == "special"


def test_sound_files_raise_nothing() -> None:
    assert not [code for code in KINDS if faults(code, writing()) or faults(code, korkot())]
