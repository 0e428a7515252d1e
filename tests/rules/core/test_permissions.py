"""Who may do what: the table of the design's section 7, written out."""

from itertools import combinations

import pytest

from training.core.roles import Permission, Role, may, may_to

TRAINEE, TRAINER, ADMIN = Role.TRAINEE, Role.TRAINER, Role.ADMIN
NOBODY, OWN, OWN_COHORTS, OTHERS, ALL = "nobody", "own", "own cohorts", "all but self", "all"

REACHES = {
    #               oneself  someone of an own cohort  anyone else
    NOBODY: (False, False, False),
    OWN: (True, False, False),
    OWN_COHORTS: (False, True, False),
    OTHERS: (False, True, True),
    ALL: (True, True, True),
}

TABLE = [
    # own path, attempts, reflections, declarations, record, export, appeal
    (Permission.LEARN, TRAINEE, OWN),
    (Permission.LEARN, TRAINER, OWN),
    (Permission.LEARN, ADMIN, OWN),
    (Permission.OWN_ACCOUNT, TRAINEE, OWN),
    (Permission.OWN_ACCOUNT, TRAINER, OWN),
    (Permission.OWN_ACCOUNT, ADMIN, OWN),
    # see a trainee's record (one's own is among what one may learn: LEARN)
    (Permission.SEE_RECORD, TRAINER, OWN_COHORTS),
    (Permission.SEE_RECORD, ADMIN, ALL),
    (Permission.SEE_CERTIFICATE, TRAINEE, OWN),
    (Permission.SEE_CERTIFICATE, ADMIN, ALL),
    (Permission.SEE_COHORTS, TRAINEE, NOBODY),
    (Permission.SEE_COHORTS, TRAINER, OWN_COHORTS),
    # review, observe, record readiness, recommend, set adjustments
    (Permission.JUDGE, TRAINEE, NOBODY),
    (Permission.JUDGE, TRAINER, OWN_COHORTS),
    (Permission.JUDGE, ADMIN, NOBODY),
    # every part that pages are made of, which is about nobody
    (Permission.SEE_AUDIT, TRAINEE, NOBODY),
    (Permission.SEE_AUDIT, TRAINER, NOBODY),
    (Permission.SEE_AUDIT, ADMIN, ALL),
    (Permission.SEE_COMPONENTS, TRAINEE, NOBODY),
    (Permission.SEE_COMPONENTS, TRAINER, OWN),
    (Permission.SEE_COMPONENTS, ADMIN, OWN),
    # invitations, cohorts, roles
    (Permission.MANAGE_PEOPLE, TRAINEE, NOBODY),
    (Permission.MANAGE_PEOPLE, TRAINER, NOBODY),
    (Permission.MANAGE_PEOPLE, ADMIN, ALL),
    # the organisation's local values
    (Permission.SET_ORGANISATION, TRAINEE, NOBODY),
    (Permission.SET_ORGANISATION, TRAINER, NOBODY),
    (Permission.SET_ORGANISATION, ADMIN, ALL),
    # publish an edition, decide certificates, audit trail, erasure (and rule 2: nobody decides about themself)
    (Permission.SEE_CERTIFICATION, TRAINEE, NOBODY),
    (Permission.SEE_CERTIFICATION, TRAINER, NOBODY),
    (Permission.SEE_CERTIFICATION, ADMIN, ALL),
    (Permission.DECIDE, TRAINEE, NOBODY),
    (Permission.DECIDE, TRAINER, NOBODY),
    (Permission.DECIDE, ADMIN, OTHERS),
    (Permission.PREVIEW, TRAINEE, NOBODY),
    (Permission.PREVIEW, TRAINER, ALL),
    (Permission.PREVIEW, ADMIN, ALL),
    (Permission.PUBLISH, TRAINEE, NOBODY),
    (Permission.PUBLISH, TRAINER, NOBODY),
    (Permission.PUBLISH, ADMIN, ALL),
]
IDS = [f"{permission.name}-{role}" for permission, role, _ in TABLE]
EVERY_ROLE_SET = [frozenset(roles) for size in range(4) for roles in combinations(Role, size)]
STANDINGS = [(True, False), (True, True), (False, True), (False, False)]


@pytest.mark.parametrize(("permission", "role", "reach"), TABLE, ids=IDS)
def test_each_role_may_do_to_whom_what_the_table_says(permission: Permission, role: Role, reach: str) -> None:
    found = tuple(
        may_to(frozenset({role}), permission, is_self=is_self, in_own_cohort=in_own_cohort)
        for is_self, in_own_cohort in ((True, False), (False, True), (False, False))
    )
    assert found == REACHES[reach]


@pytest.mark.parametrize(("permission", "role", "reach"), TABLE, ids=IDS)
def test_each_role_may_at_all_what_it_may_do_to_somebody(permission: Permission, role: Role, reach: str) -> None:
    assert may(frozenset({role}), permission) is (reach != NOBODY)


@pytest.mark.parametrize("permission", Permission)
def test_a_visitor_may_do_nothing_that_needs_a_permission(permission: Permission) -> None:
    assert not may(frozenset(), permission)
    for is_self, in_own_cohort in STANDINGS:
        assert not may_to(frozenset(), permission, is_self=is_self, in_own_cohort=in_own_cohort)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("roles", EVERY_ROLE_SET)
def test_several_roles_may_do_what_each_of_them_may_and_no_more(permission: Permission, roles: frozenset[Role]) -> None:
    assert may(roles, permission) == any(may(frozenset({role}), permission) for role in roles)
    for is_self, in_own_cohort in STANDINGS:
        found = may_to(roles, permission, is_self=is_self, in_own_cohort=in_own_cohort)
        each = [may_to(frozenset({role}), permission, is_self=is_self, in_own_cohort=in_own_cohort) for role in roles]
        assert found == any(each)


@pytest.mark.parametrize("permission", [Permission.JUDGE, Permission.DECIDE])
@pytest.mark.parametrize("roles", EVERY_ROLE_SET)
def test_nobody_judges_or_decides_about_themself_whatever_their_roles_and_cohorts(
    permission: Permission, roles: frozenset[Role]
) -> None:
    for in_own_cohort in (True, False):
        assert not may_to(roles, permission, is_self=True, in_own_cohort=in_own_cohort)


def test_a_trainer_of_another_cohort_sees_and_judges_nobody_there() -> None:
    for permission in (Permission.SEE_RECORD, Permission.JUDGE, Permission.SEE_COHORTS):
        assert not may_to(frozenset({TRAINER}), permission, is_self=False, in_own_cohort=False)


def test_every_permission_stands_in_the_table() -> None:
    assert {permission for permission, _, _ in TABLE} == set(Permission)
