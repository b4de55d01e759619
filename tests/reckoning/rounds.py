"""Random programmes with random panels: their files on disk, and what they should come to."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import yaml

import bpkit
from bpkit.model.rounds import Outcome, RoundResult

from .by_hand import ByHand, Told, Typed, Worth, band, code, items_of, leaves, ranked, seated, walk

SCALES = ((0, 4, "0.5"), (1, 5, "1"), (0, 100, "1"), (1, 10, "0.25"))
PEOPLE = ("Siti", "Budi", "Ayu", "Joko")
WAYS = ("rata-rata", "rata-rata", "jumlah-berbobot", "jumlah")
SPAN = "Triwulan II 2012"
NOTHING: Mapping[str, Fraction] = {}


def write(file: Path, data: Any) -> None:
    """A file as people keep it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    file.write_text(text, encoding="utf-8")


def scored(root: Path, below: str = "") -> dict[tuple[str, str, str], Outcome]:
    """Every outcome that bpkit comes to, by the unit's name, the judgement's code and what is judged."""
    result = bpkit.score(root / below, language="id")
    assert isinstance(result, RoundResult)
    return {
        (unit.unit.name, judgement.scheme.code, outcome.judged): outcome
        for unit in result.walk()
        for judgement in unit.judgements
        for outcome in judgement.outcomes
    }


def decimal(value: Fraction) -> Fraction | None:
    """The value, where people could type it."""
    return value if value == Fraction(f"{float(value):.9g}") else None


def compare(outcome: Outcome, expected: Mapping[str, Worth], where: str) -> None:
    """Every item of an outcome against what was reckoned."""
    found = {one.item: (one.value, one.provisional) for one in outcome.total.walk()}
    wanted = {item: (worth.value, worth.open) for item, worth in expected.items()}
    wrong = {item: (found.get(item), wanted[item]) for item in wanted if found.get(item) != wanted[item]}
    assert not wrong, f"{where}: {{item: (bpkit, by hand)}} {wrong}"
    assert set(found) == set(wanted), where


# Programmes ----------------------------------------------------------------------------------------------


