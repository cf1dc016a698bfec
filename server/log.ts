import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

const SECRET_KEYS = [
  'authorization',
  'cookie',
  'set-cookie',
  'apikey',
  'x-api-key',
  'password',
  'appPassword',
  'app_password',
  'token',
  'access_token',
  'accessToken',
  'refresh_token',
  'refreshToken',
  'code_verifier',
  'auth_code',
  'secret',
  'vaultKey',
  'databaseUrl',
];

/** The query parameters whose values never reach a log line. */
const SECRET_PARAMETERS = /([?&](?:[^=&#\s]*(?:token|secret|code|password|key)[^=&#\s]*)=)[^&#\s"]*/gi;
/** `user:password@` inside any address. */
const ADDRESS_PASSWORD = /(\w+:\/\/[^/\s:@]*):[^/\s@]*@/g;
const JWT = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g;

/** Removes what a URL or free text may carry by accident: passwords in addresses, tokens in queries, JWTs. */
export function redactText(text: string): string {
  return text
    .replace(SECRET_PARAMETERS, '$1[redacted]')
    .replace(ADDRESS_PASSWORD, '$1:[redacted]@')
    .replace(JWT, '[redacted]');
}

/**
 * The process's log: one JSON line each.
 * @param destination where lines go instead of stdout (tests)
 */
export function createLog(options: { level: string; destination?: DestinationStream }): Log {
  const paths = SECRET_KEYS.flatMap((key) => {
    const step = /^\w+$/.test(key) ? key : `["${key}"]`;
    const join = step.startsWith('[') ? '' : '.';
    return [step, `*${join}${step}`, `*.*${join}${step}`];
  });
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[redacted]' },
      serializers: {
        err: (error: unknown) => {
          const plain: unknown = pino.stdSerializers.err(error as Error);
          return redactDeep(plain);
        },
        req: (request: { method?: string; url?: string; ip?: string }) => ({
          method: request.method,
          url: redactText(request.url ?? ''),
          ip: request.ip,
        }),
        res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
      },
      hooks: {
        logMethod(args, method) {
          for (let index = 0; index < args.length; index += 1) {
            const arg: unknown = args[index];
            if (typeof arg === 'string') Object.assign(args, { [index]: redactText(arg) });
          }
          method.apply(this, args);
        },
      },
    },
    ...(options.destination ? [options.destination] : []),
  );
}

function redactDeep(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (depth > 4 || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET_KEYS.includes(key) ? '[redacted]' : redactDeep(item, depth + 1),
    ]),
  );
}
