"""Every table that there is, for comparing models with migrations."""

from training.attempts import models as attempts
from training.audit import models as audit
from training.certification import models as certification
from training.core import models as core
from training.core.base import Base
from training.course import models as course
from training.criteria import models as criteria
from training.documents import models as documents
from training.marking import models as marking
from training.organisation import models as organisation
from training.people import models as people
from training.practice import models as practice
from training.reading import models as reading

ROOMS = (
    core,
    audit,
    people,
    course,
    organisation,
    reading,
    attempts,
    marking,
    practice,
    criteria,
    certification,
    documents,
)
metadata = Base.metadata
