"""Every screen of every role, and how its person gets there."""

from collections.abc import Awaitable, Callable
from secrets import token_hex
from urllib.parse import unquote, urlsplit

from playwright.async_api import FilePayload, ViewportSize, expect

from tests.web.reading import ask
from tests.web.steps import posted_reference
from tests.web.unpaid import UnpaidFile
from tests.web.visitor import PHONE, Visitor

PARTIES = "query ($id: ID!) { caseFile(id: $id) { parties { contactPoints { id kind } } } }"
CALL = "mutation ($input: CallByHandInput!) { callByHand(input: $input) { userErrors { code } } }"

Reach = Callable[[Visitor], Awaitable[None]]


async def _settled(visitor: Visitor) -> None:
    """Nothing is loading any more."""
    await expect(visitor.page.locator("[aria-busy=true], [data-loading=true]")).to_have_count(0)


def at(path: str) -> Reach:
    """By address."""

    async def reach(visitor: Visitor) -> None:
        await visitor.goto(path)
        await expect(visitor.page.get_by_role("heading").first).to_be_visible()
        await _settled(visitor)

    return reach


def case_of(debtor: str, list_path: str) -> Reach:
    """The case file of a debtor, out of a list."""

    async def reach(visitor: Visitor) -> None:
        await visitor.goto(f"{list_path}?q={debtor}")
        await visitor.page.get_by_role("grid").get_by_role("row").nth(1).click()
        await expect(visitor.page.get_by_role("heading", level=1)).to_contain_text(debtor)
        await expect(visitor.page.get_by_role("feed")).to_be_visible()
        await _settled(visitor)

    return reach


def facts_of(debtor: str, list_path: str, viewport: ViewportSize) -> Reach:
    """What is known of a case file, beside its timeline; on a phone behind a tab."""

    async def reach(visitor: Visitor) -> None:
        await case_of(debtor, list_path)(visitor)
        await visitor.page.set_viewport_size(viewport)
        if viewport is PHONE:
            await visitor.page.get_by_text(visitor.words("Facts"), exact=True).click()

    return reach


async def case_files_of_bank(visitor: Visitor) -> None:
    """The case files under pseudonyms, the first of them unfolded."""
    await visitor.link("Case by case").click()
    rows = visitor.page.get_by_role("list", name=visitor.words("Case files")).get_by_role("group")
    await rows.first.locator("summary").click()
    await expect(rows.first.get_by_role("heading", name=visitor.words("Milestones"))).to_be_visible()
    await _settled(visitor)


def tab(english: str) -> Reach:
    """A tab of the composer on the open case file."""

    async def reach(visitor: Visitor) -> None:
        await visitor.page.get_by_role("tab", name=visitor.words(english), exact=True).click()
        await _settled(visitor)

    return reach


async def writing(visitor: Visitor) -> None:
    """The composer of a phone, which comes up over the timeline."""
    await visitor.page.set_viewport_size(PHONE)
    await visitor.button("Write").click()
    await expect(visitor.page.get_by_role("dialog")).to_be_visible()
    await _settled(visitor)


def dialog(english: str, context: str | None = None) -> Reach:
    """What a button of the open screen brings up."""

    async def reach(visitor: Visitor) -> None:
        await visitor.button(english, context=context).click()
        await expect(visitor.page.get_by_role("dialog")).to_be_visible()
        await _settled(visitor)

    return reach


async def narrowed(visitor: Visitor) -> None:
    """The open case file with a filter of each sort, and then without."""
    await visitor.page.keyboard.press("Escape")
    case = visitor.page.url.partition("?")[0].removeprefix(visitor.url)
    await visitor.goto(f"{case}?show=notes,steps&side=both&from=2026-01-01&until=2026-12-31")
    await expect(visitor.button("Remove this filter")).to_have_count(5)
    await _settled(visitor)


async def person(visitor: Visitor) -> None:
    """What is stored about the person found on the open screen."""
    await visitor.page.get_by_role("main").get_by_role("link", name="Toitures du Val").click()
    await expect(visitor.page.get_by_role("table")).to_be_visible()
    await _settled(visitor)


async def menu(visitor: Visitor) -> None:
    """The person's own menu."""
    await visitor.page.locator("button[aria-haspopup=menu]").last.click()
    await expect(visitor.page.get_by_role("menu")).to_be_visible()


async def inbound(visitor: Visitor) -> None:
    """A message that found no case file."""
    sender = f"comptabilite-{visitor.words.locale}@inconnu.example"
    told = {"from": sender, "to": "dossiers@lenoir.example", "subject": "Preuve de paiement", "text": "Payé lundi."}
    await visitor.product.mail(**told)
    await visitor.goto("/inbound")
    await expect(visitor.page.get_by_role("article", name=sender).first).to_be_visible()
    await _settled(visitor)


async def refusals(visitor: Visitor) -> None:
    """Counted by each way of looking, after a call that a hold refused."""
    await case_of("Atelier Bois Clair", "/portfolio")(visitor)
    case = unquote(visitor.page.url).rpartition("/")[2]
    [debtor] = (await ask(visitor, PARTIES, id=case))["caseFile"]["parties"]
    number = next(point["id"] for point in debtor["contactPoints"] if point["kind"] == "PHONE")
    told = {"caseFileId": case, "contactPointId": number, "idempotencyKey": token_hex(8)}
    assert (await ask(visitor, CALL, input=told))["callByHand"]["userErrors"]
    await visitor.goto("/refusals")
    await expect(visitor.page.get_by_role("table")).to_have_count(5)
    await _settled(visitor)


