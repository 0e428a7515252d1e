"""Answers and a key make marks and feedback.
May import: core, people, course, reading, attempts.
Would change it: another kind of item, another way to score.
"""
