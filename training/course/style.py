"""What an author may want to look at again: hard words, long sentences, answers that give themselves away. Pure.

None of it stops a publication: each finding is advice about a place, and a person decides.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import syllapy

from training.course.checks import Finding
from training.course.content import BEST_CHOICE, Quiz, Scenario, Scene, Worth
from training.course.positions import Path
from training.course.tokens import TOKEN

HARDEST_GRADE = 7.0
"""Flesch-Kincaid. Grades 4 to 6 are aimed at: a reading age of about 9 to 11."""
FEWEST_WORDS = 100
"""Under this a grade says nothing."""
LONGEST_SENTENCE = 30
MOST_IN_ONE_PLACE = 0.4
MOST_LONGEST = 0.45
SMALLEST_BANK = 16
"""Under this many items shares say nothing."""
ATTEMPTS_WITHOUT_REPEATS = 2

AVOID: tuple[tuple[str, str], ...] = (
    (r"commit(?:s|ted|ting)? suicide", "died by suicide"),
    (r"(?:un)?successful (?:suicide|attempt)|failed (?:suicide|attempt)", "suicide attempt"),
    (r"cr(?:y|ies) for help|attention[- ]seek(?:ing|ers?)", "in distress"),
    (r"suffer(?:s|ed|ing|ers?)? (?:from|of)|victims? of|afflicted", "lives with"),
    (r"schizophrenics?|the mentally ill", "people with a diagnosis of"),
    (r"(?:they|he|she)(?:['’]re|['’]s| are| is) bipolar", "a person with a diagnosis of"),
    (r"psychos?|nutters?|mad|OCD about", ""),
    (r"addicts?|drunks?|(?:get|got|getting|stay|stayed|staying) clean", "a person who uses, or in recovery"),
    (r"non-?complian(?:t|ce)|refus(?:e|es|ed|ing) (?:\w+ )?(?:meds|medication|medicines?)", "chose not to"),
    (r"normal people|high[- ]functioning|stay strong", ""),
    (r"service[- ]users?|patients|a patient", "member, person or peer"),
    (r"triggered|crazy", "upset, or busy"),
    (r"you should|at least (?:you|he|she|they|it|we)|everything happens for a reason", "would you like ideas?"),
)
"""Words that can hurt, with what to say instead; nothing where it is best left out."""
PATTERNS = [(re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), say) for pattern, say in AVOID]
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+")
QUOTATION = re.compile(r"“[^“”]*(?:”|$)|^[^“”]*”")
"""A quotation, or the part of one that began or goes on in another sentence."""
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


@dataclass(frozen=True)
class Sentence:
    """A sentence of running text."""

    line: int
    text: str
    to_avoid: bool = False
    """It stands in a box of words that do harm."""
    heading: bool = False
    to_say: bool = False
    """It stands in a box of words that one could use."""

    @property
    def words(self) -> list[str]:
        """Its words; a service counts as one."""
        return WORD.findall(TOKEN.sub("Service", self.text))


def sentences(
    line: int, text: str, *, to_avoid: bool = False, heading: bool = False, to_say: bool = False
) -> Iterator[Sentence]:
    """The sentences of a paragraph, each with the line that it begins on.

    :param line: where the paragraph begins
    """
    start = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        sentence = text[start:end]
        if sentence.strip():
            before = text[: start + len(sentence) - len(sentence.lstrip())]
            yield Sentence(line + before.count("\n"), " ".join(sentence.split()), to_avoid, heading, to_say)
        start = end


def grade(text: Sequence[Sentence]) -> float | None:
    """The Flesch-Kincaid grade of running text (Kincaid and others 1975); None where it has too few words.

    Headings are no sentences, so they do not count.
    """
    by_sentence = [words for words in (sentence.words for sentence in text if not sentence.heading) if words]
    words = [word.replace("’", "'") for each in by_sentence for word in each]
    if len(words) < FEWEST_WORDS:
        return None
    syllables = sum(max(int(syllapy.count(word)), 1) for word in words)
    return 0.39 * len(words) / len(by_sentence) + 11.8 * syllables / len(words) - 15.59


def text_advice(text: Sequence[Sentence]) -> Iterator[tuple[int, str]]:
    """Advice about a lesson's running text: (line, sentence). The grade is told at its first line."""
    found = grade(text)
    if found is not None and found > HARDEST_GRADE:
        yield text[0].line, f"this text reads at grade {found:.1f}; {HARDEST_GRADE} is the most, and 4 to 6 is best"
    for sentence in text:
        if len(sentence.words) > LONGEST_SENTENCE:
            yield sentence.line, f"this sentence has {len(sentence.words)} words; {LONGEST_SENTENCE} is the most"
        if not sentence.to_avoid:
            for says in word_advice(sentence.text if sentence.to_say else without_quotations(sentence.text)):
                yield sentence.line, says


