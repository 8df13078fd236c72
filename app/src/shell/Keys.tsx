/** Keys as they are printed on a keyboard: "g l" is two, "mod+k" is Ctrl or ⌘ and K. */

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

const NAMES: Readonly<Record<string, string>> = {
  mod: isApple ? "⌘" : "Ctrl",
  shift: "⇧",
  alt: isApple ? "⌥" : "Alt",
  escape: "Esc",
  enter: "↵",
  space: "Space",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
};

export function Keys({ keys }: { keys: string }) {
  const strokes = keys.split(" ").map((stroke) => stroke.split("+"));
  return (
    <span style={{ display: "inline-flex", gap: 3, whiteSpace: "nowrap" }}>
      {strokes.flat().map((key, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same key may come twice
        <kbd key={place} className="cw-key">
          {NAMES[key] ?? key.toUpperCase()}
        </kbd>
      ))}
    </span>
  );
}
