"""When two spellings are one name. Pure."""

import unicodedata

SPELT_ALIKE = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4", "'") | dict.fromkeys("\u2010\u2011\u2013", "-")
)

# Letters that are one of their own to Unicode and an accent to those who type.
WITHOUT_STROKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
UNSEEN = frozenset({"Cf", "Cc"})


def plain_name(name: str) -> str:
    """A name without what people leave out or type otherwise: case, accents, spaces, kinds of apostrophe and
    dash, characters that nobody sees."""
    apart = unicodedata.normalize("NFKD", name.translate(SPELT_ALIKE)).casefold().translate(WITHOUT_STROKE)
    seen = (each for each in apart if not each.isspace() and unicodedata.category(each) not in UNSEEN)
    return "".join(each for each in seen if not unicodedata.combining(each))
