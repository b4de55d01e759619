"""Messages to paste into WhatsApp or an e-mail: what a city, or an author, still has to mend or to hand in.

They hang on no clock: the same files give the same text, so that pages which carry it stay as they are.
Whoever has everything complete gets none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ..model.dates import in_words
from ..model.facts import Folder, Submission
from ..model.outcomes import Checked
from ..model.problems import Finding
from ..model.signs import visible
from ..model.units import Period, Severity
from ..months.standing import Standing
from ..people.names import person, split_names
from ..rules.catalogue import name_of, render_plainly
from ..wording import say
from .outline import Message, Recipient, level_name, unit_name

MOST_ADVISED = 5  # suggestions in one message: it has to stay short
AWAITED = ("BP604", "BP605")  # of writings that are still to come
_POINT = "- "


def messages_for(checked: Checked, standings: Sequence[Standing], to: Recipient) -> list[Message]:
    """The messages to the cities at and below a folder, or to their authors, in the order of the folders."""
    by_path = {one.judged.folder.path: one for one in standings}
    found: list[Message] = []
    for one in checked.walk():
        standing = by_path.get(one.folder.path)
        if one.folder.level.is_lowest and to is Recipient.AUTHOR:
            found += author_messages(one)
        elif one.folder.level.is_lowest and standing:
            found += city_message(one, standing)
        elif standing and to is Recipient.CITY:
            found += absent_messages(standing)
    return found


def without_message(checked: Checked, messages: Iterable[Message]) -> list[str]:
    """The cities at and below a folder that nobody has to be written to."""
    told = {one.folder for one in messages}
    cities = (one.folder for one in checked.walk() if one.folder.level.is_lowest)
    return [unit_name(folder) for folder in cities if folder.path not in told]


def city_message(checked: Checked, standing: Standing) -> Iterator[Message]:
    """The message to a city: what must be mended, what is awaited, what is advised."""
    grave, awaited, advised = _sorted_out(checked.findings)
    if not grave and not awaited:
        return
    folder = checked.folder
    blocks = [
        [_bold(_head(folder)), *_counts(standing)],
        [*_section("mend", _numbered(checked, grave))],
        [*_section("awaited", (_POINT + one for one in _said(awaited)))],
        [*_section("advised", _advice(checked, advised))],
        [*_complete(checked)],
        [say("message.city_end" if _is_mended_there(folder, grave) else "message.city_end_awaited")],
    ]
    yield Message(
        Recipient.CITY, unit_name(folder), folder.unit or "", folder.path, folder.period, _joined(blocks)
    )


def _is_mended_there(folder: Folder, grave: Iterable[Finding]) -> bool:
    """Whether a file is to be mended, or what is said of a folder is of one in which something lies."""
    return (bool(folder.submissions) and any(grave)) or any(one.problem.path != folder.path for one in grave)


def absent_messages(standing: Standing) -> Iterator[Message]:
    """A message to every city of the roster that has no folder."""
    folder = standing.judged.folder
    for city in standing.absent:
        unit = f"{level_name(city.level)} {city.name}"
        lines = [_bold(_with_period(unit, folder.period)), say("message.no_folder", due=city.due)]
        text = _joined([[*lines, *_until(city.deadline)], [say("message.no_folder_end")]])
        yield Message(Recipient.CITY, unit, city.name, folder.path, folder.period, text)


def author_messages(checked: Checked) -> Iterator[Message]:
    """A message to every author of a city who has something to mend, with all his writings in it."""
    by_author: dict[str, list[Submission]] = {}
    for one in checked.submissions:
        for key in [person(name) for name in split_names(_author(one))] or [f"?{one.title}"]:
            by_author.setdefault(key, []).append(one)
    for key, writings in by_author.items():
        if not all(map(checked.is_complete, writings)):
            yield _author_message(checked, key, writings)


def _author_message(checked: Checked, key: str, writings: Sequence[Submission]) -> Message:
    folder, first = checked.folder, writings[0]
    name = next((one for one in split_names(_author(first)) if person(one) == key), "")
    called = (
        say("message.author_head", author=_clean(name))
        if name
        else say("message.author_head_unknown", title=_clean(first.title))
    )
    period = folder.period.in_words if folder.period else ""
    origin = say("message.author_from", unit=unit_name(folder), period=period).replace(", .", ".")
    blocks = [[_bold(called), origin]]
    blocks += [_for_author(checked, one) for one in writings if not checked.is_complete(one)]
    titles = [_clean(one.title) for one in writings if checked.is_complete(one)]
    blocks += [[say("message.complete", titles=", ".join(titles))]] if titles else []
    contact = first.identity.author.contact
    return Message(
        Recipient.AUTHOR,
        _clean(name) or called,
        folder.unit or "",
        folder.path,
        folder.period,
        _joined([*blocks, [say("message.author_end")]]),
        _clean(contact.text) if contact else "",
    )


def _for_author(checked: Checked, writing: Submission) -> list[str]:
    grave, _, advised = _sorted_out(checked.findings_on(writing))
    lines = [_bold(say("message.author_mend", title=_clean(writing.title)))]
    lines += [_POINT + one for one in _said(grave, remedies=True)]
    if advised:
        lines += [say("message.author_advised"), *_some([_POINT + one for one in _said(advised)])]
    return lines


def _sorted_out(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """What must be mended, what is awaited, and what is advised; of what was waived nothing is said."""
    grave: list[Finding] = []
    awaited: list[Finding] = []
    advised: list[Finding] = []
    for one in findings:
        if one.waived or one.severity < Severity.WARNING:
            continue
        kind = awaited if one.code in AWAITED else grave if one.severity is Severity.ERROR else advised
        kind.append(one)
    return grave, awaited, advised


def _numbered(checked: Checked, findings: Sequence[Finding]) -> Iterator[str]:
    """What must be mended, writing by writing, then what concerns other files and the folder."""
    for number, (heading, found) in enumerate(_by_place(checked, findings), start=1):
        yield f"{number}. {heading}"
        yield from (_POINT + one for one in _said(found, remedies=True))


def _advice(checked: Checked, findings: Sequence[Finding]) -> list[str]:
    lines = [
        f"{_POINT}{heading}: {one}" for heading, found in _by_place(checked, findings) for one in _said(found)
    ]
    return _some(lines)


def _by_place(checked: Checked, findings: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    left = list(findings)
    for one in checked.submissions:
        own = [finding for finding in left if finding.problem.path in one.files]
        left = [finding for finding in left if finding.problem.path not in one.files]
        if own:
            yield _title(one), own
    if left:
        yield say("message.folder"), left


def _said(findings: Iterable[Finding], *, remedies: bool = False) -> list[str]:
    """What each says, once; of a sheet only what it is about, for the words of its rules are full of keys."""
    said = []
    for one in findings:
        if one.of_panel:
            words = say("message.panel", rule=name_of(one.code), name=_clean(one.problem.path.name))
        else:
            plain = render_plainly(one)
            words = f"{plain.message} {plain.remedy}" if remedies else plain.message
        said.append(_clean(words))
    return list(dict.fromkeys(said))


def _some(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST_ADVISED
    return [*lines[:MOST_ADVISED], *([say("message.advised_more", count=more)] if more > 0 else [])]


def _section(name: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and what stands below it; nothing where there is nothing."""
    found = list(lines)
    if found:
        yield _bold(say(f"message.{name}"))
        yield from found


