"""Where Kibitz keeps things on disk."""
