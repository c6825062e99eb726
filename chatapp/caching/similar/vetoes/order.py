"""Who does what to whom: the words that both questions share stand in the same order."""

from chatapp.caching.similar.reading import Reading


def differ(one: Reading, other: Reading) -> bool:
    shared = set(one.meant) & set(other.meant)
    return [w for w in one.meant if w in shared] != [w for w in other.meant if w in shared]
