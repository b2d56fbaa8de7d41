"""How creditors call their columns, in French and English, and which field each name means."""

import re
from functools import cache

from tandem.placements.fields import Field
from tandem.placements.words import plain

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_FILLERS = frozenset(["de", "du", "des", "d", "la", "le", "les", "l", "the", "of", "a", "au", "par", "by", "en"])

# The best name of a field first: of two columns for one field, the one named earlier here wins. What remains due is
# what is placed, so it comes before totals. A name too common to count inside a longer heading begins with "=".
_NAMES: dict[Field, str] = {
    Field.DEBTOR_REFERENCE: (
        "reference client, ref client, code client, numero client, no client, n client, id client, compte client, "
        "compte auxiliaire, compaux num, code tiers, numero tiers, compte tiers, reference debiteur, ref "
        "debiteur, code debiteur, numero compte, customer id, customer number, customer no, customer code, "
        "customer reference, customer ref, customer account, client id, client number, client code, client "
        "reference, debtor id, debtor number, debtor reference, debtor ref, debtor code, account number, account "
        "no, account ref, account id, =client, =customer, =debtor, =debiteur, =tiers, =compte, =account"
    ),
    Field.DEBTOR_NAME: (
        "nom client, nom debiteur, raison sociale, denomination, denomination sociale, nom tiers, nom societe, "
        "nom entreprise, libelle tiers, compaux lib, intitule compte, nom prenom, nom complet, customer name, "
        "debtor name, client name, company name, account name, business name, legal name, full name, =nom, =name, "
        "=societe, =company, =entreprise, =intitule"
    ),
    Field.COMPANY_NUMBER: (
        "siren, siret, numero siren, numero siret, company number, company registration number, registration "
        "number, company no, numero entreprise, numero tva, n tva, tva intracommunautaire, vat number, vat id, "
        "tax id, rcs"
    ),
    Field.EMAIL: (
        "adresse email, adresse e mail, adresse mail, adresse electronique, email address, e mail address, email, "
        "e mail, courriel, mel, =mail"
    ),
    Field.PHONE: (
        "numero telephone, telephone mobile, telephone fixe, telephone portable, phone number, mobile number, "
        "mobile phone, telephone, tel, phone, mobile, portable, gsm"
    ),
    Field.PHONE_PLACE: (
        "lieu telephone, type telephone, telephone lieu, telephone type, usage telephone, phone place, phone type, "
        "phone location, telephone place"
    ),
    Field.STREET: (
        "adresse ligne 1, adresse 1, adresse ligne 2, adresse 2, address line 1, address 1, address line 2, "
        "address 2, street address, adresse postale, adresse facturation, billing address, adresse client, rue, "
        "voie, street, adresse, address, complement adresse"
    ),
    Field.POSTAL_CODE: ("code postal, cp, postal code, postcode, post code, zip code, zip, zipcode"),
    Field.CITY: ("ville, commune, localite, city, town"),
    Field.COUNTRY: ("code pays, pays, country code, country iso, country"),
    Field.LANGUAGE: ("code langue, langue, language code, language, lang"),
    Field.DOCUMENT_NUMBER: (
        "numero facture, no facture, n facture, num facture, reference facture, ref facture, facture numero, "
        "facture n, id facture, numero piece, n piece, no piece, piece ref, reference piece, numero document, "
        "invoice number, invoice no, invoice num, invoice id, invoice ref, invoice reference, document number, "
        "document no, bill number, bill no, piece, =facture, =invoice, =document, =numero, =number, =inv"
    ),
    Field.ISSUED_ON: (
        "date facture, date facturation, date emission, date piece, piece date, date document, emise, invoice "
        "date, issue date, issued on, issued, document date, bill date, billing date, =date"
    ),
    Field.DUE_ON: (
        "date echeance, echeance, date exigibilite, exigible, date limite paiement, date limite reglement, a "
        "payer avant, due date, due on, date due, payment due, maturity date, maturity, =due"
    ),
    Field.AMOUNT: (
        "reste du, restant du, reste a payer, reste a regler, montant restant, montant impaye, somme due, "
        "outstanding amount, amount outstanding, outstanding balance, balance due, amount due, open amount, "
        "remaining amount, unpaid amount, outstanding, solde, balance, montant ttc, total ttc, montant facture, "
        "montant total, invoice amount, total amount, amount incl vat, gross amount, invoice total, montant, "
        "amount, =ttc, =total"
    ),
    Field.CURRENCY: ("code devise, devise, monnaie, currency code, currency, =ccy"),
    Field.SEGMENT: (
        "segment, type client, type debiteur, categorie client, nature client, qualite debiteur, customer type, "
        "debtor type, client type, customer segment, customer category"
    ),
    Field.NATURE: (
        "nature creance, type creance, nature dette, type dette, claim nature, nature claim, claim type, type claim, "
        "debt type, type debt, =nature"
    ),
    Field.SETTLED_ON: (
        "date reglement, date paiement, date encaissement, date lettrage, date solde, regle le, paye le, settled "
        "date, settled on, settlement date, date settled, paid on, paid date, date paid, payment date, clearing "
        "date, cleared on"
    ),
    Field.DESCRIPTION: ("objet, libelle, designation, description, prestation, details, =subject"),
}

# Names that begin like ours and mean something else.
_NOT_OURS = (
    "montant ht, total ht, montant hors taxe, montant tva, total tva, taux tva, amount excl vat, net amount, vat "
    "amount, tax amount, montant regle, montant paye, montant encaisse, amount paid, paid amount, jours retard, "
    "days late, delai paiement, payment terms, conditions paiement, mode paiement, mode reglement, payment "
    "method, motif refus, nom contact, contact name, numero commande, order number, type document, type facture, "
    "type piece, type compte, account type, invoice type, document type, libelle journal"
)


def words_of(heading: str) -> tuple[str, ...]:
    """The words that count in a heading: `N° de facture` gives n, facture; `InvoiceAmount` gives invoice, amount."""
    return tuple(word for word in plain(_CAMEL.sub(" ", heading)).split() if word not in _FILLERS)


def field_named(heading: str) -> tuple[Field, int] | None:
    """The field that a heading names, and the rank of that name among the names of the field (0 is best); else None.

    The whole heading counts before a part of it, a longer part before a shorter one.
    """
    words = words_of(heading)
    joined = "".join(words)
    whole, inside = _names()
    if joined in whole:
        return whole[joined]
    parts = {words[begin:end] for end in range(len(words) + 1) for begin in range(end)}
    found = max((part for part in parts if part in inside), key=lambda part: (len(part), part), default=None)
    return inside[found] if found else None


@cache
def _names() -> tuple[dict[str, tuple[Field, int] | None], dict[tuple[str, ...], tuple[Field, int] | None]]:
    """Names that are a whole heading, joined, and names that count inside one, as words."""
    whole: dict[str, tuple[Field, int] | None] = {}
    inside: dict[tuple[str, ...], tuple[Field, int] | None] = {}
    for name in _NOT_OURS.split(", "):
        words = words_of(name)
        whole["".join(words)] = inside[words] = None
    for field, names in _NAMES.items():
        for rank, name in enumerate(names.split(", ")):
            words = words_of(name)
            whole["".join(words)] = (field, rank)
            if not name.startswith("="):
                inside[words] = (field, rank)
    return whole, inside
