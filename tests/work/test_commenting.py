"""What readers said: found in whatever way it was saved, listed once, and hidden with a reason."""

from pathlib import Path

import pytest
from make.shares import Run, korkot
from make.sites import page, site_of
from msgspec import json

from bpkit.schemas import adapter


def save(share: Path, name: str, data: bytes | str, title: str = "Jalan") -> Path:
    file = share / korkot("Semarang") / title / "komentar" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


def listed(run: Run, share: Path, *more: str) -> list[dict[str, object]]:
    code, out, _ = run("comments", share, "--format", "json", *more)
    assert code == 0
    said = json.decode(out)
    adapter("comments").validate_python(said)
    return said["comments"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.yaml", "nama: Ani\ntanggal: 2010-11-02\nteks: Baik sekali\n"),
        ("a.yml", "Nama: Ani\nTanggal: 2 November 2010\nKomentar: Baik sekali\n"),
        ("a.txt", "Nama: Ani\nTanggal: 2 November 2010\n\nBaik sekali"),
        ("a.TXT", "Tulisan: Jalan (Semarang)\nNama: Ani\nTanggal: 2010-11-02\n\nBaik sekali"),
        ("a.txt", "nama : Ani\r\ntanggal : 02/11/2010\r\nisi : Baik sekali\r\n".encode("utf-16")),
        ("a.yaml", 'nama: Ani\ntanggal: 2010-11-02\nteks: "Baik sekali\n'),
    ],
)
def test_a_comment_is_read_as_people_save_it(share: Path, run: Run, name: str, data: bytes | str) -> None:
    save(share, name, data)
    (found,) = listed(run, share)
    assert (found["name"], found["date"], str(found["text"]).strip('"').strip()) == (
        "Ani",
        "2010-11-02",
        "Baik sekali",
    )


def test_a_text_alone_is_a_comment_without_a_name(share: Path, run: Run) -> None:
    save(share, "a.txt", "Baik: sekali.\nTerus maju")
    (found,) = listed(run, share)
    assert (found["name"], found["date"], found["text"]) == ("", None, "Baik: sekali.\nTerus maju")


@pytest.mark.parametrize(("data", "trouble"), [(b"", "empty"), (b"x" * 300_000, "large")])
def test_what_is_no_comment_is_told_and_not_shown(
    share: Path, tmp_path: Path, run: Run, data: bytes, trouble: str
) -> None:
    save(share, "a.txt", data)
    assert [one["trouble"] for one in listed(run, share)] == [trouble]
    site_of(share, tmp_path / "situs")
    assert "Komentar (0)" in page(tmp_path / "situs", "jalan")


def test_comments_are_new_until_somebody_has_seen_them(share: Path, run: Run) -> None:
    save(share, "a.txt", "Satu")
    assert [one["text"] for one in listed(run, share)] == ["Satu"]
    assert len(listed(run, share, "--seen")) == 1
    save(share, "b.txt", "Dua")
    assert [(one["text"], one["new"]) for one in listed(run, share)] == [("Dua", True)]
    assert len(listed(run, share, "--all")) == 2


def test_a_hidden_comment_is_moved_with_the_reason_beside_it(share: Path, run: Run, tmp_path: Path) -> None:
    file = save(share, "a.txt", "Tidak pantas")
    assert run("comments", share, "--hide", file, "--reason", 'kata "kasar": tidak')[0] == 0
    hidden = file.parent / "disembunyikan"
    assert not file.exists()
    assert (hidden / "a.txt").read_text() == "Tidak pantas"
    assert r'alasan: "kata \"kasar\": tidak"' in (hidden / "a.txt.alasan.yaml").read_text()
    assert listed(run, share, "--all") == []


def test_hiding_twice_loses_nothing(share: Path, run: Run) -> None:
    for text in ("Satu", "Dua"):
        file = save(share, "a.txt", text)
        run("comments", share, "--hide", file, "--reason", "x")
    texts = {one.read_text() for one in (file.parent / "disembunyikan").glob("a*.txt")}
    assert texts == {"Satu", "Dua"}


def test_nothing_is_hidden_without_a_reason_or_that_is_no_comment(share: Path, run: Run) -> None:
    file = save(share, "a.txt", "Satu")
    assert run("comments", share, "--hide", file)[0] == 2
    document = share / korkot("Semarang") / "Jalan.docx"
    assert run("comments", share, "--hide", document, "--reason", "x")[0] == 2
    assert file.exists()
    assert document.exists()


def test_comments_are_no_strays_and_no_photos(share: Path, run: Run) -> None:
    save(share, "a.txt", "Satu")
    code, out, _ = run("validate", share, "--no-cache")
    assert (code, "komentar" in out) == (0, False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("situs: {kontk: lembaga}", "kontak"),
        ("situs: {kontak: semua}", "salah satu dari"),
        ("situs: {surel: bukan surel}", "alamat surel"),
        ("situs: {whatsapp: 123}", "nomor WhatsApp"),
        ("situs: {alamat: 'javascript:alert(1)'}", "alamat web"),
    ],
)
def test_a_fault_in_the_settings_of_the_site_names_its_line(
    share: Path, run: Run, line: str, said: str
) -> None:
    file = share / "bpkit.yaml"
    file.write_text(f"{file.read_text()}{line}\n")
    code, _, err = run("site", share, "--output", share.parent / "situs", "--lang", "id")
    number = len(file.read_text().splitlines())
    assert code == 2
    assert f"baris {number}" in err
    assert said in err
