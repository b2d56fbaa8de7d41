"""Reads of templates: the list with its versions, and words tried out before they are saved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.models import ContactPointKind
from tandem.contacts import content
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.letters import (
    Sheet,
    addressee,
    claim_in_parts,
    correspondent,
    laid_out,
    later_reference,
    printed,
    recalled_above,
)
from tandem.contacts.models import TemplateVersion
from tandem.contacts.places import postal_town
from tandem.contacts.templates.checking import Problem, problems, require_known
from tandem.contacts.templates.history import History, histories, history
from tandem.contacts.templates.markup import filled
from tandem.contacts.templates.rendering import ValuesMismatch, render_words
from tandem.contacts.templates.shipped import shipped_templates
from tandem.contacts.templates.template import Rendered, Wording
from tandem.contacts.templates.variables import examples, variables
from tandem.contacts.templates.vocabulary import Form
from tandem.contacts.templates.words_on_file import on_file_of
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem_channels.letters import Correspondent, LetterClaim, LetterRefused, Recalled
from tandem_channels.segments import SegmentCount, count_segments
from tandem_policies.permission import Permission

_MASKED = "•••"
_EXAMPLE_TOWN = "Paris"
_EXAMPLE_AGENCY = Correspondent("Recouvrement Martin", ("12 rue des Lilas", "75011 Paris"), "+33 1 84 80 00 00")
_EXAMPLE_DEBTOR = Correspondent("Camille Durand", ("3 place du Marché", "69001 Lyon"))
# The claims and the opening letter of `variables.toml`, in parts as on the page.
_EXAMPLE_REFERENCE = "RM-2026-0042-R1"
_EXAMPLE_POSTED = date(2026, 11, 2)
_EXAMPLE_CLAIMS = tuple(
    LetterClaim(document, document, date(2026, 10, 2), Decimal(principal), Decimal(0), Decimal(0), "EUR")
    for document, principal in (("F-101", "700.00"), ("F-102", "534.56"))
)
# What each group of a case file's fields gives away when it is filled in.
_SHOWS = {
    Permission.CASE_FILE_IDENTITY_READ: ("debtor_name",),
    Permission.CASE_FILE_AMOUNTS_READ: ("amount_due", "claims_list"),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """Words tried out: what is wrong with them, and how they would look. `rendered` is None while a gap is wrong.

    `segments` of an SMS, with the signs that make each part of it shorter.
    """

    problems: tuple[Problem, ...]
    rendered: Rendered | None
    segments: SegmentCount | None


def require_reader(actor: Actor) -> None:
    """Raise NotPermitted for whoever may not read templates."""
    authorize(actor, side_of(actor), Permission.TEMPLATE_READ)


async def templates_for(actor: Actor) -> list[History]:
    """Every template of the actor's agency, with all of its versions."""
    authorize(actor, side_of(actor), Permission.TEMPLATE_READ)
    async with reading(actor):
        return histories(await TemplateVersion.filter(agency_id=actor.organization_id))


async def template_for(actor: Actor, key: str) -> History | None:
    """One of them; None for a key that the agency does not have."""
    authorize(actor, side_of(actor), Permission.TEMPLATE_READ)
    async with reading(actor):
        rows = await TemplateVersion.filter(agency_id=actor.organization_id, key=key)
    return history(key, rows) if rows or key in shipped_templates() else None


async def try_words(actor: Actor, wording: Wording, case_file_id: UUID | None = None) -> Trial:
    """Words as they would be judged when saved, filled with the values of a case file in the actor's reach, else with
    examples. What the actor may not read of the case file is masked. Raises NotPermitted, InvalidInput.
    """
    authorize(actor, side_of(actor), Permission.TEMPLATE_READ)
    require_known(wording)
    async with reading(actor):
        wrong = problems(wording, on=clock.today(), on_file=await on_file_of(actor.organization_id))
        values = await _values(actor, wording, case_file_id)
    rendered = _filled(wording, values)
    counted = count_segments(rendered.text) if rendered and wording.form is Form.SMS else None
    return Trial(tuple(wrong), rendered, counted)


