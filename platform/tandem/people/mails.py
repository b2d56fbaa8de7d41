"""The e-mails that Tandem writes to its own users: subject, plain text, and the same as a small page."""

from dataclasses import dataclass
from enum import StrEnum
from html import escape

from tandem.kit.texts import language_of, render


class Notice(StrEnum):
    """Something about one's own account that its owner is told, in case it was not they."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - what happened, not a secret
    SECOND_FACTOR_ENABLED = "second_factor_enabled"
    SECOND_FACTOR_DISABLED = "second_factor_disabled"
    SECOND_FACTOR_RESET = "second_factor_reset"


@dataclass(frozen=True, slots=True)
class Mail:
    """What is sent, but for who sends it."""

    to: str
    subject: str
    text: str
    html: str


def invitation_mail(to: str, locale: str, link: str, *, organization: str, invited_by: str, until: str) -> Mail:
    """The link by which somebody joins an organization."""
    values = {"organization": organization, "invited_by": invited_by, "until": until}
    return _mail("invitation", to, locale, link, values)


def reset_mail(to: str, locale: str, link: str, *, name: str, until: str) -> Mail:
    """The link that lets somebody set a new password."""
    return _mail("reset", to, locale, link, {"name": name, "until": until})


def notice_mail(to: str, locale: str, notice: Notice, link: str, *, name: str, organization: str) -> Mail:
    """What was changed about somebody's account, with the way to the sign-in."""
    return _mail(notice.value, to, locale, link, {"name": name, "organization": organization})


def _mail(kind: str, to: str, locale: str, link: str, values: dict[str, str]) -> Mail:
    def words(part: str) -> str:
        return render(f"mail.{kind}.{part}", locale, **values)

    subject, before, action, after = words("subject"), words("before"), words("action"), words("after")
    signature = render("mail.signature", locale)
    text = "\n\n".join((before, f"{action}\n{link}", after, signature)) + "\n"
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in (after, signature))
    html = (
        f'<!doctype html><html lang="{language_of(locale)}"><head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head>"
        '<body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#1c2330;background:#fff">'
        f'<div style="max-width:560px"><p>{escape(before)}</p>'
        f'<p><a href="{escape(link)}" style="display:inline-block;padding:10px 18px;border-radius:6px;'
        f'background:#1f5fbf;color:#fff;text-decoration:none">{escape(action)}</a></p>'
        f"{paragraphs}</div></body></html>"
    )
    return Mail(to, subject, text, html)
