"""One person's sittings of quizzes: opened, answered, handed in.
May import: core, people, course, reading.
Would change it: another way to draw or to answer.
"""
