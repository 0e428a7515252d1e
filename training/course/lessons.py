"""The two parts of a lesson's file: its facts, which are YAML, and its text, which is Markdown. Pure."""

from dataclasses import dataclass

RULE = "---"


@dataclass(frozen=True)
class LessonFile:
    """A lesson's file, cut into its parts."""

    facts: str
    """Between the two rules; empty where the file does not begin with facts. They begin on line 2."""
    body: str
    body_line: int
    """The line of the file on which the text begins, from 1."""

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The lines of the text, each with its number in the file."""
        return list(enumerate(self.body.split("\n"), start=self.body_line))


def cut(text: str) -> LessonFile:
    """Cut a lesson's file in two. A file that does not begin with facts is all text."""
    lines = text.split("\n")
    rules = [number for number, line in enumerate(lines) if line.strip() == RULE][:2]
    if len(rules) < 2 or rules[0] != 0:
        return LessonFile("", text, 1)
    end = rules[1]
    return LessonFile("\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2)
