import { z } from 'zod';
import { SCHEMAS, type SchemaName } from './open-api-schemas.ts';

interface Operation {
  readonly summary: string;
  readonly parameters?: readonly ParameterName[];
  readonly body?: { readonly type: string; readonly schema?: SchemaName };
  readonly answer: SchemaName;
  readonly answerType?: string;
  readonly status?: 200 | 201;
}

const query = (name: string, description: string, schema: object) => ({ name, in: 'query', description, schema });
const header = (name: string, description: string, required: 'required' | 'optional') => ({
  name,
  in: 'header',
  description,
  required: required === 'required',
  schema: { type: 'string' },
});

const PARAMETERS = {
  after: query('after', 'What the Link of the page before says', { type: 'string' }),
  limit: query('limit', 'Entries of a page', { type: 'integer', minimum: 1, maximum: 1000, default: 100 }),
  customer: query('customer', "Only this customer's", { type: 'string' }),
  state: query('state', 'Only claims in these states, separated by commas', { type: 'string' }),
  dryRun: query('dryRun', 'Tell what would be, write nothing', { type: 'boolean', default: false }),
  reason: query('reason', 'Why, for the history; needed to disable a node', { type: 'string', maxLength: 1000 }),
  force: query('force', 'Take away more than 20 % of the blocks; needs a reason', { type: 'boolean', default: false }),
  traffic: query('traffic', 'Of a dry run: the id that POST /v1/traffic answered', { type: 'string' }),
  before: query('before', 'Only revisions below this one', { type: 'integer' }),
  from: { ...query('from', 'A revision', { type: 'integer' }), required: true },
  to: { ...query('to', 'A revision', { type: 'integer' }), required: true },
  rows: query('rows', 'Which rows are reported', { enum: ['problems', 'all'], default: 'problems' }),
  rowsTotal: query('rowsTotal', 'How many rows there are, repeated in progress', { type: 'integer', minimum: 1 }),
  shared: query('shared', "Blocks may equal those of the customer's other nodes", { type: 'boolean', default: false }),
  address: { ...query('address', 'The client address', { type: 'string' }), required: true },
  ifMatch: header('If-Match', 'The ETag that was read, or *', 'required'),
  ifMatchOptional: header('If-Match', 'The ETag that was read', 'optional'),
  authorization: header('Authorization', "Bearer and the node's credential", 'required'),
  idempotencyKey: header('Idempotency-Key', 'A retry with the same key finds what the first request made', 'optional'),
} as const;

type ParameterName = keyof typeof PARAMETERS;

const PAGE = ['after', 'limit'] as const;
const CREATE = ['dryRun', 'reason', 'force', 'traffic', 'idempotencyKey'] as const;
const CHANGE = ['dryRun', 'reason', 'force', 'traffic', 'ifMatch', 'idempotencyKey'] as const;
const ACT = ['dryRun', 'reason', 'force', 'ifMatchOptional', 'idempotencyKey'] as const;
const JSON_TYPE = 'application/json';

