import { expect, test } from 'vitest';
import { externalLink } from './external-links.ts';

test.each([
  ['https://bsky.app/profile/alice.test', 'https://bsky.app/profile/alice.test'],
  ['HTTPS://Example.com', 'https://example.com/'],
  ['http://127.0.0.1:4820/sandbox', 'http://127.0.0.1:4820/sandbox'],
  ['http://localhost:1/', 'http://localhost:1/'],
  ['http://[::1]:8080/x', 'http://[::1]:8080/x'],
  // The parser reads these as 127.0.0.1, so the opened address says so.
  ['http://2130706433/', 'http://127.0.0.1/'],
])('%s opens', (address, opened) => {
  expect(externalLink(address)).toBe(opened);
});

test.each([
  'http://example.com/',
  'http://127.0.0.1.evil.example/',
  'http://localhost.evil.example/',
  'http://127.example.com/',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'file:///etc/passwd',
  'pillarbox://invite/x',
  'app://pillarbox/index.html',
  'ms-msdt:/id',
  'smb://server/share',
  'vbscript:x',
  'https://user:password@example.com/',
  'https://bank.example@evil.example/',
  '//example.com',
  'not an address',
  '',
])('%s does not open', (address) => {
  expect(externalLink(address)).toBeNull();
});
