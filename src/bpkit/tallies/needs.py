"""Needs from lists: people → classes → hours → load ÷ duty → need; surplus, shortage, moves. All exact.

A blank is never zero: what stands on it has no number, and says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct, field
from msgspec.structs import replace

from ..model.problems import Problem
from ..model.programs import Program, Table
from ..model.rounds import Row, Unit
from ..model.tallies import (
    ListColumns,
    Move,
    Need,
    NeedPlan,
    Post,
    ServedGroup,
    Sum,
    classes_for,
    rounded_need,
)
from ..model.units import Severity, fold_alike

UNRECKONED, AT_ODDS, UNMOVED = "BP861", "BP862", "BP863"
Key = tuple[str, ...]


def needs_of(program: Program, unit: Unit) -> tuple[Need, ...]:
    """Every need that is reckoned in a unit's folder, where any of its lists is there."""
    plans = [plan for plan in program.needs if plan.level == unit.level.code]
    return tuple(need_of(program, plan, unit) for plan in plans if _has_lists(plan, unit))


def _has_lists(plan: NeedPlan, unit: Unit) -> bool:
    lists = (plan.posts, plan.served, plan.moves)
    return any(one is not None and one.table in unit.listings for one in lists)


def need_of(program: Program, plan: NeedPlan, unit: Unit) -> Need:
    """One need of a unit: its groups, its posts, what is proposed and what could still be moved."""
    found = _NeedReckoning(program, plan, unit)
    posts = tuple(found.posts())
    moves, after = _moved(posts, found)
    return Need(
        plan,
        tuple(group for groups in found.groups.values() for group in groups),
        posts,
        moves,
        tuple(_proposals(after)),
        after,
        tuple(found.faults),
    )


def summed(posts: Iterable[Post], by: str) -> list[Sum]:
    """Posts added up by `place` or `field`, in the order in which they come."""
    groups: dict[str, tuple[str, list[Post]]] = {}
    for post in posts:
        name = post.place if by == "place" else post.field
        groups.setdefault(fold_alike(name), (name, []))[1].append(post)
    return [total_of(name, found) for name, found in groups.values()]


def total_of(name: str, posts: Sequence[Post]) -> Sum:
    """Posts added up. Surplus and shortage stand side by side: one subject does not teach another."""
    known = [(post.need, post.there) for post in posts]
    whole = [(need, there) for need, there in known if need is not None and there is not None]
    gaps = [there - need for need, there in whole]
    return Sum(
        name,
        sum((need for need, _ in whole), Fraction()),
        sum((there for _, there in whole), Fraction()),
        sum((gap for gap in gaps if gap > 0), Fraction()),
        sum((-gap for gap in gaps if gap < 0), Fraction()),
        len(posts) - len(whole),
    )


# Reading the lists -------------------------------------------------------------------------------------


class _Entry(Struct, frozen=True):
    """One row, as far as a need asks it."""

    row: Row
    columns: ListColumns

    def text(self, role: str) -> str:
        return self.row.cells.get(self.columns.column(role), "").strip()

    def key(self, *roles: str) -> Key:
        return tuple(fold_alike(self.text(role)) for role in roles)

    def number(self, role: str) -> Fraction | None:
        """The number, None where it is blank or none."""
        try:
            return Fraction(self.text(role))
        except (ValueError, ZeroDivisionError):
            return None


