import { foldText } from '../../../../shared/search-text.ts';
import { isCompany, isNamedOther } from '../../paste/codes-among-words.ts';
import {
  type CellLine,
  delimitedLines,
  delimiterOf,
  isDelimiterNote,
} from '../../paste/delimited-lines.ts';
import { candidatesOf } from '../../paste/pasted-table.ts';
import { mistypedCodes } from './mistyped-codes.ts';
import { DOUBT } from './read-values.ts';
import { MOST_MESSAGE, withWholeRecords } from './whole-records.ts';

/** Lines by which the columns of a text are found. */
const SAMPLE = 100;

const COLUMN_GAP = /[ \u00a0]{2,}/;

/** A longer part of a line is no message, and would take long to search. */
const MOST_PARTED = 500;

/** A term in a line without columns: "2 năm", "24 THANG"; none of a date; "2 năm 10 triệu", "2 năm 2027". */
const TERM =
  /(?<![\d/.,]|(?<!\d)\d{1,2}-|(?:tháng|thang|quý|quy) ?|\b[tq])\d{1,2} ?(?:năm|nam|tháng|thang|years?|yrs?|months?)(?!\p{L})(?! ?\d{1,2}(?![\d.,])(?! ?(?:tr|triệu|trieu|k|đ|d|vnđ|vnd)(?!\p{L})))/iu;

/**
 * A term in words or cut short: "hai năm", "2n", "24T"; the short ones before or behind a code, and behind a mark or
 * "gia hạn", since names and other things have them, too ("Công ty 3N", "xe 36T"). None of a date or of the past: "tháng hai năm 2027", "đã dùng
 * hai năm".
 */
const SHORT_TERM =
  /(?<![\p{L}\d/.,]|(?:[Tt]háng|[Qq]u[ýí]|[Tt]hứ|[Ll]ần|[Đđ]ợt|[Kk][ỳì]|[Dd]ùng|[Cc]òn) )(?:[Mm]ột|[Hh]ai|[Bb]a|[Bb]ốn) năm(?![\p{L}\d]| (?:nay|sau|ngoái|trước|tới|20\d\d))|(?<=[-–:;,(|→] ?| {2}|\d{9} |[Gg]ia hạn |GH )(?:[1-5] ?[NnYy]|(?:12|24|36|48|60) ?[Tt]|(?:[Hh]ai|[Bb]a|[Bb]ốn) năm(?= 20\d\d))(?![\p{L}\d])|^(?:[1-5] ?[NnYy]|(?:12|24|36|48|60) ?[Tt])(?= {2}| \d{4})/u;

/** A term or the end of a name: "Sơn Trà 3n", "Thương mại 2N"; not all of a name, nor another thing's number. */
const SHORT_LAST =
  /(?<=[\p{L}\d)][ .,])(?<!(?:xe|bảo hành|phòng|tầng|lô|căn|dùng|còn|[Tt][Yy]|TNHH|MTV|CP) )(?:[1-5] ?[NnYy]|(?:12|24|36|48|60) ?[Tt])(?= ?(?:nhé|nha|ạ|nhe|a)?[\s.,;!]*$)/u;

/** In small letters, behind a name, it is no part of it. */
const SMALL_LAST = /\p{Lu}\p{L}*[ .,]\d+ ?[nt]$/u;

/** The end of a term: "gia hạn đến 31/12/2028"; none of the past. */
const END =
  /(?<!(?:đã|da|được|duoc) )gia h[ạa]n (?:(?:đến|den|tới|toi|hết|het|ngày|ngay) )+\d{1,2}[/.-]\d{1,2}[/.-]20\d\d(?!\d)/iu;

/** A number of times behind a code: "0101243150 x2". It may count years, or licences. */
const TIMES = /(?<=\d{9} )x ?[1-5](?![\p{L}\d])/iu;

/** Names with a number that is no term: "số 2 Nam Từ Liêm". */
const NUMBERED_NAME =
  /(?:số|Số|SỐ|so|So|SO) \d{1,2} (?:nam|Nam|NAM)(?!\p{L})|\d{1,2} Nam(?= (?!Cty|Công)\p{Lu}\p{Ll})/gu;

/** The first year: "năm 2027", "→ 2027"; none of a date. */
const YEAR = /(?<![\d/.,-])20\d\d(?![\d/.,-])/;

/** A telephone, or the end of a name: "CTCP Xây dựng và ĐT" ("đầu tư"). */
const INVESTMENT = /(?<!\p{L})[đd]t[\s.:]*$/iu;

/** A household business: its person's number is a customer's own. */
const HOUSEHOLD = /(?<!\p{L})(?:hộ|hkd|ho kinh doanh)(?!\p{L})/iu;

