"""What every template has to be: readable, sound, with the places that are needed. And the templates of Word.

docxtpl puts values into places such as `{{ nomor }}` and repeats rows. A person may move, format and delete
words at will; a place that is missing or misspelt is told by its name before anything is filled.
"""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast
from zipfile import BadZipFile, ZipFile

from .. import limits, share
from ..errors import ShareError, UserError
from ..model.hints import nearest
from ..office import Timeless, clean, parse, pinned, to_bytes
from ..resources import resource
from ..share.parcels import ZIP_DAMAGE
from ..wording import say

P = ParamSpec("P")
T = TypeVar("T")

FREE = "fakta"  # the place whose inner names nobody can know beforehand


class FactText(str):
    """One thing that was said; where a template repeats a row for each of several, it is one row."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        """The text, whole."""
        yield str(self)


class FactList(tuple[str, ...]):
    """Several things that were said; where a template has room for one, they stand side by side."""

    __slots__ = ()

    def __str__(self) -> str:
        """All of them."""
        return "; ".join(self)


class Facts(dict[str, Any]):
    """What stands under names that people choose; what is not there is a line to write on by hand."""

    def __missing__(self, key: str) -> str:
        return FactText("." * 22)


def read_template(file: Path) -> bytes:
    """The content of a template.

    Raises:
        ShareError: it can't be read.
    """
    try:
        return share.read(file)
    except OSError as error:
        reason = share.reason_of(error)
        problem = say("forms.template_unread", file=file, reason=reason)
        raise ShareError(problem, say("forms.template_remedy")) from error


_looked_at: ContextVar[str] = ContextVar("looked_at", default="")  # the part or place that is at hand


def looking_at(part: str) -> None:
    """Say which part or place of a template is at hand, for whatever may be wrong with it."""
    _looked_at.set(part)


def fills(fill: Callable[P, T]) -> Callable[P, T]:
    """Let whatever a user's own template makes go wrong in `fill` be told as a fault of the template.

    `fill` has the template's path as its argument `template`. A template is input: people edit it in Office,
    and what it lacks may show in any library. Of bpkit's own templates a fault stays a fault.
    """
    arguments = inspect.signature(fill)

    @wraps(fill)
    def filled(*given: P.args, **named: P.kwargs) -> T:
        template: Path = arguments.bind(*given, **named).arguments["template"]
        mark = _looked_at.set("")
        try:
            return fill(*given, **named)
        except UserError:
            raise
        except Exception as error:
            if template.is_relative_to(resource("templates")):
                raise
            raise broken(template, error) from error
        finally:
            _looked_at.reset(mark)

    return filled


def broken(file: Path, error: Exception | None = None) -> UserError:
    """What to say of a template that is no sound Office file: which part, and what was expected of it."""
    part = _looked_at.get()
    expected = say(f"forms.template_expected_{_lack(error)}")
    if not part:
        return UserError(
            say("forms.template_broken", file=file, expected=expected), say("forms.template_remedy")
        )
    problem = say("forms.template_part", file=file, part=part, expected=expected)
    return UserError(problem, say("forms.template_remedy"))


def _lack(error: Exception | None) -> str:
    """What a template lacks, by what was raised over it."""
    name = type(error).__name__
    if isinstance(error, ZIP_DAMAGE):
        return "package"
    if "XML" in name:
        return "xml"
    if isinstance(error, KeyError | AttributeError | IndexError | StopIteration):
        return "whole"
    return "office"


def template_parts(file: Path) -> dict[str, bytes]:
    """The parts of a template, each looked at for itself; what is XML is well-formed.

    Raises:
        UserError: a part can't be unpacked, is larger than any form, or is no XML.
        ShareError: it can't be read.
    """
    data = read_template(file)
    parts: dict[str, bytes] = {}
    looking_at("")
    try:
        with ZipFile(io.BytesIO(data)) as package:
            for info in package.infolist():
                looking_at(info.filename)
                if info.file_size > limits.WORKBOOK_PART:
                    raise BadZipFile(info.filename)
                parts[info.filename] = package.read(info)
                if info.filename.endswith((".xml", ".rels")):
                    parse(parts[info.filename])
            looking_at("[Content_Types].xml")
            package.getinfo("[Content_Types].xml")
    except Exception as error:
        # zipfile, zlib and lxml each raise errors of their own over damage.
        raise broken(file, error) from error
    looking_at("")
    return parts


def require(file: Path, needed: Iterable[str], found: Iterable[str], remedy: str) -> None:
    """Refuse a template without one of the places; `remedy` is the key of the words that help.

    Raises:
        UserError: it names the place, and the one that was perhaps meant.
    """
    needed, found = list(needed), set(found)
    strange = sorted(found - set(needed))
    for name in needed:
        if name not in found:
            near = nearest(name, strange)
            hint = say("forms.place_near", near=near) if near else ""
            raise UserError(
                say("forms.place_missing", file=file, name=name, hint=hint), say(remedy, name=name)
            )


@fills
def fill_document(
    template: Path, places: Collection[str], values: Mapping[str, Any], *, may_have: Collection[str] = ()
) -> bytes:
    """The document with the values in its places; the same values give the same bytes.

    `places` are the names that the template must have, those inside repeated rows among them; `may_have` are
    others that it is free to use.

    Raises:
        UserError: it is no Word document, or a place is missing, misspelt or broken.
        ShareError: it can't be read.
    """
    from jinja2 import StrictUndefined, TemplateError

    from .sandbox import LetterEnvironment

    document = _open(template)
    looking_at("word/document.xml")
    environment = LetterEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        _check(template, *_names(document, environment), places, may_have)
        document.render(_cleaned(values), environment, autoescape=True)
    except TemplateError as error:
        problem = say("forms.place_broken", file=template, detail=error.message or "")
        raise UserError(problem, say("forms.template_remedy")) from error
    return pinned(_saved(document))


def _saved(document: Any) -> bytes:
    """The document's bytes; python-docx offers no other way to keep the clock out of its zip."""
    from docx.opc import phys_pkg

    buffer, room = io.BytesIO(), cast(Any, phys_pkg)
    theirs, room.ZipFile = room.ZipFile, Timeless
    try:
        document.save(buffer)
    finally:
        room.ZipFile = theirs
    return buffer.getvalue()


