"""Makes tests/data/media with ffmpeg: a short recording of every kind that can be made with it.

    python tools/make_media_fixtures.py

Each runs for 10 s: noise so soft that it is nearly silence, or a film of 64x48 pixels. ffmpeg writes neither
AMR nor what dictation machines write; those few are made in tests/make/soundfiles.py. The tests read what
lies in the repository and need neither this script nor ffmpeg.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

TARGET = Path(__file__).parents[1] / "tests" / "data" / "media"
SECONDS = 10
SOUND = f"-f lavfi -i anoisesrc=r=8000:a=0.0001:seed=1:d={SECONDS} -ac 1"
WIDE_SOUND = SOUND.replace("8000", "32000")
FILM = f"-f lavfi -i color=s=64x48:r=5:d={SECONDS}"
MPEG_FILM = f"-f lavfi -i color=s=64x48:r=25:d={SECONDS}"  # MPEG knows no slower one
BOTH = f"{FILM} {SOUND} -shortest -g 25"
PIPED = ("pipa.wav", "pipa.flac", "pipa.avi", "pipa.webm")  # a pipe can't be gone back in, to fill in a size

# File -> what ffmpeg is told. Sizes and bit rates are as small as each format allows.
RECORDINGS = {
    "a.wav": f"{SOUND} -c:a pcm_u8 -ar 2000",
    "ulaw.wav": f"{SOUND} -c:a pcm_mulaw -ar 2000",
    "pipa.wav": f"{SOUND} -c:a pcm_u8 -ar 2000",
    "rf64.wav": f"{SOUND} -c:a pcm_u8 -ar 2000 -rf64 always",
    "a.w64": f"{SOUND} -c:a pcm_u8 -ar 2000",
    "a.mp3": f"{SOUND} -c:a libmp3lame -b:a 8k",
    "tanpa-kepala.mp3": f"{SOUND} -c:a libmp3lame -b:a 8k -write_xing 0 -id3v2_version 0",
    "berubah.mp3": f"{SOUND.replace('0.0001', '0.01')} -c:a libmp3lame -q:a 9 -write_xing 0",
    "a.mp2": f"{SOUND} -ar 16000 -c:a mp2 -b:a 8k",
    "a.m4a": f"{SOUND} -c:a aac -b:a 8k",
    "depan.m4a": f"{SOUND} -c:a aac -b:a 8k -movflags faststart",
    "a.aac": f"{SOUND} -c:a aac -b:a 8k",
    "a.ogg": f"{SOUND} -c:a libvorbis -q:a -1",
    "siaran.ogg": f"{SOUND} -c:a libvorbis -q:a -1 -output_ts_offset 7200",
    "a.opus": f"{SOUND} -c:a libopus -b:a 6k",
    "siaran.opus": f"{SOUND} -c:a libopus -b:a 6k -output_ts_offset 7200",
    "a.spx": f"{SOUND} -c:a libspeex",
    "a.oga": f"{SOUND} -ar 4000 -c:a flac -sample_fmt s16",
    "a.flac": f"{SOUND} -ar 4000 -c:a flac -sample_fmt s16",
    "pipa.flac": f"{SOUND} -ar 4000 -c:a flac -sample_fmt s16",
    "a.wma": f"{SOUND} -c:a wmav2 -b:a 24k",
    "a.gsm": f"{SOUND} -c:a libgsm",
    "a.au": f"{SOUND} -c:a pcm_mulaw -ar 2000",
    "a.aiff": f"{SOUND} -c:a pcm_s8 -ar 2000",
    "a.caf": f"{SOUND} -c:a pcm_s8 -ar 2000",
    "alac.caf": f"{SOUND} -ar 4000 -c:a alac -sample_fmt s16p",
    "a.voc": f"{SOUND} -c:a pcm_u8 -ar 4000",
    "a.wv": f"{SOUND} -c:a wavpack -sample_fmt s16p",
    "a.tta": f"{SOUND} -ar 4000 -c:a tta -sample_fmt s16",
    "a.ac3": f"{WIDE_SOUND} -c:a ac3 -b:a 32k",
    "a.mka": f"{SOUND} -c:a libopus -b:a 6k",
    "a.mp4": f"{BOTH} -c:v libx264 -c:a aac -b:a 8k",
    "depan.mp4": f"{BOTH} -c:v libx264 -c:a aac -b:a 8k -movflags faststart",
    "pecahan.mp4": f"{BOTH} -c:v libx264 -c:a aac -b:a 8k -movflags frag_keyframe",
    "a.mov": f"{BOTH} -c:v mpeg4 -c:a pcm_u8 -ar 2000",
    "a.3gp": f"{FILM.replace('64x48', '128x96')} {SOUND} -shortest -c:v h263 -c:a aac -b:a 8k",
    "a.avi": f"{BOTH} -c:v mpeg4 -c:a libmp3lame -b:a 8k",
    "pipa.avi": f"{BOTH} -c:v mpeg4 -c:a libmp3lame -b:a 8k",
    "a.mkv": f"{BOTH} -c:v libx264 -c:a libopus -b:a 6k",
    "pipa.webm": f"{BOTH} -c:v libvpx -b:v 2k -c:a libopus -b:a 6k",
    "a.wmv": f"{FILM} -c:v wmv2",
    "a.flv": f"{BOTH} -c:v flv -c:a libmp3lame -ar 11025 -b:a 8k",
    "a.ogv": f"{FILM} -c:v libtheora",
    "a.mpg": f"{MPEG_FILM} {SOUND} -shortest -c:v mpeg1video -ar 16000 -c:a mp2 -b:a 8k",
    "a.vob": f"{MPEG_FILM} {SOUND} -shortest -c:v mpeg2video -ar 16000 -c:a mp2 -b:a 8k",
    "a.m1v": f"{MPEG_FILM} -c:v mpeg1video",
    "a.ts": f"{FILM} -g 25 -c:v libx264",
    "putar.ts": f"{FILM} -g 25 -c:v libx264 -output_ts_offset 95438",  # the clock begins anew after 26.5 h
    "a.mts": f"{FILM} -g 25 -c:v libx264 -f mpegts -mpegts_m2ts_mode 1",
    "a.rm": f"{BOTH} -c:v rv10 -c:a real_144",
}
FORMATS = {".flac": "flac", ".wav": "wav", ".avi": "avi", ".webm": "webm"}


def ffmpeg(name: str, told: str) -> None:
    """Make one of them."""
    exact = "-fflags +bitexact -flags:v +bitexact -flags:a +bitexact -map_metadata -1"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *told.split(), *exact.split()]
    if name in PIPED:
        piped = [*command, "-f", FORMATS[Path(name).suffix], "-"]
        (TARGET / name).write_bytes(subprocess.run(piped, check=True, capture_output=True).stdout)
    else:
        subprocess.run([*command, str(TARGET / name)], check=True)


def video_cd() -> None:
    """A film in the sectors of a CD, as Windows shows the .dat of a VideoCD."""
    film = (TARGET / "a.mpg").read_bytes()
    parts = [film[start : start + 2324].ljust(2324, b"\0") for start in range(0, len(film), 2324)]
    mark = b"\0" + b"\xff" * 10 + b"\0" + b"\0\2\0\2" + b"\1\1\x62\x0f" * 2
    sectors = b"".join(mark + part + bytes(4) for part in parts)
    body = b"CDXA" + chunk(b"fmt ", bytes(16)) + chunk(b"data", sectors)
    (TARGET / "vcd.dat").write_bytes(chunk(b"RIFF", body))


def chunk(name: bytes, inside: bytes) -> bytes:
    """A piece of a RIFF file."""
    return name + len(inside).to_bytes(4, "little") + inside


def main(names: Sequence[str] = tuple(RECORDINGS)) -> None:
    """Make them all."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in names:
        ffmpeg(name, RECORDINGS[name])
    video_cd()
    sizes = [file.stat().st_size for file in TARGET.iterdir()]
    print(f"{TARGET}: {len(sizes)} files, {sum(sizes)} bytes")


if __name__ == "__main__":
    main()
