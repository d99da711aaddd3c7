import { customers, fetchToken, heard, more, server } from './page.js';

const wizard = document.createElement('renewal-wizard');
wizard.setAttribute('server', server);
wizard.setAttribute('customers', customers.join(' '));
wizard.fetchToken = fetchToken;
wizard.addEventListener('renewal-order-placed', ({ detail }) => heard(detail.orderNumber));
wizard.addEventListener('renewal-close', () => wizard.remove());

const add = document.createElement('button');
add.type = 'button';
add.textContent = 'Add customers';
add.addEventListener('click', () => {
  wizard.setAttribute('customers', [...customers, ...more].join(' '));
});

document.getElementById('app').append(add, wizard);
