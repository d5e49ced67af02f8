const UNITS: Readonly<Record<string, number>> = {
  m: 1e6,
  g: 1e9,
  t: 1e12,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Bytes of `500g`: a whole number and `m`, `g` or `t` (powers of 1,000) or `mib`, `gib`, `tib` (of 1,024). Null when it is no size. */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,7})(m|g|t|mib|gib|tib)$/i.exec(text);
  const unit = UNITS[match?.[2]?.toLowerCase() ?? ''];
  const bytes = Number(match?.[1]) * (unit ?? Number.NaN);
  return bytes > 0 ? bytes : null;
}
