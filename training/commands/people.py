"""`flask --app wsgi people invite`"""

import sys

import click
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from training.commands.group import CommandGroup
from training.commands.settings import public_url
from training.commands.transaction import commit
from training.core import addresses, clock
from training.core.database import begin_writing
from training.core.errors import Refused
from training.core.roles import Role
from training.extensions import session
from training.people.models import LinkPurpose, Person, PersonState, RoleGrant
from training.people.rules import PLACEHOLDER_EMAIL
from training.people.service import add_person, make_link

people = CommandGroup("people", help="Add people.")


@people.command("invite")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, required=True)
def invite(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Add somebody and print a one-time link to hand over."""
    try:
        address = validate_email(email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        click.echo(f"{email}: {error}", err=True)
        sys.exit(1)
    begin_writing(session())
    try:
        person = add_person(
            session(), name=name, email=address, roles=[Role(role) for role in roles], by=None, now=clock.now()
        )
    except Refused as refused:
        click.echo(refused.message, err=True)
        sys.exit(1)
    click.echo(_link(session(), person.id))
    commit(session(), clock.now())


def first_admin_link(own: Session, url: str) -> str | None:
    """A one-time link that makes the first admin; None where an admin has already chosen a password.

    Whoever follows the link says who they are; until then the account has a placeholder's name and address.
    """
    if own.scalar(
        select(RoleGrant.id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == Role.ADMIN, RoleGrant.to_at.is_(None), Person.state == PersonState.ACTIVE)
    ):
        return None
    person = own.scalar(select(Person).where(Person.email == PLACEHOLDER_EMAIL))
    if person is None:
        person = add_person(
            own, name="First admin", email=PLACEHOLDER_EMAIL, roles=[Role.ADMIN], by=None, now=clock.now()
        )
    token, _ = make_link(own, person_id=person.id, by=None, now=clock.now())
    return addresses.invitation(url, token)


def _link(own: Session, person_id: str) -> str:
    token, purpose = make_link(own, person_id=person_id, by=None, now=clock.now())
    make = addresses.invitation if purpose == LinkPurpose.INVITATION else addresses.reset
    return make(public_url(), token)
