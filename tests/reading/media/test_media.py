"""The length of recordings, and the rules about it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import soundfiles

from bpkit.model.facts import Medium, Submission
from bpkit.model.problems import Kind, Problem
from bpkit.model.settings import Settings
from bpkit.reading.media import length as media
from bpkit.reading.media.length import MediumFacts, read_medium
from bpkit.reading.submissions import read_submission
from bpkit.reading.tree.stems import group
from bpkit.rules.media import too_short_to_play, unreadable_medium
from bpkit.rules.registry import Context

SECONDS = 960
BAD_FORMAT = soundfiles.chunk(b"fmt ", b"\1\0")
SAMPLES: Mapping[str, Callable[[int], bytes]] = {
    "suara.wav": soundfiles.wav,
    "suara.mp3": soundfiles.mp3,
    "suara.m4a": lambda seconds: soundfiles.mp4(seconds, b"M4A "),
    "suara.ogg": soundfiles.ogg,
    "suara.wma": soundfiles.asf,
    "suara.amr": soundfiles.amr,
    "suara.aac": soundfiles.aac,
    "suara.flac": soundfiles.flac,
    "video.mp4": soundfiles.mp4,
    "panjang.mp4": lambda seconds: soundfiles.mp4(seconds, wide=True),
    "pecahan.mp4": soundfiles.fragmented,
    "video.3gp": lambda seconds: soundfiles.mp4(seconds, b"3gp4"),
    "video.mov": lambda seconds: soundfiles.mp4(seconds, b"qt  "),
    "video.avi": soundfiles.avi,
    "video.mpg": soundfiles.mpg,
    "lama.mpg": lambda seconds: soundfiles.mpg(seconds, first_edition=True),
    "video.mts": soundfiles.ts,
    "video.mkv": soundfiles.mkv,
    "langsung.webm": lambda seconds: soundfiles.mkv(seconds, live=True),
    "video.wmv": lambda seconds: soundfiles.asf(seconds, video=True),
    "video.flv": soundfiles.flv,
    "suara.3gpp": lambda seconds: soundfiles.mp4(seconds, b"3gp4"),
    "android.3gpp": soundfiles.amr,
    "samsung.3ga": lambda seconds: soundfiles.mp4(seconds, b"3gp4"),
    "suara.m4b": lambda seconds: soundfiles.mp4(seconds, b"M4B "),
    "video.qt": lambda seconds: soundfiles.mp4(seconds, b"qt  "),
    "suara.mka": soundfiles.mkv,
    "video.mpe": soundfiles.mpg,
    "kaset.mod": soundfiles.mpg,
    "kaset.tod": soundfiles.ts,
    "video.divx": soundfiles.avi,
    "vcd.dat": soundfiles.video_cd,
    "gambar.m1v": soundfiles.pictures,
    "suara.aif": soundfiles.aiff,
    "suara.aifc": lambda seconds: soundfiles.aiff(seconds, b"AIFC"),
    "suara.caf": soundfiles.caf,
    "terus.caf": lambda seconds: soundfiles.caf(seconds, is_open=True),
    "suara.au": soundfiles.au,
    "suara.voc": soundfiles.voc,
    "suara.qcp": soundfiles.qcp,
    "suara.w64": soundfiles.wave64,
    "besar.wav": soundfiles.rf64,
    "suara.rm": soundfiles.real,
    "suara.dss": soundfiles.dss,
    "suara.gsm": soundfiles.gsm,
    "suara.ac3": soundfiles.ac3,
    "suara.opus": soundfiles.opus,
    "video.ogv": soundfiles.theora,
    "siaran.oga": soundfiles.broadcast,
    "berekor.flac": lambda seconds: soundfiles.tagged(soundfiles.flac(seconds), padding=5000),
    "berekor.wav": lambda seconds: soundfiles.tagged(soundfiles.wav(seconds), 9000),
    "berekor.aif": lambda seconds: soundfiles.tagged(soundfiles.aiff(seconds)),
    "dua.mp3": lambda seconds: soundfiles.tagged(soundfiles.tagged(soundfiles.mp3(seconds)), 9000),
    "pipa.flac": soundfiles.flac_in_a_pipe,
    "kosong.wav": lambda seconds: soundfiles.wave_with(seconds, 0, 0),
    "pipa.wav": lambda seconds: soundfiles.wave_with(seconds, 0xFFFFFFFF, 0xFFFFFFFF),
    "rusak.wav": lambda seconds: soundfiles.wave_with(seconds, data=5_000_000),
    "kepala.wav": lambda seconds: soundfiles.wave_with(seconds, riff=5_000_000),
    "pecah.mp4": soundfiles.fragments,
    "awal.mp4": lambda seconds: soundfiles.fragments(seconds, first=25),
    "terbuka.avi": soundfiles.open_avi,
    "sampah.mp3": lambda seconds: b"\0sampah" * 50 + soundfiles.mp3(seconds),
    "kepala.mp3": lambda seconds: soundfiles.mp3(seconds, xing=1000),
}


@pytest.fixture(autouse=True)
def without_other_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is measured here is measured by bpkit itself."""
    monkeypatch.setattr(media, "_probe", lambda path: (None, ""))


