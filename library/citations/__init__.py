"""Legal citations of many systems: recognised, found in running text, compared.

`parse` reads a text that is one citation, `find` those inside a text, `key` gives the form by
which two ways of writing one citation are equal, `instrument_codes` the ILO instruments a text
names. Nothing here asks a database, raises, or takes more than linear time.

What is recognised stands in `systems.TABLE`, one row a way of writing, each with its source.
"""

from library.citations.finding import Citation, find, instrument_codes, key, kind_of, parse

__all__ = ["Citation", "find", "instrument_codes", "key", "kind_of", "parse"]
