import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import {
  IconArrowDownLeft,
  IconBan,
  IconCircleCheck,
  IconClockPause,
  IconMail,
  IconMailbox,
  IconMessage,
  IconPhone,
  IconPhoneCheck,
  IconProgress,
} from "@tabler/icons-react";
import type { AttemptState, Channel } from "@/api/enums";
import { CancelButton } from "@/contacts/cancel-button";
import { CorrectOutcome } from "@/contacts/correct-outcome";
import { CorrectPosting } from "@/contacts/correct-posting";
import { AsSentButton } from "@/contacts/sent-copy";
import { Mark, type Tone } from "@/design/facts";
import { Instant } from "@/design/values";
import { formatAddress } from "@/formatting/addresses";
import { attemptLabel } from "@/formatting/labels";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard, Quote, ReasonList, ReasonOf } from "@/timeline/event-card";

const channelIcons = { VOICE: IconPhone, SMS: IconMessage, EMAIL: IconMail, LETTER: IconMailbox } satisfies Record<
  Channel,
  unknown
>;

export const attemptTones: Record<AttemptState, Tone> = {
  PLANNED: "info",
  DEFERRED: "warn",
  BLOCKED: "bad",
  SENDING: "info",
  ACCEPTED: "info",
  DELIVERED: "good",
  FAILED: "bad",
  UNCONFIRMED: "warn",
  NEEDS_PERSON: "warn",
  CANCELLED: "neutral",
};

/** What was planned, word for word, with the state it has reached by now. */
export function ContactPlannedRow({ event }: { event: EventOf<"ContactPlanned"> }) {
  const { i18n } = useLingui();
  const { attempt } = event;
  const to = event.to && formatAddress(event.to);
  // A letter is done when somebody posted it; for the machine it ended with the print.
  const state = attempt.postedOn ? "DELIVERED" : attempt.state;
  return (
    <EventCard event={event} Icon={channelIcons[event.channel]} tone="info">
      <Body>
        <Mark tone={attemptTones[state]}>{i18n._(attemptLabel(attempt.channel, state))}</Mark>{" "}
        {to && <Trans>to {to}</Trans>} <Trans>for</Trans> <Instant value={event.sendAt} shape="short" />
      </Body>
      {(event.subject || event.body) && (
        <Quote>
          {event.subject && <strong>{`${event.subject}\n`}</strong>}
          {event.body}
        </Quote>
      )}
      {attempt.document && (
        <Body>
          <Anchor href={attempt.document.url} target="_blank" rel="noopener" size="sm">
            <Trans>Open the letter (PDF)</Trans>
          </Anchor>
        </Body>
      )}
      <AsSentButton attempt={attempt} />
      <CancelButton attempt={attempt} />
    </EventCard>
  );
}

const stateIcons: Partial<Record<AttemptState, typeof IconBan>> = {
  BLOCKED: IconBan,
  CANCELLED: IconBan,
  FAILED: IconBan,
  DEFERRED: IconClockPause,
  DELIVERED: IconCircleCheck,
};

/** What tells that the message is out of the house. */
const LEFT: readonly AttemptState[] = ["ACCEPTED", "DELIVERED"];

export function ContactStateChangedRow({ event }: { event: EventOf<"ContactStateChanged"> }) {
  return (
    <EventCard event={event} Icon={stateIcons[event.state] ?? IconProgress} tone={attemptTones[event.state]}>
      {event.until && (
        <Body>
          <Trans>
            Looked at again on <Instant value={event.until} shape="short" />
          </Trans>
        </Body>
      )}
      <ReasonList reasons={event.reasons} />
      {event.providerCode && (
        <Body>
          <Trans>Provider's code: {event.providerCode}</Trans>
        </Body>
      )}
      {LEFT.includes(event.state) && <AsSentButton attempt={event.attempt} />}
    </EventCard>
  );
}

type Posting = EventOf<"LetterPosted"> | EventOf<"LetterPostingCorrected">;

/** A letter's posting day as it was recorded or corrected. */
export function LetterPostedRow({ event }: { event: Posting }) {
  return (
    <EventCard event={event} Icon={IconMailbox} tone="good">
      <ReasonOf event={event} />
      <AsSentButton attempt={event.attempt} />
      {event.viewerCanCorrect && !event.supersededBy && <CorrectPosting event={event} />}
    </EventCard>
  );
}

type Outcome = EventOf<"CallOutcomeRecorded"> | EventOf<"CallOutcomeCorrected">;

/** A call's outcome as it was told or corrected. */
export function CallOutcomeRow({ event }: { event: Outcome }) {
  return (
    <EventCard
      event={event}
      Icon={IconPhoneCheck}
      tone={event.disposition === "REACHED" || event.disposition === "PROMISES" ? "good" : "neutral"}
    >
      {event.comment && <Body>{event.comment}</Body>}
      <ReasonOf event={event} />
      {event.viewerCanCorrect && !event.supersededBy && <CorrectOutcome event={event} />}
    </EventCard>
  );
}

export function InboundRow({ event }: { event: EventOf<"InboundMessageReceived"> }) {
  const from = event.from && formatAddress(event.from);
  return (
    <EventCard event={event} Icon={IconArrowDownLeft} tone="info">
      {from && (
        <Body>
          <Trans>From {from}</Trans>
        </Body>
      )}
      {event.body && <Quote>{event.body}</Quote>}
    </EventCard>
  );
}

function Address({ address }: { address: string | null }) {
  return address && <Body>{formatAddress(address)}</Body>;
}

export function OptOutRecordedRow({ event }: { event: EventOf<"OptOutRecorded"> }) {
  return (
    <EventCard event={event} Icon={IconBan} tone="bad">
      <Address address={event.address} />
    </EventCard>
  );
}

export function OptOutLiftedRow({ event }: { event: EventOf<"OptOutLifted"> }) {
  return (
    <EventCard event={event} Icon={IconCircleCheck} tone="neutral">
      <Address address={event.address} />
    </EventCard>
  );
}
