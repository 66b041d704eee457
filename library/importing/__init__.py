"""Bringing tables of entries into the library: checked whole, written whole, undone whole."""
