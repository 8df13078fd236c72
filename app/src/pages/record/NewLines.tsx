import { ActionIcon, TextInput } from "@mantine/core";
import { X } from "lucide-react";
import { useRef } from "react";
import { readTable } from "@/parts/clipboard";
import { t, word } from "@/text/text";
import classes from "./grid.module.css";
import {
  emptyLine,
  faultsOf,
  type NewLine,
  NUMBERS,
  placesOf,
  type TextColumn,
  withPasted,
} from "./newLines";
import { Pick } from "./Pick";

interface Props {
  lines: readonly NewLine[];
  onChange: (lines: NewLine[]) => void;
  columns: readonly TextColumn[];
  /** Whether faults are shown: once somebody has tried to send. */
  isChecked: boolean;
  /** The server's message for each line, by its place among those sent. */
  refusals?: Readonly<Record<number, string>>;
}

/** Lines to be made: typed, or pasted from a spreadsheet with one stroke. */
export function NewLines({ lines, onChange, columns, isChecked, refusals = {} }: Props) {
  const table = useRef<HTMLTableElement>(null);
  const places = placesOf(lines);
  const set = (row: number, changes: Partial<NewLine>) => {
    const after = lines.map((line, place) => (place === row ? { ...line, ...changes } : line));
    if (row === lines.length - 1) after.push(emptyLine());
    onChange(after);
  };
  const paste = (row: number, column: number, text: string) => {
    const pasted = withPasted(lines, { row, column }, readTable(text), columns);
    onChange([...pasted, emptyLine()]);
  };
  return (
    <div className={classes.scroll}>
      <table
        ref={table}
        className={`${classes.grid} ${classes.typing}`}
        aria-label={t("record.newLines")}
      >
        <thead>
          <tr>
            {columns.slice(0, 3).map((name) => (
              <Head key={name} name={name} />
            ))}
            <th scope="col">{word("fields", "budgetId")}</th>
            <th scope="col">{word("fields", "contractId")}</th>
            {columns.slice(3).map((name) => (
              <Head key={name} name={name} />
            ))}
            <th aria-label={t("record.removeLine")} />
          </tr>
        </thead>
        <tbody>
          {lines.map((line, row) => (
            <Row
              key={line.key}
              {...{ line, row, columns, isChecked, set, paste }}
              refusal={refusals[places[row] ?? -1]}
              onRemove={() => onChange(lines.filter((each) => each !== line))}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ name }: { name: TextColumn }) {
  const isNumber = NUMBERS.includes(name);
  return (
    <th scope="col" className={isNumber ? classes.right : undefined}>
      {word("fields", name)}
    </th>
  );
}

interface RowProps {
  line: NewLine;
  row: number;
  columns: readonly TextColumn[];
  isChecked: boolean;
  refusal: string | undefined;
  set: (row: number, changes: Partial<NewLine>) => void;
  paste: (row: number, column: number, text: string) => void;
  onRemove: () => void;
}

function Row({ line, row, columns, isChecked, refusal, set, paste, onRemove }: RowProps) {
  const faults = isChecked ? faultsOf(line) : [];
  const text = (name: TextColumn) => (
    <td
      key={name}
      style={{ minWidth: name === "name" ? 200 : 92 }}
      data-label={word("fields", name)}
      data-whole={name === "name" || undefined}
    >
      <TextInput
        size="xs"
        value={line[name]}
        aria-label={`${t("record.lineOf", { row: row + 1 })} ${word("fields", name)}`}
        error={faultOf(name, faults) ?? (name === "name" ? refusal : undefined)}
        classNames={{ input: NUMBERS.includes(name) ? (classes.right ?? "") : "" }}
        onChange={(event) => set(row, { [name]: event.currentTarget.value })}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData("text/plain");
          if (!/[\t\n]/.test(pasted.trimEnd())) return;
          event.preventDefault();
          paste(row, columns.indexOf(name), pasted);
        }}
      />
    </td>
  );
  return (
    <tr>
      {columns.slice(0, 3).map(text)}
      <td style={{ minWidth: 140 }} data-label={word("fields", "budgetId")} data-whole>
        <Pick
          size="xs"
          list="budgets"
          aria-label={`${t("record.lineOf", { row: row + 1 })} ${word("fields", "budgetId")}`}
          value={line.budgetId}
          name={line.budgetName}
          onPick={(choice) =>
            set(row, { budgetId: choice?.id ?? null, budgetName: choice ? choice.text : "" })
          }
        />
      </td>
      <td style={{ minWidth: 140 }} data-label={word("fields", "contractId")} data-whole>
        <Pick
          size="xs"
          list="contracts"
          aria-label={`${t("record.lineOf", { row: row + 1 })} ${word("fields", "contractId")}`}
          value={line.contractId}
          name={line.contractName}
          onPick={(choice) =>
            set(row, { contractId: choice?.id ?? null, contractName: choice ? choice.text : "" })
          }
        />
      </td>
      {columns.slice(3).map(text)}
      <td>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`${t("record.removeLine")} ${row + 1}`}
          onClick={onRemove}
        >
          <X size={14} aria-hidden="true" />
        </ActionIcon>
      </td>
    </tr>
  );
}

function faultOf(name: TextColumn, faults: readonly TextColumn[]): string | undefined {
  if (!faults.includes(name)) return undefined;
  return t(name === "name" ? "record.needsName" : "record.noNumber");
}
