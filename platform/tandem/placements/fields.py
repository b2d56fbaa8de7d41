"""What a column of a placement file can mean to us."""

from enum import StrEnum


class Field(StrEnum):
    """The fields that a column can be mapped to."""

    DEBTOR_REFERENCE = "debtor_reference"
    DEBTOR_NAME = "debtor_name"
    COMPANY_NUMBER = "company_number"
    EMAIL = "email"
    PHONE = "phone"
    PHONE_PLACE = "phone_place"
    STREET = "street"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    COUNTRY = "country"
    LANGUAGE = "language"
    DOCUMENT_NUMBER = "document_number"
    ISSUED_ON = "issued_on"
    DUE_ON = "due_on"
    AMOUNT = "amount"
    CURRENCY = "currency"
    SEGMENT = "segment"
    NATURE = "nature"
    SETTLED_ON = "settled_on"
    DESCRIPTION = "description"


REQUIRED = (Field.DOCUMENT_NUMBER, Field.DUE_ON, Field.AMOUNT)

# One of these must say who the debtor is; the last two only when the person who places the file says so.
IDENTITIES = (Field.DEBTOR_REFERENCE, Field.COMPANY_NUMBER)
IDENTITIES_TO_ASK = (Field.DEBTOR_NAME, Field.EMAIL)

# A debtor may have several telephones, and an address several lines.
REPEATABLE = frozenset({Field.PHONE, Field.EMAIL, Field.STREET, Field.DESCRIPTION})
