"""Mermaid diagrams of code, checked before they are shown."""
