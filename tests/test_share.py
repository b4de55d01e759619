"""How files of the share are read: with tries, within limits, and nothing that could hang."""

import errno
import os
import threading
import time
from pathlib import Path

import pytest
from make.disturbed import failing
from make.shares import CONFIG, KMW, korkot, write_document, write_sheet

from bpkit import limits, share
from bpkit.errors import UserError
from bpkit.model.outcomes import Checked
from bpkit.model.problems import Kind, Problem
from bpkit.reading import submissions
from bpkit.reading.media.frames import OWN
from bpkit.reading.media.length import read_medium
from bpkit.reading.tree.listing import FolderLister
from bpkit.share.publishing import Register
from bpkit.work.recapping import recap
from bpkit.work.request import Request
from bpkit.work.running import Work


def windows(code: int, number: int = errno.EACCES) -> OSError:
    error = PermissionError(number, "") if number == errno.EACCES else OSError(number, "")
    error.winerror = code  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "drive bersama penuh"),
        (OSError(errno.EROFS, "Read-only file system"), "hanya dapat dibaca"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "tempat itu tidak ada"),
        (PermissionError(errno.EACCES, "Permission denied"), "tidak mempunyai izin"),
        (windows(32), "sedang dibuka program lain"),
        (OSError(errno.EXDEV, "Invalid cross-device link"), "Invalid cross-device link"),
    ],
)
def test_why_the_system_refuses_is_told_in_one_language_where_there_are_words(
    error: OSError, words: str
) -> None:
    assert words in share.reason_of(error)


def test_a_folder_that_is_listed_and_not_there_is_not_gone(tmp_path: Path) -> None:
    folder = tmp_path / "penilaian"
    (folder / "lama").mkdir(parents=True)
    form = folder / "lama" / "segel.json"
    assert not share.is_file(form)  # the share's true word
    with failing(form, errno.ENOENT, stat=True), failing(form.parent, errno.ENOENT), pytest.raises(OSError):
        share.is_file(form)
    with failing(folder, errno.ENOENT), pytest.raises(OSError):
        share.exists(folder / "tidak ada")
    assert not share.exists(tmp_path / "tidak" / "ada" / "apa pun")


@pytest.mark.parametrize("target", ["tidak ada", "rusak"])
def test_a_link_that_leads_nowhere_is_neither_file_nor_folder(tmp_path: Path, target: str) -> None:
    link = tmp_path / "rusak"
    link.symlink_to(tmp_path / target)
    assert not share.is_file(link)
    assert not share.is_folder(link)


@pytest.mark.parametrize(
    ("error", "kind", "why"),
    [
        (OSError(errno.EIO, ""), Kind.UNREACHABLE, ""),
        (OSError(errno.ENOTCONN, ""), Kind.UNREACHABLE, ""),
        (OSError(errno.EHOSTDOWN, ""), Kind.UNREACHABLE, ""),
        (TimeoutError(errno.ETIMEDOUT, ""), Kind.UNREACHABLE, ""),
        (OSError(errno.EBUSY, ""), Kind.UNREACHABLE, "open"),
        (OSError(errno.EINVAL, ""), Kind.UNREACHABLE, "cloud"),
        (FileNotFoundError(errno.ENOENT, ""), Kind.UNREACHABLE, "gone"),
        (PermissionError(errno.EACCES, ""), Kind.NO_PERMISSION, ""),
        (PermissionError(errno.EPERM, ""), Kind.NO_PERMISSION, ""),
        (windows(5), Kind.NO_PERMISSION, ""),
        (windows(32), Kind.UNREACHABLE, "open"),
        (windows(33), Kind.UNREACHABLE, "open"),
        (windows(362, errno.EINVAL), Kind.UNREACHABLE, "cloud"),
        (windows(1920, errno.EINVAL), Kind.UNREACHABLE, "cloud"),
        (windows(59, errno.EINVAL), Kind.UNREACHABLE, ""),
        (windows(53, errno.ENOENT), Kind.UNREACHABLE, ""),
        (windows(67, errno.ENOENT), Kind.UNREACHABLE, ""),
        (windows(2, errno.ENOENT), Kind.UNREACHABLE, "gone"),
        (windows(21), Kind.UNREACHABLE, ""),
        (OSError(errno.ELOOP, ""), Kind.BROKEN, ""),
    ],
)
def test_an_error_at_reading_is_the_shares_until_it_is_known_whose(
    error: OSError, kind: Kind, why: str
) -> None:
    damage = share.damage_of(error, Path("x"))
    assert (damage.kind, damage.variant) == (kind, why)


def test_a_refusal_is_not_tried_again() -> None:
    tries = []

    def refused() -> None:
        tries.append(1)
        raise PermissionError(errno.EACCES, "")

    with pytest.raises(PermissionError):
        share.attempt(refused)
    assert len(tries) == 1


def sparse(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)
    return path


