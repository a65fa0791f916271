"""Vocabulary of the whole program; standard library only."""
