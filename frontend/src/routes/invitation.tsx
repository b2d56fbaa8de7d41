import { createFileRoute } from "@tanstack/react-router";
import { Invitation } from "@/sign-in/invitation";

export const Route = createFileRoute("/invitation")({
  component: () => <Invitation onDone={() => location.assign("/")} />,
});
