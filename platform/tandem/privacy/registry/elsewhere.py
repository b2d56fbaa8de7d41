"""Object stores by prefix, and what is neither a table nor a file."""

from tandem.privacy.personal_data import Elsewhere, Kept, Prefix

PREFIXES = (
    Prefix(
        prefix="documents/",
        by_case_file=True,
        kept=Kept.CASE,
        holds_debtors=True,
        erased="deleted",
        about="Files of a case: `documents/{case file}/…`.",
    ),
    Prefix(
        prefix="uploads/",
        kept=Kept.UPLOAD,
        holds_debtors=True,
        erased="rewritten without the person's rows, line numbers kept; the hash of the original stays in its row. A "
        "file that cannot be read is deleted",
        about="Placement files: `uploads/{upload}/{try}`.",
    ),
    Prefix(
        prefix="inbound/",
        kept=Kept.WEBHOOK,
        holds_debtors=True,
        erased="deleted with the rows of the person who sent it",
        about="E-mails as they came, until they are on a case file: `inbound/{callback}`; then "
        "`documents/{case file}/inbound/…`.",
    ),
    Prefix(
        prefix="recordings/",
        by_case_file=True,
        kept=Kept.RECORDING,
        holds_debtors=True,
        erased="deleted, and the key that they are sealed under is destroyed",
        about="Recordings of calls, sealed: `recordings/{case file}/{recording}`.",
    ),
    Prefix(
        prefix="evidence/",
        by_case_file=True,
        kept=Kept.CASE,
        holds_debtors=True,
        erased="deleted",
        about="Evidence bundles: `evidence/{case file}/{bundle}/…`.",
    ),
    Prefix(
        prefix="print-runs/",
        kept=Kept.CASE,
        holds_debtors=True,
        erased="deleted with everybody's letters in it: it can be made again without the person's",
        about="The files of print runs, for thirty days: `print-runs/{agency}/{run}/{try}.pdf`.",
    ),
    Prefix(
        prefix="erasures/",
        store="journal",
        kept=Kept.ACCOUNTING,
        holds_debtors=False,
        erased="never: it is what makes an erasure last",
        about="The journal of erasures: ids only.",
    ),
    Prefix(
        prefix="anchors/",
        store="anchors",
        kept=Kept.NONE,
        holds_debtors=False,
        erased="never",
        about="Signed roots over the heads of chains: hashes of hashes.",
    ),
)

ELSEWHERE = (
    Elsewhere(
        place="Redis or Valkey",
        holds_debtors=False,
        about="Job ids of the outbox, for seconds; it may vanish at any instant.",
    ),
    Elsewhere(
        place="Logs",
        holds_debtors=False,
        about="Event names, ids and error types: no name, number or text of a debtor is ever logged.",
    ),
    Elsewhere(
        place="Live updates (NOTIFY)",
        holds_debtors=False,
        about="Ids of what changed; pages read the rows themselves.",
    ),
    Elsewhere(
        place="The providers",
        holds_debtors=True,
        about="Twilio and SendGrid keep messages by their own terms; the agency erases there by the provider's own "
        "means. Tandem forgets the ids that would lead to them.",
    ),
    Elsewhere(
        place="Backups",
        holds_debtors=True,
        about="They age out by the operator's schedule. Restored, they are erased anew from the journal before Tandem "
        "serves.",
    ),
    Elsewhere(
        place="Dead rows and statistics of PostgreSQL",
        holds_debtors=True,
        about="An updated row leaves its old version until VACUUM, and samples of values until ANALYZE; both run by "
        "themselves.",
    ),
    Elsewhere(
        place="The provider sandbox",
        holds_debtors=True,
        about="Demonstrations only, in a file of its own; no part of the product.",
    ),
)
