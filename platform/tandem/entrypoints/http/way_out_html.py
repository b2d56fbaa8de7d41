"""The page of the way out as HTML: no script, no picture, nothing of the app; it works on the oldest telephone."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from html import escape
from itertools import groupby

from tandem.casefiles.models import ContactPointKind
from tandem.contacts.models import Channel
from tandem.contacts.way_out_page import Asked, Sender, WayOut
from tandem.kit import texts
from tandem.kit.written import written_day, written_phone

# What a form asks for that allows calls again before it asks for one.
ALLOW_CALL = "allow_call"
STYLE = """
:root { color-scheme: light dark; --line: #8a8f98; --back: #fff; --ink: #1b1d21; --strong: #1f4f99; --on: #fff }
@media (prefers-color-scheme: dark) {
  :root { --line: #767c86; --back: #16181c; --ink: #eceef1; --strong: #a9c7ff; --on: #10131a }
}
body { margin: 0; background: var(--back); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif }
main { max-width: 34rem; margin: 0 auto; padding: 1.25rem 1rem 3rem }
h1 { font-size: 1.375rem; line-height: 1.25 } h2 { font-size: 1.125rem; margin: 0 0 .5rem }
form { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0 }
fieldset { border: 0; margin: 0; padding: 0 } legend { padding: 0; font-weight: 600 }
label { display: flex; gap: .625rem; align-items: baseline; padding: .375rem 0; min-height: 1.5rem }
label.field { display: block } select { font: inherit; width: 100%; padding: .5rem; margin-top: .25rem; color: inherit;
  background: var(--back); border: 1px solid var(--line); border-radius: .375rem }
input { width: 1.25rem; height: 1.25rem; flex: none; align-self: center; accent-color: var(--strong) }
button { font: inherit; font-weight: 600; width: 100%; margin-top: .75rem; padding: .75rem; border: 0;
  border-radius: .375rem; color: var(--on); background: var(--strong) }
a { color: var(--strong) } address { font-style: normal }
.done { border-left: .25rem solid var(--strong); padding: .5rem 0 .5rem .75rem }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px }
"""


def page(way: WayOut, path: str, language: str) -> str:
    """What can be chosen."""
    say = _sayer(way, language)
    parts = [
        _other_language(path, language),
        f"<h1>{say('title')}</h1><p>{say('intro')}</p>",
        _form(path, language, "refuse", say("stop.title"), _stops(way, language), say("stop.button")),
        _form(path, language, "prefer", say("prefer.title"), _preferences(way.hours, language), say("prefer.button")),
    ]
    if way.can_be_called:
        call = f"<p>{say('call.text')}</p>{_call(way.call_times, language)}"
        parts.append(_form(path, language, "call", say("call.title"), call, say("call.button")))
    again = f"<p>{say('again.text')}</p>"
    parts.append(_form(path, language, "again", say("again.title"), again, say("again.button")))
    return _document(language, say("title"), "".join(parts) + _phone(way, language))


def done(way: WayOut, path: str, language: str, what: str, at: str = "") -> str:
    """What came of it; `what` is the end of the text `way_out.done.…`. Where this link refused calls, they can be
    allowed again in one press, and the call `at` the time that was chosen with them.
    """
    say = _sayer(way, language)
    told = f'<h1>{say("title")}</h1><p class="done" role="status">{say(f"done.{what}")}</p>'
    if what == Asked.REFUSED:
        chosen = f'<input type="hidden" name="at" value="{escape(at)}">'
        told += _form(path, language, ALLOW_CALL, say("call.title"), chosen, say("call.allow"))
    back = f'<p><a href="{escape(path)}?lang={language}">{say("back")}</a></p>'
    return _document(language, say("title"), told + back + _phone(way, language))


def nothing(language: str, what: str = "closed") -> str:
    """The same for every link that never opened anything; `busy` for whoever asks too much."""
    title = escape(texts.render(f"way_out.{what}.title", language))
    text = escape(texts.render(f"way_out.{what}.text", language))
    return _document(language, title, f"<h1>{title}</h1><p>{text}</p>")


def expired(sender: Sender, path: str, language: str) -> str:
    """Of a link that is over: whom to call or write to instead."""
    title = _text("expired.title", language)
    where = [escape(line) for line in (sender.name, *sender.address.splitlines()) if line.strip()]
    if sender.phone:
        number = escape(written_phone(sender.phone, language))
        where.append(f'<a href="tel:{escape(sender.phone.replace(" ", ""))}">{number}</a>')
    told = f"<p>{_text('expired.text', language, agency=sender.name)}</p><address>{'<br>'.join(where)}</address>"
    return _document(language, title, f"{_other_language(path, language)}<h1>{title}</h1>{told}")


def _other_language(path: str, language: str) -> str:
    other = "fr" if language == "en" else "en"
    said = _text("other_language", language)
    return f'<p lang="{other}"><a href="{escape(path)}?lang={other}" hreflang="{other}">{said}</a></p>'


def _sayer(way: WayOut, language: str) -> Callable[[str], str]:
    where = "at_number" if way.kind is ContactPointKind.PHONE else "at_email"
    address = texts.render(f"way_out.{where}", language, end=way.masked)

    def say(key: str) -> str:
        return escape(texts.render(f"way_out.{key}", language, agency=way.agency_name, address=address))

    return say


def _stops(way: WayOut, language: str) -> str:
    phone = way.kind is ContactPointKind.PHONE
    choices = [("channel", "sms" if phone else "email")]
    if phone:
        choices.append(("address", "phone"))
    choices.append(("all", "all"))
    radios = "".join(
        f'<label><input type="radio" name="what" value="{value}"{" checked" if value == "channel" else ""} required>'
        f"<span>{_text(f'stop.{key}', language)}</span></label>"
        for value, key in choices
    )
    legend = f"<legend>{_text('stop.title', language)}</legend>"
    return f"<fieldset>{legend}{radios}</fieldset><p>{_text('stop.letters', language)}</p>"


def _preferences(offered: Collection[str], language: str) -> str:
    channels = [(channel.value, _text(f"prefer.{channel.value}", language)) for channel in Channel]
    hours = [(name, _text(f"prefer.{name}", language)) for name in offered]
    matters_not = ("", _text("prefer.any", language))
    return _select("channel", _text("prefer.channel", language), [matters_not, *channels]) + _select(
        "hours", _text("prefer.hours", language), [matters_not, *hours]
    )


def _call(times: Sequence[datetime], language: str) -> str:
    groups = [_options([("", _text("call.soon", language))])]
    for day, hours in groupby(times, key=datetime.date):
        named = escape(written_day(day, language, "full"))
        options = [(wall_of(at), f"{named}, {_text('call.hour', language, hour=str(at.hour))}") for at in hours]
        groups.append(f'<optgroup label="{named}">{_options(options)}</optgroup>')
    return _field("at", _text("call.at", language), "".join(groups))


def wall_of(at: datetime) -> str:
    """A time as the form says it: on the person's own clock, which no zone is told of."""
    return at.replace(tzinfo=None).isoformat(timespec="minutes")


def _select(name: str, label: str, options: Iterable[tuple[str, str]]) -> str:
    return _field(name, label, _options(options))


def _field(name: str, label: str, options: str) -> str:
    return f'<label class="field">{label}<select name="{name}">{options}</select></label>'


def _options(options: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<option value="{value}">{text}</option>' for value, text in options)


def _form(path: str, language: str, act: str, title: str, fields: str, button: str) -> str:
    heading = "" if act == "refuse" else f"<h2>{title}</h2>"
    return (
        f'<form method="post" action="{escape(path)}?lang={language}" aria-label="{title}">{heading}'
        f'<input type="hidden" name="act" value="{act}">{fields}<button type="submit">{button}</button></form>'
    )


def _phone(way: WayOut, language: str) -> str:
    if not way.agency_phone:
        return ""
    number = written_phone(way.agency_phone, language)
    return f"<p>{_text('phone', language, agency=way.agency_name, phone=number)}</p>"


def _text(key: str, language: str, **values: str) -> str:
    return escape(texts.render(f"way_out.{key}", language, **values))


def _document(language: str, title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<style nonce="__CSP_NONCE__">{STYLE}</style></head><body><main>{body}</main></body></html>'
    )
