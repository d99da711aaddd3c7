import { expect } from '@open-wc/testing';
import type { Notification } from '../../shared/schemas/notification.ts';
import { notificationOf } from '../testing/orders.ts';
import {
  type NotificationList,
  withNew,
  withNewestPage,
  withOlderPage,
  withRead,
} from './notification-list.ts';

const listOf = (...sequences: number[]): NotificationList => ({
  items: sequences.map((sequence) => notificationOf(sequence)),
  hasMore: true,
});
const pageOf = (...sequences: number[]) => ({ ...listOf(...sequences), hasMore: false, unread: 0 });
const toPage = ({ items, hasMore, unread }: ReturnType<typeof pageOf>) => ({
  notifications: [...items],
  hasMore,
  unread,
});
const sequencesOf = ({ items }: NotificationList) => items.map(({ sequence }) => sequence);

describe('the list of notifications', () => {
  it('live notifications stay in the list when the newest page arrives later', () => {
    const list = withNewestPage(listOf(6, 3, 2), toPage(pageOf(5, 4)));
    expect(sequencesOf(list)).to.deep.equal([6, 5, 4]);
    expect(list.hasMore).to.equal(false);
    expect(sequencesOf(withNewestPage(null, toPage(pageOf(2, 1))))).to.deep.equal([2, 1]);
  });

  it('older notifications are appended, none twice', () => {
    const list = withOlderPage(listOf(5, 4), toPage(pageOf(4, 3, 2)));
    expect(sequencesOf(list)).to.deep.equal([5, 4, 3, 2]);
    expect(list.hasMore).to.equal(false);
  });

  it('a new notification is put in front, once, however often the stream repeats it', () => {
    const once = withNew(listOf(2, 1), notificationOf(3));
    const twice = withNew(once, notificationOf(3, { readAt: 5 }));
    expect(sequencesOf(twice)).to.deep.equal([3, 2, 1]);
    expect(twice.items[0]?.readAt).to.equal(5);
    expect(sequencesOf(withNew(listOf(4, 2), notificationOf(3)))).to.deep.equal([4, 3, 2]);
  });

  it('a new entry takes the place of the unread ones that it sums up, and of no other', () => {
    const paid = (sequence: number, changes: Partial<Notification> = {}) =>
      notificationOf(sequence, { kind: 'payment_received', orderId: 'order', ...changes });
    const items = [
      paid(5, { orderId: 'another' }),
      paid(4),
      notificationOf(3, { orderId: 'order' }),
      paid(2),
      paid(1, { readAt: 7 }),
    ];
    const list = withNew({ items, hasMore: false }, paid(6));
    expect(sequencesOf(list)).to.deep.equal([6, 5, 3, 1]);
    const page = { notifications: items, hasMore: false, unread: 4 };
    expect(sequencesOf(withNewestPage(list, page)), 'a page read before').to.deep.equal([
      6, 5, 3, 1,
    ]);
  });

  it('marking one notification, or all up to it, reads nothing anew', () => {
    const list: NotificationList = {
      items: [notificationOf(3), notificationOf(2), notificationOf(1, { readAt: 7 })],
      hasMore: false,
    };
    const readAts = (mark: { sequence: number; only: boolean }) =>
      withRead(list, mark, 9).items.map(({ readAt }) => readAt);
    expect(readAts({ sequence: 3, only: true })).to.deep.equal([9, null, 7]);
    expect(readAts({ sequence: 2, only: false })).to.deep.equal([null, 9, 7]);
  });
});
