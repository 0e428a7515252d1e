"""`flask --app wsgi standing recheck`"""

import sys

import click

from training.commands.group import CommandGroup
from training.commands.settings import zone
from training.commands.transaction import commit
from training.core import clock
from training.core.database import begin_writing
from training.criteria.service import recheck
from training.extensions import session

standing = CommandGroup("standing", help="The stored summary of where people stand.")


@standing.command("recheck")
@click.option("--repair", is_flag=True, help="Write what differs. Without it, only tell.")
def recheck_standing(repair: bool) -> None:
    """Compare everyone's stored standing with one computed afresh; exit status 1 if some differ and stay so."""
    if repair:
        begin_writing(session())
    different = recheck(session(), zone=zone(), now=clock.now(), repair=repair)
    if repair:
        commit(session(), clock.now())
    for person_id in different:
        click.echo(f"{person_id} {'was repaired' if repair else 'differs'}")
    click.echo(f"{len(different)} differ." if different else "Everyone's standing is right.")
    if different and not repair:
        sys.exit(1)
