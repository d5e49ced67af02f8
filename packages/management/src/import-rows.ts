import { claimId, type ImportEvent, type ImportRow, type ImportSummary } from '@nearhop/contracts';
import type { RegistryPosition } from '@nearhop/registry';
import { readBlock } from './claim-list.ts';
import { CsvReader, type CsvRow } from './csv-reader.ts';
import { ImportBatch } from './import-batch.ts';
import { checkHeader, IMPORT_HEADER, readColumns } from './import-columns.ts';
import { ImportNodes, type ImportNode } from './import-nodes.ts';
import type { ManagementContext, WriteRequest } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import { previewBatch } from './preview-batch.ts';
import { ReleasedMemory } from './deleted/released-claims.ts';
import { RowTally } from './row-tally.ts';
import { settleBatch } from './settle-batch.ts';
import { nextTurn } from './turn-taking.ts';
import { positionOf } from './write-position.ts';

/** A CSV as it comes from a file or a request, in pieces of any size; bytes are UTF-8. */
export type ImportSource = AsyncIterable<string | Uint8Array>;

export interface ImportOptions {
  /** Called for rows, in order, and for progress; the import waits for a promise that it returns. */
  readonly report?: (event: Extract<ImportEvent, { kind: 'row' | 'progress' }>) => void | Promise<void>;
  /** Which rows are reported: those with something to say unless `all`. */
  readonly rows?: 'problems' | 'all';
  /** How many rows there are, if the caller knows, to be repeated in each progress. */
  readonly rowsTotal?: number | undefined;
  /** The blocks may equal blocks of the customer's other nodes. */
  readonly shared?: boolean | undefined;
  /** Ends the import between two commits. */
  readonly signal?: AbortSignal;
}

/**
 * Takes a CSV with the header `customer,node,server,blocks`, in commits of up to 5,000 writes. Rows of one node add up; customers and
 * nodes are made on first sight; what is there already counts as unchanged, so the same file may be imported again, after a failure too.
 * A bad row sinks nothing but itself, a bad block nothing but itself. Throws ManagementError for a file that is no such CSV.
 */
export async function importRows(
  context: ManagementContext,
  source: ImportSource,
  options: ImportOptions,
  request: WriteRequest,
): Promise<ImportSummary> {
  const run = new ImportRun(context, options, request);
  const reader = new CsvReader();
  const decoder = new TextDecoder();
  for await (const piece of source) {
    await run.take(reader.push(typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true })));
  }
  await run.take([...reader.push(decoder.decode()), ...reader.end()]);
  return run.finish();
}

const PROGRESS_EVERY_ROWS = 1_000;

