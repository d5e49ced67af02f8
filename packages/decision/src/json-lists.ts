/** Well below a millisecond of work, for rows as large as a node's record. */
const ROWS_PER_CHUNK = 250;

/**
 * `JSON.stringify` of an object of arrays, in UTF-8 and in chunks of a few rows: each is made when it is asked for, from
 * rows that are read no sooner.
 */
export function* jsonLists(lists: Readonly<Record<string, Iterable<unknown>>>): Generator<Uint8Array, undefined> {
  const encoder = new TextEncoder();
  let before = '{';
  for (const [name, rows] of Object.entries(lists)) {
    yield encoder.encode(`${before}${JSON.stringify(name)}:[`);
    before = '';
    for (const some of batches(rows)) {
      yield encoder.encode(before + JSON.stringify(some).slice(1, -1));
      before = ',';
    }
    before = '],';
  }
  yield encoder.encode(before === '{' ? '{}' : ']}');
}

function* batches(rows: Iterable<unknown>): Generator<unknown[], undefined> {
  let batch: unknown[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < ROWS_PER_CHUNK) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
