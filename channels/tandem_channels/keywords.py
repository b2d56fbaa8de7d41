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
    "HELP": Reply.HELP,
    "INFO": Reply.HELP,
    "AIDE": Reply.HELP,
}

# Said beside a word, it asks for nothing more: "stop svp" is STOP.
COURTESY = re.compile(
    r"\b(?:SVP|STP|S IL (?:VOUS|TE) PLAIT|MERCI(?: (?:BEAUCOUP|D AVANCE|BIEN))?|BONJOUR|BONSOIR|CORDIALEMENT"
    r"|PLEASE|PLS|PLZ|THANKS|THANK YOU|THX|HELLO|HI)\b"
)
# END, QUIT and CANCEL are everyday words ("at the end of the month", "cancel the invoice") and count only alone.
# Not "arrêt maladie", "arrêt de travail": being on sick leave is no request.
STOP_REQUEST = re.compile(
    r"\b("
    r"STOP|STOPALL|STOPPEZ|STOPPER|ARRET(?! (?:DE )?(?:MALADIE|TRAVAIL))|ARRETE|ARRETEZ|ARRETER"
    r"|UNSUBSCRIBE|REVOKE|OPT ?OUT|DESINSCRI\w+|DESABONN\w+"
    r"|NE (?:PLUS )?(?:ME |M )?(?:CONTACT|RECONTACT|ECRI|ENVO|APPEL|RAPPEL)\w* ?PLUS"
    r"|NE PLUS (?:ME |M |ETRE |RECEVOIR )\w*|NE VEUX PLUS (?:ETRE |RECEVOIR |DE )\w*"
    r"|LAISSEZ MOI TRANQUILLE|PLUS (?:DE |AUCUN )(?:SMS|MESSAGE|TEXTO)S?"
    r"|(?:DO NOT|DON T|DONT) (?:CONTACT|TEXT|MESSAGE|CALL|WRITE)"
    r"|LEAVE ME ALONE|NO MORE (?:SMS|TEXT|MESSAGE)S?|REMOVE ME|TAKE ME OFF"
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
