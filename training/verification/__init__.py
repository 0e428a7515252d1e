"""What the public may learn of a certificate, and nothing more.
May import: core, people, course, reading, attempts, marking, practice, evidence, criteria, learning, certification.
Would change it: another fact that a holder may choose to show.
"""
