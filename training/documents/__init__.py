"""Certificates on paper: printed once from what a decision froze, and kept as they are.
May import: everything from core to certification.
Would change it: another kind of document, such as an evidence pack.
"""
