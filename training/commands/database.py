"""`flask --app wsgi db upgrade|check`"""

import sys

import click

from training.commands.group import CommandGroup
from training.extensions import db
from training.migrations.revisions import is_current
from training.migrations.runner import upgrade

database = CommandGroup("db", help="Bring the database's tables up to date.")


@database.command("upgrade")
def upgrade_database() -> None:
    """Run every migration that has not been run."""
    upgrade(db.engine)
    click.echo("The database is up to date.")


@database.command("check")
def check_database() -> None:
    """Say whether a migration is still to be run; exit status 1 if so."""
    if not is_current(db.engine):
        click.echo("The database is not up to date: run flask --app wsgi db upgrade.", err=True)
        sys.exit(1)
    click.echo("The database is up to date.")
