/** Which of the things that wait is open, and the keys that go from one to the next. */

import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { useCommands } from "@/shell/commands";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import type { Entry } from "./reads";
import type { InboxSearch } from "./search";

/** Opens a thing in its own project: the list may be of all of them. Nothing closes what is open. */
export type Open = (entry: Entry | undefined) => void;

export function useOpen(): Open {
  const navigate = useNavigate();
  const project = useProject();
  return useCallback(
    (entry) =>
      void navigate({
        to: "/p/$project/inbox",
        params: { project: entry?.projectId ?? project.id },
        search: (before: InboxSearch) => ({ ...before, id: entry?.waiting.changeOrder.id }),
        replace: true,
      }),
    [navigate, project.id],
  );
}

/** On a wide screen something is always open: the one that has waited longest. */
export function useFirst(
  entries: readonly Entry[],
  chosen: string | undefined,
  isPhone: boolean,
  open: Open,
): void {
  const first = entries[0];
  useEffect(() => {
    if (!isPhone && !chosen && first) open(first);
  }, [isPhone, chosen, first, open]);
}

/** What is gone on to when one is done: the one below it, or above the last. */
export function nextOf(entries: readonly Entry[], id: string | undefined): Entry | undefined {
  const place = placeOf(entries, id);
  return entries[place + 1] ?? entries[place - 1];
}

function placeOf(entries: readonly Entry[], id: string | undefined): number {
  return entries.findIndex((each) => each.waiting.changeOrder.id === id);
}

/** j and k, and the arrows, go through the list. */
export function useSteps(entries: readonly Entry[], chosen: string | undefined, open: Open): void {
  const step = (by: number) => {
    const place = placeOf(entries, chosen);
    const next = entries[Math.min(Math.max(place + by, 0), entries.length - 1)];
    if (!next) return;
    open(next);
    document
      .querySelector(`[data-id="${next.waiting.changeOrder.id}"]`)
      ?.scrollIntoView({ block: "nearest" });
  };
  const group = t("shell.groupHere");
  const next = { label: t("inbox.next"), group, run: () => step(1) };
  const previous = { label: t("inbox.previous"), group, run: () => step(-1) };
  useCommands([
    { id: "inbox.next", keys: "j", ...next },
    { id: "inbox.previous", keys: "k", ...previous },
    { id: "inbox.down", keys: "arrowdown", isSilent: true, ...next },
    { id: "inbox.up", keys: "arrowup", isSilent: true, ...previous },
  ]);
}
