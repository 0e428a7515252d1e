"""When two spellings are one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.verification.rules import plain_name


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("Siân Lloyd", "Sian Lloyd"),
        ("Siân Lloyd", "SIA\u0302N  LLOYD "),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Søren Ærø", "Soren Aero"),
        ("Đặng Thị", "Dang Thi"),
        ("Strauß", "STRAUSS"),
        ("O’Neill", "O'neill"),
        ("O'Neill", "O´Neill"),
        ("Anne-Marie", "Anne‐Marie"),
        ("Anne Marie", "AnneMarie"),
        ("İpek Işık", "ipek isik"),
        ("Ana Maria", "Ana\u00a0Maria\u200b"),
        ("ﬁona", "Fiona"),
        ("Łucja", "\ufeffŁucja"),
    ],
)
def test_case_accents_spaces_and_what_nobody_sees_do_not_matter(printed: str, typed: str) -> None:
    assert plain_name(printed) == plain_name(typed)


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("Sian Lloyd", "Sian Loyd"),
        ("Sian Lloyd", "Lloyd Sian"),
        ("Anne-Marie", "Annemarie"),
        ("O'Neill", "ONeill"),
        ("Li", "L1"),
        ("बिना", "बीना"),
        ("Sian", "Ѕian"),
        ("李", "季"),
    ],
)
def test_other_letters_are_another_name(printed: str, typed: str) -> None:
    assert plain_name(printed) != plain_name(typed)


@given(st.text(max_size=40))
def test_any_text_has_a_plain_spelling_that_is_its_own(name: str) -> None:
    plain = plain_name(name)
    assert plain_name(f" {name} ") == plain
    assert plain_name(plain) == plain
