"""A file of unpaid invoices as a builders' merchant exports it: its own debtors for each language of the story."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, timedelta

TODAY = date(2026, 11, 24)
HEADER = (
    "Réf client", "Raison sociale", "E-mail", "Téléphone", "Adresse", "Code postal", "Ville",
    "N° facture", "Date facture", "Échéance", "Montant TTC",
)  # fmt: skip
# (name, street, postal code, town, cents, days overdue): the first stays on top of the queue, its letter posted.
DEBTORS = (
    ("Maçonnerie Évrard & Fils", "14 rue de l’Échelle", "49100", "Angers", 18_450_00, 160),
    ("Plâtrerie Noël", "3 impasse du Chêne", "44000", "Nantes", 920_50, 21),
    ("Étanchéité Guérin", "8 quai Ceineray", "44000", "Nantes", 640_00, 18),
    ("Menuiserie Lemaître", "27 rue des Tonneliers", "37000", "Tours", 1_150_75, 24),
    ("Façades Bérénice", "5 allée des Frênes", "72000", "Le Mans", 480_20, 15),
    ("Cœur de Chaume SARL", "61 route de Sainte-Luce", "44300", "Nantes", 1_310_00, 30),
)
REFUSED_VALUE = "à vérifier"


@dataclass(frozen=True)
class UnpaidFile:
    """One language's file. `mark` starts every reference in it, so that a search finds these case files only."""

    mark: str
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        # The mark is in the names too: two stories on one product never meet in a list.
        object.__setattr__(self, "names", tuple(f"{name} {self.mark}" for name, *_ in DEBTORS))

    @property
    def filename(self) -> str:
        return f"impayés-{self.mark}.csv"

    @property
    def phone(self) -> str:
        """The number of the debtor on top; Arcep keeps 06 39 98 for fiction."""
        return f"+3363998{self._block}00"

    @property
    def email(self) -> str:
        """The address of the debtor on top."""
        return f"compta@{self.mark.lower()}-00.example"

    @property
    def _block(self) -> int:
        return 20 + sum(map(ord, self.mark)) % 80

    def as_csv(self) -> bytes:
        """Six good rows and a seventh whose amount nobody can read."""
        text = io.StringIO()
        rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
        rows.writerow(HEADER)
        for index, (debtor, name) in enumerate(zip(DEBTORS, self.names, strict=True)):
            rows.writerow(self._row(index, name, *debtor[1:]))
        rows.writerow(
            [*self._row(6, f"Ravalement Zoé {self.mark}", "1 rue Basse", "49000", "Angers", 0, 40)[:-1], REFUSED_VALUE]
        )
        return text.getvalue().encode("utf-8-sig")

    def _row(self, index: int, name: str, street: str, code: str, town: str, cents: int, days: int) -> list[str]:
        due = TODAY - timedelta(days=days)
        phone = f"06 39 98 {self._block} {index:02}"
        email = f"compta@{self.mark.lower()}-{index:02}.example"
        issued = f"{due - timedelta(days=30):%d/%m/%Y}"
        amount = f"{cents // 100},{cents % 100:02}"
        number = f"{self.mark}-{501 + index}"
        return [
            f"{self.mark}{index:03}",
            name,
            email,
            phone,
            street,
            code,
            town,
            number,
            issued,
            f"{due:%d/%m/%Y}",
            amount,
        ]
