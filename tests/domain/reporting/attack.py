"""What a bank can work out: everything that follows by adding and subtracting from all it was ever told.

A fact is something that the bank does not know: what of a claim is still owed, a payment, that there is a case file.
Each figure is a combination of facts with whole coefficients. The attack asks for a combination of figures that is not
nothing and in which only facts of one to four debtors are left; exact elimination decides whether there is one.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations

FEW = 5
# (what kind of fact, its id): a case file is one in every count, so its fact is one for all stages.
Fact = tuple[str, str]
Vector = Mapping[Fact, int]
_PRIME = 2_147_483_647  # a rank over these residues is the rank, but for coincidences of 1 : 2,000,000,000


def isolated(told: Iterable[Vector], debtor_of: Mapping[Fact, str], known: frozenset[Fact] = frozenset()) -> set[str]:
    """Debtors, one to four, that some combination of the figures singles out; empty when all is well.

    `known` are facts that the bank was shown one by one, which it can take away from every figure.
    """
    rows = [{fact: n for fact, n in one.items() if fact not in known and n} for one in told]
    rows = [row for row in rows if row]
    columns: dict[tuple[int, ...], set[str]] = {}
    for fact in {fact for row in rows for fact in row}:
        columns.setdefault(tuple(row.get(fact, 0) for row in rows), set()).add(debtor_of[fact])
    everybody = sorted(set().union(*columns.values())) if columns else []
    whole, seen = _rank(columns), {}
    for few in combinations(everybody, min(FEW - 1, len(everybody))):
        left = frozenset(column for column, debtors in columns.items() if not debtors <= set(few))
        if left not in seen:
            seen[left] = _rank(left)
        if seen[left] < whole:
            return set(few)
    return set()


def _rank(columns: Iterable[tuple[int, ...]]) -> int:
    basis: dict[int, list[int]] = {}
    for column in columns:
        left = [value % _PRIME for value in column]
        for lead, row in basis.items():
            if left[lead]:
                factor = left[lead]
                left = [(a - factor * b) % _PRIME for a, b in zip(left, row, strict=True)]
        first = next((place for place, value in enumerate(left) if value), None)
        if first is not None:
            inverse = pow(left[first], -1, _PRIME)
            basis[first] = [value * inverse % _PRIME for value in left]
    return len(basis)
