import { Alert, Button, Group, Select } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { RefreshCw, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { Amount } from "@/parts/Amount";
import { FieldErrors } from "@/parts/FieldErrors";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { quantity } from "@/text/format";
import { t, word } from "@/text/text";
import {
  AMOUNTS,
  type AmountName,
  type RecordOf,
  type Schemas,
  useAsOf,
  useKey,
  useReadAgain,
} from "./data";
import gridClasses from "./grid.module.css";
import { Pick } from "./Pick";
import pageClasses from "./page.module.css";

type Markup = Schemas["MarkupView"];

/** The markups of a change as a waterfall: what each step was worked on, its rate, what it came to. */
export function Markups({ record }: { record: RecordOf }) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const markups = useQuery({
    queryKey: key(record.id, "markups"),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/change-orders/{changeOrderId}/markups", {
        path: { projectId: project.id, changeOrderId: record.id },
        query: asOf ? { asOf } : {},
        signal,
      }),
  });
  if (markups.error) {
    return <ErrorState error={markups.error} onRetry={() => void markups.refetch()} />;
  }
  if (!markups.data) return <Loading />;
  return (
    <div className={pageClasses.part}>
      <Controls record={record} markups={markups.data} />
      {markups.data.markups.length === 0 ? (
        <EmptyState title={t("record.noMarkups")}>{t("record.noMarkupsHelp")}</EmptyState>
      ) : (
        <Waterfall record={record} markups={markups.data.markups} />
      )}
    </div>
  );
}

type Deed = "apply" | "reapply" | "ignore" | "clear";

function Controls({ record, markups }: { record: RecordOf; markups: Schemas["OrderMarkupsView"] }) {
  const project = useProject();
  const readAgain = useReadAgain();
  const [formula, setFormula] = useState<{ id: string; name: string } | null>(null);
  const act = useMutation({
    mutationFn: (deed: Deed) =>
      api.request("POST", `/web/v1/projects/{projectId}/change-orders/{id}/markups:${deed}`, {
        path: { projectId: project.id, id: record.id },
        ...(deed === "apply" ? { body: { formulaId: formula?.id } } : {}),
      }),
    onSettled: readAgain,
  });
  const has = markups.markups.length > 0;
  return (
    <>
      {markups.isStale ? (
        <Alert color="yellow" variant="light" icon={<TriangleAlert size={16} />} py="xs">
          <span className={pageClasses.banner}>
            {t("record.markupsStale")}
            <Button
              size="compact-sm"
              onClick={() => act.mutate("reapply")}
              leftSection={<RefreshCw size={13} />}
            >
              {t("record.reapply")}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => act.mutate("ignore")}>
              {t("record.ignoreStale")}
            </Button>
          </span>
        </Alert>
      ) : null}
      <Group gap="xs" className="cw-no-print">
        <Pick
          list="markupFormulas"
          size="xs"
          aria-label={t("record.formula")}
          placeholder={t("record.formula")}
          value={formula?.id ?? null}
          name={formula?.name ?? null}
          onPick={(choice) => setFormula(choice?.id ? { id: choice.id, name: choice.name } : null)}
        />
        <Button
          size="xs"
          variant="default"
          disabled={!formula}
          loading={act.isPending}
          onClick={() => act.mutate("apply")}
        >
          {t(has ? "record.applyInstead" : "record.apply")}
        </Button>
        {has ? (
          <Button size="xs" variant="subtle" color="red" onClick={() => act.mutate("clear")}>
            {t("record.clearMarkups")}
          </Button>
        ) : null}
      </Group>
      <FieldErrors error={act.error} />
    </>
  );
}

function Waterfall({ record, markups }: { record: RecordOf; markups: readonly Markup[] }) {
  const held = AMOUNTS.filter((name) => markups.some((markup) => markup.workings[name]));
  const [column, setColumn] = useState<AmountName>(held.at(-1) ?? "estimated");
  const ordered = [...markups].sort((a, b) => a.position - b.position);
  const rows = ordered.filter((markup) => markup.workings[column]);
  const largest = Math.max(...rows.map((markup) => sizeOf(markup.workings[column]?.amount)), 0);
  return (
    <>
      <Select
        size="xs"
        w={200}
        label={t("record.ofAmount")}
        data={held.map((name) => ({ value: name, label: word("fields", name) }))}
        value={column}
        allowDeselect={false}
        onChange={(name) => setColumn((name as AmountName | null) ?? column)}
      />
      <div className={gridClasses.scroll}>
        <table className={gridClasses.grid} aria-label={t("record.markups")}>
          <thead>
            <tr>
              <th scope="col">{t("record.step")}</th>
              <th scope="col" className={gridClasses.right}>
                {t("record.base")}
              </th>
              <th scope="col" className={gridClasses.right}>
                {t("record.rate")}
              </th>
              <th scope="col" className={gridClasses.right}>
                {t("record.amount")}
              </th>
              <th scope="col" aria-label={t("record.share")} style={{ width: "24%" }} />
            </tr>
          </thead>
          <tbody>
            {rows.map((markup) => (
              <StepRow key={markup.id} markup={markup} column={column} largest={largest} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>
                {t("record.withMarkups")}
              </th>
              <td className={gridClasses.right}>
                <Amount value={record.amounts[column]} currency={record.currency} />
              </td>
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
    </>
  );
}

interface StepProps {
  markup: Markup;
  column: AmountName;
  largest: number;
}

function StepRow({ markup, column, largest }: StepProps) {
  const working = markup.workings[column];
  if (!working) return null;
  const width = largest > 0 ? (100 * sizeOf(working.amount)) / largest : 0;
  return (
    <tr>
      <th scope="row" className={gridClasses.rowName}>
        {markup.name}
        {working.limitedBy ? <span className={gridClasses.small}>{working.limitedBy}</span> : null}
        {working.isOverridden ? (
          <span className={gridClasses.small}>{t("record.typedOver")}</span>
        ) : null}
        {working.portions.length > 1
          ? working.portions.map((portion) => (
              <span key={portion.label} className={gridClasses.small}>
                {t("record.portion", {
                  label: portion.label,
                  base: quantity(portion.base),
                  rate: portion.rate ? quantity(portion.rate) : "–",
                })}
              </span>
            ))
          : null}
      </th>
      <td className={gridClasses.right}>
        <Amount value={working.stepBase} />
      </td>
      <td className={gridClasses.right}>
        {working.stepRate ? `${quantity(working.stepRate)} %` : "–"}
      </td>
      <td className={gridClasses.right}>
        <Amount value={working.amount} />
      </td>
      <td aria-hidden="true">
        <span
          className={gridClasses.bar}
          data-negative={working.amount.startsWith("-") || undefined}
          style={{ width: `${width}%` }}
        />
      </td>
    </tr>
  );
}

/** How long a bar is; the figures themselves stay text. */
function sizeOf(amount: string | undefined): number {
  return Math.abs(Number(amount ?? 0));
}
