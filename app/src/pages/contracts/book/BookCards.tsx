import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronRight } from "lucide-react";
import { Amount } from "@/parts/Amount";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import classes from "./book.module.css";
import { columnTitle } from "./columns";
import { type BookColumn, type BookRow, currencyOf, type Line, sumsOf, type Total } from "./rows";
import { statusName } from "./status";

interface Props {
  record: string;
  lines: readonly Line[];
  columns: readonly BookColumn[];
  totals: readonly Total[];
  closed: ReadonlySet<string>;
  onToggle: (key: string) => void;
}

/**
 * The book on a narrow screen: a card for each row, with its chief figures. Rows that stand under a
 * part of their code are drawn in from its head, which opens and closes them.
 */
export function BookCards({ record, lines, columns, totals, closed, onToggle }: Props) {
  return (
    <ul className={classes.cards}>
      {lines.map((line) => (
        <li
          key={line.kind === "row" ? line.row.id : `head ${line.key}`}
          className={classes.under}
          data-depth={line.depth || undefined}
          style={{ marginLeft: line.depth * 14 }}
        >
          {line.kind === "row" ? (
            <RowCard record={record} row={line.row} columns={columns} />
          ) : (
            <HeadCard
              line={line}
              chief={columns[0]}
              isClosed={closed.has(line.key)}
              onToggle={() => onToggle(line.key)}
            />
          )}
        </li>
      ))}
      {totals.map((total) => (
        <li key={total.currency ?? "none"} className={`cw-card ${classes.card}`}>
          <strong>
            {total.currency && totals.length > 1
              ? t("contracts.totalIn", { currency: total.currency })
              : t("contracts.total")}
          </strong>
          <Pairs
            columns={columns.filter(({ name }) => name in total.sums)}
            sums={total.sums}
            currencyOf={() => total.currency}
          />
        </li>
      ))}
    </ul>
  );
}

interface RowCardProps {
  record: string;
  row: BookRow;
  columns: readonly BookColumn[];
}

function RowCard({ record, row, columns }: RowCardProps) {
  const project = useProject();
  const to = record === "budget" ? "/p/$project/budgets/$id" : "/p/$project/contracts/$id";
  const about = [row.company?.name, row.status ? statusName(row.status) : ""].filter(Boolean);
  return (
    <div className={`cw-card ${classes.card}`}>
      <Link
        to={to}
        params={{ project: project.id, id: row.id } as never}
        search={true as never}
        className={classes.cardLink}
      >
        <strong>{row.code}</strong> {row.name}
      </Link>
      {about.length > 0 ? <span className="cw-muted">{about.join(", ")}</span> : null}
      <Pairs
        columns={columns}
        sums={row.sums}
        currencyOf={(column) => currencyOf(row, column, project.currency || null)}
      />
    </div>
  );
}

interface HeadCardProps {
  line: Extract<Line, { kind: "head" }>;
  /** The one sum that it shows. */
  chief: BookColumn | undefined;
  isClosed: boolean;
  onToggle: () => void;
}

/** A part of a code with what its rows come to. */
function HeadCard({ line, chief, isClosed, onToggle }: HeadCardProps) {
  const Icon = isClosed ? ChevronRight : ChevronDown;
  return (
    <button type="button" className={classes.headCard} aria-expanded={!isClosed} onClick={onToggle}>
      <Icon size={16} aria-hidden="true" />
      <span>
        <strong>{line.name}</strong> <span className="cw-muted">({line.rows.length})</span>
      </span>
      {chief ? (
        <span className={classes.headSum}>
          <span className="cw-muted">{columnTitle(chief.name)}</span>
          <Amount
            value={sumsOf(line.rows, [chief])[chief.name]}
            currency={line.rows[0]?.currency ?? null}
          />
        </span>
      ) : null}
    </button>
  );
}

interface PairsProps {
  columns: readonly BookColumn[];
  sums: Readonly<Record<string, string | null>>;
  currencyOf: (column: BookColumn) => string | null;
}

function Pairs({ columns, sums, currencyOf }: PairsProps) {
  return (
    <dl className={classes.pairs}>
      {columns.map((column) => (
        <div key={column.name} className={classes.pair}>
          <dt>{columnTitle(column.name)}</dt>
          <dd>
            <Amount value={sums[column.name]} currency={currencyOf(column)} isQuiet />
          </dd>
        </div>
      ))}
    </dl>
  );
}
