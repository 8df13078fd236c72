/**
 * Commands: one table for the palette (Ctrl/Cmd-K), the shortcuts and their help (?).
 *
 * A page gives its own with `useCommands` for as long as it is shown. `keys` is one key ("c"), two
 * after another ("g l"), or with a modifier ("mod+s", "shift+e"). Single keys do nothing while
 * somebody types or a dialog is open.
 */

import type { ReactNode } from "react";
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Command {
  /** Unique; a later command of the same id stands before the earlier one. */
  id: string;
  label: string;
  group: string;
  keys?: string;
  icon?: ReactNode;
  /** More words to find it by. */
  words?: string;
  /** Only its keys work; it is not listed in the palette. */
  isSilent?: boolean;
  /** Its keys are heard where they work, as in a grid: the help tells of them, nothing else does. */
  isHeardThere?: boolean;
  run: () => void;
}

type Source = { commands: readonly Command[] };

const sources: Source[] = [];
const listeners = new Set<() => void>();
let snapshot: readonly Command[] = [];

function publish(): void {
  snapshot = allCommands();
  for (const listener of listeners) listener();
}

/** Offers the commands while the caller is shown. Pass a new list each time: it is compared. */
export function useCommands(commands: readonly Command[]): void {
  const source = useRef<Source>({ commands: [] });
  useEffect(() => {
    const mine = source.current;
    sources.push(mine);
    publish();
    return () => {
      sources.splice(sources.indexOf(mine), 1);
      publish();
    };
  }, []);
  useEffect(() => {
    const before = source.current.commands;
    if (isSame(before, commands)) {
      // What is shown stays the very same, or whoever shows it would be drawn again for ever.
      before.forEach((each, index) => {
        each.run = commands[index]?.run ?? each.run;
      });
      return;
    }
    source.current.commands = commands;
    publish();
  });
}

/** Whether two lists look alike; what they run may differ. */
function isSame(before: readonly Command[], now: readonly Command[]): boolean {
  const same = (a: Command, b?: Command) =>
    a.id === b?.id && a.label === b.label && a.keys === b.keys && a.group === b.group;
  return before.length === now.length && before.every((each, index) => same(each, now[index]));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAllCommands(): readonly Command[] {
  return useSyncExternalStore(subscribe, () => snapshot);
}

/** The commands as they are now. What one runs may be newer than in a list that is shown. */
export function allCommands(): readonly Command[] {
  const byId = new Map<string, Command>();
  for (const source of sources) for (const each of source.commands) byId.set(each.id, each);
  return [...byId.values()];
}
