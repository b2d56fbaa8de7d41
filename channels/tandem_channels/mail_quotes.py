"""What somebody wrote now, and what of it are their own words: an answer brings along what it answers.

Line by line, never by a pattern over the whole text: one that goes back at each line of a long quote takes minutes.
"""

import re

_LONGEST = 400  # characters that are looked at of a line
# The line with which mail programs begin what they quote; theirs may break over two lines.
_WROTE = re.compile(r"(?:le|on|am|el|il)\b.{6,}(?:a\s{1,3}écrit|wrote|schrieb|escribió|ha scritto)\s?:$", re.I)
_WROTE_BEGINS = re.compile(r"(?:le|on|am|el|il)\b.{6}", re.I)
_RULE = re.compile(
    r"-{2,20} ?(?:original message|message d['’]origine|message original|forwarded message|message transféré) ?-{2,20}"
    r"|_{20,}$",
    re.I,
)
_FROM = re.compile(r"(?:de|from|von)\s?:.", re.I)
_SENT = re.compile(r"(?:envoyé|sent|date|gesendet|à|to)\s?:", re.I)
# The way out that our own e-mails end with.
_OUR_LINK = re.compile(r"https?://[^\s/]{1,253}/o/\w")


def without_quote(text: str) -> str:
    """What was written now. An answer that stands between quoted lines stays as it is, and so does one with no text."""
    lines = text.split("\n")
    return "\n".join(lines[: _quote_begins(lines)]).strip() or text


def own_words(text: str) -> str:
    """The sender's own words and nothing else: without what is quoted anywhere, and without the links of our e-mails.

    Empty for an answer that says nothing.
    """
    lines = text.split("\n")
    mine = [line for line in lines[: _quote_begins(lines)] if not line.lstrip().startswith(">")]
    return "\n".join(line for line in mine if not _OUR_LINK.search(line[: 4 * _LONGEST])).strip()


def _quote_begins(lines: list[str]) -> int:
    """The number of the line from which on everything is quoted."""
    for place, line in enumerate(lines):
        if _is_head(line[:_LONGEST], [one[:_LONGEST] for one in lines[place + 1 : place + 4]]):
            return place
    end = len(lines)
    while end and (lines[end - 1].startswith(">") or not lines[end - 1].strip()):
        end -= 1
    return end


def _is_head(line: str, behind: list[str]) -> bool:
    if _RULE.match(line) or _WROTE.match(line):
        return True
    if _WROTE_BEGINS.match(line) and behind and _WROTE.match(f"{line} {behind[0]}"):
        return True
    return bool(_FROM.match(line)) and any(_SENT.match(one) for one in behind)
