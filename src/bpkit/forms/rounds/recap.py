"""The recap of a round, of any programme: the result, the answers it stands on, and a sheet that checks it.

A form that shows a list is that list, laid out to be printed.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ...model.programs import Column, Form, Program, Table
from ...model.rounds import Judgement, Row, Unit
from ...model.settings import Office
from ...tallies.needs import need_of
from ...tallies.stages import progress_of
from ...wording import say
from .judgement_pages import (
    approved_by,
    lay_foot,
    lay_title,
)
from .layout import CENTRE, TEXT, Book
from .list_sheets import list_page
from .sheets import lay_assumptions, narrowed_scheme
from .words import period_of

OF_UNIT = "unit"  # the column that tells whose a row is, where a list holds those of several units
CARRIED = "dari"  # column of where a row was carried from


def recap_form(  # noqa: PLR0913 - what it is about, and on whose paper
    program: Program,
    form: Form,
    unit: Unit,
    judgements: Sequence[Judgement],
    history: Sequence[Judgement] = (),
    office: Office | None = None,
    *,
    provisional: bool = False,
) -> bytes:
    """The form as a workbook; the same arguments give the same bytes.

    `form.shows` is the code of a scheme or of a list; without it, every judgement is shown. `history` are the
    judgements of the periods before, which indicators are shown with. `provisional` says that something that
    it shows may still change, whatever its own values say.
    """
    book = Book(f"{program.name}: {form.name}", office, provisional=provisional)
    if program.table(form.shows) is not None:
        _lay_list(book, program, form, unit)
        return book.to_bytes()
    if (tally := _tally_form(book, program, form, unit)) is not None:
        return tally
    from .progress import ProgressPages, has_indicators  # which stands on this module
    from .working_papers import pages_of

    shown = [narrowed(one, form.branch) for one in judgements if form.shows in ("", one.scheme.code)]
    laid = [
        ProgressPages(book, program, form, one, history)
        if has_indicators(one.scheme)
        else pages_of(form)(book, program, form, one)
        for one in shown
    ]
    for result in laid:
        result.lay()
    for result in laid:
        result.lay_picture()
    for result in laid:
        result.lay_answers()
    if not laid:
        page = book.page(form.name, (1.0, 1.0))
        lay_title(page, program, form, unit)
        page.across(say("round_forms.nothing_judged"), TEXT)
        lay_assumptions(page, program)
    return book.to_bytes()


def _tally_form(book: Book, program: Program, form: Form, unit: Unit) -> bytes | None:
    """The form of a need or of stages; None where it shows something else."""
    from .needs import need_form
    from .stages import stage_form

    for need in program.needs:
        if need.code == form.shows:
            return need_form(program, form, unit, need_of(program, need, unit), book)
    for plan in program.stages:
        if plan.code == form.shows:
            return stage_form(program, form, unit, progress_of(program, plan, unit), book)
    return None


def _lay_list(book: Book, program: Program, form: Form, unit: Unit) -> None:
    """The list of a form, with all rows that were read."""
    table = program.table(form.shows)
    if table is None:
        return
    rows = rows_of(table, unit)
    if table.level != form.level:
        table = replace(table, columns=(Column(OF_UNIT, "Unit"), *table.columns))
    if table.carried and any(row[CARRIED] for row in rows):
        table = replace(table, columns=(*table.columns, Column(CARRIED, say("round_forms.carried_from"))))
    warning = say("round_forms.is_provisional") if book.provisional else ""
    page = list_page(book, table, rows, unit=unit.name, period=period_of(unit), warning=warning)
    if not rows:
        page.across(say("round_forms.nothing_listed"), CENTRE)
    lay_foot(page, program, unit, approved_by(program, form, unit))


def rows_of(table: Table, unit: Unit) -> list[dict[str, str]]:
    """The rows of a list in a unit and below it, each with its unit and where it was carried from."""
    return [
        {**row.cells, OF_UNIT: one.name, CARRIED: _origin(one, row)}
        for one in unit.walk()
        for row in (one.listings[table.code].rows if table.code in one.listings else ())
    ]


def _origin(unit: Unit, row: Row) -> str:
    """The folder of the period that a row is carried from; nothing for one of this period."""
    if row.path.is_relative_to(unit.path):
        return ""
    above = unit.path.parent
    return row.path.relative_to(above).parts[0] if row.path.is_relative_to(above) else row.path.parent.name


def narrowed(judgement: Judgement, branch: str) -> Judgement:
    """The judgement of one branch of its tree, as if that were the whole; of all where no branch is named."""
    item = next((one for one in judgement.scheme.root.walk() if branch and one.code == branch), None)
    if item is None:
        return judgement
    scheme = narrowed_scheme(judgement.scheme, item)
    outcomes = tuple(
        replace(one, total=value)
        for one in judgement.outcomes
        for value in one.total.walk()
        if value.item == branch
    )
    earlier = narrowed(judgement.earlier, branch) if judgement.earlier else None
    return replace(judgement, scheme=scheme, outcomes=outcomes, earlier=earlier)
