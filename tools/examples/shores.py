"""Scenes by the water: drains, taps, boats, mangroves."""

from __future__ import annotations

from .figures import CLOTH, crowd, ground, hills, house, palm, person, sky, water
from .painting import HEIGHT, WIDTH, Canvas, mix, scene
from .streets import village

GRASS = (124, 146, 84)


@scene
def saluran(c: Canvas) -> None:
    """A drain or canal between walls, with its gate."""
    village(c, 430)
    c.shape([(650, 560), (950, 560), (1330, HEIGHT), (270, HEIGHT)], (84, 124, 128))
    for _ in range(90):
        share = c.rng.random()
        y = 570 + 620 * share
        x = 800 + c.rng.uniform(-1, 1) * (120 + 360 * share)
        c.line([(x, y), (x + 20 + 60 * share, y)], (150, 184, 184), 3)
    for side in (-1, 1):
        edge: list[tuple[float, float]] = [
            (800 + side * 150, 560),
            (800 + side * 200, 560),
            (800 + side * 680, HEIGHT),
            (800 + side * 530, HEIGHT),
        ]
        c.shape(edge, (174, 168, 156))
    c.box(620, 470, 360, 34, (94, 104, 112))
    c.box(690, 500, 220, 150, (62, 96, 130))
    c.box(780, 380, 24, 130, (70, 78, 84))
    c.disc(792, 376, 56, 16, (70, 78, 84))
    person(c, 560, 700, 300, "angkat")
    crowd(c, 1290, 1560, 940, 380, 2)


@scene
def air_bersih(c: Canvas) -> None:
    """A water tank on a tower and a tap with buckets."""
    sky(c, 640, "siang")
    hills(c, 660, 320, (110, 142, 108))
    ground(c, 640, GRASS)
    house(c, 60, 790, 300)
    for x in (900, 1000, 1180, 1280):
        c.box(x, 380, 22, 470, (126, 122, 116))
    for y in (520, 680):
        c.line([(900, y), (1300, y - 20)], (126, 122, 116), 14)
    c.box(860, 140, 480, 260, (58, 110, 160), 40)
    c.box(860, 220, 480, 14, (44, 90, 136))
    c.box(1090, 400, 16, 460, (190, 194, 196))
    c.box(640, 800, 60, 190, (178, 174, 166))
    c.line([(690, 840), (750, 840), (750, 870)], (200, 170, 90), 14)
    c.line([(750, 872), (750, 980)], (196, 226, 240), 10)
    for x, colour in ((752, (196, 60, 50)), (860, (52, 110, 170)), (450, (62, 140, 90))):
        c.shape([(x - 48, 970), (x + 48, 970), (x + 36, 1070), (x - 36, 1070)], colour)
        c.disc(x, 970, 48, 12, mix(colour, (255, 255, 255), 0.35))
    person(c, 560, 1050, 430, "bekerja")
    crowd(c, 960, 1440, 1040, 400, 3)


@scene
def laut(c: Canvas) -> None:
    """The sea with boats."""
    sky(c, 520, c.rng.choice(("pagi", "sore")))
    hills(c, 522, 70, (110, 134, 152))
    water(c, 520, HEIGHT)
    for x, y, size in ((1150, 600, 0.5), (c.rng.uniform(250, 500), 720, 0.9), (900, 960, 1.4)):
        boat(c, x, y, size)
    for x in range(60, 700, 110):
        c.box(x, 600 + c.rng.uniform(-20, 20), 12, 130, (84, 68, 56))


def boat(c: Canvas, x: float, y: float, size: float, people: int = 1) -> None:
    """An outrigger boat with somebody in it."""
    hull = c.rng.choice(CLOTH)
    c.soft((x - 220 * size, y + 30 * size, x + 230 * size, y + 80 * size), (20, 40, 60), 0.5, 12)
    for place in range(people):
        person(c, x - 90 * size + place * 260 * size / max(1, people), y + 20 * size, 170 * size)
    c.shape(
        [
            (x - 240 * size, y - 40 * size),
            (x + 250 * size, y - 50 * size),
            (x + 180 * size, y + 52 * size),
            (x - 180 * size, y + 52 * size),
        ],
        hull,
    )
    c.line(
        [(x - 238 * size, y - 38 * size), (x + 248 * size, y - 48 * size)], (240, 232, 210), round(12 * size)
    )
    c.line(
        [(x - 200 * size, y + 84 * size), (x + 210 * size, y + 80 * size)], (206, 180, 120), round(12 * size)
    )


@scene
def perahu(c: Canvas) -> None:
    """Many people on one boat, with an awning."""
    sky(c, 460, "siang")
    hills(c, 464, 110, (96, 136, 128))
    water(c, 460, HEIGHT, (56, 134, 160))
    crowd(c, 330, 1280, 850, 330, 8)
    c.shape([(250, 500), (1360, 500), (1410, 590), (200, 590)], (58, 118, 168))
    for x in (300, 640, 980, 1310):
        c.box(x, 580, 14, 260, (110, 88, 66))
    c.shape([(100, 780), (1560, 740), (1400, 1000), (270, 1000)], (188, 66, 52))
    c.line([(104, 784), (1556, 744)], (244, 236, 214), 24)
    c.line([(180, 890), (1490, 862)], (244, 208, 92), 16)
    for _ in range(60):
        spray = c.rng.uniform(150, 1500)
        c.disc(spray, 1004 + c.rng.uniform(-8, 10), c.rng.uniform(14, 50), 8, (220, 236, 240))


@scene
def nelayan(c: Canvas) -> None:
    """Women drying fish on bamboo racks by the sea."""
    sky(c, 420, "siang")
    water(c, 420, 640)
    ground(c, 630, (214, 192, 150))
    palm(c, 1450, 720, 560)
    house(c, 40, 690, 250, stilts=True)
    boat(c, 820, 560, 0.7)
    crowd(c, 420, 1500, 800, 370, 4, "bekerja")
    for y in (820, 960, 1100):
        c.shape([(60, y), (1540, y - 30), (1580, y + 50), (30, y + 80)], (188, 158, 104))
        for _ in range(70):
            x, dy = c.rng.uniform(80, 1500), c.rng.uniform(0, 48)
            c.disc(x, y + dy, 28, 8, mix((150, 160, 168), (220, 224, 226), c.rng.random()))


@scene
def mangrove(c: Canvas) -> None:
    """Young mangroves in rows along the shore."""
    sky(c, 500, "pagi")
    water(c, 500, HEIGHT, (112, 136, 136))
    for row in range(9):
        size = 0.35 + row * 0.13
        for place in range(13 - row):
            x = 60 + place * (118 + row * 26) + c.rng.uniform(-14, 14)
            y = 590 + row * 62 + c.rng.uniform(-6, 6)
            for root in (-22, 0, 22):
                c.line([(x, y - 40 * size), (x + root * size, y)], (104, 80, 62), 4)
            for _ in range(7):
                c.disc(
                    x + c.rng.gauss(0, 20) * size,
                    y - 80 * size + c.rng.gauss(0, 22) * size,
                    22 * size,
                    12 * size,
                    mix((66, 122, 66), (170, 196, 96), c.rng.random() * 0.6),
                )
        if row in (3, 6):
            person(c, 420 + row * 120, 600 + row * 62, 200 + row * 40, "bekerja")
    for x in range(0, WIDTH, 46):
        c.box(x, 520 + c.rng.uniform(-14, 14), 9, 70, (150, 122, 82))
