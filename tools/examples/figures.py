"""What every scene has in it: sky, hills, water, houses, trees and people."""

from __future__ import annotations

from .painting import HEIGHT, WIDTH, Canvas, Colour, mix

SKIN: tuple[Colour, ...] = ((141, 96, 66), (160, 112, 78), (122, 82, 56), (173, 126, 90))
CLOTH: tuple[Colour, ...] = (
    (186, 62, 54),
    (46, 98, 142),
    (64, 128, 82),
    (206, 148, 52),
    (118, 76, 132),
    (226, 218, 200),
    (52, 62, 84),
    (196, 108, 122),
    (92, 148, 156),
)
WALLS: tuple[Colour, ...] = (
    (226, 214, 188),
    (196, 214, 206),
    (232, 202, 164),
    (206, 196, 184),
    (178, 200, 216),
)
ROOFS: tuple[Colour, ...] = ((158, 82, 58), (134, 70, 54), (120, 112, 108), (172, 98, 64))


def sky(c: Canvas, horizon: float, mood: str = "pagi") -> None:
    """Sky down to the horizon: `pagi`, `siang`, `sore` or `malam`."""
    top, bottom = {
        "pagi": ((128, 176, 212), (244, 226, 198)),
        "siang": ((92, 152, 208), (212, 230, 238)),
        "sore": ((112, 122, 168), (250, 186, 124)),
        "malam": ((14, 20, 44), (44, 50, 82)),
    }[mood]
    c.gradient((0, 0, WIDTH, horizon), top, bottom)
    if mood in ("pagi", "sore"):
        x = c.rng.uniform(300, 1300)
        c.soft((x - 90, horizon - 240, x + 90, horizon - 60), (255, 240, 204), 0.9, 40)
    for _ in range(0 if mood == "malam" else 7):
        x, y, wide = c.rng.uniform(-100, 1500), c.rng.uniform(30, horizon * 0.6), c.rng.uniform(120, 380)
        c.soft((x, y, x + wide, y + wide * 0.2), (255, 252, 246), 0.65, 22)


def hills(c: Canvas, base: float, high: float, colour: Colour) -> None:
    """A rolling line of hills that ends at `base`."""
    points: list[tuple[float, float]] = [(0, base)]
    x = 0.0
    while x <= WIDTH + 160:
        points.append((x, base - high * c.rng.uniform(0.35, 1)))
        x += c.rng.uniform(90, 190)
    c.shape([*points, (WIDTH + 200, base)], colour)


def ground(c: Canvas, top: float, colour: Colour, lower: float = HEIGHT) -> None:
    """Earth, lawn or floor from `top` downward, darker towards the viewer."""
    c.gradient((0, top, WIDTH, lower), mix(colour, (255, 255, 255), 0.12), mix(colour, (0, 0, 0), 0.18))
    c.grain(0, top, WIDTH, lower, colour, 420)


def water(c: Canvas, top: float, lower: float, colour: Colour = (70, 130, 158)) -> None:
    """Water with glints that grow towards the viewer."""
    c.gradient((0, top, WIDTH, lower), mix(colour, (255, 255, 255), 0.3), mix(colour, (0, 0, 0), 0.28))
    for _ in range(260):
        deep = c.rng.random() ** 1.4
        y = top + (lower - top) * deep
        x, long = c.rng.uniform(0, WIDTH), 14 + 90 * deep
        c.line(
            [(x, y), (x + long, y)],
            mix(colour, (240, 248, 250), c.rng.uniform(0.15, 0.55)),
            2 + round(3 * deep),
        )


def house(c: Canvas, x: float, base: float, wide: float, stilts: bool = False) -> None:
    """A small house seen from the front; on stilts by the sea."""
    wall, roof = c.rng.choice(WALLS), c.rng.choice(ROOFS)
    high = wide * 0.52
    if stilts:
        for post in range(5):
            c.box(
                x + wide * (0.04 + post * 0.22), base - wide * 0.25, wide * 0.035, wide * 0.25, (92, 70, 52)
            )
        base -= wide * 0.22
    c.soft((x, base - 12, x + wide * 1.15, base + 18), (30, 30, 30), 0.35, 14)
    c.box(x, base - high, wide, high, wall)
    c.box(x, base - high * 0.18, wide, high * 0.18, mix(wall, (90, 70, 60), 0.4))
    peak = base - high - wide * 0.34
    eave = [(x - wide * 0.1, base - high), (x + wide * 1.1, base - high)]
    c.shape([*eave, (x + wide * 0.78, peak), (x + wide * 0.22, peak)], roof)
    for row in range(1, 5):
        share = row / 5
        y = peak + (base - high - peak) * share
        c.line(
            [(x + wide * (0.22 - 0.32 * share), y), (x + wide * (0.78 + 0.32 * share), y)],
            mix(roof, (0, 0, 0), 0.2),
            3,
        )
    c.box(x + wide * 0.41, base - high * 0.72, wide * 0.18, high * 0.72, mix(roof, (60, 40, 30), 0.5))
    for side in (0.1, 0.68):
        c.box(x + wide * side, base - high * 0.7, wide * 0.22, high * 0.36, (246, 242, 232))
        c.box(x + wide * (side + 0.02), base - high * 0.66, wide * 0.18, high * 0.28, (74, 96, 112))
        c.box(x + wide * (side + 0.1), base - high * 0.66, wide * 0.02, high * 0.28, (246, 242, 232))


