import { createParamDecorator } from '@nestjs/common';
import type { Response } from 'express';

/** A parameter of a route: the signal that the client has gone before the answer was whole, for work that would go on. */
export const ClientGone = createParamDecorator((_: undefined, context): AbortSignal => {
  const response = context.switchToHttp().getResponse<Response>();
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
});
