"""Pure functions on text: positions, spans, edits, differences."""
