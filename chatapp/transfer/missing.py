"""Files that belonged to a message elsewhere: their text if the export has it, else a note."""

from django.utils.translation import gettext as _

from chatapp.transfer.blocks import fenced
from chatapp.transfer.found import Block


def with_file(name: str, content: str) -> Block:
    """A file whose text the export holds."""
    return {"type": "text", "text": f"{name}\n\n{fenced(content)}".strip()}


def missing_file(name: str) -> Block:
    """A file that the export only names."""
    if not name:
        return {"type": "text", "text": _("[A file was here. It was not part of the export.]")}
    text = _("[The file “%(name)s” was here. It was not part of the export.]") % {"name": name}
    return {"type": "text", "text": text}


def missing_image() -> Block:
    """A picture that is a file of its own beside the conversations."""
    return {"type": "text", "text": _("[A picture was here. It was not brought along.]")}
