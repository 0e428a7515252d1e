"""What somebody wrote in two places is put together, and none of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.practice.rules import may_replace, together

HEADING = "Written elsewhere:"
WORDS = st.dictionaries(st.sampled_from(["what", "so-what", "now-what"]), st.text(max_size=40))


@given(own=WORDS, elsewhere=WORDS)
def test_every_word_of_both_is_there(own: dict[str, str], elsewhere: dict[str, str]) -> None:
    both = together(own, elsewhere, HEADING)
    for texts in (own, elsewhere):
        for prompt, text in texts.items():
            assert text.strip() in both[prompt]


@given(own=WORDS, elsewhere=WORDS)
def test_put_together_twice_it_is_the_same(own: dict[str, str], elsewhere: dict[str, str]) -> None:
    both = together(own, elsewhere, HEADING)
    assert together(both, elsewhere, HEADING) == both


@pytest.mark.parametrize(
    ("own", "elsewhere", "both"),
    [
        ("One.", "One.", "One."),
        ("One.", "One. Two.", "One. Two."),
        ("One. Two.", "One.", "One. Two."),
        ("", "One.", "One."),
        ("One.", "", "One."),
        ("One.", "Two.", "One.\n\nWritten elsewhere:\nTwo."),
    ],
)
def test_what_is_in_both_stands_once(own: str, elsewhere: str, both: str) -> None:
    assert together({"what": own}, {"what": elsewhere}, HEADING) == {"what": both}


@pytest.mark.parametrize(
    ("page", "seen", "may"),
    [("wrote", "", True), ("other", "held", True), ("other", "", False), ("other", "older", False)],
)
def test_a_page_may_replace_what_it_wrote_or_has_read(page: str, seen: str, may: bool) -> None:
    assert may_replace(wrote="wrote", held="held", page=page, seen=seen) is may


def test_a_draft_of_an_earlier_program_is_replaced_only_by_who_has_read_it() -> None:
    assert not may_replace(wrote=None, held="held", page="page", seen="")
    assert may_replace(wrote=None, held="held", page="page", seen="held")
