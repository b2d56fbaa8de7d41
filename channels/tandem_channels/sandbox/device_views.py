"""One device in HTML: the phone with its texts and calls, or the mailbox. Values from outside pass `escape`."""

# ruff: noqa: E501 -- markup

from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from tandem_channels.sandbox import media_api
from tandem_channels.sandbox.devices import Device, readable, thread_of
from tandem_channels.sandbox.messages_api import E164
from tandem_channels.sandbox.state import Sandbox
from tandem_channels.segments import count_segments

Words = Callable[..., str]

ZONE = ZoneInfo("Europe/Paris")
ICONS = {"phone": "phone", "desk": "headset", "mailbox": "mail"}
QUICK = {
    "fr": ("STOP", "Arrêt", "Je paie vendredi.", "Je conteste."),
    "en": ("STOP", "HELP", "I pay on Friday.", "I dispute."),
}
CALL_BUTTONS = {"ringing": ("pick_up", "machine", "busy", "no_answer"), "in-progress": ("hang_up",)}
KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#")
BAD = {"undelivered", "failed", "bounce", "spamreport", "busy", "no-answer", "canceled"}
GOOD = {"delivered", "completed", "in-progress"}


def device_view(sandbox: Sandbox, shown: Device | None, locale: str, t: Words) -> str:
    if shown is None:
        return f'<div class="empty"><img src="/static/icon.svg" alt="" width="72" height="72"><h2>{t("none_yet")}</h2><p>{t("none_yet_help")}</p></div>'
    rows = thread_of(sandbox, shown)
    render = {"sms": _bubble, "email": _mail, "call": _call}
    thread = "".join(render[row["what"]](sandbox, row, t) for row in rows)
    return (
        f'<div class="screen"><header><span class="avatar {ICONS[shown.kind]}"></span><div><h2>{escape(shown.title)}</h2>'
        f'<p>{t(f"device.{shown.kind}")}</p></div></header><div class="thread" id="thread" data-live aria-live="polite" tabindex="0">{thread}</div>'
        f"{_compose(shown, rows, locale, t) if shown.kind == 'phone' else ''}</div>"
    )


def _bubble(sandbox: Sandbox, row: dict[str, Any], t: Words) -> str:
    side = "mine" if row["direction"] == "inbound" else "theirs"
    sender = "" if side == "mine" else f"<b>{escape(readable(row['sender']))}</b>"
    n = count_segments(row["body"]).segments
    size = t("segment") if n == 1 else t("segments", n=n)
    return (
        f'<article class="bubble {side}">{sender}{_files(sandbox, row, t)}<p>{escape(row["body"])}</p>'
        f"<footer>{time_view(sandbox, row['created_at'])} · {size} · {_status(row, t)}</footer></article>"
    )


def _files(sandbox: Sandbox, row: dict[str, Any], t: Words) -> str:
    """Pictures as pictures, other files as links."""
    shown = []
    for file in media_api.of_message(sandbox, row["sid"]):
        at, kind = f"/page/media/{file['sid']}", escape(file["content_type"])
        is_picture = file["content_type"].startswith("image/")
        shown.append(
            f'<img class="sent" src="{at}" alt="{t("sent_file")}">'
            if is_picture
            else f'<a href="{at}">{t("sent_file")} ({kind})</a>'
        )
    return "".join(shown)


def _mail(sandbox: Sandbox, row: dict[str, Any], t: Words) -> str:
    sender = f"{row['sender_name']} <{row['sender']}>" if row["sender_name"] else row["sender"]
    formatted = (
        f'<details class="formatted" id="html-{row["sid"]}"><summary>{t("formatted")}</summary>'
        f'<iframe sandbox="" src="/page/mail/{row["sid"]}" title="{t("formatted")}"></iframe></details>'
        if row["html"]
        else ""
    )
    is_own = row["direction"] == "inbound"
    answer = (
        ""
        if is_own
        else f'<details class="answer" id="answer-{row["sid"]}"><summary>{t("answer_mail")}</summary>'
        f'<form method="post" action="/page/mail-answer"><input type="hidden" name="sid" value="{row["sid"]}">'
        f'<input type="hidden" name="to" value="{escape(row["recipient"])}">'
        f'<label>{t("your_mail")}<textarea name="text" rows="4" required></textarea></label>'
        f"<button>{t('send')}</button></form></details>"
    )
    complaint = (
        ""
        if is_own or row["status"] == "spamreport"
        else f'<form method="post" action="/page/complaint"><input type="hidden" name="to" value="{escape(row["recipient"])}">'
        f'<button name="sid" value="{row["sid"]}" class="quiet">{t("complain")}</button></form>'
    )
    return (
        f'<article class="mail"><header><h3>{escape(row["subject"])}</h3><p>{t("from")} {escape(sender)}</p></header>'
        f"<pre>{escape(row['body'])}</pre>{formatted}{answer}"
        f"<footer><span>{time_view(sandbox, row['created_at'])} · {_status(row, t)}</span>{complaint}</footer></article>"
    )


