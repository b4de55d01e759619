"""A YAML file that people write, taken key by key; what is wrong under a key is a problem with its place.

Sheets, decisions and the YAML beside a submission are read so; bpkit.yaml and rubrics, which are refused as a
whole where anything in them is wrong, go through `settings/typed_file`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Self

from .. import yamlfile
from ..model.dates import parse_date
from ..model.hints import CLOSE, nearest
from ..model.place import Place
from ..model.problems import Kind, Problem, UnreadableError
from ..model.signs import plain
from ..model.units import Period, fold
from ..naming import period_in
from ..people.names import is_degree, listed, parted_degrees
from ..yamlfile import Text


def place_of(text: Text) -> Place:
    """Where a key or value was typed."""
    return Place(text.line, text.column)


def meant(text: str) -> str:
    """The text; a mere dash or dots are none."""
    return text if any(map(str.isalnum, text)) else ""


_NAME = Text("nama")


def with_degrees(typed: dict[Text, Any]) -> dict[Text, Any]:
    """The keys of `{nama: Siti Rahma, S.Sos, jabatan: TA}` with the degree at its name again."""
    name, degrees = typed.get(_NAME), parted_degrees(typed)
    if not degrees or not isinstance(name, Text):
        return typed
    joined = Text(", ".join([name, *degrees]))
    joined.line, joined.column = name.line, name.column
    return {key: joined if key == "nama" else value for key, value in typed.items() if key not in degrees}


def with_decimals(typed: dict[Text, Any]) -> dict[Text, Any]:
    """The keys of `{nilai: 7,5, bukti: a.pdf}` with the decimals at their number again.

    Inside braces a comma parts keys, so that YAML reads a 7 and a key 5 right behind it. The next item of a
    list of them, left blank, has its own line, or a space before it.
    """
    made: dict[Text, Any] = {}
    number: Text | None = None  # the key of a whole number that came right before
    for key, value in typed.items():
        if number is not None and value == "" and yamlfile.is_behind(key, made[number]):
            joined = Text(f"{made[number]},{key}")
            joined.line, joined.column = made[number].line, made[number].column
            made[number], number = joined, None
        else:
            made[key] = value
            number = key if isinstance(value, Text) and key.line == value.line else None
    return made


class Fields:
    """The keys of one mapping. What is wrong with what stands under them gathers in `problems`.

    `known` are the keys that the mapping may have; None where it may have any.
    """

    closeness = CLOSE  # of a key that nobody knows to the one that was meant

    def __init__(
        self,
        path: Path,
        typed: dict[Text, Any],
        known: Collection[str] | None,
        problems: list[Problem] | None = None,
    ) -> None:
        self.path = path
        self.problems = [] if problems is None else problems
        self._typed: Mapping[Any, Any] = typed  # keys are `Text`, looked up by plain texts
        for key in typed:
            if known is not None and key not in known:
                self._add_unknown(key, known)

    @classmethod
    def of(cls, path: Path, data: bytes, known: Collection[str]) -> Self:
        """The keys of a file; one that is no YAML, or holds something else, gives none but the problem."""
        try:
            typed = yamlfile.read_again(data)
        except UnreadableError as error:
            fields = cls(path, {}, known)
            fields.add_unreadable(error)
            return fields
        fields = cls(path, typed if isinstance(typed, dict) else {}, known)
        if not fields:
            fields.add_no_keys(typed)
        return fields

    def __bool__(self) -> bool:
        """Whether there is any key."""
        return bool(self._typed)

    def __contains__(self, key: str) -> bool:
        return self._typed.get(key, "") not in ("", {}, [])

    def add(
        self,
        variant: str,
        found: str = "",
        expected: str = "",
        place: Place | None = None,
        values: Mapping[str, str] | None = None,
    ) -> None:
        """Note a problem: as plain text, for `place` tells where it was typed."""
        texts = {name: str(value) for name, value in (values or {}).items()}
        self.problems.append(Problem(self.path, str(found), expected, place, variant, texts, kind=Kind.SHEET))

    def add_unreadable(self, error: UnreadableError) -> None:
        """Note that the file is no YAML."""
        self.problems.append(error.of_sheet(self.path))

    def add_no_keys(self, typed: Any) -> None:
        """Note that the file has no keys, but this."""
        self.add("empty" if isinstance(typed, dict) else "no_mapping", place=Place(1, 1))

    def add_at(self, key: str, variant: str) -> None:
        """Note a problem with the key itself."""
        self.add(variant, place=self.place_of_key(key), values={"key": key})

    def lacks(self, *keys: str) -> bool:
        """Whether none of these keys is filled in; then that is a problem."""
        if not self._typed or any(key in self for key in keys):
            return False
        at = next((place_of(key) for key in self._typed if key in keys), Place(1, 1))
        self.add("missing", place=at, values={"key": keys[0]})
        return True

    def text(self, key: str) -> str:
        """The text under the key, as a keyboard would have given it; empty where there is none."""
        value = self._typed.get(key, "")
        if isinstance(value, Text):
            return plain(value).strip()
        return "" if value == "" else self.wrong(key, "not_text", "")

    def place(self, key: str) -> Place | None:
        """Where the text under the key was typed."""
        value = self._typed.get(key)
        return place_of(value) if isinstance(value, Text) else None

    def place_of_key(self, key: str) -> Place:
        """Where the key was typed."""
        return next((place_of(typed) for typed in self._typed if typed == key), Place(1, 1))

    def choice(self, key: str, allowed: Collection[str], variant: str = "not_allowed") -> str | None:
        """One of these words, in whatever case."""
        text = fold(self.text(key))
        return self.wrong(key, variant, None) if text and text not in allowed else text or None

    def level(self, key: str, codes: Collection[str]) -> str | None:
        """The code of one of the programme's levels."""
        text = fold(self.text(key))
        if text and text not in codes:
            *first, last = codes
            self.wrong(key, "not_level", None, first=", ".join(first), last=last)
            return None
        return text or None

    def day(self, key: str) -> date | None:
        """A date, as 2010-10-22 or 22 Oktober 2010."""
        text = self.text(key)
        day = parse_date(text) if text else None
        return self.wrong(key, "not_date", None) if text and day is None else day

    def period(self, key: str) -> Period | None:
        """A month, as 2010-10 or Oktober 2010."""
        text = self.text(key)
        period = period_in(text)
        return self.wrong(key, "not_period", None) if text and period is None else period

    def texts(self, key: str) -> tuple[tuple[str, Place], ...] | None:
        """A list of texts with their places; None where there is none that could be read."""
        value = self._typed.get(key)
        if value is None:
            return None
        if value == "":
            return ()
        if isinstance(value, list) and all(isinstance(one, Text) for one in value):
            return tuple((str(one).strip(), place_of(one)) for one in value if one.strip())
        self.wrong(key, "not_list", None)
        return None

    def people(self, key: str) -> tuple[str, ...]:
        """The names in a list of people, or a text; a degree is with its name, wherever YAML parted them."""
        value = self._typed.get(key)
        entries = ((str(value), place_of(value)),) if isinstance(value, Text) else self.texts(key) or ()
        found = listed([entry for entry, _ in entries])
        if found and is_degree(found[0][0]):
            degree, index = found.pop(0)
            self.add("no_name_before", degree, place=entries[index][1], values={"key": key})
        return tuple(name for name, _ in found)

    def mapping(self, key: str) -> dict[Text, Any]:
        """What stands below the key; empty where there is nothing."""
        value = self._typed.get(key, "")
        if isinstance(value, dict):
            return value
        return {} if value == "" else self.wrong(key, "not_mapping", {})

    def below(self, key: str, known: Collection[str] | None) -> Self:
        """The mapping under the key, its problems among these."""
        return type(self)(self.path, self.mapping(key), known, self.problems)

    def person(self, key: str, known: Collection[str]) -> Self:
        """The same of a person, whose degree YAML may have parted from the name."""
        return type(self)(self.path, with_degrees(self.mapping(key)), known, self.problems)

    def gathered(self) -> tuple[Problem, ...]:
        """The problems in the order of the file."""
        return tuple(sorted(self.problems, key=_position))

    def wrong(self, key: str, variant: str, instead: Any, **values: str) -> Any:
        """Note that what stands under the key is not what it should be; `instead` is taken for it."""
        value = self._typed[key]
        found = str(value) if isinstance(value, Text) else ""
        self.add(
            variant, found, place=self.place(key) or self.place_of_key(key), values={"key": key, **values}
        )
        return instead

    def _add_unknown(self, key: Text, known: Collection[str]) -> None:
        near = nearest(key.casefold(), known, closeness=self.closeness)
        if near:
            self.add("unknown_key", str(key), near, place_of(key), {"key": key, "near": near})
        else:
            options = ", ".join(known)
            self.add("stray_key", str(key), options, place_of(key), {"key": key, "options": options})


def _position(problem: Problem) -> tuple[int, int]:
    place = problem.place or Place()
    return (place.line or 0, place.column or 0)
