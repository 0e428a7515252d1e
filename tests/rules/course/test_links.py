"""Where a link leads, apart from any file. What authors are told is in tests/content/test_broken_links.py."""

from training.course.checks import Names
from training.course.links import Places, link_fault

NONE = Names()
NOTHING = Places(terms=NONE, templates=NONE, statements=NONE, modules=NONE, activities={})
ANY = Names(complete=False)
UNREADABLE = Places(terms=ANY, templates=ANY, statements=ANY, modules=ANY, activities={})


def test_what_is_no_address_at_all_is_told() -> None:
    assert link_fault("https://[x", frozenset(), NOTHING) == '"https://[x" is no address'


def test_where_names_could_not_be_read_any_name_may_be_meant() -> None:
    for address in ("/glossary#x", "/templates/x", "/declarations/x", "/learn/x", "/learn/x/y"):
        assert link_fault(address, frozenset(), UNREADABLE) is None
        assert link_fault(address, frozenset(), NOTHING) is not None
