import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Group, Kbd, NativeSelect, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useQuery } from "urql";
import type { Disposition } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { type CallOutcome, CallOutcomes, SetCallOutcomes } from "@/contacts/call-documents";
import styles from "@/contacts/call-outcomes-page.module.css";
import { RecordingSetting } from "@/contacts/recording-setting";
import { Page, Panel } from "@/design/page";
import { Answer } from "@/design/states";
import { dispositionLabels } from "@/formatting/labels";
import { AskingButton } from "@/people/asking";

const MOST = 9;

type Asks = CallOutcome["asks"];
type Draft = { id: number; key: string | null; labelFr: string; labelEn: string; meaning: Disposition; asks: Asks };

const asksLabels: Record<Asks, MessageDescriptor> = {
  NOTHING: msg`Nothing more`,
  CALLBACK: msg`When to call back`,
  PROMISE: msg`The day they pay by`,
};

function draftsOf(outcomes: readonly CallOutcome[]): Draft[] {
  return outcomes.map(({ key, labelFr, labelEn, meaning, asks }, id) => ({ id, key, labelFr, labelEn, meaning, asks }));
}

type RowProps = {
  draft: Draft;
  place: number;
  last: boolean;
  onChange: (draft: Draft | null) => void;
  onMove: (by: 1 | -1) => void;
};

function Row({ draft, place, last, onChange, onMove }: RowProps) {
  const { t, i18n } = useLingui();
  const named = draft.labelFr || String(place + 1);
  return (
    <li className={styles.row}>
      <Kbd className={styles.key}>{place + 1}</Kbd>
      <TextInput
        label={t`In French`}
        maxLength={40}
        required
        withAsterisk={false}
        value={draft.labelFr}
        onChange={(event) => onChange({ ...draft, labelFr: event.currentTarget.value })}
      />
      <TextInput
        label={t`In English`}
        maxLength={40}
        required
        withAsterisk={false}
        value={draft.labelEn}
        onChange={(event) => onChange({ ...draft, labelEn: event.currentTarget.value })}
      />
      <NativeSelect
        label={t`Counts as`}
        value={draft.meaning}
        onChange={(event) => onChange({ ...draft, meaning: event.currentTarget.value as Disposition })}
        data={Object.entries(dispositionLabels).map(([value, label]) => ({ value, label: i18n._(label) }))}
      />
      <NativeSelect
        label={t`Asks for`}
        value={draft.asks}
        onChange={(event) => onChange({ ...draft, asks: event.currentTarget.value as Asks })}
        data={Object.entries(asksLabels).map(([value, label]) => ({ value, label: i18n._(label) }))}
      />
      <Group gap={4} wrap="nowrap" className={styles.moves}>
        <ActionIcon aria-label={t`Move “${named}” up`} disabled={place === 0} onClick={() => onMove(-1)}>
          <IconArrowUp size={15} />
        </ActionIcon>
        <ActionIcon aria-label={t`Move “${named}” down`} disabled={last} onClick={() => onMove(1)}>
          <IconArrowDown size={15} />
        </ActionIcon>
        <ActionIcon aria-label={t`Remove “${named}”`} onClick={() => onChange(null)}>
          <IconTrash size={15} />
        </ActionIcon>
      </Group>
    </li>
  );
}

function Editor({ outcomes }: { outcomes: readonly CallOutcome[] }) {
  const { t } = useLingui();
  const [drafts, setDrafts] = useState(() => draftsOf(outcomes));
  const [save, busy] = useCommand(SetCallOutcomes);

  function change(place: number, draft: Draft | null) {
    setDrafts((kept) => kept.flatMap((one, at) => (at !== place ? [one] : draft ? [draft] : [])));
  }

  function move(place: number, by: 1 | -1) {
    setDrafts((kept) => {
      const [moved, ...others] = [kept[place], ...kept.filter((_, at) => at !== place)];
      return moved ? others.toSpliced(place + by, 0, moved) : kept;
    });
  }

  function add() {
    const id = Math.max(-1, ...drafts.map((draft) => draft.id)) + 1;
    setDrafts([...drafts, { id, key: null, labelFr: "", labelEn: "", meaning: "REACHED", asks: "NOTHING" }]);
  }

  async function submit(list: readonly Draft[]) {
    const done = await save({ input: { outcomes: list.map(({ id: _, ...outcome }) => outcome) } });
    if (!done?.outcomes) return false;
    setDrafts(draftsOf(done.outcomes));
    notifications.show({ color: "green", message: t`Saved: the next call asks for these.` });
    return true;
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit(drafts);
      }}
    >
      <Stack gap="md">
        <ol className={styles.rows}>
          {drafts.map((draft, place) => (
            <Row
              key={draft.id}
              draft={draft}
              place={place}
              last={place === drafts.length - 1}
              onChange={(next) => change(place, next)}
              onMove={(by) => move(place, by)}
            />
          ))}
        </ol>
        <Group justify="space-between">
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconPlus size={14} />}
              disabled={drafts.length >= MOST}
              onClick={add}
            >
              <Trans>Add an outcome</Trans>
            </Button>
            <AskingButton
              label={<Trans>Back to Tandem’s list</Trans>}
              title={t`Back to Tandem’s list`}
              consequence={
                <Trans>
                  The agency’s own outcomes go, with their words in both languages, and what is not saved here. Calls
                  that were told with them keep their words.
                </Trans>
              }
              yes={<Trans>Use Tandem’s list</Trans>}
              busy={busy}
              onYes={() => submit([])}
            />
          </Group>
          <Button type="submit" loading={busy} disabled={drafts.length === 0}>
            <Trans>Save the list</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The list for whoever may not change it. */
function Known({ outcomes }: { outcomes: readonly CallOutcome[] }) {
  const { i18n } = useLingui();
  return (
    <ol className={styles.rows}>
      {outcomes.map(({ key, label, meaning }, place) => {
        const counted = i18n._(dispositionLabels[meaning]);
        return (
          <li key={key}>
            <Kbd>{place + 1}</Kbd> {label === counted ? label : `${label} · ${counted}`}
          </li>
        );
      })}
    </ol>
  );
}

/** What the agency's calls can end with: its own words, what each counts as, and what it asks for. */
export function CallOutcomesPage() {
  const mayChange = useViewer().viewerCan.writeCallOutcomes;
  const [asked, ask] = useQuery({ query: CallOutcomes });
  return (
    <Page title={<Trans>Calls</Trans>}>
      <Stack gap={16}>
        <RecordingSetting mayChange={mayChange} />
        <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
          {({ callOutcomes }) => (
            <Panel title={<Trans>What a call can end with</Trans>}>
              <p className={styles.help}>
                <Trans>
                  After each call one of these is chosen, by its key or by a click, before the next call. What it counts
                  as decides how soon the person may be called again. What was recorded before keeps its words.
                </Trans>
              </p>
              {mayChange ? <Editor outcomes={callOutcomes} /> : <Known outcomes={callOutcomes} />}
            </Panel>
          )}
        </Answer>
      </Stack>
    </Page>
  );
}
