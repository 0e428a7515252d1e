"""Lessons read.
May import: core, people, course.
Would change it: another sign that a lesson was read.
"""
