import { useLingui } from "@lingui/react/macro";
import {
  IconActivityHeartbeat,
  IconAddressBook,
  IconAlertCircle,
  IconBan,
  IconBuildingBank,
  IconChartBar,
  IconFileZip,
  IconFolders,
  IconInbox,
  IconListSearch,
  IconMailOff,
  IconMailQuestion,
  IconMessages,
  IconPackageImport,
  IconPhoneCheck,
  IconPrinter,
  IconScale,
  IconShieldLock,
  IconSitemap,
  IconUserShield,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import styles from "@/app/layout.module.css";
import { useViewer } from "@/app/viewer";
import { WaitingCount } from "@/inbound/waiting-count";

/** The places this person may go, as the API says. */
function usePlaces() {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  return [
    { to: "/queue", label: t`My queue`, Icon: IconInbox, open: viewerCan.workQueue },
    { to: "/attention", label: t`To settle`, Icon: IconAlertCircle, open: viewerCan.seeWaitingContacts },
    { to: "/rules", label: t`Rules of contact`, Icon: IconScale, open: viewerCan.seeRules },
    { to: "/refusals", label: t`Refused contacts`, Icon: IconBan, open: viewerCan.seeRefusals },
    {
      to: "/inbound",
      label: t({ message: "To place", context: "incoming message" }),
      Icon: IconMailQuestion,
      open: viewerCan.seeMessages,
    },
    { to: "/print-runs", label: t`Print runs`, Icon: IconPrinter, open: viewerCan.seePrintRuns },
    {
      to: "/portfolio",
      label: viewerCan.seePortfolio ? t`Portfolio` : t`Case files`,
      Icon: IconFolders,
      open: viewerCan.seePortfolio || viewerCan.seeCaseFiles,
    },
    {
      to: "/placements",
      label: t`Placements`,
      Icon: IconPackageImport,
      open: viewerCan.placeClaims || viewerCan.acceptPlacements,
    },
    {
      to: "/placements/invoices",
      label: t`Copies of invoices`,
      Icon: IconFileZip,
      open: viewerCan.addInvoices && !viewerCan.placeClaims && !viewerCan.acceptPlacements,
    },
    { to: "/templates", label: t`Templates`, Icon: IconMessages, open: viewerCan.seeTemplates },
    { to: "/grants", label: t`Bank access`, Icon: IconBuildingBank, open: viewerCan.seeGrants },
    { to: "/privacy", label: t`Data protection`, Icon: IconShieldLock, open: viewerCan.seePersonalData },
    { to: "/audit", label: t`Audit log`, Icon: IconListSearch, open: viewerCan.seeAudit },
    { to: "/people", label: t`People`, Icon: IconUsers, open: viewerCan.seePeople },
    { to: "/people/teams", label: t`Teams`, Icon: IconUsersGroup, open: viewerCan.seeTeams },
    { to: "/people/organization", label: t`Group`, Icon: IconSitemap, open: viewerCan.seeGroup },
    { to: "/people/roles", label: t`Roles`, Icon: IconUserShield, open: viewerCan.seeRoles },
    { to: "/calls", label: t`Calls`, Icon: IconPhoneCheck, open: viewerCan.writeCallOutcomes },
    { to: "/accounts", label: t`Accounts and senders`, Icon: IconAddressBook, open: viewerCan.seeAccounts },
    { to: "/given-up", label: t`Not carried out`, Icon: IconMailOff, open: viewerCan.seeGivenUp },
    { to: "/health", label: t`Installation`, Icon: IconActivityHeartbeat, open: viewerCan.seeHealth },
    { to: "/dashboard", label: t`Dashboard`, Icon: IconChartBar, open: viewerCan.seeBankDashboard },
  ].filter((place) => place.open);
}

/** The links of the navigation; its place on the screen is the layout's. */
export function NavigationLinks() {
  return usePlaces().map(({ to, label, Icon }) => (
    <Link key={to} to={to} className={styles.link} activeOptions={{ exact: to === "/people" }}>
      <Icon size={18} aria-hidden="true" />
      {label}
      {to === "/inbound" && <WaitingCount />}
    </Link>
  ));
}
