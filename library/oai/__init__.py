"""The OAI-PMH 2.0 provider: the public library for the catalogues of other libraries.

Protocol: https://www.openarchives.org/OAI/openarchivesprotocol.html
"""
