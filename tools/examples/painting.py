"""A canvas of 1600 × 1200 points with its brushes, and the picture that a small camera makes of it.

Only integer-seeded `random.Random` decides where things stand, so a scene comes out the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
WIDTH, HEIGHT = 1600, 1200


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The colour that lies `share` of the way from one to the other."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


class Canvas:
    """An image to paint on with the generator that makes one scene differ from the next."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.image = Image.new("RGB", (WIDTH, HEIGHT))
        self.draw = ImageDraw.Draw(self.image)

    def gradient(self, box: Box, top: Colour, bottom: Colour) -> None:
        """Fill a box with a vertical run of colour."""
        left, upper, right, lower = map(round, box)
        size = (right - left, lower - upper)
        mask = Image.linear_gradient("L").resize(size)
        self.image.paste(
            Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask), (left, upper)
        )

    def soft(self, box: Box, colour: Colour, strength: float, blur: float) -> None:
        """A blurred ellipse: a cloud, a shadow, a glow."""
        left, upper, right, lower = box
        margin = round(blur * 2.5)
        size = (round(right - left) + 2 * margin, round(lower - upper) + 2 * margin)
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).ellipse(
            (margin, margin, size[0] - margin, size[1] - margin), fill=round(255 * strength)
        )
        mask = mask.filter(ImageFilter.GaussianBlur(blur))
        self.image.paste(colour, (round(left) - margin, round(upper) - margin), mask)

    def shape(self, points: list[tuple[float, float]], colour: Colour) -> None:
        """A filled polygon."""
        self.draw.polygon(points, fill=colour)

    def box(  # noqa: PLR0913 - a rectangle is four numbers
        self, left: float, upper: float, wide: float, high: float, colour: Colour, round_by: float = 0
    ) -> None:
        """A filled rectangle, with rounded corners if asked."""
        self.draw.rounded_rectangle((left, upper, left + wide, upper + high), round_by, fill=colour)

    def disc(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        """A filled ellipse around a point."""
        self.draw.ellipse((x - wide, y - high, x + wide, y + high), fill=colour)

    def line(self, points: list[tuple[float, float]], colour: Colour, wide: int) -> None:
        """A line with round corners."""
        self.draw.line(points, fill=colour, width=wide, joint="curve")

    def grain(  # noqa: PLR0913
        self, left: float, upper: float, right: float, lower: float, colour: Colour, count: int
    ) -> None:
        """Short strokes that make ground out of a flat colour."""
        for _ in range(count):
            x, y = self.rng.uniform(left, right), self.rng.uniform(upper, lower)
            long = self.rng.uniform(4, 26)
            shade = mix(
                colour,
                (0, 0, 0) if self.rng.random() < 0.5 else (255, 255, 255),
                self.rng.uniform(0.05, 0.16),
            )
            self.draw.line((x, y, x + long, y + self.rng.uniform(-3, 3)), fill=shade, width=3)


def finish(c: Canvas, size: tuple[int, int]) -> Image.Image:
    """The picture as a small camera would give it: cropped, a little dark at the edges, grainy."""
    wide, high = size
    scale = min(WIDTH / wide, HEIGHT / high)
    crop = (round(wide * scale), round(high * scale))
    left, upper = (WIDTH - crop[0]) // 2, (HEIGHT - crop[1]) // 2
    picture = c.image.crop((left, upper, left + crop[0], upper + crop[1])).resize(
        size, Image.Resampling.LANCZOS
    )
    edge = (
        Image.radial_gradient("L")
        .resize(size)
        .point([max(0, level - 120) * 90 // 135 for level in range(256)])
    )
    picture.paste((12, 10, 18), (0, 0), edge)
    noise = Image.frombytes("L", (wide // 2, high // 2), c.rng.randbytes((wide // 2) * (high // 2))).resize(
        size
    )
    return Image.blend(picture, Image.merge("RGB", (noise, noise, noise)), 0.035)


Paint = Callable[[Canvas], None]
SCENES: dict[str, Paint] = {}


def scene(paint: Paint) -> Paint:
    """Make the decorated function the scene of its name."""
    SCENES[paint.__name__] = paint
    return paint
