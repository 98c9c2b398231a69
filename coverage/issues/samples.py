"""Pictures of the reference data's issues: drawn when it is loaded, plainly marked 示例照片."""

import io
import random
import uuid

from PIL import Image, ImageDraw

from coverage.pictures import draw, kept

SIZE = (640, 420)
SKY, GRASS, WATER, PATH = "#dfe9ec", "#8fae7a", "#6fa3bd", "#c9bda3"
HEAP, RUBBISH, WALL, PIPE = "#7c6f60", "#d9d2c5", "#b08d74", "#4a4f52"
BAND, INK = "#ffffff", "#a33a2a"
# The four characters of 示例照片 as 16 rows of 16 bits each: no font is needed.
GLYPHS = (
    "000000003ffc3ffc000000007ffe7ffe018011881998399c318c718e61860f80",
    "000010063fc637f63316761677d6f7d676d67cd63f963396319633063706361e",
    "000000007ffe7ffe646664de7f887dfc65fe65867d867dfe20fc366c366e6666",
    "000010e038e038e038e03ffc3ffc3800380038003ff83ff83038303870386038",
)
SIDE, SCALE = 16, 3
ILLUSTRATED = {
    "dumping": HEAP,
    "occupation": WALL,
    "construction": WALL,
    "floating_waste": RUBBISH,
    "outfall": PIPE,
}


def fields(row: dict) -> dict:
    """Return the fields of a photo of the reference data, whose files are written now.

    ``row`` names the issue's code, its category and the phase. The same row has the same files.
    """
    name = f"{row['issue']}/{row['phase']}"
    picture = draw(_drawn(row["category"], row["phase"], random.Random(name)))  # noqa: S311
    with kept(picture, uuid.uuid5(uuid.NAMESPACE_OID, name).hex) as files:
        return {
            "image": files.image,
            "thumbnail": files.thumbnail,
            "width": picture.width,
            "height": picture.height,
            "sha256": picture.sha256,
        }


def _drawn(category: str, phase: str, dice: random.Random) -> bytes:
    """Return a PNG of a bank with what was found there, or without it afterwards."""
    image = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(image)
    width, height = SIZE
    pen.rectangle((0, 150, width, height), fill=GRASS)
    pen.polygon([(0, 240), (width, 190), (width, 290), (0, 360)], fill=WATER)
    pen.polygon([(0, 380), (width, 305), (width, 325), (0, 412)], fill=PATH)
    if phase == "before":
        _found(pen, category, dice)
    else:
        for _ in range(9):
            x, y = dice.randint(20, 600), dice.randint(160, 185)
            pen.ellipse((x, y, x + 26, y + 20), fill="#5f8a52")
    _mark(pen)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _found(pen: ImageDraw.ImageDraw, category: str, dice: random.Random) -> None:
    color = ILLUSTRATED.get(category, HEAP)
    if category == "outfall":
        pen.rectangle((250, 180, 330, 215), fill=color)
        pen.polygon([(250, 205), (330, 205), (370, 290), (240, 300)], fill="#5c5a45")
        return
    if color == WALL:
        pen.rectangle((230, 100, 400, 215), fill=color)
        pen.polygon([(215, 100), (415, 100), (315, 55)], fill="#8a4b3a")
        return
    low, high = (215, 300) if category == "floating_waste" else (165, 225)
    for _ in range(40):
        x, y = dice.randint(200, 430), dice.randint(low, high)
        size = dice.randint(8, 26)
        pen.polygon([(x, y), (x + size, y - size // 2), (x + size, y + size // 2)], fill=color)


def _mark(pen: ImageDraw.ImageDraw) -> None:
    """Write 示例照片 in a white band at the upper left."""
    pen.rectangle((8, 8, 24 + len(GLYPHS) * SIDE * SCALE, 24 + SIDE * SCALE), fill=BAND)
    for number, glyph in enumerate(GLYPHS):
        left = 16 + number * SIDE * SCALE
        for row in range(SIDE):
            bits = int(glyph[row * 4 : row * 4 + 4], 16)
            for column in range(SIDE):
                if bits >> (SIDE - 1 - column) & 1:
                    x, y = left + column * SCALE, 16 + row * SCALE
                    pen.rectangle((x, y, x + SCALE - 1, y + SCALE - 1), fill=INK)
