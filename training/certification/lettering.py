"""Whether the certificate's typeface holds every letter of a name: known before anyone decides, never after.

Other fonts that come with typst would fill in for some scripts (Arabic among them), but in letters all of one width, as
nobody would write them. So only the certificate's own typeface counts.
"""

from training.certification.typesetting import NotPrinted, typeset

_SHEET = b"""
#set document(title: "Letters")
#set text(font: "Libertinus Serif", fallback: false, lang: "en")
#let letters = sys.inputs.letters
#letters #text(style: "italic", letters) #text(weight: "semibold", letters)
"""


def can_print(text: str) -> bool:
    """Whether a certificate can print this text: Latin, Greek, Cyrillic and Hebrew letters. About two milliseconds."""
    try:
        typeset(_SHEET, inputs={"letters": text}, timestamp=0)
    except NotPrinted:
        return False
    return True
