"""The base of all tables: constraint names, time in UTC, ids."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import DateTime, Dialect, Enum, ForeignKey, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import JSON, TypeDecorator

from training.core.ids import new_id

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in the program, UTC in the database (SQLite would hand it back naive)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: Moment(), dict[str, Any]: JSON, list[Any]: JSON},
    )


Id = Annotated[str, mapped_column(String(26), primary_key=True, default=new_id)]
Slug = Annotated[str, mapped_column(String(120))]
"""A stable name out of the course: an activity, a criterion, a line of a rubric."""
Digest = Annotated[str, mapped_column(String(64))]
"""SHA-256 in hexadecimal."""


def ref(target: str, *, index: bool = True, nullable: bool = False) -> Any:
    """A column that points at another row.

    Written as a string ("person.id"), so that a room can point at a table without importing its model.
    """
    return mapped_column(String(26), ForeignKey(target), index=index, nullable=nullable)


def word(kind: type[StrEnum], name: str) -> Enum:
    """A column type for one of a fixed set of words, checked by the database.

    :param name: the check constraint's name, after the table's
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=20,
        name=name,
        values_callable=lambda words: [each.value for each in words],
    )
