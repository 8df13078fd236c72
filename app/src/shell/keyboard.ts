/** Runs commands by their keys. One listener for the whole app. */

import { useEffect } from "react";
import { allCommands, type Command } from "./commands";

const SEQUENCE_MILLISECONDS = 900;
const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox]";
const DIALOG = "[role=dialog], [role=menu], [role=listbox]";

/** A key press as commands write it: "mod+k", "shift+e", "?", "escape". */
export function stroke(event: KeyboardEvent): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const isLetter = /^[a-z]$/.test(key);
  const parts = [
    event.ctrlKey || event.metaKey ? "mod+" : "",
    event.altKey ? "alt+" : "",
    event.shiftKey && (isLetter || key.length > 1) ? "shift+" : "",
  ];
  return parts.join("") + key;
}

/** The command that the strokes spell, or whether more strokes could spell one. */
export function spelled(
  commands: readonly Command[],
  strokes: readonly string[],
): { command?: Command; isBegun: boolean } {
  const typed = strokes.join(" ");
  const command = commands.find((each) => each.keys === typed);
  const isBegun = commands.some((each) => each.keys?.startsWith(`${typed} `));
  return command ? { command, isBegun } : { isBegun };
}

function isBusy(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(TYPING)) return true;
  return [...document.querySelectorAll(DIALOG)].some((each) => each.checkVisibility());
}

export function useKeyboard(): void {
  useEffect(() => {
    let strokes: string[] = [];
    let last = 0;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const pressed = stroke(event);
      if (["shift", "control", "alt", "meta"].includes(event.key.toLowerCase())) return;
      if (!pressed.startsWith("mod+") && isBusy(event)) return;
      strokes = event.timeStamp - last < SEQUENCE_MILLISECONDS ? [...strokes, pressed] : [pressed];
      last = event.timeStamp;
      const commands = allCommands().filter((each) => !each.isHeardThere);
      let found = spelled(commands, strokes);
      if (!found.command && !found.isBegun && strokes.length > 1) {
        strokes = [pressed];
        found = spelled(commands, strokes);
      }
      if (!found.command) return;
      event.preventDefault();
      strokes = [];
      found.command.run();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
