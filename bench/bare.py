"""A bare Flask application that does the same reads and commits as our pages, and nothing else.

No guards, no CSRF tokens, no headers, no edition that may change, no audit, no marking worth the name: Flask, Jinja and
SQLAlchemy Core on a copy of the same database. It is what `make bench` compares our pages with.
"""

import json
import os
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any

from flask import Flask, abort, redirect, render_template, request, session
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, create_engine, event, text

engine = create_engine(os.environ["DATABASE_URL"])
app = Flask(__name__, template_folder="pages")
app.config.update(SECRET_KEY=os.environ["SECRET_KEY"], SESSION_COOKIE_NAME="alongside")
cookie = SecureCookieSessionInterface()
cookie.digest_method = staticmethod(sha256)
app.session_interface = cookie


@event.listens_for(engine, "connect")
def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(engine, "begin")
def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if request and request.method == "POST" else "BEGIN")


WHO = text(
    "SELECT person.id, person.name, role_grant.role FROM login_session"
    " JOIN person ON person.id = login_session.person_id"
    " LEFT JOIN role_grant ON role_grant.person_id = person.id AND role_grant.to_at IS NULL"
    " WHERE login_session.token_digest = :digest AND login_session.ended_at IS NULL"
)
EDITION = text("SELECT digest FROM edition ORDER BY number DESC LIMIT 1")
READ = text(
    "SELECT lesson, max(at) FROM lesson_read WHERE person_id = :person AND module = :module GROUP BY module, lesson"
)
ATTEMPT = text("SELECT * FROM attempt WHERE id = :attempt AND person_id = :person AND voided_at IS NULL")
SAVE = text(
    "INSERT INTO response (id, save_id, attempt_id, item, page_id, sequence, revision, answer, saved_at)"
    " VALUES (:id, :save_id, :attempt, :item, :page_id, :sequence,"
    " (SELECT coalesce(max(revision), 0) + 1 FROM response WHERE attempt_id = :attempt AND item = :item), :answer, :at)"
)
ANSWERS = text("SELECT item, answer FROM response WHERE attempt_id = :attempt ORDER BY revision")
CLOSE = text("UPDATE attempt SET handed_in_at = :at WHERE id = :attempt AND handed_in_at IS NULL")
MARK = text(
    "INSERT INTO mark (id, attempt_id, key_edition, score, maximum, passed, critical_misses, detail, at)"
    " VALUES (:id, :attempt, :edition, :score, :maximum, :passed, '[]', :detail, :at)"
)
LESSONS_READ = text("SELECT module, lesson, max(at) FROM lesson_read WHERE person_id = :person GROUP BY module, lesson")
MARKS = text("SELECT * FROM attempt LEFT JOIN mark ON mark.attempt_id = attempt.id WHERE attempt.person_id = :person")
STANDING = text(
    "INSERT INTO standing (person_id, kind, key, state, because, edition, at)"
    " VALUES (:person, 'module', :key, :state, '[]', :edition, :at)"
    " ON CONFLICT (person_id, kind, key) DO UPDATE SET state = excluded.state, at = excluded.at"
)
CERTIFICATE = text(
    "SELECT certificate.*, status_entry.status, status_entry.starts_on FROM certificate"
    " LEFT JOIN status_entry ON status_entry.certificate = certificate.number WHERE certificate.number = :number"
)


with engine.connect() as first:
    course = json.loads(first.execute(text("SELECT content FROM edition ORDER BY number DESC LIMIT 1")).scalar_one())
modules = {module["id"]: module for module in course["modules"]}
best = {
    item["id"]: {option["id"]: option["worth"] == "best" for option in item["options"]}
    for module in course["modules"]
    if module["quiz"]
    for item in module["quiz"]["items"]
}


@app.get("/learn/<module_id>/<lesson_id>")
def lesson(module_id: str, lesson_id: str) -> ResponseReturnValue:
    """Three selects."""
    with engine.connect() as connection:
        who = _who(connection)
        connection.execute(EDITION).scalar_one()
        read = connection.execute(READ, {"person": who.id, "module": module_id}).all()
    module = modules[module_id]
    found = next(each for each in module["lessons"] if each["id"] == lesson_id)
    return render_template("lesson.html", who=who, module=module, lesson=found, read={row[0] for row in read})


@app.post("/attempts/<attempt_id>/responses/<item>")
def respond(attempt_id: str, item: str) -> ResponseReturnValue:
    """Session, ownership, insert, commit."""
    with engine.begin() as connection:
        _own(connection, attempt_id)
        sent = {name: request.form[name] for name in ("save_id", "page_id", "sequence", "answer")}
        connection.execute(SAVE, {"id": token_hex(13), "attempt": attempt_id, "item": item, "at": _now(), **sent})
    return {"saved": True}


@app.post("/attempts/<attempt_id>/hand-in")
def hand_in(attempt_id: str) -> ResponseReturnValue:
    """The answers in one read, the mark, and where the person then stands in one batch."""
    with engine.begin() as connection:
        attempt, at = _own(connection, attempt_id), _now()
        answers: dict[str, str] = dict(connection.execute(ANSWERS, {"attempt": attempt_id}).tuples().all())
        right = {item: best[item].get(answers.get(item, ""), False) for item in json.loads(attempt._mapping["items"])}
        connection.execute(CLOSE, {"attempt": attempt_id, "at": at})
        marked = {"score": sum(right.values()), "maximum": len(right), "passed": all(right.values())}
        connection.execute(
            MARK,
            {"id": token_hex(13), "attempt": attempt_id, "edition": attempt.edition, "at": at}
            | {**marked, "detail": json.dumps(right)},
        )
        person = {"person": attempt.person_id}
        connection.execute(LESSONS_READ, person).all()
        passed = {row.activity for row in connection.execute(MARKS, person) if row.passed}
        standing = {**person, "edition": attempt.edition, "at": at}
        connection.execute(
            STANDING, [{**standing, "key": key, "state": "passed" if key in passed else "begun"} for key in modules]
        )
    return redirect(f"/attempts/{attempt_id}/result", 303)


@app.get("/verify/<number>")
def verify(number: str) -> ResponseReturnValue:
    """One look-up."""
    with engine.connect() as connection:
        rows = connection.execute(CERTIFICATE, {"number": number}).all()
    if not rows:
        abort(404)
    return render_template("verified.html", found=rows[-1])


def _who(connection: Connection) -> Any:
    digest = sha256(session.get("_user_id", "").encode()).hexdigest()
    return connection.execute(WHO, {"digest": digest}).first() or abort(404)


def _own(connection: Connection, attempt_id: str) -> Any:
    who = _who(connection)
    return connection.execute(ATTEMPT, {"attempt": attempt_id, "person": who.id}).first() or abort(404)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
