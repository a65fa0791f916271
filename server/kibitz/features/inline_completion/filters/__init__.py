"""Post-filters, one file each: `(Candidate, Situation) -> Candidate | Drop`, pure, never raising.

`pipeline.py` has their order.
"""
