const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // Harmless in HTML, but lingui reads `\u003c` in a finished sentence as the character it stands for.
  '\\': '&#92;',
};

/** Text made safe for HTML content and quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"'\\]/g, (character) => ESCAPES[character] ?? '');
