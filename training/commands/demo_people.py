"""The sample people: plainly invented, all at example.org."""

from dataclasses import dataclass
from enum import Enum, auto

from training.core.roles import Role
from training.people.samples import SAMPLE_ACCOUNTS


class Stage(Enum):
    NONE = auto()
    READING = auto()
    QUIZ_OPEN = auto()
    ONE_MODULE = auto()
    MISSED_ONCE = auto()
    MISSED_TWICE = auto()
    TRAINED = auto()
    REFLECTION_WAITS = auto()
    REFLECTION_NOT_YET = auto()
    REFLECTION_ACCEPTED = auto()
    ONE_SESSION = auto()
    PAUSED = auto()
    ALL_BUT_REFLECTION = auto()
    ALL_MET = auto()
    CERTIFIED = auto()
    REVOKED = auto()


@dataclass(frozen=True)
class SamplePerson:
    email: str
    name: str
    roles: tuple[Role, ...]
    stage: Stage = Stage.NONE
    began_days_ago: int = 60
    trainee_of: tuple[str, ...] = ()
    trainer_of: tuple[str, ...] = ()


AUTUMN, SPRING = COHORTS = ("Autumn group", "Spring group")

_names = {email: name for email, name, _ in SAMPLE_ACCOUNTS}


def _trainee(name: str, stage: Stage, began_days_ago: int, cohort: str = AUTUMN) -> SamplePerson:
    email = name.lower().replace(" ", ".") + "@example.org"
    return SamplePerson(email, name, (Role.TRAINEE,), stage, began_days_ago, trainee_of=(cohort,))


def _known(email: str, role: Role, **more: object) -> SamplePerson:
    return SamplePerson(email, _names[email], (role,), **more)  # type: ignore[arg-type]


PEOPLE = (
    _known("admin@example.org", Role.ADMIN),
    _known("admin2@example.org", Role.ADMIN),
    _known("trainer@example.org", Role.TRAINER, trainer_of=COHORTS),
    _known("trainer2@example.org", Role.TRAINER, trainer_of=COHORTS),
    _known("newcomer@example.org", Role.TRAINEE, trainee_of=(AUTUMN,)),
    _known(
        "trainee@example.org", Role.TRAINEE, stage=Stage.ALL_BUT_REFLECTION, began_days_ago=40, trainee_of=(AUTUMN,)
    ),
    _trainee("Ash Example", Stage.READING, 3),
    _trainee("Bo Sample", Stage.QUIZ_OPEN, 6),
    _trainee("Cai Placeholder", Stage.REFLECTION_WAITS, 30),
    _trainee("Dee Invented", Stage.MISSED_TWICE, 14),
    _trainee("Eli Madeup", Stage.ONE_MODULE, 12),
    _trainee("Fen Fictional", Stage.ALL_MET, 50),
    _trainee("Gwen Imaginary", Stage.MISSED_ONCE, 15),
    _trainee("Hari Pretend", Stage.TRAINED, 25),
    _trainee("Ira Notreal", Stage.REFLECTION_NOT_YET, 33),
    _trainee("Jude Specimen", Stage.ONE_SESSION, 35),
    _trainee("Kim Dummy", Stage.PAUSED, 45),
    _trainee("Lou Nobody", Stage.NONE, 2),
    _trainee("Val Certified", Stage.CERTIFIED, 100, SPRING),
    _trainee("Rae Revoked", Stage.REVOKED, 100, SPRING),
)

REFLECTIONS = {
    False: (
        "In a practice group I noticed that I wanted to give advice as soon as someone sounded sad.",
        "I think I wanted to make the hard feeling stop, for them and for me. "
        "Our value of two-way support asks me to stay.",
        "Next time I will ask “what helps?” and then wait for a slow breath before I say anything.",
    ),
    True: ("I went to a group.", "It was good.", "I will go again."),
}
