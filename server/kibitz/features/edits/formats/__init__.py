"""Forms in which a model may answer with a change of some code: all of it, blocks, or a diff."""
