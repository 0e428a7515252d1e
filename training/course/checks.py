"""What must be true of a course beyond the shape of each file. Pure: each check yields (path, sentence)."""

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from training.core.nations import Nation
from training.course.content import Item, Quiz, Worth
from training.course.directory import Directory, Role
from training.course.positions import Path
from training.course.programme import (
    CriticalItemsNeed,
    DeclarationNeed,
    ModuleNeed,
    Need,
    ObservationsNeed,
    ReflectionNeed,
)
from training.course.tokens import LOOSE_BRACES, TOKEN, services_named

Finding = tuple[Path, str]

BETWEEN = r"[\s()-]{0,3}"
"""What people put between the digits of a number, once dashes and spaces of all kinds are one kind each."""
UK_NUMBER = re.compile(
    rf"(?<![\w.,£-])(?:\+44{BETWEEN}(?:\(?0\)?{BETWEEN})?|\(0(?=\d{{2,5}}\))|0)\d(?:{BETWEEN}\d){{6,10}}(?![\d%])"
)
DIGIT = re.compile(r"\d")
SHORT_NUMBER = re.compile(r"(?<![\w.,£-])(?:116 ?\d{3}|8[58]\d{3})(?![\d%])")
DATE = re.compile(r"\d{2}-\d{2}-\d{4}")
DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | dict.fromkeys("\u00a0\u2009\u202f", " ")
)
PLAIN_NUMBERS = frozenset({"999", "111", "101", "55", "18000"})


@dataclass(frozen=True)
class Names:
    """Ids that may be named elsewhere.

    Where the id of a thing could not be read, any name may be meant for it: then every name counts as known, so that
    one mistake is not told again wherever the thing is named.
    """

    ids: frozenset[str] = frozenset()
    complete: bool = True

    @classmethod
    def of(cls, ids: Sequence[str | None]) -> "Names":
        """The names of things; None for one that has no id, and the second of the same id counts as that too."""
        known = frozenset(each for each in ids if each)
        return cls(known, len(known) == len(ids))

    def __contains__(self, name: object) -> bool:
        return not self.complete or name in self.ids


def quiz_findings(quiz: Quiz, lessons: Container[str]) -> Iterator[Finding]:
    """Ids, references, draws and criticals of a quiz."""
    yield from duplicates("objectives", [objective.id for objective in quiz.objectives])
    yield from duplicates("items", [item.id for item in quiz.items])
    by_objective = Counter(item.objective for item in quiz.items)
    for index, objective in enumerate(quiz.objectives):
        path: Path = ("objectives", index)
        if objective.lesson not in lessons:
            yield (*path, "lesson"), f'"{objective.lesson}" is not a lesson of this module'
        have = by_objective[objective.id]
        if have < objective.draw:
            yield (
                (*path, "draw"),
                f'each attempt would ask {objective.draw} of "{objective.id}", but the bank has {have}',
            )
        if objective.critical and have < 2:
            yield path, f'critical objective "{objective.id}" needs at least 2 items, so that a retry can differ'
    for index, item in enumerate(quiz.items):
        yield from _item_findings(item, quiz, ("items", index))


def _item_findings(item: Item, quiz: Quiz, path: Path) -> Iterator[Finding]:
    objective = quiz.objectives_by_id.get(item.objective)
    if objective is None:
        yield (*path, "objective"), f'"{item.objective}" is not an objective of this quiz'
    elif objective.critical and not item.critical:
        yield path, f'item "{item.id}" is critical, so it must say what harm it prevents ("prevents")'
    elif item.critical and not objective.critical:
        yield (*path, "prevents"), f'only items of a critical objective say "prevents"; "{objective.id}" is not'
    ids = [option.id for option in item.options]
    for finding_path, sentence in duplicates("options", ids):
        yield (*path, *finding_path), sentence
    best = sum(option.worth == Worth.BEST for option in item.options)
    if best != 1:
        yield (*path, "options"), f'item "{item.id}" has {best} best options; it needs exactly one'
    if item.critical and all(option.worth != Worth.UNSAFE for option in item.options):
        yield (*path, "options"), f'critical item "{item.id}" has no unsafe option, so nothing could be missed'


def programme_findings(
    listed: Sequence[str | None],
    needs: Iterable[tuple[Path, Need]],
    *,
    modules: Names,
    with_quiz: Names,
    with_reflection: Names,
    with_critical: Names,
    statements: Names,
    rubrics: Names,
) -> Iterator[Finding]:
    """Everything that the programme names exists and can give the evidence that is asked for.

    :param listed: the programme's modules; None for one that could not be read
    :param needs: each need that could be read, with its path
    """
    yield from duplicates("modules", listed, key=None)
    for index, name in enumerate(listed):
        if name and name not in modules:
            yield ("modules", index), f'there is no module "{name}"'
    told = {name for name in listed if name and name not in modules}
    known: dict[type, tuple[Names, str]] = {
        DeclarationNeed: (statements, "a statement that people sign"),
        ModuleNeed: (with_quiz, "a module with a quiz"),
        CriticalItemsNeed: (with_critical, "a module whose quiz has critical items"),
        ReflectionNeed: (with_reflection, "a module with a reflection"),
        ObservationsNeed: (rubrics, "a rubric"),
    }
    for path, need in needs:
        if type(need) in known:
            names, kind = known[type(need)]
            of = getattr(need, "of", "")
            if of not in names and of not in told:
                yield (*path, "of"), f'"{of}" is not {kind}'
        if isinstance(need, ObservationsNeed) and max(need.observers, need.dates) > need.count:
            yield path, "this asks for more observers or dates than observations"
        for index, name in enumerate(getattr(need, "after", ())):
            if name not in with_quiz and name not in told:
                yield (*path, "after", index), f'"{name}" is not a module with a quiz'


