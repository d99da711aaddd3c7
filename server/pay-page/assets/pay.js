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
    location.reload();
    return;
  }
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
