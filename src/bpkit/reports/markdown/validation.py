"""The findings as Markdown: to be read as it is, in a mail or in a chat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...model.outcomes import Checked
from ...rules.catalogue import name_of, render
from ...wording import say
from ..blocks import FIRST, Block, Group, Section, do_first, sections, where
from ..facts import measures
from ..links import Links
from ..screen.validation import headline
from ..validation_json import summary
from .text import MarkdownText, plain


def validation_md(checked: Sequence[Checked], links: Links) -> bytes:
    """The text of `bpkit validate --report FILE.md`."""
    text = MarkdownText(links)
    return text.to_bytes(validation_parts(checked, text))


def validation_parts(checked: Sequence[Checked], text: MarkdownText) -> Iterator[str]:
    """The paragraphs of that text."""
    found = sections(checked)
    yield f"# {say('page.validation')} – {plain(', '.join(headline(one) for one in checked))}"
    yield from _counts(checked)
    yield first_md([block for section in found for block in section.blocks], text)
    for section in found:
        yield from _section(section, text, alone=len(found) == 1)


def _counts(checked: Sequence[Checked]) -> Iterator[str]:
    for one in checked:
        counts = summary(one)
        named = f"{plain(headline(one))}: " if len(checked) > 1 else ""
        yield f"{named}{say('report.summary', **counts)}"
        if counts["skipped"]:
            yield plain(say("report.skipped", codes=", ".join(counts["skipped"])))


def first_md(found: Sequence[Block], text: MarkdownText) -> str:
    """What to do first, as a numbered list."""
    urgent = do_first(found)
    if not urgent:
        return f"**{say('page.no_errors' if found else 'report.all_good')}**"
    lines = [f"## {say('page.first')}", ""]
    for number, block in enumerate(urgent[:FIRST], start=1):
        remedy = plain(" ".join(block.remedies))
        lines.append(f"{number}. {text.link(block.path.name, block.path)} ({block.code}): {remedy}")
    if len(urgent) > FIRST:
        lines += ["", say("page.more", count=len(urgent) - FIRST)]
    return "\n".join(lines)


def _section(section: Section, text: MarkdownText, *, alone: bool) -> Iterator[str]:
    if not alone:
        folder = section.checked.folder
        yield f"## {plain(headline(section.checked))}"
        yield text.link(folder.path.name, folder.path)
    for group in section.groups:
        if group.blocks:
            yield from group_md(group, text, _state(group, section.checked))
    sound = [group for group in section.groups if not group.blocks]
    if sound:
        yield f"### {say('page.sound')}"
        yield "\n".join(f"- {_sound(group, text)}" for group in sound)


def _state(group: Group, checked: Checked) -> str:
    if group.submission is None:
        return ""
    complete = say("page.complete" if checked.is_complete(group.submission) else "page.incomplete")
    return f"*{complete}* · {plain(measures(group.submission))}"


def _sound(group: Group, text: MarkdownText) -> str:
    name = text.link(group.path.name, group.path)
    return f"{name}: {plain(measures(group.submission))}" if group.submission else name


def group_md(group: Group, text: MarkdownText, state: str = "") -> Iterator[str]:
    """One file with its findings."""
    name = group.submission.path.name if group.submission else group.name
    yield f"### {text.link(name, group.path)}"
    if state:
        yield state
    yield "\n".join(line for block in group.blocks for line in _block(block))


def _block(block: Block) -> Iterable[str]:
    yield f"- **{block.label} {block.code} {plain(name_of(block.code))}**"
    for finding in block.findings:
        message = render(finding).message
        place = where(finding, message)
        yield f"  - {plain(message)}" + (f" ({plain(place)})" if place else "")
    for remedy in block.remedies:
        yield f"  - {say('page.reason' if block.waived else 'page.do')} {plain(remedy)}"
