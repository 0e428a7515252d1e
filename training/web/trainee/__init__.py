"""What a trainee does."""
