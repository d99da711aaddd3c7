import { parseAst } from 'vite';

/** A node of the syntax tree, as far as this file reads it. */
interface Node {
  type: string;
  start: number;
  end: number;
  tag?: Node & { name?: string };
  quasi?: { quasis: (Node & { value: { raw: string } })[] };
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Removes comments, line breaks and indentation from Lit's templates and style sheets. In
 * a template, one space remains, since it separates inline elements on the screen and in accessible names.
 *
 * @param code a module's JavaScript
 */
export function minifyTemplates(code: string): string {
  if (!/\b(html|css)`/.test(code)) return code;
  const edits: Edit[] = [];
  collect(parseAst(code), edits);
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), code);
}

function collect(value: unknown, edits: Edit[]): void {
  if (Array.isArray(value)) for (const each of value) collect(each, edits);
  else if (typeof value === 'object' && value !== null) {
    const { type, tag, quasi } = value as Node;
    if (type === 'TaggedTemplateExpression' && quasi) edits.push(...editsOf(tag?.name, quasi));
    for (const each of Object.values(value)) collect(each, edits);
  }
}

function editsOf(tag: string | undefined, { quasis }: NonNullable<Node['quasi']>): Edit[] {
  if (tag !== 'html' && tag !== 'css') return [];
  return quasis.map(({ start, value: { raw } }, index) => {
    const text = tag === 'html' ? minifyHtml(raw) : minifyCss(raw);
    const from = tag === 'css' && index === 0 ? text.trimStart() : text;
    const trimmed = tag === 'css' && index === quasis.length - 1 ? from.trimEnd() : from;
    return { start, end: start + raw.length, text: trimmed };
  });
}

function minifyHtml(text: string): string {
  return (
    text
      // White space before the end of a tag.
      .replace(/[ \t]*\n\s*(?=>)/g, '')
      .replace(/[ \t]*\n\s*/g, ' ')
  );
}

function minifyCss(text: string): string {
  return (
    text
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};,]) ?/g, '$1')
      // Texts in quotes stay unchanged, as in content: ': '.
      .replace(/(?<=[\w-]): /g, ':')
      .replace(/;}/g, '}')
  );
}
