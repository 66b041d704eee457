"""Arabic: Django writes a day the Arabic way, but a day with its time the American way."""

DATETIME_FORMAT = "j F، Y، g:i A"
