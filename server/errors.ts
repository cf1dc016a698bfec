import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { AppError, type ErrorBody } from '../shared/errors.ts';

/**
 * Turns whatever was thrown into the wire form. What we did not foresee says nothing of our insides: it is logged
 * with the request's id, which the answer's `x-request-id` carries.
 */
export function toAppError(error: unknown, bodyLimit: number): AppError {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map(({ instancePath, message }) => ({
      path: [error.validationContext, ...instancePath.split('/').filter(Boolean)].join('.'),
      message: message ?? 'is not valid',
    }));
    const first = issues[0];
    const sentence = `The request is not valid: ${first?.path ?? 'body'}: ${first?.message ?? 'unknown'}`;
    return new AppError('invalid_request', sentence, { details: { issues } });
  }
  if (isResponseSerializationError(error) || !isFastifyError(error)) return internal();
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError('body_too_large', `The request is larger than ${bodyLimit} bytes.`, {
        status: 413,
        details: { limit: bodyLimit },
      });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new AppError('invalid_json', 'The request body is not valid JSON.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError('unsupported_media_type', 'Send the body as application/json.', { status: 415 });
  }
  const status = error.statusCode ?? 500;
  if (isDatabaseAway(error)) {
    return new AppError('database_unavailable', 'The database cannot be reached. Try again in a moment.', {
      status: 503,
    });
  }
  // A 4xx made by the framework speaks of the request only; anything else may speak of us.
  return status >= 400 && status < 500
    ? new AppError('invalid_request', error.message, { status })
    : internal();
}

export function errorHandler(bodyLimit: number) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const failure = toAppError(error, request.routeOptions.bodyLimit ?? bodyLimit);
    if (failure.status >= 500) request.log.error({ err: error, code: failure.code }, 'request failed');
    const { retry_after: retryAfter } = failure.details;
    if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter);
    return reply.status(failure.status).send(errorBody(failure));
  };
}

export function errorBody({ code, message, details }: AppError): ErrorBody {
  return { code, message, details };
}

const internal = () => new AppError('internal', 'Something went wrong on the server.', { status: 500 });

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error;
}

/** SQLSTATE classes 08 (connection) and 57P (shutdown, starting), or a socket that is not there. */
function isDatabaseAway(error: FastifyError): boolean {
  return (
    /^(08...|57P0[123]|53300)$/.test(error.code) ||
    /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE)$/.test(error.code)
  );
}
