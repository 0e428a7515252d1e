"""What operators type.
May import: everything but web and jobs.
Would change it: another thing that an operator must be able to do without a screen.
"""
