/** Posts to the merchant's server, as a gateway does. */
export async function post(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
}

export async function postJson(
  url: string,
  body: unknown,
): Promise<{ status: number; text: string }> {
  return await post(url, JSON.stringify(body));
}

/** An address with additional parameters. */
export function withQuery(address: string, params: Record<string, unknown>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(params)) {
    url.searchParams.set(name, String(value ?? ''));
  }
  return url.href;
}
