import { graphql, type ResultOf } from "@/api/graphql";

const RuleSourceFields = graphql(`fragment RuleSourceFields on RuleSource { source basis since }`);

const OwnRulesFields = graphql(`
  fragment OwnRulesFields on OwnRulesVersion {
    version profile startsOn
    voice { weekday opens closes }
    written { weekday opens closes }
    callsDay calls7d contacts7d
    closings { name first last }
    setAt setBy
  }
`);

const LimitFields = graphql(`
  fragment LimitFields on RuleLimits { callsDay calls7d contacts7d attempts7d cooldownDays elsewhere30d }
`);

export const RulesPageQuery = graphql(
  `
  query ContactRules($country: String, $version: String, $day: Date) {
    contactRules(country: $country, version: $version, day: $day) {
      countries { code label }
      pack {
        country label since
        profiles {
          name segments regions countedPer language
          weeks {
            channel
            days { weekday hours { opens closes } allowed { opens closes } }
            sources { ...RuleSourceFields }
          }
          limits { ...LimitFields }
          allowed { ...LimitFields }
          limitsSource { ...RuleSourceFields }
        }
        obstacles { code label decision source { ...RuleSourceFields } }
        limitations { segments natures region years fromNextJanuary barred source { ...RuleSourceFields } }
        regions { name zones holidaysOff holidays { day name } source { ...RuleSourceFields } }
        sources { ...RuleSourceFields }
      }
      closings { name first last }
      versions { ...OwnRulesFields }
      viewerCanChange judgedBy day
    }
  }
`,
  [RuleSourceFields, LimitFields, OwnRulesFields],
);

export type Rules = NonNullable<ResultOf<typeof RulesPageQuery>["contactRules"]>;
export type Pack = Rules["pack"];
export type Profile = Pack["profiles"][number];
export type RuleDay = Profile["weeks"][number]["days"][number];
export type Hours = RuleDay["hours"][number];
export type Limits = Profile["limits"];
export type Source = Pack["sources"][number];
export type OwnVersion = Rules["versions"][number];
export type Closing = Rules["closings"][number];

export const NarrowContactRules = graphql(`
  mutation NarrowContactRules($input: NarrowContactRulesInput!) {
    narrowContactRules(input: $input) { version userErrors { code field message } }
  }
`);

export const SetClosedDays = graphql(`
  mutation SetClosedDays($input: SetClosedDaysInput!) {
    setClosedDays(input: $input) { version userErrors { code field message } }
  }
`);
