"""Who did or saw what, and when: a chain in which no link can be changed quietly.
May import: core.
Would change it: another way to prove that the chain is whole.
"""
