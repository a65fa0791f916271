"""Asks the project's own checker about an edit before it is shown."""
