import { useLingui } from "@lingui/react/macro";
import {
  IconActivityHeartbeat,
  IconAlertCircle,
  IconBuildingBank,
  IconChartBar,
  IconFolders,
  IconInbox,
  IconListSearch,
  IconPackageImport,
  IconShieldLock,
  IconSitemap,
  IconUserShield,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import styles from "@/app/layout.module.css";
import { useViewer } from "@/app/viewer";

/** The places this person may go, as the API says. */
function usePlaces() {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  return [
    { to: "/queue", label: t`My queue`, Icon: IconInbox, open: viewerCan.workQueue },
    { to: "/attention", label: t`To settle`, Icon: IconAlertCircle, open: viewerCan.settleContacts },
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
    { to: "/grants", label: t`Bank access`, Icon: IconBuildingBank, open: viewerCan.seeGrants },
    { to: "/privacy", label: t`Data protection`, Icon: IconShieldLock, open: viewerCan.seePersonalData },
    { to: "/audit", label: t`Audit log`, Icon: IconListSearch, open: viewerCan.seeAudit },
    { to: "/people", label: t`People`, Icon: IconUsers, open: viewerCan.seePeople },
    { to: "/people/teams", label: t`Teams`, Icon: IconUsersGroup, open: viewerCan.seeTeams },
    { to: "/people/organization", label: t`Group`, Icon: IconSitemap, open: viewerCan.seeGroup },
    { to: "/people/roles", label: t`Roles`, Icon: IconUserShield, open: viewerCan.seeRoles },
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
    </Link>
  ));
}
