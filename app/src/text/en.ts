/** The one catalogue of texts. Each page keeps its own block in en/<page>.ts. */

import { budgets } from "./en/budgets";
import { console, consoleExamples } from "./en/console";
import { contracts } from "./en/contracts";
import { create } from "./en/create";
import { dashboard } from "./en/dashboard";
import { inbox } from "./en/inbox";
import { log } from "./en/log";
import { parts } from "./en/parts";
import {
  decisions,
  doors,
  fields,
  happened,
  moves,
  nouns,
  record,
  runs,
  scopes,
  tracks,
} from "./en/record";
import {
  settings,
  settingsAccess,
  settingsAudiences,
  settingsBases,
  settingsClocks,
  settingsDuties,
  settingsFields,
  settingsLists,
  settingsOperators,
  settingsOwners,
  settingsPolicy,
  settingsRoles,
  settingsScopes,
  settingsSides,
  settingsSteps,
  settingsTypes,
} from "./en/settings";
import { shell } from "./en/shell";
import { signin, signinProblems } from "./en/signin";
import { start, startFields } from "./en/start";
import { courts, kinds, letters, phases, states } from "./en/words";

export const en = {
  budgets,
  console,
  consoleExamples,
  contracts,
  courts,
  create,
  dashboard,
  decisions,
  doors,
  fields,
  happened,
  inbox,
  kinds,
  letters,
  log,
  moves,
  nouns,
  parts,
  phases,
  record,
  runs,
  scopes,
  settings,
  settingsAccess,
  settingsAudiences,
  settingsBases,
  settingsClocks,
  settingsDuties,
  settingsFields,
  settingsLists,
  settingsOperators,
  settingsOwners,
  settingsPolicy,
  settingsRoles,
  settingsScopes,
  settingsSides,
  settingsSteps,
  settingsTypes,
  shell,
  signin,
  signinProblems,
  start,
  startFields,
  states,
  tracks,
};
