"""Which item of a scheme somebody means, by code or name or below a branch; what it is answered with."""

from __future__ import annotations

import re
from fractions import Fraction

from ...figures import scale_shown
from ...model.hints import nearest
from ...model.programs import Item, LeafKind, Scheme
from ...model.units import fold_alike

_SEPARATORS = re.compile(r"^[\s./_:-]+")


class Items:
    """The items of one scheme."""

    def __init__(self, scheme: Scheme) -> None:
        self.leaves = tuple(scheme.root.leaves())
        self._codes: dict[str, Item] = {}
        self._names: dict[str, Item | None] = {}  # None where two items have the name
        for item in scheme.root.walk():
            if item.code:
                self._codes.setdefault(fold_alike(item.code), item)
            for name in {fold_alike(one) for one in (item.name, item.short_name) if one}:
                self._names[name] = None if name in self._names else item
        self.root = scheme.root

    def of(self, text: str) -> Item | None:
        """The item that a code or a name means, also with both: `1.1 Kepemimpinan`."""
        folded = fold_alike(text)
        found = self._codes.get(folded) or self._names.get(folded)
        if found or not folded:
            return found
        first, _, rest = folded.partition(" ")
        item = self._codes.get(first.rstrip(".:)")) or self._codes.get(first)
        named = rest.strip(" -:.") if item else ""
        return item if item and named in (fold_alike(item.name), fold_alike(item.short_name)) else None

    def below(self, branch: Item, text: str) -> Item | None:
        """The item of a branch that a code means, in full or without the branch's own before it."""
        folded, own = fold_alike(text), fold_alike(branch.code)
        for item in branch.items:
            code = fold_alike(item.code)
            short = _SEPARATORS.sub("", code.removeprefix(own)) if own and code.startswith(own) else code
            if folded in (code, short, fold_alike(item.name), fold_alike(item.short_name)):
                return item
        return None

    def numbered(self, number: Fraction) -> list[Item]:
        """The items whose code is this number, as Excel keeps 1.10 and 1.1 alike."""
        return [item for item in self.root.walk() if _number(item.code) == number]

    def near(self, text: str) -> str:
        """The code or name that was perhaps meant."""
        return nearest(fold_alike(text), (*self._codes, *self._names)) or ""


def expected_of(item: Item) -> str:
    """What an item is answered with, in few words."""
    if item.kind is LeafKind.YES_NO:
        return "ya, tidak, tidak berlaku" if item.conditional else "ya, tidak"
    return scale_shown(item.scale) if item.scale else ""


def _number(code: str) -> Fraction | None:
    return Fraction(code) if re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", code) else None
