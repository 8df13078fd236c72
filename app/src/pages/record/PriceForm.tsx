import { Button, Group, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { readTable } from "@/parts/clipboard";
import { FieldErrors, messagesOf } from "@/parts/FieldErrors";
import { Keys } from "@/shell/Keys";
import { useProject } from "@/shell/project";
import { quantity } from "@/text/format";
import { t } from "@/text/text";
import { type RecordOf, type Schemas, useReadAgain } from "./data";
import gridClasses from "./grid.module.css";
import pageClasses from "./page.module.css";
import {
  EMPTY,
  isWithdrawn,
  type Kept,
  type PriceFaults,
  priceFaults,
  priceOf,
  type TypedPrice,
} from "./prices";
import quotesClasses from "./quotes.module.css";

/** States of a request that is not answered yet: a price can be taken back. */
const WITHDRAWABLE = ["open", "pricing"];

interface Props {
  record: RecordOf;
  supplier: Schemas["RecordSupplierView"];
  lines: readonly Schemas["RecordQuoteLineView"][];
}

/** A supplier's answer: a price for each line, days, what is left out. Kept, or sent. */
export function PriceForm({ record, supplier, lines }: Props) {
  const project = useProject();
  const readAgain = useReadAgain();
  const asked = lines.filter((_, place) => supplier.bids[place]?.isAsked);
  const [typed, setTyped] = useState<Record<string, TypedPrice>>(() => begun(supplier));
  const [checked, setChecked] = useState<"kept" | "sent">();
  const kept = keptOf(supplier);
  const typedOf = (id: string) => typed[id] ?? EMPTY;
  const withdrawn = asked.filter(({ id }) => isWithdrawn(typedOf(id), kept[id]));
  const priced = asked.filter(({ id }) => typedOf(id).amount.trim());
  const told = asked.filter((line) => priced.includes(line) || withdrawn.includes(line));
  const faults: Record<string, PriceFaults> = {};
  for (const { id } of asked) {
    const found = priceFaults(typedOf(id), kept[id]);
    if (found.amount || found.days) faults[id] = found;
  }
  // A price for all lines that came from elsewhere is one too; it is not typed here.
  const isAnswer = priced.length > 0 || supplier.bids.some((bid) => bid.origin === "share");
  const isEnough = (submit: boolean) => told.length > 0 && (isAnswer || !submit);
  const give = useMutation({
    mutationFn: (submit: boolean) =>
      api.post("/web/v1/projects/{projectId}/records/{recordId}/quotes", {
        path: { projectId: project.id, recordId: record.id },
        body: { prices: told.map(({ id }) => priceOf(id, typedOf(id))), submit },
      }),
    onSuccess: (_, submit) => {
      const said = priced.length > 0 ? "record.pricesKept" : "record.pricesWithdrawn";
      notifications.show({ message: t(submit ? "record.pricesSent" : said) });
      const gone = Object.fromEntries(withdrawn.map(({ id }) => [id, EMPTY]));
      setTyped((now) => ({ ...now, ...gone }));
      setChecked(undefined);
    },
    onSettled: readAgain,
  });
  const isSending = (submit: boolean) => give.isPending && give.variables === submit;
  const send = (submit: boolean) => {
    setChecked(submit ? "sent" : "kept");
    if (give.isPending) return;
    if (isEnough(submit) && Object.keys(faults).length === 0) give.mutate(submit);
  };
  const set = (id: string, changes: Partial<TypedPrice>) =>
    setTyped({ ...typed, [id]: { ...EMPTY, ...typed[id], ...changes } });
  const paste = (from: number, text: string) => {
    const after = { ...typed };
    for (const [place, row] of readTable(text).entries()) {
      const line = asked[from + place];
      if (line) after[line.id] = { ...EMPTY, ...after[line.id], amount: row[0] ?? "" };
    }
    setTyped(after);
  };
  return (
    <form
      className={quotesClasses.prices}
      aria-label={t("record.yourPrices")}
      onSubmit={(event) => {
        event.preventDefault();
        send(true);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(true);
      }}
    >
      <h2 className={pageClasses.h2}>{t("record.yourPrices")}</h2>
      <ul className={quotesClasses.priceLines}>
        {asked.map((line, place) => (
          <PriceLine
            key={line.id}
            line={line}
            typed={typedOf(line.id)}
            isWithdrawn={withdrawn.includes(line)}
            faults={(checked && faults[line.id]) || refusedOf(told.indexOf(line), give.error)}
            onType={(changes) => set(line.id, changes)}
            onPaste={(text) => paste(place, text)}
          />
        ))}
      </ul>
      <FieldErrors error={give.error} />
      {checked && !isEnough(checked === "sent") ? (
        <p className={pageClasses.bad} role="alert">
          {t("record.noPrices")}
        </p>
      ) : null}
      <Group gap="xs">
        <Button type="submit" loading={isSending(true)} rightSection={<Keys keys="mod+enter" />}>
          {t("record.sendPrices")}
        </Button>
        <Button variant="default" onClick={() => send(false)} loading={isSending(false)}>
          {t("record.keepPrices")}
        </Button>
      </Group>
    </form>
  );
}

/** Whether the server has a price for the line, which it keeps until another is told. */
function isKept({ origin }: Schemas["RecordBidView"]): boolean {
  return origin === "quote";
}

/** What the server has of each line that has a price. */
function keptOf(supplier: Schemas["RecordSupplierView"]): Record<string, Kept> {
  const texts = begun(supplier);
  const mayWithdraw = WITHDRAWABLE.includes(supplier.state);
  return Object.fromEntries(
    supplier.bids.flatMap((bid) =>
      isKept(bid) ? [[bid.lineId, { ...EMPTY, ...texts[bid.lineId], mayWithdraw }]] : [],
    ),
  );
}

function begun(supplier: Schemas["RecordSupplierView"]): Record<string, TypedPrice> {
  return Object.fromEntries(
    supplier.bids.map((bid) => [
      bid.lineId,
      {
        amount: isKept(bid) ? (bid.amount ?? "").replace(/(\.\d{2}\d*?)0+$/, "$1") : "",
        days: bid.days === null ? "" : String(bid.days),
        description: bid.description ?? "",
      },
    ]),
  );
}

/** What the server says of a line, by its place among those sent. */
function refusedOf(place: number, error: unknown): PriceFaults {
  const messages = place < 0 ? {} : messagesOf(error);
  return { amount: messages[`prices.${place}.amount`], days: messages[`prices.${place}.days`] };
}

interface LineProps {
  line: Schemas["RecordQuoteLineView"];
  typed: TypedPrice;
  isWithdrawn: boolean;
  faults: PriceFaults;
  onType: (changes: Partial<TypedPrice>) => void;
  onPaste: (text: string) => void;
}

function PriceLine({ line, typed, isWithdrawn, faults, onType, onPaste }: LineProps) {
  const asked = [quantity(line.quantity), line.unit ?? ""].filter(Boolean).join(" ");
  return (
    <li className={quotesClasses.priceLine}>
      <span className={quotesClasses.priceName}>
        {line.name}
        {asked ? <span className="cw-muted">{asked}</span> : null}
      </span>
      <TextInput
        label={t("record.price")}
        inputMode="decimal"
        value={typed.amount}
        error={faults.amount}
        description={isWithdrawn ? t("record.willWithdraw") : undefined}
        inputWrapperOrder={["label", "input", "description", "error"]}
        classNames={{ input: gridClasses.right ?? "" }}
        aria-label={t("record.priceOf", { name: line.name })}
        onChange={(event) => onType({ amount: event.currentTarget.value })}
        onPaste={(event) => {
          const text = event.clipboardData.getData("text/plain");
          if (!/\n/.test(text.trimEnd())) return;
          event.preventDefault();
          onPaste(text);
        }}
      />
      <TextInput
        label={t("record.days")}
        inputMode="numeric"
        value={typed.days}
        error={faults.days}
        aria-label={t("record.daysFor", { name: line.name })}
        onChange={(event) => onType({ days: event.currentTarget.value })}
      />
      <TextInput
        label={t("record.exclusions")}
        value={typed.description}
        maxLength={2048}
        aria-label={t("record.exclusionsOf", { name: line.name })}
        onChange={(event) => onType({ description: event.currentTarget.value })}
      />
    </li>
  );
}
