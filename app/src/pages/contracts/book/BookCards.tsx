import { Link } from "@tanstack/react-router";
import { Amount } from "@/parts/Amount";
import { useProject } from "@/shell/project";
import classes from "./book.module.css";
import { columnTitle } from "./columns";
import type { BookColumn, BookRow } from "./rows";
import { statusName } from "./status";

interface Props {
  record: string;
  rows: readonly BookRow[];
  columns: readonly BookColumn[];
}

/** The book on a narrow screen: a card for each row, with its chief figures. */
export function BookCards({ record, rows, columns }: Props) {
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
          <dl className={classes.pairs}>
            {columns.map((column) => (
              <div key={column.name} className={classes.pair}>
                <dt>{columnTitle(column.name)}</dt>
                <dd>
                  <Amount value={row.sums[column.name]} currency={row.currency} />
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
