"""The opening letter in what comes after it: every later step recalls its reference and date (CPCE R124-4)."""

from collections.abc import Mapping

from tandem.contacts.gate.vocabulary import Purpose
from tandem.contacts.templates.markup import variables_in

RECALLS = frozenset({"first_letter_ref", "first_letter_date"})
OWED_ANYWAY = frozenset({Purpose.RECEIPT, Purpose.RIGHTS})
"""What is owed whether or not a letter was posted, and is no step of collecting: a receipt for each payment (CPCE
R124-6), the answer to a person about their data (GDPR art. 12(3)). Where none was posted it leaves without that line.
"""


def recalling_lines_left_out(text: str, values: Mapping[str, str]) -> str:
    """The text without its lines whose letter was never posted, and without the paragraphs that held nothing else."""
    paragraphs = (_kept(paragraph, values) for paragraph in text.split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip())


def _kept(paragraph: str, values: Mapping[str, str]) -> str:
    lines = paragraph.splitlines()
    return "\n".join(line for line in lines if all(values.get(name) for name in variables_in(line) & RECALLS))
