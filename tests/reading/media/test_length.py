"""The length of recordings, and the rules about it."""

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import soundfiles
from make.soundfiles import SECONDS, made

from bpkit import share
from bpkit.model.facts import Medium, Submission
from bpkit.model.problems import Kind, Problem
from bpkit.model.settings import Settings
from bpkit.reading.media import mediainfo
from bpkit.reading.media.length import MediumFacts, read_medium
from bpkit.reading.submissions import read_submission
from bpkit.reading.tree.stems import group
from bpkit.rules.media import too_short_to_play, unreadable_medium
from bpkit.rules.registry import Context

FIXTURES = sorted(file.name for file in soundfiles.MADE.iterdir())
# What people call them, and what phones and cameras put into it.
NAMES = {
    "suara.3gpp": "a.m4a",
    "samsung.3ga": "a.m4a",
    "suara.m4b": "a.m4a",
    "video.qt": "a.mov",
    "video.divx": "a.avi",
    "suara.weba": "a.mka",
    "video.mpe": "a.mpg",
    "kaset.mod": "a.vob",
    "kaset.tod": "a.ts",
    "suara.aifc": "a.aiff",
    "suara.bwf": "rf64.wav",
}
# What ffmpeg does not write, and what other programs did to what it wrote.
MADE: Mapping[str, Callable[[], bytes]] = {
    "suara.amr": lambda: soundfiles.amr(SECONDS),
    "android.3gpp": lambda: soundfiles.amr(SECONDS),
    "suara.qcp": lambda: soundfiles.qcp(SECONDS),
    "suara.dss": lambda: soundfiles.dss(SECONDS),
    "kepala.mp4": lambda: soundfiles.movie_head(SECONDS),
    "lebar.mp4": lambda: soundfiles.movie_head(SECONDS, wide=True),
    "berekor.flac": lambda: soundfiles.tagged(made("a.flac"), padding=5000),
    "berekor.wav": lambda: soundfiles.tagged(made("a.wav"), 9000),
    "berekor.aif": lambda: soundfiles.tagged(made("a.aiff")),
    "dua.mp3": lambda: soundfiles.tagged(soundfiles.tagged(made("a.mp3")), 9000),
    "sampah.mp3": lambda: b"\0sampah" * 50 + made("tanpa-kepala.mp3"),
    "sampah.m4a": lambda: made("a.m4a") + b"sampah" * 20,
    "kosong.wav": lambda: soundfiles.wave_with(0, 0),
    "rusak.wav": lambda: soundfiles.wave_with(data=5_000_000),
    "kepala.wav": lambda: soundfiles.wave_with(riff=5_000_000),
}


def written(folder: Path, name: str, data: bytes) -> MediumFacts:
    path = folder / name
    path.write_bytes(data)
    return read_medium(path)


def troubles(facts: MediumFacts) -> list[tuple[Kind | None, str]]:
    return [(damage.kind, damage.variant or damage.found) for damage in facts.damages]


def runs_for(facts: MediumFacts, seconds: float) -> bool:
    """Give or take a second: film and sound of one recording rarely end together."""
    return facts.minutes == pytest.approx(seconds / 60, abs=1.1 / 60) and facts.damages == ()


@pytest.mark.parametrize("name", FIXTURES)
def test_the_length_of_every_kind_is_known(name: str) -> None:
    assert runs_for(read_medium(soundfiles.MADE / name), SECONDS)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_that_fits_the_content_will_do(tmp_path: Path, name: str) -> None:
    assert runs_for(written(tmp_path, name, made(NAMES[name])), SECONDS)


@pytest.mark.parametrize("name", MADE)
def test_what_other_programs_make_of_a_recording_keeps_its_length(tmp_path: Path, name: str) -> None:
    assert runs_for(written(tmp_path, name, MADE[name]()), SECONDS)


def test_only_a_little_of_a_large_video_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, place, behind = soundfiles.with_large_film("a.mp4", 10 << 30)
    with (tmp_path / "besar.mp4").open("wb") as file:
        file.write(before)
        file.seek(place)
        file.write(behind)
    monkeypatch.setattr(mediainfo, "LITTLE", 8 << 20)
    assert runs_for(read_medium(tmp_path / "besar.mp4"), SECONDS)


def test_what_would_have_to_be_read_without_end_has_no_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mediainfo, "LITTLE", 1000)
    assert troubles(written(tmp_path, "a.mpg", made("a.mpg"))) == [(Kind.MEDIUM, "unknown")]


