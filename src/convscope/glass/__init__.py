"""The glass room."""
