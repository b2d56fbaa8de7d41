import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery } from "urql";
import { useViewer } from "@/app/viewer";
import { Page } from "@/design/page";
import { Answer } from "@/design/states";
import { type PolicyColumn, type PolicySection, PolicyTablePage, type Subject } from "@/roles/documents";
import styles from "@/roles/roles.module.css";

const relationLabels: Record<PolicyColumn["relation"], MessageDescriptor> = {
  AGENCY: msg`on the case files it works`,
  CREDITOR: msg`on its own case files`,
  GROUP: msg`on its entities' case files`,
  BANK: msg`on what was opened to it`,
  OWN: msg`in its own organization`,
  NONE: msg`on nothing`,
};

function Table({ columns, subjects }: { columns: readonly PolicyColumn[]; subjects: readonly Subject[] }) {
  const { t, i18n } = useLingui();
  const keyOf = (column: PolicyColumn) => `${column.role} ${column.relation}`;
  return (
    <section className={styles.scroll} aria-label={t`Who may do what`} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>May</Trans>
            </th>
            {columns.map((column) => (
              <th key={keyOf(column)} scope="col">
                {column.roleLabel}
                <br />
                <span className={styles.dim}>{i18n._(relationLabels[column.relation])}</span>
              </th>
            ))}
          </tr>
        </thead>
        {subjects.map(({ subject, label, permissions }) => (
          <tbody key={subject}>
            <tr className={styles.group}>
              <th scope="rowgroup" colSpan={columns.length + 1}>
                {label}
              </th>
            </tr>
            {permissions.map((one) => (
              <tr key={one.permission}>
                <th scope="row">
                  {one.label}
                  <span className={styles.meaning}>{one.meaning}</span>
                </th>
                {columns.map((column) => (
                  <td key={keyOf(column)}>
                    {column.permissions.includes(one.permission) ? (
                      <>
                        <IconCheck size={16} className={styles.yes} aria-hidden="true" />
                        <VisuallyHidden>{t`yes`}</VisuallyHidden>
                      </>
                    ) : (
                      <span className={styles.dim} aria-label={t`no`} role="img">
                        –
                      </span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

/** Whose lines a role has: its own, and those of whom it inherits from. */
function ofRole(role: string, sections: readonly PolicySection[]): readonly PolicySection[] {
  const own = sections.filter((section) => section.role === role);
  return own.flatMap(({ inherits }) => (inherits ? ofRole(inherits, sections) : [])).concat(own);
}

function Headings({ sections }: { sections: readonly PolicySection[] }) {
  return (
    <dl className={styles.headings}>
      {sections.map(({ title, text }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd className={styles.dim}>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

type Told = {
  columns: readonly PolicyColumn[];
  sections: readonly PolicySection[];
  subjects: readonly Subject[];
};

function Chosen({ columns, sections, subjects }: Told) {
  const { t } = useLingui();
  const narrow = useMediaQuery("(max-width: 47.99em)", undefined, { getInitialValueInEffect: false });
  const { membership } = useViewer();
  const [role, setRole] = useState<string>(narrow ? membership.role : "");
  const labels = new Map(columns.map((column) => [column.role as string, column.roleLabel]));
  return (
    <>
      <NativeSelect
        label={t`Role`}
        value={role}
        onChange={({ currentTarget }) => setRole(currentTarget.value)}
        data={[{ value: "", label: t`Every role` }, ...[...labels].map(([value, label]) => ({ value, label }))]}
        maw={320}
      />
      <details className={styles.about} key={role} open={role !== ""}>
        <summary>
          <Trans>What each is there for</Trans>
        </summary>
        <Headings sections={role ? ofRole(role, sections) : sections} />
      </details>
      <Table columns={columns.filter((column) => !role || column.role === role)} subjects={subjects} />
    </>
  );
}

/** The whole policy table in plain words, to read: the same that decides every request. */
export function PolicyTable() {
  const [asked, ask] = useQuery({ query: PolicyTablePage });
  return (
    <Page
      title={<Trans>Who may do what</Trans>}
      actions={
        <Button component={Link} to="/people/roles" variant="default">
          <Trans>All roles</Trans>
        </Button>
      }
    >
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ policyTable: { columns, sections, subjects } }) => (
          <div className={styles.stack}>
            <p className={styles.dim}>
              <Trans>
                This is the table that decides every request, for all organizations. Whoever has no line in it is
                refused. A composed role never has more than the built-in roles of its kind of organization.
              </Trans>
            </p>
            <Chosen columns={columns} sections={sections} subjects={subjects} />
          </div>
        )}
      </Answer>
    </Page>
  );
}
