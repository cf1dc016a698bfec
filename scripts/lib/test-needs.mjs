// What the tests need beside npm packages: a browser, a second PostgreSQL, a keychain.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem } from './machine.mjs';

const NEEDS = [
  {
    apt: 'chromium',
    what: 'Chromium, for the end-to-end tests',
    there: () => ['chromium', 'chromium-browser', 'google-chrome'].some(onPath),
  },
  {
    apt: 'postgresql-15',
    what: 'PostgreSQL 15, the second engine',
    there: () => existsSync('/usr/lib/postgresql') && readdirSync('/usr/lib/postgresql').includes('15'),
  },
  { apt: 'dbus', what: 'dbus-run-session, for the keychain', there: () => onPath('dbus-run-session') },
  {
    apt: 'gnome-keyring',
    what: 'gnome-keyring-daemon, a keychain',
    there: () => onPath('gnome-keyring-daemon'),
  },
];

/**
 * Installs what is missing (Debian, as root), or says what it is and how to get it.
 * @throws Problem
 */
export function ensureTestNeeds() {
  const missing = NEEDS.filter(({ there }) => !there());
  if (missing.length === 0) return;
  const packages = missing.map(({ apt }) => apt);
  if (!isDebian() || process.getuid?.() !== 0) {
    const list = missing.map(({ what, apt }) => `  ${what} (Debian: ${apt})`).join('\n');
    const how = isDebian()
      ? `\nRun: sudo apt-get install ${packages.join(' ')}`
      : '\nInstall them, then run this again.';
    throw new Problem(`The tests need what this machine does not have:\n${list}${how}`);
  }
  console.log(`Installing ${packages.join(', ')}`);
  withoutStartingServices(() => {
    apt(['update', '-qq']);
    apt(['install', '-qq', '-y', '--no-install-recommends', ...packages]);
  });
}

/** Debian's own switch: an install would otherwise make and start a database of its own. */
function withoutStartingServices(work) {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    work();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

function apt(args) {
  const { status, stdout, stderr } = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Problem(`${stdout}${stderr}\napt-get ${args.join(' ')} failed (${status}).`);
}

function isDebian() {
  return (
    existsSync('/etc/os-release') &&
    /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'))
  );
}

function onPath(command) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder && existsSync(join(folder, command)));
}
