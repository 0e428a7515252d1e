"""What runs by itself: jobs that were asked for, told to workers at once and swept up every minute.
May import: everything but web and commands.
Would change it: another kind of job, another store for what workers are told.
"""
