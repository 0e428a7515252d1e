"""Decisions by named people, and the certificates they make, as one state machine.
May import: core, people, course, reading, attempts, marking, practice, evidence, criteria, learning.
Would change it: another kind of decision, another state of a certificate.
"""
