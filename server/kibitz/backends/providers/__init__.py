"""One file a provider; each exports PROVIDER."""
