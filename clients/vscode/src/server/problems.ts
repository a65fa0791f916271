/** Whether the server knows already what is complained about in a document. */

import type { ProblemsParams } from "../protocol";

/** What counts of VS Code's. */
interface TextDocument {
  readonly languageId: string;
  readonly version: number;
}

/**
 * A sender that leaves out what it sent last: code actions are asked for at every move of the cursor.
 *
 * Another text of the document is news too: the server keeps the lines that the problems are in. So is a document that
 * the server saw closed: opened again it is another object, but not in another language.
 */
export function withoutRepetition(send: (params: ProblemsParams) => Promise<void>) {
  let sent: { document: object; problems: string } | undefined;
  return async (document: TextDocument, params: ProblemsParams): Promise<void> => {
    const problems = JSON.stringify([document.languageId, document.version, params.problems]);
    if (sent?.document === document && sent.problems === problems) {
      return;
    }
    await send(params);
    sent = { document, problems }; // now, so that nobody goes on before the server was told
  };
}
