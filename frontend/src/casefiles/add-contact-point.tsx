import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import type { ContactPlace, ContactPointKind } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { placesOf } from "@/casefiles/places";
import { AddContactPoint } from "@/contacts/documents";
import { contactPlaceLabels, contactPointLabels } from "@/formatting/labels";

const hints: Record<ContactPointKind, MessageDescriptor> = {
  PHONE: msg`A number abroad begins with + and the country’s code.`,
  EMAIL: msg`One address.`,
  POSTAL: msg`As on an envelope, the name on the first line.`,
};

/** Adds a number, an address or an e-mail to a party; the server normalises it and says what is wrong with it. */
export function AddContactPointButton({ partyId }: { partyId: string }) {
  const { t, i18n } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [add, busy] = useCommand(AddContactPoint);
  const form = useForm({
    initialValues: { kind: "PHONE" as ContactPointKind, place: "UNKNOWN" as ContactPlace, value: "" },
  });

  async function submit({ kind, place, value }: typeof form.values) {
    const fitting = placesOf(kind).includes(place) ? place : "UNKNOWN";
    const added = await add({ input: { partyId, kind, place: fitting, value: value.trim() } }, form);
    if (!added) return;
    form.reset();
    close();
  }

  if (!opened) {
    return (
      <Button variant="subtle" mt={4} leftSection={<IconPlus size={14} />} onClick={open}>
        <Trans>Add a contact detail</Trans>
      </Button>
    );
  }
  const kinds = Object.entries(contactPointLabels).map(([value, label]) => ({ value, label: i18n._(label) }));
  const places = placesOf(form.values.kind).map((value) => ({ value, label: i18n._(contactPlaceLabels[value]) }));
  const shown = {
    mt: 6,
    label: t`Contact detail`,
    description: i18n._(hints[form.values.kind]),
    ...form.getInputProps("value"),
  };
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <NativeSelect mt={6} label={t`Kind`} data={kinds} {...form.getInputProps("kind")} />
      {form.values.kind === "POSTAL" ? <Textarea {...shown} autosize minRows={3} /> : <TextInput {...shown} />}
      <NativeSelect mt={6} label={t`Where it is`} data={places} {...form.getInputProps("place")} />
      <Group mt={6} gap="xs">
        <Button type="submit" loading={busy} disabled={!form.values.value.trim()}>
          <Trans>Add</Trans>
        </Button>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
      </Group>
    </form>
  );
}
