export const log = {
  title: "Change orders",
} as const;
