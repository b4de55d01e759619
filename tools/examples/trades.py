"""Scenes of work and trade: waste, gardens, markets, cloth, savings."""

from __future__ import annotations

from .figures import CLOTH, crowd, ground, hills, person, sky
from .painting import HEIGHT, WIDTH, Canvas, mix, scene
from .streets import EARTH, village


@scene
def bank_sampah(c: Canvas) -> None:
    """Neighbours sorting bottles and paper."""
    village(c, 450)
    crowd(c, 100, 1500, 820, 400, 6, "bekerja")
    for x, colour in (
        (90, (52, 118, 176)),
        (480, (60, 140, 84)),
        (870, (212, 168, 60)),
        (1250, (188, 66, 56)),
    ):
        c.shape([(x, 820), (x + 270, 820), (x + 240, 1130), (x + 30, 1130)], colour)
        c.disc(x + 135, 820, 135, 34, mix(colour, (0, 0, 0), 0.45))
        for _ in range(16):
            c.box(
                x + c.rng.uniform(20, 210),
                770 + c.rng.uniform(0, 50),
                22,
                48,
                mix(c.rng.choice(CLOTH), (240, 246, 250), 0.6),
                8,
            )
        c.box(x + 70, 930, 130, 70, (246, 244, 234), 6)
    for _ in range(40):
        c.box(
            c.rng.uniform(0, WIDTH),
            c.rng.uniform(1130, 1190),
            34,
            16,
            mix(c.rng.choice(CLOTH), EARTH, 0.3),
            6,
        )


@scene
def timbang(c: Canvas) -> None:
    """A hanging scale in a bamboo shed."""
    sky(c, 500, "siang")
    ground(c, 480, (150, 124, 96))
    c.shape([(0, 0), (WIDTH, 0), (WIDTH, 170), (800, 60), (0, 170)], (124, 92, 62))
    for x in (120, 560, 1080, 1480):
        c.box(x, 60, 30, 900, (176, 142, 92))
    c.box(790, 90, 14, 150, (84, 84, 90))
    c.disc(797, 320, 92, 92, (196, 60, 50))
    c.disc(797, 320, 74, 74, (252, 250, 240))
    c.line([(797, 320), (840, 268)], (40, 40, 44), 7)
    c.shape([(660, 500), (940, 500), (990, 780), (610, 780)], (206, 186, 140))
    c.line([(797, 410), (680, 505)], (84, 84, 90), 6)
    c.line([(797, 410), (920, 505)], (84, 84, 90), 6)
    for x in (180, 330, 1180, 1330):
        c.shape(
            [(x, 800), (x + 170, 790), (x + 200, 1060), (x - 20, 1060)],
            mix((206, 186, 140), (120, 130, 120), c.rng.random() * 0.5),
        )
    crowd(c, 380, 640, 1060, 470, 2, "bekerja")
    crowd(c, 1000, 1240, 1060, 460, 2)


@scene
def tpa(c: Canvas) -> None:
    """People picking at a landfill."""
    sky(c, 780, "sore")
    hills(c, 780, 420, (134, 122, 112))
    ground(c, 760, (128, 112, 98))
    for _ in range(900):
        x, y = c.rng.uniform(0, WIDTH), 560 + 640 * c.rng.random() ** 0.7
        c.box(
            x,
            y,
            c.rng.uniform(8, 40),
            c.rng.uniform(6, 22),
            mix(c.rng.choice(CLOTH), (140, 128, 116), c.rng.uniform(0.2, 0.75)),
            4,
        )
    for x, y, size in ((260, 820, 300), (620, 900, 360), (960, 840, 310), (1330, 1020, 420)):
        person(c, x, y, size, c.rng.choice(("bekerja", "berdiri")))
        c.shape(
            [(x - 150, y - size * 0.7), (x - 40, y - size * 0.78), (x - 30, y - 30), (x - 140, y - 30)],
            (198, 178, 134),
        )
    for _ in range(9):
        x, y = c.rng.uniform(100, 1500), c.rng.uniform(120, 420)
        c.line([(x - 26, y - 12), (x, y), (x + 26, y - 12)], (60, 56, 66), 5)


@scene
def kebun(c: Canvas) -> None:
    """Vegetables in pots and sacks before the houses."""
    village(c, 470, "siang")
    for row in range(4):
        for column in range(9):
            x, y = 90.0 + column * 180 + (row % 2) * 70, 770 + row * 120
            pot = c.rng.choice(((152, 84, 56), (228, 222, 206), (70, 78, 90), (190, 160, 110)))
            c.shape([(x - 46, y), (x + 46, y), (x + 34, y + 80), (x - 34, y + 80)], pot)
            for _ in range(12):
                c.disc(
                    x + c.rng.gauss(0, 24),
                    y - 26 + c.rng.gauss(0, 20),
                    20,
                    12,
                    mix((64, 128, 54), (178, 208, 92), c.rng.random()),
                )
            if c.rng.random() < 0.3:
                c.disc(x + c.rng.uniform(-24, 24), y - 20, 9, 9, (206, 56, 40))
        if row == 1:
            crowd(c, 240, 1300, 960, 380, 3, "bekerja")


