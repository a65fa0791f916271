"""Model families and the catalogue of local models, as data."""