@pytest.mark.parametrize(
    "name",
    [
        *("a.m4a", "depan.m4a", "a.mp4", "depan.mp4", "a.3gp", "a.mov", "a.avi", "a.mkv", "a.mka", "a.flv"),
        *("a.wav", "ulaw.wav", "rf64.wav", "a.w64", "a.aiff", "a.au", "a.caf", "a.wma", "a.wmv", "a.flac"),
        "a.mp3",
    ],
)
@pytest.mark.parametrize("part", [0.4, 0.67, 0.75])
def test_a_recording_that_breaks_off_is_said_to(tmp_path: Path, name: str, part: float) -> None:
    data = made(name)
    facts = written(tmp_path, name, data[: int(len(data) * part)])
    assert (facts.minutes, troubles(facts)) == (None, [(Kind.MEDIUM, "cut")])


@pytest.mark.parametrize(
    "name", ["pipa.wav", "pipa.flac", "pipa.webm", "a.opus", "a.ogg", "a.aac", "tanpa-kepala.mp3", "a.ac3"]
)
def test_what_never_said_its_length_is_as_long_as_what_is_there(tmp_path: Path, name: str) -> None:
    data = made(name)
    facts = written(tmp_path, name, data[: len(data) * 5 // 6])
    assert facts.minutes == pytest.approx(SECONDS * 5 / 6 / 60, rel=0.15)
    assert facts.damages == ()


@pytest.mark.parametrize(
    "name", ["a.mp3", "tanpa-kepala.mp3", "a.opus", "a.aac", "a.flac", "a.mkv", "a.wma", "a.mpg", "a.ts"]
)
def test_a_half_copy_that_ends_in_zeros_breaks_off(tmp_path: Path, name: str) -> None:
    data = made(name)
    half = data[: len(data) // 2] + bytes(300_000)
    assert troubles(written(tmp_path, name, half)) == [(Kind.MEDIUM, "cut")]


def test_an_mp3_of_varying_rate_without_a_head_is_counted(tmp_path: Path) -> None:
    joined = made("tanpa-kepala.mp3") * 2 + made("berubah.mp3") * 2
    assert runs_for(written(tmp_path, "a.mp3", joined), SECONDS * 4)


def test_clocks_that_begin_anew_are_followed() -> None:
    assert runs_for(read_medium(soundfiles.MADE / "putar.ts"), SECONDS)


def test_a_dictation_machines_own_kind_is_said_to_need_its_program(tmp_path: Path) -> None:
    facts = written(tmp_path, "rapat.dvf", b"MS_VOICE" + bytes(2000))
    assert troubles(facts) == [(Kind.MEDIUM, "dictation")]


@pytest.mark.parametrize(
    ("name", "data", "counts"),
    [
        ("video.dat", made("vcd.dat"), True),
        ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(50), False),
        ("video.ts", made("a.ts"), True),
        ("kode.ts", b"export const a = 1", False),
        ("lagu.mod", b"lagu" * 300, False),
        ("kosong.dat", b"", False),
    ],
)
def test_an_ending_that_means_anything_is_a_recording_by_its_content(
    tmp_path: Path, name: str, data: bytes, counts: bool
) -> None:
    (tmp_path / name).write_bytes(data)
    grouped = group([tmp_path / name], (), ())
    assert (len(grouped.stems), len(grouped.strays)) == ((1, 0) if counts else (0, 1))


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.mp3", b"", [(Kind.MEDIUM, "empty")]),
        ("a.mp3", b"<html>maaf</html>", [(Kind.MISLABELLED, "HTML"), (Kind.MEDIUM, "foreign")]),
        ("a.mp4", bytes(500), [(Kind.MEDIUM, "foreign")]),
        ("a.mkv", b"\x1aE\xdf\xa3\x81x", [(Kind.MEDIUM, "unknown")]),
        ("a.mp4", soundfiles.movie_head(400_000), [(Kind.MEDIUM, "unknown")]),
        ("a.au", b".snd\0\0", [(Kind.MEDIUM, "unknown")]),
    ],
)
def test_what_can_not_be_measured_says_why(
    tmp_path: Path, name: str, data: bytes, expected: list[tuple[Kind | None, str]]
) -> None:
    assert troubles(written(tmp_path, name, data)) == expected


def test_a_recording_under_another_ending_is_measured_and_said_to_be_mislabelled(tmp_path: Path) -> None:
    facts = written(tmp_path, "suara.mp3", made("a.wav"))
    assert facts.minutes == pytest.approx(SECONDS / 60)
    assert troubles(facts) == [(Kind.MISLABELLED, "WAV")]


