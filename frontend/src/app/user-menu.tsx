import { Trans, useLingui } from "@lingui/react/macro";
import {
  ActionIcon,
  Menu,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { IconKeyboard, IconLogout, IconMoon, IconSun, IconUserCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import styles from "@/app/layout.module.css";
import { type Locale, useSwitchLocale } from "@/app/locale";
import { switchShortcuts, useShortcutsOn } from "@/app/shortcuts";
import { SwitchOrganization } from "@/app/switch-organization";
import { useViewer } from "@/app/viewer";
import { organizationLabels, roleLabels } from "@/formatting/labels";
import { signOut } from "@/sign-in/session";

export function SchemeSwitch() {
  const { t } = useLingui();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const label = scheme === "dark" ? t`Light colours` : t`Dark colours`;
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}>
        {scheme === "dark" ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** Shows the other language by its own name, so that it can be found from either. */
export function LocaleSwitch({ onChosen }: { onChosen?: (locale: Locale) => Promise<unknown> }) {
  const { i18n } = useLingui();
  const switchLocale = useSwitchLocale();
  const [next, name] = i18n.locale === "fr" ? (["en", "English"] as const) : (["fr", "Français"] as const);
  return (
    <Tooltip label={name}>
      <ActionIcon
        aria-label={`${next.toUpperCase()} – ${name}`}
        lang={next}
        onClick={async () => {
          await onChosen?.(next);
          switchLocale(next);
        }}
        fw={650}
        fz="xs"
      >
        {next.toUpperCase()}
      </ActionIcon>
    </Tooltip>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/);
  return [words.at(0), words.length > 1 ? words.at(-1) : ""].map((word) => word?.charAt(0) ?? "").join("");
}

export function UserMenu() {
  const { i18n } = useLingui();
  const { membership } = useViewer();
  const { person, organization, role, roleName } = membership;
  const shortcuts = useShortcutsOn();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={styles.who} title={organization.name}>
          <span className={styles.initials} aria-hidden="true">
            {initials(person.name)}
          </span>
          <span className={styles.whoName}>{person.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {organization.name}
          <br />
          {i18n._(organizationLabels[organization.kind])} · {roleName ?? i18n._(roleLabels[role])}
          <br />
          {person.email}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={16} />}>
          <Trans>My account</Trans>
        </Menu.Item>
        <SwitchOrganization />
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={() => switchShortcuts(!shortcuts)}>
          {shortcuts ? (
            <Trans>Switch the single-key shortcuts off</Trans>
          ) : (
            <Trans>Switch the single-key shortcuts on</Trans>
          )}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          <Trans>Sign out</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
