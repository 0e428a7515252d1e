"""Signing, writing, judging. Each creating form carries a random key: sent twice, it gives the first outcome."""

import json
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from training.audit.service import note
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.ids import digest_of, key_of_form
from training.core.models import keep_text
from training.core.roles import Permission
from training.core.touch import touched
from training.course.queries import EditionView
from training.organisation.queries import local_values
from training.organisation.rules import statement_as_set
from training.people.queries import lock, person_for
from training.practice.models import (
    Declaration,
    Observation,
    Readiness,
    ReadinessOutcome,
    ReflectionDraft,
    Review,
    ReviewOutcome,
    Submission,
)
from training.practice.queries import submission_for
from training.practice.rules import (
    critical_below,
    held_date_problem,
    line_problems,
    may_replace,
    reflection_problems,
    review_date_problem,
)


def sign(
    session: Session,
    *,
    actor: Actor,
    edition: EditionView,
    statement_id: str,
    words_digest: str,
    form_key: str,
    now: datetime,
) -> Declaration:
    """Sign a statement of the current edition, in the charity's own words where it has set any.

    :param words_digest: of the words that the page showed
    :raises NotFound: no such statement
    :raises Refused: "words changed": the statement is not the one that the page showed
    """
    found = edition.course.statement(statement_id)
    if found is None:
        raise NotFound
    lock(session, actor.id)
    form_key = key_of_form(form_key, statement_id)
    done = session.scalar(
        select(Declaration).where(Declaration.person_id == actor.id, Declaration.form_key == form_key)
    )
    if done:
        return done
    statement = statement_as_set(found, local_values(session))
    if words_digest != digest_of(statement.words):
        raise Refused("words changed", "The words have just been changed. Please read them again before you sign.")
    row = Declaration(
        person_id=actor.id,
        statement=statement.id,
        revision=statement.revision,
        edition=edition.digest,
        words_digest=words_digest,
        at=now,
        form_key=form_key,
    )
    session.add(row)
    session.flush()
    touched(session, actor.id)
    return row


def save_draft(
    session: Session,
    *,
    actor: Actor,
    edition: EditionView,
    activity: str,
    texts: Mapping[str, str],
    page: str,
    seen: str,
    now: datetime,
) -> None:
    """Keep what someone is writing, whatever its state, for their eyes only.

    :param page: the key of the form that it was written into
    :param seen: the digest of the draft that stood when that page was opened; "": none
    :raises NotFound: no such reflection
    :raises Refused: "elsewhere": other words were written from another page since this one was opened
    """
    if edition.course.reflection(activity) is None:
        raise NotFound
    lock(session, actor.id)
    body = json.dumps(dict(texts), ensure_ascii=False)
    row = _draft(session, actor, activity, body=body, page=page, seen=seen)
    if row is None:
        session.add(ReflectionDraft(person_id=actor.id, activity=activity, texts=body, saved_at=now, page=page))
    else:
        row.texts, row.saved_at, row.page = body, now, page
    session.flush()


def _draft(session: Session, actor: Actor, activity: str, *, body: str, page: str, seen: str) -> ReflectionDraft | None:
    """The draft, in whose place a page may put these words.

    :raises Refused: "elsewhere": it may not
    """
    row = session.scalar(
        select(ReflectionDraft).where(ReflectionDraft.person_id == actor.id, ReflectionDraft.activity == activity)
    )
    if row and row.texts != body and not may_replace(wrote=row.page, held=digest_of(row.texts), page=page, seen=seen):
        raise Refused(
            "elsewhere",
            "You wrote here in another window or on another device too. Nothing is lost: “Save draft” shows both.",
        )
    return row


def hand_in_reflection(
    session: Session,
    *,
    actor: Actor,
    edition: EditionView,
    activity: str,
    texts: Mapping[str, str],
    form_key: str,
    seen: str,
    now: datetime,
) -> Submission:
    """Hand a reflection in; the draft is gone.

    :param seen: the digest of the draft that stood when the page was opened; "": none
    :raises NotFound: no such reflection
    :raises Refused: "unfinished": a prompt is empty or too long; "waiting": an earlier one waits to be read;
        "accepted": an earlier one of this revision was accepted; "elsewhere": the draft holds other words, which were
        written from another page since this one was opened
    """
    reflection = edition.course.reflection(activity)
    if reflection is None:
        raise NotFound
    lock(session, actor.id)
    page, form_key = form_key, key_of_form(form_key, activity, dict(texts))
    done = session.scalar(select(Submission).where(Submission.person_id == actor.id, Submission.form_key == form_key))
    if done:
        return done
    for earlier, review in session.execute(
        select(Submission, Review)
        .outerjoin(Review, Review.submission_id == Submission.id)
        .where(Submission.person_id == actor.id, Submission.activity == activity)
    ):
        if review is None:
            raise Refused("waiting", "You have already handed this in. Your trainer will read it.")
        if review.outcome == ReviewOutcome.ACCEPTED and earlier.revision == reflection.revision:
            raise Refused("accepted", "Your reflection was already accepted. There is nothing more to do here.")
    if reflection_problems(texts, tuple(prompt.id for prompt in reflection.prompts)):
        raise Refused("unfinished", "Something is still missing. Your words are kept as a draft.")
    body = json.dumps(dict(texts), ensure_ascii=False)
    _draft(session, actor, activity, body=body, page=page, seen=seen)
    row = Submission(
        person_id=actor.id,
        activity=activity,
        revision=reflection.revision,
        edition=edition.digest,
        text_id=keep_text(session, about_id=actor.id, body=body),
        at=now,
        form_key=form_key,
    )
    session.add(row)
    session.execute(
        delete(ReflectionDraft).where(ReflectionDraft.person_id == actor.id, ReflectionDraft.activity == activity)
    )
    session.flush()
    touched(session, actor.id)
    return row


