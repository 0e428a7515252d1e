"""What leads to a certificate: the modules in their order, the four criteria, and what each of them needs."""

from typing import Annotated, Literal

from pydantic import Field

from training.course.parts import Months, Part, Slug, Words


class DeclarationNeed(Part):
    kind: Literal["declaration"]
    of: Slug
    fresh_months: Months | None = None


class ReadinessNeed(Part):
    kind: Literal["readiness"]


class ModuleNeed(Part):
    kind: Literal["module"]
    of: Slug
    fresh_months: Months | None = None


class CriticalItemsNeed(Part):
    kind: Literal["critical-items"]
    of: Slug
    fresh_months: Months | None = None


class ReflectionNeed(Part):
    kind: Literal["reflection"]
    of: Slug
    """The module whose reflection is meant. An accepted one counts as long as its revision does."""


class ObservationsNeed(Part):
    kind: Literal["observations"]
    of: Slug
    """The rubric."""
    count: Annotated[int, Field(ge=1, le=10)]
    observers: Annotated[int, Field(ge=1, le=10)]
    dates: Annotated[int, Field(ge=1, le=10)]
    after: tuple[Slug, ...] = ()
    """Modules that are passed before a session counts."""
    fresh_months: Months | None = None


Need = Annotated[
    DeclarationNeed | ReadinessNeed | ModuleNeed | CriticalItemsNeed | ReflectionNeed | ObservationsNeed,
    Field(discriminator="kind"),
]

CriterionId = Literal["ready", "trained", "signposting", "values"]


class Criterion(Part):
    id: CriterionId
    title: Words
    short: Words
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]


class Programme(Part):
    id: Slug
    title: Words
    award: Words
    valid_months: Months
    renewal_window_days: Annotated[int, Field(ge=1, le=366)]
    modules: Annotated[tuple[Slug, ...], Field(min_length=1)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=4, max_length=4)]