const PATHS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  '/v1/customers': {
    get: { summary: 'List customers', parameters: PAGE, answer: 'CustomerList' },
    post: {
      summary: 'Make a customer',
      parameters: CREATE,
      body: { type: JSON_TYPE, schema: 'CustomerCreate' },
      answer: 'CustomerWritten',
      status: 201,
    },
  },
  '/v1/customers/{id}': {
    get: { summary: 'Show a customer', answer: 'CustomerResource' },
    patch: {
      summary: 'Change a customer',
      parameters: CHANGE,
      body: { type: 'application/merge-patch+json', schema: 'CustomerPatch' },
      answer: 'CustomerWritten',
    },
  },
  '/v1/nodes': {
    get: { summary: 'List nodes', parameters: [...PAGE, 'customer'], answer: 'NodeList' },
    post: {
      summary: 'Make a node',
      parameters: CREATE,
      body: { type: JSON_TYPE, schema: 'NodeCreate' },
      answer: 'NodeWritten',
      status: 201,
    },
  },
  '/v1/nodes/{node}': {
    get: { summary: 'Show a node with its claims', answer: 'NodeResource' },
    patch: {
      summary: 'Change a node',
      parameters: CHANGE,
      body: { type: 'application/merge-patch+json', schema: 'NodePatch' },
      answer: 'NodeWritten',
    },
    delete: { summary: 'Delete a node with its claims', parameters: CHANGE, answer: 'NodeDeleted' },
  },
  '/v1/nodes/{node}/restore': {
    post: { summary: 'Bring a deleted node back', parameters: ACT, answer: 'NodeWritten' },
  },
  '/v1/deleted-nodes': {
    get: { summary: 'List nodes that can be restored', parameters: [...PAGE, 'customer'], answer: 'DeletedNodeList' },
  },
  '/v1/claims': {
    get: { summary: 'List claims', parameters: [...PAGE, 'state', 'customer'], answer: 'ClaimList' },
  },
  '/v1/claims/check': {
    post: {
      summary: 'Tell what each block of a list would become, and why',
      body: { type: JSON_TYPE, schema: 'ClaimCheckInput' },
      answer: 'ClaimCheck',
    },
  },
  '/v1/reviews': {
    get: {
      summary: 'List the claims that wait for a reviewer, each with its evidence',
      parameters: [...PAGE, 'state', 'customer'],
      answer: 'ReviewList',
    },
  },
  '/v1/reviews/{claim}': { get: { summary: 'Show a claim with its evidence', answer: 'Review' } },
  '/v1/reviews/{claim}/approve': {
    post: { summary: 'Give a claim its space', parameters: ACT, answer: 'ClaimWritten' },
  },
  '/v1/reviews/{claim}/refuse': {
    post: {
      summary: 'Turn a claim down; the reason is what the claimant reads',
      parameters: ACT,
      answer: 'ClaimWritten',
    },
  },
  '/v1/reviews/{claim}/comment': {
    post: {
      summary: 'Add to the thread of a claim',
      parameters: ACT,
      body: { type: JSON_TYPE, schema: 'ClaimCommentInput' },
      answer: 'ClaimWritten',
    },
  },
  '/v1/reviews/{claim}/resubmit': {
    post: {
      summary: 'Ask again for a claim that requires attention; the body may be left out',
      parameters: ACT,
      body: { type: JSON_TYPE, schema: 'ClaimResubmit' },
      answer: 'ClaimWritten',
    },
  },
  '/v1/reviews/{claim}/withdraw': {
    post: { summary: 'Take back a claim that is no block', parameters: ACT, answer: 'ClaimWritten' },
  },
  '/v1/nodes/{node}/registration-key': {
    post: {
      summary: 'Make a registration key, shown this once; the one before is dead',
      answer: 'RegistrationKeyIssued',
      status: 201,
    },
  },
  '/v1/nodes/{node}/keys': {
    delete: { summary: 'End the registration key and all credentials of a node', answer: 'NodeKeys' },
  },
  '/v1/nodes/{node}/credential-renewal': {
    post: { summary: 'Have a node get a new credential with its next heartbeat', answer: 'NodeKeys' },
  },
  '/v1/nodes/{node}/prove': {
    post: { summary: 'Ask a node now to prove its server addresses', answer: 'ProofReport' },
  },
  '/v1/nodes/{node}/link': {
    get: { summary: 'Show the keys, proofs and last heartbeat of a node', answer: 'NodeLinkStatus' },
  },
  '/v1/activations': {
    post: {
      summary: 'Trade a registration key for a credential, once',
      body: { type: JSON_TYPE, schema: 'ActivationRequest' },
      answer: 'CredentialIssued',
    },
  },
  '/v1/credentials': {
    post: {
      summary: 'Trade a credential for a new one; both are taken for 10 minutes',
      parameters: ['authorization'],
      answer: 'CredentialIssued',
    },
  },
  '/v1/heartbeats': {
    post: {
      summary: 'Be alive, and hear what to do',
      parameters: ['authorization'],
      body: { type: JSON_TYPE, schema: 'HeartbeatRequest' },
      answer: 'HeartbeatAnswer',
    },
  },
  '/v1/origins': {
    get: { summary: 'List origins', parameters: PAGE, answer: 'OriginList' },
    post: {
      summary: 'Allow an origin',
      parameters: CREATE,
      body: { type: JSON_TYPE, schema: 'OriginCreate' },
      answer: 'OriginWritten',
      status: 201,
    },
  },
  '/v1/origins/{host}': {
    get: { summary: 'Show an origin', answer: 'OriginResource' },
    patch: {
      summary: 'Change an origin',
      parameters: CHANGE,
      body: { type: 'application/merge-patch+json', schema: 'OriginPatch' },
      answer: 'OriginWritten',
    },
    delete: { summary: 'Remove an origin', parameters: CHANGE, answer: 'OriginWritten' },
  },
  '/v1/imports': {
    post: {
      summary: 'Import a CSV with the header customer,node,server,blocks',
      parameters: ['dryRun', 'reason', 'rows', 'rowsTotal', 'shared'],
      body: { type: 'text/csv' },
      answer: 'ImportEvent',
      answerType: 'application/x-ndjson',
    },
  },
  '/v1/revisions': {
    get: { summary: 'List commits, newest first', parameters: ['before', 'limit'], answer: 'RevisionList' },
  },
  '/v1/revisions/{revision}': { get: { summary: 'Show a commit with what it changed', answer: 'RevisionResource' } },
  '/v1/diff': {
    get: { summary: 'Compare two revisions', parameters: ['from', 'to', 'customer'], answer: 'RevisionDiff' },
  },
  '/v1/rollbacks': {
    post: {
      summary: "Bring back a revision's nodes, claims and admin states, and origins unless it is one customer's",
      parameters: CREATE,
      body: { type: JSON_TYPE, schema: 'RollbackCreate' },
      answer: 'RolledBack',
    },
  },
  '/v1/traffic': {
    post: {
      summary: 'Keep a distribution of clients for dry runs, ten minutes long',
      body: { type: JSON_TYPE, schema: 'ClientTraffic' },
      answer: 'TrafficKept',
      status: 201,
    },
  },
  '/v1/webhooks': {
    get: { summary: 'List webhooks', answer: 'WebhookList' },
    post: {
      summary:
        'Have events posted to a URL, signed by the Standard Webhooks specification; the secret is shown this once',
      body: { type: JSON_TYPE, schema: 'WebhookCreate' },
      answer: 'WebhookCreated',
      status: 201,
    },
  },
  '/v1/webhooks/{id}': { delete: { summary: 'End a webhook', answer: 'WebhookRemoved' } },
  '/v1/webhooks/{id}/test': {
    post: { summary: 'Post a signed test message now, once, and tell how it went', answer: 'WebhookAttempt' },
  },
  '/v1/routers': { get: { summary: 'Where each router stands', answer: 'RouterList' } },
  '/v1/explain': {
    get: { summary: 'How each router answers an address', parameters: ['address'], answer: 'ExplainComparison' },
  },
  '/v1/position': { get: { summary: 'Where the registry stands', answer: 'Position' } },
};