async def returned_mail(visitor: Visitor) -> None:
    """A letter found by what is printed on it."""
    await case_of("Charpentes Gauthier", "/portfolio")(visitor)
    # Among letters alone: what other tests told on this case file may stand above it.
    await visitor.goto(f"{urlsplit(visitor.page.url).path}?show=letters")
    reference = await posted_reference(visitor)
    await visitor.goto("/returned-mail")
    await visitor.page.get_by_role("textbox", name=visitor.words("Reference on the letter")).fill(reference)
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.page.get_by_label(visitor.words("What the post ticked"))).to_be_visible()
    await _settled(visitor)


async def batch(visitor: Visitor) -> None:
    """The first placement of the demo; what other tests placed by hand has no figures to show."""
    await visitor.goto("/placements")
    await visitor.page.get_by_role("listitem").filter(has_text="P26-").get_by_role("link").first.click()
    await expect(visitor.page.get_by_role("definition").first).to_be_visible()
    await _settled(visitor)


async def columns(visitor: Visitor) -> None:
    """A file that was just dropped."""
    file = UnpaidFile("P" + visitor.words.locale.upper())
    await visitor.goto("/placements/new")
    payload = FilePayload(name=file.filename, mimeType="text/csv", buffer=file.as_csv())
    await visitor.page.get_by_label(visitor.words("CSV file")).set_input_files(payload)
    await expect(visitor.button("Check the file")).to_be_visible()


async def questions(visitor: Visitor) -> None:
    """What the dropped file does not say."""
    await visitor.button("Check the file").click()
    await expect(visitor.page.locator("form").get_by_role("combobox")).to_have_count(5)


async def dry_run(visitor: Visitor) -> None:
    """What placing it would do."""
    for index, answer in enumerate(("EUR", "professional", "general", "FR", "fr")):
        await visitor.page.locator("form").get_by_role("combobox").nth(index).select_option(answer)
    await visitor.button("Check the file").click()
    await expect(visitor.button("Confirm the placement")).to_be_visible()
    await _settled(visitor)


SCREENS: dict[str, dict[str, Reach]] = {
    "nobody": {"sign in": at("/sign-in")},
    "awa@lenoir.example": {
        "queue": at("/queue"),
        "menu": menu,
        "nothing found": at("/queue?q=zzzz"),
        "case": case_of("Toitures du Val", "/queue"),
        "filter of the timeline": dialog("Filter"),
        "narrowed timeline": narrowed,
        "shared note": tab("Shared note"),
        "document": tab("Document"),
        "sms": tab("SMS"),
        "e-mail": tab("E-mail"),
        "letter": tab("Letter"),
        "payment": dialog("Payment"),
        "other case": case_of("Couverture Angevine", "/queue"),
        "writing": writing,
        "held case": case_of("Atelier Bois Clair", "/queue"),
        "to settle": at("/attention"),
        "messages to place": inbound,
    },
    "marc@lenoir.example": {
        "placements": at("/placements"),
        "batch": batch,
        "to settle": at("/attention"),
        "templates": at("/templates"),
        "template": at("/templates/sms_reminder.fr"),
        "new template": at("/templates/new?from=email_reminder.fr"),
        "refusals": refusals,
        "print runs": at("/print-runs"),
        "returned mail": returned_mail,
    },
    "ines@lenoir.example": {
        "audit log": at("/audit"),
        "data protection": at("/privacy?q=toitures"),
        "person": person,
        "hold this data": dialog("Hold this data"),
        "roles": at("/people/roles"),
        "compose a role": at("/people/roles/new"),
        "accounts and senders": at("/accounts"),
        "not carried out": at("/given-up"),
        "rules of contact": at("/rules"),
        "calls": at("/calls"),
    },
    "helene@bati-loire.example": {
        "portfolio": at("/portfolio"),
        "agencies side by side": at("/portfolio/agencies"),
        "case": case_of("Toitures du Val", "/portfolio"),
        "hold": dialog("Put on hold"),
        "placements": at("/placements"),
        "batch": batch,
        "file": at("/placements/new"),
        "columns": columns,
        "questions": questions,
        "dry run": dry_run,
        "bank access": at("/grants"),
        "open bank access": dialog("Open access to a bank"),
        "bank access again": at("/grants"),
        "change bank access": dialog("Change"),
        "audit log": at("/audit"),
        "not found": at("/nowhere"),
    },
    "claire@lenoir.example": {
        "case files": at("/portfolio"),
        "case": case_of("Toitures du Val", "/portfolio"),
        "who sees it": dialog("Who can see this?"),
        "roles": at("/people/roles"),
        "who may do what": at("/people/roles/table"),
    },
    "omar@tandem.example": {"installation": at("/health"), "not carried out": at("/given-up")},
    "yann@lemanique.example": {"dashboard": at("/dashboard")},
    "gaelle@sablier.example": {"figures of case files": at("/dashboard"), "case files": case_files_of_bank},
    "emma@ponant.example": {"empty dashboard": at("/dashboard")},
}
