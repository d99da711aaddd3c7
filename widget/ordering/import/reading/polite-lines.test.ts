import { expect } from '@open-wc/testing';
import { isPolite } from './polite-lines.ts';

const isPoliteText = (...cells: string[]) => isPolite({ number: 1, cells });

describe('isPolite', () => {
  it('a message’s greeting, request, thanks and times are words between people', () => {
    for (const text of [
      'Chào chị',
      'Dạ, em chào cả nhà ạ!',
      'Gửi chị danh sách cty ạ:',
      'Chị ơi gia hạn giúp em 3 cty này nhé',
      'Gia hạn giúp em các công ty sau:',
      'Cảm ơn chị, sđt em 0912345678',
      'Thanks chị',
      'Best regards,',
      'Trân trọng cảm ơn',
      '10:42',
      '30/11/2026 10:43',
    ])
      expect(isPoliteText(text, ''), text).to.equal(true);
  });

  it('a line that names a customer is not', () => {
    for (const text of [
      'Cảm ơn chị, còn cty Sao Mai nữa',
      'Gia hạn giúp em công ty An Phát',
      'Chị ơi 0101243150 nhé',
      'Chào Việt',
      'Dear Home',
      'Hi Tech',
      'OK Food',
    ])
      expect(isPoliteText(text), text).to.equal(false);
    expect(isPoliteText('Chào chị', 'A')).to.equal(false);
  });
});
