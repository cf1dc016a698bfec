/** Ways in which a secret may lie somewhere: as text, in an address, in JSON, in base64 and hexadecimal. */
export function encodingsOf(secret: string | Buffer): string[] {
  const bytes = Buffer.isBuffer(secret) ? secret : Buffer.from(secret);
  const forms = new Set<string>();
  if (typeof secret === 'string') {
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(new URLSearchParams({ s: secret }).toString().slice(2));
    forms.add(JSON.stringify(secret).slice(1, -1));
  }
  forms.add(bytes.toString('hex'));
  forms.add(bytes.toString('hex').toUpperCase());
  // Inside something longer it may begin at any of three places of a group.
  for (let lead = 0; lead < 3; lead += 1) {
    const text = Buffer.concat([Buffer.alloc(lead), bytes]).toString('base64');
    // What stands before and after it shares the characters at both ends.
    const own = text
      .slice(lead === 0 ? 0 : lead + 1)
      .replace(/=+$/, '')
      .slice(0, -1);
    forms.add(own);
    forms.add(own.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return [...forms].filter((form) => form.length >= 8);
}
