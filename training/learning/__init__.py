"""The path: what is done, open and next; and when a quiz may begin.
May import: core, people, course, reading, attempts, marking, practice, evidence, criteria.
Would change it: another order, another condition before an activity.
"""
