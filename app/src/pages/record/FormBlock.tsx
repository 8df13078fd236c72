import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { Amount } from "@/parts/Amount";
import { Explained } from "@/parts/explain/Explained";
import { sayingOf } from "@/parts/FieldErrors";
import { ToneBadge } from "@/parts/StateBadge";
import { Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { count, day, percent } from "@/text/format";
import { t } from "@/text/text";
import { type RecordOf, type Schemas, useAsOf, useKey } from "./data";
import classes from "./page.module.css";

/** The arithmetic of the order's form, live: what the contract came to, and what it comes to. */
export function FormBlock({ record }: { record: RecordOf }) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const form = useQuery({
    queryKey: key(record.id, "form"),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/change-orders/{orderId}/form", {
        path: { projectId: project.id, orderId: record.id },
        query: asOf ? { asOf } : {},
        signal,
      }),
  });
  return (
    <section className={`cw-card ${classes.card}`} aria-label={t("record.form")}>
      <h2 className={classes.h2}>
        {t("record.form")}
        {form.data ? <Standing form={form.data} /> : null}
      </h2>
      {form.error ? <p className={classes.note}>{sayingOf(form.error)}</p> : null}
      {form.isPending ? <Loading lines={5} /> : null}
      {form.data?.block ? <Block form={form.data} block={form.data.block} /> : null}
      {form.data && !form.data.block ? (
        <p className={classes.note}>{t("record.formHidden")}</p>
      ) : null}
    </section>
  );
}

function Standing({ form }: { form: Schemas["FormView"] }) {
  if (form.standing === "if_approved")
    return <ToneBadge tone="wait">{t("record.formIf")}</ToneBadge>;
  if (form.standing === "frozen") {
    return (
      <ToneBadge tone="done">
        {t("record.formFrozen", { sequence: form.approvalSequence ?? 0 })}
      </ToneBadge>
    );
  }
  return <ToneBadge tone="bad">{t("record.formSuperseded")}</ToneBadge>;
}

function Block({ form, block }: { form: Schemas["FormView"]; block: Schemas["BlockView"] }) {
  const isCost = form.contractId !== null;
  const contract = form.contractId ?? form.mainContractId ?? "";
  const record = isCost ? "contract" : "main-contract";
  return (
    <dl className={classes.block}>
      <Row label={t("record.originalSum")}>
        <Explained
          figures={[{ record, id: contract, column: isCost ? "awarded" : "amount" }]}
          label={t("record.originalSum")}
          currency={form.currency}
        >
          <Amount value={block.originalSum} currency={form.currency} />
        </Explained>
      </Row>
      <Row label={t("record.priorChange")}>
        <Explained
          figures={[{ record, id: contract, column: isCost ? "costApproved" : "budgetApproved" }]}
          label={t("record.approvedChanges")}
          currency={form.currency}
        >
          <Amount value={block.priorChange} currency={form.currency} />
        </Explained>
      </Row>
      <Row label={t("record.priorSum")}>
        <Amount value={block.priorSum} currency={form.currency} />
      </Row>
      <Row label={t(`record.${block.changeDirection}`)} isStrong>
        <Amount value={block.change} currency={form.currency} />
      </Row>
      <Row label={t("record.newSum")} isTotal>
        <Amount value={block.newSum} currency={form.currency} />
      </Row>
      {block.changePercent ? (
        <Row label={t("record.changePercent")}>
          <span className="cw-number">{percentOf(block.changePercent)}</span>
        </Row>
      ) : null}
      <Row label={t("record.daysBefore")}>
        <span className="cw-number">{count(block.priorDays)}</span>
      </Row>
      <Row label={t("record.daysOfThis")}>
        <span className="cw-number">{count(block.days)}</span>
      </Row>
      {block.newCompletion ? (
        <Row label={t("record.newCompletion")} isTotal>
          <span className="cw-number">{day(block.newCompletion)}</span>
        </Row>
      ) : null}
    </dl>
  );
}

/** `5.29` per cents as the reader writes them. */
function percentOf(hundredths: string): string {
  return percent(`${hundredths}e-2`, 2);
}

interface RowProps {
  label: string;
  isTotal?: boolean;
  isStrong?: boolean;
  children: ReactNode;
}

function Row({ label, isTotal = false, isStrong = false, children }: RowProps) {
  return (
    <div
      className={classes.blockRow}
      data-total={isTotal || undefined}
      data-strong={isStrong || undefined}
    >
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
