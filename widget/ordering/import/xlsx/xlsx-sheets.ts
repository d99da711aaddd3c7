import { formatsReader } from './cell-formats.ts';
import { SheetReader, stringsReader } from './sheet-lines.ts';
import type { ReadPart, Sheets } from './sheets.ts';
import { attributeOf, type XmlParts } from './xml-reader.ts';

/** The visible sheets of an .xlsx workbook, with the texts and formats that they share. */
export async function xlsxSheets(read: ReadPart): Promise<Sheets> {
  const { targets: roots } = await read('_rels/.rels', relationsReader());
  const root = roots.find(({ type }) => type.endsWith('/officeDocument'))?.target;
  const path = (root ?? 'xl/workbook.xml').replace(/^\//, '');
  const [, folder = '', file = ''] = /^(.*\/)?([^/]+)$/.exec(path) ?? [];
  const { targets } = await read(`${folder}_rels/${file}.rels`, relationsReader());
  const sharedPath = (kind: 'sharedStrings' | 'styles') => {
    const target = targets.find(({ type }) => type.endsWith(`/${kind}`))?.target;
    return pathFrom(folder, target ?? `${kind}.xml`);
  };
  const { sheets, isFrom1904 } = await read(path, workbookReader());
  const { strings } = await read(sharedPath('sharedStrings'), stringsReader());
  const { formats } = await read(sharedPath('styles'), formatsReader());
  return {
    names: sheets.map(({ name }) => name),
    readSheet: (index, lines, step) => {
      const target = targets.find(({ id }) => id === sheets[index]?.id)?.target ?? '';
      const reader = new SheetReader({ strings, formats, isFrom1904 }, lines);
      return read(pathFrom(folder, target), reader, step);
    },
  };
}

/** A path in the archive: a target counts from the folder of the part that names it, or from the root. */
function pathFrom(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const names: string[] = [];
  for (const name of (folder + target).split('/')) {
    if (name === '..') names.pop();
    else if (name !== '.') names.push(name);
  }
  return names.join('/');
}

function workbookReader() {
  const sheets: { name: string; id: string }[] = [];
  const parts: XmlParts & { sheets: typeof sheets; isFrom1904: boolean } = {
    sheets,
    isFrom1904: false,
    open(name, attributes) {
      if (name === 'workbookPr') {
        parts.isFrom1904 = /^(1|true)$/.test(attributeOf(attributes, 'date1904') ?? '');
      }
      const isVisible = !attributeOf(attributes, 'state')?.includes('idden');
      if (name !== 'sheet' || !isVisible) return;
      const of = (attribute: string) => attributeOf(attributes, attribute) ?? '';
      // A prefix is cut off: of `sheetId` and `r:id`, only the latter is `id`.
      sheets.push({ name: of('name'), id: of('id') });
    },
  };
  return parts;
}

function relationsReader() {
  const targets: { id: string; type: string; target: string }[] = [];
  const parts: XmlParts & { targets: typeof targets } = {
    targets,
    open(name, attributes) {
      if (name !== 'Relationship') return;
      const of = (attribute: string) => attributeOf(attributes, attribute) ?? '';
      targets.push({ id: of('Id'), type: of('Type'), target: of('Target') });
    },
  };
  return parts;
}