def _counts(standing: Standing) -> Iterator[str]:
    words = {"handed_in": standing.handed_in, "complete": standing.complete}
    if standing.due is None:
        yield say("message.city_counts_alone", **words)
    else:
        yield say("message.city_counts", due=standing.due, **words)
    yield from _until(standing.deadline)


def _until(day: date | None) -> Iterator[str]:
    if day:
        yield say("message.until", date=in_words(day))


def _complete(checked: Checked) -> Iterator[str]:
    titles = [_clean(one.title) for one in checked.submissions if checked.is_complete(one)]
    if titles:
        yield say("message.complete", titles=", ".join(titles))


def _title(writing: Submission) -> str:
    title, author = _clean(writing.title), _clean(_author(writing))
    return say("message.title_by" if author else "message.title", title=title, author=author)


def _author(writing: Submission) -> str:
    name = writing.identity.author.name
    return name.text if name else ""


def _head(folder: Folder) -> str:
    return _with_period(unit_name(folder), folder.period)


def _with_period(unit: str, period: Period | None) -> str:
    return _clean(f"{unit}, {period.in_words}" if period else unit)


def _joined(blocks: Iterable[Sequence[str]]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _bold(text: str) -> str:
    """As WhatsApp shows it in bold; a text with a star of its own would end there, and stays plain."""
    return text if "*" in text else f"*{text}*"


def _clean(text: str) -> str:
    """On one line, without signs that nobody sees."""
    text = " ".join(visible(text).split())
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
