"""Search on Elasticsearch, or on OpenSearch, beside the tables of the database.

The tables stay: they are what the server's index is held against, where titles and snippets come
from, and what answers while the server cannot be reached or has not heard of everything yet.
"""
