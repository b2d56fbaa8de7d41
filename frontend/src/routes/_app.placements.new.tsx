import { Trans } from "@lingui/react/macro";
import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { Page } from "@/design/page";
import { Start } from "@/placements/start";
import { StepList } from "@/placements/step-list";

export const Route = createFileRoute("/_app/placements/new")({ component: NewPlacement });

function NewPlacement() {
  const navigate = useNavigate();
  return (
    <Page title={<Trans>Place unpaid invoices</Trans>}>
      <StepList step="file" />
      <Start onCreated={(batchId) => navigate({ to: "/placements/$batchId", params: { batchId } })} />
    </Page>
  );
}
