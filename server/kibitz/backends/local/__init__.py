"""The embedded model: a llama.cpp child shared by all editors."""
