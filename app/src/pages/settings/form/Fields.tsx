/** The fields of a form, drawn from its rows; groups and rows within are drawn by the same. */

import {
  Button,
  Fieldset,
  MultiSelect,
  PasswordInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { t, word } from "@/text/text";
import { emptyOf, type FormField, type FormValues, withPart } from "./fields";
import classes from "./form.module.css";

interface Props {
  fields: readonly FormField[];
  values: FormValues;
  onChange: (values: FormValues) => void;
  /** The server's messages by the path of the field: `bands.0.name`. */
  messages: Record<string, string | undefined>;
  /** Where these fields stand in the whole form: `bands.0.`. */
  place?: string;
  isNew: boolean;
}

export function Fields({ fields, values, onChange, messages, place = "", isNew }: Props) {
  return (
    <div className={classes.fields}>
      {fields
        .filter((field) => field.kind !== "kept" && (isNew || !field.onlyNew))
        .map((field) => (
          <OneField
            key={field.name}
            field={field}
            value={values[field.name]}
            onChange={(value) => onChange({ ...values, [field.name]: value })}
            messages={messages}
            place={place}
          />
        ))}
    </div>
  );
}

interface OneProps {
  field: FormField;
  value: unknown;
  onChange: (value: unknown) => void;
  messages: Record<string, string | undefined>;
  place: string;
}

function OneField(props: OneProps) {
  const Drawn = DRAWN[props.field.kind] ?? TextField;
  return <Drawn {...props} />;
}

export function labelOf(field: FormField): string {
  return field.label ?? word("settingsFields", field.name);
}

function sharedOf({ field, messages, place }: OneProps) {
  return {
    label: labelOf(field),
    description: field.help,
    error: messages[place + field.name],
    withAsterisk: field.required ?? false,
    name: place + field.name,
    "data-place": place + field.name,
  };
}

function TextField(props: OneProps) {
  const { field, value, onChange } = props;
  const isNumber = field.kind === "amount" || field.kind === "integer";
  return (
    <TextInput
      {...sharedOf(props)}
      value={String(value ?? "")}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(isNumber
        ? { inputMode: field.kind === "integer" ? "numeric" : "decimal", className: classes.narrow }
        : {})}
      autoComplete="off"
    />
  );
}

function AreaField(props: OneProps) {
  return (
    <Textarea
      {...sharedOf(props)}
      className={classes.wide}
      autosize
      minRows={2}
      maxRows={8}
      value={String(props.value ?? "")}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

function PasswordField(props: OneProps) {
  return (
    <PasswordInput
      {...sharedOf(props)}
      value={String(props.value ?? "")}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      autoComplete={props.field.name === "current" ? "current-password" : "new-password"}
    />
  );
}

function SwitchField(props: OneProps) {
  const { withAsterisk: _, ...shared } = sharedOf(props);
  return (
    <Switch
      {...shared}
      className={classes.wide}
      checked={props.value === true}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
  );
}

function ChoiceField(props: OneProps) {
  const { field, value, onChange } = props;
  return (
    <Select
      {...sharedOf(props)}
      data={[...(field.options ?? [])]}
      value={value === "" ? null : String(value)}
      onChange={(next) => onChange(next ?? "")}
      clearable={!field.required}
      searchable={(field.options?.length ?? 0) > 8}
      allowDeselect={false}
      placeholder={field.required ? undefined : t("settings.none")}
    />
  );
}

function ChoicesField(props: OneProps) {
  return (
    <MultiSelect
      {...sharedOf(props)}
      className={classes.wide}
      data={[...(props.field.options ?? [])]}
      value={props.value as string[]}
      onChange={props.onChange}
      searchable
    />
  );
}

function TagsField(props: OneProps) {
  return (
    <TagsInput
      {...sharedOf(props)}
      className={classes.wide}
      value={props.value as string[]}
      onChange={props.onChange}
      splitChars={[",", ";", "\n"]}
      acceptValueOnBlur
    />
  );
}

function GroupField(props: OneProps) {
  const { field, value, onChange, messages, place } = props;
  const inner = field.fields ?? [];
  if (value === null) {
    return (
      <div className={classes.wide}>
        <AddButton label={labelOf(field)} onClick={() => onChange(emptyOf(inner))} />
      </div>
    );
  }
  return (
    <Fieldset legend={labelOf(field)} className={classes.wide}>
      <Fields
        fields={inner}
        values={value as FormValues}
        onChange={onChange}
        messages={messages}
        place={`${place}${field.name}.`}
        isNew
      />
      <RemoveButton label={labelOf(field)} onClick={() => onChange(null)} />
    </Fieldset>
  );
}

function RowsField(props: OneProps) {
  const { field, value, onChange, messages, place } = props;
  const rows = value as FormValues[];
  const inner = field.fields ?? [];
  const label = labelOf(field);
  const message = messages[place + field.name];
  return (
    <Fieldset legend={label} className={classes.wide}>
      {field.help ? <p className={classes.help}>{field.help}</p> : null}
      {message ? (
        <p className={classes.error} role="alert">
          {message}
        </p>
      ) : null}
      <Stack gap="xs">
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place alone
          <div className={classes.row} key={index}>
            <Fields
              fields={inner}
              values={row}
              onChange={(next) => onChange(withPart(rows, index, next))}
              messages={messages}
              place={`${place}${field.name}.${index}.`}
              isNew
            />
            <RemoveButton
              label={`${label} ${index + 1}`}
              onClick={() => onChange(withPart(rows, index, undefined))}
            />
          </div>
        ))}
        <AddButton
          label={label}
          onClick={() => onChange(withPart(rows, rows.length, emptyOf(inner)))}
        />
      </Stack>
    </Fieldset>
  );
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<Plus size={14} />}
      onClick={onClick}
      className={classes.start}
    >
      {t("settings.addPart", { label: label.toLowerCase() })}
    </Button>
  );
}

function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={<Trash2 size={14} />}
      onClick={onClick}
      className={classes.start}
    >
      {t("settings.removePart", { label: label.toLowerCase() })}
    </Button>
  );
}

const DRAWN: Readonly<Partial<Record<FormField["kind"], (props: OneProps) => React.ReactNode>>> = {
  area: AreaField,
  password: PasswordField,
  switch: SwitchField,
  choice: ChoiceField,
  choices: ChoicesField,
  tags: TagsField,
  group: GroupField,
  rows: RowsField,
};
