/** The mark and the name. */
export function Brand({ size = 22 }: { size?: number }) {
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 8, fontWeight: 650 }}>
      <img src="/app/icon.svg" width={size} height={size} alt="" />
      Changewright
    </span>
  );
}
