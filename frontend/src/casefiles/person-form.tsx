import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconUserPlus } from "@tabler/icons-react";
import type { PartyRole, Segment } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { AddParty, type CaseFile, CorrectParty, type Party } from "@/casefiles/documents";
import { DialogForm } from "@/design/dialog-form";
import { countryChoices } from "@/formatting/countries";
import { partyLabels, segmentLabels } from "@/formatting/labels";
import { languageLabels } from "@/templates/labels";

const UNKNOWN = msg`Not known`;
const NOTHING = { country: "", segment: "" as Segment | "", language: "" };

type Law = typeof NOTHING;

/** What the server is told: an empty choice is one that nobody has made. */
const toldOf = ({ country, segment, language }: Law) => ({
  country: country || null,
  segment: segment || null,
  language: language || null,
});

/** By whose law somebody is contacted; `field` binds a choice to its form. */
function LawFields({ field }: { field: (name: keyof Law) => object }) {
  const { t, i18n } = useLingui();
  const unknown = { value: "", label: i18n._(UNKNOWN) };
  const named = (labels: Record<string, typeof UNKNOWN>) =>
    Object.entries(labels).map(([value, label]) => ({ value, label: i18n._(label) }));
  return (
    <>
      <NativeSelect
        label={t`Lives in`}
        description={t`The law of this country protects the person: hours, limits and letters are its own.`}
        data={[unknown, ...countryChoices(i18n.locale)]}
        {...field("country")}
      />
      <NativeSelect
        label={t`Is bound as`}
        description={t`A private person who vouches for a company is a consumer.`}
        data={[unknown, ...named(segmentLabels)]}
        {...field("segment")}
      />
      <NativeSelect
        label={t`Language`}
        data={[{ value: "", label: t`The debtor’s` }, ...named(languageLabels)]}
        {...field("language")}
      />
    </>
  );
}

/** Enters a co-debtor or a guarantor, and by whose law they are contacted. */
export function AddPersonButton({ caseFile }: { caseFile: CaseFile }) {
  const { t, i18n } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [add, busy] = useCommand(AddParty);
  const form = useForm({ initialValues: { role: "GUARANTOR" as PartyRole, name: "", ...NOTHING } });
  const roles: PartyRole[] = ["GUARANTOR", "CO_DEBTOR"];

  async function submit({ role, name, ...law }: typeof form.values) {
    const input = { caseFileId: caseFile.id, role, name: name.trim(), ...toldOf(law) };
    if (!(await add({ input }, form))) return;
    form.reset();
    close();
  }

  return (
    <>
      <Button variant="subtle" mt={8} leftSection={<IconUserPlus size={14} />} onClick={open}>
        <Trans>Add a person</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Add a person`}>
        <DialogForm
          onSubmit={form.onSubmit(submit)}
          onCancel={close}
          action={<Trans>Add</Trans>}
          busy={busy}
          disabled={!form.values.name.trim()}
        >
          <TextInput label={t`Name`} maxLength={200} data-autofocus {...form.getInputProps("name")} />
          <NativeSelect
            label={t`Role`}
            data={roles.map((value) => ({ value, label: i18n._(partyLabels[value]) }))}
            {...form.getInputProps("role")}
          />
          <LawFields field={form.getInputProps} />
        </DialogForm>
      </Modal>
    </>
  );
}

/** Says by whose law somebody is contacted after all, with the reason that both parties read. */
export function CorrectPersonButton({ party }: { party: Party }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [correct, busy] = useCommand(CorrectParty);
  const known = { country: party.country ?? "", segment: party.segment ?? "", language: party.language ?? "" } as Law;
  const form = useForm({
    initialValues: { ...known, reason: "" },
    validate: { reason: (reason) => (reason.trim() ? null : t`Say why: both parties read it.`) },
  });
  const name = party.name ?? "—";

  function begin() {
    form.setValues({ ...known, reason: "" });
    open();
  }

  async function submit({ reason, ...law }: typeof form.values) {
    if (!(await correct({ input: { partyId: party.id, ...toldOf(law), reason: reason.trim() } }, form))) return;
    close();
    notifications.show({ color: "green", message: t`The correction is recorded.` });
  }

  return (
    <>
      <Button variant="subtle" size="compact-xs" aria-label={t`Correct country and status: ${name}`} onClick={begin}>
        <Trans>Correct country and status</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={name}>
        <DialogForm
          onSubmit={form.onSubmit(submit)}
          onCancel={close}
          action={<Trans>Correct</Trans>}
          busy={busy}
          disabled={(["country", "segment", "language"] as const).every((one) => form.values[one] === known[one])}
        >
          <LawFields field={form.getInputProps} />
          <Textarea label={t`Reason`} autosize minRows={2} maxLength={500} {...form.getInputProps("reason")} />
        </DialogForm>
      </Modal>
    </>
  );
}
