"""The sheet `Periksa`: formulas that reckon Lampiran 2 anew from the scores, row by row.

What they give as things are is reckoned here too, for Excel shows it until it reckons itself: from the scores
alone, apart from the scoring, so that the sheet says `beda` where the two differ.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from ..model.place import letters_of, quoted_sheet
from ..wording import say
from .common import yes_no
from .xlsx.cells import Formula, Value, cell
from .xlsx.workbook import Workbook

if TYPE_CHECKING:
    from .lampiran2_content import OutcomeRow, Recap2, ScoreLine

SAME, DIFFERENT = "cocok", "beda"
PLACES = 9  # decimals of the values that the formulas compare, for Excel's numbers are binary


class Reckoned(Struct, frozen=True):
    """One writing, from the scores of its lines; None where there is nothing to reckon from."""

    totals: tuple[Fraction | None, ...]
    total: Fraction | None
    final: Fraction | None
    breakers: tuple[Fraction | None, ...]
    passed: bool
    rank: int | None

    def agrees_in_totals(self, outcome: OutcomeRow) -> bool:
        """Whether the form has the same totals and the same sum."""
        return (self.totals, self.total) == (outcome.totals, outcome.total)

    def agrees_in_final(self, outcome: OutcomeRow) -> bool:
        """Whether the form has the same final value."""
        return self.final == (None if outcome.final is None else _rounded(outcome.final))


def reckon(recap: Recap2) -> list[Reckoned]:
    """Every outcome anew, in the order of the form."""
    values = [_values(recap, outcome) for outcome in recap.outcomes]
    strengths = [
        (final, *breakers) if outcome.rank is not None and final is not None else None
        for outcome, (_, final, breakers) in zip(recap.outcomes, values, strict=True)
    ]
    weakest_first = sorted(strength for strength in strengths if strength)
    return [
        Reckoned(
            totals=totals,
            total=_sum(totals),
            final=final,
            breakers=breakers,
            passed=outcome.rank is not None and _passes(totals, recap.passing),
            rank=len(weakest_first) - bisect_right(weakest_first, strength) + 1 if strength else None,
        )
        for outcome, (totals, final, breakers), strength in zip(
            recap.outcomes, values, strengths, strict=True
        )
    ]


Values = tuple[tuple[Fraction | None, ...], Fraction | None, tuple[Fraction, ...]]


def _values(recap: Recap2, outcome: OutcomeRow) -> Values:
    lines = [None if line is None else recap.lines[line] for line in outcome.lines]
    totals = tuple(None if line is None else _total(recap, line) for line in lines)
    known = [total for total in totals if total is not None]
    final = _rounded(sum(known, Fraction()) / len(known)) if known else None
    codes = [instrument.code for instrument in recap.instruments]
    breakers = tuple(_mean(lines, codes.index(code)) for code in recap.tie_break)
    return totals, final, breakers


def _total(recap: Recap2, line: ScoreLine) -> Fraction | None:
    total = Fraction()
    for instrument, score in zip(recap.instruments, line.scores, strict=True):
        if not isinstance(score, Fraction):
            return None
        total += score * instrument.weight
    return total


def _mean(lines: list[ScoreLine | None], index: int) -> Fraction:
    scores = [score for line in lines if line and isinstance(score := line.scores[index], Fraction)]
    return _rounded(sum(scores, Fraction()) / len(scores)) if scores else Fraction()


def _sum(totals: tuple[Fraction | None, ...]) -> Fraction | None:
    known = [total for total in totals if total is not None]
    return sum(known, Fraction()) if known else None


def _passes(totals: tuple[Fraction | None, ...], passing: Fraction) -> bool:
    known = [total for total in totals if total is not None]
    return bool(known) and sum(known, Fraction()) >= passing * len(known)


def _rounded(value: Fraction) -> Fraction:
    return Fraction(round(value * 10**PLACES), 10**PLACES)


HEAD = ("periksa_ringkasan", "periksa_nilai_lulus", "periksa_nama", "periksa_nama_pemecah")
ROW = (
    "periksa_baris",
    "periksa_judul",
    "periksa_kota",
    "periksa_total",
    "periksa_jumlah",
    "periksa_na",
    "periksa_pemecah",
    "periksa_lulus",
    "periksa_peringkat",
    "cocok_jumlah",
    "cocok_na",
    "cocok_lulus",
    "cocok_peringkat",
    "cocok",
)
VERDICTS = ROW[9:13]
PLACES_NEEDED = (*HEAD, *ROW)


ON_A_PAGE = 8  # assessors whose totals stand on one page with all else, in letters of 8 points


def fill_checks(book: Workbook, recap: Recap2) -> None:
    """Fill the sheet. The formulas point to the form and the scores, so those must be filled already."""
    book.repeat_column("periksa_total", len(recap.assessors))
    book.share_width("periksa_total", 45.0)
    book.repeat_column("periksa_pemecah", len(recap.tie_break))
    titles = [(None, one.title, one.city) for one in recap.outcomes]
    book.fit_width(("periksa_judul", "periksa_kota"), titles, ROW[:3])
    book.put_across("periksa_nama", recap.assessors)
    names = {one.code: one.short_name for one in recap.instruments}
    book.put_across(
        "periksa_nama_pemecah", [f"Rata-rata {names.get(code, code)}" for code in recap.tie_break]
    )
    if len(recap.assessors) > ON_A_PAGE:
        book.repeat_titles("periksa_judul")
    book.put("periksa_nilai_lulus", recap.passing)
    formulas = _Formulas(book, recap)
    pairs = zip(recap.outcomes, reckon(recap), strict=True)
    rows = [formulas.row(index, outcome, now) for index, (outcome, now) in enumerate(pairs)]
    book.fill({"row": ROW}, [("row", row) for row in rows])
    verdicts = [row[-1].result for row in rows if isinstance(row[-1], Formula)]
    book.put("periksa_ringkasan", formulas.summary(len(rows), verdicts.count(DIFFERENT)))


class _Formulas:
    """The formulas of the sheet, by where the places of the workbook are."""

    def __init__(self, book: Workbook, recap: Recap2) -> None:
        self._at = book.places
        self._recap = recap
        self._last = len(recap.outcomes) - 1

    def row(self, index: int, outcome: OutcomeRow, now: Reckoned) -> tuple[Value, ...]:
        """The cells of one writing's row."""
        verdicts = self._verdicts(index, outcome, now)
        return (
            index + 1,
            outcome.title,
            outcome.city,
            *(self._total(line, total) for line, total in zip(outcome.lines, now.totals, strict=True)),
            *self._values(index, now),
            *self._breakers(outcome, now),
            *self._ranked(index, now),
            *verdicts,
            self._all(index, verdicts),
        )

    def summary(self, rows: int, different: int) -> Formula:
        """One line that says whether every row agrees."""
        same, some = say("forms.check_same", rows=rows), say("forms.check_different", rows=rows)
        found = f'COUNTIF({self._down("cocok")},"{DIFFERENT}")'
        text = f'IF({found}=0,"{same}",{found}&"{some}")'
        return Formula(text, f"{different}{some}" if different else same)

    def _total(self, line: int | None, now: Fraction | None) -> Formula | None:
        if line is None:
            return None
        row = self._at["lembar_skor"].row + line
        scores, weights = self._across("lembar_skor", row), self._across("lembar_bobot", None)
        count = len(self._recap.instruments)
        return _formula(f'IF(COUNT({scores})={count},ROUND(SUMPRODUCT({scores},{weights}),{PLACES}),"")', now)

    def _values(self, index: int, now: Reckoned) -> Iterator[Formula]:
        """The sum of the totals and the final value."""
        totals = self._totals(index)
        yield _formula(f'IF(COUNT({totals})=0,"",SUM({totals}))', now.total)
        yield _formula(f'IF(COUNT({totals})=0,"",ROUND(SUM({totals})/COUNT({totals}),{PLACES}))', now.final)

    def _breakers(self, outcome: OutcomeRow, now: Reckoned) -> Iterator[Formula]:
        """The means that break ties, where the rubric has such."""
        codes = [instrument.code for instrument in self._recap.instruments]
        scores = self._at["lembar_skor"]
        for code, mean in zip(self._recap.tie_break, now.breakers, strict=True):
            column = scores.column + codes.index(code)
            cells = [
                f"{quoted_sheet(scores.sheet)}!{cell(scores.row + line, column)}"
                for line in outcome.lines
                if line is not None
            ]
            yield _formula(f"IFERROR(ROUND(AVERAGE({','.join(cells)}),{PLACES}),0)" if cells else "0", mean)

    def _ranked(self, index: int, now: Reckoned) -> Iterator[Formula]:
        """Whether it passed, and its rank; what has no rank on the form is provisional and has neither."""
        totals, rank = self._totals(index), self._form("peringkat", index)
        passing = self._cell("periksa_nilai_lulus", None)
        enough = f"ROUND(SUM({totals})-{passing}*COUNT({totals}),{PLACES})>=0"
        text = f'IF(OR({rank}="",COUNT({totals})=0),"Tidak",IF({enough},"Ya","Tidak"))'
        yield Formula(text, yes_no(now.passed))
        final = self._cell("periksa_na", index)
        better = "+".join(self._better(index))
        yield _formula(f'IF(OR({rank}="",{final}=""),"",1+{better})', now.rank)

    def _better(self, index: int) -> Iterator[str]:
        """How many are ahead: with a higher final value, or with an equal one and a higher tie-break."""
        row = self._at["periksa_na"].row + index
        breaker = self._at["periksa_pemecah"]
        columns = [self._at["periksa_na"].column, *range(breaker.column, breaker.last_column + 1)]
        ranked = f'{self._down("peringkat", other=True)},">0"'
        equals = ""
        for column in columns:
            letter, top = letters_of(column), row - index
            down = f"${letter}${top}:${letter}${top + self._last}"
            yield f'COUNTIFS({ranked}{equals},{down},">"&{letter}{row})'
            equals += f",{down},{letter}{row}"

    def _verdicts(self, index: int, outcome: OutcomeRow, now: Reckoned) -> tuple[Formula, ...]:
        totals, final = self._totals(index), self._cell("periksa_na", index)
        form_final, form_rank = self._form("nilai_akhir", index), self._form("peringkat", index)
        form_totals = self._across("penilai", self._at["penilai"].row + index)
        rank = self._cell("periksa_peringkat", index)
        by_value = "" if outcome.rank_by_value is None else outcome.rank_by_value
        decided = (
            outcome.rank != outcome.rank_by_value
        )  # the panel's decision: the form tells the value's rank in words
        return (
            _verdict(
                f"SUMPRODUCT(--({totals}<>{form_totals}))=0,"
                f"{self._cell('periksa_jumlah', index)}={self._form('jumlah', index)}",
                same=now.agrees_in_totals(outcome),
            ),
            _verdict(
                f'IF({final}="",{form_final}="",ROUND({final}-N({form_final}),{PLACES - 1})=0)',
                same=now.agrees_in_final(outcome),
            ),
            _verdict(
                f"{self._cell('periksa_lulus', index)}={self._form('lulus', index)}",
                same=now.passed == outcome.passed,
            ),
            _verdict(
                f"{rank}={_literal(by_value)},{form_rank}={_literal(outcome.rank or '')}"
                if decided
                else f"{rank}={form_rank}",
                same=now.rank == outcome.rank_by_value,
            ),
        )

    def _all(self, index: int, verdicts: Sequence[Formula]) -> Formula:
        cells = ",".join(f'{self._cell(name, index)}="{SAME}"' for name in VERDICTS)
        return _verdict(cells, same=all(verdict.result == SAME for verdict in verdicts))

    def _cell(self, name: str, index: int | None) -> str:
        """A cell of this sheet: of a row, or one that stands alone."""
        place = self._at[name]
        if index is None:
            return f"${letters_of(place.column)}${place.row}"
        return cell(place.row + index, place.column)

    def _form(self, name: str, index: int) -> str:
        place = self._at[name]
        return f"{quoted_sheet(place.sheet)}!{cell(place.row + index, place.column)}"

    def _totals(self, index: int) -> str:
        place = self._at["periksa_total"]
        row = place.row + index
        return f"{cell(row, place.column)}:{cell(row, place.last_column)}"

    def _across(self, name: str, row: int | None) -> str:
        """The cells of a repeated column in one row; those of a lone row are fixed."""
        place = self._at[name]
        first, last = letters_of(place.column), letters_of(place.last_column)
        if row is None:
            return f"{quoted_sheet(place.sheet)}!${first}${place.row}:${last}${place.row}"
        return f"{quoted_sheet(place.sheet)}!{first}{row}:{last}{row}"

    def _down(self, name: str, *, other: bool = False) -> str:
        """A whole column of rows, on this sheet or on another."""
        place = self._at[name]
        column = letters_of(place.column)
        sheet = f"{quoted_sheet(place.sheet)}!" if other else ""
        return f"{sheet}${column}${place.row}:${column}${place.row + self._last}"


def _formula(text: str, now: Fraction | int | None) -> Formula:
    return Formula(text, "" if now is None else now)


def _verdict(conditions: str, *, same: bool) -> Formula:
    return Formula(f'IF(AND({conditions}),"{SAME}","{DIFFERENT}")', SAME if same else DIFFERENT)


def _literal(value: int | str) -> str:
    return '""' if value == "" else str(value)
