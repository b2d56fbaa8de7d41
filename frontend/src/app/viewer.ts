import { createContext, use } from "react";
import { graphql, type ResultOf } from "@/api/graphql";

export const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      locale
      clock { now shifted }
      membership {
        id
        role roleName
        organization { id name kind }
        person { id name email }
      }
      viewerCan {
        workQueue seePortfolio placeClaims addInvoices acceptPlacements seeWaitingContacts seeRefusals seeRules seeGrants manageGrants seeBankDashboard seePersonalData seeAudit manageMandates seeCaseFiles seeRoles composeRoles seeWhatOthersSee seeHealth seePeople managePeople seeAssignments assignCaseFiles seeTeams manageTeams seeGroup joinGroups requireSecondFactor seeTokens makeTokens seeAccounts seeGivenUp seeMessages placeMessages seePrintRuns printLetters seeTemplates writeTemplates approveTemplates callDebtors writeCallOutcomes
      }
    }
  }
`);

export type Viewer = NonNullable<ResultOf<typeof ViewerQuery>["viewer"]>;

export const ViewerContext = createContext<Viewer | null>(null);

/** Who is signed in, acting through one membership. Only below the signed-in layout. */
export function useViewer(): Viewer {
  const viewer = use(ViewerContext);
  if (!viewer) throw new Error("useViewer needs the signed-in layout above it");
  return viewer;
}

/** The page that a person lands on. */
export function homeOf({ viewerCan }: Viewer): "/queue" | "/portfolio" | "/dashboard" | "/placements" | "/health" {
  if (viewerCan.workQueue) return "/queue";
  if (viewerCan.seePortfolio || viewerCan.seeCaseFiles) return "/portfolio";
  if (viewerCan.seeHealth) return "/health";
  if (viewerCan.seeBankDashboard) return "/dashboard";
  return "/placements";
}
