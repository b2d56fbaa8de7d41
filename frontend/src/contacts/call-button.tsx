import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Group, Popover, Stack, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPhone, IconPhoneOff, IconRobot, IconUserQuestion } from "@tabler/icons-react";
import { useQuery } from "urql";
import { useKeyedCommand } from "@/api/use-keyed-command";
import { type CaseFile, ChannelsNow } from "@/casefiles/documents";
import { ByHandNotice, DialLink } from "@/contacts/call-by-hand";
import { PlanContact } from "@/contacts/documents";
import { isLeftToAPerson, type Reachable, reachableBy, saysTheSame } from "@/contacts/reachable";
import { VerdictNotice } from "@/contacts/verdict";
import { Instant } from "@/design/values";
import { formatPhone } from "@/formatting/addresses";

type CallButtonProps = { caseFile: CaseFile; opened: boolean; onOpened: (opened: boolean) => void };

/** Opens the numbers of the case file, each with the gate's answer; a number rings the collector first, then the debtor. */
export function CallButton({ caseFile, opened, onOpened }: CallButtonProps) {
  const { t } = useLingui();
  const [plan, busy] = useKeyedCommand(PlanContact);
  // The page may stand open for hours, and what may be called changes with the clock.
  useQuery({ query: ChannelsNow, variables: { id: caseFile.id }, pause: !opened, requestPolicy: "network-only" });
  const voice = caseFile.channels.find((one) => one.channel === "VOICE");
  const numbers = reachableBy("VOICE", caseFile);
  const possible = voice?.verdict.decision === "ALLOW";

  async function call(contactPointId: string, templateId: string | null = null) {
    const planned = await plan({ caseFileId: caseFile.id, contactPointId, channel: "VOICE", templateId });
    if (!planned) return;
    onOpened(false);
    if (planned.attempt?.state === "NEEDS_PERSON") {
      notifications.show({ color: "yellow", message: t`It waits for the decision of a manager.` });
    }
  }

  return (
    <Popover opened={opened} onChange={onOpened} position="bottom-end" width={320} trapFocus shadow="md">
      <Popover.Target>
        <Button
          variant={possible ? "filled" : "default"}
          c={possible ? undefined : "dimmed"}
          leftSection={possible ? <IconPhone size={15} /> : <IconPhoneOff size={15} />}
          onClick={() => onOpened(!opened)}
        >
          <Trans context="verb">Call</Trans>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Call the debtor`} mah="70vh" style={{ overflowY: "auto" }}>
        <Stack gap="xs">
          {numbers.length === 0 && voice && <VerdictNotice verdict={voice.verdict} />}
          {voice && !voice.configured && <ByHandNotice />}
          {numbers.map((number) => (
            <NumberLine
              key={number.point.id}
              number={number}
              caseFileId={caseFile.id}
              byHand={voice?.configured === false}
              busy={busy}
              onCall={(templateId) => call(number.point.id, templateId)}
              onBegun={() => onOpened(false)}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

type NumberLineProps = {
  caseFileId: string;
  number: Reachable;
  byHand: boolean;
  busy: boolean;
  onCall: (templateId: string | null) => void;
  onBegun: () => void;
};

/** One number: rung now, or why not and from when. */
function NumberLine({ caseFileId, number, byHand, busy, onCall, onBegun }: NumberLineProps) {
  const { party, point, verdict, zones, automatedCall, callbackAt } = number;
  const { t } = useLingui();
  const now = verdict?.decision === "ALLOW";
  const automated = automatedCall?.decision === "ALLOW";
  const apart =
    !byHand && automatedCall !== null && !automated && verdict !== null && !saysTheSame(automatedCall, verdict);
  const asked = verdict !== null && isLeftToAPerson(verdict);
  const why = `why-${point.id}`;
  const agreed = `agreed-${point.id}`;
  const whyNotAutomated = apart ? `why-automated-${point.id}` : why;
  return (
    <div>
      {byHand ? (
        <DialLink
          caseFileId={caseFileId}
          point={point}
          name={party.name}
          refusedBy={now ? null : why}
          onBegun={onBegun}
        />
      ) : (
        <Group gap="xs" wrap="nowrap" mb={4}>
          <Button
            flex={1}
            variant="light"
            justify="space-between"
            h="auto"
            mih={34}
            py={6}
            styles={{ label: { whiteSpace: "normal", textAlign: "left", lineHeight: 1.3 } }}
            disabled={!now && !asked}
            aria-describedby={[callbackAt && agreed, !now && why].filter(Boolean).join(" ") || undefined}
            loading={busy}
            rightSection={asked ? <IconUserQuestion size={14} /> : <IconPhone size={14} />}
            onClick={() => onCall(null)}
          >
            {[formatPhone(point.value), party.name, asked ? t`ask for a decision` : null].filter(Boolean).join(" · ")}
          </Button>
          <Tooltip label={t`Automated call: 1 speaks to us, 2 asks to be called, 9 refuses calls`} multiline w={240}>
            <ActionIcon
              variant="light"
              size={34}
              aria-label={t`Automated call to ${formatPhone(point.value)}`}
              aria-describedby={automated ? undefined : whyNotAutomated}
              disabled={!automated || busy}
              onClick={() => onCall("call_message")}
            >
              <IconRobot size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      )}
      {callbackAt && (
        <p id={agreed}>
          <Trans>
            Agreed call: <Instant value={callbackAt} shape="short" />
          </Trans>
        </p>
      )}
      {verdict && <VerdictNotice id={why} verdict={verdict} zones={zones} quiet />}
      {apart && (
        <>
          <p>
            <Trans>Automated call:</Trans>
          </p>
          <VerdictNotice id={whyNotAutomated} verdict={automatedCall} zones={zones} quiet />
        </>
      )}
    </div>
  );
}