/** What control posts to those who asked for it. */
const WEBHOOKS = {
  event: {
    post: {
      summary: 'A node reached or left the state "serving", or a reviewer answered; a test',
      parameters: [
        header('webhook-id', 'The same in every attempt to deliver one message', 'required'),
        header('webhook-timestamp', 'When this attempt was made, in seconds since 1970', 'required'),
        header('webhook-signature', 'v1 and HMAC-SHA256 of id, timestamp and body in base64', 'required'),
      ],
      requestBody: { required: true, content: { [JSON_TYPE]: { schema: reference('WebhookMessage') } } },
      responses: { '2XX': { description: 'Taken; anything else is tried again, but for 410' } },
    },
  },
};

/** The management API as OpenAPI 3.1, made of the schemas that read its requests. */
export function openApiDocument(version: string): object {
  const schemas = Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, schema]) => [
      name,
      z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' }),
    ]),
  );
  return {
    openapi: '3.1.0',
    info: { title: 'Nearhop control', version },
    paths: Object.fromEntries(Object.entries(PATHS).map(([path, operations]) => [path, pathItem(path, operations)])),
    webhooks: WEBHOOKS,
    components: { schemas },
  };
}

function pathItem(path: string, operations: Readonly<Record<string, Operation>>): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return Object.fromEntries(
    Object.entries(operations).map(([method, operation]) => [method, described(operation, inPath)]),
  );
}

function described(operation: Operation, inPath: readonly object[]): object {
  const { summary, parameters = [], body, answer, answerType = JSON_TYPE, status = 200 } = operation;
  const bodySchema = body?.schema === undefined ? { type: 'string' } : reference(body.schema);
  return {
    summary,
    parameters: [...inPath, ...parameters.map((name) => PARAMETERS[name])],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { [body.type]: { schema: bodySchema } } } }),
    responses: {
      [status]: { description: 'Done', content: { [answerType]: { schema: reference(answer) } } },
      default: { description: 'Refused', content: { 'application/problem+json': { schema: reference('Problem') } } },
    },
  };
}

function reference(name: SchemaName): object {
  return { $ref: `#/components/schemas/${name}` };
}
