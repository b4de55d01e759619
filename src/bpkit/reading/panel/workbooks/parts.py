"""A workbook's package: its parts by any spelling of their names, their XML element by element."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from ....model.problems import Kind, UnreadableError
from ...documents.archive import Package
from .cells import unreadable

LARGEST = 24 << 20  # bytes of a part; a form with 300 titles has half a megabyte
MOST_ELEMENTS = 2_000_000  # of a part, blank cells and rows among them
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")
_VARIANTS = {Kind.PROTECTED: "protected", Kind.UNSAFE: "too_large"}

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
        if stored in self._package and self._package.size(stored) > LARGEST:
            raise unreadable("too_large", f"{self._package.size(stored) >> 20} MB")
        try:
            return self._package.read(stored)
        except UnreadableError as fault:
            raise _as_workbook(fault) from fault

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part (`""`: the package) names in its relationships: kind and target by identifier."""
        home = PurePosixPath(name)
        rels = str(home.parent / "_rels" / f"{home.name}.rels") if name else "_rels/.rels"
        found: dict[str, tuple[str, str]] = {}

        def relationship(local: str, attributes: Attributes) -> None:
            if local == "Relationship" and attributes.get("TargetMode") != "External":
                kind = attributes.get("Type", "").rpartition("/")[2]
                target = _target(posixpath.dirname(name), attributes.get("Target", ""))
                found[attributes.get("Id", "")] = (kind, target)

        if rels in self:
            parse(self.read(rels), Elements(relationship))
        return found

    def kind(self, related: Mapping[str, tuple[str, str]], kind: str, name: str) -> bytes:
        """The related part of a kind, else the one of this file name; empty where there is none."""
        targets = [target for one, target in related.values() if one.casefold() == kind.casefold()]
        targets += [part for part in self if posixpath.basename(part).startswith(f"{name.casefold()}.")]
        found = next((target for target in targets if target in self), None)
        return self.read(found) if found else b""


def _target(home: str, target: str) -> str:
    target = unquote(target.replace("\\", "/"))
    return posixpath.normpath(target if target.startswith("/") else posixpath.join(home, target)).lstrip("/")


def _as_workbook(fault: UnreadableError) -> UnreadableError:
    return unreadable(_VARIANTS.get(fault.kind, "damaged"), fault.found or fault.detail)


class Elements:
    """What lxml tells of a part, handed on by the local names of its elements; no tree is kept.

    `text` gathers what stands between the elements once `gather` is set.
    """

    def __init__(
        self,
        opened: Callable[[str, Attributes], None],
        closed: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._opened, self._closed = opened, closed
        self._count = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise unreadable("too_large", f"> {MOST_ELEMENTS}")
        self._opened(local(tag), attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._closed(local(tag))

    def data(self, text: str) -> None:
        """Text between elements."""

    def close(self) -> None:
        """The part ends."""


def local(name: str) -> str:
    """A name without its namespace: forms in strict Open XML differ from others in nothing else."""
    return name.rpartition("}")[2]


def parse(data: bytes, elements: Elements) -> None:
    """Hand the elements of a part over one by one.

    Raises:
        UnreadableError: damaged XML, or a document type, which hides entities that grow without end.
    """
    from lxml import etree

    if _DOCTYPE.search(data):
        raise unreadable("damaged", "DOCTYPE")
    target: Any = elements  # lxml's own types ask for more than it calls
    parser = etree.XMLParser(
        target=target, resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True
    )
    try:
        etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unreadable("damaged", str(error)) from error