@pytest.mark.parametrize("name", ["Besar.docx", "Besar.pdf", "Besar.mp3", "Bank.yaml", "Bank 1.jpg"])
def test_a_file_of_a_terabyte_is_not_read(tmp_path: Path, name: str) -> None:
    write_document(tmp_path / korkot("Semarang") / "Bank.docx", photos=1, paragraphs=1)
    file = sparse(tmp_path / korkot("Semarang") / name, 1 << 40)
    assert codes(tmp_path, file) & {"BP901", "BP904", "BP908"} == {"BP904"}


def test_a_sheet_of_a_terabyte_is_not_read(tmp_path: Path) -> None:
    write_sheet(tmp_path / KMW, "Siti Rahma", {"Bank": 8})
    file = sparse(tmp_path / KMW / "penilaian" / "budi.yaml", 1 << 40)
    (sheet,) = (s for s in Work(Request(tmp_path / KMW, period="2010-10")).folder.sheets if s.path == file)
    assert sheet.problems


def codes(root: Path, file: Path) -> set[str]:
    checked: Checked = Work(Request(root, period="2010-10")).checked
    return {f.code for one in checked.walk() for f in one.findings if f.problem.path == file}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
@pytest.mark.parametrize(
    "name",
    [
        f"{korkot('Semarang')}/.bpkitignore",
        f"{korkot('Semarang')}/Bank.yaml",
        f"{korkot('Semarang')}/Bank 1.jpg",
        f"{korkot('Semarang')}/Suara.mp3",
        f"{KMW}/penilaian/segel.json",
        f"{KMW}/penilaian/keputusan.yaml",
        "referensi/Pedoman.docx",
    ],
)
def test_a_pipe_hangs_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "bpkit.yaml").write_text(CONFIG, encoding="utf-8")
    write_document(tmp_path / korkot("Semarang") / "Bank.docx", photos=1, paragraphs=1)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(tmp_path / name)
    assert codes(tmp_path, tmp_path / name) == {"BP904"}


def test_a_bpkitignore_of_thousands_of_patterns_is_not_worked_out(tmp_path: Path) -> None:
    (tmp_path / ".bpkitignore").write_text("".join(f"*a*{n}*b*\n" for n in range(4_000)), encoding="utf-8")
    (damage,) = [*_ignoring(tmp_path)]
    assert (damage.kind, damage.variant) == (Kind.UNSAFE, "large")


def _ignoring(folder: Path) -> tuple[Problem, ...]:
    lister = FolderLister(folder, folder)
    lister(folder)
    return lister.damages


