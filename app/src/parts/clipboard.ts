/** Tables to and from a spreadsheet: lines of tab-separated cells, quoted where they must be. */

export function readTable(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  const endCell = () => {
    row.push(cell.trim());
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (row.some((each) => each !== "")) rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (isQuoted) {
      if (sign === '"' && text[at + 1] === '"') cell += text[at++];
      else if (sign === '"') isQuoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === "") isQuoted = true;
    else if (sign === "\t") endCell();
    else if (sign === "\n") endRow();
    else if (sign !== "\r") cell += sign;
  }
  if (cell !== "" || row.length > 0) endRow();
  return rows;
}

export function writeTable(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join("\t")).join("\n");
}

function quoted(cell: string): string {
  return /[\t\n"]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}

/**
 * An amount as a spreadsheet shows it, as the doors read it: `(1,234.50)` is `-1234.50`. What is no
 * number stays as it is, for the server to refuse in words.
 */
export function readAmount(text: string): string {
  const bare = text.replace(/[\s$€£¥,']/g, "");
  const negative = bare.match(/^\((.*)\)$/);
  const digits = negative ? `-${negative[1]}` : bare.replace(/−/g, "-");
  return /^-?\d+(\.\d+)?$/.test(digits) ? digits : text;
}
