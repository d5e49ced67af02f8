const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(${MONTHS.join('|')})`;
const TIME = '([0-9]{2}):([0-9]{2}):([0-9]{2})';
const IMF_FIXDATE = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2}) ${MONTH} ([0-9]{4}) ${TIME} GMT$`);
const RFC_850 = new RegExp(`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, ([0-9]{2})-${MONTH}-([0-9]{2}) ${TIME} GMT$`);
const ASCTIME = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${MONTH} ([0-9 ][0-9]) ${TIME} ([0-9]{4})$`);
const FIFTY_YEARS_MS = 50 * 365.25 * 86_400_000;

/**
 * An HTTP-date as milliseconds since 1970, in one of the three forms that recipients must take, or undefined (RFC 9110 section
 * 5.6.7). A wrong day of the week is overlooked. A year of two digits is that of the past century when it would otherwise lie
 * over 50 years after `nearMs`.
 */
export function parseHttpDate(text: string, nearMs: number): number | undefined {
  const fixed = IMF_FIXDATE.exec(text);
  if (fixed !== null) {
    const [, day, month, year, hour, minute, second] = fixed;
    return instant([year, month, day, hour, minute, second]);
  }
  const asctime = ASCTIME.exec(text);
  if (asctime !== null) {
    const [, month, day, hour, minute, second, year] = asctime;
    return instant([year, month, day, hour, minute, second]);
  }
  const rfc850 = RFC_850.exec(text);
  if (rfc850 === null) return undefined;
  const [, day, month, year, hour, minute, second] = rfc850;
  const century = Math.floor(new Date(nearMs + FIFTY_YEARS_MS).getUTCFullYear() / 100) * 100;
  const late = instant([String(century + Number(year)), month, day, hour, minute, second]);
  if (late !== undefined && late <= nearMs + FIFTY_YEARS_MS) return late;
  return instant([String(century - 100 + Number(year)), month, day, hour, minute, second]);
}

/** IMF-fixdate, the form that senders must write. */
export function formatHttpDate(atMs: number): string {
  return new Date(atMs).toUTCString();
}

/** Undefined for a day that its month lacks or a time out of range; second 60 is a leap second. */
function instant(parts: readonly (string | undefined)[]): number | undefined {
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = parts;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), MONTHS.indexOf(month), Number(day));
  if (date.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  return date.setUTCHours(Number(hour), Number(minute), Number(second));
}
