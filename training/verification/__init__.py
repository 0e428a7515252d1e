"""What the public may learn of a certificate, and nothing more.
May import: everything from core to certification.
Would change it: another fact that a holder may choose to show.
"""
