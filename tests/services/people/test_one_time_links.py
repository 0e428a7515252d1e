"""One-time links: for one person, one purpose, one use, one week."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, PASSWORD, PASSWORDS, Cast
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.ids import digest_of
from training.core.roles import Role
from training.people.models import LinkPurpose, OneTimeLink, Person, PersonState
from training.people.queries import account_with, signed_in, usable_link
from training.people.rules import LINK_LASTS, PLACEHOLDER_EMAIL
from training.people.service import add_person, choose_password, make_link, open_session, sign_in

NOW = BEGINNING + timedelta(days=1)
NEW = "quite another long password"


@pytest.fixture
def invited(session: Session, cast: Cast) -> Person:
    return add_person(session, name="New Person", email="new@example.org", roles=[Role.TRAINEE], by=cast.admin, now=NOW)


def link(session: Session, person: Person | Actor) -> str:
    return make_link(session, person_id=person.id, by=None, now=NOW)[0]


def choose(
    session: Session,
    token: str,
    purpose: LinkPurpose = LinkPurpose.INVITATION,
    password: str = NEW,
    *,
    after: timedelta = timedelta(hours=1),
    who: tuple[str, str] | None = None,
) -> Person:
    return choose_password(
        session, PASSWORDS, token=token, purpose=purpose, password=password, now=NOW + after, who=who
    )


def test_somebody_without_a_password_gets_an_invitation(session: Session, cast: Cast, invited: Person) -> None:
    _, purpose = make_link(session, person_id=invited.id, by=cast.admin, now=NOW)
    assert purpose == LinkPurpose.INVITATION


def test_somebody_with_a_password_gets_a_reset(session: Session, cast: Cast) -> None:
    _, purpose = make_link(session, person_id=cast.trainee.id, by=cast.admin, now=NOW)
    assert purpose == LinkPurpose.RESET


def test_the_secret_of_a_link_is_kept_nowhere(session: Session, cast: Cast) -> None:
    token, _ = make_link(session, person_id=cast.trainee.id, by=cast.admin, now=NOW)
    row = session.scalars(select(OneTimeLink)).one()
    assert row.token_digest == digest_of(token)
    assert token not in repr(session.execute(text("SELECT * FROM invitation")).all())
    assert (row.created_by, row.expires_at) == (cast.admin.id, NOW + LINK_LASTS)


def test_a_link_shows_whose_it_is(session: Session, invited: Person) -> None:
    found = usable_link(session, link(session, invited), LinkPurpose.INVITATION, NOW)
    assert found is not None
    assert (found.person_id, found.name, found.email, found.asks_who) == (
        invited.id,
        "New Person",
        "new@example.org",
        False,
    )


def test_a_new_link_ends_the_earlier_one(session: Session, invited: Person) -> None:
    first, second = link(session, invited), link(session, invited)
    with pytest.raises(NotFound):
        choose(session, first)
    assert choose(session, second).id == invited.id


def test_a_link_leaves_other_peoples_links_alone(session: Session, cast: Cast, invited: Person) -> None:
    theirs = link(session, cast.trainee)
    link(session, invited)
    assert usable_link(session, theirs, LinkPurpose.RESET, NOW) is not None


def test_somebody_who_left_gets_no_link(session: Session, cast: Cast) -> None:
    session.get_one(Person, cast.trainee.id).state = PersonState.LEFT
    with pytest.raises(Refused) as refused:
        link(session, cast.trainee)
    assert refused.value.code == "left"


def test_a_link_stops_when_its_person_leaves(session: Session, cast: Cast) -> None:
    token = link(session, cast.trainee)
    session.get_one(Person, cast.trainee.id).state = PersonState.LEFT
    with pytest.raises(NotFound):
        choose(session, token, LinkPurpose.RESET)


def test_nobody_gets_a_link(session: Session) -> None:
    with pytest.raises(NotFound):
        make_link(session, person_id="nobody", by=None, now=NOW)


def test_an_invited_person_chooses_a_password_and_is_active(session: Session, invited: Person) -> None:
    person = choose(session, link(session, invited))
    assert person.state == PersonState.ACTIVE
    assert (
        sign_in(session, PASSWORDS, account=account_with(session, "new@example.org"), password=NEW, now=NOW) is not None
    )


def test_the_password_itself_is_not_stored(session: Session, invited: Person) -> None:
    choose(session, link(session, invited))
    assert NEW not in repr(session.execute(text("SELECT * FROM person")).all())


def test_a_reset_replaces_the_password_and_keeps_the_state(session: Session, cast: Cast) -> None:
    session.get_one(Person, cast.trainee.id).state = PersonState.AWAY
    person = choose(session, link(session, cast.trainee), LinkPurpose.RESET)
    assert person.state == PersonState.AWAY
    email = "trainee@example.org"
    assert sign_in(session, PASSWORDS, account=account_with(session, email), password=PASSWORD, now=NOW) is None
    assert sign_in(session, PASSWORDS, account=account_with(session, email), password=NEW, now=NOW) is not None


def test_a_link_works_once(session: Session, invited: Person) -> None:
    token = link(session, invited)
    choose(session, token)
    with pytest.raises(NotFound):
        choose(session, token, password="a third and different password")
    assert (
        sign_in(session, PASSWORDS, account=account_with(session, "new@example.org"), password=NEW, now=NOW) is not None
    )


def test_a_link_serves_its_own_purpose_only(session: Session, cast: Cast, invited: Person) -> None:
    with pytest.raises(NotFound):
        choose(session, link(session, invited), LinkPurpose.RESET)
    with pytest.raises(NotFound):
        choose(session, link(session, cast.trainee), LinkPurpose.INVITATION)


def test_a_link_lasts_a_week_and_no_moment_longer(session: Session, invited: Person) -> None:
    token = link(session, invited)
    with pytest.raises(NotFound):
        choose(session, token, after=LINK_LASTS)
    assert choose(session, token, after=LINK_LASTS - timedelta(seconds=1)).id == invited.id


@pytest.mark.parametrize("token", ["", "guess", "' OR 1=1 --"])
def test_a_guessed_link_is_no_link(session: Session, invited: Person, token: str) -> None:
    link(session, invited)
    with pytest.raises(NotFound):
        choose(session, token)


@pytest.mark.parametrize("weak", ["short", "passwordpassword", "new@example.org", "New Person", "aaaaaaaaaaaaaa"])
def test_a_weak_password_is_refused_and_the_link_still_works(session: Session, invited: Person, weak: str) -> None:
    token = link(session, invited)
    with pytest.raises(Refused) as refused:
        choose(session, token, password=weak)
    assert refused.value.code == "password"
    assert session.get_one(Person, invited.id).password_hash is None
    assert choose(session, token).id == invited.id


def test_a_new_password_ends_every_session(session: Session, cast: Cast) -> None:
    tokens = [open_session(session, person_id=cast.trainee.id, now=NOW) for _ in range(2)]
    others = open_session(session, person_id=cast.other_trainee.id, now=NOW)
    choose(session, link(session, cast.trainee), LinkPurpose.RESET)
    session.expire_all()
    assert [signed_in(session, token, NOW + timedelta(hours=1)) for token in tokens] == [None, None]
    assert signed_in(session, others, NOW + timedelta(hours=1)) is not None


@pytest.fixture
def first_admin(session: Session) -> Person:
    return add_person(session, name="First admin", email=PLACEHOLDER_EMAIL, roles=[Role.ADMIN], by=None, now=NOW)


def test_the_first_admin_says_who_they_are(session: Session, first_admin: Person) -> None:
    token = link(session, first_admin)
    found = usable_link(session, token, LinkPurpose.INVITATION, NOW)
    assert found is not None
    assert found.asks_who
    person = choose(session, token, who=("  Real\nName ", "Real.Name@Example.org"))
    assert (person.name, person.email, person.state) == ("Real Name", "real.name@example.org", PersonState.ACTIVE)
    assert (
        sign_in(session, PASSWORDS, account=account_with(session, "real.name@example.org"), password=NEW, now=NOW)
        is not None
    )


def test_nobody_else_changes_their_name_by_a_link(session: Session, cast: Cast) -> None:
    person = choose(session, link(session, cast.trainee), LinkPurpose.RESET, who=("Somebody Else", "else@example.org"))
    assert (person.name, person.email) == ("Trainee", "trainee@example.org")


def test_the_first_admin_cannot_take_somebodys_address(session: Session, first_admin: Person) -> None:
    token = link(session, first_admin)
    with pytest.raises(Refused) as refused:
        choose(session, token, who=("Real Name", "Trainee@example.org"))
    assert refused.value.code == "email taken"


def test_a_refused_address_leaves_the_first_admins_link_usable(session: Session, first_admin: Person) -> None:
    token = link(session, first_admin)
    with pytest.raises(Refused):
        choose(session, token, who=("Real Name", "trainee@example.org"))
    assert choose(session, token, who=("Real Name", "real@example.org")).email == "real@example.org"


def test_the_first_admins_password_is_held_against_the_name_they_give(session: Session, first_admin: Person) -> None:
    with pytest.raises(Refused, match="too easy to guess"):
        choose(
            session,
            link(session, first_admin),
            password="realname@example.org",
            who=("Real Name", "RealName@example.org"),
        )