def tree(c: Canvas, x: float, base: float, high: float) -> None:
    """A leafy tree."""
    c.line([(x, base), (x + high * 0.02, base - high * 0.6)], (98, 74, 54), round(high * 0.07))
    green = c.rng.choice(((70, 116, 62), (88, 132, 66), (58, 104, 70)))
    for _ in range(26):
        dx, dy = c.rng.gauss(0, high * 0.16), c.rng.gauss(0, high * 0.13)
        size = high * c.rng.uniform(0.08, 0.16)
        shade = mix(green, (236, 240, 150) if dy < 0 else (10, 30, 20), c.rng.uniform(0, 0.3))
        c.disc(x + dx, base - high * 0.72 + dy, size, size * 0.8, shade)


def palm(c: Canvas, x: float, base: float, high: float) -> None:
    """A coconut palm that leans a little."""
    lean = c.rng.uniform(-0.12, 0.12) * high
    top = (x + lean, base - high)
    c.line([(x, base), (x + lean * 0.4, base - high * 0.5), top], (124, 100, 76), round(high * 0.04))
    for angle in (-1.0, -0.65, -0.3, 0.3, 0.65, 1.0, 0.05):
        reach = high * 0.36
        tip = (top[0] + angle * reach, top[1] + abs(angle) * reach * 0.5 - reach * 0.22)
        bend = (top[0] + angle * reach * 0.5, top[1] - reach * 0.3)
        shade = mix((62, 112, 62), (190, 210, 110), c.rng.uniform(0, 0.35))
        c.shape([top, (bend[0], bend[1] - reach * 0.08), tip, (bend[0], bend[1] + reach * 0.07)], shade)


def person(c: Canvas, x: float, base: float, high: float, pose: str = "berdiri") -> None:
    """Somebody: `berdiri`, `duduk`, `bekerja` (bent over) or `angkat` (an arm up)."""
    skin, shirt, lower = c.rng.choice(SKIN), c.rng.choice(CLOTH), c.rng.choice(CLOTH)
    head = high * 0.075
    c.soft((x - high * 0.16, base - 8, x + high * 0.2, base + 12), (20, 20, 20), 0.4, 9)
    if pose == "duduk":
        base += high * 0.28
        c.disc(x, base - high * 0.36, high * 0.2, high * 0.09, lower)
    else:
        c.shape(
            [
                (x - high * 0.1, base - high * 0.5),
                (x + high * 0.1, base - high * 0.5),
                (x + high * 0.12, base),
                (x - high * 0.11, base),
            ],
            lower,
        )
        c.line([(x, base - high * 0.3), (x, base)], mix(lower, (0, 0, 0), 0.3), 3)
    lean = high * 0.16 if pose == "bekerja" else 0.0
    neck = (x + lean, base - high * 0.83)
    sides = [(neck[0] - high * 0.13, neck[1] + high * 0.03), (neck[0] + high * 0.13, neck[1] + high * 0.03)]
    c.shape([*sides, (x + high * 0.11, base - high * 0.42), (x - high * 0.11, base - high * 0.42)], shirt)
    c.shape(
        [(neck[0], neck[1]), sides[1], (x + high * 0.11, base - high * 0.42), (x, base - high * 0.42)],
        mix(shirt, (0, 0, 0), 0.14),
    )
    arms = round(high * 0.055)
    hand = (
        neck[0] + high * (0.3 if pose == "bekerja" else 0.17),
        neck[1] + high * (0.3 if pose != "angkat" else -0.2),
    )
    c.line(
        [sides[1], (neck[0] + high * 0.2, neck[1] + high * (0.18 if pose != "angkat" else 0)), hand],
        skin,
        arms,
    )
    c.line(
        [
            sides[0],
            (neck[0] - high * 0.18, neck[1] + high * 0.2),
            (neck[0] - high * 0.1, neck[1] + high * 0.34),
        ],
        skin,
        arms,
    )
    _head(c, neck[0], neck[1] - head * 0.9, head, skin)


def _head(c: Canvas, x: float, y: float, size: float, skin: Colour) -> None:
    cover = c.rng.choice(CLOTH)
    kind = c.rng.choice(("kerudung", "kerudung", "rambut", "peci", "topi"))
    if kind == "kerudung":
        c.disc(x, y + size * 0.25, size * 1.3, size * 1.6, cover)
        c.disc(x, y, size * 0.8, size * 0.95, skin)
        return
    c.box(x - size * 0.35, y + size * 0.6, size * 0.7, size * 0.7, mix(skin, (0, 0, 0), 0.1))
    c.disc(x, y, size * 0.92, size * 1.1, skin)
    c.draw.pieslice((x - size, y - size * 1.25, x + size, y + size * 0.75), 180, 360, fill=(34, 28, 26))
    if kind == "peci":
        c.box(x - size * 0.95, y - size * 1.5, size * 1.9, size * 0.9, (24, 24, 28), 6)
    elif kind == "topi":
        c.disc(x, y - size * 0.55, size * 1.7, size * 0.35, (212, 186, 130))
        c.shape(
            [(x - size, y - size * 0.6), (x + size, y - size * 0.6), (x, y - size * 1.6)], (198, 170, 114)
        )


def crowd(  # noqa: PLR0913
    c: Canvas, left: float, right: float, base: float, high: float, count: int, pose: str = "berdiri"
) -> None:
    """People side by side, none quite like the next."""
    for place in range(count):
        x = left + (right - left) * (place + 0.5) / count + c.rng.uniform(-18, 18)
        person(c, x, base + c.rng.uniform(-14, 14), high * c.rng.uniform(0.9, 1.06), pose)
