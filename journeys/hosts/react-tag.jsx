import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { customers, fetchToken, heard, more, server } from './page.js';

/** React 19 without the package: the tag itself. */
function Portal() {
  const [chosen, setChosen] = useState(customers);
  const [isOpen, setOpen] = useState(true);
  return (
    <main>
      <button type="button" onClick={() => setChosen([...customers, ...more])}>
        Add customers
      </button>
      {isOpen && (
        <renewal-wizard
          server={server}
          customers={chosen}
          fetchToken={fetchToken}
          onrenewal-order-placed={({ detail }) => heard(detail.orderNumber)}
          onrenewal-close={() => setOpen(false)}
        />
      )}
    </main>
  );
}

// Some frameworks set properties only on defined elements.
await customElements.whenDefined('renewal-wizard');
createRoot(document.getElementById('app')).render(<Portal />);
