"""Code in another programming language, as a new file beside the old one."""
