"""A workbook's package: its parts by any spelling of their names, their XML row by row."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from itertools import chain
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from .... import limits
from ....model.problems import Kind, UnreadableError
from ...documents.archive import Package
from .cells import unreadable

LARGEST = limits.WORKBOOK_PART
MOST_ELEMENTS = limits.WORKBOOK_ELEMENTS
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")
_VARIANTS = {Kind.PROTECTED: "protected", Kind.UNSAFE: "too_large"}

# The forms of a panel have all parts in common but one or two.
_MET: dict[tuple[object, ...], bytes] = {}
MOST_MET, LARGEST_MET = 32, 1 << 14

Attributes = Mapping[str, str]


class Parts:
    """The parts of a package, found in any letter case and with slashes of either kind.

    Raises:
        UnreadableError: no zip, behind a password, or unsafe as a whole.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._package = Package(data, rooted=True)
        except UnreadableError as fault:
            raise _as_workbook(fault) from fault
        self._names = {name.lstrip("/").casefold(): name for name in self._package}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def read(self, name: str) -> bytes:
        """A whole part.

        Raises:
            UnreadableError: missing, damaged or too large.
        """
        stored = self._names.get(name.casefold(), name)
        size = self._package.size(stored) if stored in self._package else 0
        if size > LARGEST:
            raise unreadable("too_large", f"{size >> 20} MB")
        try:
            return self._read_again(stored) if 0 < size <= LARGEST_MET else self._package.read(stored)
        except UnreadableError as fault:
            raise _as_workbook(fault) from fault

    def _read_again(self, stored: str) -> bytes:
        """A small part, taken from the latest where one was the same."""
        packed = self._package.packed(stored)
        if packed not in _MET:
            if len(_MET) >= MOST_MET:
                _MET.clear()
            _MET[packed] = self._package.read(stored)
        return _MET[packed]

    def related(self, name: str) -> Mapping[str, tuple[str, str]]:
        """What a part (`""`: the package) names in its relationships: kind and target by identifier."""
        home = PurePosixPath(name)
        rels = str(home.parent / "_rels" / f"{home.name}.rels") if name else "_rels/.rels"
        return _relationships(self.read(rels), posixpath.dirname(name)) if rels in self else {}

    def kind(self, related: Mapping[str, tuple[str, str]], kind: str, name: str) -> bytes:
        """The related part of a kind, else the one of this file name; empty where there is none."""
        targets = (target for one, target in related.values() if one.casefold() == kind.casefold())
        called = (part for part in self if posixpath.basename(part).startswith(f"{name.casefold()}."))
        found = next((target for target in chain(targets, called) if target in self), None)
        return self.read(found) if found else b""


@lru_cache(maxsize=8)  # forms that one program saved have the same
def _relationships(data: bytes, home: str) -> Mapping[str, tuple[str, str]]:
    """What the relationships of a part in the folder `home` name."""
    found: dict[str, tuple[str, str]] = {}
    for _, relationship in elements(data, "Relationship"):
        attributes = relationship.attrib
        if attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, _target(home, attributes.get("Target", "")))
    return found


def _target(home: str, target: str) -> str:
    target = unquote(target.replace("\\", "/"))
    return posixpath.normpath(target if target.startswith("/") else posixpath.join(home, target)).lstrip("/")


def _as_workbook(fault: UnreadableError) -> UnreadableError:
    return unreadable(_VARIANTS.get(fault.kind, "damaged"), fault.found or fault.detail)


@lru_cache(maxsize=1 << 10)
def local(name: str) -> str:
    """A name without its namespace: forms in strict Open XML differ from others in nothing else."""
    return name.rpartition("}")[2]


def elements(data: bytes, *wanted: str) -> Iterator[tuple[str, Any]]:
    """The elements of these local names with what is in them, each once it is whole, and then forgotten.

    Raises:
        UnreadableError: damaged XML, or a document type, which hides entities that grow without end.
    """
    from lxml import etree

    if _DOCTYPE.search(data):
        raise unreadable("damaged", "DOCTYPE")
    if data.count(b"<") - data.count(b"</") > MOST_ELEMENTS:
        raise unreadable("too_large", f"> {MOST_ELEMENTS}")
    safely = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    tags = [f"{{*}}{name}" for name in wanted]
    try:
        for _, element in etree.iterparse(
            BytesIO(data), tag=tags, remove_comments=True, remove_pis=True, **safely
        ):
            yield local(element.tag), element
            element.clear(keep_tail=True)
            while (before := element.getprevious()) is not None:  # a million empty shells are much as well
                before.getparent().remove(before)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unreadable("damaged", str(error)) from error
