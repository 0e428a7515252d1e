"""What all parts of a course are made with: frozen, strict, and refusing unknown keys."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Minutes = Annotated[int, Field(ge=1, le=600)]
Revision = Annotated[int, Field(ge=1)]
Months = Annotated[int, Field(ge=1, le=120)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