class Inventor:
    """Invents one programme with its round; the same seed gives the same."""

    def __init__(self, seed: int, root: Path) -> None:
        self.rng, self.root = Random(seed), root
        least, most, step = self.rng.choice(SCALES)
        self.scale = {"min": least, "maks": most, "langkah": float(step)}
        self.blanks = self.rng.choice((0, 0, 0.06, 0.3))
        self.surveyed = self.rng.random() < 0.4
        self.program = self._program()

    # The file ----------------------------------------------------------------------------------------

    def _weights(self, count: int) -> list[int]:
        cuts = sorted(self.rng.sample(range(1, 100), count - 1))
        return [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]

    def _item(self, name: str, depth: int, above: str, *, ticks: bool, weighed: bool) -> dict[str, Any]:
        item: dict[str, Any] = {"kode": name, "nama": f"Butir {name}"}
        if depth and self.rng.random() < 0.75:
            own = ticks or self.rng.random() < 0.2
            ways = (*WAYS, "tidak", "tidak") if above == "tidak" else WAYS  # what adds up needs values below
            item["gabung"] = "bagian-ya" if own else self.rng.choice(ways)
            item["butir"] = self._items(f"{name}.", depth - 1, item["gabung"], ticks=own, weighed=weighed)
        elif ticks:
            item["jenis"] = "ya-tidak"
        if "butir" not in item and not weighed and self.rng.random() < (0.4 if ticks else 0.15):
            item["bersyarat"] = "ya"
        return item

    def _items(
        self, before: str, depth: int, way: str, *, ticks: bool, weighed: bool = False
    ) -> list[dict[str, Any]]:
        count, weighed = self.rng.randint(1, 4), weighed or way == "jumlah-berbobot"
        numbers = range(1, count + 1)
        items = [self._item(f"{before}{one}", depth, way, ticks=ticks, weighed=weighed) for one in numbers]
        if way == "jumlah-berbobot" or (way == "rata-rata" and self.rng.random() < 0.5):
            for item, weight in zip(items, self._weights(count), strict=True):
                item["bobot"] = weight
        return items

    def _program(self) -> dict[str, Any]:
        ticks = not self.surveyed and self.rng.random() < 0.2
        way = "bagian-ya" if ticks else self.rng.choice((*WAYS, "tidak"))
        program: dict[str, Any] = {
            "id": "acak", "nama": "Acak", "sumber": "Tidak ada", "siklus": {"tiap": "triwulan"},
            "tingkat": [
                {"kode": "sekolah", "nama": "Sekolah", "folder": "sekolah ({unit})_({periode})"},
                {"kode": "dinas", "nama": "Dinas", "folder": "dinas ({unit})_({periode})"},
            ],
            "yang_dinilai": "unit", "di": "sekolah", "skala": self.scale, "gabung": way, "penetapan": "ya",
            "butir": self._items("", 2, way, ticks=ticks),
        }  # fmt: skip
        program |= self._voices(program)
        if way == "rata-rata" and all("gabung" not in one or one["gabung"] == way for one in walk(program)):
            program["nilai_lulus"] = (self.scale["min"] + self.scale["maks"]) / 2
            middle = self.scale["min"] + 2
            edges = ((self.scale["min"], "Kurang"), (middle, "Baik"))
            program["predikat"] = [{"dari": least, "sebut": name} for least, name in edges]
        program["penilaian"] = {
            "nilai-dinas": {
                "nama": "Nilai dinas", "di": "dinas", "suara": {"sekolah": {"dari": "unit"}},
                "butir_dari": "utama", "gabung": way, "penetapan": "ya",
            },
            "urutan": {
                "nama": "Urutan", "yang_dinilai": "masalah", "di": "dinas", "skala": {"min": 1, "maks": 5},
                "gabung": self.rng.choice(("jumlah", "rata-rata")), "peringkat": "ya",
                "kursi": self.rng.randint(1, 3), "suara": {"penilai": 100},
                "butir": [{"kode": one, "nama": one} for one in ("U", "S", "G")[: self.rng.randint(1, 3)]],
            },
        }  # fmt: skip
        lists = program.setdefault("daftar", {})
        columns = [{"kode": "judul"}]
        lists["masalah"] = {"nama": "Masalah", "di": "dinas", "kunci": ["judul"], "kolom": columns}
        return program

    def _voices(self, program: dict[str, Any]) -> dict[str, Any]:
        """One voice or two; a survey is asked about some branches whole, or about their leaves."""
        heavy = self.rng.randint(1, 99)
        if not self.surveyed:
            together = {"bobot": 100 - heavy, "dari": self.rng.choice(("penilai", "sepakat"))}
            both = {"asesor": {"bobot": heavy}, "tim": together}
            return {"suara": both if self.rng.random() < 0.5 else {"penilai": 100}}
        columns: list[dict[str, Any]] = []
        branches: list[dict[str, Any]] = program["butir"]
        for branch in branches:
            if self.rng.random() < 0.3:
                branch["suara"] = {"asesor": 100}
                continue
            branch["suara"] = {"asesor": heavy, "survei": 100 - heavy}
            whole = branch.get("gabung") != "tidak" and self.rng.random() < 0.5
            columns += [branch] if whole else _leaves(branch)
        if not columns:
            branches[0]["suara"] = {"asesor": heavy, "survei": 100 - heavy}
            columns = _leaves(branches[0])
        for one in columns:
            one.pop("bersyarat", None)  # respondents are asked what applies
        named = [{"kode": one["kode"], "nama": one["nama"]} for one in columns]
        program["daftar"] = {"survei": {"nama": "Survei", "kolom": named}}
        return {"suara": {"asesor": heavy, "survei": {"bobot": 100 - heavy, "dari": "survei"}}}

    # What people type --------------------------------------------------------------------------------

    def _figure(self, scale: Mapping[str, Any]) -> str:
        step = Fraction(str(scale.get("langkah", 1)))
        steps = (scale["maks"] - scale["min"]) / step
        value = scale["min"] + step * self.rng.randint(0, int(steps))
        text = f"{float(value):g}"
        shape = self.rng.randrange(4)
        return text.replace(".", ",") if shape == 0 else f"{float(value):.2f}" if shape == 1 else text

    def _typed(self, item: Mapping[str, Any], scale: Mapping[str, Any]) -> str | None:
        if self.rng.random() < self.blanks:
            return self.rng.choice((None, None, "", "999", "entah", "tidak berlaku"))
        if item.get("bersyarat") and self.rng.random() < 0.4:
            return self.rng.choice(("tidak berlaku", "tb"))
        ticks = item.get("jenis") == "ya-tidak"
        return self.rng.choice(("ya", "ya", "tidak")) if ticks else self._figure(scale)

    def sheet(self, scheme: Mapping[str, Any], scale: Mapping[str, Any] | None = None) -> Typed:
        """A sheet with most answers on it."""
        found = {code(one): self._typed(one, scale or self.scale) for one in leaves(scheme)}
        return {item: text for item, text in found.items() if text is not None} or {"?": ""}

    def _put(self, folder: Path, who: Sequence[str], voice: str, answers: Any) -> None:
        names = {"nama": who[0]} if len(who) == 1 else {"sepakat": [*who]}
        write(folder / f"{voice} {' '.join(who)}.yaml", {"suara": voice, **names, "jawaban": answers})

    def school(self, folder: Path) -> Told:
        """A school's sheets and survey."""
        told = Told()
        for voice, said in self.program["suara"].items():
            kind = said.get("dari", "penilai") if isinstance(said, dict) else "penilai"
            if kind == "survei":
                self._survey(folder, told)
                continue
            people = PEOPLE[: self.rng.randint(1, 3)] if kind == "penilai" else ()
            for who in people if self.rng.random() < 0.95 else ():
                answers = {one: text for one, text in self.sheet(self.program).items() if one != "?"}
                if answers:
                    told.sheets.setdefault(voice, []).append(answers)
                    self._put(folder / "penilaian", [who], voice, answers)
            if kind == "sepakat" or self.rng.random() < 0.15:
                answers = {one: text for one, text in self.sheet(self.program).items() if one != "?"}
                if answers:
                    told.agreed[voice] = [answers]
                    self._put(folder / "penilaian", PEOPLE[:2], voice, answers)
        return told

    def _survey(self, folder: Path, told: Told) -> None:
        table = self.program["daftar"]["survei"]["kolom"]
        items = {code(one): one for one in walk(self.program)}
        hand = ByHand(self.program, self.program, told)
        for _ in range(self.rng.choice((0, 1, 3, 7))):
            row: dict[str, str] = {}
            for column in table:
                item = items[column["kode"]]
                if self.rng.random() < 0.1:
                    continue
                least, most = hand.reach(item)
                if items_of(item):
                    value = least + (most - least) * Fraction(self.rng.randint(0, 8), 8)
                    row[column["kode"]] = f"{float(decimal(value) or most):.9g}"
                else:
                    row[column["kode"]] = "ya" if item.get("jenis") else self._figure(self.scale)
            told.rows.setdefault("survei", []).append(row)
        rows = told.rows.get("survei", [])
        if rows:
            text = io.StringIO()
            out = csv.DictWriter(text, [one["kode"] for one in table], delimiter=";", lineterminator="\n")
            out.writeheader()
            out.writerows(rows)
            write(folder / "survei.csv", text.getvalue())

    def ruling(self, folder: Path, worths: Mapping[str, Worth], *, many: int = 2) -> dict[str, Fraction]:
        """What a panel puts in the place of values, where it has a reason; other values are not followed."""
        hand = ByHand(self.program, self.program, Told())
        items = [one for one in walk(self.program) if code(one) and one.get("gabung") != "tidak"]
        values, followed = {}, {}
        for item in self.rng.sample(items, min(len(items), self.rng.randint(0, many))):
            least, most = hand.reach(item)
            value = decimal(least + (most - least) * Fraction(self.rng.randint(0, 4), 4)) or most
            fault = self.rng.choice(("", "", "no reason", "off scale"))
            said = {"nilai": f"{float(value if fault != 'off scale' else most + 1):.9g}"}
            values[code(item)] = said | ({} if fault == "no reason" else {"alasan": "kunjungan"})
            if not fault and (worths[code(item)].value != value or worths[code(item)].open):
                followed[code(item)] = value
        if values:
            write(folder / "keputusan.yaml", {"nilai": values})
        return followed


