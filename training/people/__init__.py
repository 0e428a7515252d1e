"""People: accounts, roles, sessions, one-time links, cohorts.
May import: core.
Would change it: another way to sign in, another role, another way to group people.
"""
