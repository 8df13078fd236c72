import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { BookPage } from "@/pages/contracts/book/BookPage";
import { Choice } from "@/pages/dashboard/Choice";
import { t } from "@/text/text";
import { type BudgetsSearch, LAYOUTS } from "./search";

/** Budgets, in a tree of their codes or as a list. */
export function BudgetsPage() {
  const search = useSearch({ strict: false }) as BudgetsSearch;
  const { id } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const change = useCallback(
    (changed: BudgetsSearch) =>
      void navigate({
        to: ".",
        search: ((before: BudgetsSearch) => ({ ...before, ...changed })) as never,
        replace: true,
      }),
    [navigate],
  );
  const layout = search.layout ?? "tree";
  return (
    <BookPage
      name="budgets"
      title={t("budgets.title")}
      find={t("budgets.find")}
      empty={{ title: t("budgets.empty"), text: t("budgets.emptyHelp") }}
      search={search}
      change={change}
      id={id}
      isTree={layout === "tree"}
      controls={
        <Choice
          label={t("budgets.layout")}
          value={layout}
          words={LAYOUTS}
          text={(each) => t(each === "tree" ? "budgets.asTree" : "budgets.asList")}
          onChange={(chosen) => change({ layout: chosen })}
        />
      }
    />
  );
}
