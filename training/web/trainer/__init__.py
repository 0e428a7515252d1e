"""What a trainer does."""
