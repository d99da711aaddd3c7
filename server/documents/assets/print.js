// Shown by the script that makes it work: without JavaScript, people print by the browser's own menu.
const button = document.querySelector('[data-print]');
if (button instanceof HTMLButtonElement) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