def duplicates(name: str, ids: Sequence[str | None], key: str | None = "id") -> Iterator[Finding]:
    """Each id that already stood earlier in a list."""
    seen: set[str] = set()
    for index, each in enumerate(ids):
        if each in seen:
            yield (name, index, *((key,) if key else ())), f'"{each}" stands here twice'
        if each:
            seen.add(each)


def text_findings(
    text: str, services: Container[str], roles: Container[str], numbers: Collection[str]
) -> Iterator[str]:
    """Tokens that lead nowhere and telephone numbers in a text that is not the directory.

    :param services: ids of the directory
    :param roles: roles that rows of the directory have
    :param numbers: every number of the directory, digits only
    """
    for kind, name in services_named(text):
        if kind == "nation":
            if name not in {role.value for role in Role}:
                yield f'"{name}" is not a role of a service; the roles are {", ".join(Role)}'
            elif name not in roles:
                yield f'no service in directory.yaml has the role "{name}"'
        elif kind != "service":
            yield f'"{{{{ {kind}.{name} }}}}" is not a token we know; write {{{{ service.name }}}}'
        elif name not in services:
            yield f'there is no service "{name}" in directory.yaml'
    if LOOSE_BRACES.search(TOKEN.sub("", text)):
        yield "there are {{ or }} that do not make a token"
    for number in telephone_numbers(text, numbers):
        yield f'"{number}" looks like a telephone number; write {{{{ service.name }}}} instead'


def telephone_numbers(text: str, numbers: Collection[str]) -> list[str]:
    """What looks like a telephone number in a text; 999, 111, 101 and option digits do not count."""
    if not DIGIT.search(text):
        return []
    plain = text.translate(DASHES)
    patterns = _number_patterns(frozenset(numbers))
    spans = [match.span() for pattern in patterns for match in pattern.finditer(plain) if not DATE.fullmatch(match[0])]
    whole = [
        (start, end)
        for start, end in spans
        if not any((a, b) != (start, end) and a <= start and end <= b for a, b in spans)
    ]
    return list(dict.fromkeys(text[start:end] for start, end in whole))


@lru_cache(maxsize=4)
def _number_patterns(numbers: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """What looks like a number, and these numbers however they are spaced."""
    given = sorted(numbers - PLAIN_NUMBERS)
    return UK_NUMBER, SHORT_NUMBER, *(re.compile(rf"(?<![\w.,£-]){BETWEEN.join(each)}(?!\d)") for each in given)


def numbers_written(strings: Iterable[tuple[Path, str]]) -> frozenset[str]:
    """Every number in the texts of the directory's file, digits only, for when its rows have mistakes."""
    numbers = (text.replace(" ", "") for path, text in strings if path and path[-1] in ("phone", "to"))
    return frozenset(number for number in numbers if re.fullmatch("[0-9]{3,}", number))


def directory_numbers(directory: Directory) -> frozenset[str]:
    """Every number of the directory, digits only."""
    spoken = (service.phone.replace(" ", "") for service in directory.services if service.phone)
    texted = (service.text.to for service in directory.services if service.text)
    return frozenset((*spoken, *texted))


def directory_findings(directory: Directory) -> Iterator[Finding]:
    """Ids once each, a way to reach each service, and each role that is used once for each nation."""
    yield from duplicates("services", [service.id for service in directory.services])
    for index, service in enumerate(directory.services):
        if not (service.phone or service.text) and service.role != Role.GP_AND_SERVICES:
            yield ("services", index), f'service "{service.id}" has neither a phone nor a text number'
    yield from _role_findings(directory)


def _role_findings(directory: Directory) -> Iterator[Finding]:
    taken: dict[tuple[Role, Nation], str] = {}
    first: dict[Role, Path] = {}
    for index, service in enumerate(directory.services):
        if service.role is None:
            continue
        path: Path = ("services", index, "role")
        first.setdefault(service.role, path)
        for nation in dict.fromkeys(service.nations):
            other = taken.setdefault((service.role, nation), service.id)
            if other != service.id:
                yield path, f'"{other}" already has the role "{service.role}" in {nation.words}'
    for role, path in first.items():
        lacking = [nation.words for nation in Nation if (role, nation) not in taken]
        if lacking:
            yield path, f'no service has the role "{role}" in {listed(lacking)}'


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: England, Wales and Scotland."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def missing_or_unused(listed: Sequence[str | None], present: Names) -> Iterator[Finding]:
    """Activities without a file, and files that no activity names.

    :param listed: the module's activities; None for one that could not be read
    """
    yield from duplicates("activities", listed, key=None)
    for index, activity in enumerate(listed):
        if activity and activity not in present:
            yield ("activities", index), f'there is no lesson, quiz, reflection or scenario "{activity}" in this folder'
    for name in sorted(not_listed(listed, present)):
        yield ("activities",), f'"{name}" is in this folder but not in the list of activities'


def not_listed(listed: Sequence[str | None], present: Names) -> frozenset[str]:
    """What is present and not in a list; nothing where an entry of the list could not be read."""
    return frozenset() if None in listed else present.ids - frozenset(listed)
