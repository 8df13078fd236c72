export const console = {
  title: "API console",
} as const;
