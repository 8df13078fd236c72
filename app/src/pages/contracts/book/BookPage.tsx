import { Button, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Download, Search } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { AsOf, PastNote } from "@/parts/AsOf";
import { MomentContext } from "@/parts/moment";
import { momentOf } from "@/parts/moments";
import { PageHead } from "@/parts/PageHead";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { count } from "@/text/format";
import { t } from "@/text/text";
import type { BookSearch } from "../search";
import { BookCards } from "./BookCards";
import { BookTable } from "./BookTable";
import { ColumnMenu } from "./ColumnMenu";
import { chiefColumns, columnTitle, outlineColumns, shownColumns } from "./columns";
import { Detail } from "./Detail";
import { type BookName, useBook } from "./reads";
import {
  type Book,
  type BookColumn,
  closedOf,
  csvOf,
  currencyOf,
  foundIn,
  readSort,
  sorted,
  totalsOf,
  treeOf,
} from "./rows";

/** Paper is narrow too, and has the table. */
const NARROW = "screen and (max-width: 760px)";

interface Props {
  name: BookName;
  title: string;
  find: string;
  empty: { title: string; text: string };
  search: BookSearch;
  change: (changed: BookSearch) => void;
  /** The row that is open. */
  id: string | undefined;
  isTree?: boolean;
  controls?: ReactNode;
}

/** A page of a book: its table, or one of its rows. */
export function BookPage(props: Props) {
  const { name, title, search, change, id, controls } = props;
  const project = useProject();
  const zone = project.timeZone;
  const moment = momentOf(search.asOf, zone);
  const book = useBook(name, moment);
  const asOf = (
    <AsOf
      value={search.asOf}
      onChange={(day) => change({ asOf: day } as BookSearch)}
      timeZone={zone}
    />
  );
  return (
    <MomentContext value={moment}>
      <div className="cw-page">
        {id ? null : (
          <PageHead title={title} beside={<Count book={book.data} search={search} />}>
            {controls}
            {asOf}
          </PageHead>
        )}
        <PastNote
          value={moment ? search.asOf : undefined}
          onNow={() => change({ asOf: undefined } as never)}
        />
        {book.isError ? (
          <ErrorState error={book.error} onRetry={() => void book.refetch()} />
        ) : !book.data ? (
          <Loading lines={14} />
        ) : id ? (
          <Detail book={book.data} row={book.data.rows.find((row) => row.id === id)} />
        ) : (
          <Rows {...props} book={book.data} />
        )}
      </div>
    </MomentContext>
  );
}

function Count({ book, search }: { book: Book | undefined; search: BookSearch }) {
  if (!book) return null;
  const shown = foundIn(book.rows, search.q ?? "").length;
  const all = book.rows.length;
  return (
    <span className="cw-muted" aria-live="polite">
      {shown === all
        ? t("contracts.shown", { count: all })
        : t("contracts.shownOf", { shown: count(shown), all: count(all) })}
    </span>
  );
}

function Rows({
  book,
  title,
  find,
  empty,
  search,
  change,
  isTree = false,
}: Props & { book: Book }) {
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const columns = shownColumns(book, search.columns);
  const sort = readSort(search.sort);
  const rows = useMemo(
    () => sorted(foundIn(book.rows, search.q ?? ""), readSort(search.sort)),
    [book.rows, search.q, search.sort],
  );
  const isInTree = isTree && sort.column === "code";
  // On a narrow screen the whole is seen first; what was looked for is seen at once.
  const isShut = isNarrow && !search.q;
  const closed = useMemo(
    () => closedOf(rows, isInTree && isShut, toggled),
    [rows, isInTree, isShut, toggled],
  );
  const lines = useMemo(
    () =>
      isInTree
        ? treeOf(rows, closed)
        : rows.map((row) => ({ kind: "row" as const, row, depth: 0 })),
    [rows, isInTree, closed],
  );
  const totals = useMemo(
    () => totalsOf(rows, columns, book.currency),
    [rows, columns, book.currency],
  );
  if (book.rows.length === 0) return <EmptyState title={empty.title}>{empty.text}</EmptyState>;
  const toggle = (key: string) => {
    const next = new Set(toggled);
    if (!next.delete(key)) next.add(key);
    setToggled(next);
  };
  return (
    <>
      <div className="cw-page-head cw-no-print">
        <TextInput
          w={260}
          leftSection={<Search size={14} aria-hidden="true" />}
          placeholder={find}
          aria-label={find}
          value={search.q ?? ""}
          onChange={(event) => change({ q: event.currentTarget.value || undefined } as BookSearch)}
        />
        {isNarrow ? null : <span style={{ marginLeft: "auto" }} />}
        {isNarrow ? null : (
          <ColumnMenu
            book={book}
            shown={columns}
            onChange={(chosen) => change({ columns: chosen } as BookSearch)}
          />
        )}
        <Button
          variant="default"
          leftSection={<Download size={14} />}
          onClick={() => download(book, rows, columns)}
        >
          {t("contracts.export")}
        </Button>
      </div>
      {rows.length === 0 ? (
        <EmptyState title={t("contracts.noneFound", { text: search.q ?? "" })} />
      ) : isNarrow ? (
        <BookCards
          record={book.record}
          lines={lines}
          columns={isInTree ? outlineColumns(book) : chiefColumns(book)}
          totals={totalsOf(rows, chiefColumns(book), book.currency)}
          closed={closed}
          onToggle={toggle}
        />
      ) : (
        <BookTable
          record={book.record}
          caption={title}
          lines={lines}
          columns={columns}
          totals={totals}
          sort={sort}
          onSort={(chosen) =>
            change({ sort: chosen === "code" ? undefined : chosen } as BookSearch)
          }
          closed={closed}
          onToggle={toggle}
        />
      )}
    </>
  );
}

/** What is not in the currency of each row's line says in which it is. */
function headOf(column: BookColumn, rows: Book["rows"], project: string | null): string {
  const title = columnTitle(column.name);
  const isForeign = rows.some((row) => currencyOf(row, column, project) !== row.currency);
  return isForeign && project ? `${title} (${project})` : title;
}

/** The rows that are shown, with the columns that are shown, as a file. */
function download(book: Book, rows: Book["rows"], columns: Book["columns"]): void {
  const heads = [
    t("contracts.code"),
    t("contracts.name"),
    t("contracts.party"),
    t("contracts.status"),
    t("dashboard.currency"),
    ...columns.map((column) => headOf(column, rows, book.currency)),
  ];
  // The mark at its beginning tells spreadsheets that the text is UTF-8.
  const file = new Blob(["\ufeff", csvOf(rows, columns, heads)], {
    type: "text/csv;charset=utf-8",
  });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${book.record}s.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
