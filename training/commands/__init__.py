"""What operators type.
May import: everything but web and jobs.
Would change it: another thing that an operator must be able to do without a screen.
"""

from flask import Flask

from training.commands.audit import audit
from training.commands.course import course
from training.commands.database import database
from training.commands.people import people
from training.commands.standing import standing
from training.commands.upkeep import backup, doctor, restore_backup


def register_commands(app: Flask) -> None:
    """Put every command on an application."""
    for command in (audit, course, database, people, standing, backup, restore_backup, doctor):
        app.cli.add_command(command)
