/** Who takes part in the project, in which role, for which company. */

import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Answer, api } from "@/api/client";
import { keys } from "@/api/keys";
import { useProject } from "@/shell/project";
import { t, word } from "@/text/text";
import type { FormField } from "./form/fields";
import { Listing } from "./Listing";
import { Noted } from "./Noted";
import { useRows } from "./rows";
import { Section } from "./Section";
import classes from "./settings.module.css";

type Member = Answer<"/web/v1/projects/{projectId}/people">["results"][number];
type Company = Answer<"/web/v1/projects/{projectId}/companies">["results"][number];
type Role = Answer<"/web/v1/projects/{projectId}/roles">["results"][number];

const ROLES = ["admin", "manager", "estimator", "approver", "viewer", "owner", "supplier"].map(
  (value) => ({ value, label: word("settingsRoles", value) }),
);

export function PeopleSection() {
  return (
    <>
      <Members />
      <Companies />
      <Roles />
    </>
  );
}

function fieldsOf(companies: readonly Company[]): FormField[] {
  const options = companies.map(({ id, name }) => ({ value: id, label: name }));
  return [
    { name: "email", kind: "text", required: true, onlyNew: true },
    { name: "name", kind: "text", onlyNew: true, help: t("settings.newPersonHelp") },
    { name: "title", kind: "text", onlyNew: true },
    { name: "password", kind: "password", onlyNew: true, help: t("settings.firstPasswordHelp") },
    { name: "role", kind: "choice", required: true, options: ROLES },
    {
      name: "companyId",
      kind: "choice",
      options,
      help: t("settings.companyHelp"),
      read: (record) => {
        const member = record as unknown as Member;
        return member.ownCompany ? "" : member.company?.id;
      },
    },
  ];
}

function Members() {
  const rows = useRows<Member>("/people", "people");
  const companies = useRows<Company>("/companies", "people");
  return (
    <Section
      title={t("settings.peopleTitle")}
      help={t("settings.peopleHelp")}
      query={rows}
      isLocked={!rows.canConfigure}
    >
      <Listing
        noun={t("settings.personNoun")}
        rows={rows.data ?? []}
        idOf={(row) => row.id}
        nameOf={(row) => row.name}
        columns={[
          {
            header: t("settings.name"),
            cell: (row) => <Noted note={row.isYou && t("settings.you")}>{row.name}</Noted>,
          },
          { header: t("settings.email"), cell: (row) => row.email },
          { header: t("settings.role"), cell: (row) => word("settingsRoles", row.role) },
          { header: t("settings.company"), cell: (row) => row.company?.name ?? "—" },
        ]}
        fields={fieldsOf(companies.data ?? [])}
        {...(rows.canConfigure
          ? {
              onSave: (body, row: Member | null, isAnyway) =>
                row ? rows.update(row.id, body, isAnyway ? undefined : row.tag) : rows.create(body),
              onDelete: (row: Member) => rows.remove(row.id, row.tag),
            }
          : {})}
        empty={t("settings.noPeople")}
      />
    </Section>
  );
}

const COMPANY_FIELDS: readonly FormField[] = [
  { name: "name", kind: "text", required: true },
  { name: "trade", kind: "text" },
];

function Companies() {
  const rows = useRows<Company>("/companies", "people");
  return (
    <Section title={t("settings.companiesTitle")} help={t("settings.companiesHelp")} query={rows}>
      <Listing
        noun={t("settings.companyNoun")}
        rows={rows.data ?? []}
        idOf={(row) => row.id}
        nameOf={(row) => row.name}
        columns={[
          { header: t("settings.name"), cell: (row) => row.name },
          { header: t("settings.trade"), cell: (row) => row.trade ?? "—" },
        ]}
        empty={t("settings.noCompanies")}
        addOnly
        fields={COMPANY_FIELDS}
        {...(rows.canConfigure ? { onSave: (body) => rows.create(body) } : {})}
      />
    </Section>
  );
}

/** What each role may do, as the core has it. */
function Roles() {
  const project = useProject();
  const path = "/web/v1/projects/{projectId}/roles";
  const query = useQuery({
    queryKey: keys.of(project.id, "people", "roles"),
    queryFn: ({ signal }) => api.get(path, { path: { projectId: project.id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Section title={t("settings.rolesTitle")} help={t("settings.rolesHelp")} query={query}>
      <Table className={classes.table} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("settings.role")}</Table.Th>
            <Table.Th>{t("settings.sees")}</Table.Th>
            <Table.Th>{t("settings.does")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(query.data?.results ?? []).map((role) => (
            <Table.Tr key={role.name}>
              <Table.Td data-label={t("settings.role")}>
                {word("settingsRoles", role.name)}
              </Table.Td>
              <Table.Td data-label={t("settings.sees")}>
                {word("settingsAudiences", role.audience)}
              </Table.Td>
              <Table.Td data-label={t("settings.does")}>{dutiesOf(role)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

function dutiesOf(role: Role): string {
  const told = Object.entries(role.duties).map(([kind, duties]) => {
    const named = duties.map((duty) => word("settingsDuties", duty)).join(", ");
    return kind === "*" ? named : `${word("kinds", kind)}: ${named}`;
  });
  if (role.configures) told.push(t("settings.configures"));
  return told.join("; ") || t("settings.looksOn");
}
