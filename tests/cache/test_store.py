"""The store: found again, and lost without harm."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from bpkit.cache import database
from bpkit.cache.database import Row
from bpkit.cache.store import Cache, NoCache, Shelf, cache_folder, key_of

HASH = hashlib.sha256(b"isi").hexdigest()
LONG_AGO = 1_290_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "simpanan"


@pytest.fixture
def cache(folder: Path) -> Iterator[Cache]:
    with Cache.open(folder) as opened:
        yield opened


def document(folder: Path, text: str = "isi", mtime: float = LONG_AGO) -> Path:
    path = folder / "a.docx"
    path.write_text(text)
    os.utime(path, (mtime, mtime))
    return path


def file_of(folder: Path) -> Path:
    (found,) = folder.glob("facts-*.sqlite")
    return found


def fill(folder: Path, count: int = 200) -> None:
    with Cache.open(folder) as cache:
        for number in range(count):
            cache.put(Shelf.FACTS, key_of(str(number)), str(number).encode() * 100)


def kept(folder: Path, count: int = 200) -> int:
    with Cache.open(folder) as cache:
        return len(cache.get_many(Shelf.FACTS, [key_of(str(number)) for number in range(count)]))


# What is found again


def test_a_file_is_known_by_its_path_size_and_time_stamp(folder: Path, tmp_path: Path) -> None:
    path = document(tmp_path)
    with Cache.open(folder) as cache:
        assert cache.content_of(path, path.stat()) is None
        cache.remember_file(path, path.stat(), HASH)
    with Cache.open(folder) as cache:
        assert cache.content_of(path, path.stat()) == HASH


@pytest.mark.parametrize(("text", "mtime"), [("isi baru", LONG_AGO), ("isi", LONG_AGO + 1e-3)])
def test_a_file_with_another_size_or_time_stamp_is_read_again(
    cache: Cache, tmp_path: Path, text: str, mtime: float
) -> None:
    path = document(tmp_path)
    cache.remember_file(path, path.stat(), HASH)
    document(tmp_path, text, mtime)
    assert cache.content_of(path, path.stat()) is None


def test_a_file_whose_time_stamp_was_set_back_is_read_again(cache: Cache, tmp_path: Path) -> None:
    path = document(tmp_path)
    facts = path.stat()
    cache.remember_file(path, facts, HASH)
    while path.stat().st_ctime_ns == facts.st_ctime_ns:  # clocks of file systems tick every few milliseconds
        document(tmp_path, "asi")
    assert cache.content_of(path, path.stat()) is None


@pytest.mark.parametrize(("age", "known"), [(-5.0, False), (0.0, False), (1.9, False), (2.1, True)])
def test_a_file_read_within_the_grain_of_its_time_stamp_is_read_again(
    cache: Cache, tmp_path: Path, age: float, known: bool
) -> None:
    path = document(tmp_path)
    facts = path.stat()
    cache.remember_file(path, facts, HASH, read_ns=facts.st_mtime_ns + int(age * 1e9))
    assert (cache.content_of(path, facts) == HASH) is known


def test_a_file_that_was_just_written_is_read_again_without_being_told_the_time(
    cache: Cache, tmp_path: Path
) -> None:
    path = document(tmp_path, mtime=time.time())
    cache.remember_file(path, path.stat(), HASH)
    assert cache.content_of(path, path.stat()) is None


def test_names_that_are_no_unicode_are_kept(cache: Cache, tmp_path: Path) -> None:
    facts = document(tmp_path).stat()
    name = os.fsdecode(b"/berbagi/caf\xe9.docx")
    cache.remember_file(name, facts, HASH)
    assert cache.contents_of([(name, facts)]) == {name: HASH}


def test_facts_are_found_by_content_and_reader(folder: Path) -> None:
    with Cache.open(folder) as cache:
        cache.put(Shelf.FACTS, key_of(HASH, "document 1"), b"lama")
        cache.put(Shelf.FACTS, key_of(HASH, "document 2"), b"baru" * 1000)
    with Cache.open(folder) as cache:
        assert cache.get(Shelf.FACTS, key_of(HASH, "document 1")) == b"lama"
        assert cache.get(Shelf.FACTS, key_of(HASH, "document 2")) == b"baru" * 1000
        assert cache.get(Shelf.FACTS, key_of(HASH, "document 3")) is None


def test_what_was_put_is_found_before_it_is_written(cache: Cache) -> None:
    cache.put(Shelf.MEMO, b"kunci", b"nilai")
    assert cache.get(Shelf.MEMO, b"kunci") == b"nilai"
    assert cache.get(Shelf.TEXTS, b"kunci") is None


def test_the_later_of_two_values_counts(folder: Path) -> None:
    for value in (b"lama", b"baru"):
        with Cache.open(folder) as cache:
            cache.put(Shelf.MEMO, b"kunci", value)
    with Cache.open(folder) as cache:
        assert cache.get(Shelf.MEMO, b"kunci") == b"baru"


def test_parts_of_a_key_do_not_run_into_each_other() -> None:
    assert len({key_of("ab", "c"), key_of("a", "bc"), key_of("abc"), key_of("c", "ab")}) == 4


def test_many_keys_are_asked_for_in_few_queries(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, 3000)
    with Cache.open(folder) as cache:
        asked = []
        rows = cache._database.rows

        def counted(query: str, parameters: Sequence[object] = ()) -> list[Row]:
            asked.append(query)
            return rows(query, parameters)

        monkeypatch.setattr(cache._database, "rows", counted)
        assert len(cache.get_many(Shelf.FACTS, [key_of(str(n)) for n in range(3000)])) == 3000
        assert len(asked) <= 10


def test_no_cache_keeps_nothing(tmp_path: Path) -> None:
    path = document(tmp_path)
    with NoCache() as cache:
        cache.remember_file(path, path.stat(), HASH)
        cache.put(Shelf.MEMO, b"kunci", b"nilai")
        assert cache.content_of(path, path.stat()) is None
        assert cache.get(Shelf.MEMO, b"kunci") is None
        cache.clear()
        assert cache.info().size == 0


def test_the_variable_says_where_the_cache_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPKIT_CACHE_DIR", str(tmp_path / "sini"))
    assert cache_folder() == tmp_path / "sini"
    monkeypatch.delenv("BPKIT_CACHE_DIR")
    assert cache_folder().name == "bpkit"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes; the folder is in the user's profile")
def test_nobody_else_may_read_the_cache(folder: Path) -> None:
    with Cache.open(folder) as cache:
        cache.put(Shelf.MEMO, b"kunci", b"nilai")
        cache.flush()
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert set(modes.values()) == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


# What may befall it


def _zeros(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _scribbled(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096::3] = bytes(len(data[4096::3]))
    file.write_bytes(data)


def _text(file: Path) -> None:
    file.write_text("bukan SQLite " * 1000)


def _other_layout(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE facts (lain TEXT)")
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def _without_a_table(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE facts")
    connection.close()


def _empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("damage", [_zeros, _cut, _scribbled, _text, _other_layout, _without_a_table, _empty])
def test_a_damaged_file_is_made_anew(
    folder: Path, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    fill(folder)
    damage(file_of(folder))
    assert kept(folder) < 200
    fill(folder)
    fill(folder)
    assert kept(folder) == 200
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE facts SET blob = substr(blob, 1, 4) || x'00' || substr(blob, 6)",
        "UPDATE facts SET blob = NULL",
        "UPDATE facts SET blob = 7",
        "UPDATE facts SET blob = 'teks'",
    ],
)
def test_a_blob_that_the_disk_changed_is_not_found(folder: Path, damage: str) -> None:
    fill(folder, 1)
    with sqlite3.connect(file_of(folder)) as connection:
        connection.execute(damage)
    connection.close()
    assert kept(folder, 1) == 0


def test_where_there_can_be_no_folder_bpkit_goes_without(tmp_path: Path) -> None:
    (tmp_path / "simpanan").write_text("sebuah berkas")
    fill(tmp_path / "simpanan")
    assert kept(tmp_path / "simpanan") == 0


def test_where_a_folder_has_the_name_of_the_file_bpkit_goes_without(folder: Path) -> None:
    fill(folder)
    name = file_of(folder)
    database.delete(name)
    name.mkdir()
    fill(folder)
    assert kept(folder) == 0


def test_on_a_full_disk_what_is_there_is_still_read(folder: Path) -> None:
    fill(folder)
    with Cache.open(folder) as cache:
        cache._database.rows("PRAGMA max_page_count = 1")  # SQLite takes the pages there are as the least
        for number in range(2000):
            cache.put(Shelf.TEXTS, key_of(str(number)), os.urandom(1000))
        cache.flush()
        assert not cache._database.may_write
        assert cache.get(Shelf.FACTS, key_of("7")) == b"7" * 100
    assert kept(folder) == 200


def test_a_file_that_may_only_be_read_is_read(folder: Path) -> None:
    fill(folder)
    with Cache.open(folder) as cache:
        cache._database.rows("PRAGMA query_only = ON")
        cache.put(Shelf.FACTS, key_of("baru"), b"x")
        cache.flush()
        assert cache.get(Shelf.FACTS, key_of("7")) == b"7" * 100


def test_while_another_bpkit_writes_nothing_is_lost(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 10)
    fill(folder)
    with Cache.open(folder) as cache:
        other = sqlite3.connect(file_of(folder), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        cache.put(Shelf.FACTS, key_of("baru"), b"x")
        cache.flush()
        assert cache.get(Shelf.FACTS, key_of("7")) == b"7" * 100
        other.execute("COMMIT")
        other.close()
        cache.flush()
    with Cache.open(folder) as cache:
        assert cache.get(Shelf.FACTS, key_of("baru")) == b"x"


WRITER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from bpkit.cache.store import Cache, Shelf, key_of
    cache = Cache.open(Path(sys.argv[1]))
    for number in range(10 ** 9):
        cache.put(Shelf.FACTS, key_of(str(number)), str(number).encode() * 100)
        if number == 2000:
            print("ready", flush=True)
""")


