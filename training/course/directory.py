"""The services that people in need are told of: who answers, where, when, and how to reach them."""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field, StringConstraints

from training.core.nations import Nation
from training.course.parts import Part, Slug, Words


class Role(StrEnum):
    """What one service does in each nation: `{{ nation.urgent }}` is that of the reader's nation."""

    URGENT = "urgent"
    DOMESTIC_ABUSE = "domestic-abuse"
    GP_AND_SERVICES = "gp-and-services"


class Urgency(StrEnum):
    DANGER = "danger"
    URGENT = "urgent"
    TALK = "talk"
    OTHER = "other"


class TextLine(Part):
    to: Annotated[str, StringConstraints(pattern=r"^\d{4,11}$")]
    word: Words | None = None


class Service(Part):
    """A row of the directory."""

    id: Slug
    name: Words
    audience: Words = Field(alias="for")
    nations: Annotated[tuple[Nation, ...], Field(min_length=1)]
    urgency: Urgency
    role: Role | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^\d[\d ]{1,14}\d$")] | None = None
    text: TextLine | None = None
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    hours: Words
    note: Words | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
    last_checked: date


class Directory(Part):
    services: Annotated[tuple[Service, ...], Field(min_length=1)]

    @cached_property
    def by_id(self) -> dict[str, Service]:
        return {service.id: service for service in self.services}

    @cached_property
    def by_role(self) -> dict[tuple[str, Nation], Service]:
        """The service of each role in each nation."""
        return {
            (service.role, nation): service for service in self.services if service.role for nation in service.nations
        }
