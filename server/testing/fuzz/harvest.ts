import type { Answer } from './send.ts';
import type { Value } from './world.ts';

/** The most forms and addresses remembered; later ones take the place of earlier ones. */
const MOST = 200;

/** The forms and addresses that pages show, for later requests, as a person would go on from a page. */
export function harvest(values: Record<'form' | 'href', Value[]>, answer: Answer): void {
  if (!answer.headers['content-type']?.startsWith('text/html')) return;
  for (const [, form = ''] of answer.text.matchAll(/<form([\s\S]*?)<\/form>/g)) {
    const action = attribute(form, 'action');
    if (action?.startsWith('/')) keep(values.form, { action, fields: fieldsOf(form) });
  }
  for (const [, href = ''] of answer.text.matchAll(/<a [^>]*href="(\/[^"]*)"/g)) {
    keep(values.href, plain(href));
  }
}

function fieldsOf(form: string): Record<string, string> {
  const inputs = [...form.matchAll(/<(?:input|button|select|textarea)[^>]*>/g)];
  return Object.fromEntries(
    inputs.flatMap(([input]) => {
      const name = attribute(input, 'name');
      return name === undefined ? [] : [[name, attribute(input, 'value') ?? 'yes']];
    }),
  );
}

function attribute(html: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(html)?.[1];
  return value === undefined ? undefined : plain(value);
}

function plain(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

function keep(values: Value[], value: Value['value']): void {
  const text = JSON.stringify(value);
  if (values.some((known) => JSON.stringify(known.value) === text)) return;
  values.push({ value });
  if (values.length > MOST) values.shift();
}
