"""Explanations of code, as Markdown that streams into a document."""
