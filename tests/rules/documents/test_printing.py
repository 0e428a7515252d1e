"""A real PDF: what it says, how it is tagged, and what hostile facts do to it."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject

from config import ROOT
from training.certification.numbers import new_number
from training.certification.typesetting import NotPrinted
from training.documents.printing import layout_problem, print_certificate
from training.documents.rules import Facts, file_name

LAYOUT = ROOT / "modules" / "certificate"
NUMBER = "7K3Q9XWD2MTA5V"
PRINTED = {
    "name": "Siân O’Brien",
    "award": "Peer support group facilitator",
    "programme": "Programme",
    "organisation": "Harbour Peer Support",
    "criteria": ["Well enough to run groups", "Trained", "Knows when to signpost", "Upholds our values"],
    "decided_by": "Robin Świątek",
    "issued_on": "2027-03-03",
    "valid_until": "2029-03-02",
}


def facts(**instead: Any) -> Facts:
    return Facts(
        number=NUMBER,
        printed={**PRINTED, **instead},
        decided_at=datetime(2027, 3, 3, 10, tzinfo=UTC),
        public_url="https://training.example.org",
    )


def read(made: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(made))


def words(made: bytes) -> str:
    (page,) = read(made).pages
    return " ".join(page.extract_text().split())


def tags(made: bytes) -> list[Any]:
    """Every element of the tag tree, in reading order."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for each in node:
                walk(each)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(read(made).trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.fixture(scope="module")
def made() -> bytes:
    return print_certificate(LAYOUT, facts())


def test_it_says_all_that_was_decided_on_one_page(made: bytes) -> None:
    for said in (
        "Harbour Peer Support",
        "certifies that",
        "Siân O’Brien",
        "Peer support group facilitator",
        *PRINTED["criteria"],
        "Issued 3 March 2027",
        "Valid until 2 March 2029",
        "Number 7K3Q 9XWD 2MTA 5V",
        "Robin Świątek",
        "Decided by",
        "Check it at https://training.example.org/verify/7K3Q9XWD2MTA5V",
    ):
        assert said in words(made)
    assert "demo" not in words(made)


def test_out_of_a_demo_it_says_so_on_its_face() -> None:
    assert "This is not a real certificate" in words(print_certificate(LAYOUT, replace(facts(), is_example=True)))


def test_it_declares_both_standards_and_its_language_and_title(made: bytes) -> None:
    root = read(made).trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert root["/MarkInfo"]["/Marked"].value is True
    assert str(root["/Lang"]).lower() == "en-gb"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert read(made).metadata.title == "Certificate of Siân O’Brien"


def test_it_is_tagged_as_a_heading_paragraphs_a_list_a_link_and_a_picture_with_words(made: bytes) -> None:
    kinds = [str(tag["/S"]) for tag in tags(made)]
    assert kinds.count("/H1") == 1
    assert kinds.count("/LI") == len(PRINTED["criteria"])
    assert kinds.count("/Link") == 1
    assert kinds.count("/P") >= 8
    assert "/Table" not in kinds
    (figure,) = [tag for tag in tags(made) if tag["/S"] == "/Figure"]
    assert figure["/Alt"] == "QR code that leads to https://training.example.org/verify/7K3Q9XWD2MTA5V"


def test_its_link_leads_to_the_public_check(made: bytes) -> None:
    (page,) = read(made).pages
    addresses = {note.get_object()["/A"]["/URI"] for note in page["/Annots"]}
    assert addresses == {"https://training.example.org/verify/7K3Q9XWD2MTA5V"}


def test_every_font_is_in_the_file(made: bytes) -> None:
    (page,) = read(made).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert len(fonts) >= 3
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys())
        assert "/ToUnicode" in font


def test_the_same_facts_make_the_same_bytes_and_others_do_not(made: bytes) -> None:
    assert print_certificate(LAYOUT, facts()) == made
    assert print_certificate(LAYOUT, facts(name="Somebody Else")) != made
    assert print_certificate(LAYOUT, replace(facts(), number=new_number())) != made


HOSTILE = '#read("/etc/passwd") $x$ *b* _i_ \\ \\u{41} {name} #panic("no") <l> @r'


def test_a_hostile_name_is_printed_to_the_letter_and_nothing_of_it_runs() -> None:
    made = print_certificate(LAYOUT, facts(name=HOSTILE, decided_by=HOSTILE, organisation=HOSTILE))
    said = words(made)
    assert said.count('#read("/etc/passwd") $x$ *b* _i_') == 3
    assert "root:" not in said
    assert read(made).metadata.title == f"Certificate of {HOSTILE}"


@pytest.mark.parametrize("name", ["שרה לוי", "Олександра Ґалаґан", "Γιώργος", "Zoe\u0308"])
def test_a_name_in_other_letters_is_printed(name: str) -> None:
    assert len(read(print_certificate(LAYOUT, facts(name=name))).pages) == 1


@pytest.mark.parametrize(
    "longest",
    [
        {"name": ("Wilhelmina-Alexandra " * 6)[:120]},
        {"name": "W" * 120},
        {"organisation": "W" * 200, "award": "W" * 200, "name": "W" * 120, "decided_by": "W" * 120},
        {"criteria": ["A criterion that its author wrote a whole long sentence about, as authors do. " * 2] * 6},
    ],
)
def test_the_longest_facts_stay_on_one_page(longest: dict[str, Any]) -> None:
    assert len(read(print_certificate(LAYOUT, facts(**longest))).pages) == 1


def test_letters_that_no_font_holds_stop_the_printing_and_make_no_broken_file() -> None:
    with pytest.raises(NotPrinted):
        print_certificate(LAYOUT, facts(name="山田太郎"))


def test_a_layout_cannot_read_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden")
    folder = tmp_path / "certificate"
    folder.mkdir()
    (folder / "certificate.typ").write_text('#set document(title: "x")\n#read("../secret")')
    with pytest.raises(NotPrinted):
        print_certificate(folder, facts())


def test_an_author_is_told_what_is_wrong_with_a_layout(tmp_path: Path) -> None:
    assert layout_problem(LAYOUT) is None
    (tmp_path / "certificate.typ").write_text('#set document(title: "x")\n#nonsense')
    assert "unknown variable: nonsense" in (layout_problem(tmp_path) or "")
    assert layout_problem(tmp_path / "nowhere") is not None


def test_a_file_is_called_by_its_number_and_never_by_a_name() -> None:
    assert file_name(NUMBER) == "certificate-7K3Q-9XWD-2MTA-5V.pdf"
