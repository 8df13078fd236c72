/** The charts, each with its own choices. */

import { Select } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useProject } from "@/shell/project";
import { type TextName, t, word } from "@/text/text";
import { Card } from "./Card";
import { Choice } from "./Choice";
import type { Ink } from "./chart/option";
import type { Nothing, Picture } from "./picture";
import { ageingPicture } from "./pictures/ageing";
import { contingencyPicture } from "./pictures/contingency";
import { daysPicture } from "./pictures/days";
import { exposurePicture } from "./pictures/exposure";
import { limitsPicture } from "./pictures/limits";
import { recoveryPicture } from "./pictures/recovery";
import { reasonsPicture, vendorsPicture } from "./pictures/shares";
import { stagesPicture } from "./pictures/stages";
import { valuePicture } from "./pictures/value";
import { type Parts, usePart } from "./reads";
import { type DashboardSearch, INTERVALS, KINDS, MEASURES, SIDES } from "./search";

export interface Props {
  search: DashboardSearch;
  change: (changed: Partial<DashboardSearch>) => void;
}

/** What stands over the chart of each part. */
const HEADS = {
  "contract-value": ["dashboard.valueTitle", "dashboard.valueLead"],
  exposure: ["dashboard.exposureTitle", "dashboard.exposureLead"],
  ageing: ["dashboard.ageingTitle", "dashboard.ageingLead"],
  "cycle-times": ["dashboard.cycleTitle", "dashboard.cycleLead"],
  contingency: ["dashboard.contingencyTitle", "dashboard.contingencyLead"],
  reasons: ["dashboard.reasonsTitle", "dashboard.reasonsLead"],
  vendors: ["dashboard.vendorsTitle", "dashboard.vendorsLead"],
  recovery: ["dashboard.recoveryTitle", "dashboard.recoveryLead"],
  days: ["dashboard.daysTitle", "dashboard.daysLead"],
  limits: ["dashboard.limitsTitle", "dashboard.limitsLead"],
} as const satisfies Partial<Record<keyof Parts, readonly [TextName, TextName]>>;

interface PartCardProps<Name extends keyof typeof HEADS> {
  part: Name;
  query: UseQueryResult<Parts[Name]>;
  picture: (answer: Parts[Name], ink: Ink) => Picture | Nothing;
  controls?: ReactNode;
  /** What the figures are of, where a choice elsewhere says so. */
  about?: string;
}

function PartCard<Name extends keyof typeof HEADS>(props: PartCardProps<Name>) {
  const { part, about, ...more } = props;
  const [title, lead] = HEADS[part];
  return <Card title={t(title)} lead={about ? `${t(lead)} ${about}.` : t(lead)} {...more} />;
}

export function ValueCard({ search, change }: Props) {
  const side = search.side ?? "budget";
  const query = usePart("contract-value", { side });
  const chosen = search.contract;
  const picture = useCallback(
    (answer: Parts["contract-value"], ink: Ink) => {
      const one = answer.contracts.find((each) => each.contract?.id === chosen);
      const own = answer.totals.find((each) => each.currency === answer.currency);
      return valuePicture(one ?? own ?? answer.totals[0], ink);
    },
    [chosen],
  );
  const contracts = query.data?.contracts.filter((each) => each.contract) ?? [];
  return (
    <PartCard
      part="contract-value"
      query={query}
      picture={picture}
      controls={
        <>
          {contracts.length > 1 ? (
            <Select
              w={150}
              size="xs"
              searchable
              aria-label={t("dashboard.contract")}
              placeholder={t("dashboard.all")}
              clearable
              value={chosen ?? null}
              onChange={(contract) => change({ contract: contract ?? undefined })}
              data={contracts.map((each) => ({
                value: each.contract?.id ?? "",
                label: `${each.contract?.code ?? ""} ${each.contract?.name ?? ""}`.trim(),
              }))}
              comboboxProps={{ width: 280, position: "bottom-end" }}
            />
          ) : null}
          <Choice
            label={t("dashboard.side")}
            value={side}
            words={SIDES}
            text={(each) => t(`dashboard.${each}`)}
            onChange={(chosenSide) => change({ side: chosenSide, contract: undefined })}
          />
        </>
      }
    />
  );
}

/** The contract of whoever is outside the contractor's house. */
export function OwnValueCard() {
  const query = usePart("contract-value");
  const picture = useCallback(
    (answer: Parts["contract-value"], ink: Ink) => valuePicture(answer.totals[0], ink),
    [],
  );
  return <PartCard part="contract-value" query={query} picture={picture} />;
}

