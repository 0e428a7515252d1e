"""The accounts that a demo shows on its sign-in page. They exist only in a database that the demo command made."""

SAMPLE_PASSWORD = "alongside-demo"

SAMPLE_ACCOUNTS = (
    ("newcomer@example.org", "Nia Newcomer", "a trainee who has begun nothing"),
    ("trainee@example.org", "Tam Trainee", "a trainee with one reflection to be judged"),
    ("trainer@example.org", "Terry Trainer", "a trainer"),
    ("trainer2@example.org", "Toni Trainer", "another trainer of the same cohort"),
    ("admin@example.org", "Adi Admin", "an admin"),
    ("admin2@example.org", "Ada Admin", "another admin"),
)
