import { SegmentedControl } from "@mantine/core";

interface Props<W extends string> {
  label: string;
  value: W;
  words: readonly W[];
  text: (word: W) => string;
  onChange: (word: W) => void;
}

/** One of a few words. */
export function Choice<W extends string>({ label, value, words, text, onChange }: Props<W>) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={label}
      value={value}
      data={words.map((each) => ({ value: each, label: text(each) }))}
      onChange={(chosen) => {
        const known = words.find((each) => each === chosen);
        if (known) onChange(known);
      }}
    />
  );
}
