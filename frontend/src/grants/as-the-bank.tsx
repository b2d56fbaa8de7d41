import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "urql";
import { BankFiguresOf } from "@/dashboard/bank-figures";
import { Answer } from "@/design/states";
import { type Grant, GrantPreview } from "@/grants/documents";

function Seen({ grant }: { grant: Grant }) {
  const { level, portfolio, wholePortfolio, batches, showsDisputes } = grant;
  const [asked, ask] = useQuery({
    query: GrantPreview,
    variables: {
      portfolioId: portfolio.id,
      batchIds: wholePortfolio ? null : batches.map(({ id }) => id),
      level,
      showsDisputes,
    },
    requestPolicy: "network-only",
  });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} compact>
      {({ bankGrantPreview }) => (
        <Stack gap="md">
          {bankGrantPreview.length === 0 && (
            <p>
              <Trans>No figure yet: fewer than five debtors stand behind it.</Trans>
            </p>
          )}
          {bankGrantPreview.map((shown) => (
            <BankFiguresOf key={shown.currency} shown={shown} />
          ))}
          <p>
            {level === "TOTALS" ? (
              <Trans>That is all: no case file, no name, no note.</Trans>
            ) : (
              <Trans>
                And each case file with these amounts, under a name drawn by lot. Never who owes, no note, no contact.
              </Trans>
            )}
          </p>
        </Stack>
      )}
    </Answer>
  );
}

/** The figures that a bank has before it today, to read as the bank reads them. */
export function AsTheBank({ grant }: { grant: Grant }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button
        variant="default"
        onClick={open}
        aria-label={t`What it sees: ${grant.bank.name}, ${grant.portfolio.name}`}
      >
        <Trans>What it sees</Trans>
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        size={1080}
        title={t`What ${grant.bank.name} sees today of ${grant.portfolio.name}`}
      >
        <Seen grant={grant} />
      </Modal>
    </>
  );
}
