import { Select } from "@mantine/core";
import { useState } from "react";
import { Amount } from "@/parts/Amount";
import { percent, quantity } from "@/text/format";
import { t, word } from "@/text/text";
import { AMOUNTS, type AmountName, type RecordOf, type Schemas } from "./data";
import gridClasses from "./grid.module.css";
import { type Bar, barsOf, type WaterfallStep, type Working, waterfallOf } from "./markupSteps";

type Markup = Schemas["MarkupView"];

/** Each step with what it was worked out on, its rate, what it came to, and the sum so far. */
export function Waterfall({ record, markups }: { record: RecordOf; markups: readonly Markup[] }) {
  const held = AMOUNTS.filter((name) => markups.some((markup) => markup.workings[name]));
  const [chosen, setChosen] = useState<AmountName | null>(null);
  const column = chosen && held.includes(chosen) ? chosen : (held.at(-1) ?? "estimated");
  const total = record.amounts[column];
  const currency = record.currencies[column] ?? null;
  const waterfall = waterfallOf(markups, column, total);
  const bars = barsOf(waterfall);
  return (
    <>
      <Select
        size="xs"
        w={200}
        label={t("record.ofAmount")}
        data={held.map((name) => ({ value: name, label: word("fields", name) }))}
        value={column}
        allowDeselect={false}
        onChange={(name) => setChosen(name as AmountName | null)}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section className={gridClasses.scroll} tabIndex={0} aria-label={t("record.markups")}>
        <table className={gridClasses.grid} aria-label={t("record.waterfall")}>
          <Heads />
          <tbody>
            <tr data-step="start">
              <th scope="row" colSpan={4} className={gridClasses.rowName}>
                {t("record.withoutMarkups")}
              </th>
              <td className={gridClasses.right}>
                <Amount value={waterfall.start} currency={currency} />
              </td>
              <td className={gridClasses.wide} />
            </tr>
            {waterfall.steps.map((step, place) => (
              <StepRow key={step.id} step={step} bar={bars[place]} />
            ))}
          </tbody>
          <tfoot>
            <tr data-step="total">
              <th scope="row" colSpan={4}>
                {t("record.withMarkups")}
              </th>
              <td className={gridClasses.right}>
                <Amount value={total} currency={currency} />
              </td>
              <td className={gridClasses.wide} />
            </tr>
          </tfoot>
        </table>
      </section>
    </>
  );
}

function Heads() {
  return (
    <thead>
      <tr>
        <th scope="col">{t("record.step")}</th>
        {(["base", "rate", "amount", "running"] as const).map((name) => (
          <th key={name} scope="col" className={gridClasses.right}>
            {t(`record.${name}`)}
          </th>
        ))}
        <th scope="col" aria-label={t("record.share")} className={gridClasses.wide} />
      </tr>
    </thead>
  );
}

function StepRow({ step, bar }: { step: WaterfallStep; bar: Bar | undefined }) {
  const { working } = step;
  return (
    <tr data-step={step.name}>
      <th scope="row" className={gridClasses.rowName}>
        {step.name}
        {notesOf(step).map((note) => (
          <span key={note} className={gridClasses.small}>
            {note}
          </span>
        ))}
      </th>
      <td className={gridClasses.right}>
        <Amount value={working.stepBase} />
      </td>
      <td className={gridClasses.right}>{rateOf(working.stepRate)}</td>
      <td className={gridClasses.right}>
        {step.isSubtotal ? "–" : <Amount value={step.amount} />}
      </td>
      <td className={gridClasses.right}>
        <Amount value={step.after} />
      </td>
      <td aria-hidden="true" className={gridClasses.wide}>
        <span
          className={gridClasses.bar}
          data-negative={step.amount.startsWith("-") || undefined}
          style={{ marginLeft: `${bar?.leftPercent ?? 0}%`, width: `${bar?.widthPercent ?? 0}%` }}
        />
      </td>
    </tr>
  );
}

/** What else there is to say of a step: what cut it, who typed over it, its bands, its budgets. */
function notesOf({ working, budgets }: WaterfallStep): string[] {
  const portions = working.portions.length > 1 ? working.portions : [];
  return [
    working.limitedBy,
    working.isOverridden ? t("record.typedOver") : "",
    ...portions.map(portionOf),
    budgets > 1 ? t("record.overBudgets", { count: budgets }) : "",
  ].filter(Boolean);
}

function portionOf(portion: Working["portions"][number]): string {
  const { label, base } = portion;
  return t("record.portion", { label, base: quantity(base), rate: rateOf(portion.rate) });
}

/** `3.75` per cents as the reader writes them; a flat amount has none. */
function rateOf(hundredths: string | null): string {
  return hundredths === null ? "–" : percent(`${hundredths}e-2`, 4);
}
