"""What people declare and judge: declarations, reflections, observed sessions, readiness.
May import: core, people, course, reading, attempts, marking.
Would change it: another thing that a person, not a quiz, must judge.
"""