/** A heading above lines that end with their number of years. */
const YEARS_LAST = /(mst|ma so thue).* so nam( gia han)?$/;

/** The time of a message, as some programs copy it before each, perhaps behind its author on a line above. */
const MESSAGE_TIME =
  /^(?:\[[^\]\r\n]{0,40}\d:\d\d[^\]\r\n]{0,20}\] ?|[^[\]\r\n\d]{1,40}, \[[^\]\r\n]{0,40}\d:\d\d[^\]\r\n]{0,20}\]\s*$)/gm;

/** The lines of a text with their cells: by tabs or another delimiter; by wide gaps, as from a PDF; or as in a chat. */
export function* plainLines(whole: string): Generator<CellLine, void> {
  const timeless = whole.length > MOST_MESSAGE ? whole : whole.replace(MESSAGE_TIME, '');
  const written = delimiterOf(timeless);
  const isMessage = written === null && !timeless.includes('\t');
  const text = isMessage ? withWholeRecords(timeless) : timeless;
  const delimiter = isMessage ? delimiterOf(text) : written;
  if (delimiter === null && isMessage) {
    const sample = linesOf(text).slice(0, SAMPLE);
    if (haveGaps(sample)) return yield* gapLines(text);
    const last = lastOf(sample.filter(({ length }) => length <= MOST_PARTED));
    const parted = (line: string) => partedLine(line, last);
    if (sample.some((line) => parted(line).some(hasTerm))) return yield* partedLines(text, parted);
  }
  for (const line of delimitedLines(text, delimiter ?? '\t')) {
    if (!isDelimiterNote(line)) yield line;
  }
}

/** Ends of lines that are terms: bare numbers, as the heading says; or numbers with an "n", as most lines have them. */
interface Last {
  areYears: boolean;
  areShort: boolean;
}

function lastOf(lines: readonly string[]): Last {
  const coded = lines.filter((line) => codesIn(line).length > 0);
  const short = coded.filter((line) => SHORT_LAST.test(line));
  return {
    areYears: lines.some((line) => YEARS_LAST.test(foldText(line))),
    areShort: short.length > 1 && short.length * 10 >= coded.length * 7,
  };
}

function linesOf(text: string): string[] {
  return text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
}

function* gapLines(text: string): Generator<CellLine, void> {
  for (const { number, cells } of delimitedLines(text, '\t')) {
    yield { number, cells: cells.flatMap((line) => line.trim().split(COLUMN_GAP)) };
  }
}

/** Whether most lines have as many wide gaps as others. */
function haveGaps(lines: readonly string[]): boolean {
  const counts = lines.map((line) => line.trim().split(COLUMN_GAP).length);
  const alike = (count: number) => counts.filter((each) => each === count).length;
  return counts.some((count) => count > 1 && alike(count) > 1 && alike(count) * 2 > counts.length);
}

const hasTerm = ([, , term, year]: readonly string[]): boolean => !!term || !!year;

/** The lines, of which one may be several: 3, 3.2 and 3.3. */
function* partedLines(
  text: string,
  parted: (line: string) => string[][],
): Generator<CellLine, void> {
  for (const { number, cells } of delimitedLines(text, '\t')) {
    const rows = parted(cells.join(' '));
    const digits = String(rows.length).length;
    for (const [at, row] of rows.entries()) {
      const part = String(at + 1).padStart(digits, '0');
      yield { number: at === 0 ? number : Number(`${number}.${part}`), cells: row };
    }
  }
}

/**
 * A line's customers, each with its text, its code, its term and its first year; a line without a code, whole. A term
 * before or behind several is that of each.
 */
function partedLine(line: string, ends: Last): string[][] {
  const parts = line.split(/(?<=;)/);
  // Each says its own.
  const isParted =
    parts.length > 1 && parts.every((part) => codesIn(part).length > 0 && termIn(part));
  return (isParted ? parts : [line]).flatMap((part) => partedSentence(part, ends));
}

/** The customers of a line, or of a part that says its own term. */
function partedSentence(line: string, ends: Last): string[][] {
  const none = ['', ''];
  let before = none;
  const groups = groupsOf(line).map((group) => {
    const own = partedGroup(group, ends);
    const [, code = '', term = ''] = own[0] ?? [];
    if (code === '') return own;
    if (own.every((row) => !hasTerm(row))) return own.map((row) => [...row.slice(0, 2), ...before]);
    const isBefore = term !== '' && group.text.indexOf(term) < group.text.indexOf(code);
    before = isBefore ? (own[0] ?? []).slice(2) : none;
    return own;
  });
  const rows = groups.flat();
  const last = rows.at(-1);
  if (!last || !hasTerm(last) || groups.slice(0, -1).flat().some(hasTerm)) return rows;
  return rows.map((row) => (row.length > 1 ? [...row.slice(0, 2), ...last.slice(2)] : row));
}

