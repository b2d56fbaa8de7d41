import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import styles from "@/casefiles/case-page.module.css";
import { ClaimsList } from "@/casefiles/claims-list";
import type { CaseFile } from "@/casefiles/documents";
import { Parties } from "@/casefiles/parties";
import { Upcoming, upcoming } from "@/casefiles/upcoming";
import { Fact, Facts } from "@/design/facts";
import { Day, Instant } from "@/design/values";
import { HoldsPanel } from "@/directives/holds-panel";
import { Instructions } from "@/directives/instructions";
import { DocumentList } from "@/files/document-list";
import { Balance } from "@/ledger/balance";
import { PaymentList } from "@/ledger/payment-list";
import { StopsPanel } from "@/stops/stops-panel";

function Section({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** The side of the case page: money, what stops it, what is coming, who is bound, and for which documents. */
export function CaseFacts({ caseFile }: { caseFile: CaseFile }) {
  const ahead = upcoming(caseFile.attempts);
  const { openingLetter } = caseFile;
  return (
    <>
      <Section title={<Trans>Balance</Trans>}>
        <Balance balance={caseFile.balance} />
      </Section>
      <Section title={<Trans>What stops this case file</Trans>}>
        <HoldsPanel holds={caseFile.holds} />
        <Instructions directives={caseFile.directives} />
      </Section>
      {caseFile.viewerCan.readStops && (
        <Section title={<Trans>What forbids contact</Trans>}>
          <StopsPanel caseFile={caseFile} />
        </Section>
      )}
      {ahead.length > 0 && (
        <Section title={<Trans>Coming up and to do</Trans>}>
          <Upcoming attempts={ahead} />
        </Section>
      )}
      <Section title={<Trans>Parties</Trans>}>
        <Parties caseFile={caseFile} />
      </Section>
      <Section title={<Trans>Claims</Trans>}>
        <ClaimsList caseFile={caseFile} />
      </Section>
      {caseFile.payments.length > 0 && (
        <Section title={<Trans>Payments</Trans>}>
          <PaymentList payments={caseFile.payments} mayReverse={caseFile.viewerCan.reversePayment} />
        </Section>
      )}
      <Section title={<Trans>References</Trans>}>
        <Facts>
          <Fact label={<Trans>Creditor</Trans>}>{caseFile.creditor.name}</Fact>
          <Fact label={<Trans>Agency</Trans>}>{caseFile.agency.name}</Fact>
          {caseFile.assignee && (
            <Fact label={<Trans context="whom a case file is assigned to">Collector</Trans>}>
              {caseFile.assignee.name}
            </Fact>
          )}
          {caseFile.team && <Fact label={<Trans>Team</Trans>}>{caseFile.team.name}</Fact>}
          <Fact label={<Trans>Customer reference</Trans>}>{caseFile.debtor.reference}</Fact>
          {caseFile.portfolio && <Fact label={<Trans>Portfolio</Trans>}>{caseFile.portfolio.name}</Fact>}
          <Fact label={<Trans>Mandate</Trans>}>
            {caseFile.mandate.reference} {!caseFile.mandate.inForce && <Trans>(not in force)</Trans>}
          </Fact>
          {openingLetter && (
            <Fact label={<Trans>Opening letter</Trans>}>
              {openingLetter.reference}
              {openingLetter.postedOn && (
                <>
                  {" "}
                  · <Day value={openingLetter.postedOn} />
                </>
              )}
            </Fact>
          )}
          <Fact label={<Trans>Placed on</Trans>}>
            <Instant value={caseFile.placedAt} />
          </Fact>
        </Facts>
      </Section>
      {caseFile.documents.length > 0 && (
        <Section title={<Trans>Documents</Trans>}>
          <DocumentList documents={caseFile.documents} />
        </Section>
      )}
    </>
  );
}
