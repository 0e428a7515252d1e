"""Migrations: how the tables came to be, in order.
May import: core, for ledgers and types.
Would change it: nothing but a new migration.
"""
