/**
 * What is typed into a form and not sent yet, kept for this tab of the browser: a reload, the way
 * back, or a session that ended loses nothing of it.
 */

import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from "react";

export type DraftKeeper = Pick<Storage, "getItem" | "setItem" | "removeItem">;
export type DraftShelf = Pick<Storage, "length" | "key" | "removeItem">;

const KEPT_UNDER = "changewright-draft ";

/** The draft of this name; `begin` where there is none, or none that can be read. */
export function readDraft<T>(keeper: DraftKeeper, name: string, begin: () => T): T {
  try {
    const kept = keeper.getItem(KEPT_UNDER + name);
    return kept === null ? begin() : { ...begin(), ...(JSON.parse(kept) as T) };
  } catch {
    return begin();
  }
}

export function keepDraft(keeper: DraftKeeper, name: string, draft: unknown): void {
  try {
    if (draft === undefined) keeper.removeItem(KEPT_UNDER + name);
    else keeper.setItem(KEPT_UNDER + name, JSON.stringify(draft));
  } catch {
    // A store that is full or forbidden: the draft lasts as long as the page.
  }
}

/** Forgets all drafts: who leaves leaves none to who comes next. */
export function forgetDrafts(shelf: DraftShelf): void {
  try {
    const names = Array.from({ length: shelf.length }, (_, place) => shelf.key(place) ?? "");
    for (const name of names) if (name.startsWith(KEPT_UNDER)) shelf.removeItem(name);
  } catch {
    // A store that is forbidden holds none.
  }
}

/** The draft, how to change it, and how to be rid of it once it is sent. */
export function useDraft<T extends object>(
  name: string,
  begin: () => T,
): [T, Dispatch<SetStateAction<T>>, () => void] {
  const [draft, setDraft] = useState(() => readDraft(sessionStorage, name, begin));
  const isSent = useRef(false);
  useEffect(() => {
    if (!isSent.current) keepDraft(sessionStorage, name, draft);
  }, [name, draft]);
  const forget = () => {
    isSent.current = true;
    keepDraft(sessionStorage, name, undefined);
  };
  return [draft, setDraft, forget];
}
