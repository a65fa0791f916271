"""The embedded model: weights found or fetched, one llama.cpp child per user and model for all editors."""
