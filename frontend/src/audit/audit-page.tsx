import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, CloseButton, NativeSelect } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useQuery } from "urql";
import { usePage } from "@/api/pages";
import styles from "@/audit/audit.module.css";
import { AuditEventItem } from "@/audit/audit-event";
import { AuditPage as AuditPageQuery } from "@/audit/documents";
import { ExportMenu } from "@/audit/export-menu";
import { type AuditView, filterOf, groupLabels, viewOf } from "@/audit/view";
import { DayInput } from "@/design/day-input";
import { Page } from "@/design/page";
import { SearchBox } from "@/design/search-box";
import { Answer, Empty } from "@/design/states";

const route = getRouteApi("/_app/audit");

type FiltersProps = { view: AuditView; person: string | undefined; onView: (view: AuditView) => void };

function Filters({ view, person, onView }: FiltersProps) {
  const { t, i18n } = useLingui();
  const kinds = Object.entries(groupLabels).map(([value, label]) => ({
    value: value.toLowerCase(),
    label: i18n._(label),
  }));
  return (
    <div className={styles.filters}>
      <SearchBox label={t`Search`} value={view.q ?? ""} onSearch={(q) => onView({ ...view, q })} />
      <NativeSelect
        aria-label={t`Kind`}
        data={[{ value: "", label: t`Everything` }, ...kinds]}
        value={view.show ?? ""}
        onChange={(event) => onView({ ...view, show: event.currentTarget.value })}
      />
      <DayInput
        className={styles.day}
        aria-label={t`From`}
        placeholder={t`From`}
        value={view.from ?? null}
        maxDate={view.until}
        onChange={(day) => onView({ ...view, from: day ?? undefined })}
        clearable
      />
      <DayInput
        className={styles.day}
        aria-label={t`Until`}
        placeholder={t`Until`}
        value={view.until ?? null}
        minDate={view.from}
        onChange={(day) => onView({ ...view, until: day ?? undefined })}
        clearable
      />
      {view.person && (
        <span className={styles.part}>
          {person ?? <Trans>One person</Trans>}
          <CloseButton
            size="sm"
            aria-label={t`Remove this filter`}
            onClick={() => onView({ ...view, person: undefined })}
          />
        </span>
      )}
    </div>
  );
}

/** The audit log of one's own organization: searched, narrowed, paged and exported. */
export function AuditPage() {
  const view = route.useSearch();
  const navigate = useNavigate();
  const [after, goOn] = usePage(view);
  const filter = filterOf(view);
  const variables = { after, filter };
  const [asked, ask] = useQuery({ query: AuditPageQuery, variables, requestPolicy: "cache-and-network" });
  const events = asked.data?.auditEvents;
  const onView = (next: AuditView) =>
    void navigate({ to: "/audit", search: viewOf(next as Record<string, unknown>), replace: true });

  return (
    <Page
      title={<Trans>Audit log</Trans>}
      aside={events && <Plural value={events.totalCount} one="# event" other="# events" />}
      actions={<ExportMenu filter={filter} />}
    >
      <Filters view={view} person={view.person && events?.edges[0]?.node.who} onView={onView} />
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ auditEvents: { edges, pageInfo } }) =>
          edges.length === 0 ? (
            <Empty title={<Trans>Nothing is found</Trans>}>
              <Trans>Sign-ins, files taken out, and changes of who may see what appear here.</Trans>
            </Empty>
          ) : (
            <>
              <ol className={styles.list}>
                {edges.map(({ node }) => (
                  <AuditEventItem key={node.id} event={node} onPerson={(person) => onView({ ...view, person })} />
                ))}
              </ol>
              {pageInfo.hasNextPage && (
                <Button mt="md" variant="default" loading={asked.fetching} onClick={() => goOn(pageInfo.endCursor)}>
                  <Trans>Show more</Trans>
                </Button>
              )}
            </>
          )
        }
      </Answer>
    </Page>
  );
}
