import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDeviceLaptop, IconHeadset, IconPhone } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import { type MyCalls, OpenLine } from "@/contacts/call-documents";
import styles from "@/contacts/phone-line.module.css";
import { useHolding } from "@/contacts/softphone/holding";
import { useOpenOnComputer } from "@/contacts/softphone/use-softphone";

type LineDevice = MyCalls["lineDevices"][number];
type Because = NonNullable<NonNullable<MyCalls["line"]>["closedBecause"]>;

const closedLabels: Record<Because, MessageDescriptor> = {
  ASKED: msg`Line closed`,
  HUNG_UP: msg`Line closed on the telephone`,
  NOT_ANSWERED: msg`Your telephone was not answered`,
  REFUSED: msg`The provider refused to ring your telephone`,
  IDLE: msg`Line closed: no call for a while`,
  SIGNED_OUT: msg`Line closed at sign-out`,
};

const onComputer: Partial<Record<Because, MessageDescriptor>> = {
  HUNG_UP: msg`Line closed: this computer left it`,
  NOT_ANSWERED: msg`Your computer did not connect`,
};

const deviceLabels: Record<LineDevice, MessageDescriptor> = {
  TELEPHONE: msg`On my telephone`,
  COMPUTER: msg`On this computer`,
};

const deviceIcons = { TELEPHONE: IconPhone, COMPUTER: IconDeviceLaptop };

/** What the server knows of why a line closed. */
export function whyClosed(line: MyCalls["line"]): MessageDescriptor | undefined {
  if (!line?.closedBecause) return undefined;
  return (line.device === "COMPUTER" ? onComputer[line.closedBecause] : undefined) ?? closedLabels[line.closedBecause];
}

/** Why the last line closed. What went wrong on this page is said beside the screen, with what to do. */
function Closed({ line }: { line: MyCalls["line"] }) {
  const { i18n } = useLingui();
  const label = whyClosed(line);
  if (!label) return null;
  return (
    <span className={styles.why} role="status">
      {i18n._(label)}
    </span>
  );
}

/** Opens the line where its reader opened it last, or, by the menu beside it, where they choose. */
export function OpenLineButton({ line, devices }: { line: MyCalls["line"]; devices: readonly LineDevice[] }) {
  const { t, i18n } = useLingui();
  const [open, busy] = useCommand(OpenLine);
  const openOnComputer = useOpenOnComputer();
  const { phase } = useHolding();
  const [usual, ...others] = devices;
  if (!usual) return null;
  const openOn = (device: LineDevice) =>
    device === "COMPUTER" ? void openOnComputer() : void open({ input: { device } });
  const waits = busy || phase !== "NONE";
  const Icon = others.length > 0 || usual === "COMPUTER" ? deviceIcons[usual] : IconHeadset;
  return (
    <>
      <Closed line={line} />
      <Button.Group>
        <Button size="xs" variant="default" px={10} loading={waits} onClick={() => openOn(usual)}>
          <Icon size={15} aria-hidden="true" />
          <span className={`${styles.words} ${styles.label}`}>
            <Trans>Open my line</Trans>
          </span>
        </Button>
        {others.length > 0 && (
          <Menu position="bottom-end" shadow="md">
            <Menu.Target>
              <ActionIcon variant="default" size={30} aria-label={t`Where to open my line`} disabled={waits}>
                <IconChevronDown size={14} aria-hidden="true" />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {devices.map((device) => {
                const One = deviceIcons[device];
                return (
                  <Menu.Item key={device} leftSection={<One size={15} />} onClick={() => openOn(device)}>
                    {i18n._(deviceLabels[device])}
                  </Menu.Item>
                );
              })}
            </Menu.Dropdown>
          </Menu>
        )}
      </Button.Group>
    </>
  );
}
