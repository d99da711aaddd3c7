import { expect } from '@open-wc/testing';
import { addressOf, OrdersRoute, type Place, placeAt } from './orders-route.ts';

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

  it('an OrdersRoute follows the address until it is stopped, and writes none without a route', async () => {
    const before = location.hash;
    const places: Place[] = [];
    const route = new OrdersRoute((place) => places.push(place));
    route.write({ view: 'unpaid', orderId: '' });
    expect(location.hash).to.equal(before);
    route.follow(ROUTE);
    const changed = () =>
      new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
    let change = changed();
    location.hash = `${ROUTE}/${ORDER}`;
    await change;
    expect(places).to.deep.equal([{ view: 'orders', orderId: ORDER }]);
    expect(route.place).to.deep.equal({ view: 'orders', orderId: ORDER });
    route.stop();
    change = changed();
    location.hash = before;
    await change;
    expect(places).to.have.length(1);
  });
});
