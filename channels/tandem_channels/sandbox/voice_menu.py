"""What an answered leg is told to do: TwiML is asked for and followed, keys are waited for and posted.

Followed are Say, Pause, Gather with nested Say, Dial of a number or a conference, Redirect, Hangup and Reject."""

import json
import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import aiohttp

from tandem_channels.sandbox import voice
from tandem_channels.sandbox.callbacks import TIMEOUT, form_request
from tandem_channels.sandbox.state import Sandbox, new_sid

KEYS = re.compile(r"[0-9*#]{1,20}")


class NoSuchKeys(Exception):
    """Telephones have digits, the star and the hash."""


async def ask_and_follow(sandbox: Sandbox, call: dict[str, Any], url: str | None = None, **more: str) -> None:
    """Ask an address for TwiML, as Twilio does once, and do what it says; what cannot be read ends the call (11200)."""
    asked = url or call["answer_url"]
    form = voice.form_of(sandbox, call) | more
    body, headers = form_request(sandbox, asked, form, new_sid("IT"))
    try:
        async with sandbox.http.post(asked, data=body, headers=headers, timeout=TIMEOUT) as answer:
            document = await answer.text()
            if answer.status != 200:
                raise ValueError(f"answered {answer.status}")
        verbs = list(ElementTree.fromstring(document))  # noqa: S314 -- our own app's answer, to a local tool
    except (TimeoutError, aiohttp.ClientError, ValueError, ElementTree.ParseError) as error:
        sandbox.store.insert(
            "callbacks", sid=call["sid"], what="twiml", url=asked, tries=1, outcome=str(error), at=sandbox.stamp()
        )
        await voice.end(sandbox, call["sid"], "completed", "11200")
        return
    await _follow(sandbox, call, verbs)


async def follow_document(sandbox: Sandbox, call: dict[str, Any], document: str) -> None:
    """Do what this TwiML says instead of whatever the call was doing."""
    _wait_no_more(sandbox, call["sid"])
    await _follow(sandbox, call, list(ElementTree.fromstring(document)))  # noqa: S314 -- of our own app


async def press(sandbox: Sandbox, sid: str, digits: str) -> None:
    """The debtor presses keys while the call waits for some, or the star to leave a conference.

    Raises NoSuchKeys, KeyError, voice.CallMoved."""
    if not KEYS.fullmatch(digits):
        raise NoSuchKeys
    call = sandbox.store.row("SELECT * FROM calls WHERE sid = ?", sid)
    if call is None:
        raise KeyError(sid)
    if call["waits_for_keys"] is None and call["star_url"] and "*" in digits and call["status"] == "in-progress":
        await leave_conference(sandbox, call)
        return
    if call["waits_for_keys"] is None:
        raise voice.CallMoved(f"{call['status']}: waits for no keys")
    waiting = json.loads(call["waits_for_keys"])
    _wait_no_more(sandbox, sid)
    await ask_and_follow(sandbox, call, waiting["action"], Digits=digits[: waiting["most"]])


async def no_keys(sandbox: Sandbox, *, sid: str, number: str) -> None:
    """Nothing was pressed in time: go on with what stands after the Gather."""
    call = voice.call_of(sandbox, sid)
    waiting = json.loads(call["waits_for_keys"] or "{}")
    if waiting.get("number") != number:
        return
    _wait_no_more(sandbox, sid)
    if waiting["even_none"]:
        await ask_and_follow(sandbox, call, waiting["action"], Digits="")
        return
    rest = list(ElementTree.fromstring(waiting["rest"]))  # noqa: S314 -- written below
    await _follow(sandbox, call, rest)


async def leave_conference(sandbox: Sandbox, call: dict[str, Any]) -> None:
    """Somebody leaves a conference, or it ended under them: what Dial was told to ask then says how they go on."""
    sandbox.store.execute("UPDATE calls SET conference = NULL, star_url = NULL WHERE sid = ?", call["sid"])
    await ask_and_follow(sandbox, voice.call_of(sandbox, call["sid"]), call["star_url"], DialCallStatus="completed")


async def _follow(sandbox: Sandbox, call: dict[str, Any], verbs: Sequence[ElementTree.Element]) -> None:
    sid = call["sid"]
    if voice.call_of(sandbox, sid)["status"] in voice.ENDED:
        return  # nobody hears it any more
    for place, verb in enumerate(verbs):
        if verb.tag == "Say":
            _say(sandbox, sid, verb)
        elif verb.tag == "Gather":
            for said in verb.findall("Say"):
                _say(sandbox, sid, said)
            _wait_for_keys(sandbox, sid, verb, verbs[place + 1 :])
            return
        elif verb.tag == "Dial":
            _dial(sandbox, call, verb)
            return
        elif verb.tag == "Redirect":
            await ask_and_follow(sandbox, call, (verb.text or "").strip())
            return
        elif verb.tag in {"Hangup", "Reject"}:
            break
    else:
        if call["parent_sid"]:
            return  # what was said before the two legs are joined is over
    await voice.end(sandbox, sid, "completed")


def _say(sandbox: Sandbox, sid: str, verb: ElementTree.Element) -> None:
    sandbox.store.execute("UPDATE calls SET said = said || ? WHERE sid = ?", f"{verb.text or ''}\n", sid)
    sandbox.changes.tell()


def _wait_for_keys(
    sandbox: Sandbox, sid: str, gather: ElementTree.Element, rest: Sequence[ElementTree.Element]
) -> None:
    after = ElementTree.Element("Response")
    after.extend(rest)
    number = new_sid("GA")
    waiting = {
        "number": number,
        "action": gather.get("action"),
        "most": int(gather.get("numDigits", "20")),
        "even_none": gather.get("actionOnEmptyResult") == "true",
        "rest": ElementTree.tostring(after, encoding="unicode"),
    }
    sandbox.store.execute("UPDATE calls SET waits_for_keys = ? WHERE sid = ?", json.dumps(waiting), sid)
    seconds = float(gather.get("timeout", "5")) + sandbox.settings.key_seconds
    sandbox.schedule.later(seconds, "no_keys", sid=sid, number=number)


def _wait_no_more(sandbox: Sandbox, sid: str) -> None:
    sandbox.store.execute("UPDATE calls SET waits_for_keys = NULL WHERE sid = ?", sid)
    sandbox.changes.tell()


def _dial(sandbox: Sandbox, call: dict[str, Any], dial: ElementTree.Element) -> None:
    conference = dial.find("Conference")
    if conference is not None:
        name = (conference.text or "").strip()
        star_url = dial.get("action") if dial.get("hangupOnStar") == "true" else None
        left = {"conference-end": conference.get("statusCallback"), "dial": dial.get("action")}
        left_urls = json.dumps(left) if all(left.values()) else None
        sandbox.store.execute(
            "UPDATE calls SET conference = ?, star_url = ?, left_urls = ? WHERE sid = ?",
            name,
            star_url,
            left_urls,
            call["sid"],
        )
        sandbox.changes.tell()
        return
    number = dial.find("Number")
    target = dial if number is None else number
    voice.dial_leg(sandbox, call, (target.text or "").strip(), dict(dial.attrib), dict(target.attrib))
