"""Logos: whatever is sent, what is kept is a small picture that was drawn here."""

import io
import struct
import zlib
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, Cast
from training.organisation.logo import BOX, LARGEST_FILE, LogoInvalid, redrawn
from training.organisation.models import LocalFile
from training.organisation.queries import local_values, picture
from training.organisation.rules import Key
from training.organisation.service import set_logo

NOW = BEGINNING + timedelta(days=1)
SCRIPT = b"<script>alert(document.domain)</script>"
KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


def image(kind: str = "PNG", size: tuple[int, int] = (600, 300), mode: str = "RGB", **more: Any) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, 120 if mode in ("L", "P", "1", "I;16") else 0).save(target, kind, **more)
    return target.getvalue()


def chunks(png: bytes) -> list[bytes]:
    found, place = [], 8
    while place < len(png):
        length, name = struct.unpack(">I4s", png[place : place + 8])
        found.append(name)
        place += 12 + length
    return found


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_and_fits_its_box(kind: str) -> None:
    logo = redrawn(image(kind))
    assert logo.media_type == "image/png"
    assert (logo.width, logo.height) == (320, 160)
    with Image.open(io.BytesIO(logo.content)) as drawn:
        assert drawn.format == "PNG"
        assert drawn.size == (320, 160)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_of_any_depth_is_taken(mode: str) -> None:
    assert redrawn(image(mode=mode)).width == 320


def test_a_small_picture_stays_as_small_as_it_is() -> None:
    assert (redrawn(image(size=(1, 1))).width, redrawn(image(size=(4000, 1))).height) == (1, 1)


def test_nothing_else_that_was_in_the_file_is_kept() -> None:
    info = PngInfo()
    info.add_text("Comment", SCRIPT.decode())
    info.add_itxt("XML:com.adobe.xmp", SCRIPT.decode())
    exif = Image.Exif()
    exif[0x010E] = SCRIPT.decode()
    for sent in (
        image(pnginfo=info, icc_profile=SCRIPT, exif=exif),
        image("JPEG", comment=SCRIPT, exif=exif, icc_profile=SCRIPT),
        image("WEBP", exif=exif, icc_profile=SCRIPT, xmp=SCRIPT),
        image() + SCRIPT,
        image("JPEG") + b"PK\x03\x04" + SCRIPT,
    ):
        assert SCRIPT in sent or b"iCCP" in sent
        kept = redrawn(sent).content
        assert SCRIPT not in kept
        assert set(chunks(kept)) <= KEPT


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"a",
        SCRIPT,
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
        b"\x89PNG\r\n\x1a\n" + SCRIPT,
        b"\xff\xd8\xff\xe0" + SCRIPT,
        b"GIF89a/*" + SCRIPT,
        b"%PDF-1.7\n" + SCRIPT,
        image("GIF", mode="P"),
        image("BMP"),
        image("TIFF"),
        image("ICO", size=(16, 16)),
        image()[:60],
    ],
    ids=range(13),
)
def test_what_is_no_picture_of_ours_is_refused_in_words(sent: bytes) -> None:
    with pytest.raises(LogoInvalid, match="Use a PNG, JPEG or WebP file"):
        redrawn(sent)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is this large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [4001, 10_000, 12_000, 30_000, 2**31 - 1])
def test_a_decompression_bomb_is_refused_before_it_goes_off(side: int) -> None:
    with pytest.raises(LogoInvalid):
        redrawn(bomb(side, side))


def test_a_text_chunk_that_unpacks_without_end_is_refused_or_dropped() -> None:
    info = PngInfo()
    info.add_text("Comment", "x" * 60_000_000, zip=True)
    sent = image(size=(8, 8), pnginfo=info)
    assert len(sent) < LARGEST_FILE
    with pytest.raises(LogoInvalid):
        redrawn(sent)


def test_a_file_of_one_byte_more_than_we_take_is_refused() -> None:
    assert redrawn(image().ljust(LARGEST_FILE, b"\0")).width == 320
    with pytest.raises(LogoInvalid, match="larger than 1 MB"):
        redrawn(image().ljust(LARGEST_FILE + 1, b"\0"))


def test_a_broken_picture_is_drawn_or_refused_whatever_is_broken_in_it() -> None:
    random, refused = Random(1), 0
    for kind in ("PNG", "JPEG", "WEBP"):
        whole = image(kind, size=(40, 20))
        for _ in range(60):
            broken = bytearray(whole)
            for _ in range(3):
                broken[random.randrange(len(broken))] = random.randrange(256)
            try:
                redrawn(bytes(broken))
            except LogoInvalid:
                refused += 1
    assert 30 < refused < 180


def test_even_noise_is_a_light_file() -> None:
    noise = Image.frombytes("RGB", (1200, 400), Random(1).randbytes(1200 * 400 * 3))
    target = io.BytesIO()
    noise.save(target, "JPEG", quality=80)
    logo = redrawn(target.getvalue())
    assert (logo.width, logo.height) == BOX
    assert len(logo.content) < 80 * 1024


def test_the_same_picture_sent_twice_is_kept_once(session: Session, cast: Cast) -> None:
    for _ in range(2):
        set_logo(session, actor=cast.admin, logo=redrawn(image()), now=NOW)
    assert session.scalar(select(func.count()).select_from(LocalFile)) == 1
    shown = picture(session, local_values(session).text(Key.LOGO))
    assert shown is not None
    assert shown.content == redrawn(image()).content


def test_a_logo_can_be_taken_away_and_the_same_one_shown_again(session: Session, cast: Cast) -> None:
    for logo in (redrawn(image()), None, None, redrawn(image())):
        set_logo(session, actor=cast.admin, logo=logo, now=NOW)
        assert bool(local_values(session).text(Key.LOGO)) is (logo is not None)
    assert local_values(session).sequence == 3