def written(folder: Path, name: str, data: bytes) -> MediumFacts:
    path = folder / name
    path.write_bytes(data)
    return read_medium(path)


def troubles(facts: MediumFacts) -> list[tuple[Kind | None, str]]:
    return [(damage.kind, damage.variant or damage.found) for damage in facts.damages]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_length_of_every_kind_is_known(tmp_path: Path, name: str) -> None:
    facts = written(tmp_path, name, SAMPLES[name](SECONDS))
    assert facts.minutes == pytest.approx(SECONDS / 60, abs=0.01)
    assert facts.damages == ()


def test_only_a_little_of_a_large_video_is_read(tmp_path: Path) -> None:
    path = tmp_path / "besar.mp4"
    data = soundfiles.mp4(SECONDS)
    start, end = data.index(b"mdat") - 4, data.index(b"moov") - 4
    with path.open("wb") as file:
        file.write(data[:start] + (1).to_bytes(4, "big") + b"mdat" + (10 << 30).to_bytes(8, "big"))
        file.seek(start + (10 << 30))
        file.write(data[end:])
    assert read_medium(path).minutes == 16


@pytest.mark.parametrize(
    "name", ["suara.m4a", "video.mp4", "video.avi", "video.mkv", "video.flv", "suara.wav"]
)
def test_a_recording_that_breaks_off_is_said_to(tmp_path: Path, name: str) -> None:
    data = SAMPLES[name](SECONDS)
    facts = written(tmp_path, name, data[: len(data) * 2 // 3])
    assert (facts.minutes, troubles(facts)) == (None, [(Kind.MEDIUM, "cut")])


def test_an_mp3_shorter_than_its_head_says_breaks_off(tmp_path: Path) -> None:
    assert troubles(written(tmp_path, "a.mp3", soundfiles.mp3(60, xing=10_000_000))) == [(Kind.MEDIUM, "cut")]


def test_a_half_copy_that_ends_in_zeros_breaks_off(tmp_path: Path) -> None:
    half = soundfiles.mp3(60) + bytes(20_000_000)
    assert troubles(written(tmp_path, "a.mp3", half)) == [(Kind.MEDIUM, "cut")]


def test_flac_whose_last_frame_is_not_the_last_of_its_head_breaks_off(tmp_path: Path) -> None:
    half = soundfiles.flac_in_a_pipe(60, total=8000 * 900)
    assert troubles(written(tmp_path, "a.flac", half)) == [(Kind.MEDIUM, "cut")]


def test_an_mp3_of_varying_rate_without_a_head_is_counted(tmp_path: Path) -> None:
    slow = soundfiles.mp3(1)[:144]
    fast = b"\xff\xfb\x58\xc4" + bytes(284)  # 64 kbit/s: as long, and twice as large
    facts = written(tmp_path, "a.mp3", (slow * 5 + fast) * 2000)
    assert facts.minutes == pytest.approx(12_000 * 0.036 / 60, abs=0.001)


def test_clocks_that_begin_anew_are_followed(tmp_path: Path) -> None:
    start = soundfiles.mpg(10)
    turned = soundfiles.mpg(((1 << 33) - 90_000 * 60) // 90_000 - 1)
    film = turned[len(turned) // 2 :] + start[: len(start) // 2]
    facts = written(tmp_path, "a.mpg", film)
    assert facts.minutes == pytest.approx(61 / 60, abs=0.02)


def test_a_dictation_machines_own_kind_is_said_to_need_its_program(tmp_path: Path) -> None:
    facts = written(tmp_path, "rapat.dvf", b"MS_VOICE" + bytes(2000))
    assert troubles(facts) == [(Kind.MEDIUM, "dictation")]


@pytest.mark.parametrize(
    ("name", "data", "counts"),
    [
        ("video.dat", soundfiles.video_cd(60), True),
        ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(50), False),
        ("video.ts", soundfiles.ts(60), True),
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


def test_windows_media_shorter_than_its_head_says_breaks_off(tmp_path: Path) -> None:
    assert troubles(written(tmp_path, "a.wmv", soundfiles.asf(60, size=10_000_000))) == [(Kind.MEDIUM, "cut")]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.mp3", b"", [(Kind.MEDIUM, "empty")]),
        ("a.mp3", b"<html>maaf</html>", [(Kind.MISLABELLED, "HTML"), (Kind.MEDIUM, "foreign")]),
        ("a.mp4", bytes(500), [(Kind.MEDIUM, "foreign")]),
        ("a.mkv", soundfiles.element(0x1A45DFA3, b"x"), [(Kind.MEDIUM, "unknown")]),
        ("a.mp4", soundfiles.mp4(400_000), [(Kind.MEDIUM, "unknown")]),
        ("a.wav", soundfiles.chunk(b"RIFF", b"WAVE", BAD_FORMAT), [(Kind.MEDIUM, "")]),
    ],
)
def test_what_can_not_be_measured_says_why(
    tmp_path: Path, name: str, data: bytes, expected: list[tuple[Kind | None, str]]
) -> None:
    assert troubles(written(tmp_path, name, data)) == expected


def test_a_recording_under_another_ending_is_measured_and_said_to_be_mislabelled(tmp_path: Path) -> None:
    facts = written(tmp_path, "suara.mp3", soundfiles.wav(SECONDS))
    assert (facts.minutes, troubles(facts)) == (16, [(Kind.MISLABELLED, "WAV")])


def test_a_file_that_is_not_there_is_a_damage() -> None:
    assert troubles(read_medium(Path("/tak/ada.mp3"))) == [(Kind.UNREACHABLE, "gone")]


def test_another_tool_is_asked_where_the_file_does_not_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "_probe", lambda path: (1200.0, "ffprobe"))
    facts = written(tmp_path, "a.mkv", soundfiles.element(0x1A45DFA3, b"x"))
    assert (facts.minutes, facts.how, facts.damages) == (20, "ffprobe", ())


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6),
    st.integers(20, 2000),
)
def test_no_changed_byte_makes_the_reader_fail(
    tmp_path: Path, name: str, changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(SAMPLES[name](20)[:length])
    for place, value in changes:
        data[place % len(data)] = value
    facts = written(tmp_path, name, bytes(data))
    assert facts.minutes is not None or facts.damages


def recording(minutes: float | None, medium: Medium = Medium.AUDIO, *variants: str) -> Submission:
    path = Path("Suara.mp3")
    damages = tuple(Problem(path, variant=variant, kind=Kind.MEDIUM) for variant in variants)
    return Submission("Suara", path, (path,), medium, minutes=minutes, damages=damages)


def faults(submission: Submission) -> list[Problem]:
    context = Context(Settings())
    return [*too_short_to_play(submission, context), *unreadable_medium(submission, context)]


@pytest.mark.parametrize("medium", [Medium.AUDIO, Medium.VIDEO, Medium.AUDIOVISUAL])
def test_a_recording_under_fifteen_minutes_is_too_short(medium: Medium) -> None:
    (fault,) = faults(recording(14.5, medium))
    assert (fault.found, fault.expected) == ("14:30", "≥ 15:00")


@pytest.mark.parametrize("minutes", [15.0, 14.99, 90.0, None])
def test_fifteen_minutes_give_or_take_a_part_of_a_second_are_enough(minutes: float | None) -> None:
    assert faults(recording(minutes)) == []


def test_a_graphic_has_no_length() -> None:
    assert faults(recording(1.0, Medium.GRAPHIC)) == []


@pytest.mark.parametrize("variant", ["cut", "foreign", "unknown", "dictation", ""])
def test_a_recording_that_can_not_be_read_says_why(variant: str) -> None:
    (fault,) = faults(recording(None, Medium.VIDEO, variant))
    assert fault.variant == variant


def test_what_androids_recorder_writes_is_sound_and_a_cameras_file_is_film(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("suara.3gpp", "film.3gp")]
    for file in files:
        file.write_bytes(soundfiles.mp4(SECONDS, b"3gp4"))
    media = [
        submission.medium for stem in group(files, (), ()).stems if (submission := read_submission(stem))
    ]
    assert sorted(media) == [Medium.AUDIO, Medium.VIDEO]
