// As on pages of ASP.NET Web Forms or PHP: one form around all, classic scripts, hot-keys on the document.
(() => {
  const heard = (text) => {
    const { dataset } = document.documentElement;
    dataset.heard = `${dataset.heard || ''} ${text}`.trim();
  };
  const wizard = document.querySelector('renewal-wizard');
  wizard.fetchToken = () => fetch(`/token${location.search}`).then((answer) => answer.text());
  wizard.addEventListener('renewal-order-placed', (event) => heard(event.detail.orderNumber));
  wizard.addEventListener('renewal-close', () => wizard.remove());
  document.getElementById('add').addEventListener('click', () => {
    const more = new URLSearchParams(location.search).get('more');
    wizard.setAttribute('customers', `${wizard.getAttribute('customers')},${more}`);
  });
  document.querySelector('form').addEventListener('submit', () => heard('submitted'));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'n') heard('hot-key');
    if (event.key === 'Enter' || event.key === '1') event.preventDefault();
  });
})();
