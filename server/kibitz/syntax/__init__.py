"""Tree-sitter, behind questions an editor asks."""
