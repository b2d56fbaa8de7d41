import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { formatSize } from "@/formatting/sizes";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard } from "@/timeline/event-card";

export function DocumentAddedRow({ event }: { event: EventOf<"DocumentAdded"> }) {
  const { i18n } = useLingui();
  const { document, name } = event;
  return (
    <EventCard event={event} Icon={IconPaperclip} tone={event.chain === "PARTIES" ? "info" : "warn"} note>
      <Body>
        {document ? (
          <Anchor href={document.url} target="_blank" rel="noopener" size="sm">
            <bdi>{name ?? document.name}</bdi>
          </Anchor>
        ) : (
          <Trans>Its contents were erased.</Trans>
        )}{" "}
        · {formatSize(event.size, i18n.locale)}
      </Body>
    </EventCard>
  );
}
