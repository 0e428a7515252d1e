"""Keeping an installation: copies of the whole database, brought back and proven; whether all is well with it.
May import: everything before it, and the migrations.
Would change it: another thing that can be wrong with an installation, or another kind of copy.
"""
