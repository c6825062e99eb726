"""Words in what is drawn: text boxes, charts, diagrams, and what pictures are said to show."""

from collections.abc import Iterable, Iterator

from . import tables
from .package import Element, Package, child, local, value

REPLACED = {"del", "moveFrom", "Fallback", "instrText", "delText", "delInstrText"}
"""Deleted under tracked changes, or there a second time for programs that can't show the first."""
GAPS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
MARKS = {
    "footnoteReference": "[^%s]",
    "endnoteReference": "[^end %s]",
    "commentReference": "[comment %s]",
}
GRAPHICS = {"chart": "Chart", "relIds": "Diagram"}
EMBEDDED = {"oleObj", "OLEObject", "altChunk", "control", "contentPart"}


def below(node: Iterable[Element], stop: Iterable[str] = ()) -> Iterator[Element]:
    """All that is inside, in order; not what is replaced, nor what is inside elements of `stop`."""
    stopped = frozenset(stop)
    waiting = list(node)[::-1]
    while waiting:
        one = waiting.pop()
        name = local(one)
        if name in REPLACED:
            continue
        yield one
        if name not in stopped:
            waiting.extend(reversed(one))


class Words:
    """Reads a file's runs of text and its graphics, and notes what holds no words to be read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.notes: set[str] = set()
        self.seen: set[str] = set()

    def line(self, node: Element, part: str, stop: Iterable[str] = ()) -> str:
        """The words inside a paragraph of a part, graphics named where they stand."""
        stop = (*stop, "rPr", "pPr", "nvPicPr")
        return "".join(self._said(one, part) for one in below(node, stop))

    def _said(self, one: Element, part: str) -> str:
        name = local(one)
        if name == "t":
            return one.text or ""
        if name in GAPS:
            return GAPS[name] if local(one.getparent()) != "tabs" else ""
        if name in MARKS:
            return MARKS[name] % value(one, "id")
        if name == "textpath":
            return value(one, "string")
        if name in ("docPr", "cNvPr"):
            return self._picture(one)
        return self.graphic(one, part)

    def graphic(self, one: Element, part: str) -> str:
        """What a chart or a diagram says; something embedded is only named."""
        name = local(one)
        if name in EMBEDDED:
            self.notes.add("embedded")
            return "[Embedded object]"
        if name in ("blip", "imagedata"):
            self.notes.add("pictures")
        if name in GRAPHICS:
            key = value(one, "id") or value(one, "dm")
            said = self._of(self.package.related(part).get(key, ("", ""))[1])
            return f"[{GRAPHICS[name]}: {said}]" if said else ""
        return ""

    def _of(self, part: str) -> str:
        """All words of the part of a chart or a diagram, and of the text boxes on it, once."""
        if part in self.seen:
            return ""
        self.seen.add(part)
        read = below(self.package.children(part))
        said = [one.text or "" for one in read if local(one) in ("t", "v")]
        said += [self._of(at) for at in self.package.parts(part, "chartUserShapes")]
        return " · ".join(word.strip() for word in said if word.strip())

    def _picture(self, properties: Element) -> str:
        said = value(properties, "descr") or value(properties, "title")
        return f"[Picture: {said}]" if said else ""

    def paragraphs(self, body: Element | None, part: str) -> Iterator[tuple[int, str]]:
        """The paragraphs of a shape's text, each with how deep it is indented."""
        for one in body if body is not None else ():
            if local(one) == "p" and (said := self.line(one, part)).strip():
                properties = child(one, "pPr")
                level = value(properties, "lvl") if properties is not None else ""
                yield int(level or 0), said

    def shape(self, shape: Iterable[Element], part: str, mark: str = "- ") -> Iterator[str]:
        """What is written in a shape, in its table, in its chart."""
        for one in below(shape, {"txBody", "tbl"}):
            name = local(one)
            if name == "txBody":
                told = self.paragraphs(one, part)
                if lines := [f"{'  ' * level}{mark}{said}" for level, said in told]:
                    yield "\n".join(lines)
            elif name == "tbl":
                yield tables.markdown(self._rows(one, part))
            elif said := self._picture(one) if name == "cNvPr" else self.graphic(one, part):
                yield said

    def _rows(self, table: Element, part: str) -> Iterator[list[str]]:
        for row in (one for one in table if local(one) == "tr"):
            cells = (child(one, "txBody") for one in row if local(one) == "tc")
            yield ["\n".join(said for _, said in self.paragraphs(cell, part)) for cell in cells]
