import { type FragmentOf, graphql } from "@/api/graphql";

export const MemberFields = graphql(`
  fragment MemberFields on Member {
    __typename
    id membershipId name email role roleName composedRoleId teams lastSeenAt secondFactorSince viewerCanManage
    sessions { id browser platform network createdAt lastSeenAt }
  }
`);
export type Member = FragmentOf<typeof MemberFields>;

export const InvitationFields = graphql(`
  fragment InvitationFields on Invitation {
    __typename
    id email role composedRoleId createdAt expiresAt isOver isVoid sentAt refusedAt
  }
`);
export type Invitation = FragmentOf<typeof InvitationFields>;

export const ApiTokenFields = graphql(`
  fragment ApiTokenFields on ApiToken {
    __typename
    id name personName createdAt expiresAt revokedAt lastUsedAt isActive
  }
`);
export type ApiToken = FragmentOf<typeof ApiTokenFields>;

export const MembersQuery = graphql(
  `
  query Members {
    members { ...MemberFields }
  }
`,
  [MemberFields],
);

export const InvitationsQuery = graphql(
  `
  query Invitations {
    invitations { ...InvitationFields }
    secondFactorRule { requiredSince }
  }
`,
  [InvitationFields],
);

export const GivableRolesQuery = graphql(`
  query GivableRoles {
    roles {
      builtIn { role label viewerCanGive }
      composed { id name viewerCanGive }
    }
  }
`);

export const ApiTokensQuery = graphql(
  `
  query ApiTokens($after: String) {
    apiTokens(first: 20, after: $after) {
      totalCount
      edges { cursor node { ...ApiTokenFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [ApiTokenFields],
);

export const InviteMember = graphql(
  `
  mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) { invitation { ...InvitationFields } userErrors { code field message } }
  }
`,
  [InvitationFields],
);

export const RenewInvitation = graphql(
  `
  mutation RenewInvitation($input: RenewInvitationInput!) {
    renewInvitation(input: $input) { invitation { ...InvitationFields } userErrors { code field message } }
  }
`,
  [InvitationFields],
);

export const WithdrawInvitation = graphql(
  `
  mutation WithdrawInvitation($input: WithdrawInvitationInput!) {
    withdrawInvitation(input: $input) { invitation { ...InvitationFields } userErrors { code field message } }
  }
`,
  [InvitationFields],
);

export const GiveRole = graphql(`
  mutation GiveRole($input: ChangeMembershipRoleInput!) {
    changeMembershipRole(input: $input) { membershipId userErrors { code field message } }
  }
`);

export const EndMembership = graphql(`
  mutation EndMembership($input: EndMembershipInput!) {
    endMembership(input: $input) { endedId leftToNobody userErrors { code field message } }
  }
`);

export const EndMemberSession = graphql(
  `
  mutation EndMemberSession($input: EndMemberSessionInput!) {
    endMemberSession(input: $input) { member { ...MemberFields } userErrors { code field message } }
  }
`,
  [MemberFields],
);

export const ResetSecondFactor = graphql(
  `
  mutation ResetSecondFactor($input: ResetSecondFactorInput!) {
    resetSecondFactor(input: $input) { member { ...MemberFields } userErrors { code field message } }
  }
`,
  [MemberFields],
);

export const RequireSecondFactor = graphql(`
  mutation RequireSecondFactor($input: RequireSecondFactorInput!) {
    requireSecondFactor(input: $input) { rule { requiredSince } userErrors { code field message } }
  }
`);

export const CreateApiToken = graphql(
  `
  mutation CreateApiToken($input: CreateApiTokenInput!) {
    createApiToken(input: $input) { token { ...ApiTokenFields } secret userErrors { code field message } }
  }
`,
  [ApiTokenFields],
);

export const RevokeApiToken = graphql(
  `
  mutation RevokeApiToken($input: RevokeApiTokenInput!) {
    revokeApiToken(input: $input) { token { ...ApiTokenFields } userErrors { code field message } }
  }
`,
  [ApiTokenFields],
);
