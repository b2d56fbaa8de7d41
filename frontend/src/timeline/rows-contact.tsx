import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Group } from "@mantine/core";
import {
  IconArrowDownLeft,
  IconBan,
  IconCircleCheck,
  IconClockHour4,
  IconClockPause,
  IconMail,
  IconMailbox,
  IconMessage,
  IconMessageReply,
  IconMicrophone,
  IconPhone,
  IconPhoneCheck,
  IconPhoneIncoming,
  IconProgress,
} from "@tabler/icons-react";
import type { AttemptState, Channel } from "@/api/enums";
import { useAnswer } from "@/contacts/answering";
import { CancelButton } from "@/contacts/cancel-button";
import { CorrectOutcome } from "@/contacts/correct-outcome";
import { CorrectPosting } from "@/contacts/correct-posting";
import { PostedAfterAll } from "@/contacts/posting-form";
import { RecordingOfCall } from "@/contacts/recording";
import { AsSentButton } from "@/contacts/sent-copy";
import { Mark, type Tone } from "@/design/facts";
import { Day, Instant } from "@/design/values";
import { formatAddress } from "@/formatting/addresses";
import { attemptLabel, channelLabels } from "@/formatting/labels";
import { formatLength } from "@/formatting/lengths";
import { NotSentButton } from "@/letter-steps/not-sent-button";
import { StepButton } from "@/letter-steps/step-button";
import { serviceLabels } from "@/printing/labels";
import { ReleaseButton } from "@/releases/release-button";
import { returnLabels } from "@/returns/reasons";
import { ReturnButton } from "@/returns/return-button";
import type { EventOf } from "@/timeline/documents";
import { Body, EventCard, Quote, ReasonList, ReasonOf } from "@/timeline/event-card";
import { Media } from "@/timeline/media";

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
  const attached = event.attached?.join(", ");
  const length = attempt.durationSeconds === null ? null : formatLength(attempt.durationSeconds);
  // A letter is done when somebody posted it; for the machine it ended with the print.
  const state = attempt.postedOn ? "DELIVERED" : attempt.state;
  return (
    <EventCard event={event} Icon={channelIcons[event.channel]} tone="info">
      <Body>
        <Mark tone={attemptTones[state]}>{i18n._(attemptLabel(attempt.channel, state))}</Mark>{" "}
        {attempt.returnReason && <Mark tone="warn">{i18n._(returnLabels[attempt.returnReason])}</Mark>}{" "}
        {to && <Trans>to {to}</Trans>} <Trans>for</Trans> <Instant value={event.sendAt} shape="short" />
      </Body>
      {(event.subject || event.body) && (
        <Quote>
          {event.subject && <strong>{`${event.subject}\n`}</strong>}
          {event.body}
        </Quote>
      )}
      {attached && (
        <Body>
          <Trans>Attached: {attached}</Trans>
        </Body>
      )}
      {attempt.document && (
        <Body>
          <Anchor href={attempt.document.url} target="_blank" rel="noopener" size="sm">
            <Trans>Open the letter (PDF)</Trans>
          </Anchor>
        </Body>
      )}
      {length && (
        <Body>
          <Trans>The call lasted {length}</Trans>
        </Body>
      )}
      {event.channel === "VOICE" && <RecordingOfCall attemptId={attempt.id} />}
      <AsSentButton attempt={attempt} />
      <ReleaseButton attempt={attempt} />
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

/** A letter that somebody said was not sent: a mistake is put right by its posting. */
function isTakenBack({ state, attempt }: EventOf<"ContactStateChanged">): boolean {
  return state === "FAILED" && attempt.state === "FAILED" && attempt.viewerCan.recordPosting;
}

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
      {isTakenBack(event) && <PostedAfterAll attempt={event.attempt} />}
    </EventCard>
  );
}

type Posting = EventOf<"LetterPosted"> | EventOf<"LetterPostingCorrected">;

/** A letter's posting day as it was recorded or corrected. */
export function LetterPostedRow({ event }: { event: Posting }) {
  const { i18n } = useLingui();
  const { postalService, trackingNumber } = event.attempt;
  return (
    <EventCard event={event} Icon={IconMailbox} tone="good">
      {postalService !== "ORDINARY" && (
        <Body>
          {i18n._(serviceLabels[postalService])}
          {trackingNumber && <> · {trackingNumber}</>}
        </Body>
      )}
      <ReasonOf event={event} />
      {/* On a telephone they take several lines, far enough from each other for a thumb. */}
      <Group gap={4}>
        <AsSentButton attempt={event.attempt} />
        {event.viewerCanCorrect && !event.supersededBy && <CorrectPosting event={event} />}
        {!event.supersededBy && <StepButton attempt={event.attempt} />}
        {!event.supersededBy && <ReturnButton attempt={event.attempt} />}
        {!event.supersededBy && <NotSentButton attempt={event.attempt} />}
      </Group>
    </EventCard>
  );
}

