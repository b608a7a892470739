import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Middleware } from 'koa';

export function handleTestApi(request: IncomingMessage, response: ServerResponse): Promise<boolean>;

declare const middleware: Middleware[];
export default middleware;
