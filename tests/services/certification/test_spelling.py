"""Names that the certificate's typeface does not hold: spelt otherwise for this certificate, or nothing is decided."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.cast import ZONE
from tests.support.story import Story
from training.certification.models import Decision
from training.certification.rules import DecisionKind
from training.certification.service import AS_HELD, TYPE_OTHERWISE, Issuer, Spelling, decide
from training.core.actors import Actor
from training.core.errors import Refused
from training.core.ids import new_token
from training.core.models import PersonalText
from training.people.models import Person

HELD = "山田太郎"


def decides(
    story: Story,
    spelling: Spelling = AS_HELD,
    *,
    by: Actor | None = None,
    kind: DecisionKind = DecisionKind.ISSUE,
    organisation: str = "Test charity",
) -> dict[str, Any] | None:
    """Decides about the trainee; what the certificate prints."""
    decision = decide(
        story.session,
        actor=by or story.cast.admin,
        person_id=story.cast.trainee.id,
        kind=kind,
        reason="All four criteria are met.",
        seen_sequence=0,
        edition=story.edition,
        issuer=Issuer(organisation),
        zone=ZONE,
        on=story.day(10),
        form_key=new_token(),
        now=story.at(10),
        spelling=spelling,
    )
    if decision.printed_id is None:
        return None
    body = story.session.get_one(PersonalText, decision.printed_id).body
    assert body is not None
    printed: dict[str, Any] = json.loads(body)
    return printed


@pytest.fixture
def unspelt(story: Story) -> Story:
    story.meets_all(story.cast.trainee)
    story.session.get_one(Person, story.cast.trainee.id).name = HELD
    story.session.flush()
    return story


def test_a_name_spelt_for_the_certificate_is_frozen_beside_the_name_that_is_held(unspelt: Story) -> None:
    printed = decides(unspelt, Spelling("  Yamada   Tarō "))
    assert printed is not None
    assert (printed["name"], printed["name_held"]) == ("Yamada Tarō", HELD)
    assert unspelt.session.get_one(Person, unspelt.cast.trainee.id).name == HELD
    assert unspelt.prints(unspelt.cast.trainee).content


@pytest.mark.parametrize("typed", ["", "  ", "山田", "Taro 太郎", "محمد", "x" * 121])
def test_without_a_spelling_that_can_be_printed_nothing_is_decided(unspelt: Story, typed: str) -> None:
    with pytest.raises(Refused) as refused:
        decides(unspelt, Spelling(typed))
    assert (refused.value.code, refused.value.message) == ("holder's name", TYPE_OTHERWISE)
    assert unspelt.session.scalars(select(Decision)).all() == []


def test_a_spelling_is_not_asked_about_a_name_that_can_be_printed(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    printed = decides(story, Spelling("Somebody Else", "Another Admin"))
    assert printed is not None
    assert (printed["name"], printed["decided_by"]) == ("Trainee", "Admin")
    assert "name_held" not in printed


def test_the_deciders_name_is_spelt_in_the_same_way(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    admin = Actor(story.cast.admin.id, "สมชาย", story.cast.admin.roles)
    with pytest.raises(Refused) as refused:
        decides(story, by=admin)
    assert refused.value.code == "decider's name"
    printed = decides(story, Spelling(decider="Somchai"), by=admin)
    assert printed is not None
    assert printed["decided_by"] == "Somchai"


def test_a_charitys_name_that_cannot_be_printed_stops_issuing_and_says_who_can_help(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    with pytest.raises(Refused) as refused:
        decides(story, organisation="慈善")
    assert refused.value.code == "letters"
    assert story.session.scalars(select(Decision)).all() == []


def test_declining_prints_nothing_and_asks_for_no_spelling(unspelt: Story) -> None:
    assert decides(unspelt, kind=DecisionKind.DECLINE, organisation="慈善") is None
