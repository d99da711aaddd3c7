import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { RenewalWizard } from 'renewal-wizard/react';
import { customers, fetchToken, heard, more, server } from './page.js';

function Portal() {
  const [chosen, setChosen] = useState(customers);
  const [isOpen, setOpen] = useState(true);
  return (
    <main>
      <button type="button" onClick={() => setChosen([...customers, ...more])}>
        Add customers
      </button>
      {isOpen && (
        <RenewalWizard
          server={server}
          customers={chosen}
          fetchToken={fetchToken}
          onOrderPlaced={({ detail }) => heard(detail.orderNumber)}
          onClose={() => setOpen(false)}
        />
      )}
    </main>
  );
}

createRoot(document.getElementById('app')).render(
  <StrictMode>
    <Portal />
  </StrictMode>,
);
