"""Stage times and logs; never the text of a file."""
