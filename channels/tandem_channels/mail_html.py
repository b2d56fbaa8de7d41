"""The words of an HTML e-mail: read in one pass, so that nobody's page costs more than its length.

Python's own `html.parser` starts again at each `<` that is not closed: 60 kB of them take minutes.
"""

import re
from html import unescape

_MOST = 800_000  # characters that are read of a page
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
_UNSHOWN = frozenset({"head", "script", "style", "title", "template"})
_NAME = re.compile(r"/?[a-z][a-z0-9]{0,20}")
# A tag to its end, which stands outside of quotes; possessive, so that an open quote costs one look.
_ENDED = re.compile(r"""(?:[^>"']|"[^"]*"|'[^']*')*+>""")
# No character has a number so long, and Python refuses to read one of more than 4,300 digits.
_NO_CHARACTER = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")


def words_of(html: str) -> str:
    """What a page shows as text, blocks on lines of their own; quotes keep their mark (`> `)."""
    text, *tags = html[:_MOST].split("<")
    pieces = [_spoken(text)]
    quoted, hidden, in_comment = 0, "", False
    for tag in tags:
        if in_comment or tag.startswith("!--"):
            _, ended, rest = tag.partition("-->")
            in_comment = not ended
            pieces.append("" if hidden else _spoken(rest))
            continue
        name, rest = _opened(tag)
        if hidden:
            hidden, rest = ("", rest) if name == f"/{hidden}" else (hidden, "")
        elif name in _UNSHOWN:
            hidden, rest = name, ""
        quoted = max(0, quoted + (name == "blockquote") - (name == "/blockquote"))
        if not hidden and name.removeprefix("/") in _BLOCKS:
            pieces.append("\n" if name.startswith("/") else "\n" + "> " * min(quoted, 3))
        pieces.append(_spoken(rest))
    return "\n".join(line.strip(" \t") for line in "".join(pieces).split("\n"))


def _opened(tag: str) -> tuple[str, str]:
    """A tag's name and what stands behind it; a `<` that begins none is a word like any other."""
    found = _NAME.match(tag[:22].lower())
    if found is None and not tag.startswith(("!", "?")):
        return "", f"<{tag}"
    ended = _ENDED.match(tag)
    return found[0] if found else "", tag[ended.end() :] if ended else tag.partition(">")[2]


def _spoken(text: str) -> str:
    return re.sub(r"\s+", " ", unescape(_NO_CHARACTER.sub("\ufffd", text)))
