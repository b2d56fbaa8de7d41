"""The page in HTML around the device. Every value that came from outside passes `escape`."""

# ruff: noqa: E501 -- markup

from html import escape

from tandem_channels.sandbox import faults
from tandem_channels.sandbox.device_views import ICONS, ZONE, Words, device_view, time_view
from tandem_channels.sandbox.devices import Device
from tandem_channels.sandbox.state import Sandbox
from tandem_channels.sandbox.texts import LOCALES, text


def document(sandbox: Sandbox, *, locale: str, known: list[Device], shown: Device | None, refused: str | None) -> str:
    """The whole page."""

    def t(key: str, **values: object) -> str:
        return escape(text(key, locale, **values))

    now = sandbox.now().astimezone(ZONE)
    here = escape(f"{shown.link}&" if shown else "/?")
    languages = "".join(
        f'<a href="{here}lang={code}" hreflang="{code}"{" aria-current=true" if code == locale else ""}>{code.upper()}</a>'
        for code in LOCALES
    )
    notice = f'<p class="notice" role="alert">{t("refused", field=refused)}</p>' if refused else ""
    return f"""<!doctype html>
<html lang="{locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{t("title")} · Tandem</title>
<link rel="icon" href="/static/icon.svg">
<link rel="stylesheet" href="/static/page.css">
<script src="/static/page.js" defer></script>
</head>
<body>
<a class="skip" href="#device">{t("skip")}</a>
<header>
<img src="/static/icon.svg" alt="" width="34" height="34">
<div class="brand"><h1>{t("title")}</h1><p>{t("tagline")}</p></div>
<p class="clock" id="clock" data-live><span>{t("clock")}</span> <time>{now:%d/%m/%Y %H:%M}</time></p>
<nav class="languages" aria-label="Langue / Language">{languages}</nav>
<a class="button" href="{escape(sandbox.settings.app_url)}">{t("open_app")}</a>
</header>
<main>
<nav class="people" id="people" data-live aria-label="{t("people")}">{_people(known, shown, t)}</nav>
<section class="device {escape(shown.kind) if shown else "none"}" id="device" tabindex="-1">{notice}{device_view(sandbox, shown, locale, t)}</section>
<aside>
<section class="panel" aria-labelledby="faults-title">{_faults(sandbox, shown, t)}</section>
<section class="panel" id="journal" data-live aria-labelledby="journal-title">{_journal(sandbox, t)}</section>
</aside>
</main>
</body>
</html>"""


def _people(known: list[Device], shown: Device | None, t: Words) -> str:
    if not known:
        return f'<h2>{t("people")}</h2><p class="faint">{t("none_yet")}</p>'
    parts = []
    for title, kinds in (("phones", {"phone", "desk"}), ("mailboxes", {"mailbox"})):
        rows = "".join(_person(device, _same(device, shown), t) for device in known if device.kind in kinds)
        if rows:
            parts.append(f"<h2>{t(title)}</h2><ul>{rows}</ul>")
    return "".join(parts)


def _same(device: Device, shown: Device | None) -> bool:
    return shown is not None and (device.address, device.kind) == (shown.address, shown.kind)


def _person(device: Device, is_shown: bool, t: Words) -> str:
    preview = t("device.desk") if device.kind == "desk" else escape(device.preview)
    return (
        f'<li><a href="{escape(device.link)}"{" aria-current=page" if is_shown else ""}'
        f'{" class=ringing" if device.ringing else ""}><span class="avatar {ICONS[device.kind]}"></span>'
        f"<span class=who><strong>{escape(device.title)}</strong><span>{preview}</span></span>"
        f"<span class=count>{device.count}</span></a></li>"
    )


def _faults(sandbox: Sandbox, shown: Device | None, t: Words) -> str:
    here = f'<input type="hidden" name="to" value="{escape(shown.address) if shown else ""}">'
    channels = "".join(f'<option value="{name}">{t(f"channel.{name}")}</option>' for name in faults.CHANNELS)
    kinds = "".join(f'<option value="{name}">{t(f"fault.{name}")}</option>' for name in faults.KINDS)
    active = "".join(
        f"<li><span><strong>{t('fault.' + row['kind'])}</strong> {escape(row['value'])}<br>"
        f"<small>{t('channel.' + row['channel'])} · {row['remaining'] or t('until_off')}</small></span>"
        f'<form method="post" action="/page/faults">{here}<button name="off" value="{row["number"]}" class="quiet">{t("switch_off")}</button></form></li>'
        for row in faults.active(sandbox)
    )
    return (
        f'<h2 id="faults-title">{t("faults")}</h2><p class="faint">{t("faults_help")}</p>'
        f'<ul class="faults" id="faults" data-live>{active}</ul><form class="fields" method="post" action="/page/faults">{here}'
        f"<label class=wide>{t('fault_kind')}<select name=kind>{kinds}</select></label>"
        f"<label>{t('fault_channel')}<select name=channel>{channels}</select></label>"
        f'<label>{t("fault_value")}<input name=value inputmode="decimal" placeholder="{t("optional")}"></label>'
        f'<label>{t("fault_times")}<input name=times inputmode="numeric" placeholder="{t("until_off")}"></label>'
        f"<button>{t('switch_on')}</button></form>"
    )


def _journal(sandbox: Sandbox, t: Words) -> str:
    rows = sandbox.store.rows("SELECT * FROM callbacks ORDER BY number DESC LIMIT 12")
    if not rows:
        return f'<h2 id="journal-title">{t("journal")}</h2><p class="faint">{t("journal_empty")}</p>'
    lines = "".join(
        f"<tr><td>{time_view(sandbox, row['at'])}</td><td>{t('status.' + row['what'])}</td>"
        f'<td class="{"good" if row["delivered"] else "bad" if row["tries"] else ""}">{escape(row["outcome"]) or t("waiting")}</td>'
        f"<td>{row['tries']}</td></tr>"
        for row in rows
    )
    return (
        f'<h2 id="journal-title">{t("journal")}</h2><table><thead><tr><th></th><th scope=col>{t("event")}</th>'
        f"<th scope=col>{t('answer')}</th><th scope=col>{t('tries')}</th></tr></thead><tbody>{lines}</tbody></table>"
    )
