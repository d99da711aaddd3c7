import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DEEDS } from '../router.ts';
import { doneOf, doneQuery, doneText } from './done-notice.ts';
import { GROUP_DEEDS } from './group-deeds.ts';

it('every action of the operations page confirms its result, and a group’s action its number', () => {
  for (const path of Object.keys({ ...DEEDS, ...GROUP_DEEDS })) {
    const done = doneOf(doneQuery({ path, count: 1_234, skipped: 0 }));
    assert.ok(done, path);
    const isGroup = path.startsWith('groups/');
    assert.match(doneText(done), isGroup ? /^Đã .*1\.234 .*\.$/ : /^Đã [^\d{]+\.$/, path);
  }
});

it('a group’s notice says how many were dealt with before', () => {
  const done = doneOf(doneQuery({ path: 'groups/review', count: 3, skipped: 2 }));
  assert.equal(
    done && doneText(done),
    'Đã đánh dấu đã xem 3 thông báo. 2 mục không thực hiện được, vì đã được xử lý trước đó.',
  );
});

it('an address without an action or a count makes no notice of its own', () => {
  for (const query of ['', 'done=1', 'done=__proto__', 'done=groups/eat', 'count=7']) {
    assert.equal(doneOf(query), null, query);
  }
  const done = doneOf('done=groups/review&count=<b>&skipped=99999');
  assert.equal(done && doneText(done), 'Đã đánh dấu đã xem 0 thông báo.');
});
