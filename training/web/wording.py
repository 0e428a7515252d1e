"""The words that screens use for states. British English, plain, never 'failed'."""

from training.certification.rules import Status
from training.core.roles import Role
from training.course.content import Nation
from training.criteria.policy import Requirement
from training.criteria.rules import Lack, Missing, ModuleState
from training.evidence.rules import Kind

MODULE_WORDS: dict[ModuleState, tuple[str, str, str]] = {
    # state: sign in a table, words, kind of tag
    ModuleState.NOT_BEGUN: ("·", "not begun", "none"),
    ModuleState.IN_PROGRESS: ("…", "in progress", "wait"),
    ModuleState.TRY_AGAIN: ("↺", "another go", "again"),
    ModuleState.TALK: ("!", "a talk would help", "again"),
    ModuleState.PASSED: ("✓", "passed", "done"),
    ModuleState.LAPSED: ("↻", "needs renewing", "wait"),
}

ROLE_WORDS: dict[Role, str] = {Role.TRAINEE: "Trainee", Role.TRAINER: "Trainer", Role.ADMIN: "Admin"}

STATUS_WORDS: dict[Status, str] = {
    Status.VALID: "Valid",
    Status.DUE: "Valid, due for renewal",
    Status.EXPIRED: "Expired",
    Status.REVOKED: "Revoked",
}

NATION_WORDS: dict[Nation, str] = {
    Nation.ENGLAND: "England",
    Nation.WALES: "Wales",
    Nation.SCOTLAND: "Scotland",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
}

LEVEL_WORDS = {0: "Not seen", 1: "Not yet", 2: "Emerging", 3: "Meets", 4: "Strong"}

# To the trainee. {title}: what it is about; {detail}: a number; {line}: a rubric line.
_SENTENCES: dict[Lack, str] = {
    Lack.SIGN: "You have not signed this yet.",
    Lack.SIGN_AGAIN: "You signed this some time ago, or its words have changed. Please read and sign it again.",
    Lack.QUIZ: "The quiz of this module is still to come.",
    Lack.QUIZ_AGAIN: "You passed this some time ago, or it has changed. Please take the quiz again.",
    Lack.WRITE: "You have not handed this in yet.",
    Lack.WRITE_AGAIN: "Your trainer has asked for another go. Their words are on the page.",
    Lack.REVIEW: "You have handed this in. A trainer will read it.",
    Lack.OBSERVATIONS: "A trainer needs to watch you in {detail} more {sessions}.",
    Lack.OBSERVER: "A second trainer needs to watch you in a session.",
    Lack.ANOTHER_DATE: "A trainer needs to watch you on another day.",
    Lack.CRITICAL_LINE: "A trainer needs to see this go well: {line}.",
    Lack.TALK: "You and a trainer still need to talk about how ready you are.",
    Lack.TALK_AGAIN: "It is time for you and a trainer to talk about readiness again.",
    Lack.TALK_DUE: "You and a trainer will talk about readiness again by {detail}.",
    Lack.READY_NOT_YET: "After your last talk the answer was: not yet. Your trainer can say what would change it.",
    Lack.PAUSED: "You are taking a pause. Talk with a trainer when you would like to come back.",
}

_SHORT: dict[Lack, str] = {
    Lack.SIGN: "to sign",
    Lack.SIGN_AGAIN: "to sign again",
    Lack.QUIZ: "quiz to pass",
    Lack.QUIZ_AGAIN: "quiz to renew",
    Lack.WRITE: "reflection to hand in",
    Lack.WRITE_AGAIN: "reflection: another go",
    Lack.REVIEW: "reflection to review",
    Lack.OBSERVATIONS: "sessions to observe",
    Lack.OBSERVER: "second observer needed",
    Lack.ANOTHER_DATE: "session on another day needed",
    Lack.CRITICAL_LINE: "critical line not met yet",
    Lack.TALK: "readiness talk to have",
    Lack.TALK_AGAIN: "readiness talk due again",
    Lack.TALK_DUE: "readiness talk to come",
    Lack.READY_NOT_YET: "readiness: not yet",
    Lack.PAUSED: "paused",
}

_WHAT: dict[Kind, str] = {
    Kind.QUIZ: "Quiz: {title}",
    Kind.DECLARATION: "Signature: {title}",
    Kind.REFLECTION: "Reflection: {title}",
    Kind.OBSERVATION: "Observed sessions",
    Kind.READINESS: "Readiness talk with a trainer",
}


def missing_sentence(missing: Missing, line: str = "") -> str:
    """What is missing, as a sentence to the trainee.

    :param line: the title of the rubric line that `detail` names
    """
    sessions = "session" if missing.detail == "1" else "sessions"
    return _SENTENCES[missing.lack].format(detail=missing.detail, sessions=sessions, line=line.rstrip("."))


def lack_short(missing: Missing) -> str:
    """What is missing, in a few words, for trainers and admins."""
    return _SHORT[missing.lack]


def need_title(need: Requirement) -> str:
    """What a need asks for, as a title."""
    if need.kind == Kind.QUIZ and need.critical_only:
        return f"Safety questions: {need.title}"
    return _WHAT[need.kind].format(title=need.title)
