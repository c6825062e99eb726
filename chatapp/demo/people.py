"""Who works at the demo company."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """`role` is one of accounts' roles; `languages` choose which dialogues the person has."""

    email: str
    name: str
    role: str
    team: str
    languages: tuple[str, ...]


PEOPLE = (
    Person("admin@example.org", "Ada Okafor", "administrator", "Operations", ("en",)),
    Person("staff@example.org", "Sofia Lindqvist", "staff", "Finance", ("en",)),
    Person("alice@example.org", "Alice Martin", "user", "Support", ("en", "zh")),
    Person("bob@example.org", "Bob Haines", "user", "Engineering", ("en",)),
    Person("lin@example.org", "林晓", "user", "Support", ("zh", "en")),
    Person("wang@example.org", "王伟", "user", "Engineering", ("zh",)),
)
