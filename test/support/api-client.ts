import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';

type Json = Record<string, unknown>;
interface Operation {
  operationId: string;
  summary?: string;
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
}
interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
}

/** What came back, its body read. */
export interface Answer<T = Json> {
  status: number;
  headers: Headers;
  text: string;
  json: T;
}

/** A client that holds every answer against what OpenAPI says of the route, and remembers what it has tried. */
export class ApiClient {
  readonly tried = new Set<string>();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  private readonly checks = new Map<string, ValidateFunction>();

  private constructor(
    readonly url: string,
    readonly description: Description,
  ) {
    this.ajv.addSchema({ $id: 'api', components: description.components });
  }

  /** Reads the description that the server gives of itself. */
  static async open(url: string): Promise<ApiClient> {
    const response = await fetch(`${url}/api/docs-json`);
    return new ApiClient(url, (await response.json()) as Description);
  }

  /** Every operation of the description: `get /api/v1/scans/{id}`. */
  operations(): string[] {
    return Object.entries(this.description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
  }

  get<T = Json>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    return this.call<T>('get', path, init);
  }

  post<T = Json>(path: string, body?: unknown): Promise<Answer<T>> {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return this.call<T>('post', path, body === undefined ? {} : json);
  }

  upload<T = Json>(
    name: string,
    content: string | Uint8Array<ArrayBuffer>,
    fields: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    form.append('file', new Blob([content]), name);
    return this.call<T>('post', '/api/v1/imports', { body: form });
  }

  /** Sends a request; throws when the answer is not what the description says. */
  async call<T = Json>(method: string, path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const response = await fetch(this.url + path, { ...init, method: method.toUpperCase() });
    const text = await response.text();
    const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const json = /json$/.test(type) ? (JSON.parse(text) as unknown) : undefined;
    this.check(method, path, response.status, type, json);
    return { status: response.status, headers: response.headers, text, json: json as T };
  }

  private check(method: string, path: string, status: number, type: string, json: unknown): void {
    const template = this.templateOf(method, path.split('?')[0] ?? path);
    if (template === null) return;
    this.tried.add(`${method} ${template}`);
    const responses = this.description.paths[template]?.[method]?.responses ?? {};
    const content = (responses[String(status)] ?? responses['default'])?.content;
    if (content === undefined) {
      if (type !== '') throw new Error(`${method} ${path} answered ${status} with ${type}, described as empty.`);
      return;
    }
    // A file of several possible formats is described by the type that says nothing.
    const described = content[type] ?? content['application/octet-stream'];
    if (described === undefined) throw new Error(`${method} ${path} answered ${status} with ${type}, not described.`);
    if (json === undefined || type === 'application/jsonl') return;
    const check = this.checkOf(described.schema);
    if (!check(json)) {
      throw new Error(`${method} ${path}: ${this.ajv.errorsText(check.errors)}\n${JSON.stringify(json).slice(0, 500)}`);
    }
  }

  private checkOf(schema: Json): ValidateFunction {
    // References are relative to the document, which the validator knows under the name `api`.
    const text = JSON.stringify(schema).replaceAll('"#/', '"api#/');
    let check = this.checks.get(text);
    if (check === undefined) this.checks.set(text, (check = this.ajv.compile(JSON.parse(text) as Json)));
    return check;
  }

  private templateOf(method: string, path: string): string | null {
    const fits = Object.keys(this.description.paths).filter((template) => {
      if (this.description.paths[template]?.[method] === undefined) return false;
      const pattern = template
        .replace(/[.]/g, '\\.')
        .replace('{path}', '.+')
        .replace(/\{\w+\}/g, '[^/]+');
      return new RegExp(`^${pattern}$`).test(path);
    });
    // `/motions/problems` fits `/motions/{id}` too; the one that says more is meant.
    return fits.sort((a, b) => a.split('{').length - b.split('{').length)[0] ?? null;
  }
}
