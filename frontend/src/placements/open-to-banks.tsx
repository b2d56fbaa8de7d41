import { Trans } from "@lingui/react/macro";
import { Alert } from "@mantine/core";
import { IconBuildingBank } from "@tabler/icons-react";
import { useEffect } from "react";
import { useQuery } from "urql";
import { usePage } from "@/api/pages";
import { Answer, Loading } from "@/design/states";
import { PortfolioGrants } from "@/placements/documents";

/** Who else will see what is placed: the banks that the whole portfolio is open to, and how much they see. */
export function OpenToBanks({ portfolio }: { portfolio: { id: string; name: string } }) {
  const [after, goOn] = usePage(null);
  const [asked, ask] = useQuery({
    query: PortfolioGrants,
    variables: { after },
    requestPolicy: "cache-and-network",
  });
  const page = asked.data?.bankGrants.pageInfo;
  // To the last one, with those of before in the answer: an old grant may still be open.
  useEffect(() => {
    if (page?.hasNextPage && page.endCursor) goOn(page.endCursor);
  }, [page, goOn]);
  const portfolioName = portfolio.name;
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} loading={<Loading rows={1} />} compact>
      {({ bankGrants: { edges } }) =>
        edges
          .filter(({ node }) => node.active && node.wholePortfolio && node.portfolio.id === portfolio.id)
          .map(({ node: { id, level, bank } }) => (
            <Alert key={id} mt="md" color="yellow" icon={<IconBuildingBank />}>
              {level === "TOTALS" ? (
                <Trans>
                  The portfolio {portfolioName} is open to {bank.name}: what you place is counted in the totals that
                  this bank sees.
                </Trans>
              ) : (
                <Trans>
                  The portfolio {portfolioName} is open to {bank.name}: this bank will also see the case files of this
                  placement, under pseudonyms.
                </Trans>
              )}
            </Alert>
          ))
      }
    </Answer>
  );
}
