import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Project } from "@/api/session";
import { t } from "@/text/text";
import { Keys } from "./Keys";
import { CREATE, CREATING_ROLES, PLACES } from "./navigation";
import classes from "./shell.module.css";

export function Navigation({ project }: { project: Project }) {
  const params = { project: project.id };
  const places = PLACES.filter((place) => place.audiences.includes(project.audience));
  return (
    <nav aria-label={t("shell.navigation")} className={classes.nav}>
      {CREATING_ROLES.includes(project.role) ? (
        <Button
          component={Link}
          to={CREATE.to}
          params={params as never}
          leftSection={<CREATE.icon size={15} aria-hidden="true" />}
          rightSection={<Keys keys={CREATE.keys} />}
          justify="space-between"
          variant="default"
          fullWidth
          mb={8}
        >
          {t(CREATE.text)}
        </Button>
      ) : null}
      {places.map(({ to, text, icon: Icon }) => (
        <Link key={to} to={to} params={params} className={classes.place}>
          <Icon size={16} strokeWidth={1.9} aria-hidden="true" />
          {t(text)}
        </Link>
      ))}
    </nav>
  );
}
