"""Who there is, what they may do, and how they sign in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from training.core.base import Base, Digest, Id, ref, word
from training.core.nations import Nation
from training.core.roles import Role


class PersonState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    AWAY = "away"
    LEFT = "left"


class LinkPurpose(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


class CohortPart(StrEnum):
    TRAINEE = "trainee"
    TRAINER = "trainer"


class Person(Base):
    __tablename__ = "person"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In lower case."""
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[PersonState] = mapped_column(word(PersonState, "state"))
    nation: Mapped[Nation | None] = mapped_column(word(Nation, "nation"))
    """Where they live, for the services and law they see first; None: as the charity."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the form that added this person; None: added by command."""

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("length(name) > 0", name="name_given"),
    )


class RoleGrant(Base):
    """A role held from one moment to another; ended, never deleted."""

    __tablename__ = "role_grant"

    id: Mapped[Id]
    person_id: Mapped[str] = ref("person.id")
    role: Mapped[Role] = mapped_column(word(Role, "role"))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]
    granted_by: Mapped[str | None] = ref("person.id", index=False, nullable=True)
    """None: by command line, for the first admin."""
    ended_by: Mapped[str | None] = ref("person.id", index=False, nullable=True)

    __table_args__ = (
        Index(
            "uq_role_grant_current",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("to_at IS NULL"),
            postgresql_where=text("to_at IS NULL"),
        ),
    )


class LoginSession(Base):
    """One browser, signed in. Its cookie holds a secret of which only the digest is here."""

    __tablename__ = "login_session"

    id: Mapped[Id]
    token_digest: Mapped[Digest] = mapped_column(unique=True)
    person_id: Mapped[str] = ref("person.id")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """An invitation or a reset, to be handed over by a person. Used once, for its one purpose."""

    __tablename__ = "invitation"

    id: Mapped[Id]
    token_digest: Mapped[Digest] = mapped_column(unique=True)
    person_id: Mapped[str] = ref("person.id")
    purpose: Mapped[LinkPurpose] = mapped_column(word(LinkPurpose, "purpose"))
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = ref("person.id", index=False, nullable=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    """A newer link to the same person ends this one."""


class Cohort(Base):
    __tablename__ = "cohort"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    __table_args__ = (CheckConstraint("length(name) > 0", name="name_given"),)


class CohortMember(Base):
    """Someone's part in a cohort from one moment to another; ended, never deleted."""

    __tablename__ = "cohort_member"

    id: Mapped[Id]
    cohort_id: Mapped[str] = ref("cohort.id")
    person_id: Mapped[str] = ref("person.id")
    part: Mapped[CohortPart] = mapped_column(word(CohortPart, "part"))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_cohort_member_current",
            "cohort_id",
            "person_id",
            "part",
            unique=True,
            sqlite_where=text("to_at IS NULL"),
            postgresql_where=text("to_at IS NULL"),
        ),
    )
