"""What a prompt may contain, and the only place where text becomes CleanText."""
