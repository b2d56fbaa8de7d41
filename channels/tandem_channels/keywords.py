"""What a debtor's text message asks: to stop, to start again, for help, or something that a person must read.

The exact words are Twilio's defaults and their French kin. Twilio itself blocks a number only on its own English
defaults, unless Advanced Opt-Out is set on the messaging service, so our own suppression list decides."""

import re
import unicodedata
from enum import StrEnum


class Reply(StrEnum):
    STOP = "stop"  # the whole text is a stop word: opt-out
    START = "start"  # the whole text withdraws an opt-out
    HELP = "help"  # the whole text asks who is writing
    STOP_IN_TEXT = "stop_in_text"  # free text that asks to stop: provisional opt-out, and a person reads it
    PLAIN = "plain"  # anything else: a person reads it


KEYWORDS = {
    "STOP": Reply.STOP,
    "STOPALL": Reply.STOP,
    "UNSUBSCRIBE": Reply.STOP,
    "END": Reply.STOP,
    "QUIT": Reply.STOP,
    "REVOKE": Reply.STOP,
    "OPTOUT": Reply.STOP,
    "CANCEL": Reply.STOP,
    "ARRET": Reply.STOP,
    "DESINSCRIRE": Reply.STOP,
    "DESABONNER": Reply.STOP,
    "START": Reply.START,
    "UNSTOP": Reply.START,
    "REPRENDRE": Reply.START,
    "REABONNER": Reply.START,
    "HELP": Reply.HELP,
    "INFO": Reply.HELP,
    "AIDE": Reply.HELP,
}

# Said beside a word, it asks for nothing more: "stop svp" is STOP.
COURTESY = re.compile(
    r"\b(?:SVP|STP|S IL (?:VOUS|TE) PLAIT|MERCI(?: (?:BEAUCOUP|D AVANCE|BIEN))?|BONJOUR|BONSOIR|CORDIALEMENT"
    r"|PLEASE|PLS|PLZ|THANKS|THANK YOU|THX|HELLO|HI)\b"
)
_REACH = r"(?:CONTACT|RECONTACT|ECRI|ENVO|APPEL|RAPPEL|TELEPHON|DERANG|SOLLICIT|RELANC|HARCEL)"
_WISH = r"(?:VEUX|VEUT|VOULONS|VOUDRAIS|SOUHAITE|SOUHAITONS|DESIRE|DESIRONS|FAUT)"
_MESSAGES = r"(?:SMS|MESSAGE|TEXTO|TEXT|APPEL|CALL|COURRIEL|COURRIER|E ?MAIL|MAIL|CONTACT|RELANCE)"
# Who did not mean it is read by a person and opened again; who meant it and is not understood is contacted on. END,
# QUIT and CANCEL are everyday words ("at the end of the month", "cancel the invoice"): they count alone, or before what
# is to end. Not "arrêt maladie", "arrêt de travail": being on sick leave is no request. "Je ne peux plus payer" and "je
# ne peux plus vous appeler" ask for nothing.
STOP_REQUEST = re.compile(
    r"\b(?:"
    # The words themselves, also as they are misspelt.
    r"STOP|STOPALL|STOPP?E?[RZ]?|STPO|SOTP|ARRET(?! (?:DE )?(?:MALADIE|TRAVAIL))|ARR?ETT?E[SRZ]?"
    r"|UNSUBSCRIBE|UNSUBSCRIBED|REVOKE|OPT ?OUT|DESINSCRI\w+|DESABONN\w+"
    # Ne m’appelez plus; n’écrivez pas; ne plus être contacté; je ne souhaite plus recevoir de SMS.
    rf"|(?<!VOUS )(?:NE |N )(?:(?:ME |M |NOUS ){_REACH}\w*|{_REACH}\w*EZ) (?:PLUS|PAS|JAMAIS)"
    rf"|(?:NE |N )(?:{_WISH} )?(?:PLUS|PAS|JAMAIS) (?:ME |M |NOUS )?(?:RECEVOIR|(?:ETRE (?:RE)?)?{_REACH})\w*"
    rf"|(?:NE |N )VEUX PLUS (?:ETRE|RECEVOIR|DE|D|AUCUN|VOS)"
    rf"|PLUS (?:DE |D |AUCUN |AUCUNE |VOS ){_MESSAGES}S?"
    rf"|(?:CESSE|CESSER|CESSEZ|EVITEZ|EVITER)(?: \w+)?(?: DE| D| VOS| LES| TOUT)(?: ME| M)? (?:{_REACH}|{_MESSAGES})\w*"
    r"|(?:RETIR|SUPPRIM|ENLEV|RAY|EFFAC)\w+"
    r" (?:MOI|MON (?:NUMERO|NOM|CONTACT|ADRESSE|E ?MAIL)|MES (?:COORDONNEES|DONNEES))"
    r"|(?:LAISSE|LAISSEZ) (?:MOI|NOUS) (?:TRANQUILLES?|EN PAIX)|(?:FOUTEZ|FICHEZ|FOUS|FICHE) (?:MOI|NOUS) LA PAIX"
    # Do not ever call me again; quit texting me; cancel these texts; I do not wish to be contacted.
    r"|(?:DO NOT|DON T|DONT|NEVER)(?: EVER| PLEASE)? (?:CONTACT|TEXT|MESSAGE|CALL|WRITE|E ?MAIL|PHONE|BOTHER)"
    r"|(?:QUIT|CEASE|CANCEL|END(?= (?:ALL|THESE|YOUR)))(?: (?:ALL|ANY|THE|THESE|THOSE|YOUR|ALL YOUR|ALL THESE))?"
    r" (?:TEXT|CALL|MESSAG|CONTACT|E ?MAIL|WRIT|BOTHER|HARASS|COMMUNICAT)\w*"
    r"|(?:NOT|NO LONGER) (?:WANT|WISH|LIKE) TO (?:BE (?:CALLED|CONTACTED|TEXTED|E ?MAILED)|RECEIVE|GET|HEAR)"
    r"|LEAVE ME ALONE|LOSE MY NUMBER|REMOVE (?:ME|MY)|TAKE (?:ME|MY NUMBER) OFF"
    r"|NO MORE (?:SMS|TEXT|MESSAGE|CALL|E ?MAIL|CONTACT)S?"
    r")\b"
)


def reply_in(text: str) -> Reply:
    """Classify an inbound text (compliance, §4). "Arrêt." is ARRET; "je veux arrêter ça" is STOP_IN_TEXT."""
    words = " ".join(_words(text))
    exact = KEYWORDS.get(words.replace(" ", "")) or KEYWORDS.get(COURTESY.sub("", words).replace(" ", ""))
    if exact is not None:
        return exact
    return Reply.STOP_IN_TEXT if STOP_REQUEST.search(words) else Reply.PLAIN


def _words(text: str) -> list[str]:
    """Upper-case words without accents; anything but a letter or a digit separates ("opt-out" is OPT, OUT)."""
    decomposed = unicodedata.normalize("NFKD", text.strip().upper())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.findall(r"[A-Z0-9]+", bare)
