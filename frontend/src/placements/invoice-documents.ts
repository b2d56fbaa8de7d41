import { graphql, type ResultOf } from "@/api/graphql";

export const InvoiceChoices = graphql(`
  query InvoiceChoices {
    mandates { id reference agency { id name } creditor { id name } }
  }
`);

/** Those of one mandate: of all together the newest would hide the others. */
export const MandatePlacements = graphql(`
  query MandatePlacements($mandateId: ID!) {
    placementBatches(first: 100, mandateId: $mandateId) {
      totalCount
      edges { cursor node { id reference filename submittedAt } }
    }
  }
`);

export const RequestInvoiceArchive = graphql(`
  mutation RequestInvoiceArchive($input: RequestInvoiceArchiveInput!) {
    requestInvoiceArchive(input: $input) { uploadId url userErrors { code field message } }
  }
`);

export const CheckInvoiceArchive = graphql(`
  mutation CheckInvoiceArchive($input: InvoiceArchiveInput!) {
    checkInvoiceArchive(input: $input) {
      files { name outcome documentNumber caseReference }
      userErrors { code field message }
    }
  }
`);

export const AddInvoices = graphql(`
  mutation AddInvoices($input: InvoiceArchiveInput!) {
    addInvoices(input: $input) {
      files { name outcome documentNumber caseReference }
      userErrors { code field message }
    }
  }
`);

export type InvoiceChoice = ResultOf<typeof InvoiceChoices>;
export type InvoiceFile = NonNullable<
  NonNullable<ResultOf<typeof CheckInvoiceArchive>["checkInvoiceArchive"]>["files"]
>[number];
