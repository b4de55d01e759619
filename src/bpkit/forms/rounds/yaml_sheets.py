"""The same sheets and lists as text files, for whoever has no Excel: blank places, every item explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...model.programs import UNIT, Item, Level, Program, Scheme, Table, Voice
from ...model.rounds import Judgement
from ...model.sheet_words import TOTAL_NAME, AskedFact, facts_table
from ...wording import say
from ..common import comment, scalar
from .list_sheets import asked_words, how_to_rule, reckoned_number, ruled_rows
from .sheets import answer_words, asks_together, titled, voice_of
from .words import number_words

TOTAL_KEY = "total"  # of the value of the whole, which has no code


def answer_yaml(  # noqa: PLR0913 - as the workbook
    program: Program,
    scheme: Scheme,
    judged: Sequence[str],
    voice: Voice | str | None,
    who: str,
    *,
    unit: str = "",
    period: str = "",
) -> str:
    """The sheet as a text file with a blank place for every answer."""
    return "\n".join(_answer_lines(program, scheme, judged, voice_of(scheme, voice), who, (unit, period)))


def _answer_lines(  # noqa: PLR0913 - as the workbook
    program: Program,
    scheme: Scheme,
    judged: Sequence[str],
    voice: Voice | None,
    who: str,
    place: tuple[str, str],
) -> Iterator[str]:
    yield from comment(titled(program, scheme))
    for line in say("round_forms.yaml_how").splitlines():
        yield from comment(line, "- ")
    yield f"penilaian: {scalar(scheme.code)}"
    yield f"suara: {scalar(voice.code if voice else '')}".rstrip()
    if asks_together(voice) or ";" in who:
        names = [name.strip() for name in who.split(";") if name.strip()]
        yield from ("sepakat:", *(f"  - {scalar(name)}" for name in names))
    else:
        yield f"nama: {scalar(who)}".rstrip()
    yield from (
        f"{key}: {scalar(text)}".rstrip() for key, text in zip(("unit", "periode"), place, strict=True)
    )
    yield "tanggal:"
    yield f"sidik_program: {scalar(program.sha256)}".rstrip()
    yield "jawaban:"
    if scheme.judged == "unit":
        yield from _item_lines(scheme.root, "  ")
    for thing in judged if scheme.judged != "unit" else ():
        yield f"  {scalar(thing)}:"
        yield from _item_lines(scheme.root, "    ")
    yield ""


def _item_lines(branch: Item, indent: str) -> Iterator[str]:
    for item in branch.items or (branch,):
        words = f"{item.code}: {item.name}"
        if not item.is_leaf:
            yield ""
            yield from (f"{indent}{line}" for line in comment(words))
            yield from _item_lines(item, indent)
            continue
        yield from (f"{indent}{line}" for line in comment(f"{words} ({answer_words(item)})"))
        for text in (item.description, *item.hints):
            yield from (f"{indent}{line}" for line in comment(text, "    "))
        asked = (*(("tanggal",) if item.due else ()), *item.required)
        yield f"{indent}{scalar(item.code)}:"
        if asked:
            yield f"{indent}  nilai:"
            yield from (f"{indent}  {scalar(code)}:" for code in dict.fromkeys(asked))


def ruling_yaml(
    program: Program, judgements: Sequence[Judgement], panel: str, *, unit: str = "", period: str = ""
) -> str:
    """A panel's decision as a text file: a blank place for every value that it may put, and for its order."""
    return "\n".join(_ruling_lines(program, judgements, panel, {"unit": unit, "periode": period}))


def _ruling_lines(
    program: Program, judgements: Sequence[Judgement], panel: str, place: Mapping[str, str]
) -> Iterator[str]:
    yield from comment(", ".join(filter(None, (program.name, panel))))
    for line in how_to_rule([one.scheme for one in judgements if any(ruled_rows(one))], "ruling_yaml"):
        yield from comment(line, "- ")
    yield from (f"{key}: {scalar(text)}".rstrip() for key, text in place.items())
    yield from ("nomor_surat:", "tanggal:", "disetujui:", "alasan:")
    for judgement in (one for one in judgements if one.scheme.ranked and one.outcomes):
        yield "urutan:"
        for outcome in judgement.outcomes:
            rank = "–" if outcome.rank is None else str(outcome.rank)
            yield from comment(f"{rank}. {outcome.judged}", "    ")
    puttable = [one for one in judgements if one.scheme.override]
    if any(any(ruled_rows(one)) for one in puttable):
        yield "nilai:"
    for judgement in puttable:
        yield from _puttable_lines(judgement)
    yield ""


def _puttable_lines(judgement: Judgement) -> Iterator[str]:
    """A blank place for a value and its reason, below what is judged where that is not the unit itself."""
    items = {item.code: item for item in judgement.scheme.root.walk()}
    indent, thing = "  ", None
    for outcome, value in ruled_rows(judgement):
        if judgement.scheme.judged != UNIT and outcome.judged != thing:
            indent, thing = "    ", outcome.judged
            yield f"  {scalar(thing)}:"
        item, number = items[value.item], reckoned_number(value)
        name = f"{item.code}: {item.name}" if item.code else TOTAL_NAME
        shown = number_words(item, number, judgement.edges(item.code))
        words = say("round_forms.reckoned_value").lower()
        yield from (f"{indent}{line}" for line in comment(f"{name} ({words}: {shown})"))
        yield f"{indent}{scalar(item.code or TOTAL_KEY)}:"
        yield from (f"{indent}  {key}:" for key in ("nilai", "alasan"))


def facts_yaml(program: Program, level: Level, asked: Sequence[AskedFact]) -> str:
    """What a unit says of itself as a text file, with a blank place for each key that is asked."""
    lines = comment(f"{program.name}: {facts_table(level).name}")
    above: tuple[str, ...] = ()
    for one in asked:
        *folders, key = one.key.split(".", 2)
        for depth, folder in enumerate(folders):
            if above[: depth + 1] != tuple(folders[: depth + 1]):
                lines.append(f"{'  ' * depth}{scalar(folder)}:")
        above, indent = tuple(folders), "  " * len(folders)
        lines += [f"{indent}{line}" for line in comment(asked_words(one))]
        lines.append(f"{indent}{scalar(key)}:")
    return "\n".join((*lines, ""))


def list_yaml(program: Program, table: Table, rows: Sequence[Mapping[str, str]] = ()) -> str:
    """A list as a text file: its rows, and a blank one with a word on each key."""
    lines = comment(f"{program.name}: {table.name}")
    for line in say("round_forms.how_list").splitlines():
        lines += comment(line, "- ")
    for column in table.columns:
        about = "; ".join(filter(None, (column.name, ", ".join(column.choices), column.hint)))
        lines += comment(f"{column.code}{' *' if column.required else ''}: {about}", "    ")
    for cells in (*rows, {}):
        entry = [f"{scalar(column.code)}: {scalar(cells.get(column.code, ''))}" for column in table.columns]
        lines += [f"{'- ' if index == 0 else '  '}{one.rstrip()}" for index, one in enumerate(entry)]
    return "\n".join((*lines, ""))
