"""The sheet `Periksa` of any programme: formulas that reckon every value anew from the answers.

What they give is reckoned here too (`leaves.Reckoning`), for Excel shows it until it reckons itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace
from openpyxl.utils import get_column_letter

from ...model.programs import Item, LeafKind
from ...model.rounds import Judgement, Outcome, Value
from ...wording import say
from ..xlsx.cells import Formula
from .check_values import AnswerColumn, ReckonedStep, Reckoning, key_of
from .layout import CENTRE, GROUP, NOTE, TEXT, TITLE, VALUE, Book, CellStyle, Content, Page, Put
from .words import code_width, pattern_of

SAME, DIFFERENT = "cocok", "beda"
MOST_UNITS = 200  # Excel takes 255 numbers in a function, and 8,192 signs in a formula
Cells = Mapping[tuple[str, str], str]  # judged and item -> a reference


class ChecksPage:
    """Lays the sheet of one judgement; `answers` are the leaves' rows, `shown` the numbers on the form."""

    def __init__(
        self,
        book: Book,
        judgement: Judgement,
        columns: Sequence[AnswerColumn],
        answers: Mapping[tuple[str, str], tuple[str, int, int]],
        shown: Cells,
    ) -> None:
        self.scheme = judgement.scheme
        self.judgement, self.columns, self.answers, self.shown = judgement, columns, answers, shown
        self.items = tuple(self.scheme.root.walk())
        self.voices = [voice.code for voice in self.scheme.voices]
        self.is_many = self.scheme.judged != "unit"
        widths = [
            *([22.0] if self.is_many else []),
            code_width(self.scheme),
            30.0,
            9.0,
            *(12.0 for _ in self.voices),
        ]
        self.page = book.page(say("round_forms.sheet_checks"), [*widths, 13.0, 13.0, 16.0, 16.0, 9.0])
        self.first_voice = len(widths) - len(self.voices) + 1
        self.total = len(widths) + 1
        self.rows: dict[tuple[str, str], int] = {}
        self.bands = ""

    def lay(self, answers_sheet: str) -> None:
        """The head, a row an item of each thing that is judged, and the sum of it."""
        page = self.page
        page.across(say("round_forms.checks_of", name=self.scheme.name), TITLE)
        page.across(say("round_forms.checks_how", sheet=answers_sheet), NOTE)
        summary = page.add([Put("", VALUE, page.count)])
        self._lay_bands()
        weights = self._lay_weights()
        header = page.head(self._headings())
        outcomes = self.judgement.outcomes
        numbered = ((outcome, item) for outcome in outcomes for item in self.items)
        self.rows = {(o.judged, item.code): header + n for n, (o, item) in enumerate(numbered, start=1)}
        verdicts: list[str] = []
        for outcome in outcomes:
            reckoning = Reckoning(self.scheme, outcome, self.columns).reckon()
            verdicts += [self._row(reckoning, item, weights) for item in self.items]
        lay_summary(page, summary, header, verdicts)

    def _lay_bands(self) -> None:
        """The table that bands are read off in, beside the columns that ask it."""
        if not self.scheme.bands:
            return
        page, at = self.page, self.page.count - 4
        first = page.row + 1
        lead = [Put("", CellStyle(boxed=False))] * (at - 1)
        for band in sorted(self.scheme.bands, key=lambda band: band.least):
            page.add([*lead, Put(band.least, CENTRE), Put(band.name, TEXT)])
        low, high = get_column_letter(at), get_column_letter(at + 1)
        self.bands = f"${low}${first}:${low}${page.row},${high}${first}:${high}${page.row}"

    def _lay_weights(self) -> int:
        """The weights of the voices, in a row over their columns."""
        lead = [Put("", CellStyle(boxed=False))] * (self.first_voice - 2)
        weights = [Put(voice.weight, CENTRE) for voice in self.scheme.voices]
        return self.page.add([*lead, Put(say("round_forms.weight"), GROUP), *weights])

    def _headings(self) -> list[str]:
        lead = ["Yang dinilai"] if self.is_many else []
        names = [voice.name for voice in self.scheme.voices]
        value, band = say("round_forms.reckoned"), say("round_forms.band")
        form = say("round_forms.on_form")
        return [
            *lead, "Kode", "Butir", say("round_forms.weight"), *names, value, form, band,
            f"{band}: {form.lower()}", say("round_forms.agrees"),
        ]  # fmt: skip

    def _row(self, reckoning: Reckoning, item: Item, weights: int) -> str:
        """One item's row; its verdict."""
        outcome = reckoning.outcome
        value = reckoning.values.get(item.code)
        step = reckoning.totals.get(item.code, ReckonedStep(None, "siblings"))
        pattern = pattern_of(item, step.value, self.judgement.edges(item.code))
        style = CellStyle(across="right", pattern=pattern, bold=not item.is_leaf)
        voices = [self._voiced(reckoning, code, item) for code in self.voices]
        stated = value.value if value else None
        same = step.value == stated
        band, band_same = self._band(value, step)
        verdict = "" if stated is None else SAME if same and band_same else DIFFERENT
        puts = [Put(outcome.judged)] if self.is_many else []
        puts += [Put(item.code, CENTRE), Put(item.short_name or item.name, CellStyle(bold=not item.is_leaf))]
        puts.append(Put(item.weight, CENTRE))
        puts += [Put(one, style if isinstance(one, Formula) else stated_style(style)) for one in voices]
        puts.append(Put(self._total(reckoning, item, step, weights), style))
        puts.append(self._on_form(outcome, item, stated, style))
        puts += [Put(band), Put(value.band if value and band is not None else "")]
        self.page.add([*puts, Put(self._verdict(verdict, with_band=band is not None), CENTRE)])
        return verdict

    def _on_form(self, outcome: Outcome, item: Item, stated: Fraction | None, style: CellStyle) -> Put:
        reference = self.shown.get((outcome.judged, item.code))
        if reference is None or stated is None:
            return Put(stated, style)
        return Put(Formula(reference, stated), style)

    def _voiced(self, reckoning: Reckoning, code: str, item: Item) -> Content:
        """What one voice says of an item, from its answers or from the items below."""
        step = reckoning.by_voice.get((code, item.code))
        if step is None:
            return None
        if step.kind == "answers":
            return Formula(self._answers(reckoning, code, item), step.value)
        if step.kind == "units" and len(step.figures) <= MOST_UNITS:
            return Formula(f"AVERAGE({','.join(map(str, step.figures))})", step.value)
        if step.kind == "siblings" and step.parts:
            column = get_column_letter(self.first_voice + self.voices.index(code))
            total = get_column_letter(self.total)
            put = {one.code for one in self.items if reckoning.is_put(code, one)}
            columns = [total if part in put else column for part, _ in step.parts]
            return Formula(self._joined(reckoning.outcome, step, columns), step.value)
        return step.value

    def _answers(self, reckoning: Reckoning, code: str, item: Item) -> str:
        sheet, row, first = self.answers[key_of(self.scheme, reckoning.outcome), item.code]
        own = [n for n, one in enumerate(self.columns) if one.voice == code]
        together = [n for n in own if self.columns[n].together]
        at = together if together and set(reckoning.counted(code, item)) <= set(together) else own
        left, right = get_column_letter(first + at[0]), get_column_letter(first + at[-1])
        area = f"{sheet}!{left}{row}:{right}{row}"
        if item.kind is LeafKind.YES_NO:
            yes, no = f'COUNTIF({area},"ya")', f'COUNTIF({area},"tidak")'
            return f"{yes}/({yes}+{no})"
        return f"AVERAGE({area})"

    def _joined(self, outcome: Outcome, step: ReckonedStep, columns: Sequence[str]) -> str:
        """Siblings, by the cells in which their values and weights stand."""
        weight = get_column_letter(self.first_voice - 1)
        rows = [self.rows[outcome.judged, code] for code, _ in step.parts]
        at = [(column, row, given) for column, row, (_, given) in zip(columns, rows, step.parts, strict=True)]
        if all(given is None for _, _, given in at):
            cells = ",".join(f"{column}{row}" for column, row, _ in at)
            return f"{'AVERAGE' if step.divided else 'SUM'}({cells})"
        amount = "+".join(f"{column}{row}*${weight}{row}" for column, row, _ in at)
        whole = "+".join(f"${weight}{row}" for row in rows)
        return f"({amount})/({whole})" if step.divided else amount

    def _total(self, reckoning: Reckoning, item: Item, step: ReckonedStep, weights: int) -> Content:
        row = self.rows[reckoning.outcome.judged, item.code]
        if step.value is None or step.kind in ("ruled", "stated"):
            return step.value
        if step.kind == "siblings":
            if not step.parts:
                return step.value
            columns = [get_column_letter(self.total)] * len(step.parts)
            return Formula(self._joined(reckoning.outcome, step, columns), step.value)
        letters = {code: get_column_letter(self.first_voice + n) for n, code in enumerate(self.voices)}
        if step.kind == "voice":
            return Formula(f"{letters[step.parts[0][0]]}{row}", step.value)
        own = reckoning.weights[item.code] != reckoning.weights[self.scheme.root.code]
        shares = [
            (f"{letters[code]}{row}", _number(given) if own else f"{letters[code]}${weights}")
            for code, given in step.parts
        ]
        amount = "+".join(f"{cell}*{share}" for cell, share in shares)
        return Formula(f"({amount})/({'+'.join(share for _, share in shares)})", step.value)

    def _band(self, value: Value | None, step: ReckonedStep) -> tuple[Formula | None, bool]:
        """What the reckoned value is called, and whether the form says the same."""
        known = {band.name for band in self.scheme.bands}
        if value is None or value.band not in known or step.value is None:
            return None, True
        reached = [b.name for b in sorted(self.scheme.bands, key=lambda b: b.least) if b.least <= step.value]
        name = reached[-1] if reached else ""
        cell = f"{get_column_letter(self.total)}{self.page.row + 1}"
        return Formula(f"LOOKUP(ROUND({cell},9),{self.bands})", name), name == value.band

    def _verdict(self, verdict: str, *, with_band: bool) -> Content:
        if not verdict:
            return None
        row = self.page.row + 1
        own, form, band, said = (f"{get_column_letter(self.total + n)}{row}" for n in range(4))
        same = f"ABS({own}-{form})<0.0000001"
        test = f"AND({same},{band}={said})" if with_band else same
        return Formula(f'IF({test},"{SAME}","{DIFFERENT}")', verdict)


def lay_summary(page: Page, row: int, header: int, verdicts: Sequence[str]) -> None:
    """Whether everything below the header agrees, by its last column, in a row at the top."""
    letter = get_column_letter(page.count)
    area = f"{letter}{header + 1}:{letter}{max(page.row, header + 1)}"
    count, wrong = sum(map(bool, verdicts)), verdicts.count(DIFFERENT)
    same, some = say("forms.check_same", rows=count), say("forms.check_different", rows=count)
    found = f'COUNTIF({area},"{DIFFERENT}")'
    text = f'IF({found}=0,"{same}",{found}&"{some}")'
    page.fill(row, Formula(text, f"{wrong}{some}" if wrong else same))


def _number(value: Fraction | None) -> str:
    return "1" if value is None else f"{float(value):.15g}"


def stated_style(style: CellStyle) -> CellStyle:
    """A number that no formula gives: it came from a list, or from units below."""
    return replace(style, italic=True)
