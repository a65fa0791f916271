"""A conversation about the code: in a Markdown document of any editor, or in a view of its own."""
