import type { NextFunction, Request, Response } from 'express';

const EVERYWHERE: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  // People's records: no copy stays in a browser or on the way.
  'Cache-Control': 'no-store',
};

/** The page of the API's description brings its own scripts and styles, some of them inline styles. */
const FOR_DOCS = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
/** A page that stands alone: its own styles, and nothing else. */
const FOR_PAGE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";
const FOR_DATA = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Middleware that tells browsers to trust nothing: no frames, no guessing of types, no scripts but the docs' own. */
export function securityHeaders(request: Request, response: Response, next: NextFunction): void {
  for (const [name, value] of Object.entries(EVERYWHERE)) response.setHeader(name, value);
  const isDocs = request.path === '/api/docs' || request.path.startsWith('/api/docs/');
  response.setHeader('Content-Security-Policy', isDocs ? FOR_DOCS : FOR_DATA);
  next();
}

/** Lets a page that stands alone use the styles within it. It still runs no script and loads nothing. */
export function allowOwnStyles(response: Response): void {
  response.setHeader('Content-Security-Policy', FOR_PAGE);
}
