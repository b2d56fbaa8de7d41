"""What people do in the story, in the words of their own screens; each step ends with what its person then sees."""

import csv
import io
import re

from playwright.async_api import FilePayload, Locator, Page, expect

from tests.web.unpaid import DEBTORS, REFUSED_VALUE, UnpaidFile
from tests.web.visitor import Visitor

AGENCY = "Cabinet Lenoir Recouvrement"
MANDATE = "MR-2026-001"


async def place_file(client: Visitor, file: UnpaidFile) -> None:
    """The wizard from the file to the agency's acceptance pending; the refused row comes back as a file to correct."""
    page, words = client.page, client.words
    await client.go("Placements")
    await client.link("Place unpaid invoices").click()
    mandate = words("{reference} with {0}", {"reference": MANDATE, "0": AGENCY})
    await page.get_by_label(words("Mandate"), exact=True).select_option(label=mandate)
    await client.shoot("wizard file")
    payload = FilePayload(name=file.filename, mimeType="text/csv", buffer=file.as_csv())
    await page.get_by_label(words("CSV file")).set_input_files(payload)
    await expect(page.get_by_role("table").get_by_role("row")).to_have_count(1 + 11)
    await client.shoot("wizard columns")
    await client.button("Check the file").click()
    await _answer_questions(page)
    await client.shoot("wizard questions")
    await client.button("Check the file").click()
    await expect(page.get_by_role("row").filter(has_text=REFUSED_VALUE)).to_contain_text(words("Refused"))
    await client.shoot("wizard dry run")
    await _read_correction_file(client)
    await page.get_by_role("checkbox").check()
    await client.button("Confirm the placement").click()
    placed = words("Placed: {0} case files wait for the agency's acceptance.", {"0": len(DEBTORS)})
    await expect(page.get_by_text(placed)).to_be_visible()
    await client.shoot("wizard placed")


async def _answer_questions(page: Page) -> None:
    questions = page.locator("form").get_by_role("combobox")
    await expect(questions).to_have_count(5)
    for index, answer in enumerate(("EUR", "professional", "general", "FR", "fr")):
        await questions.nth(index).select_option(answer)


async def _read_correction_file(client: Visitor) -> None:
    async with client.page.expect_download() as started:
        await client.link("Correction file").click()
    path = await (await started.value).path()
    [header, refused] = csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";")
    assert "Raison sociale" in header
    assert REFUSED_VALUE in refused


async def accept_batch(manager: Visitor, file: UnpaidFile) -> None:
    """The agency takes the batch on."""
    await manager.go("Placements")
    batch = manager.page.get_by_role("listitem").filter(has_text=file.filename)
    await manager.shoot("batch to accept")
    await manager.button("Accept the placement", within=batch).click()
    await expect(batch).to_contain_text(manager.words("accepted by {0}", {"0": "Marc Vidal"}))
    await manager.shoot("batch accepted")


async def open_top_case(collector: Visitor, file: UnpaidFile) -> None:
    """From the queue, narrowed to the batch, the case file on top; by keyboard, as a collector does."""
    page = collector.page
    await collector.go("My queue")
    await page.get_by_role("searchbox").fill(file.mark)
    grid = page.get_by_role("grid")
    await expect(grid.get_by_role("row")).to_have_count(1 + len(DEBTORS))
    await expect(grid.get_by_role("row").nth(1)).to_contain_text(file.names[0])
    await collector.shoot("queue of the batch")
    await grid.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(file.names[0])


async def open_case_from_queue(collector: Visitor, file: UnpaidFile) -> None:
    """The same case file again, by its name: once its letter is posted others come before it."""
    page = collector.page
    await collector.go("My queue")
    await page.get_by_role("searchbox").fill(file.mark)
    await expect(page.get_by_role("grid").get_by_role("row")).to_have_count(1 + len(DEBTORS))
    await page.get_by_role("grid").get_by_role("link", name=file.names[0]).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(file.names[0])


async def open_case_from_portfolio(client: Visitor, file: UnpaidFile) -> None:
    """The client finds the same case file in the portfolio."""
    page = client.page
    await client.go("Portfolio")
    await page.get_by_role("searchbox").fill(file.names[0])
    await page.get_by_role("grid").get_by_role("link", name=file.names[0]).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(file.names[0])


