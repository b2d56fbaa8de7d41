import { useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import type { CaseBadge, CaseFileSort, Stage } from "@/api/enums";
import { useViewer } from "@/app/viewer";
import { SearchBox } from "@/design/search-box";
import { badgeLabels, stageLabels } from "@/formatting/labels";
import { NOBODY, useListChoices } from "@/portfolio/choices";
import styles from "@/portfolio/portfolio.module.css";

export type PortfolioView = {
  q?: string;
  stage?: Stage;
  badge?: CaseBadge;
  sort?: CaseFileSort;
  agency?: string;
  entity?: string;
  assignee?: string;
  team?: string;
};

export type FiltersProps = { view: PortfolioView; onView: (view: PortfolioView) => void };

/** The variables of the list that an address asks for. */
export function filterOf({ q, stage, badge, agency, entity, assignee, team }: PortfolioView) {
  const unassigned = assignee === NOBODY;
  return {
    search: q ?? null,
    stages: stage ? [stage] : null,
    badge: badge ?? null,
    agencyId: agency ?? null,
    creditorId: entity ?? null,
    assignment:
      assignee || team
        ? { assigneeId: unassigned ? null : (assignee ?? null), unassigned, teamId: team ?? null }
        : null,
  };
}

type Choices = { label: string; all: string; name: keyof PortfolioView; data: { value: string; label: string }[] };

function Select({ label, all, name, data, view, onView }: Choices & FiltersProps) {
  return (
    <NativeSelect
      aria-label={label}
      data={[{ value: "", label: all }, ...data]}
      value={view[name] ?? ""}
      onChange={(event) => onView({ ...view, [name]: event.currentTarget.value || undefined })}
    />
  );
}

/** What narrows the list: the same for everybody, and what only a client or only an agency knows. */
export function Filters(props: FiltersProps) {
  const { t, i18n } = useLingui();
  const { view, onView } = props;
  const { viewerCan } = useViewer();
  const choices = useListChoices();
  const sorts: Record<CaseFileSort, string> = {
    OLDEST_DUE: t`Oldest due first`,
    LARGEST: t`Largest first`,
    NEWEST: t`Newest first`,
    NAME: t`By name`,
  };
  const words = (labels: Record<string, Parameters<typeof i18n._>[0]>) =>
    Object.entries(labels).map(([value, label]) => ({ value, label: i18n._(label as string) }));
  const people = [{ value: NOBODY, label: t`Nobody yet` }, ...choices.colleagues];
  return (
    <div className={styles.filters}>
      <SearchBox label={t`Filter`} value={view.q ?? ""} onSearch={(q) => onView({ ...view, q: q || undefined })} />
      <Select {...props} name="stage" label={t`Stage`} all={t`Every stage`} data={words(stageLabels as never)} />
      <Select {...props} name="badge" label={t`State`} all={t`Every state`} data={words(badgeLabels as never)} />
      {choices.entities.length > 0 && (
        <Select {...props} name="entity" label={t`Entity`} all={t`Every entity`} data={choices.entities} />
      )}
      {choices.agencies.length > 1 && (
        <Select {...props} name="agency" label={t`Agency`} all={t`Every agency`} data={choices.agencies} />
      )}
      {viewerCan.seeAssignments && viewerCan.seeTeams && (
        <Select {...props} name="assignee" label={t`Collector`} all={t`Every collector`} data={people} />
      )}
      {choices.teams.length > 0 && (
        <Select {...props} name="team" label={t`Team`} all={t`Every team`} data={choices.teams} />
      )}
      <NativeSelect
        aria-label={t`Order`}
        data={Object.entries(sorts).map(([value, label]) => ({ value, label }))}
        value={view.sort ?? "OLDEST_DUE"}
        onChange={(event) => onView({ ...view, sort: event.currentTarget.value as CaseFileSort })}
      />
    </div>
  );
}
