"""Scenes in the streets of a kampung: meetings, roads, building."""

from __future__ import annotations

from .figures import CLOTH, crowd, ground, hills, house, palm, person, sky, tree
from .painting import HEIGHT, WIDTH, Canvas, Colour, mix, scene

EARTH, STONE = (158, 128, 92), (158, 154, 146)


def village(c: Canvas, horizon: float = 560, mood: str = "pagi") -> None:
    """The background of many a scene: sky, trees and a row of houses."""
    sky(c, horizon, mood)
    hills(c, horizon + 10, 130, (120, 146, 132))
    ground(c, horizon, EARTH)
    for x in range(-40, WIDTH, 330):
        if c.rng.random() < 0.55:
            (palm if c.rng.random() < 0.5 else tree)(
                c, x + c.rng.uniform(230, 330), horizon + 60, c.rng.uniform(260, 400)
            )
        house(c, x + c.rng.uniform(-20, 30), horizon + c.rng.uniform(70, 110), c.rng.uniform(230, 290))


def road(c: Canvas, top: float, far: float, near: float, colour: Colour) -> None:
    """A road that comes towards the viewer."""
    middle = WIDTH / 2
    c.shape(
        [(middle - far, top), (middle + far, top), (middle + near, HEIGHT), (middle - near, HEIGHT)], colour
    )


@scene
def kerja_bakti(c: Canvas) -> None:
    """Neighbours digging together."""
    village(c)
    c.shape([(0, 1010), (WIDTH, 900), (WIDTH, 990), (0, 1120)], (96, 72, 52))
    for x in range(80, WIDTH, 260):
        c.soft((x, 930 - x * 0.06, x + 180, 1000 - x * 0.06), (132, 102, 70), 1, 8)
    for x in (180, 460, 760, 1060, 1360):
        base = 985 - x * 0.05 + c.rng.uniform(-10, 20)
        person(c, x, base, c.rng.uniform(340, 390), c.rng.choice(("bekerja", "bekerja", "berdiri", "angkat")))
        c.line([(x + 90, base - 300), (x + 190, base - 10)], (112, 84, 58), 10)
        c.disc(x + 194, base - 4, 22, 30, (120, 124, 128))


@scene
def rapat_luar(c: Canvas) -> None:
    """A meeting on mats under a tree."""
    village(c, 480, "siang")
    tree(c, 1230, 820, 760)
    c.shape([(180, 900), (1420, 900), (1560, 1130), (40, 1130)], (198, 96, 70))
    for stripe in range(8):
        x = 60 + stripe * 200
        c.line([(x * 0.8 + 190, 902), (x, 1128)], (226, 184, 120), 8)
    crowd(c, 180, 1100, 930, 360, 5, "duduk")
    person(c, 1240, 900, 420, "angkat")
    crowd(c, 120, 1480, 1080, 400, 6, "duduk")


@scene
def jalan_paving(c: Canvas) -> None:
    """A lane laid with paving blocks."""
    village(c, 520, "siang")
    road(c, 600, 90, 640, (172, 166, 160))
    y, high = 604.0, 10.0
    while y < HEIGHT:
        share = (y - 600) / 600
        half = 90 + 550 * share
        blocks = 12
        for block in range(blocks):
            if c.rng.random() < 0.5:
                left = WIDTH / 2 - half + 2 * half * block / blocks
                shade = mix((172, 166, 160), (120, 92, 84), c.rng.uniform(0.05, 0.45))
                c.box(left, y, 2 * half / blocks - 3, high - 2, shade)
        c.line([(WIDTH / 2 - half, y), (WIDTH / 2 + half, y)], (136, 130, 124), 2)
        y, high = y + high, high * 1.1
    for side in (-1, 1):
        c.line([(WIDTH / 2 + side * 92, 600), (WIDTH / 2 + side * 650, HEIGHT)], (224, 220, 210), 14)
    crowd(c, 520, 1080, 860, 330, c.rng.choice((2, 3)))
    person(c, 1220, 1090, 400, "bekerja")


@scene
def cetak_paving(c: Canvas) -> None:
    """Blocks drying in rows beside the mould."""
    village(c, 430, "siang")
    for row in range(7):
        for column in range(14 - row):
            x, y = 40 + column * 88 + row * 30, 700 + row * 58
            c.box(x, y, 72, 40, mix(STONE, (110, 90, 84), c.rng.uniform(0, 0.5)), 6)
            c.box(x, y + 34, 72, 10, (104, 98, 92), 4)
    c.soft((1180, 990, 1560, 1110), (150, 146, 138), 1, 18)
    c.shape([(1200, 1060), (1380, 900), (1560, 1060)], (164, 158, 148))
    person(c, 1180, 960, 400, "bekerja")
    person(c, 1420, 900, 390)
    crowd(c, 80, 560, 700, 280, 3)


