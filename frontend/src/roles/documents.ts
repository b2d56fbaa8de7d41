import { type FragmentOf, graphql, type ResultOf } from "@/api/graphql";

export const ComposedRoleFields = graphql(`
  fragment ComposedRoleFields on ComposedRole {
    __typename
    id name version permissions voidPermissions viewerCanGive viewerCanChange
    holders { membershipId name }
  }
`);

const SubjectFields = graphql(`
  fragment SubjectFields on PermissionSubject {
    subject label
    permissions { permission label meaning needs comesWithCaseFiles }
  }
`);

export const RolesPage = graphql(
  `
  query RolesPage {
    roles {
      builtIn { role label permissions viewerCanGive holders { membershipId name } }
      composed { ...ComposedRoleFields }
      subjects { ...SubjectFields }
      withinReach
    }
  }
`,
  [ComposedRoleFields, SubjectFields],
);

export const PolicyTablePage = graphql(
  `
  query PolicyTablePage {
    policyTable {
      sections { role inherits relations title text }
      columns { role roleLabel relation permissions }
      subjects { ...SubjectFields }
    }
  }
`,
  [SubjectFields],
);

export const ComposeRole = graphql(
  `
  mutation ComposeRole($input: ComposeRoleInput!) {
    composeRole(input: $input) { role { ...ComposedRoleFields } userErrors { code field message } }
  }
`,
  [ComposedRoleFields],
);

export const ChangeRole = graphql(
  `
  mutation ChangeRole($input: ChangeRoleInput!) {
    changeRole(input: $input) { role { ...ComposedRoleFields } userErrors { code field message } }
  }
`,
  [ComposedRoleFields],
);

export const RemoveRole = graphql(`
  mutation RemoveRole($input: RemoveRoleInput!) {
    removeRole(input: $input) { removedId userErrors { code field message } }
  }
`);

export type Roles = ResultOf<typeof RolesPage>["roles"];
export type ComposedRole = FragmentOf<typeof ComposedRoleFields>;
export type BuiltInRole = Roles["builtIn"][number];
export type Subject = FragmentOf<typeof SubjectFields>;
export type PermissionText = Subject["permissions"][number];
export type Permission = PermissionText["permission"];
export type PolicySection = ResultOf<typeof PolicyTablePage>["policyTable"]["sections"][number];
export type PolicyColumn = ResultOf<typeof PolicyTablePage>["policyTable"]["columns"][number];
