// What the payment page does better with JavaScript: it updates itself, and it copies.
// Nothing here decides anything; the server says what is paid.

const { stateUrl, state } = document.body.dataset;

if (stateUrl) watch(stateUrl, state);

/** Reloads the page once the server says that something has changed. */
async function watch(url, seen) {
  for (let pause = 2000; ; pause = Math.min(pause * 1.05, 15_000)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (document.visibilityState === 'hidden') continue;
    try {
      const response = await fetch(url, { headers: { accept: 'application/json' } });
      if (response.ok && (await response.json()).state === seen) continue;
      if (response.status >= 500 || response.status === 429) continue;
    } catch {
      continue;
    }
    keepChoice();
    location.reload();
    return;
  }
}

// What was chosen but not sent yet stays chosen.
const CHOICE = `method of ${location.pathname}`;

function keepChoice() {
  const chosen = document.querySelector('input[name=method]:checked');
  if (chosen) sessionStorage.setItem(CHOICE, chosen.value);
}

const kept = sessionStorage.getItem(CHOICE);
sessionStorage.removeItem(CHOICE);
for (const input of document.querySelectorAll('input[name=method]:not(:disabled)')) {
  if (input.value === kept) input.checked = true;
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', () => copy(button));
}

async function copy(button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    // Without a secure context there is no clipboard: select the text, so that it can be copied by hand.
    getSelection()?.selectAllChildren(button.parentElement.querySelector('span'));
    return;
  }
  button.textContent = button.dataset.copied;
  setTimeout(() => {
    button.textContent = label;
  }, 2000);
}

// A second press while the first is under way would start a second attempt.
for (const form of document.forms) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
}
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
});
