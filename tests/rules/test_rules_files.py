"""BP901 to BP908: files that can't be taken as they are."""

from dataclasses import replace

import pytest
from make.rulefacts import faults, korkot, photo, writing

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


def test_a_loose_photo_that_may_not_be_read_is_told() -> None:
    loose = writing().path.parent / "foto.jpg"
    spoilt = writing(photos=(replace(photo(), damage=Damage(DamageKind.NO_PERMISSION, loose)),))
    assert [fault.path for fault in faults("BP906", spoilt)] == [loose]
    assert not faults("BP305", spoilt)


@pytest.mark.parametrize(
    ("code", "kind", "variant"),
    [
        ("BP904", DamageKind.UNSAFE, "link"),
        ("BP904", DamageKind.UNSAFE, "special"),
        ("BP906", DamageKind.NO_PERMISSION, "folder"),
    ],
)
def test_links_devices_and_closed_folders_are_told_at_the_folder(
    code: str, kind: DamageKind, variant: str
) -> None:
    folder = korkot()
    damage = Damage(kind, folder.path / "x", variant=variant)
    (fault,) = faults(code, replace(folder, unsafe=(damage,)))
    assert (fault.path, fault.variant) == (folder.path / "x", variant)


def test_sound_files_raise_nothing() -> None:
    assert not [code for code in KINDS if faults(code, writing()) or faults(code, korkot())]