async def try_letter(actor: Actor, wording: Wording, case_file_id: UUID | None = None) -> bytes | None:
    """The PDF of a letter in these words, of a case file in the actor's reach, else with examples. None for words that
    are no letter, or that cannot be printed yet. Raises as `try_words`.
    """
    trial = await try_words(actor, wording, case_file_id)
    if wording.form is not Form.LETTER or trial.rendered is None:
        return None
    async with reading(actor):
        facts = await _facts(actor, case_file_id) if case_file_id else None
        reference = await later_reference(facts.id, facts.reference) if facts else _EXAMPLE_REFERENCE
    sheet = _sheet(actor, facts, wording.language) if facts else _example_sheet(wording.language)
    letter = laid_out(trial.rendered, sheet, reference=reference, language=wording.language, on=clock.today())
    try:
        return await printed(letter)
    except LetterRefused:
        return None


def _sheet(actor: Actor, facts: CaseFacts, language: str) -> Sheet:
    """What would be posted beside the words; the examples' debtor for whoever may not read who it is."""
    named = may(actor, side_of(actor), Permission.CASE_FILE_IDENTITY_READ)
    owed = _owed(facts)
    return Sheet(
        place=postal_town(facts.agency.address) or _EXAMPLE_TOWN,
        agency=correspondent(facts.agency, language),
        debtor=_addressee(facts) if named else _EXAMPLE_DEBTOR,
        # Masked sums are not found among the words, so no table of them is laid out.
        claims=tuple(map(claim_in_parts, owed)),
        listed=content.claims_list(owed, language),
        opening=recalled_above(facts, next(iter(facts.parties)), owed, language),
    )


def _example_sheet(language: str) -> Sheet:
    shown = examples(language)
    opening = Recalled(shown["first_letter_ref"], _EXAMPLE_POSTED)
    return Sheet(_EXAMPLE_TOWN, _EXAMPLE_AGENCY, _EXAMPLE_DEBTOR, _EXAMPLE_CLAIMS, shown["claims_list"], opening)


def _owed(facts: CaseFacts) -> list[content.Demanded]:
    return [content.Demanded(claim, claim.outstanding) for claim in facts.claims if claim.outstanding.minor > 0]


def _addressee(facts: CaseFacts) -> Correspondent:
    party_id, debtor = next(iter(facts.parties.items()))
    addresses = facts.of_party(party_id, ContactPointKind.POSTAL)
    return addressee(debtor, addresses[0]) if addresses else _EXAMPLE_DEBTOR


def _filled(wording: Wording, values: Mapping[str, str]) -> Rendered | None:
    known = {name: values[name] for name in wording.variables & values.keys()}
    gaps = {name: f"{{{name}}}" for name in wording.variables - known.keys()}
    try:
        return render_words(wording, known | gaps, name="")
    except ValuesMismatch:
        return replace(Rendered(None, filled(wording.text, known | gaps), None), subject=wording.subject)
    except KeyError:  # a brace that opens nothing
        return None


async def _values(actor: Actor, wording: Wording, case_file_id: UUID | None) -> Mapping[str, str]:
    facts = await _facts(actor, case_file_id) if case_file_id else None
    if facts is None:
        return examples(wording.language)
    party_id = next(iter(facts.parties))
    values = content.values_of(facts, party_id, _owed(facts), wording.language, purpose=wording.purpose)
    hidden = {name for needed, names in _SHOWS.items() if not may(actor, side_of(actor), needed) for name in names}
    return {name: _MASKED if name in hidden else values[name] for name in variables()}


async def _facts(actor: Actor, case_file_id: UUID) -> CaseFacts | None:
    try:
        reached = await casefiles.case_file_for(actor, case_file_id)
    except CaseFileNotFound:
        return None
    authorize(actor, reached, Permission.CASE_FILE_READ)
    return (await facts_of([case_file_id]))[case_file_id]
