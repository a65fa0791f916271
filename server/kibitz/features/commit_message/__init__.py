"""A commit message from what is staged."""
