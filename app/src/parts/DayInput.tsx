import { CloseButton, TextInput, type TextInputProps } from "@mantine/core";
import { useEffect, useState } from "react";
import { day } from "@/text/format";
import { t } from "@/text/text";
import { today } from "./days";
import { readDay } from "./dayWords";

interface Props extends Omit<TextInputProps, "value" | "onChange"> {
  /** A calendar day, `2026-03-02`, or null. */
  value: string | null;
  onChange: (value: string | null) => void;
  /** Whose today it is. */
  timeZone: string;
}

/** A day typed as experts type it: t, +7, -5, 0302. Shown as a day once it is left. */
export function DayInput({ value, onChange, timeZone, error, ...rest }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const [isBad, setIsBad] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value ends what was typed
  useEffect(() => {
    setTyped(null);
    setIsBad(false);
  }, [value]);

  const settle = () => {
    if (typed === null) return;
    const read = readDay(typed, today(timeZone));
    setIsBad(read === undefined);
    if (read === undefined) return;
    setTyped(null);
    if (read !== value) onChange(read);
  };

  return (
    <TextInput
      {...rest}
      value={typed ?? day(value)}
      placeholder={rest.placeholder ?? t("parts.dayHint")}
      title={t("parts.dayHelp")}
      error={isBad ? t("parts.dayBad") : error}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onFocus={() => setTyped(value ?? "")}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === "Enter") settle();
        rest.onKeyDown?.(event);
      }}
      rightSection={
        value ? (
          <CloseButton size="xs" aria-label={t("parts.clear")} onClick={() => onChange(null)} />
        ) : null
      }
    />
  );
}
