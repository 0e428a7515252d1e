"""What a certificate on paper says, and what its file is called. Pure."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import segno

from training.certification.numbers import grouped
from training.core.addresses import verify

PRINT = "print certificate"
"""The kind of job that prints one; its subject is the certificate's number."""
PDF = "application/pdf"


class DocumentKind(StrEnum):
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Facts:
    """All that one certificate prints."""

    number: str
    printed: dict[str, Any]
    """What the decision froze."""
    decided_at: datetime
    public_url: str
    is_example: bool = False
    """Out of a demo: it says so on its face."""

    def as_data(self) -> dict[str, Any]:
        """The facts as certificate.typ reads them: strings and lists of strings."""
        address = verify(self.public_url, self.number)
        return {
            **self.printed,
            "number": grouped(self.number),
            "address": address,
            "qr": _qr_code(address),
            "example": self.is_example,
        }


SAMPLE = Facts(
    number="0" * 14,
    printed={
        "name": "Sam Sample",
        "award": "Award",
        "organisation": "Charity",
        "criteria": ["One", "Two"],
        "decided_by": "Robin Example",
        "issued_on": "2027-03-03",
        "valid_until": "2029-03-02",
    },
    decided_at=datetime(2027, 3, 3, tzinfo=UTC),
    public_url="https://training.example.org",
    is_example=True,
)
"""To try a layout with."""


def file_name(number: str) -> str:
    """What a certificate's file is called: its number and no name, in letters that every system takes."""
    return f"certificate-{grouped(number).replace(' ', '-')}.pdf"


def _qr_code(address: str) -> str:
    """A QR code as SVG, as dark as the ink of the page."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, dark="#1f2d2b")
    return out.getvalue().decode()
