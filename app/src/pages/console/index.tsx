import { PageHead } from "@/parts/PageHead";
import { t } from "@/text/text";

export function ConsolePage() {
  return (
    <div className="cw-page">
      <PageHead title={t("console.title")} />
    </div>
  );
}
