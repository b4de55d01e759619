"""Every word that people read, in Indonesian and English side by side, from catalogues that live beside
what they speak of: `rules/*.yaml` for the rules, `texts/*.yaml` for everything else.
"""

from __future__ import annotations

import locale
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("id", "en")


class _Language:
    """The language of this run; the command line sets it once."""

    current = "id"


def use_language(language: str) -> None:
    """Speak this language from now on: `id` or `en`."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _Language.current = language


def language() -> str:
    """The language of this run."""
    return _Language.current


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak this language inside, and afterwards again the one that was spoken before."""
    before = _Language.current
    use_language(language)
    try:
        yield
    finally:
        use_language(before)


def language_for(wanted: str | None, configured: str | None = None) -> str:
    """The language to speak: `--lang`, else BPKIT_LANG, else bpkit.yaml, else the locale, else English."""
    choices = (wanted, os.environ.get("BPKIT_LANG"), configured, *_locale())
    return next((choice for choice in choices if choice in LANGUAGES), "en")


def _locale() -> Iterator[str]:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        yield os.environ.get(name, "")[:2].casefold()
    known = (locale.getlocale()[0] or "").casefold()  # Windows says "Indonesian_Indonesia"
    yield "id" if known.startswith("indonesia") else known[:2]


def say(key: str, /, **values: object) -> str:
    """The text under `key` (`part.name`: the entry `name` of `texts/part.yaml`), filled with the values.

    >>> use_language("en"); say("cli.done", seconds="0.4")
    """
    part, _, name = key.partition(".")
    return fill(catalogue(f"texts/{part}.yaml")[name], **values)


def fill(texts: Mapping[str, str], /, **values: object) -> str:
    """One entry of a catalogue in the language of this run, with its places filled."""
    # A text without places comes back as it was read, a `Text` with its line: forms expect plain text.
    return str(texts[_Language.current].format_map({name: _Number.of(one) for name, one in values.items()}))


_COUNT = re.compile("0|[1-9][0-9]{0,8}")


class _Number(int):
    """A count in a text: `{count} {count:title|titles}` says `1 title` and `2 titles`."""

    @classmethod
    def of(cls, value: object) -> object:
        """The value; a whole number, also one that a finding says as text, as one that knows its words."""
        if isinstance(value, int) or (isinstance(value, str) and _COUNT.fullmatch(value)):
            return cls(value)
        return value

    def __format__(self, spec: str) -> str:
        one, several, many = spec.partition("|")
        return (one if self == 1 else many) if several else super().__format__(spec)


def decimal(number: str) -> str:
    """A number with the decimal sign of the language: `742,33` in Indonesian, `742.33` in English."""
    return number.replace(".", ",") if _Language.current == "id" else number


def printable(text: str) -> str:
    """A text that a terminal shows and does not obey: names of files may hold escape sequences."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\n" else _harmless(sign) for sign in text)


def _harmless(sign: str) -> str:
    return " " if sign.isspace() else "\N{REPLACEMENT CHARACTER}"


@cache
def catalogue(name: str) -> Mapping[str, Any]:
    """A whole catalogue by its path inside the package."""
    return _Catalogue((Path(__file__).parent / name).read_text("utf-8"))


# Where a key stands at the left margin an entry begins.
_ENTRY = re.compile(r"^[\"']?([A-Za-z]\w*(?:\.\w+)*)[\"']?:", re.MULTILINE)


class _Catalogue(Mapping[str, Any]):
    """Entries by their names, each read when it is first asked for: a run says a dozen of 600."""

    def __init__(self, text: str) -> None:
        found = [*_ENTRY.finditer(text)]
        ends = [*(entry.start() for entry in found[1:]), len(text)]
        self._texts = {entry[1]: text[entry.start() : end] for entry, end in zip(found, ends, strict=False)}
        self._entries: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._entries:
            from . import yamlfile

            self._entries |= yamlfile.read(self._texts[name].encode())
        return self._entries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
