"""What stops a reflection from being handed in."""

import pytest

from training.practice.rules import reflection_problems

PROMPTS = ("what", "now-what")
EMPTY = "Write a few words here before you hand in. A sentence or two is enough."
LONG = "This is longer than we can keep: use at most 6,000 characters."


def test_with_every_prompt_answered_nothing_stops_it() -> None:
    assert reflection_problems({"what": "Something happened.", "now-what": "I will wait."}, PROMPTS) == {}


def test_a_single_character_is_enough_for_the_program() -> None:
    assert reflection_problems({"what": "x", "now-what": "y"}, PROMPTS) == {}


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u00a0\u2003"])
def test_a_prompt_without_words_stops_it(text: str) -> None:
    assert reflection_problems({"what": text, "now-what": "I will wait."}, PROMPTS) == {"what": EMPTY}


def test_a_prompt_that_was_not_sent_stops_it() -> None:
    assert reflection_problems({}, PROMPTS) == {"what": EMPTY, "now-what": EMPTY}


def test_texts_for_other_prompts_do_not_help() -> None:
    assert reflection_problems({"What": "x", "other": "y", "now-what": "z"}, PROMPTS) == {"what": EMPTY}


def test_as_much_as_can_be_kept_is_not_too_long() -> None:
    assert reflection_problems({"what": "x" * 6000, "now-what": "y"}, PROMPTS) == {}


def test_more_than_can_be_kept_stops_it() -> None:
    assert reflection_problems({"what": "x" * 6001, "now-what": "y"}, PROMPTS) == {"what": LONG}


def test_every_problem_is_told_at_once() -> None:
    assert reflection_problems({"what": "x" * 9000, "now-what": " "}, PROMPTS) == {"what": LONG, "now-what": EMPTY}
