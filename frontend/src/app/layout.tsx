import { Trans, useLingui } from "@lingui/react/macro";
import { IconClock, IconWifiOff } from "@tabler/icons-react";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useOnline } from "@/api/connection";
import styles from "@/app/layout.module.css";
import { NavigationLinks } from "@/app/navigation";
import { LocaleSwitch, SchemeSwitch, UserMenu } from "@/app/user-menu";
import { useViewer } from "@/app/viewer";
import { WatchViewer } from "@/app/watch-viewer";
import { PhoneLine } from "@/contacts/phone-line";
import { Instant } from "@/design/values";
import { keepOwnLanguage } from "@/sign-in/session";

function OfflineBanner() {
  const online = useOnline();
  return (
    <div role="status">
      {!online && (
        <p className={styles.banner}>
          <IconWifiOff size={16} aria-hidden="true" />
          <Trans>Connection lost. What you see may be out of date; it catches up by itself.</Trans>
        </p>
      )}
    </div>
  );
}

function ClockBanner() {
  const { clock } = useViewer();
  if (!clock.shifted) return null;
  return (
    <p className={styles.banner} data-kind="clock">
      <IconClock size={16} aria-hidden="true" />
      <span>
        <Trans>
          Demonstration clock: the server counts from <Instant value={clock.now} />, the audit log keeps the real time.
          No real message leaves.
        </Trans>
      </span>
    </p>
  );
}

/** The frame around every signed-in screen. */
export function Layout() {
  const { t } = useLingui();
  const { membership } = useViewer();
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const first = useRef(path);
  const bottom = useRef<HTMLElement>(null);

  // After a move the reading starts at the new screen, not at the link that led there.
  useEffect(() => {
    // The first screen is read from its top; its path is not known before it is there.
    if (first.current && path !== first.current) main.current?.focus();
    first.current = path;
    // On a phone the places scroll sideways: the one where the reader is shows.
    bottom.current?.querySelector("[data-status=active]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);

  return (
    <div className={styles.shell}>
      <WatchViewer />
      <a className={styles.skip} href="#main">
        <Trans>Skip to content</Trans>
      </a>
      <nav className={styles.side} aria-label={t`Main navigation`}>
        <div className={styles.brand}>
          <img src="/favicon.svg" width={26} height={26} alt="" />
          Tandem
        </div>
        <NavigationLinks />
      </nav>
      <div className={styles.top}>
        <span className={styles.where}>{membership.organization.name}</span>
        <div className={styles.tools}>
          <PhoneLine />
          <LocaleSwitch onChosen={keepOwnLanguage} />
          <SchemeSwitch />
          <UserMenu />
        </div>
      </div>
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <OfflineBanner />
        <ClockBanner />
        <div className={styles.outlet}>
          <Outlet />
        </div>
      </main>
      <nav ref={bottom} className={styles.bottom} aria-label={t`Main navigation`}>
        <NavigationLinks />
      </nav>
    </div>
  );
}