def test_a_file_that_is_not_there_is_a_damage() -> None:
    assert troubles(read_medium(Path("/tak/ada.mp3"))) == [(Kind.UNREACHABLE, "gone")]


def test_a_name_that_is_no_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"rekaman \xff.m4a")
    try:
        path.write_bytes(made("a.m4a"))
    except (OSError, UnicodeError):
        pytest.skip("no such name on this disk")
    assert runs_for(read_medium(path), SECONDS)


@pytest.fixture
def anew() -> Iterator[None]:
    """MediaInfo's process begins and ends with this test."""
    mediainfo._CHILD.end()
    yield
    mediainfo._CHILD.end()


@pytest.mark.usefixtures("anew")
def test_without_mediainfo_a_length_is_unknown_and_what_is_counted_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pymediainfo.py").write_text("raise ImportError('no library')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert troubles(read_medium(soundfiles.MADE / "a.mp4")) == [(Kind.MEDIUM, "unmeasured")]
    assert runs_for(read_medium(soundfiles.MADE / "a.opus"), SECONDS)


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("does", ["while True: pass", "__import__('os')._exit(1)"])
def test_a_file_that_mediainfo_dies_of_is_damaged_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str
) -> None:
    with monkeypatch.context() as changed:
        fake = f"class MediaInfo:\n    def can_parse():\n        {does}\n"
        (tmp_path / "pymediainfo.py").write_text(fake)
        changed.setenv("PYTHONPATH", str(tmp_path))
        changed.setattr(mediainfo, "SECONDS", 0.5)
        changed.setattr(mediainfo, "_TO_START", 0.5)
        assert troubles(read_medium(soundfiles.MADE / "a.mp4")) == [(Kind.MEDIUM, "")]
    assert runs_for(read_medium(soundfiles.MADE / "a.mp4"), SECONDS)


def test_a_share_that_drops_out_under_mediainfo_is_the_shares_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dropped(*_: object) -> bytes:
        raise OSError(errno.EIO, "EIO")

    with monkeypatch.context() as changed:
        changed.setattr(mediainfo, "piece", dropped)
        changed.setattr(share, "PAUSES", ())
        assert troubles(written(tmp_path, "a.mp4", made("a.mp4"))) == [(Kind.UNREACHABLE, "")]
    assert runs_for(read_medium(tmp_path / "a.mp4"), SECONDS)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(FIXTURES),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6),
    st.integers(20, 2000),
)
def test_no_changed_byte_makes_the_reader_fail(
    tmp_path: Path, name: str, changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(made(name)[:length])
    for place, value in changes:
        data[place % len(data)] = value
    facts = written(tmp_path, name, bytes(data))
    assert facts.minutes is not None or facts.damages


def recording(minutes: float | None, medium: Medium = Medium.AUDIO, *variants: str) -> Submission:
    path = Path("Suara.mp3")
    damages = tuple(Problem(path, variant=variant, kind=Kind.MEDIUM) for variant in variants)
    return Submission("Suara", path, (path,), medium, minutes=minutes, damages=damages)


def problems(submission: Submission) -> list[Problem]:
    context = Context(Settings())
    return [*too_short_to_play(submission, context), *unreadable_medium(submission, context)]


@pytest.mark.parametrize("medium", [Medium.AUDIO, Medium.VIDEO, Medium.AUDIOVISUAL])
def test_a_recording_under_fifteen_minutes_is_too_short(medium: Medium) -> None:
    (problem,) = problems(recording(14.5, medium))
    assert (problem.found, problem.expected) == ("14:30", "≥ 15:00")


@pytest.mark.parametrize("minutes", [15.0, 14.99, 90.0, None])
def test_fifteen_minutes_give_or_take_a_part_of_a_second_are_enough(minutes: float | None) -> None:
    assert problems(recording(minutes)) == []


def test_a_graphic_has_no_length() -> None:
    assert problems(recording(1.0, Medium.GRAPHIC)) == []


@pytest.mark.parametrize("variant", ["cut", "foreign", "unknown", "dictation", "unmeasured", ""])
def test_a_recording_that_can_not_be_read_says_why(variant: str) -> None:
    (problem,) = problems(recording(None, Medium.VIDEO, variant))
    assert problem.variant == variant


def test_what_androids_recorder_writes_is_sound_and_a_cameras_file_is_film(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("suara.3gpp", "film.3gp")]
    for file in files:
        file.write_bytes(made("a.3gp"))
    media = [
        submission.medium for stem in group(files, (), ()).stems if (submission := read_submission(stem))
    ]
    assert sorted(media) == [Medium.AUDIO, Medium.VIDEO]
