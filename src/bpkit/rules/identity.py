"""Who wrote, about whom, and how to reach them (POB slide 8)."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.facts import Fact, Source, Submission
from ..model.place import Place
from ..model.problems import Problem
from ..model.sources import is_team, team_among
from ..model.units import Severity
from ..people.contacts import is_contact
from .files import hides_facts
from .registry import Context, Subject, rule
from .roster import city_of


@rule("BP401", Severity.ERROR, on=Subject.WRITING, slide=8)
def author_without_name(writing: Submission, _: Context) -> Iterator[Problem]:
    """The author's name is given."""
    yield from _missing(writing, writing.identity.author.name)


@rule("BP402", Severity.ERROR, on=Subject.WRITING, slide=8)
def author_without_position(writing: Submission, _: Context) -> Iterator[Problem]:
    """The author's position is given: what and where."""
    yield from _missing(writing, writing.identity.author.position)


@rule("BP403", Severity.ERROR, on=Subject.WRITING, slide=8)
def author_without_contact(writing: Submission, _: Context) -> Iterator[Problem]:
    """The author can be reached."""
    yield from _missing(writing, writing.identity.author.contact)


@rule("BP404", Severity.ERROR, on=Subject.WRITING, slide=8)
def institution_without_name_or_address(writing: Submission, _: Context) -> Iterator[Problem]:
    """The institution or actor has a name and an address."""
    institution = writing.identity.institution
    lacking = {"name": not _said(institution.name), "address": not _said(institution.address)}
    if any(lacking.values()) and not hides_facts(writing):
        variant = "both" if all(lacking.values()) else next(part for part in lacking if lacking[part])
        yield Problem(writing.path, variant=variant)


@rule("BP405", Severity.ERROR, on=Subject.WRITING, slide=8)
def institution_without_contact(writing: Submission, _: Context) -> Iterator[Problem]:
    """The institution or actor can be reached."""
    yield from _missing(writing, writing.identity.institution.contact)


@rule("BP406", Severity.WARNING, on=Subject.WRITING, slide=8)
def impossible_contact(writing: Submission, _: Context) -> Iterator[Problem]:
    """A contact is a telephone number that can exist in Indonesia, or an e-mail address."""
    contacts = {
        "author": writing.identity.author.contact,
        "institution": writing.identity.institution.contact,
    }
    for whose, contact in contacts.items():
        if contact and _said(contact) and not is_contact(contact.text):
            yield Problem(writing.path, contact.text, place=_place(contact, writing), variant=whose)


@rule("BP407", Severity.WARNING, on=Subject.WRITING, slide=12)
def unknown_source(writing: Submission, context: Context) -> Iterator[Problem]:
    """The writing says which team it comes from, and a TF is one of the roster's."""
    source = writing.identity.source
    if source is None or not _said(source):
        yield from _missing(writing, source)
        return
    if source.source is Source.POSITION:
        yield Problem(writing.path, source.text, place=_place(source, writing), variant="guessed")
        return
    city = city_of(context.folder, context.settings)
    if city and city.teams and is_team(source.text) and not team_among(source.text, city.teams):
        teams, place = ", ".join(city.teams), _place(source, writing)
        yield Problem(writing.path, source.text, teams, place, "roster", {"city": city.name})


def _said(fact: Fact | None) -> bool:
    """Whether it says anything; dots and dashes are a form that nobody filled in."""
    return fact is not None and any(character.isalnum() for character in fact.text)


def _missing(writing: Submission, fact: Fact | None) -> Iterator[Problem]:
    if not _said(fact) and not hides_facts(writing):
        yield Problem(writing.path)


def _place(fact: Fact, writing: Submission) -> Place | None:
    """Where the fact stands; one from the YAML beside the document names that file."""
    return fact.place if fact.file == writing.path else Place(part=fact.file.name)
