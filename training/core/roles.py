"""Who may do what: one table, read top to bottom."""

from enum import StrEnum


class Role(StrEnum):
    TRAINEE = "trainee"
    TRAINER = "trainer"
    ADMIN = "admin"


class Relation(StrEnum):
    """How the actor must stand to the person that the act is about."""

    SELF = "self"
    OWN_COHORT = "own cohort, not self"
    OTHERS = "anyone but self"
    ANYONE = "anyone"


class Permission(StrEnum):
    LEARN = "own path, attempts, reflections, declarations and progress"
    OWN_ACCOUNT = "own account"
    SEE_CERTIFICATE = "open the page of a certificate"
    SEE_COHORTS = "see cohorts and who needs something"
    SEE_RECORD = "see a trainee's record"
    JUDGE = "review reflections, record observations and readiness"
    MANAGE_PEOPLE = "add people, roles, cohorts, one-time links"
    SET_ORGANISATION = "set the charity's details, logo, statements and numbers, and confirm the launch list"
    SEE_CERTIFICATION = "see who is ready for a decision, and their assessment"
    DECIDE = "issue, decline, revoke"
    PREVIEW = "read an edition before it is published"
    PUBLISH = "compare the folder with what is published, and publish it"
    SEE_AUDIT = "see who did, saw or was refused what"
    SEE_COMPONENTS = "see every part that pages are made of"


PERMISSION_MAP: dict[Permission, dict[Role, Relation]] = {
    Permission.LEARN: {
        Role.TRAINEE: Relation.SELF,
        Role.TRAINER: Relation.SELF,
        Role.ADMIN: Relation.SELF,
    },
    Permission.OWN_ACCOUNT: {
        Role.TRAINEE: Relation.SELF,
        Role.TRAINER: Relation.SELF,
        Role.ADMIN: Relation.SELF,
    },
    Permission.SEE_CERTIFICATE: {
        Role.TRAINEE: Relation.SELF,
        Role.TRAINER: Relation.SELF,
        Role.ADMIN: Relation.ANYONE,
    },
    Permission.SEE_COHORTS: {Role.TRAINER: Relation.OWN_COHORT},
    Permission.SEE_RECORD: {Role.TRAINER: Relation.OWN_COHORT, Role.ADMIN: Relation.ANYONE},
    Permission.JUDGE: {Role.TRAINER: Relation.OWN_COHORT},
    Permission.MANAGE_PEOPLE: {Role.ADMIN: Relation.ANYONE},
    Permission.SET_ORGANISATION: {Role.ADMIN: Relation.ANYONE},
    Permission.SEE_CERTIFICATION: {Role.ADMIN: Relation.ANYONE},
    Permission.DECIDE: {Role.ADMIN: Relation.OTHERS},
    Permission.PREVIEW: {Role.TRAINER: Relation.ANYONE, Role.ADMIN: Relation.ANYONE},
    Permission.PUBLISH: {Role.ADMIN: Relation.ANYONE},
    Permission.SEE_AUDIT: {Role.ADMIN: Relation.ANYONE},
    Permission.SEE_COMPONENTS: {Role.TRAINER: Relation.SELF, Role.ADMIN: Relation.SELF},
}


def may(roles: frozenset[Role], permission: Permission) -> bool:
    """Whether someone with these roles may do this to anybody at all."""
    return any(role in roles for role in PERMISSION_MAP[permission])


def may_to(roles: frozenset[Role], permission: Permission, *, is_self: bool, in_own_cohort: bool) -> bool:
    """Whether someone with these roles may do this to a person who stands to them so."""
    holds = {
        Relation.SELF: is_self,
        Relation.OWN_COHORT: in_own_cohort and not is_self,
        Relation.OTHERS: not is_self,
        Relation.ANYONE: True,
    }
    return any(role in roles and holds[relation] for role, relation in PERMISSION_MAP[permission].items())