class _NeedReckoning:
    """One need in one unit's folder."""

    def __init__(self, program: Program, plan: NeedPlan, unit: Unit) -> None:
        self.program, self.plan, self.unit = program, plan, unit
        self.faults: list[tuple[str, Problem]] = []
        self.names: dict[str, str] = {}
        self.hours = self._hours()
        self.groups = self._groups()

    def entries(self, columns: ListColumns | None) -> list[_Entry]:
        """The rows of a list; none where there is no such list."""
        return [_Entry(row, columns) for row in self.unit.rows(columns.table)] if columns else []

    def fault(self, code: str, variant: str, entry: _Entry, role: str = "", **values: str) -> None:
        """Note what can't be followed in a row."""
        column = entry.columns.column(role)
        place = entry.row.places.get(column, entry.row.place)
        found = entry.text(role) if role else ""
        milder = Severity.WARNING if variant == "too_many" else None  # it may be meant so
        problem = Problem(entry.row.path, found, place=place, variant=variant, values=values, severity=milder)
        self.faults.append((code, problem))

    def column_name(self, columns: ListColumns, role: str) -> str:
        """What people call a column."""
        table: Table | None = self.program.table(columns.table)
        column = table.column(columns.column(role)) if table else None
        return column.name if column else role

    def name(self, text: str) -> str:
        """A place or field as it was first written."""
        return self.names.setdefault(fold_alike(text), text)

    def amount(self, entry: _Entry, role: str, about: str) -> Fraction | None:
        """A number of a row that is not below zero, and whole where it counts people."""
        value, name = entry.number(role), self.column_name(entry.columns, role)
        if not entry.text(role):
            self.fault(UNRECKONED, "blank", entry, role, about=about, column=name)
            return None
        if (
            value is None
            or value < 0
            or (role == "banyak" and value.denominator > 1 and not _is_hours(entry))
        ):
            self.fault(UNRECKONED, "no_figure", entry, role, about=about, column=name)
            return None
        return value

    def once(self, entries: Sequence[_Entry], *roles: str) -> list[_Entry]:
        """Rows by what tells them apart; of two that differ neither counts, and the list's reader says so."""
        groups: dict[Key, list[_Entry]] = {}
        for entry in entries:
            groups.setdefault(entry.key(*roles), []).append(entry)
        return [
            found[0]
            for found in groups.values()
            if len({tuple(sorted(e.row.cells.items())) for e in found}) == 1
        ]

    def doubled(self, entries: Sequence[_Entry], *roles: str) -> set[Key]:
        """What several rows say differently."""
        kept = {one.key(*roles) for one in self.once(entries, *roles)}
        return {one.key(*roles) for one in entries} - kept

    def _hours(self) -> dict[Key, Fraction]:
        """Hours a class by field and group; group "" holds for every group that has no row of its own."""
        found: dict[Key, Fraction] = {}
        for entry in self.once(self.entries(self.plan.hours), "bidang", "kelompok"):
            value = self.amount(
                entry, "banyak", " ".join(filter(None, map(entry.text, ("bidang", "kelompok"))))
            )
            if value is not None:
                found[entry.key("bidang", "kelompok")] = value
        return found

    def _groups(self) -> dict[str, list[ServedGroup]]:
        """The groups of every place with their classes."""
        found: dict[str, list[ServedGroup]] = {}
        entries = self.entries(self.plan.served)
        unclear = self.doubled(entries, "tempat", "kelompok")
        seen: set[Key] = set()
        for entry in entries:
            key = entry.key("tempat", "kelompok")
            if key in seen or not entry.text("tempat"):
                continue
            seen.add(key)
            place, name = self.name(entry.text("tempat")), entry.text("kelompok")
            ratio = entry.number("rasio") or self.plan.ratio
            served = None if key in unclear else self.amount(entry, "banyak", f"{place} {name}".strip())
            if ratio <= 0:
                self.fault(UNRECKONED, "no_figure", entry, "rasio", about=place, column="rasio")
                served = None
            classes = None if served is None else classes_for(served, ratio)
            found.setdefault(key[0], []).append(ServedGroup(place, name, served, ratio, classes))
        return found

    # Posts --------------------------------------------------------------------------------------------

    def posts(self) -> Iterator[Post]:
        """A post a place and field, as the list has them; then what the hours ask for and nobody listed."""
        entries = self.entries(self.plan.posts)
        unclear = self.doubled(entries, "tempat", "bidang")
        seen: set[Key] = set()
        for entry in entries:
            key = entry.key("tempat", "bidang")
            if key in seen or not all(key):
                continue
            seen.add(key)
            place, subject = self.name(entry.text("tempat")), self.name(entry.text("bidang"))
            there = None if key in unclear else self.amount(entry, "banyak", f"{place}, {subject}")
            yield self._post(key, place, subject, there, entry)
        yield from self._unlisted(seen)

    def _post(self, key: Key, place: str, subject: str, there: Fraction | None, entry: _Entry) -> Post:
        missing: tuple[str, ...]
        typed = bool(entry.text("jam"))
        parts: tuple[tuple[Fraction, Fraction], ...] = ()
        if typed:
            load, missing = self.amount(entry, "jam", f"{place}, {subject}"), ()
        else:
            parts, missing = self._load(key, subject)
            load = None if missing else sum((classes * hours for classes, hours in parts), Fraction())
            if missing:
                self._say_missing(entry, place, subject, missing)
        if load == 0 and there:
            self.fault(AT_ODDS, "", entry, "banyak", place=place, field=subject)
        return self._made(place, subject, load, there, missing, typed=typed, parts=parts)

    def _say_missing(self, entry: _Entry, place: str, subject: str, missing: Sequence[str]) -> None:
        """What a post lacks, but for blanks that were told where they stand."""
        groups = self.groups.get(fold_alike(place), [])
        blank = {group.name for group in groups if group.classes is None}
        if blank.issuperset(missing):
            return
        names = "; ".join(missing)
        self.fault(UNRECKONED, "", entry, "bidang", about=f"{place}, {subject}", names=names)

    def _made(  # noqa: PLR0913 - what a post is made of
        self,
        place: str,
        subject: str,
        load: Fraction | None,
        there: Fraction | None,
        missing: tuple[str, ...],
        *,
        typed: bool = False,
        parts: tuple[tuple[Fraction, Fraction], ...] = (),
    ) -> Post:
        share = None if load is None else load / self.plan.duty
        need = None if share is None else rounded_need(share, self.plan.rounding)
        return Post(place, subject, load, share, need, there, missing, typed, parts)

    def _load(self, key: Key, subject: str) -> tuple[tuple[tuple[Fraction, Fraction], ...], tuple[str, ...]]:
        """Classes and hours group by group, or what is missing of them."""
        groups = self.groups.get(key[0], [])
        if not groups:
            return (), (self._list_name(self.plan.served),)
        parts, missing = [], []
        for group in groups:
            if group.classes == 0:
                continue  # nobody there: no hours are owed
            hours = self.hours.get((key[1], fold_alike(group.name)), self.hours.get((key[1], "")))
            if group.classes is None:
                missing.append(group.name)
            elif hours is None:
                missing.append(f"{self._list_name(self.plan.hours)} {subject} {group.name}".strip())
            else:
                parts.append((group.classes, hours))
        return tuple(parts), tuple(dict.fromkeys(missing))

    def _list_name(self, columns: ListColumns | None) -> str:
        table = self.program.table(columns.table) if columns else None
        return table.name if table else self.column_name(self.plan.posts, "jam")

    def _unlisted(self, seen: set[Key]) -> Iterator[Post]:
        """Fields with hours that a place has no row for: it needs somebody, and nobody says who is there."""
        fields = list(dict.fromkeys(key[0] for key in self.hours))
        told = {key[0] for key in seen}
        for place, groups in self.groups.items():
            name = groups[0].place
            if place not in told:
                self._say_unlisted(name)
            for subject in fields:
                post = None if (place, subject) in seen else self._owed((place, subject), name)
                if post is not None and place in told:
                    self._say_unlisted(f"{name}, {post.field}")
                yield from [post] if post is not None else []

    def _owed(self, key: Key, place: str) -> Post | None:
        """The post of a field that no row speaks of; None where no hours are owed."""
        subject = self._field_name(key[1])
        parts, missing = self._load(key, subject)
        load = None if missing else sum((classes * hours for classes, hours in parts), Fraction())
        if load == 0 or (missing and not parts):
            return None
        return self._made(place, subject, load, None, missing, parts=parts)

    def _field_name(self, folded: str) -> str:
        for entry in self.entries(self.plan.hours):
            if fold_alike(entry.text("bidang")) == folded:
                return self.name(entry.text("bidang"))
        return folded

    def _say_unlisted(self, about: str) -> None:
        values = {"about": about, "list": self._list_name(self.plan.posts)}
        self.faults.append((UNRECKONED, Problem(self.unit.path, variant="unlisted", values=values)))


