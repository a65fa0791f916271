"""Fixes what other tools complain about in a file, in batches, as one proposal."""
