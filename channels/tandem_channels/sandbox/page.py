"""The page on which the debtor's phone and mailbox are watched and answered; works without JavaScript, too."""

import base64
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tandem_channels.sandbox import devices, faults, mail_answers, mail_api, media_api, replies, voice, voice_menu
from tandem_channels.sandbox.state import sandbox_of
from tandem_channels.sandbox.texts import LOCALES
from tandem_channels.sandbox.views import document

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
    " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# An e-mail's own markup: no script, no network, and no reach into the page around it.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"


async def show(request: Request) -> Response:
    """The page for one device: `?to=` its number or address."""
    sandbox, locale = sandbox_of(request), _locale_of(request)
    known = devices.devices_in(sandbox)
    to, kind = request.query_params.get("to"), request.query_params.get("kind")
    wanted = [device for device in known if to in {None, "", device.address} and kind in {None, device.kind}]
    html = document(
        sandbox,
        locale=locale,
        known=known,
        shown=wanted[0] if wanted else None,
        refused=request.query_params.get("refused"),
    )
    response = HTMLResponse(html, headers={"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-store"})
    if "lang" in request.query_params:
        response.set_cookie("sandbox_lang", locale, samesite="lax", max_age=365 * 86_400)
    return response


async def show_mail(request: Request) -> Response:
    """The formatted version of an e-mail, to be shown in a frame."""
    row = sandbox_of(request).store.row("SELECT html FROM messages WHERE sid = ?", request.path_params["sid"])
    if row is None or row["html"] is None:
        return Response(status_code=404)
    return HTMLResponse(row["html"], headers={"Content-Security-Policy": MAIL_POLICY})


async def reply(request: Request) -> Response:
    """The form under the phone."""
    form = await request.form()
    sender, to, body = (str(form.get(name, "")) for name in ("from", "to", "body"))
    chosen = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    files = [{"type": one.content_type, "base64": base64.b64encode(await one.read()).decode()} for one in chosen]
    try:
        body = str(form.get("quick") or body)
        await replies.reply(sandbox_of(request), sender=sender, to=to, body=body, files=files)
    except replies.ReplyRefused as refused:
        return _back(sender, refused.field)
    return _back(sender)


async def act_on_call(request: Request) -> Response:
    """The buttons on a call."""
    form = await request.form()
    sandbox, sid, digits = sandbox_of(request), str(form.get("sid")), form.get("digits")
    try:
        if digits:
            await voice_menu.press(sandbox, sid, str(digits))
        else:
            await voice.answer_as_debtor(sandbox, sid, str(form.get("action")))
    except (KeyError, voice.CallMoved, voice_menu.NoSuchKeys) as error:
        return _back(str(form.get("to", "")), str(error))
    return _back(str(form.get("to", "")))


async def complain(request: Request) -> Response:
    """The button on an e-mail."""
    form = await request.form()
    try:
        await mail_api.complain(sandbox_of(request), str(form.get("sid")))
    except KeyError as error:
        return _back(str(form.get("to", "")), str(error))
    return _back(str(form.get("to", "")))


async def answer_mail(request: Request) -> Response:
    """The form under an e-mail."""
    form = await request.form()
    try:
        await mail_answers.answer(sandbox_of(request), str(form.get("sid")), str(form.get("text", "")))
    except (KeyError, mail_answers.MailRefused) as error:
        return _back(str(form.get("to", "")), str(error))
    return _back(str(form.get("to", "")))


async def change_faults(request: Request) -> Response:
    """The form that switches a fault on, and the buttons that switch one off."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    if form.get("off", "").isdigit():
        faults.switch_off(sandbox_of(request), int(form["off"]))
        return _back(form.get("to", ""))
    try:
        faults.switch_on(sandbox_of(request), form)
    except faults.FaultRefused as refused:
        return _back(form.get("to", ""), refused.field)
    return _back(form.get("to", ""))


def _back(address: str, refused: str | None = None) -> Response:
    query = {"to": address} | ({"refused": refused} if refused else {})
    return RedirectResponse(f"/?{urlencode(query)}", 303)


def _locale_of(request: Request) -> str:
    for asked in (request.query_params.get("lang"), request.cookies.get("sandbox_lang")):
        if asked in LOCALES:
            return str(asked)
    # The first language that the browser names of the two; French when it names neither.
    named = [part.split(";")[0].strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(",")]
    return next((language for language in named if language in LOCALES), "fr")


ROUTES = [
    Route("/", show),
    Route("/page/mail/{sid}", show_mail),
    Route("/page/reply", reply, methods=["POST"]),
    Route("/page/media/{medium}", media_api.picture),
    Route("/page/call", act_on_call, methods=["POST"]),
    Route("/page/complaint", complain, methods=["POST"]),
    Route("/page/mail-answer", answer_mail, methods=["POST"]),
    Route("/page/faults", change_faults, methods=["POST"]),
]
