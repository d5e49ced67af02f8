/** `1 node`, `2 nodes`, `65,536 addresses`. */
export function count(number: number | bigint, singular: string, plural = `${singular}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 || number === 1n ? singular : plural}`;
}
