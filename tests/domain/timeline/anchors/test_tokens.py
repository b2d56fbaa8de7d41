"""Answers as hostile bytes: refused in one way, or they say what the untouched one says."""

import random
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from tandem.timeline.anchors.authority import Authority
from tandem.timeline.anchors.der import sets_in_order
from tandem.timeline.anchors.tokens import TokenRefused, check, request_for
from tests.domain.timeline.anchors.authority_of_openssl import LocalAuthority

TEXT = b"what is stamped"


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    """An authority that nobody listens to."""
    made = LocalAuthority(tmp_path_factory.mktemp("authority"))
    made.certify()
    return made


@pytest.fixture(scope="module")
def answer(local: LocalAuthority) -> bytes:
    """A token that holds."""
    return local.answer(request_for(TEXT).as_bytes())


def said(answer: bytes, authority: Authority) -> tuple[datetime, str, bool] | None:
    try:
        stamp = check(answer, TEXT, authority)
    except TokenRefused:
        return None
    return stamp.at, stamp.authority, stamp.qualified


def changed(answer: bytes, chance: random.Random) -> bytes:
    """Some bytes exchanged, cut off, or slipped in."""
    made, place = bytearray(answer), chance.randrange(len(answer))
    match chance.randrange(3):
        case 0:
            made[place] ^= chance.randrange(1, 256)
        case 1:
            del made[place:]
        case _:
            made[place:place] = chance.randbytes(3)
    return bytes(made)


def test_no_changed_answer_says_anything_else(local: LocalAuthority, answer: bytes) -> None:
    authority, chance = local.trusted(), random.Random(3161)
    right = said(answer, authority)
    assert right

    heard = {said(changed(answer, chance), authority) for _ in range(3_000)}

    # Some bytes are covered by no signature: a copy of the root, or the text of a status.
    assert heard <= {None, right}
    assert None in heard


def test_a_token_of_another_text_is_refused(local: LocalAuthority, answer: bytes) -> None:
    with pytest.raises(TokenRefused, match="Mismatch between messages"):
        check(answer, b"another text", local.trusted())


def test_a_qualified_certificate_that_only_came_along_qualifies_nothing(
    local: LocalAuthority, answer: bytes, tmp_path: Path
) -> None:
    """A signer that is not qualified sends the certificate of one that is, among its own."""
    other = LocalAuthority(tmp_path / "other")
    other.folder.mkdir()
    other.certify()
    sender = LocalAuthority(shutil.copytree(local.folder, tmp_path / "sender"))
    sent, along = sender.folder / "between.pem", (other.folder / "between.pem").read_bytes()
    sent.write_bytes((local.folder / "between.pem").read_bytes() + along)

    stamp = check(
        sender.answer(request_for(TEXT).as_bytes()), TEXT, local.trusted(frozenset({other.fingerprint("between")}))
    )

    assert not stamp.qualified
    assert stamp.chain.count(b"BEGIN CERTIFICATE") == 3
    # A second certificate of the signer's very name and number leaves open whose key it was. Which of the two comes
    # first, and so who notices, follows from their random keys.
    sent.write_bytes((local.folder / "between.pem").read_bytes() + (other.folder / "signer.pem").read_bytes())
    with pytest.raises(TokenRefused, match=r"2 certificates claim to be its signer's|certificate verify error"):
        check(sender.answer(request_for(TEXT).as_bytes()), TEXT, local.trusted())


def test_certificates_are_put_in_order_and_nothing_else_is_touched(answer: bytes) -> None:
    ordered = sets_in_order(answer)

    assert sorted(ordered) == sorted(answer)
    assert sets_in_order(ordered) == ordered
    for nothing in (b"", b"\x30", b"\x30\x80", b"\x30\x85\x01", b"\x30\x03no"):
        with pytest.raises(ValueError, match=r"cut off|not DER"):
            sets_in_order(nothing)


def test_certificates_of_the_settings_need_a_root(local: LocalAuthority) -> None:
    between = (local.folder / "between.pem").read_text()

    with pytest.raises(ValueError, match="no certificate among them is a root"):
        Authority.of(None, between, frozenset())
    assert len(Authority.of(None, str(local.root), frozenset()).roots) == 1
    assert len(Authority.of(None, local.root.read_text() + between, frozenset()).intermediates) == 1
