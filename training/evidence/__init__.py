"""All that is known of a person, gathered into one list of dated facts.
May import: core, people, course, reading, attempts, marking, practice.
Would change it: another kind of fact that a criterion may rest on.
"""
