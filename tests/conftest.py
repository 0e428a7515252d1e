"""Fixtures live in tests/support, one file a subject."""

pytest_plugins = [
    "tests.support.databases",
    "tests.support.compiled",
    "tests.support.cast",
    "tests.support.story",
    "tests.support.at_once",
    "tests.support.browser",
    "tests.support.publishing",
    "tests.support.senders",
]
