"""Scenes in a hall or before a board: meetings, maps, weighing, reading."""

from __future__ import annotations

from .figures import CLOTH, crowd, ground, person
from .painting import HEIGHT, WIDTH, Canvas, Colour, mix, scene
from .streets import village


def room(c: Canvas, wall: Colour = (214, 206, 180), floor: Colour = (168, 132, 104)) -> None:
    """A hall with a window and a tiled floor."""
    c.gradient((0, 0, WIDTH, 700), mix(wall, (255, 255, 255), 0.25), wall)
    ground(c, 700, floor)
    for step in range(1, 7):
        y = 700 + step * step * 14
        c.line([(0, y), (WIDTH, y)], mix(floor, (0, 0, 0), 0.16), 3)
    for x in range(-1600, 3200, 260):
        c.line([(800 + (x - 800) * 0.45, 700), (x, HEIGHT)], mix(floor, (0, 0, 0), 0.16), 3)
    for x in (90, 1250):
        c.box(x, 140, 270, 320, (246, 242, 230))
        c.gradient((x + 16, 156, x + 254, 444), (166, 206, 230), (214, 226, 190))
        c.box(x + 128, 150, 14, 300, (246, 242, 230))


def board(  # noqa: PLR0913
    c: Canvas, left: float, upper: float, wide: float, high: float, dark: bool = True
) -> None:
    """A board with lines of writing on it."""
    c.box(left - 14, upper - 14, wide + 28, high + 28, (128, 92, 62))
    c.box(left, upper, wide, high, (52, 74, 66) if dark else (248, 246, 238))
    ink = (214, 222, 214) if dark else (70, 76, 96)
    for row in range(round(high / 44) - 1):
        x = left + 26
        while x < left + wide * c.rng.uniform(0.6, 0.95):
            long = c.rng.uniform(20, 74)
            c.line(
                [(x, upper + 40 + row * 44), (min(x + long, left + wide - 20), upper + 40 + row * 44)], ink, 7
            )
            x += long + 18


def table(c: Canvas, left: float, upper: float, wide: float) -> None:
    """A table with papers and glasses."""
    wood = c.rng.choice(((150, 104, 66), (122, 86, 58), (176, 134, 88)))
    c.shape(
        [(left + 60, upper), (left + wide - 60, upper), (left + wide, upper + 120), (left, upper + 120)], wood
    )
    c.box(left, upper + 118, wide, 26, mix(wood, (0, 0, 0), 0.25))
    for x in (left + 24, left + wide - 50):
        c.box(x, upper + 140, 28, 190, mix(wood, (0, 0, 0), 0.35))
    for _ in range(round(wide / 110)):
        x, y = c.rng.uniform(left + 80, left + wide - 150), upper + c.rng.uniform(10, 70)
        c.shape([(x, y), (x + 70, y - 4), (x + 82, y + 30), (x + 6, y + 34)], (246, 244, 234))
        if c.rng.random() < 0.5:
            c.box(x + 92, y - 30, 22, 44, (196, 140, 84), 5)


@scene
def rapat(c: Canvas) -> None:
    """A meeting in the hall with a board."""
    room(c, c.rng.choice(((214, 206, 180), (196, 212, 200), (222, 200, 178))))
    board(c, 500, 120, 600, 330, dark=c.rng.random() < 0.5)
    person(c, 1190, 730, 440, "angkat")
    crowd(c, 120, 900, 800, 380, 5, "duduk")
    table(c, 360, 830, 880)
    crowd(c, 40, 1560, 1090, 430, 7, "duduk")


@scene
def papan(c: Canvas) -> None:
    """A notice board on a street, people reading."""
    village(c, 440)
    c.box(330, 330, 26, 640, (110, 80, 56))
    c.box(1210, 330, 26, 640, (110, 80, 56))
    board(c, 310, 260, 950, 440, dark=False)
    c.shape([(250, 250), (1320, 250), (1230, 170), (340, 170)], (158, 82, 58))
    for place in range(6):
        c.box(
            340 + place * 150,
            560,
            110,
            120,
            c.rng.choice(((250, 236, 170), (206, 228, 240), (244, 212, 206))),
        )
    crowd(c, 200, 1400, 1090, 430, 5)


