"""Just enough of PDF to read back what Typst wrote: each run of text with its place on the page."""

import re
import zlib
from dataclasses import dataclass

MM_PER_POINT = 25.4 / 72
PAGE_HEIGHT = 841.8898
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Run:
    """`left` and `top` in millimetres from the corner of the paper."""

    page: int
    left: float
    top: float
    text: str


def runs_in(pdf: bytes) -> list[Run]:
    """Every run, in the order of the content streams."""
    objects = {int(m[1]): m[2] for m in re.finditer(rb"(\d+) 0 obj\s*(.*?)endobj", pdf, re.DOTALL)}
    pages = [body for body in objects.values() if b"/Type/Page/" in body]
    runs: list[Run] = []
    for number, page in enumerate(pages):
        fonts = _fonts(objects, objects[_reference(page, rb"/Resources")])
        content = _stream(objects[_reference(page, rb"/Contents")]).decode("latin-1")
        pattern = r"q 1 0 0 -1 ([\d.]+) ([\d.]+) cm.*?BT(.*?)ET"
        for left, up, shown in re.findall(pattern, content, re.DOTALL):
            runs.append(
                Run(number, float(left) * MM_PER_POINT, (PAGE_HEIGHT - float(up)) * MM_PER_POINT, _text(shown, fonts))
            )
    return runs


def text_of(pdf: bytes) -> str:
    """All of it, with single spaces."""
    return " ".join(" ".join(run.text for run in runs_in(pdf)).split())


def _fonts(objects: dict[int, bytes], resources: bytes) -> dict[str, dict[int, str]]:
    fonts = {}
    for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources):
        cmap = _stream(objects[_reference(objects[int(number)], rb"/ToUnicode")]).decode("latin-1")
        fonts[name.decode()] = {
            int(glyph, 16): bytes.fromhex(character).decode("utf-16-be")
            for glyph, character in re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>\n", cmap)
            if len(glyph) == 4
        }
    return fonts


def _text(shown: str, fonts: dict[str, dict[int, str]]) -> str:
    words = []
    font: dict[int, str] = {}
    at = 0
    while at < len(shown):
        if selected := re.compile(r"/(f\d+) [\d.]+ Tf").match(shown, at):
            font, at = fonts[selected[1]], selected.end()
        elif shown[at] == "(":
            end = _end_of_literal(shown, at)
            raw = _unescaped(shown[at + 1 : end].encode("latin-1"))
            # A glyph that stands for several texts (a ligature of some other word) is not in the font's table.
            words += [font.get(int.from_bytes(raw[i : i + 2]), "\ufffd") for i in range(0, len(raw), 2)]
            at = end + 1
        else:
            at += 1
    return "".join(words)


def _end_of_literal(shown: str, start: int) -> int:
    """Where the closing parenthesis stands; balanced ones inside need no backslash."""
    depth = 0
    for match in re.compile(r"\\.|[()]", re.DOTALL).finditer(shown, start):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0:
            return match.start()
    raise AssertionError("a literal without end")


def _unescaped(literal: bytes) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        code = match[1]
        return bytes([int(code, 8)]) if code.isdigit() else ESCAPES.get(code, code)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, literal, flags=re.DOTALL)


def _reference(body: bytes, key: bytes) -> int:
    found = re.search(key + rb" (\d+) 0 R", body)
    assert found is not None, key
    return int(found[1])


def _stream(body: bytes) -> bytes:
    found = re.search(rb"stream\r?\n(.*?)endstream", body, re.DOTALL)
    assert found is not None
    # Compressed bytes may themselves end like a line: the decompressor knows where they end.
    return zlib.decompressobj().decompress(found[1])
