"""What membership writes to people: each letter in its reader's language."""
