"""What the register's lines say together, against a clerk who keeps a card a submission of what he saw."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest

from bpkit.model.agenda import AgendaBook, Event, Sighting, View, news
from bpkit.model.zones import WIB

NOON = datetime(2010, 10, 1, 12, tzinfo=WIB)
World = dict[str, str]  # path: content


def called(path: str) -> tuple[str, str]:
    """The city and the title of `A/Jalan.docx`."""
    city, _, file = path.partition("/")
    return city, file.partition(".")[0]


def seen(world: World) -> View:
    sightings = [
        Sighting(path, called(path)[1], called(path)[0], "2010-10", content)
        for path, content in sorted(world.items())
    ]
    return View(".", tuple(sightings), frozenset(world), lambda _: False, lambda path: path in world)


class Card:
    """Where a submission was seen, with what it held there last; whether it was there at the last looks."""

    def __init__(self) -> None:
        self.places: list[tuple[str, str]] = []
        self.is_there = self.was_there = False

    @property
    def last(self) -> tuple[str, str]:
        return self.places[-1]


class Clerk:
    """What lies where a submission lay is that one; what lies elsewhere only with its very content."""

    def __init__(self) -> None:
        self.cards: list[Card] = []

    def look(self, world: World) -> None:
        for card in self.cards:
            path, _ = card.last
            card.was_there, card.is_there = card.is_there, path in world
            if path in world:
                card.places[-1] = (path, world[path])
        for path, content in sorted(world.items()):
            if not any(card.is_there and card.last[0] == path for card in self.cards):
                card = self._card_of(path, content)
                card.places.append((path, content))
                card.is_there = True

    def _card_of(self, path: str, content: str) -> Card:
        alike = [card for card in self.cards if not card.is_there and card.last[1] == content]
        if alike:
            return min(
                alike,
                key=lambda card: (
                    not card.was_there,
                    called(card.last[0])[1] != called(path)[1],
                    card.last[0],
                ),
            )
        self.cards.append(Card())
        return self.cards[-1]

    def missed(self, world: World) -> dict[str, set[str]]:
        """What is not where it was, with where its content lies now."""
        found: dict[str, set[str]] = {}
        for card in sorted(self.cards, key=lambda card: not card.is_there):  # of what is lost, that is told
            for path, content in card.places:
                also = {other for other, held in world.items() if held == content}
                if path in world:
                    continue
                if path == card.last[0] and not card.is_there:
                    found[path] = also
                elif card.is_there and called(path) != called(card.last[0]):
                    found[path] = also | {card.last[0]}
        return found


def happens(rnd: Random, world: World, number: int) -> None:
    """Something that people do to a share between two looks."""
    doing = rnd.choice(
        ["comes", "comes", "is edited", "is moved", "is edited and moved", "goes", "is copied"]
    )
    new = f"{rnd.choice('AB')}/t{rnd.randrange(6)}.docx"
    old = rnd.choice(sorted(world)) if world else None
    if doing == "comes":
        world[new] = f"content {number}"
    elif old:
        if "edited" in doing:
            world[old] = f"content {number}"
        if "copied" in doing:
            world[new] = world[old]
        if "moved" in doing:
            content = world.pop(old)
            world[rnd.choice([new, f"{'B' if old[0] == 'A' else 'A'}{old[1:]}"])] = content
        if doing == "goes":
            del world[old]


@pytest.mark.parametrize("part", range(4))
def test_what_is_missed_is_what_a_clerk_misses(part: int) -> None:
    for seed in range(part * 250, part * 250 + 250):
        rnd, book, clerk, number = Random(seed), AgendaBook(), Clerk(), 0
        world: World = {}
        for day in range(6):
            for _ in range(rnd.randrange(4)):
                number += 1
                happens(rnd, world, number)
            view = seen(world)
            for line in news(book, view, NOON + timedelta(days=day)):
                book.take(line)
            clerk.look(world)
            told = {gone.entry.path: set(gone.now_at) for gone in book.gone(view)}
            assert told == clerk.missed(world), f"history {seed}, day {day}"


def after(*worlds: World) -> tuple[AgendaBook, View, list[Event]]:
    """The register after these looks, the last view, and what that added."""
    book = AgendaBook()
    for day, world in enumerate(worlds):
        view = seen(world)
        lines = news(book, view, NOON + timedelta(days=day))
        for line in lines:
            book.take(line)
    return book, view, sorted(line.event for line in lines if line.event is not Event.LOOKED)


def test_what_was_changed_and_moved_between_two_looks_went_and_another_came() -> None:
    book, view, events = after({"A/Jalan.docx": "1"}, {"B/Setapak.docx": "2"})
    assert events == [Event.GONE, Event.CAME]
    assert [(one.entry.path, one.now_at, one.titled) for one in book.gone(view)] == [("A/Jalan.docx", (), ())]


@pytest.mark.parametrize(
    ("before", "now", "titled"),
    [
        ({"A/Jalan.doc": "1"}, {"A/Jalan.docx": "2"}, ("A/Jalan.docx",)),
        ({"A/Jalan.doc": "1", "A/jalan.docx": "2"}, {"A/jalan.docx": "2"}, ("A/jalan.docx",)),
        ({"A/Jalan.docx": "1"}, {"B/Jalan.docx": "2"}, ("B/Jalan.docx",)),
        ({"A/Jalan.docx": "1", "B/Jalan.docx": "2"}, {"B/Jalan.docx": "2"}, ()),
    ],
)
def test_what_has_the_title_of_what_is_gone_is_named_where_it_may_be_that(
    before: World, now: World, titled: tuple[str, ...]
) -> None:
    book, view, _ = after(before, now)
    assert [one.titled for one in book.gone(view)] == [titled]


def test_what_comes_to_lie_where_others_passed_through_is_none_of_them() -> None:
    worlds = ({"A/1.docx": "x"}, {"B/2.docx": "x"}, {"B/3.docx": "x"}, {"B/3.docx": "x", "B/2.docx": "y"})
    book, view, _ = after(*worlds)
    assert {one.entry.path: one.now_at for one in book.gone(view)} == {"A/1.docx": ("B/3.docx",)}
