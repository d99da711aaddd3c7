import { expect } from '@open-wc/testing';
import { addressOf, type Place, placeAt } from './orders-route.ts';

const ROUTE = '#orders';
const ORDER = '00000000-0000-4000-8000-000000000700';

describe('the address of what is shown', () => {
  it('placeAt reads what addressOf writes, below the host’s route alone', () => {
    const places: Place[] = [
      { view: 'orders', orderId: '' },
      { view: 'orders', orderId: ORDER },
      { view: 'unpaid', orderId: '' },
      { view: 'unpaid', orderId: ORDER },
    ];
    for (const place of places) {
      expect(placeAt(addressOf(ROUTE, place), ROUTE)).to.deep.equal(place);
    }
    expect(addressOf('#/don-hang', { view: 'unpaid', orderId: ORDER })).to.equal(
      `#/don-hang/unpaid/${ORDER}`,
    );
    for (const other of ['', '#', '#customers', '#ordersfoo', '#order']) {
      expect(placeAt(other, ROUTE)).to.equal(null);
    }
  });
});
