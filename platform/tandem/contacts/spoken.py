"""A reason as people read it: with what an author's list calls a variable, and with what a rule would let pass."""

from collections.abc import Mapping

from tandem.contacts.gate import OF_AGENCY, sentence
from tandem.contacts.grounds import source_in
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


def source_of(reason: Mapping[str, object], locale: str) -> str | None:
    """Where the rule comes from, as the pack says it; of what an agency set itself, which version it was; of a reason
    that is not the gate's, what `grounds` says. None: it refuses nothing.
    """
    source = reason.get("source")
    if not source:
        return source_in(str(reason["code"]), locale)
    _, of_agency, version = str(source).partition(OF_AGENCY)
    return texts.render("rules.of_agency", locale, version=version) if of_agency else str(source)


_OF_VALUES = frozenset({"VALUE_FORBIDDEN", "VALUE_MISSING", "VOICEMAIL_NOT_LEFT"})


def _of_values(named: Mapping[str, str], language: str) -> dict[str, str]:
    """Reasons that were kept before they named the variable say "something of the case file"."""
    known = variables()
    labels = [known[name].description(language) for name in named.get("variables", "").split(BETWEEN) if name in known]
    rule = named.get("rule")
    return {
        "variables": ", ".join(labels) or texts.render("value.some", language),
        "right": texts.render(f"value.right.{rule}", language) + " " if rule else "",
    }
