import type { graphql } from "@/api/graphql";

/** The schema's enumerations under their own names. */
type Enum<Name extends Parameters<typeof graphql.scalar>[0]> = ReturnType<typeof graphql.scalar<Name>>;

export type AgeingKey = Enum<"AgeingKey">;
export type AttemptState = Enum<"AttemptState">;
export type AuditGroup = Enum<"AuditGroup">;
export type Audience = Enum<"Audience">;
export type CaseBadge = Enum<"CaseBadge">;
export type Chain = Enum<"Chain">;
export type CaseScope = Enum<"CaseScope">;
export type CaseFileSort = Enum<"CaseFileSort">;
export type Channel = Enum<"Channel">;
export type CloseCode = Enum<"CloseCode">;
export type ContactPointKind = Enum<"ContactPointKind">;
export type Decision = Enum<"Decision">;
export type Disposition = Enum<"Disposition">;
export type EventGroup = Enum<"EventGroup">;
export type EvidenceBundleStep = Enum<"EvidenceBundleStep">;
export type ErasureGround = Enum<"ErasureGround">;
export type HoldKind = Enum<"HoldKind">;
export type OrganizationKind = Enum<"OrganizationKind">;
export type PartyRole = Enum<"PartyRole">;
export type PlacementState = Enum<"PlacementState">;
export type RetentionClass = Enum<"RetentionClass">;
export type Role = Enum<"Role">;
export type RowVerdict = Enum<"RowVerdict">;
export type Segment = Enum<"Segment">;
export type Stage = Enum<"Stage">;
