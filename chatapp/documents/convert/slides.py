"""PowerPoint as Markdown: every slide in order, its notes, and what is said beside it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from .drawn import Words, below
from .package import Element, Package, child, local, value

SHAPES = {"sp", "pic", "graphicFrame", "cxnSp", "contentPart"}
TITLES = {"title", "ctrTitle"}
UNSAID = {"sldNum", "sldImg", "dt"}
"""Places that PowerPoint fills by itself."""


def from_pptx(path: Path) -> tuple[str, int, set[str]]:
    """Every slide with its notes, how many there are, and notes on what isn't read."""
    package = Package(path)
    main = package.main()
    show = _Show(package)
    names = list(dict.fromkeys(_slides(package, main)))
    parts = [said for number, name in enumerate(names, 1) for said in show.slide(number, name)]
    parts += show.everywhere(main, names)
    return "\n\n".join(parts), len(names), show.words.notes


def _slides(package: Package, main: str) -> Iterator[str]:
    """The parts of the slides in the order in which they are shown."""
    root = package.root(main)
    listed = child(root, "sldIdLst") if root is not None else None
    for one in listed if listed is not None else ():
        references = [str(held) for key, held in one.attrib.items() if key.startswith("{")]
        for reference in references:
            if target := package.related(main).get(reference, ("", ""))[1]:
                yield target


class _Show:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.words = Words(package)

    def slide(self, number: int, name: str) -> Iterator[str]:
        """Its title, its words in order, its notes and what others commented."""
        root = self.package.root(name)
        if root is None:
            return
        shapes = list(_shapes(root))
        title = next((one for one in shapes if _place(one) in TITLES), None)
        heading = " ".join(said for _, said in self._lines(title, name))
        hidden = " (hidden)" if value(root, "show") in ("0", "false") else ""
        yield f"## {number}. {heading}".rstrip() + hidden
        for shape in shapes:
            if shape is not title and _place(shape) not in UNSAID:
                yield from self.words.shape(shape, name)
        for part in self.package.parts(name, "notesSlide"):
            if said := self._spoken(part):
                yield "> " + said.replace("\n", "\n> ")
        for part in self.package.parts(name, "comments"):
            yield from self._comments(part)

    def everywhere(self, main: str, slides: list[str]) -> Iterator[str]:
        """What layouts and masters write on the slides, each wording once; no empty places."""
        layouts = dict.fromkeys(at for s in slides for at in self.package.parts(s, "slideLayout"))
        masters = self.package.parts(main, "slideMaster")
        told = (
            said
            for part in (*layouts, *masters)
            for shape in _shapes(self.package.children(part))
            if not _place(shape)
            for said in self.words.shape(shape, part)
        )
        if lines := list(dict.fromkeys(told)):
            yield "\n\n".join(["## On all slides", *lines])

    def _spoken(self, part: str) -> str:
        shapes = [one for one in _shapes(self.package.children(part)) if _place(one) not in UNSAID]
        return "\n".join(said for one in shapes for said in self.words.shape(one, part, mark=""))

    def _comments(self, part: str) -> Iterator[str]:
        for one in below(self.package.children(part)):
            if local(one) in ("text", "txBody"):
                said = one.text or "\n".join(line for _, line in self.words.paragraphs(one, part))
                if said.strip():
                    yield f"> [comment] {said.strip()}"

    def _lines(self, shape: Element | None, part: str) -> Iterator[tuple[int, str]]:
        for one in below(shape) if shape is not None else ():
            if local(one) == "txBody":
                yield from self.words.paragraphs(one, part)


def _shapes(root: Iterable[Element]) -> Iterator[Element]:
    """The shapes of a slide in order, those in groups like all others."""
    return (one for one in below(root, SHAPES) if local(one) in SHAPES)


def _place(shape: Element | None) -> str:
    """What a layout means a shape for: `title`, `body`, …; "" for one of its own."""
    for one in below(shape) if shape is not None else ():
        if local(one) == "ph":
            return value(one, "type") or "body"
    return ""
