import { msg } from '@lingui/core/macro';
import { broken, type ErrorWords, later } from './shared.ts';

const offline: ErrorWords = {
  title: msg`The server can’t be reached.`,
  next: msg`Keep working. Everything is sent when the connection is back.`,
};
const core: ErrorWords = {
  title: msg`The app lost its connection to its own core.`,
  next: msg`It reconnects by itself. If not, start Pillarbox again.`,
};
const often: ErrorWords = {
  title: msg`That was too often in a short time.`,
  next: msg`Wait a minute and try again.`,
};
const retired: ErrorWords = {
  title: msg`An older version of the app wrote this, and it can’t be done any more.`,
  next: msg`Its words are kept; write it anew.`,
};
const newer: ErrorWords = {
  title: msg`This version of the app is newer than the server.`,
  next: msg`Ask whoever runs the server to update it. Your work waits on this device.`,
};

/** The network, the server and the app’s own core. */
export const serverErrors = {
  auth_unavailable: {
    title: msg`The sign-in service isn’t answering.`,
    next: msg`Try again in a moment. Everything you wrote is on this device.`,
  },
  bad_answer: {
    title: msg`Something else answers where the server should be.`,
    next: msg`Check the server’s address. Your work waits on this device.`,
  },
  clock_wrong: {
    title: msg`This computer’s clock is off.`,
    next: msg`Set it to the right time and try again.`,
  },
  database_unavailable: {
    title: msg`The server’s database isn’t answering.`,
    next: msg`Nothing is lost; it is tried again by itself.`,
  },
  disconnected: core,
  internal: broken,
  must_update: {
    title: msg`The server needs a newer version of this app.`,
    next: msg`Update Pillarbox. Your work waits on this device.`,
  },
  mutation_outdated: retired,
  mutation_retired: retired,
  newer_mutation: newer,
  replica_damaged: {
    title: msg`A part of the data on this device can’t be read.`,
    next: msg`Start Pillarbox again: it rebuilds the data and saves what waits.`,
  },
  server_must_update: newer,
  write_damaged: {
    title: msg`A part of this change was damaged on this device’s disk.`,
    next: msg`What is left of its words is kept; write it anew.`,
  },
  not_a_server: {
    title: msg`There is no Pillarbox server at that address.`,
    next: msg`Check the address and try again.`,
  },
  not_connected: core,
  not_found: { title: msg`That is no longer there.`, next: msg`Somebody may have removed it.` },
  offline: offline,
  over_request_rate_limit: often,
  server_busy: later,
  server_closing: later,
  log_behind: later,
  server_error: later,
  server_unreachable: offline,
  too_many_requests: often,
  unexpected_failure: broken,
} satisfies Record<string, ErrorWords>;