def test_a_bpkit_yaml_of_a_terabyte_is_called_too_large(tmp_path: Path) -> None:
    with (tmp_path / "bpkit.yaml").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UserError, match=r"bpkit\.yaml.*1048576 MiB") as refused:
        Work(Request(tmp_path))
    assert refused.value.exit_code == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_a_pipe_called_bpkit_yaml_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "bpkit.yaml")
    with pytest.raises(UserError, match=r"bpkit\.yaml"):
        Work(Request(tmp_path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_a_pipe_in_the_registers_place_is_a_lost_register(tmp_path: Path) -> None:
    (tmp_path / ".bpkit").mkdir()
    os.mkfifo(tmp_path / ".bpkit" / "written.json")
    assert Register(tmp_path).files() == []


@pytest.mark.parametrize("damaged", [b"[" * 100_000, b"\xff\xfe", b"[1]", b'{"a": 1}', b""])
def test_a_damaged_register_is_a_lost_one(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / ".bpkit").mkdir()
    (tmp_path / ".bpkit" / "written.json").write_bytes(damaged)
    assert Register(tmp_path).files() == []


def test_a_medium_that_breaks_off_in_reading_is_the_shares_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dropped(*_: object) -> float:
        raise OSError(errno.EIO, "EIO")

    file = tmp_path / "a.amr"
    file.write_bytes(b"#!AMR\n" + bytes(40))
    monkeypatch.setitem(OWN, "amr", dropped)
    assert [damage.kind for damage in read_medium(file).damages] == [Kind.UNREACHABLE]


def test_a_place_that_a_damaged_medium_names_is_the_mediums_trouble(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(b"RIFF")
    with file.open("rb") as opened, pytest.raises(ValueError, match="-9"):
        share.stream(opened).seek(-9)


BROKEN_PATTERNS = ("arsip\\", "!", "[z-a]", "*a" * 25 + "*b", "**/a/" * 9 + "b")


@pytest.mark.parametrize("pattern", BROKEN_PATTERNS)
def test_a_broken_line_of_bpkitignore_is_named_and_the_others_hold(tmp_path: Path, pattern: str) -> None:
    folder = tmp_path / korkot("Semarang")
    write_document(folder / "Bank.docx", photos=1, paragraphs=1)
    (folder / "draf.docx").touch()
    (folder / ("a" * 200 + ".docx")).touch()
    ignore = folder / ".bpkitignore"
    ignore.write_text(f"# ***** Catatan *****\n{pattern}\ndraf*\n", encoding="utf-8")
    checked = Work(Request(folder, period="2010-10")).checked
    (problem,) = (f.problem for f in checked.findings if f.problem.path == ignore)
    assert (problem.variant, problem.found, problem.place and problem.place.line) == ("pattern", pattern, 2)
    assert "draf" not in [submission.title for submission in checked.submissions]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_bpkitignore_may_be_what_notepad_saves(tmp_path: Path, encoding: str) -> None:
    folder = tmp_path / korkot("Semarang")
    folder.mkdir(parents=True)
    (folder / "résumé.docx").touch()
    (folder / ".bpkitignore").write_text("résumé*\n", encoding=encoding)
    assert Work(Request(folder, period="2010-10")).layout.stems == ()


@pytest.mark.parametrize("pattern", BROKEN_PATTERNS)
def test_a_waiver_for_no_pattern_is_refused_with_its_line(tmp_path: Path, pattern: str) -> None:
    waiver = "pengecualian:\n  - aturan: BP301\n"
    text = f"{CONFIG}{waiver}    berkas: '{pattern}'\n    alasan: a\n    disetujui: b\n"
    (tmp_path / "bpkit.yaml").write_text(text, encoding="utf-8")
    line = text[: text.index("berkas:")].count("\n") + 1
    with pytest.raises(UserError, match=rf"bpkit\.yaml.* {line}:"):
        Work(Request(tmp_path))


def test_a_folder_is_listed_without_asking_for_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / korkot("Semarang")
    folder.mkdir(parents=True)
    for number in range(50):
        (folder / f"Tulisan {number}.docx").touch()
    asked: list[object] = []
    real = os.stat

    def stat(path: Path, **named: bool) -> os.stat_result:
        asked.append(path)
        return real(path, **named)

    monkeypatch.setattr(os, "stat", stat)
    layout = Work(Request(folder, period="2010-10")).layout
    assert len(layout.stems) == 50
    assert not [path for path in asked if "Tulisan" in str(path)]


@pytest.mark.parametrize(
    ("name", "most"),
    [("a.docx", limits.FILE), ("a.xlsx", limits.TABLE), ("a.yml", limits.TEXT)],
)
def test_every_kind_of_file_is_read_up_to_its_own_size(tmp_path: Path, name: str, most: int) -> None:
    assert isinstance(submissions.read_bytes(sparse(tmp_path / "yes" / name, most)), bytes)
    refused = submissions.read_bytes(sparse(tmp_path / "no" / name, most + 1))
    assert isinstance(refused, Problem) and refused.kind is Kind.UNSAFE


@pytest.mark.parametrize("code", [53, 67])
def test_on_windows_a_share_that_is_gone_is_no_file_that_never_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def gone(*_: object, **__: object) -> os.stat_result:
        raise windows(code, errno.ENOENT)

    monkeypatch.setattr(Path, "stat", gone)
    with pytest.raises(FileNotFoundError):
        share.exists(tmp_path / "bpkit.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_a_pipe_in_a_forms_place_keeps_no_other_form_from_being_written(tmp_path: Path) -> None:
    (tmp_path / "bpkit.yaml").write_text(CONFIG, encoding="utf-8")
    city = tmp_path / korkot("Semarang")
    write_document(city / "Bank.docx", photos=1, paragraphs=1)
    os.mkfifo(city / "Lampiran 3_korkot (Semarang)_(Oktober 2010).xlsx")
    recapped = recap(Work(Request(tmp_path)), None, None, below=True)
    assert len(recapped.refused) == 1
    assert (tmp_path / KMW / "Lampiran 3_KMW (Jawa Tengah)_(Oktober 2010).xlsx").is_file()


def test_an_entry_that_can_not_be_asked_for_its_kind_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Entry:
        name = "Bank.docx"

        def is_dir(self, *, follow_symlinks: bool) -> bool:
            raise OSError(errno.EIO, f"EIO {follow_symlinks}")

    folder = tmp_path / korkot("Semarang")
    folder.mkdir(parents=True)
    monkeypatch.setattr(share, "entries", lambda _: [Entry()])
    (damage,) = FolderLister(folder, folder)(folder).unsafe
    assert (damage.kind, damage.path) == (Kind.UNREACHABLE, folder / "Bank.docx")


def test_what_is_asked_first_tells_how_late_the_share_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share, "_pace", share._Pace())

    list(share.each(lambda _: time.sleep(0.005), range(4), asks=True))

    assert share.is_late()


def test_two_that_need_nothing_of_each_other_ask_a_late_share_at_the_same_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(share, "is_late", lambda: True)
    met = threading.Barrier(2, timeout=10)  # which breaks where one waits for the other

    assert sorted(share.both(met.wait, met.wait)) == [0, 1]


def test_what_the_first_of_two_can_not_read_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(share, "is_late", lambda: True)

    with pytest.raises(FileNotFoundError, match="first"):
        share.both((tmp_path / "first").read_bytes, (tmp_path / "second").read_bytes)
