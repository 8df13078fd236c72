import { PageHead } from "@/parts/PageHead";
import { t } from "@/text/text";

export function BudgetsPage() {
  return (
    <div className="cw-page">
      <PageHead title={t("budgets.title")} />
    </div>
  );
}