def review(
    session: Session,
    *,
    actor: Actor,
    edition: EditionView,
    submission_id: str,
    lines: Mapping[str, int],
    outcome: ReviewOutcome,
    feedback: Mapping[str, str],
    form_key: str,
    now: datetime,
) -> Review:
    """Judge a reflection on the rubric of the edition it was handed in under.

    :param edition: the submission's edition
    :raises NotFound: not a submission that the actor may judge
    :raises Refused: "reviewed": someone judged it first; "lines": a line has no level;
        "critical": accepted although a critical line does not meet
    """
    submission = submission_for(session, actor, submission_id)
    lock(session, submission.person_id)
    form_key = key_of_form(form_key, submission_id, dict(lines), outcome, dict(feedback))
    existing = session.scalar(select(Review).where(Review.submission_id == submission_id))
    if existing:
        if existing.by == actor.id and existing.form_key == form_key:
            return existing
        raise Refused("reviewed", "This reflection has already been reviewed. Nothing was changed.")
    reflection = edition.course.reflection(submission.activity)
    rubric = edition.course.rubric(reflection.rubric) if reflection else None
    if rubric is None:
        raise NotFound
    if line_problems(rubric, lines, may_be_unseen=False):
        raise Refused("lines", "Choose a level for each line.")
    if outcome == ReviewOutcome.ACCEPTED and critical_below(rubric, lines):
        raise Refused(
            "critical",
            "A line marked as critical does not meet yet, so this reflection cannot be accepted. "
            "Ask for another go and say what would change it.",
        )
    row = Review(
        submission_id=submission_id,
        edition=edition.digest,
        rubric=rubric.id,
        lines={line.id: lines[line.id] for line in rubric.lines},
        outcome=outcome,
        feedback_id=keep_text(session, about_id=submission.person_id, body=json.dumps(dict(feedback))),
        by=actor.id,
        at=now,
        form_key=form_key,
    )
    session.add(row)
    session.flush()
    note(session, "reflection judged", submission.person_id, submission=submission.id)
    touched(session, submission.person_id)
    return row


def observe(
    session: Session,
    *,
    actor: Actor,
    edition: EditionView,
    person_id: str,
    rubric_id: str,
    held_on: date,
    lines: Mapping[str, int],
    feedback: Mapping[str, str],
    form_key: str,
    today: date,
    now: datetime,
    early_reason: str = "",
) -> Observation:
    """Record a session in which the actor watched a trainee of their cohort.

    :param early_reason: why it was held before the modules that come first were passed

    :raises NotFound: not a trainee of the actor's cohorts, or no such rubric
    :raises Refused: "lines", "held on", "again": this observer already recorded a session of that day
    """
    person_for(session, actor, Permission.JUDGE, person_id)
    rubric = edition.course.rubric(rubric_id)
    if rubric is None:
        raise NotFound
    lock(session, person_id)
    form_key = key_of_form(form_key, person_id, held_on, dict(lines), dict(feedback), early_reason)
    done = session.scalar(select(Observation).where(Observation.by == actor.id, Observation.form_key == form_key))
    if done:
        return done
    problem = held_date_problem(held_on, today)
    if problem:
        raise Refused("held on", problem)
    if line_problems(rubric, lines, may_be_unseen=True):
        raise Refused("lines", "Choose a level for each line, or say that you did not see it.")
    if session.scalar(
        select(Observation.id).where(
            Observation.by == actor.id, Observation.person_id == person_id, Observation.held_on == held_on
        )
    ):
        raise Refused("again", "You have already recorded a session with this person on that day.")
    row = Observation(
        person_id=person_id,
        held_on=held_on,
        edition=edition.digest,
        rubric=rubric_id,
        lines={line.id: lines[line.id] for line in rubric.lines},
        feedback_id=keep_text(session, about_id=person_id, body=json.dumps(dict(feedback))),
        early_reason_id=keep_text(session, about_id=person_id, body=early_reason) if early_reason else None,
        by=actor.id,
        at=now,
        form_key=form_key,
    )
    session.add(row)
    session.flush()
    note(session, "practice observed", person_id, early=bool(early_reason))
    touched(session, person_id)
    return row


def record_readiness(
    session: Session,
    *,
    actor: Actor,
    person_id: str,
    outcome: ReadinessOutcome,
    review_on: date,
    form_key: str,
    today: date,
    now: datetime,
) -> Readiness:
    """Record what a readiness conversation came to, and when to talk again.

    :raises NotFound: not a trainee of the actor's cohorts
    :raises Refused: "review on": the date will not do
    """
    person_for(session, actor, Permission.JUDGE, person_id)
    lock(session, person_id)
    form_key = key_of_form(form_key, person_id, outcome, review_on)
    done = session.scalar(select(Readiness).where(Readiness.by == actor.id, Readiness.form_key == form_key))
    if done:
        return done
    problem = review_date_problem(review_on, today)
    if problem:
        raise Refused("review on", problem)
    row = Readiness(person_id=person_id, outcome=outcome, review_on=review_on, by=actor.id, at=now, form_key=form_key)
    session.add(row)
    session.flush()
    note(session, "readiness recorded", person_id)
    touched(session, person_id)
    return row
