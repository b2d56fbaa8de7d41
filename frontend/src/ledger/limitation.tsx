import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import type { CaseFile, Claim, Interruption } from "@/casefiles/documents";
import { Mark } from "@/design/facts";
import { Day } from "@/design/values";
import { interruptionLabels, proofLabels } from "@/formatting/labels";
import { EndMediationButton } from "@/ledger/end-mediation";
import styles from "@/ledger/limitation.module.css";
import { RecordInterruptionButton } from "@/ledger/record-interruption";
import { WithdrawInterruptionButton } from "@/ledger/withdraw-interruption";

/** From what the last day of a claim is counted: its due date, or what interrupted its limitation last. */
function Why({ claim: { dueOn, lastDay, interruptedBy, interruptedOn } }: { claim: Claim }) {
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
  if (interruptedBy === "MEDIATION" && !lastDay) {
    return (
      <Trans>
        Limitation stands still since <Day value={interruptedOn} />: {what}. The last day is counted again once it has
        ended.
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

function File({ file }: { file: NonNullable<Interruption["document"]> }) {
  return (
    <>
      {" "}
      ·{" "}
      <Anchor href={file.url} target="_blank" rel="noopener" size="sm">
        <bdi>{file.name}</bdi>
      </Anchor>
    </>
  );
}

/** Of a mediation that was recorded while it went on: what shows its end, and who recorded it. */
function End({ one }: { one: Interruption }) {
  const { i18n } = useLingui();
  if (!one.endProof) return null;
  const proof = i18n._(proofLabels[one.endProof]);
  return (
    <>
      {" "}
      · <Trans>End: {proof}</Trans>
      {one.endDocument && <File file={one.endDocument} />} · {one.endRecordedBy}
    </>
  );
}

function Item({ caseFile, claim, one }: { caseFile: CaseFile; claim: Claim; one: Interruption }) {
  const { i18n } = useLingui();
  const mayRecord = caseFile.viewerCan.interruptClaim;
  const goesOn = one.kind === "MEDIATION" && !one.untilOn;
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
      {one.document && <File file={one.document} />} · {one.recordedBy}
      <End one={one} />{" "}
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
          {goesOn && (
            <Mark>
              <Trans context="mediation">In progress</Trans>
            </Mark>
          )}{" "}
          {goesOn && mayRecord && <EndMediationButton caseFile={caseFile} mediation={one} />}{" "}
          {mayRecord && <WithdrawInterruptionButton interruption={one} />}
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
      {(claim.lastDay || claim.interruptedBy) && (
        <p>
          <Why claim={claim} />
        </p>
      )}
      {recorded.length > 0 && (
        <ul>
          {recorded.map((one) => (
            <Item key={one.id} caseFile={caseFile} claim={claim} one={one} />
          ))}
        </ul>
      )}
      {mayRecord && <RecordInterruptionButton caseFile={caseFile} claim={claim} />}
    </div>
  );
}
