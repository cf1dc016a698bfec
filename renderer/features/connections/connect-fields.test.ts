import { describe, expect, it } from 'vitest';
import { readHandle, readServiceUrl } from './connect-fields.ts';

describe('readHandle', () => {
  it('takes a handle as people write and paste it', () => {
    expect(readHandle('bluesky', ' @Ada.bsky.social ')).toBe('ada.bsky.social');
    expect(readHandle('bluesky', 'https://bsky.app/profile/ada.bsky.social/post/3k')).toBe('ada.bsky.social');
    expect(readHandle('bluesky', 'did:plc:abc123')).toBe('did:plc:abc123');
    expect(readHandle('bluesky', 'alice.test')).toBe('alice.test');
    expect(readHandle('sandbox', '@harbour-bakery')).toBe('harbour-bakery');
  });

  it('refuses what cannot be one', () => {
    for (const typed of ['', 'ada', 'ada@example.org', 'a b.c', '-a.b', `${'a'.repeat(64)}.b`]) {
      expect(readHandle('bluesky', typed)).toBeNull();
    }
    expect(readHandle('sandbox', 'a b')).toBeNull();
  });
});

describe('readServiceUrl', () => {
  it('is empty, an origin, or wrong', () => {
    expect(readServiceUrl('  ')).toBeNull();
    expect(readServiceUrl('pds.example.org/xrpc')).toBe('https://pds.example.org');
    expect(readServiceUrl('http://127.0.0.1:2583')).toBe('http://127.0.0.1:2583');
    expect(readServiceUrl('ftp://x')).toBeUndefined();
    expect(readServiceUrl('http://')).toBeUndefined();
  });
});