def _call(sandbox: Sandbox, row: dict[str, Any], t: Words) -> str:
    desk = bool(row["desk"])
    title = t("call_collector") if desk else t("call_in", caller=readable(row["caller"]))
    said = f"<p>{t('heard')} : « {escape(row['said'].strip())} »</p>" if row["said"] else ""
    buttons = "".join(
        f'<button name="action" value="{action}" class="{action}">{t(action)}</button>'
        for action in ([] if desk else CALL_BUTTONS.get(row["status"], ()))
    )
    if row["waits_for_keys"]:
        buttons += "".join(f'<button name="digits" value="{key}" class="key">{key}</button>' for key in KEYS)
    elif row["star_url"] and row["status"] == "in-progress":
        buttons += '<button name="digits" value="*" class="key">*</button>'
    form = (
        f'<form method="post" action="/page/call"><input type="hidden" name="sid" value="{row["sid"]}">'
        f'<input type="hidden" name="to" value="{escape(row["callee"])}">{buttons}</form>'
        if buttons
        else ""
    )
    return (
        f'<article class="call {escape(row["status"])}"><h3>{title}</h3>{said}'
        f"<footer>{time_view(sandbox, row['created_at'])} · {_status(row, t)}</footer>{form}</article>"
    )


def _compose(shown: Device, rows: list[dict[str, Any]], locale: str, t: Words) -> str:
    senders = [row["sender"] for row in rows if row["what"] == "sms" and row["direction"] == "outbound"]
    if not senders:
        return f'<p class="compose faint">{t("no_text_yet")}</p>'
    if not E164.fullmatch(senders[-1]):
        return f'<p class="compose faint">{t("one_way")}</p>'
    hidden = (
        f'<input type="hidden" name="from" value="{escape(shown.address)}">'
        f'<input type="hidden" name="to" value="{escape(senders[-1])}">'
    )
    quick = "".join(
        f'<button name="quick" value="{escape(word)}" class="chip">{escape(word)}</button>' for word in QUICK[locale]
    )
    # Two forms: in one, the Enter key would press its first button, STOP.
    return (
        f'<div class="compose" role="group" aria-label="{t("answer_as")}">'
        f'<form class="chips" method="post" action="/page/reply" aria-label="{t("quick")}">{hidden}{quick}</form>'
        f'<form class="line" method="post" action="/page/reply" enctype="multipart/form-data" aria-label="{t("your_text")}">{hidden}'
        f'<input name="body" maxlength="1600" autocomplete="off" aria-label="{t("your_text")}" placeholder="{t("answer_as")}">'
        f'<input type="file" name="files" multiple aria-label="{t("files")}">'
        f"<button>{t('send')}</button></form></div>"
    )


def _status(row: dict[str, Any], t: Words) -> str:
    status = row["status"]
    tone = "bad" if status in BAD else "good" if status in GOOD else "going"
    code = f" {escape(row['error_code'])}" if row["error_code"] else ""
    return f'<span class="status {tone}">{t("status." + status)}{code}</span>'


def time_view(sandbox: Sandbox, stamp: str) -> str:
    at, today = datetime.fromisoformat(stamp).astimezone(ZONE), sandbox.now().astimezone(ZONE).date()
    shown = f"{at:%H:%M}" if at.date() == today else f"{at:%d/%m %H:%M}"
    return f'<time datetime="{at.isoformat()}">{shown}</time>'
