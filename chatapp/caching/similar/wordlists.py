"""Lists of words, written as a text."""


def words(text: str) -> frozenset[str]:
    """The words of a text that has nothing but spaces between them."""
    return frozenset(text.split())
