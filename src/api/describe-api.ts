import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { recordJsonSchema } from '../imports/index.js';
import { shapeSchemas } from '../web/index.js';

/** Where people read the description, and where programs do. */
export const DOCS = 'api/docs';
export const DOCS_JSON = 'api/docs-json';

const ABOUT = `Finds everyone a change in the law can help in old convictions, warrants and probation violations, says why, and drafts the motions.

Not legal advice: an attorney reviews everything. There is no log-in yet, so the server listens on this machine only.

Whatever goes wrong is answered with problem details (RFC 9457): a sentence in \`detail\`, a stable \`code\` for programs. Lists come in pages: pass the \`nextCursor\` of one on as the \`cursor\` of the next. Long work is answered with 202 and a job to follow.`;

/** The OpenAPI description of everything that the application answers to. */
export function describeApi(app: INestApplication, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Second Look')
    .setDescription(ABOUT)
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .setOpenAPIVersion('3.1.0')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}-${method}`.toLowerCase(),
  });
  const schemas = { ...document.components?.schemas, ...shapeSchemas(), ...recordSchemas() };
  return { ...document, components: { ...document.components, schemas: schemas as Schemas } };
}

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The canonical record's schema as components: its own definitions become neighbours. */
function recordSchemas(): Record<string, unknown> {
  const text = JSON.stringify(recordJsonSchema()).replaceAll('"#/$defs/', '"#/components/schemas/Record-');
  const { $schema: _schema, $defs, ...record } = JSON.parse(text) as Record<string, unknown>;
  const defs = Object.entries(($defs ?? {}) as Record<string, unknown>).map(([name, def]) => [`Record-${name}`, def]);
  return { PersonRecord: record, ...(Object.fromEntries(defs) as Record<string, unknown>) };
}

/** Serves the description: a page for people, JSON for programs. */
export function serveDocs(app: INestApplication, document: OpenAPIObject): void {
  SwaggerModule.setup(DOCS, app, document, { jsonDocumentUrl: DOCS_JSON, customSiteTitle: 'Second Look: API' });
}
