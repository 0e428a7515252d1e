"""What is open before real use, and the way of a new installation to its first trainee, for the pages that show it."""

from training.certification.queries import any_certificate
from training.core.roles import Role
from training.extensions import session
from training.organisation.launch import LaunchItem, Step, first_steps, launch_list
from training.people import cohorts as people_cohorts
from training.people import queries as people_queries
from training.people.models import PersonState
from training.people.rules import PLACEHOLDER_EMAIL
from training.web import asking


def launch_items() -> tuple[LaunchItem, ...]:
    """The launch list as it is today."""
    return launch_list(
        asking.local(),
        directory=asking.directory_as_written(),
        statements=asking.edition().course.statements,
        to_confirm=asking.edition().course.to_confirm,
        deciders=people_queries.holders_since(session(), Role.ADMIN),
        zone=asking.zone(),
        on=asking.today(),
    )


def steps_left(items: tuple[LaunchItem, ...] | None = None) -> tuple[Step, ...]:
    """The first steps, while one of them is open. Who has issued a certificate needs them no more.

    :param items: the launch list, where the page has it already
    """
    if any_certificate(session()):
        return ()
    roles = people_queries.count_roles(session())
    admins = sum(number for (role, state), number in roles.items() if role == Role.ADMIN and state != PersonState.LEFT)
    cohorts = people_cohorts.cohorts(session())
    visitor = asking.who()
    steps = first_steps(
        launch_items() if items is None else items,
        named=visitor is not None and visitor.email != PLACEHOLDER_EMAIL,
        admins=admins,
        cohorts=len(cohorts),
        looked_after=sum(1 for cohort in cohorts if cohort.trainers),
        trainees=sum(cohort.trainees for cohort in cohorts),
    )
    return steps if not all(step.done for step in steps) else ()
