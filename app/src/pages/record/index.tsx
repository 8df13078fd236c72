import { PageHead } from "@/parts/PageHead";
import { t } from "@/text/text";

export function RecordPage() {
  return (
    <div className="cw-page">
      <PageHead title={t("record.title")} />
    </div>
  );
}
