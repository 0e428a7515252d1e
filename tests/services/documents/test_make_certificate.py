"""A certificate on paper: made once from what was frozen, by one of however many workers, and kept."""

import hashlib
import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from tests.support.story import CERTIFICATE, Story
from training.certification.models import Certificate
from training.certification.numbers import new_number
from training.certification.queries import latest_certificate
from training.certification.rules import DecisionKind
from training.core.database import begin_writing
from training.core.errors import NotFound
from training.core.models import Installation
from training.documents.models import Document
from training.documents.queries import paper_for, unprinted
from training.documents.service import make_certificate
from training.people.models import Person


@pytest.fixture
def issued(story: Story) -> Story:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    return story


def words(made: Document) -> str:
    (page,) = PdfReader(io.BytesIO(made.content)).pages
    return " ".join(page.extract_text().split())


def documents(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Document)) or 0


def test_it_is_kept_with_its_digest_and_type(issued: Story) -> None:
    made = issued.prints(issued.cast.trainee)
    assert made.content.startswith(b"%PDF-")
    assert (made.content_type, made.made_at) == ("application/pdf", issued.at(10))
    assert made.digest == hashlib.sha256(made.content).hexdigest()


def test_made_again_it_is_the_one_that_is_there(issued: Story) -> None:
    first = issued.prints(issued.cast.trainee)
    assert issued.prints(issued.cast.trainee, 12).id == first.id
    assert documents(issued.session) == 1


def test_later_names_and_layouts_change_nothing(issued: Story, tmp_path: Path) -> None:
    before = bytes(issued.prints(issued.cast.trainee).content)
    for who in (issued.cast.trainee, issued.cast.admin):
        issued.session.get_one(Person, who.id).name = "Quite Another"
    folder = Path(shutil.copytree(CERTIFICATE, tmp_path / "certificate"))
    (folder / "certificate.typ").write_text('#set document(title: "x")\nAnother layout')
    issued.session.flush()
    issued.session.expire_all()
    assert issued.prints(issued.cast.trainee, 13, folder=folder).content == before


def test_names_changed_before_it_is_printed_change_nothing_either(issued: Story) -> None:
    issued.session.get_one(Person, issued.cast.trainee.id).name = "Quite Another"
    issued.session.flush()
    made = issued.prints(issued.cast.trainee)
    assert b"Certificate of Trainee" in made.content
    assert b"Quite Another" not in made.content


def test_a_certificate_with_another_number_gets_a_document_of_its_own(issued: Story) -> None:
    first = issued.prints(issued.cast.trainee)
    issued.decides(issued.cast.admin, issued.cast.trainee, DecisionKind.REVOKE, seen=1, day=11)
    issued.decides(issued.cast.admin, issued.cast.trainee, seen=2, day=12)
    second = issued.prints(issued.cast.trainee, 12)
    assert second.certificate != first.certificate
    assert second.digest != first.digest
    assert documents(issued.session) == 2


def test_a_demo_says_on_its_certificates_that_they_are_not_real(issued: Story) -> None:
    assert "not a real certificate" not in words(issued.prints(issued.cast.trainee))
    issued.session.get_one(Installation, 1).purpose = "demo"
    issued.meets_all(issued.cast.other_trainee)
    issued.decides(issued.cast.admin, issued.cast.other_trainee)
    assert "not a real certificate" in words(issued.prints(issued.cast.other_trainee))


def test_what_nobody_issued_or_was_erased_is_not_printed(issued: Story) -> None:
    with pytest.raises(NotFound):
        make_certificate(
            issued.session, number=new_number(), folder=CERTIFICATE, public_url="http://x", now=issued.at(10)
        )
    issued.session.execute(text("UPDATE personal_text SET body = NULL, erased_at = '2026-04-01 00:00:00+00:00'"))
    assert unprinted(issued.session, 10) == []
    with pytest.raises(NotFound):
        issued.prints(issued.cast.trainee)


def test_a_certificate_without_a_document_is_found_and_one_with_a_document_is_not(issued: Story) -> None:
    held = latest_certificate(issued.session, issued.cast.trainee.id, issued.day(10))
    assert held is not None
    assert unprinted(issued.session, 10) == [held[0]]
    assert unprinted(issued.session, 0) == []
    issued.prints(issued.cast.trainee)
    assert unprinted(issued.session, 10) == []


def test_of_two_workers_at_once_one_makes_it_and_both_have_it(issued: Story, engine: Engine) -> None:
    number = issued.session.scalars(select(Certificate.number)).one()
    issued.session.commit()
    barrier = Barrier(2, timeout=20)

    def work(now: datetime) -> str:
        with Session(engine) as own:
            barrier.wait()
            begin_writing(own)
            made = make_certificate(own, number=number, folder=CERTIFICATE, public_url="http://localhost", now=now)
            found = made.id
            own.commit()
            return found

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(work, (issued.at(10), issued.at(10.5)))
    assert first == second
    assert documents(issued.session) == 1


@pytest.mark.parametrize("name", ["other_trainee", "elsewhere", "trainer", "other_trainer"])
def test_it_is_its_holders_own(issued: Story, name: str) -> None:
    number = issued.prints(issued.cast.trainee).certificate
    with pytest.raises(NotFound):
        paper_for(issued.session, getattr(issued.cast, name), number)
    for who in (issued.cast.trainee, issued.cast.second_admin):
        assert paper_for(issued.session, who, number).content is not None
