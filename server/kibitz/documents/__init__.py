"""What the editor has open: frozen snapshots and the only writer of text."""
