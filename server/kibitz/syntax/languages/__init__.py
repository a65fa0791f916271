"""One file a language; each exports LANGUAGE."""
