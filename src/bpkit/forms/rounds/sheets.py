"""Sheets to answer on, of any programme, as workbooks.

`reading/rounds` reads them back, whatever Excel, LibreOffice or people made of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace
from openpyxl.utils import get_column_letter

from ...figures import typed
from ...model.programs import (
    Item,
    LeafKind,
    Program,
    Scheme,
    Voice,
    VoiceKind,
)
from ...model.scores import Scale
from ...model.sheet_words import (
    ALONE,
    ANSWER,
    CODE,
    FOOT,
    ITEM,
    LABELS,
    SCALE,
    THING,
    TOGETHER,
    field_name,
    fields_asked,
)
from ...wording import say
from ..common import DOTS, unfiled
from .layout import (
    BLANK_ROWS,
    CENTRE,
    CENTRE_INPUT,
    DAY_INPUT,
    GROUP,
    INPUT,
    NOTE,
    NOTE_SIZE,
    PLAIN,
    SUBTITLE,
    TEXT,
    TITLE,
    VALUE,
    Book,
    CellStyle,
    Page,
    PlannedRow,
    Put,
    pairs,
)
from .words import code_width

MOST_COLUMNS = 12  # of answers and fields side by side; with more, each thing has a block of rows
MOST_VALUES = 41  # of a scale that a drop-down shows
HEAD_INPUT = CellStyle(9, bold=True, fill="FFF9DB", open=True, down="center")
HEAD_DAY = CellStyle(9, bold=True, fill="FFF9DB", open=True, down="center", pattern="dd/mm/yyyy")
YES_NO = ("Ya", "Tidak")
NOT_APPLICABLE = "Tidak berlaku"


def answer_form(  # noqa: PLR0913 - whose sheet it is, and for which unit and period
    program: Program,
    scheme: Scheme,
    judged: Sequence[str],
    voice: Voice | str | None,
    who: str,
    *,
    unit: str = "",
    period: str = "",
) -> bytes:
    """The sheet of one person (of several, agreed on, with their names parted by semicolons) as a workbook.

    `judged` are the things that the scheme judges; none where that is the unit itself. Where nobody knows
    them yet there are blank rows. The same arguments give the same bytes.
    """
    book = Book(titled(program, scheme))
    form = _AnswerForm(book, program, scheme, tuple(judged))
    form.lay(voice_of(scheme, voice), who, unit, period)
    return book.to_bytes()


def titled(program: Program, scheme: Scheme) -> str:
    """Programme and judgement, once where both are called the same."""
    return ": ".join(dict.fromkeys((program.name, scheme.name)))


def narrowed_scheme(scheme: Scheme, branch: Item) -> Scheme:
    """The scheme with one branch of its tree as the whole of it."""
    bands = scheme.bands if branch.bands is None else branch.bands
    return replace(scheme, root=branch, bands=bands, passing=None, seats=None)


def answer_words(item: Item) -> str:
    """What an item is answered with, in words: `Ya / Tidak`, `1–10`, `Bilangan (orang)`."""
    if item.kind is LeafKind.YES_NO:
        return say("round_forms.yes_no_not" if item.conditional else "round_forms.yes_no")
    if item.kind is LeafKind.ACHIEVEMENT and item.target:
        unit = item.target.unit
        first = say("round_forms.number_of", unit=unit) if unit else say("round_forms.number")
        value = item.target.value
        target = say("round_forms.target", target=typed(value)) if value is not None else ""
        return f"{first}; {target or say('round_forms.no_target')}"
    words = _scale_words(item.scale) if item.scale else say("round_forms.number")
    return f"{words} / {NOT_APPLICABLE}" if item.conditional else words


def _scale_words(scale: Scale) -> str:
    """`1–10`, or `0–100, kelipatan 5`: with commas in them, steps are hard to tell apart."""
    whole = f"{typed(scale.least)}–{typed(scale.most)}"
    return whole if scale.step == 1 else say("round_forms.steps", scale=whole, step=typed(scale.step))


def asks_together(voice: Voice | None) -> bool:
    """Whether a voice hands in one sheet that all agreed on."""
    return voice is not None and voice.kind is VoiceKind.AGREED


def voice_of(scheme: Scheme, voice: Voice | str | None) -> Voice | None:
    """The voice, or that of a code; else the first."""
    if isinstance(voice, Voice):
        return voice
    return next((one for one in scheme.voices if one.code == voice), next(iter(scheme.voices), None))


class _AnswerForm:
    """Lays one answer sheet."""

    def __init__(self, book: Book, program: Program, scheme: Scheme, judged: tuple[str, ...]) -> None:
        self.book, self.program, self.scheme, self.judged = book, program, scheme, judged
        self.leaves = tuple(scheme.root.leaves())
        self.fields = fields_asked(scheme)
        columns = sum(1 + len(self._asked(item)) for item in self.leaves)
        self.is_wide = scheme.judged != "unit" and columns <= MOST_COLUMNS

    def lay(self, voice: Voice | None, who: str, unit: str, period: str) -> None:
        """The sheet itself, and what it is about on a second one."""
        page = self._columns_page() if self.is_wide else self._rows_page()
        self._head(page, voice, who, unit, period)
        if self.is_wide:
            self._lay_columns(page)
        else:
            self._lay_rows(page)
        self._foot(page, who)
        page.protect()
        about_page(self.book, self.program, self.scheme, with_items=self.is_wide)

    def _asked(self, item: Item) -> tuple[str, ...]:
        return tuple(
            code for code in self.fields if code in item.required or (code == "tanggal" and item.due)
        )

    def _head(self, page: Page, voice: Voice | None, who: str, unit: str, period: str) -> None:
        page.across(say("round_forms.answer_title"), TITLE)
        page.across(titled(self.program, self.scheme), SUBTITLE)
        page.space(6)
        together = asks_together(voice) or ";" in who
        found = [
            (LABELS["penilai"], Put(who, HEAD_INPUT), "penilai"),
            (LABELS["unit"], Put(unit, VALUE), "unit"),
            (LABELS["cara_menilai"], Put(TOGETHER if together else ALONE, HEAD_INPUT), "cara_menilai"),
            (LABELS["periode"], Put(period, VALUE), "periode"),
            (LABELS["tanggal"], Put(None, HEAD_DAY), "tanggal"),
            (LABELS["suara"], Put(voice.name if voice else "", VALUE), "suara"),
            (LABELS["penilaian"], Put(self.scheme.name, VALUE), "penilaian"),
            (LABELS["program"], Put(self.program.id, VALUE), "program"),
        ]
        rows = pairs(page, found, self._spans(page))
        column = get_column_letter(1 + self._spans(page)[0])
        page.allow(f"{column}{rows['cara_menilai']}", (ALONE, TOGETHER), "")
        page.allow_days(f"{column}{rows['tanggal']}", say("round_forms.only_days"))
        page.space(6)

    @staticmethod
    def _spans(page: Page) -> tuple[int, int, int, int]:
        """How label, value, label and value share the page: near 14, 36, 14 and 36 of a hundred."""
        whole, marks = sum(page.widths), []
        for share in (0.14, 0.5, 0.64):
            edges = [sum(page.widths[: n + 1]) for n in range(page.count)]
            marks.append(min(range(page.count), key=lambda n: abs(edges[n] - share * whole)) + 1)
        first = marks[0]
        second = max(marks[1], first + 1)
        third = max(marks[2], second + 1)
        return first, second - first, third - second, max(page.count - third, 1)

    # A row an item ------------------------------------------------------------------------------------

    def _rows_page(self) -> Page:
        has_hints = any(item.hints for item in self.leaves)
        widths = [code_width(self.scheme), 42.0, *([34.0] if has_hints else []), 15.0, 14.0]
        widths += [14.0 if code == "tanggal" else 26.0 for code in self.fields]
        if self.scheme.judged != "unit":
            widths.insert(0, 26.0)
        return self.book.page(self.scheme.name, widths, lying=len(widths) > 4)

    def _lay_rows(self, page: Page) -> None:
        has_hints = any(item.hints for item in self.leaves)
        headings = [CODE, ITEM, *([say("round_forms.hints")] if has_hints else []), SCALE, ANSWER]
        headings += [field_name(code) for code in self.fields]
        if self.scheme.judged == "unit":
            page.head(headings)
            self._lay_items(page, self.scheme.root, "", has_hints=has_hints)
            return
        page.head([self._thing(), *headings])
        for thing in self.judged or ("",) * BLANK_ROWS:
            self._lay_items(page, self.scheme.root, thing, has_hints=has_hints)

    def _thing(self) -> str:
        table = self.program.table(self.scheme.judged)
        return table.name if table else THING

    def _lay_items(self, page: Page, branch: Item, thing: str, *, has_hints: bool) -> None:
        for item in branch.items or (branch,):
            if item.is_leaf:
                self._lay_item(page, item, thing, has_hints=has_hints)
            else:
                self._lay_branch(page, item)
                self._lay_items(page, item, thing, has_hints=has_hints)

    def _lay_branch(self, page: Page, item: Item) -> None:
        lines = [item.name, item.description, *(f"• {hint}" for hint in item.hints)]
        lines += [say("round_forms.assumed")] if item.assumed else []
        first = [Put("", GROUP)] if self.scheme.judged != "unit" else []
        text = "\n".join(filter(None, lines))
        page.add([*first, Put(item.code, GROUP), Put(text, GROUP, page.count - len(first) - 1)])

    def _lay_item(self, page: Page, item: Item, thing: str, *, has_hints: bool) -> None:
        lines = [item.name, item.description, say("round_forms.assumed") if item.assumed else ""]
        puts = [Put(item.code, CENTRE), Put("\n".join(filter(None, lines)), TEXT)]
        if has_hints:
            puts.append(Put("\n".join(f"• {hint}" for hint in item.hints), TEXT))
        puts += [Put(answer_words(item), CENTRE), Put(None, CENTRE_INPUT)]
        puts += [self._field(item, code) for code in self.fields]
        if self.scheme.judged != "unit":
            puts.insert(0, Put(thing, TEXT if thing else INPUT))
        row = page.add(puts, growing=True, least=18)
        answer = len(puts) - len(self.fields)
        allow_answer(page, item, f"{get_column_letter(answer)}{row}")
        if "tanggal" in self._asked(item):
            at = answer + 1 + self.fields.index("tanggal")
            page.allow_days(f"{get_column_letter(at)}{row}", say("round_forms.only_days"))

    def _field(self, item: Item, code: str) -> Put:
        """A field beside an answer; grey where the item does not ask for it, and open all the same."""
        if code == "tanggal":
            return Put(None, DAY_INPUT)
        return Put(None, INPUT if code in self._asked(item) else CellStyle(open=True))

    # A row a thing, a column an item ------------------------------------------------------------------

    def _columns_page(self) -> Page:
        widths = [13.0, 44.0]
        for item in self.leaves:
            widths += [13.0, *(22.0 for _ in self._asked(item))]
        return self.book.page(self.scheme.name, widths)

    def _lay_columns(self, page: Page) -> None:
        headings = ["No", self._thing()]
        for item in self.leaves:
            headings.append(column_heading(item))
            headings += [f"{item.code}: {field_name(code)}" for code in self._asked(item)]
        header = page.head(headings)
        names = [*self.judged, *([] if self.judged else [""] * BLANK_ROWS)]
        for number, thing in enumerate(names, start=1):
            puts = [Put(number, CENTRE), Put(thing, TEXT if thing else INPUT)]
            for item in self.leaves:
                puts += [Put(None, CENTRE_INPUT), *(self._field(item, code) for code in self._asked(item))]
            page.add(puts, growing=True, least=18)
        column = 3
        for item in self.leaves:
            letter = get_column_letter(column)
            allow_answer(page, item, f"{letter}{header + 1}:{letter}{page.row}")
            column += 1 + len(self._asked(item))

    def _foot(self, page: Page, who: str) -> None:
        page.space()
        page.across(f"{FOOT}:", CellStyle(9, bold=True, boxed=False))
        lines = say("round_forms.how_columns" if self.is_wide else "round_forms.how_rows").splitlines()
        lines += [say("round_forms.how_evidence")] if "bukti" in self.fields else []
        for line in (*lines, say("round_forms.how_together")):
            page.across(f"• {line}", NOTE)
        page.space()
        names = [name.strip() for name in who.split(";") if name.strip()] or [DOTS]
        page.across(say("round_forms.signed"), PLAIN)
        for name in names:
            page.add([Put(f"\n\n( {name} )", PLAIN, page.count)], least=44)


def column_heading(item: Item) -> str:
    """Code, name and scale of an item over its column; the code alone where it is the name."""
    name = item.short_name or item.name
    words = name if name.casefold() == item.code.casefold() else f"{item.code}\n{name}"
    return f"{words}\n({answer_words(item)})"


def allow_answer(page: Page, item: Item, area: str) -> None:
    """Let cells take what an item is answered with."""
    extra = (NOT_APPLICABLE,) if item.conditional else ()
    if item.kind is LeafKind.YES_NO:
        choices = (*YES_NO, *extra)
        page.allow(area, choices, say("round_forms.only_choices", choices=", ".join(choices)))
        return
    if item.kind is not LeafKind.SCORE or item.scale is None:
        return  # a ratio is typed as 84/90
    words = say("round_forms.only_numbers", scale=_scale_words(item.scale))
    if values := scale_values(item.scale):
        page.allow(area, (*values, *extra), words)
    elif not extra:
        page.allow_numbers(area, item.scale.least, item.scale.most, words)


def scale_values(scale: Scale) -> tuple[Fraction, ...]:
    """Every score that a scale allows; none where they are more than a drop-down shows."""
    count = int((scale.most - scale.least) / scale.step)
    if count >= MOST_VALUES:
        return ()
    return tuple(scale.least + scale.step * index for index in range(count + 1))


def about_page(
    book: Book, program: Program, scheme: Scheme | None = None, *, with_items: bool = False
) -> Page:
    """The worksheet that says what a form stands on: its items, its source, what was assumed."""
    page = book.page(say("round_forms.sheet_about"), (18.0, 34.0, 48.0), lying=False)
    page.across(program.name, TITLE)
    found = [
        (LABELS["program"], Put(program.id, VALUE), ""),
        (say("round_forms.source"), Put(program.source, CellStyle(9, boxed=False)), ""),
        (say("round_forms.note"), Put(program.note, CellStyle(9, boxed=False)), ""),
        (LABELS["sidik_program"], Put(program.sha256, CellStyle(8, boxed=False)), "sidik_program"),
    ]
    pairs(page, [one for one in found if one[1].value or one[2]], (1, 2))
    if scheme and with_items:
        page.space()
        page.head([CODE, ITEM, say("round_forms.hints")])
        for item in scheme.root.leaves():
            lines = [item.description, *(f"• {hint}" for hint in item.hints), answer_words(item)]
            page.add([Put(item.code, CENTRE), Put(item.name), Put("\n".join(filter(None, lines)))])
    lay_assumptions(page, program)
    page.protect()
    return page


def assumed(page: Page, program: Program) -> list[PlannedRow]:
    """What the source does not say and was assumed, one line each, still to be laid; else nothing.

    Keys and names of files stand between backticks there, for whoever edits the programme.
    """
    if not program.assumptions or page.book.has_assumptions:
        return assumed_aside(page, program)
    title = page.line(f"{say('round_forms.assumptions')}:", CellStyle(NOTE_SIZE, bold=True, boxed=False))
    return [page.line("", PLAIN), title, *(page.line(text, NOTE) for text in assumptions_of(program))]


def assumptions_of(program: Program) -> list[str]:
    """What was assumed, numbered, as a paper says it."""
    return [f"{number}. {unfiled(text)}" for number, text in enumerate(program.assumptions, start=1)]


def assumed_aside(page: Page, program: Program) -> list[PlannedRow]:
    """Where the assumptions are told, on a worksheet that has no room for them."""
    words = say("round_forms.assumptions_aside")
    return [page.line("", PLAIN), page.line(words, NOTE)] if program.assumptions else []


def lay_assumptions(page: Page, program: Program) -> None:
    """What the source does not say and was assumed, one line each; nothing where there is nothing."""
    if not program.assumptions:
        return
    for line in assumed(page, program):
        page.add(line.puts, least=line.least)
