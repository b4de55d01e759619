"""The same sheets and lists as text files, for whoever has no Excel: blank places, every item explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...model.programs import Item, Program, Scheme, Table, Voice
from ...wording import say
from ..common import comment, scalar
from .sheets import answer_words, asks_together, voice_of


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
    yield from comment(f"{program.name}: {scheme.name}")
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
