"""What Kibitz does. Knows no editor and no wire."""
