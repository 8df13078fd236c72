export const start = {
  title: "Start",
  noProjects: "You are not a member of any project yet.",
  noProjectsHelp: "Ask an administrator to add you. Then look again.",
  again: "Look again",
} as const;
