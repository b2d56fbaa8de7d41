import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useQuery } from "urql";
import { usePage } from "@/api/pages";
import { Dot, Mark } from "@/design/facts";
import { Page, Panel } from "@/design/page";
import { SearchBox } from "@/design/search-box";
import { Answer } from "@/design/states";
import { Day } from "@/design/values";
import { DuePage, ErasuresPage, LegalHoldsPage, PeopleFound } from "@/privacy/documents";
import { ErasureItem } from "@/privacy/erasure-item";
import { HoldItem } from "@/privacy/legal-holds";
import styles from "@/privacy/privacy.module.css";
import { Retention } from "@/privacy/retention";

const route = getRouteApi("/_app/privacy/");

function Nothing({ children }: { children: ReactNode }) {
  return (
    <ul className={styles.list}>
      <li className={styles.dim}>{children}</li>
    </ul>
  );
}

function More({ busy, onMore }: { busy: boolean; onMore: () => void }) {
  return (
    <Button m="sm" variant="default" loading={busy} onClick={onMore}>
      <Trans>Show more</Trans>
    </Button>
  );
}

function Found({ search }: { search: string }) {
  const [asked, ask] = useQuery({ query: PeopleFound, variables: { search }, requestPolicy: "cache-and-network" });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} compact>
      {({ people }) =>
        people.length === 0 ? (
          <Nothing>
            <Trans>Nobody is found by these words.</Trans>
          </Nothing>
        ) : (
          <ul className={styles.list}>
            {people.map((person) => (
              <li key={person.debtorId}>
                <div className={styles.what}>
                  <Link to="/privacy/people/$debtorId" params={{ debtorId: person.debtorId }}>
                    {person.isErased ? person.caseReference : person.name}
                  </Link>{" "}
                  <span className={styles.dim}>{person.isErased ? "" : person.reference}</span>
                </div>
                {person.isErased ? (
                  <Mark>
                    <Trans context="person">Erased</Trans>
                  </Mark>
                ) : (
                  <Plural value={person.caseFiles} one="# case file" other="# case files" />
                )}
              </li>
            ))}
          </ul>
        )
      }
    </Answer>
  );
}

function Due() {
  const [asked, ask] = useQuery({ query: DuePage });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} compact>
      {({ peopleDue }) =>
        peopleDue.length === 0 ? (
          <Nothing>
            <Trans>Nobody’s time is over within 90 days.</Trans>
          </Nothing>
        ) : (
          <ul className={styles.list}>
            {peopleDue.map((person) => (
              <li key={`${person.debtorId} ${person.caseReference}`}>
                <div className={styles.what}>
                  <Link to="/privacy/people/$debtorId" params={{ debtorId: person.debtorId }}>
                    {person.name}
                  </Link>{" "}
                  <span className={styles.dim}>
                    {person.caseReference} ·{" "}
                    <Trans>
                      closed <Day value={person.closedOn} />
                    </Trans>
                  </span>
                </div>
                {person.isHeld ? (
                  <Dot tone="warn">
                    <Trans>Data held back</Trans>
                  </Dot>
                ) : (
                  <span>
                    <Trans>
                      erased <Day value={person.dueOn} />
                    </Trans>
                  </span>
                )}
              </li>
            ))}
          </ul>
        )
      }
    </Answer>
  );
}

function Holds() {
  const [after, goOn] = usePage(null);
  const [asked, ask] = useQuery({ query: LegalHoldsPage, variables: { after } });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} compact>
      {({ legalHolds: { edges, pageInfo } }) => (
        <>
          {edges.length === 0 ? (
            <Nothing>
              <Trans>Your organization holds nobody’s data.</Trans>
            </Nothing>
          ) : (
            <ul className={styles.list}>
              {edges.map(({ node }) => (
                <HoldItem key={node.id} hold={node} named />
              ))}
            </ul>
          )}
          {pageInfo.hasNextPage && <More busy={asked.fetching} onMore={() => goOn(pageInfo.endCursor)} />}
        </>
      )}
    </Answer>
  );
}

function Journal() {
  const [after, goOn] = usePage(null);
  const [asked, ask] = useQuery({
    query: ErasuresPage,
    variables: { after },
    requestPolicy: "cache-and-network",
  });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} compact>
      {({ erasures: { edges, pageInfo } }) => (
        <>
          {edges.length === 0 ? (
            <Nothing>
              <Trans>Nobody was erased yet.</Trans>
            </Nothing>
          ) : (
            <ul className={styles.list}>
              {edges.map(({ node }) => (
                <ErasureItem key={node.id} erasure={node} />
              ))}
            </ul>
          )}
          {pageInfo.hasNextPage && <More busy={asked.fetching} onMore={() => goOn(pageInfo.endCursor)} />}
        </>
      )}
    </Answer>
  );
}

/** Personal data: find a person, whose time is over, what is held back, who was erased, and for how long data is kept. */
export function PrivacyPage() {
  const { t } = useLingui();
  const { q } = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page
      title={<Trans>Data protection</Trans>}
      actions={
        <SearchBox
          label={t`Find a person`}
          value={q ?? ""}
          onSearch={(search) => void navigate({ to: "/privacy", search: search ? { q: search } : {}, replace: true })}
        />
      }
    >
      <div className={styles.stack}>
        {q && (
          <Panel title={<Trans>Found</Trans>} flush>
            <Found search={q} />
          </Panel>
        )}
        <Panel title={<Trans>Time over within 90 days</Trans>} flush>
          <Due />
        </Panel>
        <Panel title={<Trans>Holds on data</Trans>} flush>
          <Holds />
        </Panel>
        <Panel title={<Trans>Journal of erasures</Trans>} flush>
          <Journal />
        </Panel>
        <Panel title={<Trans>How long data is kept</Trans>} flush>
          <Retention />
        </Panel>
      </div>
    </Page>
  );
}
