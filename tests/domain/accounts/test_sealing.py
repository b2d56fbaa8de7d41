"""Keys at rest: bound to their account, opened by two keys while the installation's is replaced, never printed."""

from uuid import uuid4

import pytest

from tandem.contacts.accounts import sealing
from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.sealing import KeyUnknown, opened, sealed

SECRETS = Secrets(auth_token="first-token", api_key="SG.first")


def test_what_is_sealed_opens_for_its_account_alone():
    account_id = uuid4()
    stored = sealed(account_id, SECRETS)

    assert opened(account_id, stored) == SECRETS
    with pytest.raises(KeyUnknown):
        opened(uuid4(), stored)


def test_nothing_of_a_key_is_in_what_is_stored_or_printed():
    stored = sealed(uuid4(), SECRETS)

    assert b"first-token" not in stored
    assert b"SG.first" not in stored
    assert "first" not in repr(SECRETS) + str(SECRETS)


def test_one_bit_changed_opens_nothing():
    account_id = uuid4()
    stored = bytearray(sealed(account_id, SECRETS))
    stored[-1] ^= 1

    with pytest.raises(KeyUnknown):
        opened(account_id, bytes(stored))


def test_with_a_new_key_and_the_former_both_open_and_the_new_one_seals():
    account_id, before, after = uuid4(), b"b" * 32, b"a" * 32
    sealing.configure(before)
    old = sealed(account_id, SECRETS)

    sealing.configure(after, before)
    new = sealed(account_id, SECRETS)

    assert opened(account_id, old) == opened(account_id, new) == SECRETS
    sealing.configure(after)
    assert opened(account_id, new) == SECRETS
    with pytest.raises(KeyUnknown):
        opened(account_id, old)
