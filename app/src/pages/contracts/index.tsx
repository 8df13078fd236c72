import { PageHead } from "@/parts/PageHead";
import { t } from "@/text/text";

export function ContractsPage() {
  return (
    <div className="cw-page">
      <PageHead title={t("contracts.title")} />
    </div>
  );
}
