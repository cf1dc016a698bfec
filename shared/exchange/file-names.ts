const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/gif': ['gif'],
  'image/avif': ['avif'],
  'image/heic': ['heic', 'heif'],
  'video/mp4': ['mp4', 'm4v'],
  'video/quicktime': ['mov'],
  'video/webm': ['webm'],
  'application/pdf': ['pdf'],
  'application/zip': ['zip'],
};
/** What Windows keeps for itself, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const MOST = 100;

/**
 * Names for files that lie side by side, in their order: every file system takes them, they end as their type does, and no
 * two are alike in any letter case.
 * @param mime a type without a known ending leaves the name's own
 */
export function entryNames(files: readonly { name: string; mime: string }[]): string[] {
  const taken = new Set<string>();
  return files.map(({ name, mime }) => {
    const known = EXTENSIONS[mime];
    const [, stem = '', ending = ''] =
      /^(.*?)(?:\.([a-z0-9]{1,8}))?$/is.exec(name.split(/[\\/]/).at(-1) ?? '') ?? [];
    const end = known && !known.includes(ending.toLowerCase()) ? known[0] : ending;
    // A dot that began something else than an ending is a part of the name.
    const whole = known && ending !== '' && end !== ending ? `${stem}.${ending}` : stem;
    const clean = whole
      .normalize('NFC')
      .replace(/[:*?"<>|\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .replace(/^[. ]+|[. ]+$/g, '');
    const base = (clean === '' || DEVICE.test(clean) ? `file ${clean}`.trim() : clean).slice(0, MOST).trim();
    for (let n = 1; ; n += 1) {
      const made = `${base}${n === 1 ? '' : ` ${n}`}${end ? `.${end}` : ''}`;
      const key = made.toLowerCase();
      if (taken.has(key)) continue;
      taken.add(key);
      return made;
    }
  });
}
