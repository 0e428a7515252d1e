"""What people do, told through services: for tests that begin further along."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.orm import Session

from config import ROOT
from tests.support.cast import BEGINNING, ZONE, Cast
from training.attempts.queries import AttemptView, attempts_of
from training.attempts.service import Answer
from training.certification.models import Decision
from training.certification.queries import latest_certificate
from training.certification.rules import DecisionKind
from training.certification.service import Issuer, decide
from training.core.actors import Actor
from training.core.clock import local_date
from training.core.ids import digest_of, new_token
from training.course.content import Worth
from training.course.queries import EditionView
from training.criteria.service import settle
from training.documents.models import Document
from training.documents.service import make_certificate
from training.learning.service import begin_quiz
from training.marking.rules import Marking
from training.marking.service import hand_in
from training.organisation.logo import Logo
from training.organisation.queries import local_values
from training.organisation.rules import Key
from training.organisation.service import set_logo
from training.practice.models import Observation, Readiness, ReadinessOutcome, Review, ReviewOutcome
from training.practice.service import hand_in_reflection, observe, record_readiness, review, sign
from training.reading.service import record_reading

CERTIFICATE = ROOT / "modules" / "certificate"


@dataclass
class Story:
    """Acts on one session. Each takes its time as days after the cast came."""

    session: Session
    cast: Cast
    edition: EditionView
    random: Random = field(default_factory=lambda: Random(1))

    def at(self, day: float) -> datetime:
        return BEGINNING + timedelta(days=day)

    def day(self, day: float) -> date:
        return local_date(self.at(day), ZONE)

    def reads(self, who: Actor, module_id: str, day: float = 1) -> None:
        module = self.edition.course.module(module_id)
        assert module is not None
        for lesson in module.lessons:
            record_reading(
                self.session,
                actor=who,
                edition=self.edition,
                module_id=module_id,
                lesson_id=lesson.id,
                form_key=new_token(),
                now=self.at(day),
            )

    def begins(self, who: Actor, module_id: str, day: float = 2) -> AttemptView:
        return begin_quiz(
            self.session,
            actor=who,
            edition=self.edition,
            module_id=module_id,
            zone=ZONE,
            on=self.day(day),
            random=self.random,
            now=self.at(day),
        )

    def answers(
        self, attempt: AttemptView, instead: dict[str, str] | None = None, worth: Worth = Worth.BEST
    ) -> list[Answer]:
        """An answer of this worth for each item; `instead` names an option for some items."""
        quiz = self.edition.course.quiz(attempt.activity)
        assert quiz is not None
        return [
            Answer(
                item,
                (instead or {}).get(item)
                or next(option.id for option in quiz.items_by_id[item].options if option.worth == worth),
                new_token(),
                new_token(),
                1,
            )
            for item in attempt.items
        ]

    def hands_in(self, who: Actor, attempt: AttemptView, answers: list[Answer], day: float = 2) -> Marking:
        marking = hand_in(self.session, actor=who, attempt_id=attempt.id, last_answers=answers, now=self.at(day))
        assert marking is not None
        return marking

    def passes(self, who: Actor, module_id: str, day: float = 2) -> Marking:
        """Reads a module and passes its quiz."""
        self.reads(who, module_id, day - 0.5)
        attempt = self.begins(who, module_id, day)
        return self.hands_in(who, attempt, self.answers(attempt), day)

    def misses_critical(self, who: Actor, day: float = 2) -> Marking:
        """Reads the safety module and gives one unsafe answer to a critical item, all others best."""
        self.reads(who, "safety", day - 0.5)
        attempt = self.begins(who, "safety", day)
        quiz = self.edition.course.quiz("safety/quiz")
        assert quiz is not None
        critical = next(item for item in attempt.items if quiz.items_by_id[item].critical)
        return self.hands_in(who, attempt, self.answers(attempt, {critical: "a"}), day)

    def signs(self, who: Actor, statement_id: str, day: float = 3) -> None:
        statement = self.edition.course.statement(statement_id)
        assert statement is not None
        sign(
            self.session,
            actor=who,
            edition=self.edition,
            statement_id=statement_id,
            words_digest=digest_of(statement.words),
            form_key=new_token(),
            now=self.at(day),
        )

    def reflects(self, who: Actor, day: float = 4) -> str:
        """Hands the reflection in; returns the submission's id."""
        return hand_in_reflection(
            self.session,
            actor=who,
            edition=self.edition,
            activity="first/looking-back",
            texts={"what": "Something happened.", "now-what": "I will listen more."},
            form_key=new_token(),
            seen="",
            now=self.at(day),
        ).id

    def reviews(
        self, judge: Actor, submission_id: str, day: float = 5, outcome: ReviewOutcome = ReviewOutcome.ACCEPTED
    ) -> Review:
        return review(
            self.session,
            actor=judge,
            edition=self.edition,
            submission_id=submission_id,
            lines={"privacy": 3, "learning": 3},
            outcome=outcome,
            feedback={"helped": "You were honest.", "to_try": "Wait a little."},
            form_key=new_token(),
            now=self.at(day),
        )

    def observes(self, judge: Actor, who: Actor, day: float = 6, *, opens: int = 3, listens: int = 3) -> Observation:
        return observe(
            self.session,
            actor=judge,
            edition=self.edition,
            person_id=who.id,
            rubric_id="observation",
            held_on=self.day(day),
            lines={"opens": opens, "listens": listens},
            feedback={"helped": "You left silence.", "to_try": "Speak up."},
            form_key=new_token(),
            today=self.day(day),
            now=self.at(day),
        )

    def talks(
        self,
        judge: Actor,
        who: Actor,
        day: float = 8,
        outcome: ReadinessOutcome = ReadinessOutcome.READY,
        holds_days: int = 300,
    ) -> Readiness:
        return record_readiness(
            self.session,
            actor=judge,
            person_id=who.id,
            outcome=outcome,
            review_on=self.day(day) + timedelta(days=holds_days),
            form_key=new_token(),
            today=self.day(day),
            now=self.at(day),
        )

    def meets_all(self, who: Actor) -> None:
        """Everything that the small programme asks for, judged by two trainers; ten days."""
        self.passes(who, "first", 2)
        self.passes(who, "safety", 3)
        self.signs(who, "values-agreement")
        self.signs(who, "wellbeing-plan")
        self.reviews(self.cast.trainer, self.reflects(who))
        self.observes(self.cast.trainer, who, 6)
        self.observes(self.cast.second_trainer, who, 7)
        self.talks(self.cast.trainer, who)
        self.settles(9)

    def settles(self, day: float = 9) -> None:
        settle(self.session, zone=ZONE, now=self.at(day))

    def decides(
        self,
        decider: Actor,
        who: Actor,
        kind: DecisionKind = DecisionKind.ISSUE,
        *,
        seen: int = 0,
        day: float = 10,
        reason: str = "All four criteria are met.",
        form_key: str | None = None,
    ) -> Decision:
        return decide(
            self.session,
            actor=decider,
            person_id=who.id,
            kind=kind,
            reason=reason,
            seen_sequence=seen,
            edition=self.edition,
            issuer=Issuer("Test charity"),
            zone=ZONE,
            on=self.day(day),
            form_key=form_key or new_token(),
            now=self.at(day),
        )

    def prints(self, who: Actor, day: float = 10, *, folder: Path = CERTIFICATE) -> Document:
        """Prints the latest certificate of someone."""
        held = latest_certificate(self.session, who.id, self.day(day))
        assert held is not None
        return make_certificate(
            self.session, number=held[0], folder=folder, public_url="http://localhost", now=self.at(day)
        )

    def shows_logo(self, day: float = 1) -> str:
        """The charity has a logo; returns its id."""
        picture = Logo("image/png", b"a picture", 1, 1)
        set_logo(self.session, actor=self.cast.admin, logo=picture, now=self.at(day))
        return local_values(self.session).text(Key.LOGO)

    def attempts(self, who: Actor) -> tuple[AttemptView, ...]:
        return attempts_of(self.session, who.id)


@pytest.fixture
def story(session: Session, cast: Cast, edition: EditionView) -> Story:
    return Story(session, cast, edition)
