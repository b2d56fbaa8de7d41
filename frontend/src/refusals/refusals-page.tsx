import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { CloseButton } from "@mantine/core";
import { IconChecks } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useQuery } from "urql";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { Page, Panel } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Instant } from "@/design/values";
import { dayOf } from "@/formatting/dates";
import { type RefusalFigure, Refusals } from "@/refusals/documents";
import { FigureTable, useFigureName } from "@/refusals/figure-table";
import styles from "@/refusals/refusals.module.css";
import { daysOf, filterOf, type RefusalView, since, upTo, viewOf } from "@/refusals/view";

const route = getRouteApi("/_app/refusals");

type FiltersProps = { view: RefusalView; figures: readonly RefusalFigure[]; onView: (view: RefusalView) => void };

/** The days that are counted, and what was narrowed to, each with its way back. */
function Filters({ view, figures, onView }: FiltersProps) {
  const { t } = useLingui();
  const nameOf = useFigureName();
  const today = dayOf(now());
  const days = daysOf(view, today);
  const chosen = [
    { field: "reason", by: "REASON", key: view.reason },
    { field: "channel", by: "CHANNEL", key: view.channel?.toLowerCase() },
    { field: "client", by: "CLIENT", key: view.client },
    { field: "collector", by: "COLLECTOR", key: view.collector },
  ] as const;
  return (
    <div className={styles.filters}>
      <DayInput
        w={132}
        label={t`From`}
        value={days.since}
        maxDate={days.until}
        onChange={(from) => onView(since(view, from ?? undefined, today))}
      />
      <DayInput
        w={132}
        label={t`Until`}
        value={days.until}
        minDate={days.since}
        onChange={(until) => onView(upTo(view, until ?? undefined, today))}
      />
      {chosen.map(({ field, by, key }) => {
        const figure = figures.find((one) => one.by === by && one.key === key);
        return (
          key && (
            <span key={field} className={styles.part}>
              {figure ? nameOf(figure) : key}
              <CloseButton
                size="sm"
                aria-label={t`Remove this filter`}
                onClick={() => onView({ ...view, [field]: undefined })}
              />
            </span>
          )
        );
      })}
    </div>
  );
}

/** What the rules of contact stopped, put off or left to a person, by each way of looking, with its case files. */
export function RefusalsPage() {
  const { t } = useLingui();
  const view = route.useSearch();
  const navigate = useNavigate();
  const variables = { filter: filterOf(view, dayOf(now())) };
  const [asked, ask] = useQuery({ query: Refusals, variables, requestPolicy: "cache-and-network" });
  const figures = asked.data?.contactRefusals.figures ?? [];
  const all = figures.find(({ by }) => by === "ALL");
  const onView = (next: RefusalView) => void navigate({ to: "/refusals", search: viewOf(next) });
  const tables = [
    { by: "REASON", title: t`By reason` },
    { by: "CHANNEL", title: t`By channel` },
    { by: "CLIENT", title: t`By client` },
    { by: "COLLECTOR", title: t`By collector` },
    { by: "WEEK", title: t`By week` },
  ] as const;

  return (
    <Page
      title={<Trans>Refused contacts</Trans>}
      aside={all && all.contacts > 0 && <Plural value={all.contacts} one="# contact" other="# contacts" />}
    >
      <Filters view={view} figures={figures} onView={onView} />
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ contactRefusals: { caseFiles } }) =>
          caseFiles.length === 0 ? (
            <Empty Icon={IconChecks} title={<Trans>Nothing was refused</Trans>}>
              <Trans>Contacts that the rules stopped, put off or left to a person appear here.</Trans>
            </Empty>
          ) : (
            <>
              <p className={styles.note}>
                <Trans>
                  A contact counts once, however often it is looked at, and with each of its reasons. A plan that was
                  refused counts each time somebody tries.
                </Trans>
              </p>
              <div className={styles.tables}>
                {tables.map(({ by, title }) => (
                  <Panel key={by} title={title} flush>
                    <FigureTable
                      title={title}
                      figures={figures.filter((figure) => figure.by === by)}
                      view={view}
                      most={all?.contacts ?? 0}
                    />
                  </Panel>
                ))}
              </div>
              <Panel title={<Trans>Case files</Trans>} flush>
                <ul className={styles.list}>
                  {caseFiles.map(({ caseFile, contacts, lastAt, rules }) => (
                    <li key={caseFile.id} className={styles.caseFile}>
                      <span>
                        <Link className={styles.link} to="/cases/$caseFileId" params={{ caseFileId: caseFile.id }}>
                          {caseFile.debtor.name ?? caseFile.debtor.reference}
                        </Link>{" "}
                        <span className={styles.dim}>
                          {caseFile.reference} · {caseFile.creditor.name}
                        </span>
                      </span>
                      <span className={styles.dim}>
                        <Plural value={contacts} one="# contact" other="# contacts" /> · <Instant value={lastAt} />
                        {rules && (
                          <>
                            {" · "}
                            <Link
                              className={styles.link}
                              to="/rules"
                              search={{ version: rules, day: dayOf(Date.parse(lastAt)) }}
                            >
                              <Trans>Rules {rules}</Trans>
                            </Link>
                          </>
                        )}
                      </span>
                    </li>
                  ))}
                </ul>
                {all && all.caseFiles > caseFiles.length && (
                  <p className={styles.note}>
                    <Trans>
                      The last {caseFiles.length} of {all.caseFiles}. Choose a reason or a client to see the others.
                    </Trans>
                  </p>
                )}
              </Panel>
            </>
          )
        }
      </Answer>
    </Page>
  );
}