def test_after_a_kill_in_the_middle_of_writing_everything_that_is_found_is_right(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
        writer.kill()
    with Cache.open(folder) as cache:
        found = cache.get_many(Shelf.FACTS, [key_of(str(number)) for number in range(2000)])
        assert len(found) == 2000
        assert all(found[key_of(str(number))] == str(number).encode() * 100 for number in range(2000))


def test_two_that_write_at_once_do_not_get_in_each_others_way(folder: Path) -> None:
    script = WRITER.replace("10 ** 9", "3000") + "\ncache.close()"
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.DEVNULL) for _ in "ab"
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert kept(folder, 3000) == 3000


@pytest.mark.parametrize("opened", ["made", "found"])
def test_what_is_written_reaches_the_disk_in_an_order_that_a_power_cut_can_not_spoil(
    folder: Path, opened: str
) -> None:
    if opened == "found":
        fill(folder, 1)
    with Cache.open(folder) as cache:
        assert cache._database.rows("PRAGMA journal_mode") == [("wal",)]
        assert cache._database.rows("PRAGMA synchronous") == [(1,)]  # NORMAL, also where the file was made


# The whole


def test_info_says_what_the_cache_holds(folder: Path, tmp_path: Path) -> None:
    fill(folder, 3)
    path = document(tmp_path)
    with Cache.open(folder) as cache:
        cache.remember_file(path, path.stat(), HASH)
        info = cache.info()
    assert (info.folder, info.rows["facts"], info.rows["files"]) == (folder, 3, 1)
    assert info.oldest == info.newest == date.today()
    assert info.size == sum(info.files.values()) > 0