export function ExposureCard({ search, change }: Props) {
  const side = search.side ?? "budget";
  const interval = search.interval ?? "month";
  const { timeZone } = useProject();
  const query = usePart("exposure", { interval });
  const picture = useCallback(
    (answer: Parts["exposure"], ink: Ink) => exposurePicture(answer, side, timeZone, ink),
    [side, timeZone],
  );
  return (
    <PartCard
      part="exposure"
      query={query}
      picture={picture}
      controls={
        <Choice
          label={t("dashboard.interval")}
          value={interval}
          words={INTERVALS}
          text={(each) => t(`dashboard.${each}`)}
          onChange={(chosen) => change({ interval: chosen })}
        />
      }
    />
  );
}

export function AgeingCard({ search, change }: Props) {
  const project = useProject();
  const measure = search.measure ?? "count";
  const query = usePart("ageing");
  const picture = useCallback(
    (answer: Parts["ageing"], ink: Ink) =>
      ageingPicture(answer, measure, project.currency || null, ink),
    [measure, project.currency],
  );
  return (
    <PartCard
      part="ageing"
      query={query}
      picture={picture}
      controls={
        <Choice
          label={t("dashboard.measure")}
          value={measure}
          words={MEASURES}
          text={(each) => t(`dashboard.${each}`)}
          onChange={(chosen) => change({ measure: chosen })}
        />
      }
    />
  );
}

export function StagesCard({ kind, change }: { kind: string; change: Props["change"] }) {
  const query = usePart("cycle-times", { kind });
  return (
    <PartCard
      part="cycle-times"
      query={query}
      picture={stagesPicture}
      controls={
        <Select
          w={84}
          size="xs"
          aria-label={t("dashboard.kind")}
          allowDeselect={false}
          value={kind}
          onChange={(chosen) => {
            const known = KINDS.find((each) => each === chosen);
            if (known) change({ kind: known });
          }}
          data={KINDS.map((each) => ({ value: each, label: word("letters", each) }))}
          renderOption={({ option }) => word("kinds", option.value)}
          comboboxProps={{ width: 220, position: "bottom-end" }}
        />
      }
    />
  );
}

export function ContingencyCard() {
  const { timeZone } = useProject();
  const picture = useCallback(
    (answer: Parts["contingency"], ink: Ink) => contingencyPicture(answer, timeZone, ink),
    [timeZone],
  );
  return <PartCard part="contingency" query={usePart("contingency")} picture={picture} />;
}

export function SharesCards({ kind }: { kind: string }) {
  const currency = useProject().currency || null;
  const reasons = useCallback(
    (answer: Parts["reasons"], ink: Ink) => reasonsPicture(answer, currency, ink),
    [currency],
  );
  const vendors = useCallback(
    (answer: Parts["vendors"], ink: Ink) => vendorsPicture(answer, currency, ink),
    [currency],
  );
  return (
    <>
      <PartCard
        part="reasons"
        about={word("kinds", kind)}
        query={usePart("reasons", { kind })}
        picture={reasons}
      />
      <PartCard part="vendors" query={usePart("vendors")} picture={vendors} />
    </>
  );
}

export function RecoveryCard() {
  return <PartCard part="recovery" query={usePart("recovery")} picture={recoveryPicture} />;
}

export function DaysCard() {
  return <PartCard part="days" query={usePart("days")} picture={daysPicture} />;
}

export function LimitsCard() {
  const [place, setPlace] = useState("0");
  const query = usePart("limits");
  const limits = query.data?.results ?? [];
  const picture = useCallback(
    (answer: Parts["limits"], ink: Ink) => limitsPicture(answer, Number(place), ink),
    [place],
  );
  const data = useMemo(
    () =>
      limits.map((limit, index) => ({
        value: String(index),
        label: `${limit.policy}, ${limit.band}, ${word("letters", limit.kind)}`,
      })),
    [limits],
  );
  return (
    <PartCard
      part="limits"
      query={query}
      picture={picture}
      controls={
        limits.length > 1 ? (
          <Select
            w={150}
            size="xs"
            aria-label={t("dashboard.limit")}
            allowDeselect={false}
            value={place}
            onChange={(chosen) => setPlace(chosen ?? "0")}
            data={data}
            comboboxProps={{ width: 320, position: "bottom-end" }}
          />
        ) : null
      }
    />
  );
}
