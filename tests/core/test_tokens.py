from core.tokens import ALPHABET, public_token


def test_tokens_are_long_plain_and_never_the_same():
    tokens = {public_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert all(len(token) == 12 and set(token) <= set(ALPHABET) for token in tokens)
