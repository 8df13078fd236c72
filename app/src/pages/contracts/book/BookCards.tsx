import { Link } from "@tanstack/react-router";
import { Amount } from "@/parts/Amount";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import classes from "./book.module.css";
import { columnTitle } from "./columns";
import { type BookColumn, type BookRow, currencyOf, type Total } from "./rows";
import { statusName } from "./status";

interface Props {
  record: string;
  rows: readonly BookRow[];
  columns: readonly BookColumn[];
  totals: readonly Total[];
}

/** The book on a narrow screen: a card for each row, with its chief figures. */
export function BookCards({ record, rows, columns, totals }: Props) {
  const project = useProject();
  const to = record === "budget" ? "/p/$project/budgets/$id" : "/p/$project/contracts/$id";
  return (
    <ul className={classes.cards}>
      {rows.map((row) => (
        <li key={row.id} className={`cw-card ${classes.card}`}>
          <Link
            to={to}
            params={{ project: project.id, id: row.id } as never}
            search={true as never}
            className={classes.cardLink}
          >
            <strong>{row.code}</strong> {row.name}
          </Link>
          <span className="cw-muted">
            {[row.company?.name, row.status ? statusName(row.status) : ""]
              .filter(Boolean)
              .join(", ")}
          </span>
          <Pairs
            columns={columns}
            sums={row.sums}
            currencyOf={(column) => currencyOf(row, column, project.currency || null)}
          />
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
            <Amount
              value={sums[column.name]}
              currency={currencyOf(column)}
              isQuiet={!sums[column.name]}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}
