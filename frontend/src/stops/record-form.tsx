import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import type { StopKind } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import type { CaseFile } from "@/casefiles/documents";
import { DayInput } from "@/design/day-input";
import { DialogForm } from "@/design/dialog-form";
import { formatAddress } from "@/formatting/addresses";
import { dayOf } from "@/formatting/dates";
import { RecordStopFact } from "@/stops/documents";
import { representativeLabels, stopKindsOf, stopLabels } from "@/stops/kinds";

type RecordProps = { caseFile: CaseFile; onRecorded: () => void };

/** Enters what is known of a party: since when, where from, and who acts for them. */
export function RecordStopButton({ caseFile, onRecorded }: RecordProps) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();

  function recorded() {
    close();
    onRecorded();
  }

  if (caseFile.parties.length === 0) return null;
  return (
    <>
      <Button mt={8} variant="subtle" leftSection={<IconPlus size={14} />} onClick={open}>
        <Trans>Enter what forbids contact</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Enter what forbids contact`}>
        <RecordForm caseFile={caseFile} onRecorded={recorded} onCancel={close} />
      </Modal>
    </>
  );
}

function RecordForm({ caseFile, onRecorded, onCancel }: RecordProps & { onCancel: () => void }) {
  const { t, i18n } = useLingui();
  const [record, busy] = useCommand(RecordStopFact);
  const form = useForm({
    initialValues: {
      kind: "INSOLVENCY" as StopKind,
      partyId: caseFile.parties[0]?.id ?? "",
      contactPointId: "",
      sinceOn: dayOf(now()) as string | null,
      untilOn: null as string | null,
      publishedOn: null as string | null,
      representative: "",
      source: "",
    },
  });
  const { kind, partyId, sinceOn, untilOn, source } = form.values;
  const party = caseFile.parties.find(({ id }) => id === partyId);
  const points = party?.contactPoints ?? [];
  const chosen = points.find(({ id }) => id === form.values.contactPointId);
  const point = chosen ?? points[0];
  const representative = representativeLabels[kind];
  const complete =
    party && sinceOn && source.trim() && (kind !== "BREATHING_SPACE" || untilOn) && (kind !== "WORKPLACE" || point);

  async function submit(entered: typeof form.values) {
    if (!sinceOn) return;
    const input = {
      caseFileId: caseFile.id,
      partyId,
      kind,
      sinceOn,
      source,
      untilOn: kind === "BREATHING_SPACE" ? untilOn : null,
      publishedOn: kind === "INSOLVENCY" ? entered.publishedOn : null,
      contactPointId: pointOf(kind, point?.id, chosen?.id),
      representative: (representative && entered.representative.trim()) || null,
    };
    if (await record({ input }, form)) onRecorded();
  }

  return (
    <DialogForm
      onSubmit={form.onSubmit(submit)}
      onCancel={onCancel}
      action={<Trans>Record</Trans>}
      busy={busy}
      disabled={!complete}
    >
      <NativeSelect
        label={t`What is known`}
        data={stopKindsOf(party?.country ?? caseFile.debtor.country).map((value) => ({
          value,
          label: i18n._(stopLabels[value]),
        }))}
        {...form.getInputProps("kind")}
      />
      <NativeSelect
        label={t`Of whom`}
        data={caseFile.parties.map(({ id, name }) => ({ value: id, label: name ?? "—" }))}
        {...form.getInputProps("partyId")}
      />
      {kind === "WORKPLACE" && (
        <NativeSelect
          label={t`Contact detail`}
          data={points.map(({ id, value }) => ({ value: id, label: formatAddress(value) }))}
          {...form.getInputProps("contactPointId")}
          value={point?.id ?? ""}
        />
      )}
      {kind === "WRONG_PARTY" && (
        <NativeSelect
          label={t`Where somebody else answers`}
          description={t`That number or address is used for this person no more, whoever the client.`}
          data={[
            { value: "", label: t`Not said at one number or address` },
            ...points.map(({ id, value }) => ({ value: id, label: formatAddress(value) })),
          ]}
          {...form.getInputProps("contactPointId")}
          value={chosen?.id ?? ""}
        />
      )}
      <DayInput label={t`Since`} w={160} maxDate={dayOf(now())} {...form.getInputProps("sinceOn")} />
      {kind === "BREATHING_SPACE" && (
        <DayInput label={t`First day free again`} w={160} {...form.getInputProps("untilOn")} />
      )}
      {kind === "INSOLVENCY" && (
        <DayInput
          label={t`Published in the BODACC on`}
          description={t`The claim is declared within two months of that day.`}
          maxDate={dayOf(now())}
          {...form.getInputProps("publishedOn")}
        />
      )}
      {representative && (
        <TextInput
          label={i18n._(representative)}
          description={t`Name and address, if known.`}
          maxLength={500}
          {...form.getInputProps("representative")}
        />
      )}
      <Textarea
        label={t`Where it is known from`}
        description={t`A letter, a court notice, what was said on the phone.`}
        autosize
        minRows={2}
        {...form.getInputProps("source")}
      />
    </DialogForm>
  );
}

/** A workplace always names its number or address; a wrong person where somebody else answered there. */
function pointOf(kind: StopKind, workplace: string | undefined, chosen: string | undefined): string | null {
  if (kind === "WORKPLACE") return workplace ?? null;
  return (kind === "WRONG_PARTY" && chosen) || null;
}
