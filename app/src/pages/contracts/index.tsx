import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { Choice } from "@/pages/dashboard/Choice";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { BookPage } from "./book/BookPage";
import { type BookSearch, type ContractsSearch, SIDES } from "./search";

/** Contracts with suppliers and with the owner. */
export function ContractsPage() {
  const project = useProject();
  const search = useSearch({ strict: false }) as ContractsSearch;
  const { id } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const change = useCallback(
    (changed: BookSearch | ContractsSearch) =>
      void navigate({
        to: ".",
        search: ((before: ContractsSearch) => ({ ...before, ...changed })) as never,
        replace: true,
      }),
    [navigate],
  );
  // An owner has his own contracts, a supplier his; the house has both.
  const own = project.audience === "owner" ? "owner" : "suppliers";
  const side = project.audience === "full" ? (search.side ?? "suppliers") : own;
  return (
    <BookPage
      name={side === "owner" ? "main-contracts" : "contracts"}
      title={t("contracts.title")}
      find={t("contracts.find")}
      empty={{ title: t("contracts.empty"), text: t("contracts.emptyHelp") }}
      search={search}
      change={change}
      id={id}
      controls={
        project.audience === "full" ? (
          <Choice
            label={t("contracts.side")}
            value={side}
            words={SIDES}
            text={(each) => t(`contracts.${each}`)}
            onChange={(chosen) =>
              change({ side: chosen, columns: undefined, sort: undefined } as never)
            }
          />
        ) : null
      }
    />
  );
}
