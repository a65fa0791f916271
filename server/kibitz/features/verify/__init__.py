"""Asks the project's own programs about an edit before it is shown: its checker, its tests."""
