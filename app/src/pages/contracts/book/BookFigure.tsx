import { Amount } from "@/parts/Amount";
import { Explained } from "@/parts/explain/Explained";
import { t } from "@/text/text";
import { columnTitle } from "./columns";
import type { BookRow } from "./rows";

/** A sum of a book's row, which opens where it comes from. */
export function BookFigure(props: { record: string; row: BookRow; column: string }) {
  const { record, row, column } = props;
  return (
    <Explained
      label={t("contracts.figureOf", { figure: columnTitle(column), name: row.code })}
      figures={[{ record, id: row.id, column }]}
      currency={row.currency}
      isPlain
    >
      <Amount value={row.sums[column]} isQuiet />
    </Explained>
  );
}
