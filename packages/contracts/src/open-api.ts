import { z } from 'zod';
import { explainComparisonSchema, routerListSchema } from './fleet.ts';
import { importEventSchema } from './import-report.ts';
import { customerListSchema, nodeListSchema, originListSchema } from './management-list.ts';
import { nodeCreateSchema, nodePatchSchema, nodeResourceSchema } from './management-node.ts';
import {
  customerCreateSchema,
  customerResourceSchema,
  customerWrittenSchema,
  nodeDeletedSchema,
  nodeWrittenSchema,
  originCreateSchema,
  originResourceSchema,
  originWrittenSchema,
  positionSchema,
} from './management-write.ts';
import { problemSchema } from './problem.ts';

/** Named once in the document, and referred to. */
const SCHEMAS = {
  CustomerCreate: customerCreateSchema,
  CustomerList: customerListSchema,
  CustomerResource: customerResourceSchema,
  CustomerWritten: customerWrittenSchema,
  ExplainComparison: explainComparisonSchema,
  ImportEvent: importEventSchema,
  NodeCreate: nodeCreateSchema,
  NodeDeleted: nodeDeletedSchema,
  NodeList: nodeListSchema,
  NodePatch: nodePatchSchema,
  NodeResource: nodeResourceSchema,
  NodeWritten: nodeWrittenSchema,
  OriginCreate: originCreateSchema,
  OriginList: originListSchema,
  OriginResource: originResourceSchema,
  OriginWritten: originWrittenSchema,
  Position: positionSchema,
  Problem: problemSchema,
  RouterList: routerListSchema,
} as const;

type SchemaName = keyof typeof SCHEMAS;

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
  dryRun: query('dryRun', 'Tell what would be, write nothing', { type: 'boolean', default: false }),
  reason: query('reason', 'Why, for the history; needed to disable a node', { type: 'string', maxLength: 1000 }),
  rows: query('rows', 'Which rows are reported', { enum: ['problems', 'all'], default: 'problems' }),
  rowsTotal: query('rowsTotal', 'How many rows there are, repeated in progress', { type: 'integer', minimum: 1 }),
  shared: query('shared', "Blocks may equal those of the customer's other nodes", { type: 'boolean', default: false }),
  address: { ...query('address', 'The client address', { type: 'string' }), required: true },
  ifMatch: header('If-Match', 'The ETag that was read, or *', 'required'),
  idempotencyKey: header('Idempotency-Key', 'A retry with the same key finds what the first request made', 'optional'),
} as const;

type ParameterName = keyof typeof PARAMETERS;

const PAGE = ['after', 'limit'] as const;
const CREATE = ['dryRun', 'reason', 'idempotencyKey'] as const;
const CHANGE = ['dryRun', 'reason', 'ifMatch', 'idempotencyKey'] as const;
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
  '/v1/customers/{id}': { get: { summary: 'Show a customer', answer: 'CustomerResource' } },
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
  '/v1/routers': { get: { summary: 'Where each router stands', answer: 'RouterList' } },
  '/v1/explain': {
    get: { summary: 'How each router answers an address', parameters: ['address'], answer: 'ExplainComparison' },
  },
  '/v1/position': { get: { summary: 'Where the registry stands', answer: 'Position' } },
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
