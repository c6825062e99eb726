"""Which models a person may have: those there are, as far as they have a price.

A model without a price would be refused by the budget after the person has asked, so it is not
offered. The default model always is: what is wrong with it, an administrator must get to read.
"""

from django.conf import settings

from chatapp import money
from chatapp.claude import catalog
from chatapp.problems import Problem

Shape = money.Shape


def models() -> list[Shape]:
    """The picker's models with their prices, the default one first.

    `earlier` are those of which a newer one of the same line is offered.
    """
    shapes: list[Shape] = []
    lines: set[str] = set()
    for model in catalog.offered():
        prices = money.prices(model.id)
        is_default = model.id == catalog.undated(settings.CLAUDE_MODEL)
        if prices is None and not is_default:
            continue
        earlier = model.line in lines and not (is_default or settings.CLAUDE_MODELS)
        lines |= {model.line} - {""}
        shape: Shape = {"id": model.id, "name": model.name, "prices": prices, "earlier": earlier}
        shape["window"] = model.window
        shapes.append(shape)
    return shapes


def has(model: str) -> bool:
    """Whether somebody may ask for this model."""
    if not catalog.is_offered(model):
        return False
    is_default = catalog.undated(model) == catalog.undated(settings.CLAUDE_MODEL)
    return is_default or money.prices(model) is not None


def choose(asked: str, *usual: str) -> str:
    """The model that is asked for, else the first usual one that is still there, else the default.

    Raises Problem: `unknown_model` for one that was asked for and isn't there.
    """
    if asked and not has(asked):
        raise Problem("unknown_model")
    for model in (asked, *usual):
        if model and has(model):
            return catalog.undated(model)
    return settings.CLAUDE_MODEL


def fallback(wanted: str, model: str) -> str:
    """The model that answers when `model` is overloaded, if it is another that people may have."""
    return wanted if wanted and wanted != model and has(wanted) else ""
