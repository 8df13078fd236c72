/**
 * Copying a text. Browsers let a page write to the clipboard by itself only where the connection is
 * safe: over plain http in a building's own network the older way is left, which copies what is
 * selected.
 */

export type Way = (text: string) => boolean | Promise<boolean>;

const byClipboard: Way = async (text) => {
  await navigator.clipboard.writeText(text);
  return true;
};

/** Selects the text in a field that nobody sees; what had the focus has it again. */
const bySelection: Way = (text) => {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.setAttribute("aria-hidden", "true");
  field.style.cssText = "position:fixed;top:0;left:-9999px";
  // Within the dialog that is open: it would take the focus back from anything outside.
  (before?.closest("[role=dialog]") ?? document.body).append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus();
  }
};

const WAYS: readonly Way[] = [byClipboard, bySelection];

/** Whether one of the ways has copied the text; each is tried where those before it failed. */
export async function copyText(text: string, ways: readonly Way[] = WAYS): Promise<boolean> {
  for (const way of ways) {
    try {
      if (await way(text)) return true;
    } catch {
      // The next may do it.
    }
  }
  return false;
}
