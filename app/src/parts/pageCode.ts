/**
 * A page's code is fetched when it is first opened. Without a connection, or from a server that was
 * renewed since, it cannot be; browsers and the bundler say so in words of their own.
 */

const RELOADED = "changewright-reloaded";

export function isCodeMissing(error: unknown): boolean {
  return /preload CSS|dynamically imported module|module script/i.test(said(error));
}

/**
 * The code of a page for the router, which loads the whole anew for a failure that it knows by its
 * first words: without a connection that leaves the browser's own page of error. It does not know
 * this one, and the page says what happened.
 */
export function fetched<Page>(load: () => Promise<Page>): () => Promise<Page> {
  return () =>
    load().catch((cause: unknown) => {
      throw isCodeMissing(cause) ? new Error(`No code: ${said(cause)}`, { cause }) : cause;
    });
}

/** Whether the whole was not yet loaded anew for this very failure: once is enough. */
export function isFirstTime(error: unknown, kept: Pick<Storage, "getItem" | "setItem">): boolean {
  if (kept.getItem(RELOADED) === said(error)) return false;
  kept.setItem(RELOADED, said(error));
  return true;
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
