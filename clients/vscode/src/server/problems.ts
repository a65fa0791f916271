/** Whether the server knows already what is complained about in a document. */

import type { ProblemsParams } from "../protocol";

/**
 * A sender that leaves out what it sent last: code actions are asked for at every move of the cursor.
 *
 * Another text of the document is news too: the server keeps the lines that the problems are in. A document that is
 * opened again is another object.
 */
export function withoutRepetition(send: (params: ProblemsParams) => Promise<void>) {
  let sent: { document: object; problems: string } | undefined;
  return async (document: { readonly version: number }, params: ProblemsParams): Promise<void> => {
    const problems = JSON.stringify([document.version, params.problems]);
    if (sent?.document === document && sent.problems === problems) {
      return;
    }
    await send(params);
    sent = { document, problems }; // now, so that nobody goes on before the server was told
  };
}
