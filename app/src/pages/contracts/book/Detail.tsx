import { Anchor, Button, Table, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Table2 } from "lucide-react";
import { use } from "react";
import { LogLink } from "@/pages/dashboard/LogLink";
import { Amount } from "@/parts/Amount";
import { MomentContext } from "@/parts/moment";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { usePageTitle } from "@/shell/pageTitle";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { BookFigure } from "./BookFigure";
import classes from "./book.module.css";
import { columnTitle } from "./columns";
import { type ContractLine, useLines } from "./reads";
import type { Book, BookColumn, BookRow } from "./rows";
import { statusName } from "./status";

interface Props {
  book: Book;
  row: BookRow | undefined;
  budgets?: ReadonlyMap<string, BookRow>;
}

/** One contract or budget: all of its sums and figures, its lines, and the way to its changes. */
export function Detail({ book, row }: Props) {
  const project = useProject();
  const isBudget = book.record === "budget";
  usePageTitle(row ? `${row.code} ${row.name}` : "");
  const back = (
    <Anchor
      component={Link}
      to={isBudget ? "/p/$project/budgets" : "/p/$project/contracts"}
      params={{ project: project.id } as never}
      search={true as never}
      size="sm"
    >
      <ArrowLeft size={13} aria-hidden="true" /> {t(isBudget ? "budgets.back" : "contracts.back")}
    </Anchor>
  );
  if (!row) {
    return (
      <EmptyState title={t(isBudget ? "budgets.missing" : "contracts.missing")} action={back} />
    );
  }
  const figures = book.columns.filter((column) => column.figure);
  const sums = book.columns.filter((column) => !column.figure);
  return (
    <>
      {back}
      <div className="cw-page-head">
        <Title order={1}>
          {row.code} {row.name}
        </Title>
        <span className="cw-muted">
          {[
            row.company?.name,
            row.status ? statusName(row.status) : "",
            row.currency ? t("contracts.inCurrency", { currency: row.currency }) : "",
          ]
            .filter(Boolean)
            .join(", ")}
        </span>
        {isBudget ? null : <ToLog row={row} record={book.record} />}
      </div>
      <div className={classes.detail}>
        <Money title={t("contracts.figures")} book={book} row={row} columns={figures} />
        <Money title={t("contracts.sums")} book={book} row={row} columns={sums} />
        {isBudget ? null : <Lines row={row} record={book.record} />}
      </div>
    </>
  );
}

function ToLog({ row, record }: { row: BookRow; record: string }) {
  const column = record === "main-contract" ? "mainContract" : "contract";
  const also = row.isDefault ? ",none" : "";
  return (
    <Button component="span" variant="default" leftSection={<Table2 size={14} />} ml="auto">
      <LogLink filter={`${column}:is:${row.id}${also}`} about={row.code}>
        {t("contracts.openLog")}
      </LogLink>
    </Button>
  );
}

interface MoneyProps {
  title: string;
  book: Book;
  row: BookRow;
  columns: readonly BookColumn[];
}

function Money({ title, book, row, columns }: MoneyProps) {
  return (
    <section className={`cw-card ${classes.part}`} aria-label={title}>
      <h2 className={classes.partTitle}>{title}</h2>
      <Table fz="sm" verticalSpacing={4} aria-label={title}>
        <Table.Tbody>
          {columns.map((column) => (
            <Table.Tr key={column.name} data-figure={column.name}>
              <Table.Th scope="row" fw={400}>
                {columnTitle(column.name)}
              </Table.Th>
              <Table.Td ta="right">
                <BookFigure record={book.record} row={row} column={column} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Lines({ row, record }: { row: BookRow; record: string }) {
  const moment = use(MomentContext);
  const lines = useLines(record, row.id, moment, true);
  const title = t(record === "main-contract" ? "contracts.linesMain" : "contracts.lines");
  return (
    <section className={`cw-card ${classes.part} ${classes.wide}`} aria-label={title}>
      <h2 className={classes.partTitle}>{title}</h2>
      {lines.isError ? (
        <ErrorState error={lines.error} onRetry={() => void lines.refetch()} />
      ) : !lines.data ? (
        <Loading lines={4} />
      ) : lines.data.length === 0 ? (
        <p className="cw-muted">{t("contracts.noLines")}</p>
      ) : (
        <Table fz="sm" verticalSpacing={4} aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t("contracts.line")}</Table.Th>
              <Table.Th scope="col" ta="right">
                {t("contracts.amount")}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.data.map((line) => (
              <OneLine key={line.id} line={line} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}

function OneLine({ line }: { line: ContractLine }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400} style={{ paddingLeft: line.parentId ? 26 : undefined }}>
        <span className="cw-muted">{line.code}</span> {line.name}
      </Table.Th>
      <Table.Td ta="right">
        <Amount value={line.amount} />
      </Table.Td>
    </Table.Tr>
  );
}
