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
