"""The parts of an office file, and which of them belongs to which."""

import posixpath
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from .outcome import Unreadable

Element = Any
PART = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def local(node: Element) -> str:
    """The name of an element or attribute without its namespace: there are two sets of them, and
    the names in both are the same. "" for a comment."""
    name = node if isinstance(node, str) else node.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def value(node: Element, name: str) -> str:
    """An attribute by its name without namespace; "" if there is none."""
    return next((str(held) for key, held in node.attrib.items() if local(key) == name), "")


def child(node: Element, *path: str) -> Element | None:
    """The first element below `node` along these names."""
    for name in path:
        node = next((below for below in node if local(below) == name), None)
        if node is None:
            return None
    return node


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

    def _root(self, name: str) -> Element | None:
        """A part's root; None if it isn't there. Raises Unreadable for one too deep."""
        held = self._names.get(name.lower())
        if held is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        try:
            return etree.fromstring(self._archive.read(held), parser=parser)
        except etree.XMLSyntaxError as error:
            raise Unreadable("too_deep" if "depth" in str(error) else "damaged") from None

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
