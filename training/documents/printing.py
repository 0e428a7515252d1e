"""Facts and a layout → a PDF. Nothing of a person's ever becomes part of the layout's own text."""

import json
from pathlib import Path

from training.certification.typesetting import NotPrinted, typeset
from training.documents.rules import SAMPLE, Facts

LAYOUT = "certificate.typ"


def print_certificate(folder: Path, facts: Facts) -> bytes:
    """A PDF for keeping (PDF/A-3a) that can be read aloud (PDF/UA-1): the same facts make the same bytes.

    :param folder: where certificate.typ is; it can read nothing outside
    :raises training.certification.typesetting.NotPrinted: the layout is broken, or has what such a PDF must not hold
    """
    return typeset(
        (folder / LAYOUT).read_bytes(),
        inputs={"facts": json.dumps(facts.as_data(), ensure_ascii=False)},
        timestamp=int(facts.decided_at.timestamp()),
        root=folder,
    )


def layout_problem(folder: Path) -> str | None:
    """What is wrong with a layout, told to its author; None where it prints a sample."""
    try:
        print_certificate(folder, SAMPLE)
    except (NotPrinted, OSError) as error:
        return str(error)
    return None
