"""The nations of the United Kingdom: services and law differ between them."""

from enum import StrEnum


class Nation(StrEnum):
    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"

    @property
    def words(self) -> str:
        """As it is written: Northern Ireland."""
        return self.value.replace("-", " ").title()
