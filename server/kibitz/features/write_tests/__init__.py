"""Tests for a function or class, written into the file where the project keeps its tests."""