type Outcome = EventOf<"CallOutcomeRecorded"> | EventOf<"CallOutcomeCorrected">;

/** The agency's word for the outcome, and the day or time that was agreed. */
function AgreedOn({ attempt }: { attempt: Outcome["attempt"] }) {
  const { outcome, promisedOn, callbackAt } = attempt;
  return (
    <>
      {outcome && <Body>{outcome}</Body>}
      {promisedOn && (
        <Body>
          <Trans>
            Pays by <Day value={promisedOn} />
          </Trans>
        </Body>
      )}
      {callbackAt && (
        <Body>
          <Trans>
            To be called back <Instant value={callbackAt} />
          </Trans>
        </Body>
      )}
    </>
  );
}

/** A call's outcome as it was told or corrected. */
export function CallOutcomeRow({ event }: { event: Outcome }) {
  return (
    <EventCard
      event={event}
      Icon={IconPhoneCheck}
      tone={event.disposition === "REACHED" || event.disposition === "PROMISES" ? "good" : "neutral"}
    >
      {!event.supersededBy && <AgreedOn attempt={event.attempt} />}
      {event.comment && <Body>{event.comment}</Body>}
      <ReasonOf event={event} />
      {event.viewerCanCorrect && !event.supersededBy && <CorrectOutcome event={event} />}
    </EventCard>
  );
}

/** Somebody of the case file calls, and who was given the call. */
export function CallPutThroughRow({ event }: { event: EventOf<"CallPutThrough"> }) {
  const { party, collector } = event;
  return (
    <EventCard event={event} Icon={IconPhoneIncoming} tone="info">
      {(party || collector) && <Body>{[party, collector].filter(Boolean).join(" → ")}</Body>}
    </EventCard>
  );
}

/** A conversation that somebody of the case file began. */
export function CallReceivedRow({ event }: { event: EventOf<"CallReceived"> }) {
  return (
    <EventCard event={event} Icon={IconPhoneIncoming} tone="info">
      {event.party && <Body>{event.party}</Body>}
      {event.note && <Quote>{event.note}</Quote>}
    </EventCard>
  );
}

/** What became of a call's recording; the sentence says all. */
export function CallRecordingRow({ event }: { event: EventOf<"CallRecordingChanged"> }) {
  return <EventCard event={event} Icon={IconMicrophone} tone={event.became === "KEPT" ? "info" : "neutral"} />;
}

export function InboundRow({ event }: { event: EventOf<"InboundMessageReceived"> }) {
  const from = event.from && formatAddress(event.from);
  const refused = event.refusedFiles?.join(", ");
  const answer = useAnswer(event);
  return (
    <EventCard event={event} Icon={IconArrowDownLeft} tone="info">
      {from && (
        <Body>
          <Trans>From {from}</Trans>
        </Body>
      )}
      {event.subject && <Body>{event.subject}</Body>}
      {event.body && <Quote>{event.body}</Quote>}
      <Media media={event.media} />
      {refused && (
        <Body>
          <Trans>Attachments that were not taken: {refused}</Trans>
        </Body>
      )}
      {answer && (
        <Button variant="subtle" size="compact-xs" mt={4} leftSection={<IconMessageReply size={12} />} onClick={answer}>
          <Trans>Answer the message</Trans>
        </Button>
      )}
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

/** A minute of the day as the clock shows it: 570 is 09:30. */
function clockOf(minute: number) {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

export function PreferenceToldRow({ event }: { event: EventOf<"PreferenceTold"> }) {
  const { i18n } = useLingui();
  const { preferredChannel: channel, fromMinute, toMinute } = event;
  const from = fromMinute === null ? null : clockOf(fromMinute);
  const to = toMinute === null ? null : clockOf(toMinute);
  return (
    <EventCard event={event} Icon={IconClockHour4} tone="neutral">
      <Address address={event.address} />
      {channel && <Body>{i18n._(channelLabels[channel])}</Body>}
      {from && to && (
        <Body>
          <Trans>
            Between {from} and {to}, on this person’s clock
          </Trans>
        </Body>
      )}
      {!channel && !from && (
        <Body>
          <Trans>It does not matter any more.</Trans>
        </Body>
      )}
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
