import { type FragmentOf, graphql } from "@/api/graphql";

export const TeamFields = graphql(`
  fragment TeamFields on Team {
    __typename
    id name
    members { membershipId name }
  }
`);
export type Team = FragmentOf<typeof TeamFields>;

export const TeamsQuery = graphql(
  `
  query Teams {
    teams { ...TeamFields }
    colleagues { membershipId name }
    caseScope
  }
`,
  [TeamFields],
);

export const CreateTeam = graphql(
  `
  mutation CreateTeam($input: CreateTeamInput!) {
    createTeam(input: $input) { team { ...TeamFields } userErrors { code field message } }
  }
`,
  [TeamFields],
);

export const RenameTeam = graphql(
  `
  mutation RenameTeam($input: RenameTeamInput!) {
    renameTeam(input: $input) { team { ...TeamFields } userErrors { code field message } }
  }
`,
  [TeamFields],
);

export const SetTeamMembers = graphql(
  `
  mutation SetTeamMembers($input: SetTeamMembersInput!) {
    setTeamMembers(input: $input) { team { ...TeamFields } userErrors { code field message } }
  }
`,
  [TeamFields],
);

export const RemoveTeam = graphql(`
  mutation RemoveTeam($input: RemoveTeamInput!) {
    removeTeam(input: $input) { team { id } userErrors { code field message } }
  }
`);

export const ChooseCaseScope = graphql(`
  mutation ChooseCaseScope($input: ChooseCaseScopeInput!) {
    chooseCaseScope(input: $input) { scope userErrors { code field message } }
  }
`);
