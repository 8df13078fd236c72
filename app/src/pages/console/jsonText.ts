/**
 * JSON made readable without being understood: every number, however long or exact, stays as the
 * server wrote it. What is no JSON comes back as it is.
 */

const STEP = "  ";
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

export function indented(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  const tokens = text.match(TOKEN) ?? [];
  let made = "";
  let depth = 0;
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    const before = tokens[index - 1];
    if (token === "{" || token === "[") {
      made += token;
      if (next !== "}" && next !== "]") made += line(++depth);
    } else if (token === "}" || token === "]") {
      const isEmpty = before === "{" || before === "[";
      made += isEmpty ? token : line(--depth) + token;
    } else if (token === ",") {
      made += token + line(depth);
    } else {
      made += token === ":" ? ": " : token;
    }
  });
  return made;
}

function line(depth: number): string {
  return `\n${STEP.repeat(depth)}`;
}
