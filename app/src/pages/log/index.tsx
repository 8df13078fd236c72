import { PageHead } from "@/parts/PageHead";
import { t } from "@/text/text";

export function LogPage() {
  return (
    <div className="cw-page">
      <PageHead title={t("log.title")} />
    </div>
  );
}
