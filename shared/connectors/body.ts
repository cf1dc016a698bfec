/** A guarded fetch may come from another package than the FormData, so the body is made into bytes here. */
export async function encodeBody(
  body: object | undefined,
): Promise<{ headers: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> }> {
  if (body === undefined) return { headers: {} };
  if (!(body instanceof FormData))
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const whole = new Response(body);
  const type = whole.headers.get('content-type') ?? 'multipart/form-data';
  return { headers: { 'content-type': type }, body: new Uint8Array(await whole.arrayBuffer()) };
}
