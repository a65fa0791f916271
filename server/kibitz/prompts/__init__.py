"""Pure functions from clean text to requests."""