def _leaves(item: dict[str, Any]) -> list[dict[str, Any]]:
    """The items at and below one that are answered, to be changed."""
    return [leaf for one in item["butir"] for leaf in _leaves(one)] if "butir" in item else [item]


# One round -----------------------------------------------------------------------------------------------


def invent(seed: int, root: Path) -> int:
    """One programme with its whole round, held against bpkit; how many values were compared."""
    made = Inventor(seed, root)
    write(root / "acak.yaml", made.program)
    schools = ["A", "B", "C"][: made.rng.randint(1, 3)]
    write(root / "bpkit.yaml", {"versi": 1, "rubrik": "acak.yaml", "bahasa": "id"})
    above = root / f"dinas (D)_({SPAN})"
    expected: dict[tuple[str, str, str], dict[str, Worth]] = {}
    told, put = {}, {}
    for name in schools:
        folder = above / f"sekolah ({name})_({SPAN})"
        folder.mkdir(parents=True)
        told[name] = made.school(folder)
        plain = ByHand(made.program, made.program, told[name]).all()
        put[name] = made.ruling(folder, plain)
        expected[name, "utama", name] = ByHand(made.program, made.program, told[name], put[name]).all()
    expected["D", "nilai-dinas", "D"] = _district(made, above, expected, told, put)
    ranking = _ranking(made, above)
    found = scored(root)
    for key, worths in expected.items():
        if key not in found:  # nothing lies in its folder
            assert all(worth.value is None for worth in worths.values()), f"seed {seed}, {key}"
            continue
        compare(found[key], worths, f"seed {seed}, {key}")
        if key[1] == "utama":
            _compare_reading(made.program, found[key], worths[""], f"seed {seed}, {key}")
    for name, wanted in ranking.items():
        one = found["D", "urutan", name]
        reached = (one.total.value, one.total.provisional, one.rank, one.tied, one.selected)
        assert reached == wanted, f"seed {seed}, {name}"
    return sum(map(len, expected.values())) + len(ranking)


