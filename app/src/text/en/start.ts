export const start = {
  noProjects: "You are not a member of any project yet.",
  noProjectsHelp: "Ask an administrator to add you. Then look again.",
  again: "Look again",
  firstTitle: "Begin",
  firstLead:
    "Nobody is here yet. Make your company, yourself as its first administrator, and a project.",
  firstSubmit: "Begin",
  firstPeople: "You and your company",
  firstProject: "The first project",
  codeHelp: "The server told it in its log when it started: four groups of letters and digits.",
  passwordHelp: "Eight characters or more.",
  currencyHelp: "Three letters, such as USD.",
  zoneHelp: "The days of the project are counted there.",
  tiersCostHelp: "1: a change order amends a subcontract at once. 2 and 3 put a request before it.",
  tiersBudgetHelp: "2: potential changes go to the owner in change orders; 3: by requests first.",
  newTitle: "Open a project",
  newLead: "You administer it, and can bring in others under Settings.",
  newSubmit: "Open project",
  yourProjects: "Your projects",
  readyTitle: "{name} is there.",
  readyLead: "Set it up first, or begin at once: everything can be changed later.",
  toPeople: "Bring in people",
  toSettings: "Settings",
  toLog: "Open the log",
  importHelp:
    "Data from a spreadsheet or another system come in through either vendor's API: see the API console, and /docs.",
} as const;

export const startFields = {
  code: "Set-up code",
  companyName: "Your company",
  name: "Your name",
  email: "E-mail",
  projectName: "Project",
  projectNumber: "Project number",
} as const;
