"""A reason as people read it: with what an author's list calls a variable, and with what a rule would let pass."""

from collections.abc import Mapping

from tandem.contacts.gate import sentence
from tandem.contacts.templates.variables import variables
from tandem.kit import texts

BETWEEN = ","


def spoken(reason: Mapping[str, object], locale: str) -> str:
    """A reason of the gate or of ours in the reader's language, from the log or the timeline."""
    arguments = reason["args"]
    named = {str(name): str(value) for name, value in arguments.items()} if isinstance(arguments, Mapping) else {}
    if str(reason["code"]) in _OF_VALUES:
        named |= _of_values(named, texts.language_of(locale))
    return sentence(str(reason["code"]), named, locale)


_OF_VALUES = frozenset({"VALUE_FORBIDDEN", "VALUE_MISSING"})


def _of_values(named: Mapping[str, str], language: str) -> dict[str, str]:
    """Reasons that were kept before they named the variable say "something of the case file"."""
    known = variables()
    labels = [known[name].description(language) for name in named.get("variables", "").split(BETWEEN) if name in known]
    rule = named.get("rule")
    return {
        "variables": ", ".join(labels) or texts.render("value.some", language),
        "right": texts.render(f"value.right.{rule}", language) + " " if rule else "",
    }
