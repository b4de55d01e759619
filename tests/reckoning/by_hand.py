"""Reckons a judgement from a programme file as it is written and from what people typed.

It knows docs/programs.md and nothing of bpkit: whatever both come to was understood twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Written = Mapping[str, Any]  # a part of a programme file
Typed = Mapping[str, str]  # item: what was typed
NOT_IN_PLAY = "tidak berlaku"


@dataclass(frozen=True)
class Worth:
    """What an item is worth: `value` is None where there is none, `open` where it may still change."""

    value: Fraction | None = None
    open: bool = False
    plays: bool = True


@dataclass
class Told:
    """All that was said of one thing: sheets by voice, those that several agreed on, and respondents."""

    sheets: dict[str, list[Typed]] = field(default_factory=dict)
    agreed: dict[str, list[Typed]] = field(default_factory=dict)
    rows: dict[str, list[Typed]] = field(default_factory=dict)


def items_of(written: Written) -> list[Written]:
    """The items below one; a list of mere words takes over what the item above says."""
    found = []
    for one in written.get("butir", ()):
        if not isinstance(one, str):
            found.append(one)
            continue
        own = {key: written[key] for key in ("jenis", "skala", "bersyarat") if key in written}
        found.append({"kode": f"{written['kode']}.{one}", "nama": one, **own})
    return found


def walk(written: Written) -> Iterator[Written]:
    """An item and all below it."""
    yield written
    for one in items_of(written):
        yield from walk(one)


def leaves(written: Written) -> Iterator[Written]:
    """The items that are answered."""
    return (one for one in walk(written) if not items_of(one))


def code(written: Written) -> str:
    """Its code; the whole has none."""
    return str(written.get("kode", ""))


def mean(figures: Sequence[Fraction]) -> Fraction:
    return sum(figures, Fraction()) / len(figures)


def number(text: str) -> Fraction | None:
    try:
        return Fraction(text.strip().replace(",", "."))
    except ValueError:
        return None


class ByHand:
    """One judgement of one thing."""

    def __init__(
        self, program: Written, scheme: Written, told: Told, ruled: Mapping[str, Fraction] | None = None
    ) -> None:
        self.program, self.scheme, self.told, self.ruled = program, scheme, told, ruled or {}
        voices = scheme.get("suara") or program.get("suara") or {"penilai": 100}
        self.voices: dict[str, dict[str, Any]] = {
            name: {"bobot": one, "dari": "penilai"} if not isinstance(one, Mapping) else dict(one)
            for name, one in voices.items()
        }
        self.weights: dict[str, dict[str, Fraction]] = {}
        top = {name: Fraction(one.get("bobot", 100)) for name, one in self.voices.items()}
        self._weigh(scheme, top)

    def all(self) -> dict[str, Worth]:
        """Every item by its code."""
        return {code(one): self.worth(one) for one in walk(self.scheme)}

    def _weigh(self, item: Written, above: Mapping[str, Fraction]) -> None:
        own = {name: Fraction(one) for name, one in item.get("suara", {}).items()} if code(item) else above
        self.weights[code(item)] = dict(own or above)
        for one in items_of(item):
            self._weigh(one, self.weights[code(item)])

    # One answer ------------------------------------------------------------------------------------------

    def scale(self, item: Written) -> Written:
        scales: Written = self.scheme.get("skala") or self.program["skala"]
        found: Written = scales if "maks" in scales else scales[item.get("skala") or next(iter(scales))]
        return found

    def answer(self, item: Written, text: str | None) -> Fraction | str | None:
        """A figure, `NOT_IN_PLAY`, or None for a blank and for what the item does not take."""
        if text is None or not text.strip():
            return None
        if text in (NOT_IN_PLAY, "tb"):
            return NOT_IN_PLAY if item.get("bersyarat") else None
        if item.get("jenis") == "ya-tidak":
            return {"ya": Fraction(1), "tidak": Fraction(0)}.get(text)
        value, (least, most) = number(text), self.reach(item)
        if value is None or not least <= value <= most:
            return None
        steps = (value - least) / Fraction(str(self.scale(item).get("langkah", 1)))
        return value if items_of(item) or steps.denominator == 1 else None

    def reach(self, item: Written) -> tuple[Fraction, Fraction]:
        """The least and the greatest value that an item can have."""
        below, way = items_of(item), item.get("gabung", "rata-rata")
        if way == "bagian-ya" or item.get("jenis") == "ya-tidak":
            return Fraction(0), Fraction(1)
        if not below:
            return Fraction(str(self.scale(item)["min"])), Fraction(str(self.scale(item)["maks"]))
        weights = [Fraction(one.get("bobot", 1)) for one in below]
        whole = {"jumlah-berbobot": Fraction(1), "rata-rata": sum(weights)}.get(way)
        factors = [Fraction(1) if whole is None else weight / whole for weight in weights]
        ends = [self.reach(one) for one in below]
        low = sum((f * least for f, (least, _) in zip(factors, ends, strict=True)), Fraction())
        return low, sum((f * most for f, (_, most) in zip(factors, ends, strict=True)), Fraction())

    # One voice -------------------------------------------------------------------------------------------

    def is_asked(self, voice: str, item: Written) -> bool:
        """Whether a voice is asked about the item itself."""
        if self.voices[voice].get("dari") == "survei":
            table = self.program["daftar"][self.voices[voice].get("tabel", voice)]
            return code(item) in {column["kode"] for column in table["kolom"]}
        return not items_of(item)

    def speaks(self, voice: str, item: Written) -> bool:
        below = items_of(item)
        return self.is_asked(voice, item) or (bool(below) and all(self.speaks(voice, one) for one in below))

    def speaking(self, item: Written) -> list[str]:
        return [voice for voice in self.weights[code(item)] if self.speaks(voice, item)]

    def of_voice(self, voice: str, item: Written) -> Worth:
        if code(item) in self.ruled and self.speaking(item) == [voice]:
            return Worth(self.ruled[code(item)])
        if not self.is_asked(voice, item):
            return self.combined(item, {code(one): self.of_voice(voice, one) for one in self._below(item)})
        survey, kind = self.voices[voice].get("dari") == "survei", self.voices[voice].get("dari", "penilai")
        sheets = self.told.rows.get(voice, []) if survey else self.told.sheets.get(voice, [])
        agreed = self.told.agreed.get(voice, [])
        sheets = sheets if survey else [*agreed, *sheets] if kind == "sepakat" else agreed or sheets
        found = [self.answer(item, sheet.get(code(item))) for sheet in sheets]
        given = [one for one in found if one is not None]
        if not given or (kind == "sepakat" and len(set(given)) > 1):
            return Worth(None, open=True)
        lacking = not survey and len(given) < len(found)
        figures = [one for one in given if isinstance(one, Fraction)]
        return Worth(mean(figures), lacking) if figures else Worth(None, lacking, plays=False)

    # Siblings --------------------------------------------------------------------------------------------

    def _below(self, item: Written) -> Iterator[Written]:
        return leaves(item) if item.get("gabung") == "bagian-ya" else iter(items_of(item))

    def combined(self, item: Written, worths: Mapping[str, Worth]) -> Worth:  # noqa: PLR0911 - a way each
        way = item.get("gabung", "rata-rata")
        parts = [(one, worths[code(one)]) for one in self._below(item)]
        is_open = any(worth.open for _, worth in parts)
        kin = [(one, worth) for one, worth in parts if worth.plays]
        if not kin:
            return Worth(None, is_open, plays=False)
        if way == "tidak":
            return Worth(None, is_open)
        known = [(one, worth.value) for one, worth in kin if worth.value is not None]
        is_open = is_open or len(known) < len(kin)
        if not known:
            return Worth(None, is_open)
        if way == "jumlah":
            return Worth(sum((v for _, v in known), Fraction()) if len(known) == len(kin) else None, is_open)
        weights = [Fraction(one.get("bobot", 1)) for one, _ in known]
        total = sum((w * v for w, (_, v) in zip(weights, known, strict=True)), Fraction())
        if way == "jumlah-berbobot":
            return Worth(total if len(known) == len(parts) else None, is_open)
        if way == "bagian-ya" or not all("bobot" in one for one, _ in known):
            return Worth(mean([value for _, value in known]), is_open)
        return Worth(total / sum(weights), is_open)

    # Voices together -------------------------------------------------------------------------------------

    def worth(self, item: Written) -> Worth:  # noqa: PLR0911 - a way each
        """What an item is worth when all have spoken."""
        if code(item) in self.ruled:
            return Worth(self.ruled[code(item)])
        weights, speaking = self.weights[code(item)], self.speaking(item)
        below = [one for one in walk(item) if one is not item]
        apart = len(speaking) < len(weights)
        settled = any(
            "suara" in one or (len(self.speaking(one)) > 1 and (apart or code(one) in self.ruled))
            for one in below
        )
        if below and (settled or not speaking):
            return self.combined(item, {code(one): self.worth(one) for one in self._below(item)})
        if len(speaking) == 1:
            return self.of_voice(speaking[0], item)
        if apart:
            return Worth(None)
        said = {voice: self.of_voice(voice, item) for voice in speaking}
        is_open = any(one.open for one in (*said.values(), *map(self.worth, items_of(item))))
        if not any(one.plays for one in said.values()):
            return Worth(None, is_open, plays=False)
        values = {voice: one.value for voice, one in said.items() if one.value is not None}
        if len(values) < len(said):
            return Worth(None, open=is_open or bool(values) or item.get("gabung") != "tidak")
        total = sum((weights[voice] * value for voice, value in values.items()), Fraction())
        return Worth(total / sum(weights.values()), is_open)


def band(scheme: Written, value: Fraction | None) -> str:
    """The last band that begins at or below a value."""
    bands = scheme.get("predikat", ()) if value is not None else ()
    return next((str(one["sebut"]) for one in reversed(bands) if one["dari"] <= (value or 0)), "")


def ranked(worths: Mapping[str, Worth], order: Sequence[str] = ()) -> dict[str, tuple[int | None, bool]]:
    """Rank and tie of each; with the panel's `order` of all things nobody is equal."""
    if order:
        return {name: (place, False) for place, name in enumerate(order, start=1)}
    values = {name: worth.value for name, worth in worths.items() if worth.value is not None}
    ranks = {name: 1 + sum(other > value for other in values.values()) for name, value in values.items()}
    ties = {name: list(values.values()).count(value) > 1 for name, value in values.items()}
    return {name: (ranks.get(name), ties.get(name, False)) for name in worths}


def seated(worths: Mapping[str, Worth], ranks: Mapping[str, tuple[int | None, bool]], seats: int) -> set[str]:
    """Who gets a seat: nobody while anything is open, and no group of equals that does not fit whole."""
    if any(worth.open or worth.value is None for worth in worths.values()):
        return set()
    taken: set[str] = set()
    for rank in sorted({rank for rank, _ in ranks.values() if rank is not None}):
        group = {name for name, (own, _) in ranks.items() if own == rank}
        if len(taken) + len(group) > seats:
            break
        taken |= group
    return taken
