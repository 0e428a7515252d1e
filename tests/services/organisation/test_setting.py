"""Setting local values: the newest counts, all are kept, nothing is set twice, and nobody overwrites unawares."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, SMALL_COURSE, ZONE, Cast
from training.audit.models import AuditEvent
from training.audit.service import append_noted
from training.core.errors import NotFound, Refused
from training.course.files import load_directory
from training.organisation.launch import BY_WORD, LaunchItem, Place
from training.organisation.queries import changes, count_changes, local_values, sequence, zone
from training.organisation.rules import Correction, Key, corrected
from training.organisation.service import confirm, correct_service, set_details, set_statement, withdraw

NOW = BEGINNING + timedelta(days=300)
TODAY = date(2026, 12, 27)
DIRECTORY = load_directory(SMALL_COURSE)
TALK = DIRECTORY.by_id["talk"]
RIGHT = Correction(phone="0800 111 2222", hours="Day and night")


def test_the_newest_of_each_key_counts_and_all_are_kept_with_who_set_them(session: Session, cast: Cast) -> None:
    set_details(session, actor=cast.admin, values={Key.NAME: "Harbour", Key.LEAD_NAME: "Lee"}, now=NOW)
    set_details(session, actor=cast.second_admin, values={Key.NAME: "Haven"}, now=NOW + timedelta(hours=1))
    own = local_values(session)
    assert (own.text(Key.NAME), own.text(Key.LEAD_NAME)) == ("Haven", "Lee")
    assert own.sequence == sequence(session) == 3
    assert [(each.key, each.text, each.by) for each in changes(session)] == [
        ("name", "Haven", "Second Admin"),
        ("lead-name", "Lee", "Admin"),
        ("name", "Harbour", "Admin"),
    ]
    assert [each.text for each in changes(session, offset=2, limit=1)] == ["Harbour"]
    assert count_changes(session) == 3


def test_what_stands_already_is_not_set_again(session: Session, cast: Cast) -> None:
    values = {Key.NAME: "Harbour", Key.LEAD_NAME: "", Key.LEAD_PHONE: "01632 960001"}
    assert set_details(session, actor=cast.admin, values=values, now=NOW) == 2
    assert set_details(session, actor=cast.second_admin, values=values, now=NOW) == 0
    assert count_changes(session) == 2


def test_a_value_can_be_emptied(session: Session, cast: Cast) -> None:
    for text in ("Lee", ""):
        set_details(session, actor=cast.admin, values={Key.LEAD_NAME: text}, now=NOW)
    assert local_values(session).text(Key.LEAD_NAME) == ""
    assert count_changes(session) == 2


def test_values_are_set_together_or_not_at_all(session: Session, cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        set_details(session, actor=cast.admin, values={Key.NAME: "Harbour", Key.LEAD_PHONE: "no number"}, now=NOW)
    assert refused.value.code == "lead-phone"
    assert count_changes(session) == 0


def test_what_somebody_set_meanwhile_is_not_overwritten_unawares(session: Session, cast: Cast) -> None:
    seen = sequence(session)
    set_details(session, actor=cast.admin, values={Key.LEAD_PHONE: "01632 960001"}, now=NOW, seen=seen)
    with pytest.raises(Refused, match="Admin changed this while your page was open") as refused:
        set_details(session, actor=cast.second_admin, values={Key.LEAD_PHONE: "01632 960009"}, now=NOW, seen=seen)
    assert refused.value.code == "changed"
    assert local_values(session).text(Key.LEAD_PHONE) == "01632 960001"
    set_details(
        session, actor=cast.second_admin, values={Key.LEAD_PHONE: "01632 960009"}, now=NOW, seen=sequence(session)
    )
    assert local_values(session).text(Key.LEAD_PHONE) == "01632 960009"


def test_what_somebody_set_elsewhere_meanwhile_stands_in_nobodys_way(session: Session, cast: Cast) -> None:
    set_details(session, actor=cast.admin, values={Key.NAME: "Harbour"}, now=NOW)
    assert set_details(session, actor=cast.second_admin, values={Key.LEAD_NAME: "Lee"}, now=NOW, seen=0) == 1


def test_the_same_form_sent_twice_is_not_told_that_somebody_was_quicker(session: Session, cast: Cast) -> None:
    for changed in (1, 0):
        assert set_details(session, actor=cast.admin, values={Key.NAME: "Harbour"}, now=NOW, seen=0) == changed


def corrects(session: Session, cast: Cast, correction: Correction, checked_on: date = TODAY) -> None:
    correct_service(
        session, actor=cast.admin, service=TALK, correction=correction, checked_on=checked_on, on=TODAY, now=NOW
    )


def test_a_number_that_is_put_right_is_live_with_the_day_of_its_check(session: Session, cast: Cast) -> None:
    corrects(session, cast, RIGHT)
    live = corrected(DIRECTORY, local_values(session)).by_id["talk"]
    assert (live.phone, live.last_checked, live.name) == ("0800 111 2222", TODAY, "Talk Line")
    assert DIRECTORY.by_id["talk"].phone == "0800 000 0000"


def test_a_newer_check_of_the_authors_is_not_hidden_by_an_older_one(session: Session, cast: Cast) -> None:
    corrects(session, cast, Correction.of(TALK), TALK.last_checked - timedelta(days=3))
    assert corrected(DIRECTORY, local_values(session)).by_id["talk"].last_checked == TALK.last_checked


def test_a_service_that_is_hidden_is_gone_and_can_come_back(session: Session, cast: Cast) -> None:
    corrects(session, cast, Correction(phone="0800 000 0000", hours="Day and night", hidden=True))
    assert [each.id for each in corrected(DIRECTORY, local_values(session)).services] == ["emergency", "type"]
    corrects(session, cast, Correction.of(TALK))
    assert "talk" in corrected(DIRECTORY, local_values(session)).by_id


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(TODAY + timedelta(days=1), "still to come"), (TODAY - timedelta(days=367), "more than a year ago"),
     (date(1, 1, 1), "more than a year ago"), (date(9999, 12, 31), "still to come")],
)  # fmt: skip
def test_a_check_has_a_day_of_the_last_year(session: Session, cast: Cast, day: date, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        corrects(session, cast, RIGHT, day)
    assert refused.value.code == "checked_on"
    with pytest.raises(Refused, match=sentence) as refused:
        confirms(session, cast, day)
    assert refused.value.code == "confirmed_on"
    assert count_changes(session) == 0


TRIED = next(item for item in BY_WORD if item.id == "restore-tried")


def confirms(session: Session, cast: Cast, day: date = TODAY, item: LaunchItem = TRIED, by: str = "Rob") -> None:
    confirm(session, actor=cast.admin, item=item, confirmed_by=by, confirmed_on=day, on=TODAY, now=NOW)


def test_what_is_confirmed_can_be_withdrawn_and_both_are_kept(session: Session, cast: Cast) -> None:
    confirms(session, cast)
    assert local_values(session).text("launch.restore-tried") == "Rob"
    withdraw(session, actor=cast.second_admin, item=TRIED, now=NOW)
    assert local_values(session).text("launch.restore-tried") == ""
    assert [(each.text, each.by) for each in changes(session)] == [("", "Second Admin"), ("Rob", "Admin")]


@pytest.mark.parametrize("place", [place for place in Place if place != Place.CONFIRM])
def test_only_what_is_confirmed_by_word_can_be_confirmed(session: Session, cast: Cast, place: Place) -> None:
    elsewhere = LaunchItem("lead", "Safeguarding lead", "Settled elsewhere.", place)
    with pytest.raises(NotFound):
        confirms(session, cast, item=elsewhere)
    with pytest.raises(NotFound):
        withdraw(session, actor=cast.admin, item=elsewhere, now=NOW)


def test_nothing_is_confirmed_by_nobody(session: Session, cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        confirms(session, cast, by="")
    assert refused.value.code == "confirmed_by"


def test_a_statement_has_a_line(session: Session, cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        set_statement(
            session, actor=cast.admin, statement_id="values-agreement", introduction="a", lines=[], promise="b", now=NOW
        )
    assert refused.value.code == "lines"


def test_the_audit_trail_tells_who_set_which_value_and_never_to_what(session: Session, cast: Cast) -> None:
    set_details(session, actor=cast.admin, values={Key.LEAD_NAME: "Lee Lead"}, now=NOW)
    append_noted(session, actor_id=cast.admin.id, now=NOW)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "local value set")).one()
    assert (event.actor_id, event.detail, event.at) == (cast.admin.id, {"key": "lead-name"}, NOW)


def test_the_charitys_zone_counts_before_that_of_the_settings(session: Session, cast: Cast) -> None:
    assert zone(session, ZONE) == ZONE
    set_details(session, actor=cast.admin, values={Key.ZONE: "Pacific/Auckland"}, now=NOW)
    assert zone(session, ZONE).key == "Pacific/Auckland"