def test_clear_deletes_every_version_and_nothing_else(folder: Path) -> None:
    fill(folder)
    (folder / "facts-0.sqlite").write_text("lama")
    (folder / "texts-7.sqlite").write_text("baru")
    (folder / "milik-1.sqlite").write_text("milik orang")
    with Cache.open(folder) as cache:
        cache.clear()
        assert cache.info().rows["facts"] == 0
        cache.put(Shelf.MEMO, b"kunci", b"nilai")
    assert sorted(path.name for path in folder.glob("*.sqlite")) == ["facts-1.sqlite", "milik-1.sqlite"]
    assert kept(folder) == 0


def test_prune_lets_go_what_was_not_used_for_longest(folder: Path) -> None:
    fill(folder)
    with Cache.open(folder) as cache:
        old = (date.today() - timedelta(30) - date(1970, 1, 1)).days
        cache._database.write([("UPDATE facts SET used = ?", [(old,)])])
    with Cache.open(folder) as cache:  # what is asked for is used today
        assert cache.get(Shelf.FACTS, key_of("7"))
        for number in range(300):
            cache.put(Shelf.FACTS, key_of("baru", str(number)), os.urandom(2000))
        before = cache.info().size
        cache.prune(cache._database.pages()[0] - 4096)
        assert cache.get(Shelf.FACTS, key_of("7"))
        assert cache.get(Shelf.FACTS, key_of("8")) is None
        assert cache.get(Shelf.FACTS, key_of("baru", "8"))
        assert cache.info().size < before


def test_prune_keeps_to_the_limit_where_everything_was_used_today(folder: Path) -> None:
    with Cache.open(folder) as cache:
        for number in range(1000):
            cache.put(Shelf.FACTS, key_of(str(number)), os.urandom(2000))
        cache.prune(1 << 20)
        assert 0 < cache.info().rows["facts"] < 1000
        assert cache.info().size < 3 << 19


def test_files_of_another_version_that_nobody_uses_are_deleted(folder: Path) -> None:
    folder.mkdir()
    for name, age in (("facts-0.sqlite", 90), ("texts-0.sqlite", 5)):
        (folder / name).write_text("lama")
        os.utime(folder / name, (time.time() - age * 86400,) * 2)
    fill(folder)
    assert sorted(path.name for path in folder.glob("*.sqlite")) == ["facts-1.sqlite", "texts-0.sqlite"]