/** A part of a line, with its codes. */
interface Group {
  text: string;
  codes: readonly string[];
  hasTerm: boolean;
}

/**
 * The parts of a line that have a customer each, where semicolons or commas divide them. A person's number or a mobile
 * one belongs to the company beside it, unless both have a term.
 */
function groupsOf(line: string): Group[] {
  const groups: Group[] = [];
  const pieces = line.split(/(?<=[;,])/).flatMap(partedAtTerms);
  for (const text of pieces) {
    const term = termIn(text) !== '';
    const group = { text, codes: codesIn(text), hasTerm: term };
    const last = groups.at(-1);
    if (last && !areApart(last, group)) {
      last.text += text;
      last.codes = [...last.codes, ...group.codes];
      last.hasTerm ||= term;
    } else groups.push(group);
  }
  return groups;
}

/** A text with several codes and as many terms or more, at its terms: "A … 2 năm B … 3 năm". */
function partedAtTerms(text: string): string[] {
  const codes = codesIn(text).filter(isCompany);
  const terms = codes.length > 1 ? [...text.matchAll(new RegExp(TERM, 'giu'))] : [];
  if (terms.length < Math.max(2, codes.length)) return [text];
  const isBehind = terms.every(({ index }) => index > text.indexOf(codes[0] ?? ''));
  const cuts = terms.map(({ index, 0: term }) => (isBehind ? index + term.length : index));
  return [0, ...cuts].map((cut, at) => text.slice(cut, cuts[at])).filter((part) => part !== '');
}

function areApart(one: Group, other: Group): boolean {
  if (one.codes.length === 0 || other.codes.length === 0) return false;
  const isOwn = ({ text, codes }: Group) => codes.some(isCompany) || HOUSEHOLD.test(text);
  return (isOwn(one) && isOwn(other)) || (one.hasTerm && other.hasTerm);
}

function partedGroup({ text: group, codes }: Group, ends: Last): string[][] {
  if (codes.length === 0 || group.length > MOST_PARTED) return [[group]];
  const last = ends.areYears ? /(?<= )\d{1,2}$/.exec(group.trim()) : null;
  const companies = codes.filter(isCompany);
  const persons = codes.filter((code) => code.length === 12);
  const [named = []] = [companies, persons, codes].filter(({ length }) => length > 0);
  const rest = named.reduce((text, code) => text.replace(code, ' '), group);
  const sure = termIn(rest) || (last ? `${last[0]} năm` : '');
  const [times] = sure === '' ? (TIMES.exec(group) ?? []) : [];
  const [short = times ?? ''] = sure === '' ? (SHORT_LAST.exec(rest.trim()) ?? []) : [];
  const isSure =
    short === '' || (short !== times && (ends.areShort || SMALL_LAST.test(rest.trim())));
  const term = sure || (isSure ? short : `${short}${DOUBT}`);
  const withoutTerm = rest.replace(sure || short, ' ');
  const [year = ''] = YEAR.exec(withoutTerm) ?? [];
  const said = withoutTerm.replace(year, ' ').replace(/^[\s\p{P}→>]+|[\s\p{P}→>]+$/gu, '');
  // One that may be a mobile number, too, is looked up beside the first.
  const isMobile = (code: string) => !isCompany(code) && code.length === 10;
  const others = companies.length > 0 ? codes.filter(isMobile) : [];
  return named.map((code, at) => [said, at > 0 ? code : [code, ...others].join(' '), term, year]);
}

/** The term that a text says; empty: none. */
export function termIn(text: string): string {
  if (text.length > MOST_PARTED) return '';
  const [term = ''] =
    TERM.exec(text.replace(NUMBERED_NAME, ' ')) ?? SHORT_TERM.exec(text) ?? END.exec(text) ?? [];
  return term;
}

/** The codes of a text, without numbers that are named as others; mistyped ones are mended with their term. */
function codesIn(text: string): string[] {
  if (text.length > MOST_PARTED) return [];
  const valid = candidatesOf({ number: 0, cells: [text] })
    .map((candidate) => candidate.text.trim())
    .filter((code) => {
      const isInvestment = () => INVESTMENT.test(text.slice(0, text.indexOf(code)));
      return !isNamedOther(text, code) || (isCompany(code) && isInvestment());
    });
  return [...new Set([...valid, ...mistypedCodes(text)])];
}