def _district(
    made: Inventor,
    folder: Path,
    schools: Mapping[tuple[str, str, str], Mapping[str, Worth]],
    told: Mapping[str, Told],
    put: Mapping[str, Mapping[str, Fraction]],
) -> dict[str, Worth]:
    """The mean of the schools item by item; what the district puts stands in every school's own tree."""
    own = made.ruling(folder, means(list(schools.values()), made.program), many=1)
    changed = []
    for (name, _, _), worths in schools.items():
        known = {item: value for item, value in own.items() if worths[item].value is not None}
        changed.append(ByHand(made.program, made.program, told[name], {**put[name], **known}).all())
    return means(changed, made.program, own)


def means(
    schools: Sequence[Mapping[str, Worth]], program: Mapping[str, Any], own: Mapping[str, Fraction] = NOTHING
) -> dict[str, Worth]:
    """The mean of units item by item, but for what the level above put itself."""
    found = {item: Worth(value) for item, value in own.items()}
    for one in walk(program):
        if code(one) in own:
            continue
        worths = [school[code(one)] for school in schools]
        if one.get("gabung") == "tidak" and items_of(one):
            continue
        values = [worth.value for worth in worths if worth.value is not None]
        is_open = any(worth.open or (worth.value is None and worth.plays) for worth in worths)
        plays = any(worth.plays for worth in worths)
        mean = sum(values, Fraction()) / len(values) if values else None
        found[code(one)] = Worth(mean, is_open, plays)
    for one in reversed(list(walk(program))):  # what adds nothing up says what stands below it
        if code(one) not in found:
            below = [found[code(each)] for each in items_of(one)]
            plays = any(worth.plays for worth in below)
            found[code(one)] = Worth(None, any(worth.open for worth in below), plays)
    return found


def _compare_reading(program: Mapping[str, Any], outcome: Outcome, total: Worth, where: str) -> None:
    """Passing and bands."""
    if "nilai_lulus" in program:
        limit = Fraction(str(program["nilai_lulus"]))
        passed = None if total.value is None or total.open else total.value >= limit
        assert outcome.passed is passed, where
        assert outcome.total.band == band(program, total.value), where


def _ranking(made: Inventor, folder: Path) -> dict[str, tuple[object, ...]]:
    """Problems of the district: value, whether it is open, rank, tie and seat of each."""
    scheme = made.program["penilaian"]["urutan"]
    names = [f"Masalah {number}" for number in range(1, made.rng.randint(2, 6))]
    write(folder / "masalah.yaml", [{"judul": name} for name in names])
    told = {name: Told() for name in names}
    made.blanks = made.rng.choice((0, 0, 0.1))
    for who in PEOPLE[: made.rng.randint(1, 3)]:
        answers = {name: made.sheet(scheme, scheme["skala"]) for name in names}
        answers = {name: own for name, own in answers.items() if "?" not in own}
        for name in names:
            told[name].sheets.setdefault("penilai", []).append(answers.get(name, {}))
        write(folder / "urutan" / f"{who}.yaml", {"nama": who, "jawaban": answers})
    worths = {name: ByHand(made.program, scheme, told[name]).worth(scheme) for name in names}
    order: list[str] = []
    if made.rng.random() < 0.4 and all(one.value is not None for one in worths.values()):
        order = sorted(names, key=lambda name: (-(worths[name].value or 0), made.rng.random()))
        file = folder / "keputusan.yaml"
        before = yaml.safe_load(file.read_text("utf-8")) if file.exists() else {}
        write(file, before | {"urutan": order})
    ranks = ranked(worths, order)
    seats = seated(worths, ranks, scheme["kursi"])
    return {name: (worths[name].value, worths[name].open, *ranks[name], name in seats) for name in names}
