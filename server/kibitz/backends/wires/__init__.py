"""Protocols spoken with model servers."""
