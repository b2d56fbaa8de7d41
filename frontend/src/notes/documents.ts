import { graphql } from "@/api/graphql";

export const WriteNote = graphql(`
  mutation WriteNote($input: WriteNoteInput!) {
    writeNote(input: $input) { noteId publishesAt userErrors { code field message } }
  }
`);

export const WithdrawNote = graphql(`
  mutation WithdrawNote($input: WithdrawNoteInput!) {
    withdrawNote(input: $input) { withdrawn body userErrors { code field message } }
  }
`);

export const CorrectNote = graphql(`
  mutation CorrectNote($input: CorrectNoteInput!) {
    correctNote(input: $input) { noteId userErrors { code field message } }
  }
`);
