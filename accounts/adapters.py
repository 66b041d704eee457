"""How allauth's second factors meet this site: their secrets are sealed."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from privacy.sealing import seal, unseal

_PURPOSE = "accounts.second-factor"


class MFAAdapter(DefaultMFAAdapter):
    """Named by MFA_ADAPTER."""

    def encrypt(self, text: str) -> str:
        """Seal the secret of an authenticator app: whoever reads the database gets no codes."""
        return base64.b64encode(seal(text.encode(), _PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again. Raises privacy's UnsealError where it was sealed with another key."""
        return unseal(base64.b64decode(encrypted_text), _PURPOSE).decode()
