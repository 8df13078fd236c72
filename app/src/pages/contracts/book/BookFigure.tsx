import { Amount } from "@/parts/Amount";
import { Explained } from "@/parts/explain/Explained";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { columnTitle } from "./columns";
import { type BookColumn, type BookRow, currencyOf } from "./rows";

/** A sum of a book's row, which opens where it comes from. */
export function BookFigure(props: { record: string; row: BookRow; column: BookColumn }) {
  const { record, row, column } = props;
  const { name } = column;
  const currency = currencyOf(row, column, useProject().currency || null);
  return (
    <Explained
      label={t("contracts.figureOf", { figure: columnTitle(name), name: row.code })}
      figures={[{ record, id: row.id, column: name }]}
      currency={currency}
      isPlain
    >
      <Amount
        value={row.sums[name]}
        currency={currency === row.currency ? null : currency}
        isQuiet
      />
    </Explained>
  );
}