def _open(template: Path) -> Any:
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

    document = DocxTemplate(io.BytesIO(to_bytes(template_parts(template))))
    document.init_docx()
    return document


def _names(document: Any, environment: Any) -> tuple[set[str], set[str]]:
    """The names that the template asks for, and those inside repeated rows: `baris.judul` gives `judul`."""
    from jinja2 import meta, nodes

    names: set[str] = set()
    inner: set[str] = set()
    for xml in _sources(document):
        tree = environment.parse(document.patch_xml(xml))
        names |= meta.find_undeclared_variables(tree)
        inner |= {found.attr for found in tree.find_all(nodes.Getattr) if not _is_free(found)}
    return names, inner


def _is_free(found: Any) -> bool:
    """Whether it asks for one of the names that people choose themselves: `fakta.tuan_rumah`."""
    return getattr(found.node, "name", "") == FREE


def free_names(template: Path) -> list[str]:
    """The names that people choose themselves and a template asks for: `tuan_rumah`; none of a broken one."""
    from jinja2 import TemplateError, nodes

    from .sandbox import LetterEnvironment

    try:
        document, environment = _open(template), LetterEnvironment()
        trees = [environment.parse(document.patch_xml(xml)) for xml in _sources(document)]
    except (TemplateError, UserError):  # filling it in says what is wrong with it
        return []
    found = (one for tree in trees for one in tree.find_all(nodes.Getattr) if _is_free(one))
    return list(dict.fromkeys(one.attr for one in found))


def _sources(document: Any) -> Iterator[str]:
    """The XML of the text, the page headers and the page footers."""
    yield document.get_xml()
    for kind in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(kind):
            yield document.get_part_xml(part)


def _check(
    template: Path, names: set[str], inner: set[str], places: Collection[str], may_have: Collection[str]
) -> None:
    require(template, places, names | inner, "forms.word_place_remedy")
    known = (*places, *may_have)
    # A template that must have certain places is known in full; else what is inside rows must be known too.
    asked = names if places else names | inner
    for name in sorted(asked - set(known)):
        near = nearest(name, known)
        hint = say("forms.place_meant", near=near) if near else ""
        raise UserError(
            say("forms.place_unknown", file=template, name=name, hint=hint),
            say("forms.place_unknown_remedy", places=", ".join(known)),
        )


def _fact(value: Any) -> Any:
    return FactText(value) if isinstance(value, str) else FactList(value)


def _cleaned(value: Any) -> Any:
    """The values with every text in them made safe for XML."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        cleaned = {key: _cleaned(inner) for key, inner in value.items()}
        return (
            Facts({key: _fact(one) for key, one in cleaned.items()}) if isinstance(value, Facts) else cleaned
        )
    if isinstance(value, (list, tuple)):
        return [_cleaned(inner) for inner in value]
    return value
