import { ActionIcon, Anchor, Table, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight } from "lucide-react";
import { Amount } from "@/parts/Amount";
import { useOverflow } from "@/parts/useOverflow";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { BookFigure } from "./BookFigure";
import classes from "./book.module.css";
import { columnTitle } from "./columns";
import { type BookColumn, type BookRow, type Line, type Sort, sumsOf, type Total } from "./rows";
import { statusName } from "./status";

interface Props {
  record: string;
  caption: string;
  lines: readonly Line[];
  columns: readonly BookColumn[];
  totals: readonly Total[];
  sort: Sort;
  onSort: (sort: string) => void;
  closed: ReadonlySet<string>;
  onToggle: (key: string) => void;
}

/** The book as a table: heads and totals stay, every figure opens where it comes from. */
export function BookTable(props: Props) {
  const { record, caption, lines, columns, totals } = props;
  const isBudget = record === "budget";
  const [overflow, setBox] = useOverflow<HTMLElement>();
  return (
    <div
      className={`cw-card ${classes.frame}`}
      data-left={overflow.left || undefined}
      data-right={overflow.right || undefined}
    >
      <section
        ref={setBox}
        className={classes.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        aria-label={caption}
      >
        <Table className={classes.table} highlightOnHover aria-label={caption}>
          <Table.Thead>
            <Table.Tr>
              <Head {...props} column="code" title={t("contracts.code")} />
              <Head {...props} column="name" title={t("contracts.name")} />
              {isBudget ? null : <Head {...props} column="party" title={t("contracts.party")} />}
              {isBudget ? null : <Head {...props} column="status" title={t("contracts.status")} />}
              {columns.map((column) => (
                <Head
                  {...props}
                  key={column.name}
                  column={column.name}
                  title={columnTitle(column.name)}
                  isNumber
                />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((line) =>
              line.kind === "row" ? (
                <RowLine key={line.row.id} {...props} row={line.row} depth={line.depth} />
              ) : (
                <HeadLine key={`head ${line.key}`} {...props} line={line} />
              ),
            )}
          </Table.Tbody>
          <Table.Tfoot>
            {totals.map((total) => (
              <Table.Tr key={total.currency ?? "none"} className={classes.total}>
                <Table.Th scope="row" className={classes.first}>
                  {total.currency
                    ? t("contracts.totalIn", { currency: total.currency })
                    : t("contracts.total")}
                </Table.Th>
                <Table.Td colSpan={isBudget ? 1 : 3} />
                {columns.map((column) => (
                  <Table.Td key={column.name} ta="right" data-total={column.name}>
                    <Amount
                      value={total.sums[column.name]}
                      isQuiet={!(column.name in total.sums)}
                    />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tfoot>
        </Table>
      </section>
    </div>
  );
}

interface HeadProps extends Props {
  column: string;
  title: string;
  isNumber?: boolean;
}

function Head({ column, title, isNumber, sort, onSort }: HeadProps) {
  const isSorted = sort.column === column;
  const Icon = sort.isDescending ? ArrowDown : ArrowUp;
  const next = isSorted && !sort.isDescending ? `-${column}` : column;
  return (
    <Table.Th
      scope="col"
      ta={isNumber ? "right" : undefined}
      aria-sort={isSorted ? (sort.isDescending ? "descending" : "ascending") : "none"}
      className={column === "code" ? classes.first : undefined}
    >
      <UnstyledButton
        className={classes.sort}
        title={t("contracts.sortBy", { column: title })}
        onClick={() => onSort(next)}
      >
        {title} {isSorted ? <Icon size={12} aria-hidden="true" /> : null}
      </UnstyledButton>
    </Table.Th>
  );
}

interface RowProps extends Props {
  row: BookRow;
  depth: number;
}

function RowLine({ record, row, depth, columns }: RowProps) {
  const project = useProject();
  const isBudget = record === "budget";
  return (
    <Table.Tr data-row={row.code}>
      <Table.Th scope="row" className={classes.first} style={{ paddingLeft: 10 + depth * 18 }}>
        <Anchor
          component={Link}
          to={isBudget ? "/p/$project/budgets/$id" : "/p/$project/contracts/$id"}
          params={{ project: project.id, id: row.id } as never}
          search={true as never}
          inherit
        >
          {row.code}
        </Anchor>
      </Table.Th>
      <Table.Td className={classes.name}>{row.name}</Table.Td>
      {isBudget ? null : <Table.Td className={classes.name}>{row.company?.name}</Table.Td>}
      {isBudget ? null : (
        <Table.Td>
          {row.status ? statusName(row.status) : ""}
          {row.isDefault ? <span className="cw-muted"> {t("contracts.isDefault")}</span> : null}
        </Table.Td>
      )}
      {columns.map((column) => (
        <Table.Td key={column.name} ta="right" data-column={column.name}>
          <BookFigure record={record} row={row} column={column} />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

interface HeadLineProps extends Props {
  line: Extract<Line, { kind: "head" }>;
}

function HeadLine({ line, columns, closed, onToggle }: HeadLineProps) {
  const isClosed = closed.has(line.key);
  const sums = sumsOf(line.rows, columns);
  const Icon = isClosed ? ChevronRight : ChevronDown;
  return (
    <Table.Tr className={classes.head}>
      <Table.Th scope="row" className={classes.first} style={{ paddingLeft: 4 + line.depth * 18 }}>
        <ActionIcon
          size="xs"
          aria-expanded={!isClosed}
          aria-label={t(isClosed ? "budgets.open" : "budgets.close", { name: line.name })}
          onClick={() => onToggle(line.key)}
        >
          <Icon size={14} />
        </ActionIcon>{" "}
        {line.name} <span className="cw-muted">({line.rows.length})</span>
      </Table.Th>
      <Table.Td />
      {columns.map((column) => (
        <Table.Td key={column.name} ta="right">
          <Amount value={sums[column.name]} isQuiet />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
