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


def register_commands(app: Flask) -> None:
    """Put every group of commands on an application."""
    for group in (audit, course, database, people, standing):
        app.cli.add_command(group)
