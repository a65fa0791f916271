"""From a cursor to ghost text."""
