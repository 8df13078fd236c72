import icon from "../../public/icon.svg?inline";

/** The mark and the name; the mark is in the page, so that it is there without a connection. */
export function Brand({ size = 22 }: { size?: number }) {
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 8, fontWeight: 650 }}>
      <img src={icon} width={size} height={size} alt="" />
      Changewright
    </span>
  );
}
