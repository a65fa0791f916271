"""What the user can set: one frozen model, loading with problems, the schema."""
