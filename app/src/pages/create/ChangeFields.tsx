import { NumberInput, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Pick } from "@/pages/record/Pick";
import { t, word } from "@/text/text";
import classes from "./create.module.css";
import type { Typed } from "./useCreate";

const SCOPES = ["out", "in", "contingency", "budgetOnly", "tbd"];

interface Props {
  typed: Typed;
  /** What the server, or the form itself, says of each field. */
  problems: Readonly<Record<string, string | undefined>>;
  /** The change is made: only its lines are still sent. */
  isDisabled: boolean;
  onType: (changes: Partial<Typed>) => void;
}

/** The few fields of a potential change. */
export function ChangeFields({ typed, problems, isDisabled, onType: set }: Props) {
  const isNarrow = useMediaQuery("(max-width: 640px)") ?? false;
  return (
    <>
      <TextInput
        label={t("create.name")}
        placeholder={t("create.nameHint")}
        required
        autoFocus
        maxLength={1024}
        disabled={isDisabled}
        value={typed.name}
        error={problems.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <div className={classes.row}>
        <div>
          <span className={classes.label} id="create-scope">
            {t("fields.scope")}
          </span>
          <SegmentedControl
            fullWidth
            orientation={isNarrow ? "vertical" : "horizontal"}
            aria-labelledby="create-scope"
            disabled={isDisabled}
            data={SCOPES.map((scope) => ({ value: scope, label: word("scopes", scope) }))}
            value={typed.scope}
            onChange={(scope) => set({ scope })}
          />
        </div>
        <NumberInput
          label={t("create.days")}
          disabled={isDisabled}
          value={typed.days}
          allowDecimal={false}
          hideControls
          size="xs"
          min={-36500}
          max={36500}
          error={problems.scheduleChange}
          onChange={(days) => set({ days })}
        />
        <Pick
          list="contracts"
          label={t("create.contract")}
          description={t("create.contractHelp")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          disabled={isDisabled}
          value={typed.contract?.id ?? null}
          name={typed.contract?.name ?? null}
          error={problems.contractId}
          onPick={(choice) =>
            set({ contract: choice?.id ? { id: choice.id, name: choice.name } : null })
          }
        />
      </div>
      <Textarea
        label={t("fields.description")}
        autosize
        minRows={2}
        disabled={isDisabled}
        maxLength={2048}
        value={typed.description}
        error={problems.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
    </>
  );
}
