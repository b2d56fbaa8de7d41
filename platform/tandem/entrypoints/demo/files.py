"""The files of unpaid invoices that the cast's creditors place: what an accounting export looks like."""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta

_HEADER = (
    "Réf client",
    "Raison sociale",
    "E-mail",
    "Téléphone",
    "Adresse",
    "Code postal",
    "Ville",
    "N° facture",
    "Date facture",
    "Échéance",
    "Montant TTC",
)


@dataclass(frozen=True, slots=True)
class DemoDebtor:
    """One customer who has not paid: `invoices` are (amount in cents, days past due when placed)."""

    reference: str
    name: str
    street: str
    postal_code: str
    city: str
    invoices: tuple[tuple[int, int], ...]
    has_email: bool = True
    has_phone: bool = True


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file as one creditor places it under one mandate."""

    creditor: str
    person: str
    mandate: str
    prefix: str
    segment: str
    debtors: tuple[DemoDebtor, ...]
    nature: str = "general"

    def as_csv(self, placed_on: date) -> bytes:
        """The bytes, with due dates counted back from the day of placement."""
        text = io.StringIO()
        rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
        rows.writerow(_HEADER)
        number = 100
        for index, debtor in enumerate(self.debtors):
            email = f"compta@{self.prefix.lower()}-{index:02}.example" if debtor.has_email else ""
            phone = f"06 39 98 {_block(self.prefix):02} {index:02}" if debtor.has_phone else ""
            for cents, days in debtor.invoices:
                number += 7
                due = placed_on - timedelta(days=days)
                rows.writerow(
                    [
                        debtor.reference,
                        debtor.name,
                        email,
                        phone,
                        debtor.street,
                        debtor.postal_code,
                        debtor.city,
                        f"{self.prefix}-{number}",
                        f"{due - timedelta(days=30):%d/%m/%Y}",
                        f"{due:%d/%m/%Y}",
                        f"{cents // 100},{cents % 100:02}",
                    ]
                )
        return text.getvalue().encode("utf-8-sig")


def _block(prefix: str) -> int:
    """Two digits of the fictitious numbers, one block a file."""
    return {"BL": 11, "BM": 12, "EA": 13, "CS": 14, "LN": 15}[prefix]


BATI_LOIRE = DemoFile(
    "bati-loire",
    "helene",
    "MR-2026-001",
    "BL",
    "professional",
    (
        DemoDebtor(
            "C1001",
            "SARL Couverture Angevine",
            "14 rue des Ardoises",
            "49100",
            "Angers",
            ((4_862_40, 74), (1_290_00, 44)),
        ),
        DemoDebtor("C1002", "Maçonnerie Lefèvre", "2 impasse du Moulin", "44300", "Nantes", ((12_740_00, 96),)),
        DemoDebtor(
            "C1003",
            "Toitures du Val",
            "9 chemin des Vignes",
            "37000",
            "Tours",
            ((780_50, 61), (642_00, 38), (915_75, 12)),
        ),
        DemoDebtor("C1004", "Charpentes Gauthier & Fils", "27 route de Sablé", "72300", "Solesmes", ((3_415_20, 130),)),
        DemoDebtor("C1005", "Atelier Bois Clair", "5 rue de l’Écluse", "44000", "Nantes", ((1_980_00, 52),)),
        DemoDebtor("C1006", "Rénov’Ouest", "31 avenue Patton", "49000", "Angers", ((6_250_00, 83), (2_100_00, 53))),
        DemoDebtor("C1007", "SCI Les Tilleuls", "18 place du Ralliement", "49100", "Angers", ((980_00, 47),)),
        DemoDebtor("C1008", "Plâtrerie Moderne", "44 rue Jean Jaurès", "85000", "La Roche-sur-Yon", ((2_315_90, 68),)),
        DemoDebtor(
            "C1009", "Menuiserie Cœur de Loire", "3 quai Mazarine", "49400", "Saumur", ((5_120_00, 112), (870_00, 21))
        ),
        DemoDebtor("C1010", "Étanchéité Bretonne", "61 rue de Brest", "35000", "Rennes", ((1_450_30, 36),)),
        DemoDebtor("C1011", "Façades & Cie", "7 rue du Port", "44600", "Saint-Nazaire", ((8_900_00, 155),)),
        DemoDebtor("C1012", "Isolation Plus", "12 rue Pasteur", "53000", "Laval", ((1_120_00, 59),), has_phone=False),
    ),
)
BATI_LOIRE_LATER = DemoFile(
    "bati-loire",
    "lucas",
    "MR-2026-001",
    "BM",
    "professional",
    (
        DemoDebtor("C1020", "Carrelages du Maine", "8 rue Gambetta", "72000", "Le Mans", ((2_640_00, 41),)),
        DemoDebtor("C1021", "Serrurerie Duval", "15 rue Nationale", "49300", "Cholet", ((1_310_00, 33), (420_00, 9))),
        DemoDebtor("C1022", "Peintures Océane", "22 boulevard de la Mer", "44500", "La Baule", ((3_780_00, 64),)),
        DemoDebtor("C1003", "Toitures du Val", "9 chemin des Vignes", "37000", "Tours", ((1_260_00, 31),)),
    ),
)
# (reference, name, street, postal code, city, [(cents, days past due)]): enough people for a bank's totals to be shown.
_CONSUMERS = (
    ("P20114", "Julie Perrin", "4 rue des Lilas", "17000", "La Rochelle", ((186_42, 58),)),
    ("P20131", "Thomas Keller", "11 avenue Kléber", "67000", "Strasbourg", ((342_10, 90), (171_05, 60))),
    ("P20177", "Manon Richard", "6 cours des Dames", "17000", "La Rochelle", ((95_30, 45),)),
    ("P20202", "Raphaël Bonnet", "19 rue du Palais", "17100", "Saintes", ((512_77, 120),)),
    ("P20245", "Camille Robert", "2 rue Thiers", "16000", "Angoulême", ((228_16, 66),)),
    ("P20260", "Arthur Martin", "33 rue de la Paix", "79000", "Niort", ((147_90, 40),)),
    ("P20288", "Léa Michel", "8 allée des Pins", "33120", "Arcachon", ((402_35, 820),)),
    ("P20301", "Louis Lefebvre", "5 rue Neuve", "86000", "Poitiers", ((276_60, 75),)),
    ("P20310", "Inès Moreau", "14 rue Carnot", "86000", "Poitiers", ((119_80, 15),)),
    ("P20322", "Nathan Faure", "3 rue du Temple", "17000", "La Rochelle", ((264_00, 18),)),
    ("P20335", "Chloé Garnier", "27 avenue Foch", "79000", "Niort", ((88_45, 12),)),
    ("P20341", "Enzo Chevalier", "9 place Royale", "16000", "Angoulême", ((310_20, 22),)),
    ("P20356", "Sarah Blanc", "41 rue Victor Hugo", "87000", "Limoges", ((141_75, 9),)),
    ("P20364", "Adam Rousseau", "6 rue des Écoles", "87000", "Limoges", ((205_60, 26),)),
    ("P20378", "Zoé Fontaine", "18 quai Valin", "17000", "La Rochelle", ((176_30, 48),)),
    ("P20383", "Maël Henry", "2 rue Saint-Éloi", "86100", "Châtellerault", ((97_15, 39),)),
    ("P20397", "Lola Colin", "55 rue Gambetta", "33000", "Bordeaux", ((433_90, 52),)),
    ("P20405", "Gabriel Roussel", "7 cours Pasteur", "33000", "Bordeaux", ((289_00, 43),)),
    ("P20412", "Alice Barbier", "12 rue Nationale", "79000", "Niort", ((158_25, 35),)),
    ("P20428", "Jules Renaud", "30 rue de Cognac", "16100", "Cognac", ((367_40, 64),)),
    ("P20436", "Louise Aubert", "1 impasse des Roses", "17200", "Royan", ((121_10, 71),)),
    ("P20441", "Ethan Leclerc", "16 boulevard Garnier", "17200", "Royan", ((244_85, 79),)),
    ("P20459", "Rose Gaillard", "4 rue du Moulin", "17400", "Saint-Jean-d’Angély", ((199_99, 84),)),
    ("P20467", "Noé Marchand", "22 rue Alsace-Lorraine", "17500", "Jonzac", ((333_30, 62),)),
    ("P20472", "Anna Picard", "8 rue des Tanneurs", "86200", "Loudun", ((152_60, 97),)),
    ("P20488", "Hugo Lemoine", "19 avenue de Paris", "79200", "Parthenay", ((410_05, 104),)),
    ("P20493", "Lina Brun", "5 rue Basse", "79300", "Bressuire", ((87_20, 111),)),
    ("P20501", "Tom Vidal", "13 place du Minage", "79500", "Melle", ((276_45, 116),)),
    ("P20517", "Eva Schmitt", "2 rue du Faubourg", "16200", "Jarnac", ((134_70, 93),)),
    ("P20529", "Sacha Roy", "24 rue des Halles", "16300", "Barbezieux", ((221_35, 58),)),
)
ENERGIE = DemoFile(
    "energie",
    "nadia",
    "MR-2026-002",
    "EA",
    "consumer",
    tuple(
        DemoDebtor(reference, name, street, postal_code, city, invoices, has_email=reference != "P20260")
        for reference, name, street, postal_code, city, invoices in _CONSUMERS
    ),
)
CLINIQUE = DemoFile(
    "clinique",
    "paul",
    "MR-2026-003",
    "CS",
    "consumer",
    (
        DemoDebtor("D-3301", "Emma Bernard", "10 rue Saint-Malo", "35000", "Rennes", ((320_00, 49),)),
        DemoDebtor("D-3318", "Hugo Laurent", "3 square La Touche", "35000", "Rennes", ((150_00, 63),)),
        DemoDebtor("D-3342", "Jade Girard", "25 rue de Fougères", "35700", "Rennes", ((890_00, 88),)),
    ),
)
LOGISTIQUE = DemoFile(
    "logistique",
    "chloe",
    "AT-2026-014",
    "LN",
    "professional",
    (
        DemoDebtor("T-01", "Transports Vasseur", "1 rue des Docks", "59140", "Dunkerque", ((7_430_00, 70),)),
        DemoDebtor("T-02", "Frigo Express", "17 rue de Douai", "59000", "Lille", ((2_980_00, 55), (1_015_00, 25))),
        DemoDebtor(
            "T-03", "Messagerie du Littoral", "40 route de Calais", "62200", "Boulogne-sur-Mer", ((4_225_60, 101),)
        ),
        DemoDebtor("T-04", "Halles Primeurs", "6 place du Marché", "62000", "Arras", ((1_640_00, 48),)),
        DemoDebtor("T-05", "Brasserie des Flandres", "88 rue Royale", "59800", "Lille", ((3_310_00, 62),)),
    ),
    nature="transport",
)
