"""A logo as we keep it: drawn anew by a library from what was sent, so that nothing else that was in it stays."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

LARGEST_FILE = 200 * 1024
LARGEST_SIDE = 4000
BOX = (480, 160)
FORMATS = ("PNG", "JPEG", "WEBP")


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
    """A picture made anew as PNG, at most 480 by 160 points.

    :raises LogoInvalid: too large, or not a picture of a kind that we take
    """
    if len(content) > LARGEST_FILE:
        raise LogoInvalid("That file is larger than 200 kB. Save the picture smaller and try again.")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise LogoInvalid(f"That picture is larger than {LARGEST_SIDE} by {LARGEST_SIDE} points.")
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise LogoInvalid("That is not a picture that we can read. Use a PNG, JPEG or WebP file.") from None
    drawn.thumbnail(BOX)
    target = io.BytesIO()
    drawn.save(target, "PNG", optimize=True)
    return Logo("image/png", target.getvalue(), *drawn.size)
