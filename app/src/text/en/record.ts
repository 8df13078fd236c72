export const record = {
  title: "Change order",
} as const;
