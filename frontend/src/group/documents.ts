import { type FragmentOf, graphql } from "@/api/graphql";

export const HierarchyFields = graphql(`
  fragment HierarchyFields on Hierarchy {
    own { id name }
    groups { id name }
    entities { parentId organization { id name } }
    codes { id createdAt createdBy expiresAt }
  }
`);
export type Hierarchy = FragmentOf<typeof HierarchyFields>;

export const HierarchyQuery = graphql(`query Hierarchy { hierarchy { ...HierarchyFields } }`, [HierarchyFields]);

export const GroupsOfCode = graphql(`query GroupsOfCode($code: String!) { groupsOfCode(code: $code) }`);

export const CreateGroupCode = graphql(`
  mutation CreateGroupCode {
    createGroupCode { code userErrors { code field message } }
  }
`);

export const WithdrawGroupCode = graphql(
  `
  mutation WithdrawGroupCode($input: WithdrawGroupCodeInput!) {
    withdrawGroupCode(input: $input) { hierarchy { ...HierarchyFields } userErrors { code field message } }
  }
`,
  [HierarchyFields],
);

export const JoinGroup = graphql(
  `
  mutation JoinGroup($input: JoinGroupInput!) {
    joinGroup(input: $input) { hierarchy { ...HierarchyFields } userErrors { code field message } }
  }
`,
  [HierarchyFields],
);

export const LeaveGroup = graphql(
  `
  mutation LeaveGroup {
    leaveGroup { hierarchy { ...HierarchyFields } userErrors { code field message } }
  }
`,
  [HierarchyFields],
);