@scene
def peta(c: Canvas) -> None:
    """A map on the floor with people around it."""
    room(c, (200, 210, 196), (176, 150, 122))
    crowd(c, 130, 1480, 800, 390, 7)
    c.shape([(300, 760), (1300, 760), (1560, 1180), (40, 1180)], (240, 236, 216))
    for share in (0.2, 0.45, 0.7):
        y = 760 + 420 * share
        c.line([(300 - 260 * share, y), (800, y + 30), (1300 + 260 * share, y - 14)], (172, 160, 132), 8)
    c.line([(420, 762), (560, 900), (480, 1050), (640, 1180)], (86, 146, 196), 26)
    for _ in range(320):
        share = c.rng.random()
        x = 800 + c.rng.uniform(-1, 1) * (480 + 240 * share)
        c.disc(
            x,
            770 + 400 * share,
            5 + 4 * share,
            4 + 3 * share,
            c.rng.choice(((206, 60, 50), (232, 186, 60), (250, 250, 250))),
        )
    person(c, 260, 1150, 460, "bekerja")


@scene
def posyandu(c: Canvas) -> None:
    """Weighing and measuring at a table."""
    room(c, (206, 222, 214), (186, 170, 150))
    c.box(640, 110, 340, 190, (62, 140, 112))
    for row in range(3):
        c.box(680, 150 + row * 46, 260 - row * 50, 18, (240, 244, 236))
    crowd(c, 80, 700, 810, 420, 4)
    c.box(1010, 120, 18, 130, (90, 90, 96))
    c.disc(1019, 300, 62, 62, (240, 240, 236))
    c.disc(1019, 300, 50, 50, (252, 252, 248))
    c.line([(1019, 300), (1050, 264)], (190, 40, 36), 6)
    c.shape([(950, 470), (1090, 470), (1060, 570), (980, 570)], (86, 128, 190))
    c.line([(1019, 360), (955, 470)], (90, 90, 96), 5)
    c.line([(1019, 360), (1085, 470)], (90, 90, 96), 5)
    c.disc(1019, 455, 30, 34, (150, 104, 74))
    person(c, 1200, 830, 450, "angkat")
    table(c, 150, 850, 760)
    crowd(c, 160, 1540, 1120, 400, 5, "duduk")


@scene
def baca(c: Canvas) -> None:
    """Children reading before shelves."""
    room(c, (190, 206, 222), (170, 140, 112))
    for shelf in range(4):
        c.box(420, 150 + shelf * 130, 760, 118, (134, 98, 66))
        x = 432.0
        while x < 1150:
            wide, high = c.rng.uniform(14, 34), c.rng.uniform(70, 104)
            c.box(x, 262 + shelf * 130 - high, wide, high, c.rng.choice(CLOTH))
            x += wide + 2
    c.shape([(140, 860), (1460, 860), (1590, 1190), (10, 1190)], (86, 138, 110))
    for base, count in ((880, 5), (1070, 6)):
        crowd(c, 120, 1500, base, 330, count, "duduk")
        for place in range(count):
            x = 120 + 1380 * (place + 0.5) / count
            c.shape(
                [(x - 60, base - 26), (x, base - 14), (x, base + 44), (x - 66, base + 30)], (250, 248, 240)
            )
            c.shape(
                [(x, base - 14), (x + 60, base - 26), (x + 66, base + 30), (x, base + 44)], (236, 232, 220)
            )


@scene
def komik(c: Canvas) -> None:
    """A comic of six panels on washing hands; no photo, a picture."""
    c.box(0, 0, WIDTH, HEIGHT, (250, 248, 240))
    tones = (
        (250, 226, 170),
        (206, 230, 240),
        (214, 236, 206),
        (246, 214, 206),
        (228, 218, 244),
        (250, 240, 190),
    )
    for place, tone in enumerate(tones):
        x, y = 40 + (place % 3) * 515, 40 + (place // 3) * 570
        c.box(x, y, 490, 545, (30, 34, 44), 18)
        c.box(x + 6, y + 6, 478, 533, tone, 14)
        person(c, x + 170, y + 520, 380, "angkat" if place % 2 else "berdiri")
        c.disc(x + 350, y + 110, 118, 70, (255, 255, 255))
        c.shape([(x + 280, y + 150), (x + 330, y + 160), (x + 230, y + 215)], (255, 255, 255))
        for row in range(3):
            c.line([(x + 280, y + 85 + row * 26), (x + 420 - row * 26, y + 85 + row * 26)], (60, 66, 80), 6)
        c.box(x + 320, y + 330, 140, 26, (150, 156, 164))
        c.line([(x + 390, y + 356), (x + 390, y + 500)], (96, 170, 214), 8 + place)
        for _ in range(place * 5):
            c.draw.ellipse(
                [
                    (bx := x + 300 + c.rng.uniform(0, 150)),
                    (by := y + 380 + c.rng.uniform(0, 120)),
                    bx + 22,
                    by + 22,
                ],
                outline=(86, 150, 200),
                width=3,
            )
