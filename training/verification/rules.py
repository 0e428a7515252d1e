"""When two spellings are one name. Pure."""

import unicodedata

SPELT_ALIKE = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4", "'") | dict.fromkeys("\u2010\u2011\u2013", "-")
)


def plain_name(name: str) -> str:
    """A name without what people leave out or type otherwise: case, accents, spaces, kinds of apostrophe and dash."""
    apart = unicodedata.normalize("NFKD", name.translate(SPELT_ALIKE))
    return "".join(each for each in apart.casefold() if not unicodedata.combining(each) and not each.isspace())
