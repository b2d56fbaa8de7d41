import { Trans, useLingui } from "@lingui/react/macro";
import { Modal } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { DialogForm } from "@/design/dialog-form";
import { difference } from "@/roles/choosing";
import type { Permission, Subject } from "@/roles/documents";
import styles from "@/roles/roles.module.css";

type SaveProps = {
  opened: boolean;
  busy: boolean;
  subjects: readonly Subject[];
  before: readonly Permission[];
  after: ReadonlySet<Permission>;
  holders: readonly { name: string }[];
  onClose: () => void;
  onSave: () => void;
};

function Changes({ title, labels }: { title: ReactNode; labels: string[] }) {
  if (labels.length === 0) return null;
  return (
    <div>
      <strong>{title}</strong>
      <ul className={styles.changes}>
        {labels.map((label) => (
          <li key={label}>{label}</li>
        ))}
      </ul>
    </div>
  );
}

/** Says what changes and for whom, before it does. */
export function SaveDialog({ opened, busy, subjects, before, after, holders, onClose, onSave }: SaveProps) {
  const { t, i18n } = useLingui();
  const { added, removed } = difference(before, after);
  const texts = subjects.flatMap(({ permissions }) => permissions);
  const labels = (changed: Permission[]) =>
    texts.filter((one) => !one.comesWithCaseFiles && changed.includes(one.permission)).map(({ label }) => label);
  const names = new Intl.ListFormat(i18n.locale).format(holders.map(({ name }) => name));

  function save(event?: FormEvent) {
    event?.preventDefault();
    onSave();
  }

  return (
    <Modal opened={opened} onClose={onClose} title={t`Save this role`}>
      <DialogForm onSubmit={save} onCancel={onClose} action={<Trans>Save</Trans>} busy={busy}>
        <Changes title={<Trans>May from now on</Trans>} labels={labels(added)} />
        <Changes title={<Trans>May no longer</Trans>} labels={labels(removed)} />
        {added.length + removed.length === 0 && (
          <p>
            <Trans>Its permissions stay as they are.</Trans>
          </p>
        )}
        <p>
          {holders.length > 0 ? (
            <Trans>In force at once, also on open pages, for {names}.</Trans>
          ) : (
            <Trans>Nobody has this role yet: give it to people on the page of people.</Trans>
          )}
        </p>
      </DialogForm>
    </Modal>
  );
}
