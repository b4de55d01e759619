"""A judged unit as a record, with its figures reckoned by hand, to make forms of."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from bpkit.model.place import Place
from bpkit.model.programs import Cycle
from bpkit.model.rounds import (
    Answer,
    AnswerSheet,
    Judgement,
    Listing,
    Origin,
    Outcome,
    Row,
    Ruling,
    Span,
    Symbol,
    Unit,
    Value,
)

from .round_programs import PROGRAM, RANKING, SELF

HERE = Place()
YES, NO = Symbol.YES, Symbol.NO


def answer(value: object) -> Answer:
    if isinstance(value, Symbol):
        return Answer(value.value, HERE, symbol=value)
    return Answer(str(value), HERE, Fraction(str(value)))


def sheet(
    name: str, scheme: str, voice: str, who: tuple[str, ...], answers: dict[str, dict[str, object]]
) -> AnswerSheet:
    made = {judged: {code: answer(one) for code, one in by.items()} for judged, by in answers.items()}
    return AnswerSheet(Path(name), scheme, voice, who, made)


SHEETS = (
    sheet("siti.xlsx", "utama", "asesor", ("Siti",),
        {"": {"1.1": 60, "1.2": 40, "2.1": YES, "2.2": NO, "3": 7}}),
    sheet("budi.yaml", "utama", "asesor", ("Budi",), {"": {"1.1": 75, "2.1": YES, "2.2": YES, "3": 8}}),
    sheet("tim.xlsx", "utama", "tim", ("Siti", "Budi"),
        {"": {"1.1": 60, "1.2": 50, "2.1": YES, "2.2": NO, "3": "7.5"}}),
    sheet("a.xlsx", "prioritas", "lembaga", ("LPMP",),
        {"Guru": {"U": 5, "S": 4, "G": 3}, "=Dana": {"U": 1, "S": 1, "G": 1},
        "Buku": {"U": 2, "S": 2, "G": 2}}),
)  # fmt: skip
RULING = Ruling(
    Path("keputusan.yaml"),
    values={("", "2"): Origin(Path("keputusan.yaml"), HERE, "0,9")},
    reasons={("", "2"): "bukti lapangan"},
    letter="7/2013",
    approved_by=("Dr. Rahmat",),
)
ROWS = (
    Row(Path("rencana-aksi.xlsx"), HERE, {
        "masalah": "=Dana", "kegiatan": "Rapat", "biaya": "1500000",
        "sampai": "2010-06-03"}),
)  # fmt: skip
UNIT = Unit(
    Path("unit (Dinas)_(2013)"),
    PROGRAM.levels[0],
    "Dinas Pendidikan",
    Span(2013, 1, Cycle.YEAR),
    sheets=SHEETS,
    listings={"rencana-aksi": Listing("rencana-aksi", ROWS)},
    ruling=RULING,
)


def value(code: str, asesor: str, tim: str, total: str, *items: Value) -> Value:
    by = {"asesor": Fraction(asesor), "tim": Fraction(tim)}
    return Value(code, Fraction(total), by_voice=by, items=items)


def leadership() -> Value:
    """(67.5 + 40) ÷ 2 and (60 + 50) ÷ 2, 60 to 40: assessors are averaged per leaf first."""
    leaves = (value("1.1", "67.5", "60", "64.5"), value("1.2", "40", "50", "44"))
    return value("1", "53.75", "55", "54.25", *leaves)


def results() -> Value:
    """Reckoned (0.75 × 60 + 0.5 × 40) ÷ 100 = 0.65, and ruled 0.9."""
    leaves = (value("2.1", "1", "1", "1"), value("2.2", "0.5", "0", "0.3"))
    by = {"asesor": Fraction(3, 4), "tim": Fraction(1, 2)}
    return Value(
        "2", Fraction(9, 10), by_voice=by, ruled="bukti lapangan", reckoned=Fraction(13, 20), items=leaves
    )


def self_judgement() -> Judgement:
    """54.25 × 0.6 + 0.9 × 0.4 + 7.5 × 0 = 32.91; Budi left 1.2 blank."""
    items = (leadership(), results(), value("3", "7.5", "7.5", "7.5"))
    total = Value(
        "", Fraction("32.91"), True, ("asesor: 1.2",), "Do",
        {"asesor": Fraction("32.55"), "tim": Fraction("33.2")}, items=items,
    )  # fmt: skip
    return Judgement(UNIT, SELF, (Outcome("", total),))


def ranking() -> Judgement:
    """Three problems and a fourth that nobody scored."""
    outcomes = []
    for rank, (name, scores) in enumerate(
        (("Guru", (5, 4, 3)), ("Buku", (2, 2, 2)), ("=Dana", (1, 1, 1))), start=1
    ):
        leaves = tuple(
            Value(c, Fraction(n), by_voice={"lembaga": Fraction(n)})
            for c, n in zip("USG", scores, strict=True)
        )
        whole = Fraction(sum(scores))
        outcomes.append(Outcome(name, Value("", whole, by_voice={"lembaga": whole}, items=leaves), rank=rank))
    missing = ("lembaga: U", "lembaga: S", "lembaga: G")
    blank = tuple(Value(code, None, True, (f"lembaga: {code}",)) for code in "USG")
    return Judgement(UNIT, RANKING, (*outcomes, Outcome("Sepi", Value("", None, True, missing, items=blank))))
