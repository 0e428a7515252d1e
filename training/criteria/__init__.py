"""Policy and evidence make an assessment; standing is its stored summary for lists.
May import: core, people, course, reading, attempts, marking, practice, evidence.
Would change it: another criterion, another kind of need.
"""
