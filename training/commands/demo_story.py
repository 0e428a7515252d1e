"""What the sample people did, told through the services that the screens call."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config import Settings
from training.attempts.service import Answer
from training.certification.rules import DecisionKind
from training.certification.service import Issuer, decide
from training.commands.demo_people import COHORTS, PEOPLE, REFLECTIONS, SamplePerson, Stage
from training.core.actors import Actor
from training.core.clock import local_date
from training.core.ids import digest_of, new_token
from training.core.roles import Role
from training.course.content import Item, Module, Rubric, Worth
from training.course.programme import ReflectionNeed
from training.course.queries import EditionView, require_current
from training.criteria.service import recheck, settle
from training.learning.service import begin_quiz
from training.marking.service import hand_in
from training.organisation.launch import LaunchItem, by_word
from training.organisation.queries import zone as zone_of
from training.organisation.rules import Correction, Key, is_old
from training.organisation.service import confirm, correct_service, set_details, set_statement
from training.people.models import Cohort, CohortPart, Person, PersonState
from training.people.passwords import Passwords
from training.people.samples import SAMPLE_PASSWORD
from training.people.service import add_cohort, add_person, set_cohorts
from training.practice.models import ReadinessOutcome, ReviewOutcome
from training.practice.service import hand_in_reflection, observe, record_readiness, review, sign
from training.reading.service import record_reading

HANDED_IN_DAYS_AGO = {Stage.REFLECTION_WAITS: 4, Stage.ALL_BUT_REFLECTION: 2}

DETAILS = {
    Key.CHARITY_NUMBER: "0000000",
    Key.ZONE: "Europe/London",
    Key.LEAD_NAME: "Lou Lead",
    Key.LEAD_PHONE: "01632 960001",
    Key.DEPUTY_NAME: "Dee Deputy",
    Key.DEPUTY_PHONE: "01632 960002",
    Key.OUT_OF_HOURS: "Call Lou until ten in the evening, then Dee.\nIf neither answers and someone may be at risk, "
    "call 111 or 999, and tell Lou the next day.",
    Key.DATA_CONTACT: "privacy@example.org",
}
"""Invented. The telephone numbers are among those that are kept free for drama."""
STILL_OPEN = ("restore-tried", "data-protection", "breathing-space")
CHECKED_DAYS_AGO = 12


@dataclass
class Story:
    """Everything that the sample people did, told through the same services that the screens call."""

    session: Session
    settings: Settings
    passwords: Passwords
    now: datetime
    random: Random = field(default_factory=lambda: Random(2026))  # noqa: S311
    people: dict[str, Actor] = field(default_factory=dict)

    def tell(self) -> None:
        """Add everyone and follow each as far as their stage says. Nothing is committed."""
        self.edition: EditionView = require_current(self.session)
        self.zone: ZoneInfo = zone_of(self.session, self.settings.zone)
        password_hash = self.passwords.hash(SAMPLE_PASSWORD)
        cohorts = {name: add_cohort(self.session, name=name, now=self.days_ago(120)) for name in COHORTS}
        for sample in PEOPLE:
            self.add(sample, cohorts, password_hash)
        self.set_up_charity()
        for sample in PEOPLE:
            if sample.stage is not Stage.NONE:
                self.follow(sample)
        settle(self.session, zone=self.zone, now=self.now)
        recheck(self.session, zone=self.zone, now=self.now, repair=True)

    def add(self, sample: SamplePerson, cohorts: dict[str, Cohort], password_hash: str) -> None:
        person = add_person(
            self.session,
            name=sample.name,
            email=sample.email,
            roles=sample.roles,
            by=None,
            now=self.days_ago(119),
        )
        person.state, person.password_hash = PersonState.ACTIVE, password_hash
        for part, names in ((CohortPart.TRAINEE, sample.trainee_of), (CohortPart.TRAINER, sample.trainer_of)):
            chosen = [cohorts[name].id for name in names]
            set_cohorts(self.session, person_id=person.id, part=part, cohort_ids=chosen, now=self.days_ago(118))
        self.people[sample.email] = _actor(person, sample.roles)

    def set_up_charity(self) -> None:
        """What the charity says itself. A few things are open, so that the launch list has something to show."""
        admin, other = self.people["admin@example.org"], self.people["admin2@example.org"]
        details = {Key.NAME: self.settings.organisation, Key.NATION: self.settings.nation, **DETAILS}
        set_details(self.session, actor=admin, values=details, now=self.days_ago(110))
        values = self.edition.course.statement("values-agreement")
        if values is None:
            raise ValueError("the demo needs the statement values-agreement")
        set_statement(
            self.session,
            actor=admin,
            statement_id=values.id,
            introduction=values.introduction,
            lines=[(line.title, line.says) for line in values.lines],
            promise=values.promise,
            now=self.days_ago(109),
        )
        for number, item in enumerate(by_word(self.edition.course.to_confirm)):
            if item.id not in STILL_OPEN:
                self.confirm(other, item, 100 - number)
        for service in self.edition.course.directory.services:
            if is_old(service, None, self.day(0)) and service.id not in STILL_OPEN:
                correct_service(
                    self.session,
                    actor=other,
                    service=service,
                    correction=Correction.of(service),
                    checked_on=self.day(CHECKED_DAYS_AGO),
                    on=self.day(CHECKED_DAYS_AGO),
                    now=self.days_ago(CHECKED_DAYS_AGO),
                )

    def confirm(self, actor: Actor, item: LaunchItem, days: int) -> None:
        confirm(
            self.session,
            actor=actor,
            item=item,
            confirmed_by=DETAILS[Key.LEAD_NAME],
            confirmed_on=self.day(days),
            on=self.day(days),
            now=self.days_ago(days),
        )

    def follow(self, sample: SamplePerson) -> None:
        """Take one person as far as their stage says."""
        if self.learn(sample):
            self.show(sample)

    def learn(self, sample: SamplePerson) -> bool:
        """Lessons, quizzes and signatures.

        :returns: whether the stage lies beyond them
        """
        actor, stage, start = self.people[sample.email], sample.stage, sample.began_days_ago
        modules = self.edition.course.modules
        first = modules[0]
        if stage is Stage.READING:
            self.read(actor, first, 2, start)
            return False
        self.read(actor, first, None, start)
        if stage is Stage.QUIZ_OPEN:
            return False
        self.quiz(actor, first, start)
        self.sign(actor, "values-agreement", start - 1)
        if stage is Stage.ONE_MODULE:
            return False
        missing = stage in (Stage.MISSED_ONCE, Stage.MISSED_TWICE)
        for number, module in enumerate(modules[1:], start=1):
            self.read(actor, module, None, start - number)
            misses = missing and module.safety_critical
            self.quiz(actor, module, start - number, miss_critical=misses)
            if misses:
                if stage is Stage.MISSED_TWICE:
                    self.read(actor, module, None, start - number - 1)
                    self.quiz(actor, module, start - number - 2, miss_critical=True)
                return False
        self.sign(actor, "wellbeing-plan", start - 9)
        return stage is not Stage.TRAINED

    def show(self, sample: SamplePerson) -> None:
        """Reflections, observed sessions, readiness, and what was decided."""
        actor, stage, start = self.people[sample.email], sample.stage, sample.began_days_ago
        first, *others = self.edition.course.modules
        for module in others:
            if module.reflection is not None and module.id in self.reflections_asked_for():
                self.review(self.reflect(actor, module, sample, start - 9), start - 10, accepted=True)
        submitted = self.reflect(actor, first, sample, HANDED_IN_DAYS_AGO.get(stage, start - 9))
        if stage in (Stage.REFLECTION_WAITS, Stage.ALL_BUT_REFLECTION):
            if stage is Stage.ALL_BUT_REFLECTION:
                self.practise(actor, start - 10)
            return
        self.review(submitted, start - 10, accepted=stage is not Stage.REFLECTION_NOT_YET)
        if stage in (Stage.REFLECTION_NOT_YET, Stage.REFLECTION_ACCEPTED):
            return
        self.practise(actor, start - 10, sessions=1 if stage is Stage.ONE_SESSION else 2, paused=stage is Stage.PAUSED)
        if stage in (Stage.CERTIFIED, Stage.REVOKED):
            self.decide(actor, DecisionKind.ISSUE, start - 25, "All four criteria are met on good evidence.")
        if stage is Stage.REVOKED:
            self.decide(actor, DecisionKind.REVOKE, start - 40, "Stepped back from the role and asked us to end it.")

    def reflections_asked_for(self) -> frozenset[str]:
        """The modules whose reflection a certificate asks for."""
        needs = [need for criterion in self.edition.course.programme.criteria for need in criterion.needs]
        return frozenset(need.of for need in needs if isinstance(need, ReflectionNeed))

    def read(self, actor: Actor, module: Module, how_many: int | None, days: int) -> None:
        for lesson in module.lessons[:how_many]:
            record_reading(
                self.session,
                actor=actor,
                edition=self.edition,
                module_id=module.id,
                lesson_id=lesson.id,
                form_key=new_token(),
                now=self.days_ago(days),
            )

    def quiz(self, actor: Actor, module: Module, days: int, *, miss_critical: bool = False) -> None:
        now = self.days_ago(days)
        attempt = begin_quiz(
            self.session,
            actor=actor,
            edition=self.edition,
            module_id=module.id,
            zone=self.zone,
            on=local_date(now, self.zone),
            random=self.random,
            now=now,
        )
        if module.quiz is None:
            raise ValueError(f"the demo needs a quiz in {module.id}")
        missed = False
        answers = []
        for item_id in attempt.items:
            item = module.quiz.items_by_id[item_id]
            miss = miss_critical and item.critical and not missed
            missed = missed or miss
            option = _option(item, Worth.UNSAFE if miss else Worth.BEST)
            answers.append(Answer(item_id, option, new_token(), new_token(), 1))
        hand_in(
            self.session,
            actor=actor,
            attempt_id=attempt.id,
            last_answers=answers,
            now=now + timedelta(minutes=25),
        )

    def sign(self, actor: Actor, statement_id: str, days: int) -> None:
        statement = self.edition.course.statement(statement_id)
        if statement is None:
            raise ValueError(f"the demo needs the statement {statement_id}")
        sign(
            self.session,
            actor=actor,
            edition=self.edition,
            statement_id=statement_id,
            words_digest=digest_of(statement.words),
            form_key=new_token(),
            now=self.days_ago(days),
        )

    def reflect(self, actor: Actor, module: Module, sample: SamplePerson, days: int) -> str:
        if module.reflection is None:
            raise ValueError(f"the demo needs a reflection in {module.id}")
        words = REFLECTIONS[sample.stage is Stage.REFLECTION_NOT_YET]
        texts = {prompt.id: words[index % len(words)] for index, prompt in enumerate(module.reflection.prompts)}
        return hand_in_reflection(
            self.session,
            actor=actor,
            edition=self.edition,
            activity=f"{module.id}/{module.reflection.id}",
            texts=texts,
            form_key=new_token(),
            seen="",
            now=self.days_ago(days),
        ).id

    def review(self, submission_id: str, days: int, *, accepted: bool) -> None:
        rubric = self.rubric("reflection")
        review(
            self.session,
            actor=self.people["trainer@example.org"],
            edition=self.edition,
            submission_id=submission_id,
            lines={line.id: 3 if accepted else 2 for line in rubric.lines},
            outcome=ReviewOutcome.ACCEPTED if accepted else ReviewOutcome.NOT_YET,
            feedback={
                "helped": "You wrote honestly about your own part, and kept others out of it.",
                "to_try": "Next time, say what you would do differently in the same moment.",
            },
            form_key=new_token(),
            now=self.days_ago(days),
        )

    def practise(self, actor: Actor, days: int, *, sessions: int = 2, paused: bool = False) -> None:
        """Observed sessions by different trainers on different days, and the readiness conversation."""
        rubric = self.rubric("observation")
        for number, trainer in enumerate(("trainer@example.org", "trainer2@example.org")[:sessions]):
            now = self.days_ago(days - 4 * number)
            today = local_date(now, self.zone)
            observe(
                self.session,
                actor=self.people[trainer],
                edition=self.edition,
                person_id=actor.id,
                rubric_id=rubric.id,
                held_on=today,
                lines={line.id: 4 if index % 3 == number else 3 for index, line in enumerate(rubric.lines)},
                feedback={
                    "helped": "You left silence, and a quiet member used it.",
                    "to_try": "Say the limits of confidentiality a little more slowly.",
                },
                form_key=new_token(),
                today=today,
                now=now,
            )
        now = self.days_ago(days - 9)
        today = local_date(now, self.zone)
        record_readiness(
            self.session,
            actor=self.people["trainer2@example.org"],
            person_id=actor.id,
            outcome=ReadinessOutcome.PAUSED if paused else ReadinessOutcome.READY,
            review_on=today + timedelta(days=330),
            form_key=new_token(),
            today=today,
            now=now,
        )

    def decide(self, actor: Actor, kind: DecisionKind, days: int, reason: str) -> None:
        now = self.days_ago(max(days, 1))
        decide(
            self.session,
            actor=self.people["admin@example.org"],
            person_id=actor.id,
            kind=kind,
            reason=reason,
            seen_sequence=0 if kind == DecisionKind.ISSUE else 1,
            edition=self.edition,
            issuer=Issuer(self.settings.organisation),
            zone=self.zone,
            on=local_date(now, self.zone),
            form_key=new_token(),
            now=now,
        )

    def rubric(self, rubric_id: str) -> Rubric:
        found = self.edition.course.rubric(rubric_id)
        if found is None:
            raise ValueError(f"the demo needs the rubric {rubric_id}")
        return found

    def days_ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def day(self, days_ago: int) -> date:
        return local_date(self.days_ago(days_ago), self.zone)


def _actor(person: Person, roles: tuple[Role, ...]) -> Actor:
    return Actor(person.id, person.name, frozenset(roles))


def _option(item: Item, worth: Worth) -> str:
    return next(option.id for option in item.options if option.worth == worth)
