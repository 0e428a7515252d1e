"""Words that all rooms share: tables' base, ids, clock, actors, roles, addresses, errors.
May import: nothing of ours.
Would change it: a word that every room needs, or a rule of the database itself.
"""