@scene
def pasar(c: Canvas) -> None:
    """A market with awnings and baskets."""
    sky(c, 620, c.rng.choice(("sore", "pagi")))
    ground(c, 620, (146, 132, 120))
    for x in range(-60, WIDTH, 420):
        for stripe in range(8):
            tone = (
                (236, 226, 204)
                if stripe % 2
                else c.rng.choice(((196, 70, 56), (60, 118, 168), (70, 138, 92)))
            )
            c.shape(
                [
                    (x + stripe * 54, 330),
                    (x + stripe * 54 + 54, 330),
                    (x + stripe * 56 + 50, 480),
                    (x + stripe * 56 - 8, 480),
                ],
                tone,
            )
        for post in (x + 6, x + 400):
            c.box(post, 470, 16, 420, (120, 96, 72))
    crowd(c, 30, 1570, 840, 380, 7)
    for x in range(-20, WIDTH, 270):
        c.box(x, 800, 252, 150, (150, 108, 70))
        c.box(x, 800, 252, 16, (186, 142, 96))
        tone = c.rng.choice(((206, 60, 44), (232, 150, 46), (110, 156, 60), (236, 210, 90), (150, 80, 120)))
        for _ in range(26):
            c.disc(
                x + c.rng.uniform(22, 230),
                790 + c.rng.uniform(-26, 8),
                18,
                16,
                mix(tone, (255, 255, 255), c.rng.random() * 0.3),
            )
    crowd(c, 120, 1480, 1150, 430, 4)


@scene
def warung(c: Canvas) -> None:
    """A small shop with its keeper."""
    village(c, 430)
    c.box(280, 380, 1040, 600, (176, 134, 88))
    for y in range(400, 980, 40):
        c.line([(280, y), (1320, y)], (148, 108, 70), 4)
    c.box(350, 480, 900, 300, (64, 52, 46))
    for shelf in range(3):
        c.box(360, 560 + shelf * 90, 880, 10, (140, 106, 72))
        for x in range(380, 1220, 46):
            c.box(x, 512 + shelf * 90, 30, 48, mix(c.rng.choice(CLOTH), (255, 255, 255), 0.2), 5)
    c.shape([(210, 400), (1390, 400), (1300, 300), (300, 300)], (150, 82, 60))
    person(c, 780, 900, 430)
    c.box(300, 780, 1000, 60, (206, 170, 118))
    for x in range(330, 1280, 60):
        c.disc(x, 768, 26, 20, c.rng.choice(((206, 60, 44), (110, 156, 60), (232, 150, 46), (86, 130, 70))))
    crowd(c, 150, 640, 1130, 420, 2)
    person(c, 1300, 1120, 430)


@scene
def batik(c: Canvas) -> None:
    """Patterned cloths on lines."""
    village(c, 400)
    for y, shift in ((380, 0), (620, 60)):
        c.line([(0, y), (WIDTH, y + 10)], (90, 80, 70), 7)
        for place in range(5):
            x = 30 + place * 320 - shift
            cloth = c.rng.choice(((96, 56, 40), (40, 62, 104), (150, 64, 52), (52, 96, 84), (196, 150, 90)))
            c.shape(
                [(x, y), (x + 270, y + 4), (x + 262 + c.rng.uniform(-8, 8), y + 330), (x + 8, y + 324)], cloth
            )
            for row in range(6):
                for column in range(5):
                    cx, cy = x + 34 + column * 52, y + 34 + row * 52
                    c.disc(cx, cy, 18, 9, mix(cloth, (240, 220, 170), 0.65))
                    c.disc(cx, cy, 9, 18, mix(cloth, (240, 220, 170), 0.65))
                    c.disc(cx + 26, cy + 26, 5, 5, (240, 224, 184))
    crowd(c, 260, 1380, 1130, 430, 4, "angkat")


@scene
def buku_kas(c: Canvas) -> None:
    """Savings books and coins on a table."""
    village(c, 330)
    crowd(c, 60, 1540, 780, 430, 6, "duduk")
    cloth = c.rng.choice(CLOTH)
    c.shape([(0, 720), (WIDTH, 720), (WIDTH, HEIGHT), (0, HEIGHT)], mix(cloth, (230, 220, 200), 0.45))
    for x in range(0, WIDTH, 100):
        c.line([(800 + (x - 800) * 0.8, 720), (x * 1.4 - 320, HEIGHT)], mix(cloth, (230, 220, 200), 0.25), 8)
    for x in (260, 760, 1180):
        y = 860 + c.rng.uniform(-30, 60)
        c.shape([(x, y), (x + 170, y - 20), (x + 190, y + 180), (x, y + 200)], (252, 250, 240))
        c.shape(
            [(x + 170, y - 20), (x + 340, y + 4), (x + 380, y + 200), (x + 190, y + 180)], (244, 240, 226)
        )
        for row in range(6):
            c.line([(x + 20, y + 30 + row * 26), (x + 160, y + 14 + row * 26)], (120, 130, 170), 3)
            c.line([(x + 200, y + 18 + row * 26), (x + 345, y + 34 + row * 26)], (120, 130, 170), 3)
    for _ in range(40):
        coin, y = c.rng.uniform(90, 1500), c.rng.uniform(1060, 1180)
        c.disc(coin, y, 24, 15, (178, 164, 120))
        c.disc(coin, y - 5, 24, 15, (222, 208, 158))
