import { Button, Group, Tooltip } from "@mantine/core";
import { ListPlus } from "lucide-react";
import { useState } from "react";
import { Amount } from "@/parts/Amount";
import { Explained } from "@/parts/explain/Explained";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { useCommands } from "@/shell/commands";
import { Keys } from "@/shell/Keys";
import { useProject } from "@/shell/project";
import { t, word } from "@/text/text";
import { AddLines } from "./AddLines";
import { type Column, columnsOf } from "./columns";
import { type Lines as LinesOf, type RecordOf, useLines } from "./data";
import type { Editing } from "./editing";
import gridClasses from "./grid.module.css";
import { cellClass, LineRow } from "./LineRow";
import pageClasses from "./page.module.css";
import { useRemoving } from "./RemoveLine";
import { useGrid } from "./useGrid";

/** The cost items of a change as a grid: typed over in place, pasted into, added to. */
export function Lines({ record, editing }: { record: RecordOf; editing: Editing }) {
  const lines = useLines(record.id);
  const [isAdding, setIsAdding] = useState(false);
  const project = useProject();
  const locked = lines.data?.locked ?? null;
  const canAdd = lines.data !== undefined && locked === null;
  useCommands(
    canAdd
      ? [
          {
            id: "record.addLines",
            label: t("record.addLines"),
            group: t("shell.groupHere"),
            keys: "l",
            run: () => setIsAdding(true),
          },
        ]
      : [],
  );
  if (lines.error && !lines.data) {
    return <ErrorState error={lines.error} onRetry={() => void lines.refetch()} />;
  }
  if (!lines.data) return <Loading />;
  const columns = columnsOf(lines.data, record.kind, project.audience);
  return (
    <div>
      {lines.data.results.length > 0 ? (
        <Grid record={record} lines={lines.data} columns={columns} editing={editing} />
      ) : (
        <EmptyState title={t("record.noLines")}>
          {t(locked ? "record.noLinesLocked" : "record.noLinesHelp")}
        </EmptyState>
      )}
      {isAdding ? (
        <AddLines record={record} onClose={() => setIsAdding(false)} />
      ) : project.audience === "full" ? (
        <Group p="sm" className="cw-no-print">
          <Tooltip label={locked} disabled={locked === null} multiline maw={320}>
            <Button
              variant="default"
              data-disabled={locked !== null || undefined}
              aria-disabled={locked !== null}
              leftSection={<ListPlus size={15} aria-hidden="true" />}
              rightSection={locked === null ? <Keys keys="l" /> : null}
              onClick={() => locked === null && setIsAdding(true)}
            >
              {t("record.addLines")}
            </Button>
          </Tooltip>
          {locked ? <span className={pageClasses.noteInline}>{locked}</span> : null}
        </Group>
      ) : null}
    </div>
  );
}

interface GridProps {
  record: RecordOf;
  lines: LinesOf;
  columns: readonly Column[];
  editing: Editing;
}

function Grid({ record, lines, columns, editing }: GridProps) {
  const grid = useGrid(record, lines, columns, editing);
  const removing = useRemoving(record, (row) => grid.focus({ row: row - 1, column: 0 }));
  const canType = lines.results.some((line) => columns.some(({ name }) => !line.locked[name]));
  return (
    <>
      <div className={gridClasses.scroll}>
        <table
          ref={grid.table}
          className={`${gridClasses.grid} ${gridClasses.stack}`}
          aria-label={t("record.lines")}
          onKeyDown={grid.onKeyDown}
          onPaste={grid.onPaste}
        >
          <thead>
            <tr>
              <th scope="col" className={gridClasses.lineNumber}>
                {t("record.lineNumber")}
              </th>
              {columns.map((column, place) => (
                <th
                  key={column.name}
                  scope="col"
                  style={{ minWidth: column.width }}
                  className={cellClass(column, place)}
                >
                  {column.label}
                </th>
              ))}
              <th scope="col">{t("record.lineStates")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.results.map((line, row) => (
              <LineRow
                key={line.id}
                line={line}
                row={row}
                columns={columns}
                grid={grid}
                record={record}
                onRemove={removing.ask}
              />
            ))}
          </tbody>
          <Totals record={record} lines={lines} columns={columns} />
        </table>
      </div>
      <p className={gridClasses.say} role="status" aria-live="polite">
        {grid.said ||
          (canType ? <span className={gridClasses.gridHelp}>{t("record.gridHelp")}</span> : null)}
      </p>
      {removing.question}
    </>
  );
}

/** The sign of a total that is not in the currency at the row's end. */
function signOf({ currency, currencies }: LinesOf, column: string): string | null {
  const own = currencies[column] ?? null;
  return own === currency ? null : own;
}

/** The document's own totals: what every door tells. */
function Totals({ record, lines, columns }: Omit<GridProps, "editing">) {
  return (
    <tfoot>
      <tr>
        <th scope="row" className={gridClasses.lineNumber} aria-label={t("record.total")} />
        {columns.map((column, place) => (
          <td key={column.name} className={cellClass(column, place)} data-label={column.label}>
            {place === 0 ? t("record.total") : null}
            {column.editor === "amount" ? (
              <Explained
                figures={[{ record: "change-order", id: record.id, column: column.name }]}
                label={t("record.totalOf", { column: word("fields", column.name) })}
                currency={lines.currencies[column.name] ?? null}
              >
                <Amount
                  value={lines.amounts[column.name]}
                  currency={signOf(lines, column.name)}
                  isQuiet
                />
              </Explained>
            ) : null}
          </td>
        ))}
        <td className="cw-muted">{lines.currency}</td>
      </tr>
    </tfoot>
  );
}
