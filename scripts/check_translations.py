"""Holds the Simplified Chinese catalogues complete: run by `scripts/check`.

Every text that Python, templates and JavaScript mark for translation has a translation, here or
in a package that we build on; the catalogues hold nothing fuzzy, obsolete or unused; and the
placeholders of a translation are those of its text.
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_javascript, extract_python
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
APPS = ("accounts", "billing", "chatapp")
FOREIGN = ("django", "allauth")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%[sd]|\{\w*\}")
SINGLE = ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy")
WITH_CONTEXT = ("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy")
KEYWORDS = dict.fromkeys((*SINGLE, *WITH_CONTEXT))
Key = tuple[str | None, str]  # context, text
Found = tuple[int, Any, Any, Any]  # line, function, text or several, comments
Places = dict[Key, str]


def keys_of(found: Iterable[Found], place: Path) -> Iterator[tuple[Key, str]]:
    """What the extractors found, as keys with the place of each."""
    for line, function, said, _ in found:
        context, text, *_ = (*said, None) if isinstance(said, tuple) else (said, None)
        if function not in WITH_CONTEXT:
            context, text = None, context
        if text:
            yield (context, text), f"{place.relative_to(ROOT)}:{line}"


def sources(pattern: str, *folders: str) -> list[Path]:
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob(pattern)
        if "migrations" not in path.parts and "node_modules" not in path.parts
    )


def marked_for_server() -> Places:
    """Texts of Python and of the templates, which Django itself turns into Python-like calls."""
    places: Places = {}
    for path in sources("*.py", *APPS):
        with path.open("rb") as file:
            places |= keys_of(extract_python(file, KEYWORDS, [], {}), path)
    for path in [
        *sources("*.html", "templates", *APPS),
        *sources("*.txt", "templates", *APPS),
    ]:
        code = templatize(path.read_text(), origin=str(path)).encode()
        places |= keys_of(extract_python(io.BytesIO(code), KEYWORDS, [], {}), path)
    return places


def marked_for_browser() -> Places:
    places: Places = {}
    for path in [*sources("*.js", "static", *APPS), *sources("*.mjs", "static", *APPS)]:
        with path.open("rb") as file:
            found = extract_javascript(file, KEYWORDS, [], {})
            places |= keys_of(found, path)
    return places


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def own_catalogues(domain: str) -> list[Path]:
    tail = f"{LOCALE}/LC_MESSAGES/{domain}.po"
    places = ("locale", "*/locale", "*/*/locale")
    return [catalogue for place in places for catalogue in ROOT.glob(f"{place}/{tail}")]


def foreign_texts(domain: str) -> set[Key]:
    """What Django and allauth translate already, so that we need not."""
    texts: set[Key] = set()
    for package in FOREIGN:
        spec = find_spec(package)
        for folder in spec.submodule_search_locations or () if spec else ():
            for path in Path(folder).rglob(f"locale/{LOCALE}/LC_MESSAGES/{domain}.po"):
                texts |= {key_of(message) for message in read(path) if is_translated(message)}
    return texts


def key_of(message: Message) -> Key:
    text = message.id
    return message.context, text if isinstance(text, str) else text[0]


def is_translated(message: Message) -> bool:
    said = message.string
    return all([said] if isinstance(said, str) else said) if said else False


def placeholders(text: object) -> set[str]:
    parts = text if isinstance(text, (tuple, list)) else [text]
    return {found for part in parts for found in PLACEHOLDER.findall(str(part))}


def problems(domain: str, marked: Places) -> Iterator[str]:
    """One sentence for each thing wrong with one domain."""
    known = foreign_texts(domain)
    for path in own_catalogues(domain):
        name = path.relative_to(ROOT)
        catalogue = read(path)
        yield from (f"{name}: obsolete: {text!r}" for text in catalogue.obsolete)
        for message in catalogue:
            if not message.id:
                continue
            key = key_of(message)
            if message.fuzzy:
                yield f"{name}: fuzzy: {key[1]!r}"
            elif not is_translated(message):
                yield f"{name}: not translated: {key[1]!r}"
            elif placeholders(message.id) != placeholders(message.string):
                yield f"{name}: other placeholders than its text: {key[1]!r}"
            if key not in marked:
                yield f"{name}: not used any more: {key[1]!r}"
            known.add(key)
    for key, place in marked.items():
        if key not in known:
            yield f"{place}: has no {LOCALE} translation: {key[1]!r}"


def main() -> int:
    found = [
        *problems("django", marked_for_server()),
        *problems("djangojs", marked_for_browser()),
    ]
    for problem in found:
        print(problem)  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    settings.configure(USE_I18N=True)
    django.setup()
    sys.exit(main())
