"""One code action per file, each exporting `ACTION`."""
