"""A logo as we keep it: drawn anew by a library from what was sent, so that nothing else that was in it stays."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

LARGEST_FILE = 1024 * 1024
LARGEST_SIDE = 4000
BOX = (480, 160)
FORMATS = ("PNG", "JPEG", "WEBP")
SMALL = 16 * 1024
"""Every visitor loads it: what is larger is drawn with fewer colours."""
COLOURS = 128


@dataclass(frozen=True)
class Logo:
    media_type: str
    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class LogoInvalid(Exception):
    """What was sent cannot be a logo. Says why, in words for the person."""


def redrawn(content: bytes) -> Logo:
    """A picture made anew as PNG, at most 480 by 160 points. Of an animation the first picture.

    :raises LogoInvalid: too large, or not a picture of a kind that we take
    """
    if len(content) > LARGEST_FILE:
        raise LogoInvalid("That file is larger than 1 MB. Save the picture smaller and try again.")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise LogoInvalid(f"That picture is larger than {LARGEST_SIDE} by {LARGEST_SIDE} points.")
            drawn = picture.convert("RGBA")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise LogoInvalid("That is not a picture that we can read. Use a PNG, JPEG or WebP file.") from None
    drawn.thumbnail(BOX)
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    written = _png(clean)
    if len(written) > SMALL:
        written = _png(clean.quantize(COLOURS))
    return Logo("image/png", written, *clean.size)


def _png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()
