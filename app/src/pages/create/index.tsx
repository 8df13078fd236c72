import { PageHead } from "@/parts/PageHead";
import { t } from "@/text/text";

export function CreatePage() {
  return (
    <div className="cw-page">
      <PageHead title={t("create.title")} />
    </div>
  );
}
