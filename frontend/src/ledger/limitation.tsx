import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import type { CaseFile, Claim, Interruption } from "@/casefiles/documents";
import { Mark } from "@/design/facts";
import { Day } from "@/design/values";
import { interruptionLabels, proofLabels } from "@/formatting/labels";
import styles from "@/ledger/limitation.module.css";
import { RecordInterruptionButton } from "@/ledger/record-interruption";
import { WithdrawInterruptionButton } from "@/ledger/withdraw-interruption";

/** From what the last day of a claim is counted: its due date, or what interrupted its limitation last. */
function Why({ claim: { dueOn, interruptedBy, interruptedOn } }: { claim: Claim }) {
  const { i18n } = useLingui();
  if (!interruptedBy || !interruptedOn) {
    return (
      <Trans>
        The last day is counted from the due date, <Day value={dueOn} />.
      </Trans>
    );
  }
  const what = i18n._(interruptionLabels[interruptedBy]);
  if (interruptedBy === "STATED_LAST_DAY") {
    return (
      <Trans>
        The last day was recorded as found on <Day value={interruptedOn} />.
      </Trans>
    );
  }
  if (interruptedBy === "MEDIATION") {
    return (
      <Trans>
        Limitation stood still from <Day value={interruptedOn} />: {what}.
      </Trans>
    );
  }
  return (
    <Trans>
      The last day is counted anew from <Day value={interruptedOn} />: {what}.
    </Trans>
  );
}

function Item({ claim, one, mayWithdraw }: { claim: Claim; one: Interruption; mayWithdraw: boolean }) {
  const { i18n } = useLingui();
  const what = (
    <>
      <Day value={one.happenedOn} />
      {one.untilOn && (
        <>
          {" → "}
          <Day value={one.untilOn} />
        </>
      )}{" "}
      · {i18n._(interruptionLabels[one.kind])}
    </>
  );
  return (
    <li>
      {one.withdrawnAt ? <s>{what}</s> : what} · {i18n._(proofLabels[one.proof])}
      {one.basis && ` · ${one.basis}`}
      {one.document && (
        <>
          {" "}
          ·{" "}
          <Anchor href={one.document.url} target="_blank" rel="noopener" size="sm">
            <bdi>{one.document.name}</bdi>
          </Anchor>
        </>
      )}{" "}
      · {one.recordedBy}{" "}
      {one.withdrawnAt ? (
        <>
          <Mark tone="bad">
            <Trans context="interruption of limitation">Withdrawn</Trans>
          </Mark>{" "}
          {one.withdrawnBy}
          {one.withdrawalReason && ` · ${one.withdrawalReason}`}
        </>
      ) : (
        <>
          {claim.lastDay && one.kind !== "STATED_LAST_DAY" && one.happenedOn > claim.lastDay && (
            <Mark tone="warn">
              <Trans>After the last day: changes nothing</Trans>
            </Mark>
          )}{" "}
          {mayWithdraw && <WithdrawInterruptionButton interruption={one} />}
        </>
      )}
    </li>
  );
}

/** Why a claim has its last day, what was recorded that interrupts its limitation, and the way to record more. */
export function Limitation({ caseFile, claim }: { caseFile: CaseFile; claim: Claim }) {
  const recorded = caseFile.interruptions.filter((one) => one.claim.id === claim.id);
  const mayRecord = caseFile.viewerCan.interruptClaim;
  return (
    <div className={styles.limitation}>
      {claim.lastDay && (
        <p>
          <Why claim={claim} />
        </p>
      )}
      {recorded.length > 0 && (
        <ul>
          {recorded.map((one) => (
            <Item key={one.id} claim={claim} one={one} mayWithdraw={mayRecord} />
          ))}
        </ul>
      )}
      {mayRecord && <RecordInterruptionButton caseFile={caseFile} claim={claim} />}
    </div>
  );
}
