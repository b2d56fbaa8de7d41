import { type FragmentOf, graphql } from "@/api/graphql";

export const AccountFields = graphql(`
  fragment AccountFields on ProviderAccount {
    __typename
    id provider accountSid apiKeySid twimlAppSid region edge emailDomain replyDomain demandGroup informationGroup inboundUrl webhookUrl folder voiceUrl keysSetAt keysSetBy formerKeysUntil checkedAt
    faults { code about message }
  }
`);
export type Account = FragmentOf<typeof AccountFields>;

export const SenderFields = graphql(`
  fragment SenderFields on Sender {
    __typename
    id accountId channel address kind countries twoWay perSecond
  }
`);
export type Sender = FragmentOf<typeof SenderFields>;

export const UnreadFields = graphql(`
  fragment UnreadFields on UnreadStatusFiles {
    __typename
    total
    oldest { __typename name since count lines { __typename line message } }
  }
`);
export type Unread = FragmentOf<typeof UnreadFields>;

export const AccountSetupQuery = graphql(
  `
  query AccountSetup {
    accountSetup {
      channels { channel servedBy canSend canBeAnswered }
      accounts { ...AccountFields }
      senders { ...SenderFields }
      unreadByPrinter { ...UnreadFields }
      telephone
      telephoneIsSender
    }
  }
`,
  [AccountFields, SenderFields, UnreadFields],
);

export const SaveTwilioAccount = graphql(
  `
  mutation SaveTwilioAccount($input: SaveTwilioAccountInput!) {
    saveTwilioAccount(input: $input) { account { ...AccountFields } userErrors { code field message } }
  }
`,
  [AccountFields],
);

export const SaveSendGridAccount = graphql(
  `
  mutation SaveSendGridAccount($input: SaveSendGridAccountInput!) {
    saveSendGridAccount(input: $input) { account { ...AccountFields } userErrors { code field message } }
  }
`,
  [AccountFields],
);

export const UsePrinter = graphql(
  `
  mutation UsePrinter {
    usePrinter { account { ...AccountFields } userErrors { code field message } }
  }
`,
  [AccountFields],
);

export const SetAgencyTelephone = graphql(`
  mutation SetAgencyTelephone($input: SetAgencyTelephoneInput!) {
    setAgencyTelephone(input: $input) { telephone userErrors { code field message } }
  }
`);

export const SettleStatusFile = graphql(`
  mutation SettleStatusFile($input: StatusFileInput!) {
    settleStatusFile(input: $input) { settled userErrors { code field message } }
  }
`);

export const CheckProviderAccount = graphql(
  `
  mutation CheckProviderAccount($input: ProviderAccountInput!) {
    checkProviderAccount(input: $input) { account { ...AccountFields } userErrors { code field message } }
  }
`,
  [AccountFields],
);

export const RemoveProviderAccount = graphql(`
  mutation RemoveProviderAccount($input: ProviderAccountInput!) {
    removeProviderAccount(input: $input) { removedId userErrors { code field message } }
  }
`);

export const AddSender = graphql(
  `
  mutation AddSender($input: AddSenderInput!) {
    addSender(input: $input) { sender { ...SenderFields } userErrors { code field message } }
  }
`,
  [SenderFields],
);

export const ChangeSender = graphql(
  `
  mutation ChangeSender($input: ChangeSenderInput!) {
    changeSender(input: $input) { sender { ...SenderFields } userErrors { code field message } }
  }
`,
  [SenderFields],
);

export const RemoveSender = graphql(`
  mutation RemoveSender($input: RemoveSenderInput!) {
    removeSender(input: $input) { removedId userErrors { code field message } }
  }
`);

export const GivenUpQuery = graphql(`
  query GivenUp($after: String) {
    givenUpMessages(first: 50, after: $after) {
      edges { node { id organizationName topic what error tries createdAt failedAt caseFileId mayBeHanded cameTo } }
      agencies { id name }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const TryMessageAgain = graphql(`
  mutation TryMessageAgain($input: GivenUpMessageInput!) {
    tryMessageAgain(input: $input) { settledId userErrors { code field message } }
  }
`);

export const LetMessageGo = graphql(`
  mutation LetMessageGo($input: GivenUpMessageInput!) {
    letMessageGo(input: $input) { settledId userErrors { code field message } }
  }
`);

export const HandMessage = graphql(`
  mutation HandMessage($input: HandMessageInput!) {
    handMessageToAgency(input: $input) { settledId userErrors { code field message } }
  }
`);
