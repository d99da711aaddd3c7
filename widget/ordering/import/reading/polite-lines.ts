import { foldText } from '../../../../shared/search-text.ts';
import { candidatesOf, type PastedLine } from '../../paste/pasted-table.ts';

/** Words with which a message begins and ends, and those that ask for what is listed. */
const POLITE =
  /^((da|vang|ok|oke|okay)[ ,.!]+)*((em|anh|chi|minh) )?(xin )?(chao( (anh|chi|em|ban|ca|moi|quy).*)?|(hi|hello|dear)( (anh|chi|em|ban|ms|mr|all|team).*)?|cam on.*|(thanks|tks|thank you)([ ,.!].*)?|(best )?regards|tran trong.*|kinh gui.*|gui (anh|chi|em|ban).*|(anh|chi|em|ban) oi.*|(nho|gia han (giup|gium|dum|ho)) (anh|chi|em|minh).*|(gui )?(danh sach|ds)( .*)?|xuat (hd|hoa don)( .*)?)[\s,.!:]*$/;

/** Words of a customer's name; "3 cty này" names none. */
const CUSTOMER =
  /(?<![a-z])(cong ty|cty|tnhh|dntn|hkd|ho kinh doanh|chi nhanh)(?! (nay|sau|duoi|o duoi|nhe|nha|a)(?![a-z])|[\s.!:]*$)/;

/** The time of a message, alone on its line. */
const TIME = /^(\d{1,2}:\d\d( ?[ap]m)?|\d{1,2}\/\d{1,2}\/\d{2,4}( \d{1,2}:\d\d)?)$/;

/** Whether a text without diacritics has words of a customer's name. */
export const namesCustomer = (text: string): boolean => CUSTOMER.test(text);

/** Whether a line is only a message's greeting, request, thanks or time. */
export function isPolite(line: PastedLine): boolean {
  const first = line.cells.findIndex((cell) => cell !== '');
  const only = line.cells[first] ?? '';
  const isOnly = line.cells.every((cell, at) => cell === '' || at === first);
  if (!isOnly || only.length > MOST_POLITE) return false;
  const text = foldText(only);
  const isTalk = TIME.test(text) || (POLITE.test(text) && !namesCustomer(text));
  return isTalk && candidatesOf(line).length === 0;
}

/** A longer line says more. */
const MOST_POLITE = 120;