class ImportRun {
  readonly #context: ManagementContext;
  readonly #options: ImportOptions;
  readonly #request: WriteRequest;
  readonly #nodes: ImportNodes;
  readonly #released: ReleasedMemory;
  readonly #batch = new ImportBatch();
  #tallies: RowTally[] = [];
  #headerRead = false;
  #position: RegistryPosition | undefined;
  readonly #summary = {
    rows: 0,
    rowsOk: 0,
    rowsWarning: 0,
    rowsError: 0,
    customersMade: 0,
    nodesMade: 0,
    blocksAdded: 0,
    blocksUnchanged: 0,
    blocksRefused: 0,
    blocksAttentionRequired: 0,
    commits: 0,
  };

  constructor(context: ManagementContext, options: ImportOptions, request: WriteRequest) {
    this.#context = context;
    this.#options = options;
    this.#request = request;
    this.#nodes = new ImportNodes(context);
    this.#released = new ReleasedMemory(context.registry);
  }

  async take(rows: readonly CsvRow[]): Promise<void> {
    for (const row of rows) {
      if (this.#headerRead) await this.#takeRow(row);
      else {
        checkHeader(row.kind === 'row' ? row.fields : []);
        this.#headerRead = true;
      }
    }
  }

  async finish(): Promise<ImportSummary> {
    if (!this.#headerRead)
      throw new ManagementError(
        'invalid',
        `Cannot import: the file is empty: begin it with the line "${IMPORT_HEADER}"`,
      );
    await this.#flush();
    const position = positionOf(this.#position ?? (await this.#context.registry.position()));
    return { ...this.#summary, dryRun: this.#request.dryRun === true, position };
  }

  async #takeRow(row: CsvRow): Promise<void> {
    const tally = new RowTally(row.line);
    this.#tallies.push(tally);
    if (row.kind === 'fault') tally.fail(row.detail);
    else await this.#takeFields(row.fields, tally);
    tally.closed = true;
    if (this.#tallies.length % PROGRESS_EVERY_ROWS === 0) await this.#reportSettled();
  }

  async #takeFields(fields: readonly string[], tally: RowTally): Promise<void> {
    const { policy } = this.#context;
    const columns = readColumns(fields, policy, tally);
    if (columns === undefined) return;
    const customer = await this.#nodes.customer(columns.customer, tally);
    if (customer === undefined) return;
    tally.customer = customer;
    const node = this.#nodes.remembered(customer, columns.node) ?? (await this.#nodes.find(customer, columns.node));
    await this.#nodes.addServers(node, columns.servers, tally);
    await this.#enter(node);
    for (const text of columns.blocks) {
      for (const prefix of readBlock(text, policy, (detail) => tally.refuseBlock(`block ${detail}`))) {
        await this.#add(node, prefix.toString(), tally);
      }
    }
  }

  async #add(node: ImportNode, prefix: string, tally: RowTally): Promise<void> {
    if (this.#batch.full) {
      await this.#flush();
      await this.#enter(node);
    }
    const { id, customer } = node.value;
    const claim = { node: id, customer, prefix, state: 'valid' as const, shared: this.#options.shared ?? false };
    const key = claimId(claim);
    if (this.#batch.claims.has(key)) {
      tally.unchanged++;
      return;
    }
    tally.pending++;
    this.#batch.claims.set(key, { claim, revision: 0, node, tally });
  }

  /** Brings a node and, when it is new, its customer into the batch. */
  async #enter(node: ImportNode): Promise<void> {
    if (this.#batch.full) await this.#flush();
    if (this.#batch.nodes.has(node)) return;
    this.#batch.nodes.add(node);
    this.#nodes.remember(node);
    const { customer } = node.value;
    if (await this.#nodes.isNewCustomer(customer)) this.#batch.customers.add(customer);
  }

  async #flush(): Promise<void> {
    this.#options.signal?.throwIfAborted();
    const dryRun = this.#request.dryRun === true;
    const settled = dryRun
      ? await previewBatch(this.#context, this.#batch, this.#nodes)
      : await settleBatch(this.#context, this.#batch, { nodes: this.#nodes, released: this.#released }, this.#request);
    this.#batch.clear();
    this.#nodes.trim();
    await nextTurn();
    this.#summary.nodesMade += settled.nodesMade;
    this.#summary.customersMade += settled.customersMade;
    if (settled.position !== undefined) {
      this.#position = settled.position;
      this.#summary.commits++;
    }
    await this.#reportSettled();
  }

  async #reportSettled(): Promise<void> {
    const open = this.#tallies.findIndex((tally) => !tally.settled);
    const settled = open < 0 ? this.#tallies : this.#tallies.slice(0, open);
    this.#tallies = open < 0 ? [] : this.#tallies.slice(open);
    const { report, rows, rowsTotal } = this.#options;
    for (const tally of settled) {
      const row = tally.toRow();
      this.#count(row, tally);
      if (report !== undefined && (rows === 'all' || row.outcome !== 'ok')) await report({ kind: 'row', row });
    }
    const { blocksAdded, blocksUnchanged, blocksRefused } = this.#summary;
    const progress = { rowsDone: this.#summary.rows, blocksDone: blocksAdded + blocksUnchanged + blocksRefused };
    await report?.({ kind: 'progress', progress: rowsTotal === undefined ? progress : { ...progress, rowsTotal } });
  }

  #count(row: ImportRow, { attentionRequired }: RowTally): void {
    const summary = this.#summary;
    summary.rows++;
    if (row.outcome === 'ok') summary.rowsOk++;
    else if (row.outcome === 'warning') summary.rowsWarning++;
    else summary.rowsError++;
    summary.blocksAdded += row.added;
    summary.blocksUnchanged += row.unchanged;
    summary.blocksRefused += row.refused;
    summary.blocksAttentionRequired += attentionRequired;
  }
}