def _is_hours(entry: _Entry) -> bool:
    """Whether the amount of a row counts hours, which may be halves."""
    return not entry.columns.column("tempat")


# Moves -------------------------------------------------------------------------------------------------


def _moved(posts: Sequence[Post], found: _NeedReckoning) -> tuple[tuple[Move, ...], tuple[Post, ...]]:
    """The proposed moves in their order, each followed while a surplus is left; and the posts after."""
    now: dict[Key, Post] = {(fold_alike(post.place), fold_alike(post.field)): post for post in posts}
    moves = []
    for entry in found.entries(found.plan.moves):
        move, expected = _checked(entry, now)
        moves.append(move)
        if move.fault:
            name = found.column_name(entry.columns, "banyak")
            values = {"source": move.source, "target": move.target, "field": move.field, "column": name}
            found.fault(UNMOVED, move.fault, entry, "banyak", **values)
            code, problem = found.faults[-1]
            found.faults[-1] = (code, replace(problem, expected=expected))
        if move.count is not None and (not move.fault or move.fault == "too_many"):
            _make(move, now)
    return tuple(moves), tuple(now.values())


def _checked(entry: _Entry, now: Mapping[Key, Post]) -> tuple[Move, str]:
    """A move, and where it can't be followed what would have been possible.

    `too_many` alone is followed all the same: more than is needed may be wanted, more than there is can't be.
    """
    source, target, subject = entry.text("dari"), entry.text("ke"), entry.text("bidang")
    count = entry.number("banyak")
    given = now.get((fold_alike(source), fold_alike(subject)))
    taken = now.get((fold_alike(target), fold_alike(subject)))
    move = Move(source, target, subject, count)
    if count is None or count <= 0 or count.denominator > 1:
        return replace(move, fault="no_count"), ""
    if given is None or taken is None:
        return replace(move, fault="unknown"), source if given is None else target
    if given is taken:
        return replace(move, fault="itself"), ""
    return _weighed(move, count, given, taken)


