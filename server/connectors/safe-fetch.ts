import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, DecoratorHandler, type Dispatcher, fetch as undiciFetch } from 'undici';
import { ConnectorError } from '../../shared/connectors/contract.ts';
import { type Call, currentCall, tooLate } from './call.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 30_000;
/** No answer a connector reads is near this; a hostile server's endless one ends here. */
const MAX_ANSWER_BYTES = 20 * 1024 * 1024;

export type SafeFetch = { fetch: typeof globalThis.fetch; close(): Promise<void> };

/**
 * A fetch for addresses that people type in. Every connection is checked where it is dialled: the name is resolved
 * once, each of its addresses must be a public one, and the checked address is the one that is dialled, so neither a
 * literal address, nor a name that answers differently the second time, nor a redirect reaches our own network.
 * (A check before the request, or one in `lookup`, misses the last two or the first.)
 * A redirect is an error, or with `redirect: 'manual'` the caller's to follow, by asking here again.
 * @param options.allowPrivate own machines and plain http are allowed (development, self-hosting)
 * @param options.plainHttp plain http to the public internet is allowed: for what carries no secret
 */
export function createSafeFetch(options: { allowPrivate: boolean; plainHttp?: boolean }): SafeFetch {
  const dial = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
  const agent = new Agent({
    connect: options.allowPrivate
      ? { timeout: CONNECT_TIMEOUT_MS }
      : (target, callback) => {
          checkedAddress(target.hostname).then(
            (address) =>
              dial(
                {
                  ...target,
                  hostname: address,
                  // The certificate must name the host that was asked for, not the address.
                  servername: target.servername || (isIP(bare(target.hostname)) ? '' : target.hostname),
                },
                callback,
              ),
            (error: Error) => callback(error, null),
          );
        },
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
    maxResponseSize: MAX_ANSWER_BYTES,
  });
  const dispatcher = agent.compose(inTime);
  const guarded = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const plain = options.allowPrivate || options.plainHttp === true;
    if (url.protocol !== 'https:' && !(plain && url.protocol === 'http:')) {
      throw blocked(`Addresses must start with https://, this one starts with ${url.protocol}//.`);
    }
    const response = await undiciFetch(url, {
      ...(init as object),
      redirect: init?.redirect === 'manual' ? 'manual' : 'error',
      dispatcher,
    });
    currentCall()?.answered?.({
      method: (init?.method ?? 'GET').toUpperCase(),
      url: url.href,
      headers: response.headers as unknown as Headers,
    });
    // The same web standard under another constructor.
    return response as unknown as Response;
  };
  return { fetch: guarded as typeof globalThis.fetch, close: () => agent.destroy() };
}

/**
 * A process that slept while it dialled finds the socket ready before its timers: an abort by time would come after the
 * request was written. So the clock is looked at where the request is written.
 */
const inTime: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const call = currentCall();
  return dispatch(options, call?.expired ? new InTime(handler, call.expired) : handler);
};

class InTime extends DecoratorHandler {
  readonly #expired: NonNullable<Call['expired']>;
  readonly #handler: Dispatcher.DispatchHandler;
  constructor(handler: Dispatcher.DispatchHandler, expired: NonNullable<Call['expired']>) {
    super(handler);
    this.#handler = handler;
    this.#expired = expired;
  }
  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#handler.onRequestStart?.(controller, context);
    if (this.#expired()) controller.abort(tooLate());
  }
}

/** @throws ConnectorError address_blocked when any address of the name is not a public one */
export async function checkedAddress(hostname: string): Promise<string> {
  const host = bare(hostname);
  const addresses = isIP(host)
    ? [host]
    : // IPv4 first: one address is dialled, and machines without IPv6 are common.
      (await lookup(host, { all: true, order: 'ipv4first' })).map(({ address }) => address);
  const [first] = addresses;
  if (first === undefined || !addresses.every(isPublicAddress)) {
    throw blocked(`${host} is not an address on the public internet.`);
  }
  return first;
}

/** True for unicast addresses of the public internet, IPv4 inside IPv6 read as IPv4. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '');

const blocked = (message: string) =>
  new ConnectorError({ class: 'give_up', code: 'address_blocked', message });
