"""From an answer to a reviewed edit: the one door to files."""
