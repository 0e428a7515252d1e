"""typst, as the certificate uses it: the same fonts, standards and safety wherever something is set in type."""

import os
from pathlib import Path

import typst

FONTS = typst.Fonts(include_system_fonts=False)
"""Only fonts that come with typst, so that every machine makes the same bytes."""
STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]
"""PDF/A for keeping, PDF/UA for reading aloud: typst refuses text that it cannot print, instead of printing boxes."""

_threads_of: list[int] = []


class NotPrinted(Exception):
    """typst refused. The message may hold what was to be printed, so it goes to authors and never into a log."""


class ForkedAfterUse(RuntimeError):
    """This process is a fork of one that had used typst, whose threads were not copied: typst would wait for ever."""


def typeset(source: bytes, *, inputs: dict[str, str], timestamp: int, root: Path | None = None) -> bytes:
    """A PDF. What people typed goes in as `inputs`: data that is printed, never a part of the source.

    :param timestamp: seconds since 1970: the same source, inputs and moment make the same bytes
    :param root: the folder outside which nothing can be read
    :raises NotPrinted: the source is broken, or something cannot be printed as the standards ask
    :raises ForkedAfterUse: a server forked its workers after it had used typst itself
    """
    if not _threads_of:
        _threads_of.append(os.getpid())
    elif _threads_of[0] != os.getpid():
        raise ForkedAfterUse("typst was used before this process was forked")
    try:
        made = typst.compile(  # type: ignore[type-var]  # its stubs want the root in the type of the source
            source,
            root=root,
            font_paths=FONTS,
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=timestamp,
        )
    except typst.TypstError as error:
        raise NotPrinted(error.diagnostic or error.message) from None
    if not isinstance(made, bytes):
        raise NotPrinted("typst made no single file")
    return made
