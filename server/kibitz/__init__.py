"""Kibitz: an AI pair programmer that is only a language server."""

__version__ = "0.1.0"