def without_quotations(text: str) -> str:
    """A text without what it quotes: what members say is told as they say it."""
    return QUOTATION.sub("“”", text)


def word_advice(text: str) -> Iterator[str]:
    """Advice about words that can hurt."""
    for pattern, say in PATTERNS:
        for found in dict.fromkeys(match[0].lower() for match in pattern.finditer(text)):
            yield f'"{found}" can hurt; ' + (f"rather: {say}" if say else "leave it out")


def quiz_advice(quiz: Quiz) -> Iterator[Finding]:
    """Advice about a bank: its words, answers that give themselves away, and too few items for a second attempt."""
    for index, item in enumerate(quiz.items):
        yield from _words(("items", index, "text"), without_quotations(item.text))
        for at, option in enumerate(item.options):
            if option.worth == Worth.BEST:
                yield from _words(("items", index, "options", at, "text"), option.text)
                yield from _words(("items", index, "options", at, "feedback"), option.feedback)
    yield from _bank_advice(quiz)
    by_objective = Counter(item.objective for item in quiz.items)
    for index, objective in enumerate(quiz.objectives):
        need = ATTEMPTS_WITHOUT_REPEATS * objective.draw
        if objective.critical and by_objective[objective.id] < need:
            yield (
                ("objectives", index),
                f'critical objective "{objective.id}" has {by_objective[objective.id]} items; '
                f"two attempts without repeats need {need}",
            )


def _bank_advice(quiz: Quiz) -> Iterator[Finding]:
    if len(quiz.items) < SMALLEST_BANK:
        return
    places: Counter[int] = Counter()
    longest = 0
    for item in quiz.items:
        lengths = [len(TOKEN.sub("service", option.text)) for option in item.options]
        best = [at for at, option in enumerate(item.options) if option.worth == Worth.BEST]
        for at in best[:1]:
            places[at] += 1
            longest += lengths.pop(at) > max(lengths)
    for place, number in sorted(places.items()):
        if number > MOST_IN_ONE_PLACE * len(quiz.items):
            share = f"{number} of {len(quiz.items)} items"
            yield ("items",), f"in {share} the best option stands in place {place + 1}; spread them evenly"
    if longest > MOST_LONGEST * len(quiz.items):
        yield ("items",), f"in {longest} of {len(quiz.items)} items the best option is the longest; make others as long"


def scenario_advice(scenario: Scenario) -> Iterator[Finding]:
    """Advice about a scenario's words. Choices that are not the best may be worded as people would."""
    yield from _words(("introduction",), scenario.introduction)
    for index, node in enumerate(scenario.nodes):
        yield from _words(("nodes", index, "text"), node.text)
        if isinstance(node, Scene):
            for at, choice in enumerate(node.choices):
                if choice.scores == BEST_CHOICE:
                    yield from _words(("nodes", index, "choices", at, "text"), choice.text)
                    yield from _words(("nodes", index, "choices", at, "consequence"), choice.consequence)
    for index, paragraph in enumerate(scenario.debrief):
        yield from _words(("debrief", index), paragraph)


def _words(path: Path, text: str) -> Iterator[Finding]:
    for sentence in sentences(1, text):
        if len(sentence.words) > LONGEST_SENTENCE:
            yield path, f"this sentence has {len(sentence.words)} words; {LONGEST_SENTENCE} is the most"
    for says in word_advice(text):
        yield path, says
