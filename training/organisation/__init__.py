"""What the charity itself says: its name, people, numbers, values. It wins over the files.
May import: core, audit, people, course.
Would change it: another thing that a charity must be able to set without a publication.
"""