@scene
def lorong(c: Canvas) -> None:
    """A lane at night under its lamps."""
    sky(c, 500, "malam")
    c.gradient((0, 480, WIDTH, HEIGHT), (48, 46, 62), (74, 66, 70))
    for side in (-1, 1):
        wall = mix(c.rng.choice(CLOTH), (20, 20, 40), 0.5)
        c.shape(
            [
                (800 + side * 120, 330),
                (800 + side * 800, -200),
                (800 + side * 800, HEIGHT),
                (800 + side * 120, 640),
            ],
            wall,
        )
        for step in range(4):
            x = 800 + side * (170 + step * step * 56)
            size = 0.5 + step * 0.35
            c.box(x - 30 * size, 470 - step * 10, 60 * size, 130 * size, mix((250, 214, 140), wall, 0.25))
            c.soft(
                (x - 70 * size, 330 - step * 60, x + 70 * size, 470 - step * 60),
                (255, 226, 150),
                0.75,
                26 * size,
            )
            c.disc(x, 400 - step * 60, 15 * size, 20 * size, (255, 250, 226))
    c.shape([(690, 640), (910, 640), (1440, HEIGHT), (160, HEIGHT)], (132, 112, 98))
    c.soft((540, 780, 1060, 1120), (246, 206, 140), 0.45, 60)
    for x in range(240, 500, 90):
        c.shape([(x - 30, 1000), (x + 30, 1000), (x + 22, 1060), (x - 22, 1060)], (150, 84, 60))
        c.disc(x, 980, 36, 30, (84, 132, 72))
    crowd(c, 600, 1020, 860, 260, 4)
    crowd(c, 860, 1240, 1090, 370, 2)


@scene
def becak(c: Canvas) -> None:
    """A pedicab on the street."""
    village(c, 480, "siang")
    road(c, 700, 900, 1200, (122, 118, 118))
    for x, size in ((420, 150), (1080, 130)):
        c.draw.ellipse((x - size, 1060 - 2 * size, x + size, 1060), outline=(40, 40, 44), width=14)
        for spoke in range(-3, 4):
            c.line(
                [
                    (x + spoke * size / 4, 1064 - 2 * size + abs(spoke) * 12),
                    (x - spoke * size / 4, 1056 - abs(spoke) * 12),
                ],
                (120, 120, 124),
                3,
            )
    person(c, 1060, 900, 470)
    c.line([(470, 920), (900, 960), (1080, 930), (1060, 740)], (52, 104, 160), 20)
    c.shape([(300, 640), (720, 600), (760, 900), (330, 920)], (42, 112, 178))
    c.shape([(330, 640), (690, 610), (700, 760), (350, 790)], (196, 60, 52))
    c.shape([(260, 520), (760, 450), (780, 520), (320, 640)], (232, 190, 70))
    person(c, 520, 900, 360, "duduk")
    c.box(330, 830, 420, 60, (32, 92, 152))
    c.disc(410, 860, 20, 20, (240, 232, 200))
    c.disc(690, 858, 20, 20, (240, 232, 200))


@scene
def bangunan(c: Canvas) -> None:
    """A small public building: doors, a tank, a signboard."""
    village(c, 440, "siang")
    c.soft((220, 900, 1430, 980), (30, 30, 30), 0.5, 24)
    wall = c.rng.choice(((206, 222, 204), (214, 222, 236), (236, 224, 196)))
    c.box(240, 520, 1120, 410, wall)
    c.box(240, 860, 1120, 70, (150, 146, 142))
    c.shape([(180, 530), (1420, 530), (1300, 400), (300, 400)], c.rng.choice(((150, 82, 62), (96, 118, 138))))
    for door in range(5):
        x = 300 + door * 210
        c.box(x, 630, 130, 290, mix((64, 116, 150), (30, 30, 40), 0.1 * (door % 2)))
        c.box(x + 20, 655, 90, 60, (200, 220, 226))
        c.disc(x + 108, 790, 7, 7, (230, 210, 120))
    c.box(1130, 250, 210, 170, (226, 132, 54), 30)
    c.box(520, 560, 560, 54, (248, 246, 236))
    for x in range(545, 1050, 26):
        c.box(x, 578, 17, 18, (60, 70, 84))
    crowd(c, 160, 700, 1110, 390, 3)
    person(c, 1330, 1100, 400)
