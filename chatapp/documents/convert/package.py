"""The parts of an office file, and which of them belongs to which."""

import posixpath
import zipfile
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from .outcome import Unreadable

Element = Any
_PARSER: Any = {"resolve_entities": False, "no_network": True, "remove_comments": True}
_LIMITS = {"depth": "too_deep", "amplification": "bomb", "XML_PARSE_HUGE": "too_much_text"}
PART = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def local(node: Element) -> str:
    """The name of an element without its namespace: there are two sets of those, and the names in
    both are the same. "" for a comment."""
    tag = node.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(1_000)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def value(node: Element, name: str) -> str:
    """An attribute by its name without namespace; "" if there is none."""
    return next((str(held) for key, held in node.attrib.items() if _local(key) == name), "")


def child(node: Element, *path: str) -> Element | None:
    """The first element below `node` along these names."""
    for name in path:
        node = next((below for below in node if local(below) == name), None)
        if node is None:
            return None
    return node


def _unreadable(error: etree.XMLSyntaxError) -> Unreadable:
    """Why the parser gave up, for its limits hold against bombs as well."""
    said = str(error)
    for word, code in _LIMITS.items():
        if word in said:
            return Unreadable(code)
    return Unreadable("damaged")


class Package:
    """An open office file. What a part refers to outside the file is never looked at."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self._names = {name.lower(): name for name in self._archive.namelist()}
        self.root = cache(self._root)
        self.related = cache(self._related)

    def main(self) -> str:
        """The name of the part all others hang on. Raises Unreadable."""
        for kind, name in self.related("").values():
            if kind == "officeDocument":
                return name
        raise Unreadable("damaged")

    def parts(self, name: str, *kinds: str) -> Iterator[str]:
        """The parts of these kinds that another one refers to, each once."""
        found = (target for kind, target in self.related(name).values() if kind in kinds)
        yield from dict.fromkeys(found)

    def children(self, name: str) -> list[Element]:
        """What is at the top of a part; nothing if it isn't there."""
        root = self.root(name)
        return [] if root is None else list(root)

    def stream(self, name: str, *names: str) -> Iterator[Element]:
        """The elements of these names in a part, one after the other, each gone before the next.

        Raises Unreadable.
        """
        held = self._names.get(name.lower())
        if held is None:
            return
        with self._archive.open(held) as source:
            tags = [f"{{*}}{one}" for one in names]
            walk = etree.iterparse(source, events=("end",), tag=tags, **_PARSER)
            try:
                for _, one in walk:
                    yield one
                    one.clear()
                    while one.getprevious() is not None:
                        del one.getparent()[0]
            except etree.XMLSyntaxError as error:
                raise _unreadable(error) from None

    def _root(self, name: str) -> Element | None:
        """A part's root; None if it isn't there. Raises Unreadable."""
        held = self._names.get(name.lower())
        if held is None:
            return None
        try:
            return etree.fromstring(self._archive.read(held), etree.XMLParser(**_PARSER))
        except etree.XMLSyntaxError as error:
            raise _unreadable(error) from None

    def _related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: the kind and the name of each part by its id."""
        folder, file = posixpath.split(name)
        found = {}
        for one in self.children(f"{folder}/_rels/{file}.rels".lstrip("/")):
            if one.tag == PART and one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
                kind = one.get("Type", "").rpartition("/")[2]
                found[one.get("Id", "")] = kind, target.lstrip("/")
        return found
