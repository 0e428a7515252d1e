"""What a judgement must hold. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta

from training.course.content import Rubric

NOT_SEEN = 0
MEETS = 3
LEVELS = (1, 2, 3, 4)
TEXT_MAX = 6000
FEEDBACK_MAX = 2000
REVIEW_WITHIN = timedelta(days=366)
OBSERVED_WITHIN = timedelta(days=366)


def line_problems(rubric: Rubric, levels: Mapping[str, int], *, may_be_unseen: bool) -> dict[str, str]:
    """What is wrong with the levels given, by line; empty when each line has one that may be given."""
    allowed = (NOT_SEEN, *LEVELS) if may_be_unseen else LEVELS
    return {
        line.id: "Choose a level for this line."
        for line in rubric.lines
        if line.id not in levels or levels[line.id] not in allowed
    }


def critical_below(rubric: Rubric, levels: Mapping[str, int]) -> tuple[str, ...]:
    """Critical lines that were seen and do not meet (domain G5: level 3 needed)."""
    return tuple(line for line in rubric.critical_lines if NOT_SEEN < levels.get(line, NOT_SEEN) < MEETS)


def review_date_problem(review_on: date, today: date) -> str | None:
    """Why a date for the next talk will not do, or None: after today, within a year."""
    if review_on <= today:
        return "Choose a date after today."
    if review_on > today + REVIEW_WITHIN:
        return "Choose a date within the next year."
    return None


def held_date_problem(held_on: date, today: date) -> str | None:
    """Why a date of an observed session will not do, or None: not in the future, within the last year."""
    if held_on > today:
        return "A session in the future cannot have been observed yet."
    if held_on < today - OBSERVED_WITHIN:
        return "That is more than a year ago. Observe a more recent session."
    return None


def may_replace(*, wrote: str | None, held: str, page: str, seen: str) -> bool:
    """Whether a page may put its words in the place of a draft: it wrote that draft, or was opened when that one stood.

    :param wrote: the page that wrote the draft; None: one of an earlier program's
    :param held: the digest of the draft
    :param seen: the digest of the draft that stood when the page was opened; "": none
    """
    return page == wrote or seen == held


def together(own: Mapping[str, str], elsewhere: Mapping[str, str], heading: str) -> dict[str, str]:
    """Words from two places, by prompt: one's own, and under a heading what was written elsewhere and they lack."""
    joined = dict(own)
    for prompt, other in elsewhere.items():
        mine = own.get(prompt, "")
        if mine.strip() in other:
            joined[prompt] = other
        elif other.strip() not in mine:
            joined[prompt] = f"{mine}\n\n{heading}\n{other}"
    return joined


def reflection_problems(texts: Mapping[str, str], prompts: tuple[str, ...]) -> dict[str, str]:
    """What stops a reflection from being handed in, by prompt: every prompt answered, none too long."""
    problems = {}
    for prompt in prompts:
        text = texts.get(prompt, "").strip()
        if not text:
            problems[prompt] = "Write a few words here before you hand in. A sentence or two is enough."
        elif len(text) > TEXT_MAX:
            problems[prompt] = f"This is longer than we can keep: use at most {TEXT_MAX:,} characters."
    return problems
