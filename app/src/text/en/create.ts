export const create = {
  title: "New change",
} as const;
