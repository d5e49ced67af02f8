import type { Answer, Http1Handler, Http1Request } from '@nearhop/http1';
import { hasPassed } from '@nearhop/http-cache';
import { headerLine } from '@nearhop/http1';
import { AllowedOrigins } from '../node-state/allowed-origins.ts';
import type { NotServing } from '../node-state/node-state.ts';
import type { CachePolicies } from './cache-policies.ts';
import { clientRequest } from './client-request.ts';
import type { ContentServer } from './content-server.ts';
import { readContentPlace, type PlaceRules } from './read-content-place.ts';
import { problemAnswer } from './problem-answer.ts';
import type { UnsafeServer } from './unsafe-server.ts';
import { newNotes, type Visit } from './visit.ts';

/** Why a request was answered by the node itself: the name in counters. */
export const REFUSED_REQUESTS = ['malformed', 'not-allowed', 'method', 'loop', 'not-serving'] as const;
export type RefusedRequest = (typeof REFUSED_REQUESTS)[number];

export interface ContentHandlerOptions extends PlaceRules {
  readonly pseudonym: string;
}

export interface ContentHandlerDependencies {
  readonly content: ContentServer;
  readonly unsafe: UnsafeServer;
  readonly policies: CachePolicies;
  readonly origins: () => AllowedOrigins;
  readonly notServing: () => NotServing | undefined;
  /** Answers what a node serves although it serves no content, such as its proof; undefined for all else. */
  readonly apart: (request: Http1Request<string>) => Answer | Promise<Answer> | undefined;
  readonly refused: (why: RefusedRequest, status: number, request: Http1Request<string>) => void;
  readonly failed: (error: unknown) => void;
  readonly now: () => number;
}

const LOOP = problemAnswer(508, 'Loop detected', 'The request came through this node before');
const METHODS = problemAnswer(405, 'Method not allowed', 'Write GET or HEAD', headerLine('Allow', 'GET, HEAD'));
/** Before it is activated, a node serves the test object alone. */
const NO_ORIGINS = new AllowedOrigins([]);
const TITLES = { 400: 'Bad request', 403: 'Origin not allowed' };

/** What is served to devices: each request is read, judged, and handed on. */
export class ContentHandler implements Http1Handler<string> {
  readonly #options: ContentHandlerOptions;
  readonly #deps: ContentHandlerDependencies;

  constructor(options: ContentHandlerOptions, dependencies: ContentHandlerDependencies) {
    this.#options = options;
    this.#deps = dependencies;
  }

  readPeer(remoteAddress: string): string {
    return remoteAddress;
  }

  answer(request: Http1Request<string>): Answer | Promise<Answer> {
    const apart = this.#deps.apart(request);
    if (apart !== undefined) return apart;
    const why = this.#deps.notServing();
    const isOnTrial = why === 'not-activated';
    if (why !== undefined && !isOnTrial) return this.#refuseAll(request, why);
    if (hasPassed(request.joinedHeader('via'), this.#options.pseudonym)) return this.#refuse(request, 'loop', LOOP);
    const origins = isOnTrial ? NO_ORIGINS : this.#deps.origins();
    const reading = readContentPlace(request.target, request.header('host'), origins, this.#options);
    if (reading.kind === 'refused') {
      if (isOnTrial) return this.#refuseAll(request, why);
      const { status, detail } = reading;
      return this.#refuse(
        request,
        status === 403 ? 'not-allowed' : 'malformed',
        problemAnswer(status, TITLES[status], detail),
      );
    }
    const { place: content } = reading;
    const { method } = request;
    const policy = this.#deps.policies.of(content.origin);
    const visit: Visit = {
      client: clientRequest(request),
      content,
      policy,
      startedAtMs: this.#deps.now(),
      notes: newNotes(),
    };
    if (method === 'GET' || method === 'HEAD') return this.#deps.content.answer(visit);
    // TRACE would show the client what the node adds.
    if (content.origin.methods !== 'all' || method === 'TRACE') return this.#refuse(request, 'method', METHODS);
    return this.#deps.unsafe.answer(visit, request.body, request.header('host') ?? '');
  }

  failed(error: unknown): void {
    this.#deps.failed(error);
  }

  #refuseAll(request: Http1Request<string>, why: NotServing): Answer {
    return this.#refuse(request, 'not-serving', problemAnswer(503, 'Not serving', why));
  }

  #refuse(request: Http1Request<string>, why: RefusedRequest, answer: Answer): Answer {
    this.#deps.refused(why, answer.status, request);
    return answer;
  }
}
