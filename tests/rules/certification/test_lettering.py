"""Which names the certificate can print, known before anyone decides."""

import os

import pytest

from training.certification import typesetting
from training.certification.lettering import can_print
from training.certification.typesetting import ForkedAfterUse, NotPrinted, typeset


@pytest.mark.parametrize(
    "name",
    [
        "Zoë O’Brien-Łukasz",
        "Siân Llŷr ap Gwŷn",
        "Świętosława Żółć",
        "Nguyễn Thị Ánh",
        "Ṣadé Ọláọ̀nípẹ̀kun",
        "Işıl Ğ",
        "Γιώργος Παπαδόπουλος",
        "Олександра Ґалаґан-Їжак",
        "שרה לוי",
        "Zoe\u0308 Sia\u0302n",
    ],
)
def test_latin_greek_cyrillic_and_hebrew_names_can_be_printed(name: str) -> None:
    assert can_print(name)


@pytest.mark.parametrize(
    "name", ["محمد عبد الله", "山田太郎", "สมชาย ใจดี", "अनिता", "Արամ", "გიორგი", "Sam 😊", "Sam \ue000", "王 Wang"]
)
def test_a_name_with_one_letter_that_the_typeface_lacks_cannot(name: str) -> None:
    assert not can_print(name)


@pytest.mark.parametrize(
    "name",
    ['#read("/etc/passwd")', "$x$", "*bold*", "back\\slash \\u", "#panic()", "<label> @ref [c] {d}", '"', ""],
)
def test_what_would_be_code_in_a_source_is_only_letters(name: str) -> None:
    assert can_print(name)


def test_a_process_that_was_forked_after_typst_was_used_is_told_and_does_not_wait_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert can_print("Sam")
    monkeypatch.setattr(typesetting, "_threads_of", [os.getpid() + 1])
    with pytest.raises(ForkedAfterUse):
        can_print("Sam")


def test_no_file_outside_the_root_can_be_read() -> None:
    for source in (b'#read("/etc/passwd")', b'#read("../../../../etc/passwd")', b'#import "@preview/cetz:0.3.0"'):
        with pytest.raises(NotPrinted):
            typeset(b'#set document(title: "x")\n' + source, inputs={}, timestamp=0)