def timeline_rows(visitor: Visitor, kind: str, *texts: str | re.Pattern[str]) -> Locator:
    """The rows of one kind of event on the visitor's open timeline that hold all these texts."""
    rows = visitor.page.get_by_role("article").filter(has=visitor.page.locator(f"[data-kind={kind}]"))
    for text in texts:
        rows = rows.filter(has_text=text)
    return rows


async def produce_and_post_opening_letter(collector: Visitor) -> str:
    """Produces the letter and records that it was posted today; returns its reference."""
    page, words = collector.page, collector.words
    await page.get_by_role("tab", name=words("Letter")).click()
    await collector.shoot("letter preview")
    await collector.button("Produce the letter").click()
    await collector.button("Record the posting").first.click()
    posted = timeline_rows(collector, "LetterPosted", words.said("event.letter_posted.yes"))
    await expect(posted).to_be_visible()
    await collector.shoot("letter posted")
    reference = re.search(r"\b[A-Z0-9]+(-[A-Z0-9]+)+\b", await posted.inner_text())
    assert reference, await posted.inner_text()
    return reference.group()


async def posted_reference(visitor: Visitor) -> str:
    """What is printed on the last posted letter of the open case file."""
    told = await timeline_rows(visitor, "LetterPosted").first.inner_text()
    reference = re.search(r"\b[A-Z0-9]+(-[A-Z0-9]+)+-L\d+\b", told)
    assert reference, told
    return reference.group()


async def send_sms_with_two_clicks(collector: Visitor) -> None:
    """An impatient collector."""
    page, words = collector.page, collector.words
    await page.get_by_role("tab", name=words("SMS")).click()
    await expect(page.get_by_role("region", name=words("Preview"))).to_be_visible()
    await collector.shoot("sms preview")
    await collector.button("Send").dblclick()
    await expect(timeline_rows(collector, "ContactStateChanged", words.contact("sms", "delivered"))).to_be_visible()
    await collector.shoot("sms delivered")


async def schedule_email_for_tomorrow(collector: Visitor) -> None:
    """For nine the next morning, as the form proposes."""
    page, words = collector.page, collector.words
    await page.get_by_role("tab", name=words("E-mail")).click()
    await page.get_by_role("radiogroup", name=words("When to send")).get_by_text(words("Later")).click()
    await collector.shoot("e-mail later")
    await collector.button("Schedule").click()
    await expect(timeline_rows(collector, "ContactPlanned", words("E-mail"), words("Planned"), "09:00")).to_be_visible()
    await collector.shoot("e-mail planned")


async def write_note(visitor: Visitor, body: str, *, shared: bool) -> None:
    """A note to one's own side, or one for both parties that becomes shared after ten seconds."""
    page, words = visitor.page, visitor.words
    await page.get_by_role("tab", name=words("Shared note" if shared else "Private note")).click()
    label = words("Shared note" if shared else "Private note")
    await page.get_by_role("textbox", name=label, exact=True).fill(body)
    await visitor.shoot("note shared" if shared else "note private")
    if shared:
        await page.get_by_role("button", name=re.compile(re.escape(words("Share with {other}", {"other": ""})))).click()
    else:
        await visitor.button("Add the private note").click()
    await expect(timeline_rows(visitor, "NoteWritten", body)).to_be_visible()


async def put_on_hold(client: Visitor, reason: str) -> None:
    """The client stops the case file."""
    page, words = client.page, client.words
    await client.button("Put on hold").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name=words("Reason"), exact=True).fill(reason)
    await client.shoot("hold")
    await client.button("Put on hold", within=dialog).click()
    await expect(dialog).to_be_hidden()


async def open_portfolio_to_bank(client: Visitor, bank: str) -> None:
    """Totals and progress, until the client ends it."""
    page, words = client.page, client.words
    await client.go("Bank access")
    await client.button("Open access to a bank").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(words("Bank"), exact=True).select_option(label=bank)
    await client.shoot("grant")
    await client.button("Open the access", within=dialog).click()
    await expect(_grants(client, bank, "Open")).to_have_count(1)


async def end_bank_access(client: Visitor, bank: str) -> None:
    """The client closes the portfolio to the bank."""
    await client.button("End the access", within=_grants(client, bank, "Open")).click()
    await client.button("End it now").click()
    await expect(_grants(client, bank, "Open")).to_have_count(0)


def _grants(client: Visitor, bank: str, state: str) -> Locator:
    label = client.words(state, context="access")
    rows = client.page.get_by_role("listitem").filter(has_text=bank)
    return rows.filter(has=client.page.get_by_text(label, exact=True))
