export const signin = {
  title: "Sign in",
  lead: "Change orders, from the first question to the signed order.",
  email: "E-mail",
  password: "Password",
  submit: "Sign in",
  oidc: "Sign in with {name}",
  or: "or",
  wrong: "That e-mail and password do not belong together.",
  noWay: "This server has no way to sign in yet. Ask whoever runs it to give you a password.",
  version: "Changewright {version}",
} as const;

/** Why signing in at another site failed. */
export const signinProblems = {
  refused: "The other site did not let you in, or its answer was not to be believed. Try again.",
  expired: "That took too long, or began in another browser. Try again.",
  unavailable: "The other site does not answer. Try again in a while, or use a password.",
  unverified: "The other site does not vouch for your e-mail address. Confirm it there first.",
  unknown: "Nobody here has your e-mail address. Ask an administrator to add you.",
  "too-many": "Too many attempts from your network. Wait a while and try again.",
} as const;