def _weighed(move: Move, count: Fraction, given: Post, taken: Post) -> tuple[Move, str]:
    """The move against what the one can spare and the other lacks."""
    room, lacking = given.surplus, taken.shortage
    if room is None or lacking is None:
        return replace(move, fault="unsure"), given.place if room is None else taken.place
    if count > room:
        return replace(move, fault="surplus", room=room), str(room)
    return replace(move, fault="too_many" if count > lacking else "", room=room), str(lacking)


def _make(move: Move, now: dict[Key, Post]) -> None:
    """Let those who move stand where they go."""
    for name, sign in ((move.source, -1), (move.target, 1)):
        key = (fold_alike(name), fold_alike(move.field))
        there = now[key].there
        if there is not None and move.count is not None:
            now[key] = replace(now[key], there=there + sign * move.count)


class _Room(Struct):
    """What one place has too many of, or lacks, while proposals are made."""

    place: str
    left: Fraction = field(default_factory=Fraction)


def _proposals(posts: Sequence[Post]) -> Iterator[Move]:
    """From the greatest surplus to the greatest shortage of a field, equals by name, until one is used up."""
    for subject in dict.fromkeys(post.field for post in posts):
        gaps = [(post.place, post.gap) for post in posts if post.field == subject and post.gap]
        order = sorted(((place, gap) for place, gap in gaps if gap is not None), key=lambda one: one[0])
        more = sorted((_Room(p, gap) for p, gap in order if gap >= 1), key=lambda one: -one.left)
        less = sorted((_Room(p, -gap) for p, gap in order if gap <= -1), key=lambda one: -one.left)
        while more and less:
            count = Fraction(min(more[0].left, less[0].left) // 1)
            yield Move(more[0].place, less[0].place, subject, count, room=more[0].left)
            for rooms in (more, less):
                rooms[0].left -= count
                if rooms[0].left < 1:
                    rooms.pop(0)
