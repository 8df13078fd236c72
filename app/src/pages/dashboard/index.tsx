import { PageHead } from "@/parts/PageHead";
import { t } from "@/text/text";

export function DashboardPage() {
  return (
    <div className="cw-page">
      <PageHead title={t("dashboard.title")} />
    </div>
  );
}
